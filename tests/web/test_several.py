"""Several archives as one site: their search gives what one archive of all of them gives."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest
from datasette.app import Datasette
from datasette.utils import StartupError

from archive.search import match_query
from archive.web import queries_several, scores
from archive.web.queries_search import best_first, find
from archive.web.search_scope import Scope
from tests.command import command

ROOT = Path(__file__).parents[2]
pytest_plugins = ["tests.web.several"]
QUERIES = ("measures", "plan measures", "water OR plan", '"basic plan"', "measur*", "計画",
           "offices NOT water", "警察", "対策の基本計画", "plan plan report")  # fmt: skip


def connected(root: Path) -> closing[sqlite3.Connection]:
    connection = sqlite3.connect(root / "archive.db")
    connection.row_factory = sqlite3.Row
    return closing(connection)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("scope", [Scope(), Scope(kind="plan"), Scope(language="en")])
def test_every_page_has_the_score_it_has_in_one_archive_of_all(
    query: str, scope: Scope, parts: list[Path], united: Path
) -> None:
    names, numbers, gathered, several = {}, [], [], {}
    for at, part in enumerate(parts):
        with connected(part) as db:
            gathered.append(queries_several.gather(db, query, scope))
            names |= {(at, d): name for d, name in db.execute("select docid, id from documents")}
            numbers.append(dict(db.execute("select id, number from pages").fetchall()))
    ranked = queries_several.rank(gathered, "relevance")
    for at, found in enumerate(ranked.found):
        for docid, hits in found.pages.items():
            several[names[at, docid]] = [(numbers[at][page], round(s, 6)) for s, page, _ in hits]
    with connected(united) as db:
        found = find(db, match_query(query), scope)
        ids = dict(db.execute("select docid, id from documents").fetchall())
        numbered = dict(db.execute("select id, number from pages").fetchall())
    one = {
        ids[docid]: [(numbered[page], round(score, 6)) for score, page, _ in hits]
        for docid, hits in found.pages.items()
    }
    assert several == one
    assert one
    order = [ids[docid] for docid in best_first(found.pages, found.titles)]
    assert [names[key] for key in ranked.order] == order


def test_scores_of_several_archives_do_not_compare_by_themselves(parts: list[Path]) -> None:
    """What the reckoning is for: without it the order would be another one."""
    gathered = []
    for part in parts:
        with connected(part) as db:
            gathered.append(queries_several.gather(db, "measures", Scope()))
    apart = [
        (hits[0][0], (at, docid))
        for at, one in enumerate(gathered) for docid, hits in one.found.pages.items()
    ]  # fmt: skip
    ranked = queries_several.rank(gathered, "relevance")
    assert [key for _, key in sorted(apart)] != list(ranked.order)
    assert scores.together(one.statistics for one in gathered).rows == sum(
        one.statistics.rows for one in gathered
    )


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="session")
async def test_the_search_over_all_names_and_links_the_archive_of_each_hit(
    several: Datasette,
) -> None:
    answer = await several.client.get("/-/search.json?q=water")
    assert answer.status_code == 200
    found = answer.json()
    assert found["total_documents"] == len(found["documents"]) == 2
    assert {hit["collection"] for hit in found["documents"]} == {"left", "right"}
    assert {f["value"]: f["count"] for f in found["facets"]["source"]} == {"l": 1, "r": 1}
    for hit in found["documents"]:
        assert hit["url"] == f"/{hit['collection']}/-/documents/{hit['id']}"
        for address in (hit["url"], hit["pages"][0]["url"]):
            page = await several.client.get(address)
            assert page.status_code == 200
            assert hit["title"] in page.text
    shown = (await several.client.get("/-/search?q=water")).text
    assert shown.index(found["documents"][0]["id"]) < shown.index(found["documents"][1]["id"])
    assert "<mark>Water</mark>" in shown
    only = (await several.client.get("/-/search.json?q=water&collection=right")).json()
    assert [hit["collection"] for hit in only["documents"]] == ["right"]


@pytest.mark.asyncio(loop_scope="session")
async def test_each_archive_is_a_whole_site_below_its_name(
    several: Datasette, parts: list[Path]
) -> None:
    front = await several.client.get("/")
    assert front.status_code == 200
    assert 'href="/left/"' in front.text
    assert 'href="/right/"' in front.text
    moved = await several.client.get("/left", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (301, "/left/")
    own = await several.client.get("/left/")
    assert own.status_code == 200
    assert 'action="/left/-/search"' in own.text
    searched = (await several.client.get("/left/-/search.json?q=water")).json()
    assert [hit["id"] for hit in searched["documents"]] == ["l-report"]
    with connected(parts[0]) as db:
        (sha256,) = db.execute("select sha256 from documents where id = 'l-plan'").fetchone()
    part = await several.client.get(f"/left/-/files/{sha256}.pdf", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"%PDF")
    assert (await several.client.get("/right/archive/documents.json")).json()["rows"]
    assert (await several.client.get("/-/documents/l-plan")).status_code == 404
    assert (await several.client.get("/left/-/documents/l-plan.json")).status_code == 200
    policy = front.headers["content-security-policy"]
    assert "default-src 'none'" in policy


@pytest.mark.asyncio(loop_scope="session")
async def test_what_is_wrong_with_an_archive_is_seen_from_above(several: Datasette) -> None:
    health = await several.client.get("/-/health")
    assert set(health.json()["archives"]) == {"left", "right"}
    nothing = (await several.client.get("/-/search?q=%22%22")).text
    assert "<h2" not in nothing
    wrong = Datasette([], config={"plugins": {"policy-archive": {"archives": {"x": "/none"}}}})
    with pytest.raises(StartupError, match="is no archive"):
        await wrong.invoke_startup()


@pytest.mark.asyncio(loop_scope="session")
async def test_dates_order_all_archives_together(several: Datasette) -> None:
    newest = (await several.client.get("/-/search.json?q=measures&sort=newest")).json()
    assert newest["sort"] == "newest"
    dates = [hit["published"] or "" for hit in newest["documents"]]
    assert dates == sorted(dates, reverse=True)
    first, second = [
        (await several.client.get(f"/-/search.json?q=measures&page={n}")).json() for n in (1, 2)
    ]
    assert first["has_more"]
    ids = [hit["id"] for page in (first, second) for hit in page["documents"]]
    assert len(ids) == len(set(ids)) == first["total_documents"]


@pytest.mark.slow
def test_the_command_serves_several_archives(parts: list[Path]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, str(ROOT / "pipeline.py"), "serve", *map(str, parts), "--port", str(port)],
        cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    ) as site:  # fmt: skip
        try:
            while socket.socket().connect_ex(("127.0.0.1", port)) and site.poll() is None:
                time.sleep(0.05)
            with urlopen(f"http://127.0.0.1:{port}/-/search.json?q=water") as answer:
                found = json.load(answer)
            with urlopen(f"http://127.0.0.1:{port}/left/-/documents/l-plan") as answer:
                assert answer.status == 200
        finally:
            site.terminate()
    assert {hit["collection"] for hit in found["documents"]} == {"left", "right"}
    twice = command("serve", parts[0], parts[0])
    assert twice.code == 78
    assert "different names" in twice.err


async def test_what_is_not_there_is_said_in_our_words(several: Datasette) -> None:
    for path in ("/nowhere", "/-/nowhere", "/left/archive/nowhere"):
        answer = await several.client.get(path, headers={"Accept-Language": "ja"})
        assert answer.status_code == 404, path
        assert "このアーカイブにはありません" in answer.text, path
        assert 'href="/"' in answer.text or 'href="/left/"' in answer.text
    assert (await several.client.request("PUT", "/-/search")).status_code == 405
