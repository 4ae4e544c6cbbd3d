"""The ledger reads like news, is filtered, and is followed by feed readers from any host."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
import pytest_asyncio
from datasette.app import Datasette

from tests.web.conftest import HOSTILE, NASTY, PLAN, site_on
from tests.web.maker import Maker
from tests.web.test_pages import Page, plain

pytestmark = pytest.mark.asyncio(loop_scope="session")
_A = "{http://www.w3.org/2005/Atom}"
FEEDS = (
    "/-/changes.atom", "/-/changes.atom?source=s", f"/-/changes.atom?document={PLAN}",
    f"/-/documents/{PLAN}.atom", "/-/changes.atom?kind=moved", "/-/changes.atom?source=<b>",
    "/-/changes.atom?lang=ja", "/-/changes.atom?_as_of=2026-01-01", f"/-/documents/{HOSTILE}.atom",
)  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def long(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A ledger of 120 changes over three days and two sources."""
    root = tmp_path_factory.mktemp("long")
    m = Maker(root)
    for source in ("s", "t"):
        m.row("sources", id=source, title=f"Source {source}", publisher="P", language="en",
              definition="{}")  # fmt: skip
    m.row("runs", id=1, command="run", software="t", started_at="2026-01-01T00:00:00Z")
    m.document("d", [m.file(b"x", ["text"])], "A document")
    for number in range(120):
        m.row("changes", run_id=1, at=f"2026-01-0{1 + number // 40}T00:00:00Z",
              kind="revised" if number % 3 else "missing", source_id="st"[number % 2],
              document_id="d" if number % 2 == 0 else None,
              edit=("layout", "number")[number % 2] if number % 3 else None,
              detail=f"Change number {number}.")  # fmt: skip
    m.db.commit()
    m.db.close()
    datasette = site_on(root)
    await datasette.invoke_startup()
    yield datasette
    datasette.close()


def numbers(body: str) -> list[int]:
    return [int(number) for number in re.findall(r"Change number (\d+)\.", body)]


async def test_it_reads_like_news(site: Datasette) -> None:
    body = (await site.client.get("/-/changes")).text
    words = plain(body)
    assert words.index("2 January 2026") < words.index("1 January 2026")
    assert "Basic Plan on Measures April 2017 1 number changed Compare version 1 with 2" in words
    assert "page 1: 88 measures became 90" in words
    assert "Ministerial Meeting Concerning Measures Against Crime · Numbers" in words
    assert "Largest edit" not in words  # one kind of edit only: nothing to choose
    japanese = plain((await site.client.get("/-/changes?lang=ja")).text)
    assert "改訂" in japanese
    assert "2026年1月2日" in japanese
    assert "第1版と第2版を比較" in japanese


async def test_pages_follow_each_other(long: Datasette) -> None:
    seen: list[int] = []
    address = "/-/changes"
    for _ in range(3):
        body = (await long.client.get(address)).text
        seen += numbers(body)
        following = re.search(r'<a rel="next" href="([^"]+)"', body)
        if following:
            address = html.unescape(following[1])
    assert seen == list(range(119, -1, -1))
    assert following is None
    assert numbers((await long.client.get("/-/changes?page=999999")).text) == []


@pytest.mark.parametrize(
    ("query", "keep"),
    [
        ("source=t", lambda n: n % 2 == 1),
        ("kind=missing", lambda n: n % 3 == 0),
        ("edit=layout", lambda n: n % 3 and n % 2 == 0),
        ("source=s&kind=revised&edit=layout", lambda n: n % 3 and n % 2 == 0),
        ("document=d", lambda n: n % 2 == 0),
        ("_as_of=2026-01-01", lambda n: n < 40),
        ("_as_of=2026-01-02&kind=missing", lambda n: n < 80 and n % 3 == 0),
        ("source=nothing", lambda n: False),
    ],
)
async def test_filters(long: Datasette, query: str, keep: Any) -> None:
    expected = [number for number in range(119, -1, -1) if keep(number)][:50]
    assert numbers((await long.client.get(f"/-/changes?{query}")).text) == expected
    feed = feedparser.parse((await long.client.get(f"/-/changes.atom?{query}")).text)
    assert numbers(" ".join(entry.content[0].value for entry in feed.entries)) == expected
    items = (await long.client.get(f"/-/changes.json?{query}")).json()["items"]
    assert numbers(" ".join(item["content_text"] for item in items)) == expected


