"""All hits of a search: CSV that a spreadsheet runs none of, and a feed that is an alert."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import feedparser
import pytest
from datasette.app import Datasette

from tests.web.conftest import HOSTILE, JAPANESE, NASTY, PLAN, REPORT, SUMMARY, site_on
from tests.web.maker import Maker

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def lines(site: Datasette, **parameters: str) -> list[dict[str, str]]:
    response = await site.client.get("/-/search.csv", params=parameters)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "sandbox" in response.headers["content-security-policy"]
    assert response.text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"), newline="")))


async def test_csv_holds_every_page(site: Datasette) -> None:
    found = await lines(site, q="measures OR 施策 OR monitoring")
    assert sorted(row["page"] for row in found if row["document_id"] == PLAN) == ["1", "2"]
    assert {row["document_id"] for row in found} == {PLAN, SUMMARY, JAPANESE}
    assert found[0]["address"].startswith("http://localhost/-/documents/s-")
    japanese = next(row for row in found if row["document_id"] == JAPANESE)
    assert "施策を推進する" in japanese["snippet"]
    response = await site.client.get(japanese["address"].removeprefix("http://localhost"))
    assert response.status_code == 200


async def test_csv_of_filters_titles_and_nothing(site: Datasette) -> None:
    assert [row["document_id"] for row in await lines(site, kind="annual-report")] == [REPORT]
    title_only = await lines(site, q="ministerial crime")
    assert [(row["document_id"], row["page"]) for row in title_only] == [(PLAN, "")]
    for query in ("nothinghere", "?!", '"', "x" * 9_999):
        assert await lines(site, q=query) == []


async def test_csv_runs_nothing_in_a_spreadsheet(tmp_path: Path) -> None:
    m = Maker(tmp_path)
    m.row("sources", id="s", title="S", publisher="P", language="en", definition="{}")
    m.row("runs", id=1, command="run", software="t", started_at="2026-01-01T00:00:00Z")
    for number, start in enumerate(("=cmd|'/C calc'!A0", "+1", "-1", "@x", "\t=1", "\r=1")):
        sha256 = m.file(b"%d" % number, [f"{start} formula on the page"])
        m.document(f"d{number}", [sha256], f"{start} title", issuer=start, identifier=start)
    m.db.commit()
    m.db.close()
    datasette = site_on(tmp_path, num_sql_threads=1)
    await datasette.invoke_startup()
    found = await lines(datasette, q="formula")
    assert len(found) == 6
    for row in found:
        assert row["title"].startswith("'")
        assert row["issuer"].startswith("'")
        assert all(value[:1] not in ("=", "+", "-", "@", "\t", "\r") for value in row.values())
    datasette.close()


async def test_csv_is_bounded(small_archive: Path) -> None:
    datasette = site_on(small_archive)
    datasette.config["plugins"]["policy-archive"]["csv_rows"] = 2
    await datasette.invoke_startup()
    for asked in ({"q": "measures OR plan OR report"}, {}):
        *found, last = await lines(datasette, **asked)
        assert len(found) == 2
        assert last["document_id"].startswith("CUT: only the first 2 rows")
    datasette.close()


async def test_csv_answers_head(site: Datasette) -> None:
    response = await site.client.head("/-/search.csv?q=measures")
    assert response.status_code == 200
    assert response.headers["content-disposition"] == 'attachment; filename="search.csv"'


async def test_a_saved_search_is_a_feed(site: Datasette) -> None:
    response = await site.client.get("/-/search.atom", params={"q": "measures"})
    feed = feedparser.parse(response.text)
    assert not feed.bozo
    assert feed.feed.title == "Search: measures"
    assert feed.feed.id.startswith("urn:uuid:")
    assert {entry.link.split("/-/")[1] for entry in feed.entries} == {
        f"documents/{PLAN}/pages/1", f"documents/{SUMMARY}/pages/1",
    }  # fmt: skip
    assert all(entry.id.startswith("urn:uuid:") and entry.updated for entry in feed.entries)
    assert "measures" in feed.entries[0].content[0].value.lower()
    other = feedparser.parse((await site.client.get("/-/search.atom?q=plan")).text)
    assert other.feed.id != feed.feed.id
    narrowed = feedparser.parse((await site.client.get("/-/search.atom?q=plan&language=ja")).text)
    assert narrowed.feed.id != other.feed.id


async def test_a_feed_without_words_has_what_came_last_whatever_its_date(tmp_path: Path) -> None:
    m = Maker(tmp_path)
    m.row("sources", id="s", title="S", publisher="P", language="en", definition="{}")
    m.row("runs", id=1, command="run", software="t", started_at="2026-01-01T00:00:00Z")
    for number in range(60):
        sha256 = m.file(b"%d" % number, ["text"])
        m.document(f"d{number}", [sha256], f"Title {number}", published=f"{1960 + number}")
    m.db.execute("update documents set last_changed = '2026-05-01T00:00:00Z' where id = 'd0'")
    m.db.commit()
    m.db.close()
    datasette = site_on(tmp_path, num_sql_threads=1)
    await datasette.invoke_startup()
    feed = feedparser.parse((await datasette.client.get("/-/search.atom?kind=plan")).text)
    assert feed.entries[0].title == "Title 0"
    assert len(feed.entries) == 50
    datasette.close()


async def test_a_new_version_is_news_and_the_host_is_not(small_archive: Path) -> None:
    datasette = site_on(small_archive)
    await datasette.invoke_startup()

    async def ids(host: str, **parameters: str) -> list[str]:
        response = await datasette.client.get(
            "/-/search.atom", params={"q": "monitoring", **parameters}, headers={"Host": host}
        )
        return [entry.id for entry in feedparser.parse(response.text).entries]

    now = await ids("one.example")
    assert len(now) == 1
    assert now == await ids("two.example")
    assert now != await ids("one.example", _as_of="2026-01-01")
    datasette.close()


@pytest.mark.parametrize("query", ["", NASTY, "hostile", "\x00", "?!", "x" * 9_999, "警"])
async def test_feeds_of_any_query_are_valid(site: Datasette, query: str) -> None:
    response = await site.client.get("/-/search.atom", params={"q": query})
    assert response.status_code == 200
    feed = feedparser.parse(response.text)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.feed.id
    assert feed.feed.updated
    if query == "hostile":
        assert [entry.link.split("/")[4] for entry in feed.entries] == ["documents"]
        assert HOSTILE in feed.entries[0].link
