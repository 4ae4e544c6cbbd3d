"""Several archives as one site: their search gives what one archive of all of them gives."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest
import pytest_asyncio
import yaml
from datasette.app import Datasette
from datasette.utils import StartupError

from archive import chain
from archive.files import FileStore
from archive.merge import join_archives
from archive.report import Screen
from archive.search import match_query
from archive.store import Store
from archive.store_union import Part
from archive.web import queries_several, scores
from archive.web.queries_search import best_first, find
from archive.web.search_scope import Scope
from tests.command import command
from tests.web.maker import Maker, make_pdf

ROOT = Path(__file__).parents[2]
# Words are rare in one archive and frequent in the other, and pages long and short.
LEFT = {
    "plan": ["Basic plan of measures.\n" + "The offices report. " * n for n in (1, 8, 2)],
    "report": ["Report of the offices on water and measures. " * 3, "Water " * 9 + "measures"],
    "keikaku": [
        "児童の性的搾取等に係る対策の基\n本計画",
        "警察庁は関係府省庁と連携して施策を推進する。",
    ],
}
RIGHT = {
    f"notice-{n}": [f"Notice {n}. Measures " * (n % 4 + 1) + "of the office. " * n, "Plan " * n]
    for n in range(1, 9)
} | {"water": ["Water measures, and a plan: water."], "taisaku": ["対策の計画 警察 " * 4]}
QUERIES = ("measures", "plan measures", "water OR plan", '"basic plan"', "measur*", "計画",
           "offices NOT water", "警察", "対策の基本計画", "plan plan report")  # fmt: skip


def fill(root: Path, source: str, run: int, documents: dict[str, list[str]]) -> Path:
    made = Maker(root)
    made.row("sources", id=source, title=source, publisher="Body", language="en", definition="{}")
    at = f"2026-01-0{run}T00:00:00Z"
    made.row("runs", id=1, command="run", software="0", started_at=at, finished_at=at, exit_code=0)
    for name, pages in documents.items():
        sha256 = made.file(make_pdf(["x"], f"{source}-{name}"), pages)
        made.document(f"{source}-{name}", [sha256], f"{name} of {source}", source_id=source)
    made.db.execute("update captures set source_id = ?", [source])
    made.db.commit()
    made.db.close()
    with closing(sqlite3.connect(root / "archive.db")) as db:
        chain.seal_ended(db)
        db.commit()
    with Store(root):  # feeds the indexes
        return root


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("several")
    return [fill(folder / "Left", "l", 1, LEFT), fill(folder / "right", "r", 2, RIGHT)]


@pytest.fixture(scope="module")
def united(parts: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("united")
    assert join_archives(FileStore(root), [Part(root=part) for part in parts], Screen()) == 0
    return root


def connected(root: Path) -> closing[sqlite3.Connection]:
    connection = sqlite3.connect(root / "archive.db")
    connection.row_factory = sqlite3.Row
    return closing(connection)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("scope", [Scope(), Scope(kind="plan"), Scope(language="en")])
def test_every_page_has_the_score_it_has_in_one_archive_of_all(
    query: str, scope: Scope, parts: list[Path], united: Path
) -> None:
    names, gathered, several = {}, [], {}
    for at, part in enumerate(parts):
        with connected(part) as db:
            gathered.append(queries_several.gather(db, query, scope))
            names |= {(at, d): name for d, name in db.execute("select docid, id from documents")}
    ranked = queries_several.rank(gathered, "relevance")
    for at, found in enumerate(ranked.found):
        for docid, hits in found.pages.items():
            several[names[at, docid]] = [(hit.number, round(hit.score, 6)) for hit in hits]
    with connected(united) as db:
        found = find(db, match_query(query), scope)
        ids = dict(db.execute("select docid, id from documents").fetchall())
    one = {
        ids[docid]: [(hit.number, round(hit.score, 6)) for hit in hits]
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
        (hits[0].score, (at, docid))
        for at, one in enumerate(gathered) for docid, hits in one.found.pages.items()
    ]  # fmt: skip
    ranked = queries_several.rank(gathered, "relevance")
    assert [key for _, key in sorted(apart)] != list(ranked.order)
    assert scores.together(one.statistics for one in gathered).rows == sum(
        one.statistics.rows for one in gathered
    )


@pytest_asyncio.fixture
async def site(parts: list[Path]) -> AsyncIterator[Datasette]:
    config = yaml.safe_load((ROOT / "datasette.yaml").read_text("utf-8"))
    config.setdefault("plugins", {}).setdefault("policy-archive", {})["archives"] = {
        "left": str(parts[0]), "right": str(parts[1] / "archive.db"),
    }  # fmt: skip
    datasette = Datasette([], config=config)
    await datasette.invoke_startup()
    yield datasette
    datasette.close()


async def test_the_search_over_all_names_and_links_the_archive_of_each_hit(site: Datasette) -> None:
    answer = await site.client.get("/-/search.json?q=water")
    assert answer.status_code == 200
    found = answer.json()
    assert found["total_documents"] == len(found["documents"]) == 2
    assert {hit["collection"] for hit in found["documents"]} == {"left", "right"}
    assert {f["value"]: f["count"] for f in found["facets"]["source"]} == {"l": 1, "r": 1}
    for hit in found["documents"]:
        assert hit["url"] == f"/{hit['collection']}/-/documents/{hit['id']}"
        for address in (hit["url"], hit["pages"][0]["url"]):
            page = await site.client.get(address)
            assert page.status_code == 200
            assert hit["title"] in page.text
    shown = (await site.client.get("/-/search?q=water")).text
    assert shown.index(found["documents"][0]["id"]) < shown.index(found["documents"][1]["id"])
    assert "<mark>Water</mark>" in shown
    only = (await site.client.get("/-/search.json?q=water&collection=right")).json()
    assert [hit["collection"] for hit in only["documents"]] == ["right"]


async def test_each_archive_is_a_whole_site_below_its_name(
    site: Datasette, parts: list[Path]
) -> None:
    front = await site.client.get("/")
    assert front.status_code == 200
    assert 'href="/left/"' in front.text
    assert 'href="/right/"' in front.text
    moved = await site.client.get("/left", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (301, "/left/")
    own = await site.client.get("/left/")
    assert own.status_code == 200
    assert 'action="/left/-/search"' in own.text
    searched = (await site.client.get("/left/-/search.json?q=water")).json()
    assert [hit["id"] for hit in searched["documents"]] == ["l-report"]
    with connected(parts[0]) as db:
        (sha256,) = db.execute("select sha256 from documents where id = 'l-plan'").fetchone()
    part = await site.client.get(f"/left/-/files/{sha256}.pdf", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"%PDF")
    assert (await site.client.get("/right/archive/documents.json")).json()["rows"]
    assert (await site.client.get("/-/documents/l-plan")).status_code == 404
    assert (await site.client.get("/left/-/documents/l-plan.json")).status_code == 200
    policy = front.headers["content-security-policy"]
    assert "default-src 'none'" in policy


async def test_what_is_wrong_with_an_archive_is_seen_from_above(site: Datasette) -> None:
    health = await site.client.get("/-/health")
    assert set(health.json()["archives"]) == {"left", "right"}
    nothing = (await site.client.get("/-/search?q=%22%22")).text
    assert "<h2" not in nothing
    wrong = Datasette([], config={"plugins": {"policy-archive": {"archives": {"x": "/none"}}}})
    with pytest.raises(StartupError, match="is no archive"):
        await wrong.invoke_startup()


async def test_dates_order_all_archives_together(site: Datasette) -> None:
    newest = (await site.client.get("/-/search.json?q=measures&sort=newest")).json()
    assert newest["sort"] == "newest"
    dates = [hit["published"] or "" for hit in newest["documents"]]
    assert dates == sorted(dates, reverse=True)
    first, second = [
        (await site.client.get(f"/-/search.json?q=measures&page={n}")).json() for n in (1, 2)
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