async def test_filters_are_offered_with_counts_and_keep_each_other(long: Datasette) -> None:
    body = (await long.client.get("/-/changes?kind=revised")).text
    assert "Revised 80" in plain(body)
    assert "Source t 60" in plain(body)
    assert 'href="/-/changes?source=t&amp;kind=revised"' in body
    assert 'href="/-/changes.atom?kind=revised"' in body


@pytest.mark.parametrize("path", FEEDS)
async def test_feeds_are_valid(site: Datasette, path: str) -> None:
    response = await site.client.get(path)
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    root = ElementTree.fromstring(response.text)
    for element in (root, *root.findall(f"{_A}entry")):
        for required in ("id", "title", "updated"):  # RFC 4287, 4.1.1 and 4.1.2
            assert len(element.findall(f"{_A}{required}")) == 1
            assert element.findtext(f"{_A}{required}", "").strip()
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.findtext(f"{_A}updated", "")
        )
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", element.findtext(f"{_A}id", ""))
    assert root.findtext(f"{_A}author/{_A}name")
    rels = [link.get("rel") for link in root.findall(f"{_A}link")]
    assert rels[:2] == ["self", "alternate"]
    ids = [entry.findtext(f"{_A}id") for entry in root.findall(f"{_A}entry")]
    assert len(set(ids)) == len(ids)


async def test_ids_are_the_same_wherever_the_archive_is_served(small_archive: Path) -> None:
    datasette = site_on(small_archive, base_url="/library/")
    await datasette.invoke_startup()
    seen = []
    for host in ("one.example", "two.example:8001"):
        response = await datasette.client.get("/-/changes.atom", headers={"Host": host})
        feed = feedparser.parse(response.text)
        assert feed.entries[0].link.startswith(f"http://{host}/library/-/documents/")
        seen.append([feed.feed.id, *(entry.id for entry in feed.entries)])
        as_json = await datasette.client.get("/-/changes.json", headers={"Host": host})
        assert [item["id"] for item in as_json.json()["items"]] == seen[-1][1:]
    assert seen[0] == seen[1]
    datasette.close()


async def test_each_part_of_the_ledger_is_a_feed_of_its_own(site: Datasette) -> None:
    feeds = [feedparser.parse((await site.client.get(path)).text) for path in FEEDS[:3]]
    assert len({feed.feed.id for feed in feeds}) == 3
    assert feeds[2].feed.title == "Changes in the policy archive: Basic Plan on Measures"
    assert [entry.title for entry in feeds[2].entries] == [
        "Revised: Basic Plan on Measures", "New: Basic Plan on Measures",
    ]  # fmt: skip
    same = feedparser.parse((await site.client.get(f"/-/documents/{PLAN}.atom")).text)
    assert [entry.id for entry in same.entries] == [entry.id for entry in feeds[2].entries]
    everything = {entry.id for entry in feeds[0].entries}
    assert {entry.id for entry in feeds[2].entries} < everything
    assert (await site.client.get("/-/documents/nothing.atom")).status_code == 404


async def test_older_news_is_linked(long: Datasette) -> None:
    seen: list[int] = []
    address = "/-/changes.atom?source=s"
    while address:
        feed = feedparser.parse((await long.client.get(address)).text)
        seen += numbers(" ".join(entry.content[0].value for entry in feed.entries))
        following = next((link.href for link in feed.feed.links if link.rel == "next"), "")
        address = following.removeprefix("http://localhost")
    assert seen == list(range(118, -1, -2))
    first = (await long.client.get("/-/changes.json")).json()
    assert first["version"] == "https://jsonfeed.org/version/1.1"
    assert first["next_url"].endswith("/-/changes.json?page=2")


async def test_hostile_text_is_text_in_every_form(site: Datasette) -> None:
    page = (await site.client.get("/-/changes?lang=ja")).text
    assert "<script>" not in page
    assert Page(page).scripts <= {"src"}
    feed = (await site.client.get("/-/changes.atom")).text
    assert "<script>" not in feed
    titles = [entry.title for entry in feedparser.parse(feed).entries]
    assert any("alert(1)" in title for title in titles)
    items = (await site.client.get("/-/changes.json")).json()["items"]
    assert any(" ".join(NASTY.split()) in item["title"] for item in items)


async def test_documents_of_one_title_are_told_apart_by_their_date(site: Datasette) -> None:
    for path in ("/", "/-/changes"):
        shown = plain((await site.client.get(path)).text)
        assert "Basic Plan on Measures April 2017" in shown, path
