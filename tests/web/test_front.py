"""The front page: what is here, what is new, and where to begin, at any moment and cheaply."""

from __future__ import annotations

import html
import re
import sqlite3
from pathlib import Path

import pytest
from datasette.app import Datasette

from archive.web import queries_changes, queries_ledger
from archive.web.queries_changes import LedgerScope
from archive.web.timeline import HEIGHT, WIDTH, timeline
from tests.web.conftest import site_on
from tests.web.maker import Maker
from tests.web.test_pages import Page, plain


@pytest.mark.asyncio(loop_scope="session")
async def test_it_says_what_is_here(site: Datasette) -> None:
    body = (await site.client.get("/")).text
    words = plain(body)
    assert "keeps every version of every file since 1 January 2026" in words
    assert "Documents 5" in words
    assert "Pages 7" in words
    assert "Tables 1" in words
    assert "The last change was found on 2 January 2026: 1 revised ." in words
    assert "All is well." in words
    assert len(body.encode()) < 100_000
    assert not [n for _, n, _ in Page(body).attributes if n == "style"]


@pytest.mark.asyncio(loop_scope="session")
async def test_examples_and_shelves_lead_somewhere(site: Datasette) -> None:
    body = (await site.client.get("/")).text
    links = [html.unescape(link) for link in re.findall(r'href="(/-/search\?[^"]+)"', body)]
    assert len(links) > 8
    for link in links:
        answer = await site.client.get(link)
        assert "No document has this." not in answer.text, link
    assert any("kind=annual-report" in link for link in links)
    assert any("from=2017&to=2017" in link for link in links)
    assert any("source=s" in link for link in links)


@pytest.mark.asyncio(loop_scope="session")
async def test_it_goes_back_in_time(site: Datasette) -> None:
    words = plain((await site.client.get("/?_as_of=2026-01-01")).text)
    assert "as it stood on 1 January 2026" in words
    assert "Revised" not in words
    before = plain((await site.client.get("/?_as_of=2020")).text)
    assert "Documents 0" in before
    assert "Nothing had been archived by that day." in before


@pytest.mark.asyncio(loop_scope="session")
async def test_an_empty_archive_has_a_front_page(tmp_path: Path) -> None:
    m = Maker(tmp_path)
    m.db.commit()
    m.db.close()
    datasette = site_on(tmp_path)
    await datasette.invoke_startup()
    for path in ("/", "/-/search", "/-/changes", "/-/problems", "/-/search?q=x", "/?lang=ja"):
        assert (await datasette.client.get(path)).status_code == 200
    assert "No run has ended yet." in (await datasette.client.get("/")).text
    datasette.close()


def test_a_timeline_stands_on_its_axis() -> None:
    counts = [("2015", "plan", 2), ("2017", "plan", 1), ("2017", "report", 3), ("", "plan", 9)]
    drawn = timeline(counts)
    assert drawn is not None
    assert [year.year for year in drawn.years] == [2015, 2016, 2017]
    assert [year.documents for year in drawn.years] == [2, 0, 4]
    assert drawn.kinds == (("plan", 1), ("report", 2))
    assert drawn.most == 4
    for year in drawn.years:
        if year.bars:
            assert max(bar.y + bar.height for bar in year.bars) == pytest.approx(HEIGHT)
        for bar in year.bars:
            assert bar.x >= 0
            assert bar.x + bar.width <= WIDTH
    full = drawn.years[2].bars
    assert sum(bar.height for bar in full) == pytest.approx(HEIGHT)
    assert full[0].y == pytest.approx(full[1].y + full[1].height)


def test_a_timeline_gathers_rare_kinds_and_old_years() -> None:
    counts = [(str(1900 + at), f"kind-{at % 8}", 1 + (at % 8)) for at in range(120)]
    drawn = timeline(counts)
    assert drawn is not None
    assert len(drawn.years) == 60
    assert drawn.kinds[-1] == ("", 6)
    assert {bar.colour for year in drawn.years for bar in year.bars} <= set(range(1, 7))
    assert timeline([]) is None
    assert timeline([("2017", "plan", 3), ("x" * 4, "plan", 1)]) is None


def test_no_page_walks_all_pages_or_the_whole_ledger(database: sqlite3.Connection) -> None:
    """What the front page asks is answered from the documents, which are few, and from indexes."""
    asked: list[str] = []
    database.set_trace_callback(asked.append)
    queries_ledger.overview(database)
    queries_ledger.health(database, 0)
    queries_changes.changes(database, LedgerScope(document="s-plan-1"), 1)
    database.set_trace_callback(None)
    assert len(asked) > 8
    for sql in asked:
        for step in database.execute(f"explain query plan {sql}"):
            detail = step["detail"]
            walks = re.fullmatch(r"SCAN (pages|p|changes|c|edits|entries|e|captures|table_cells)",
                                 detail)  # fmt: skip
            limited = "order by c.id desc limit" in sql or "order by id desc limit" in sql
            assert not walks or limited, (detail, sql)


async def test_before_the_archive_began_nothing_is_counted(site: Datasette) -> None:
    page = (await site.client.get("/?_as_of=2020-01-01")).text
    assert "Nothing had been archived by that day." in page
    figures = re.search(r'<dl class="figures">.*?</dl>', page, re.DOTALL)
    assert figures is not None
    assert re.findall(r"\d+", re.sub(r"<[^>]*>", " ", figures[0])) == ["0", "0", "0", "0"]
    assert "For example" not in page
