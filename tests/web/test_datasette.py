"""Datasette's own pages on an archive: every hook of ours is felt, and nothing runs away."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from datasette.app import Datasette

from tests.web.conftest import JAPANESE, PLAN, ROOT, site_on

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("query", ["警", "警察", "基本計画", "計画", "児童"])
async def test_stock_search_finds_every_script(site: Datasette, query: str) -> None:
    pages = await site.client.get(
        "/archive/pages.json", params={"_search": query, "_shape": "array"}
    )
    assert any("基\n本計画" in row["text"] for row in pages.json())
    if query not in ("警", "警察"):
        documents = await site.client.get(
            "/archive/documents.json", params={"_search": query, "_shape": "array"}
        )
        assert [row["id"] for row in documents.json()] == [JAPANESE]
    entries = await site.client.get("/archive/entries.json?_search=prescribed&_shape=array")
    assert len(entries.json()) == 1


async def test_words_of_the_schema_are_shown(site: Datasette) -> None:
    body = (await site.client.get("/archive/documents")).text
    assert "The works that entries point to" in body
    assert "Publication date as far as it is known" in body
    database = (await site.client.get("/archive")).text
    assert "Publications of public bodies" in database


async def test_our_masthead_stands_on_stock_pages(site: Datasette) -> None:
    for path in ("/archive", "/archive/documents", "/archive/documents_by_year_and_kind"):
        body = (await site.client.get(path)).text
        assert 'class="pa-masthead"' in body
        assert "/-/static-plugins/policy-archive/datasette.css" in body
    css = await site.client.get("/-/static-plugins/policy-archive/style.css")
    assert css.status_code == 200
    assert css.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("documents_by_year_and_kind", {"year": "2017", "kind": "plan", "documents": 3}),
        ("what_changed_lately", {"kind": "revised", "document_id": PLAN}),
        ("what_cites?target=Act+No.+52+of+1999", {"document_id": PLAN, "page": 1}),
        ("missing_at_the_publisher", {"id": "s-report-4", "missing_reason": "unlisted"}),
        ("declared_against_real_size", {"document_id": PLAN, "declared_bytes": 253952}),
        ("figures_over_the_years?row_label=2014", {"value": 1828.0, "column_label": "Cases"}),
    ],
)
async def test_canned_queries_answer(
    site: Datasette, path: str, expected: dict[str, object]
) -> None:
    name, _, parameters = path.partition("?")
    response = await site.client.get(f"/archive/{name}.json?_shape=array&{parameters}")
    assert response.status_code == 200, response.text
    assert any(expected.items() <= row.items() for row in response.json())
    page = await site.client.get(f"/archive/{path}")
    assert page.status_code == 200


async def test_inner_tables_are_closed(site: Datasette) -> None:
    for table in ("pages_fts_data", "documents_fts_idx", "entries_fts_docsize"):
        assert (await site.client.get(f"/archive/{table}")).status_code == 403
    body = (await site.client.get("/archive")).text
    assert 'href="/archive/pages_fts_data"' not in body


async def test_queries_are_bounded(site: Datasette) -> None:
    hungry = "select length(hex(zeroblob(400000000)))"
    response = await site.client.get("/archive/-/query.json", params={"sql": hungry})
    assert response.status_code == 400
    endless = "with recursive c(x) as (select 1 union all select x+1 from c) select max(x) from c"
    response = await site.client.get("/archive/-/query.json", params={"sql": endless})
    assert response.status_code == 400
    streamed = await site.client.get("/archive/pages.csv?_stream=1")
    assert streamed.status_code == 400


async def test_closing_the_database_closes_our_pages(small_archive: Path) -> None:
    datasette = site_on(small_archive)
    datasette.config["databases"]["archive"]["allow"] = {"id": "staff"}
    await datasette.invoke_startup()
    for path in ("/", "/-/search?q=plan", f"/-/documents/{PLAN}", f"/-/documents/{PLAN}.json"):
        assert (await datasette.client.get(path)).status_code == 403
    datasette.close()


async def test_other_databases_are_left_alone(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "other.db").execute("create table t (x)").connection.close()
    datasette = Datasette([str(tmp_path / "other.db")])
    await datasette.invoke_startup()
    body = (await datasette.client.get("/")).text
    assert "Policy archive" not in body
    assert "other" in body
    datasette.close()


async def test_a_database_that_is_no_archive_is_said(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "archive.db").execute("create table t (x)").connection.close()
    datasette = site_on(tmp_path)
    await datasette.invoke_startup()
    front = await datasette.client.get("/")
    assert front.status_code == 503
    assert "not an archive" in front.text
    health = await datasette.client.get("/-/health")
    assert (health.status_code, health.json()["ok"]) == (503, False)
    datasette.close()


async def test_works_below_a_path(small_archive: Path) -> None:
    datasette = site_on(small_archive, base_url="/library/")
    await datasette.invoke_startup()
    body = (await datasette.client.get("/")).text
    assert 'href="/library/-/search"' in body
    assert 'href="/library/-/documents/s-plan-1"' in body
    assert 'href="/-/' not in body
    stock = (await datasette.client.get("/archive/documents")).text
    sheet = re.search(r'href="([^"]*policy-archive/datasette.css[^"]*)"', stock)
    assert sheet is not None
    assert sheet[1].startswith("/library/-/static-plugins/")
    assert (await datasette.client.get(sheet[1].removeprefix("/library"))).status_code == 200
    datasette.close()


async def test_plain_datasette_loads_the_plugin(small_archive: Path) -> None:
    """As users start it, in a process of its own: the entry point is found."""
    command = [sys.executable, "-m", "datasette", str(small_archive / "archive.db"),
               "-c", str(ROOT / "datasette.yaml"), "--get", "/-/search.json?q=警"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert '"total_documents": 1' in done.stdout


async def test_the_words_searched_for_stay_in_the_box(site: Datasette) -> None:
    answer = await site.client.get("/archive/documents", params={"_search": 'a "plan" <b>'})
    assert answer.status_code == 200
    assert 'name="_search" value="a &#34;plan&#34; &lt;b&gt;"' in answer.text
