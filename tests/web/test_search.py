"""Search as a library has it: filters, order, shelves, help with words, SQL and suggestions."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from datasette.app import Datasette

from archive.web.spellings import distance
from tests.web.conftest import HOSTILE, JAPANESE, NASTY, PLAN, REPORT, SUMMARY
from tests.web.test_pages import Page, plain

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVERYTHING = "report OR plan OR 計画 OR hostile"


async def found(site: Datasette, **parameters: str) -> list[str]:
    response = await site.client.get("/-/search.json", params=parameters)
    assert response.status_code == 200
    return [document["id"] for document in response.json()["documents"]]


async def shown(site: Datasette, **parameters: str) -> str:
    response = await site.client.get("/-/search", params=parameters)
    assert response.status_code == 200
    return str(response.text)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"part": "summary"}, {SUMMARY}),
        ({"text": "mixed"}, {SUMMARY}),
        ({"document": PLAN}, {PLAN}),
        ({"kind": "plan", "language": "ja"}, {JAPANESE}),
        ({"part": "summary", "kind": "annual-report"}, set()),
        ({"_as_of": "2025-12-31"}, set()),
    ],
)
async def test_filters(site: Datasette, filters: dict[str, str], expected: set[str]) -> None:
    assert set(await found(site, q=EVERYTHING, **filters)) == expected


async def test_facets_count_what_is_found(site: Datasette) -> None:
    response = await site.client.get("/-/search.json", params={"q": EVERYTHING})
    facets = {
        name: {v["value"]: v["count"] for v in values}
        for name, values in response.json()["facets"].items()
    }
    assert facets["kind"] == {"plan": 3, "annual-report": 1, "other": 1}
    assert facets["part"] == {"summary": 1}
    assert facets["text"] == {"text": 4, "mixed": 1}
    assert facets["year"] == {"2017": 3, "2015": 1}
    assert facets["source"] == {"s": 5}
    body = await shown(site, q=EVERYTHING)
    assert re.search(r'kind=annual-report">Annual report</a> <span class="count">1<', body)
    narrowed = await shown(site, q=EVERYTHING, kind="plan")
    assert "Kind: Plan" in plain(narrowed)
    assert "Language" in plain(narrowed.split("<aside")[1])


async def test_order_by_date(site: Datasette) -> None:
    newest = await found(site, q="report OR plan OR 計画", sort="newest")
    assert newest == [JAPANESE, SUMMARY, PLAN, REPORT]
    assert await found(site, q="report OR plan OR 計画", sort="oldest") == [
        REPORT, PLAN, SUMMARY, JAPANESE,
    ]  # fmt: skip
    assert set(await found(site, q="plan", sort="' or 1")) == {PLAN, SUMMARY}


async def test_the_operators_mean_what_they_say(site: Datasette) -> None:
    assert set(await found(site, q="prevention measures")) == set()
    assert set(await found(site, q="prevention OR measures")) == {PLAN, SUMMARY}
    assert set(await found(site, q="ministries NOT 90")) == {SUMMARY}
    assert set(await found(site, q="88 NOT 90")) == {SUMMARY}
    assert set(await found(site, q='"responsible bodies" minist*')) == {PLAN, SUMMARY}
    assert set(await found(site, q='"bodies responsible"')) == set()
    assert await found(site, q="施策") == [JAPANESE]


async def test_without_words_the_shelf_is_shown(site: Datasette) -> None:
    everything = await site.client.get("/-/search.json")
    assert everything.json()["total_documents"] == 5
    assert await found(site, kind="plan") == [JAPANESE, SUMMARY, PLAN]
    assert await found(site, **{"from": "2015", "to": "2015"}) == [REPORT]
    assert await found(site, q="?!,.") == []
    assert "3 documents in this part of the archive" in plain(await shown(site, kind="plan"))
    assert "nothing in this query" in plain(await shown(site, q='?! "'))


async def test_pages_that_cannot_be_searched_are_linked(site: Datasette) -> None:
    body = await shown(site, q="measures", kind="plan")
    address = re.search(r'href="([^"]+)">1 page in scope is not searchable', body)
    assert address is not None
    listed = (await site.client.get(html.unescape(address[1]))).text
    assert "Basic Plan on Measures (summary)" in listed
    assert "1 page without text of 2" in plain(listed)
    nothing = await site.client.get("/-/search/unsearchable?kind=annual-report")
    assert "Every page has text." in plain(nothing.text)


async def test_a_search_is_sql_that_finds_the_same(site: Datasette) -> None:
    body = await shown(site, q='"child sexual" OR 警察', kind="plan", **{"from": "2017"})
    address = re.search(r'href="(/archive/-/query\?[^"]+)"', body)
    assert address is not None
    parts = urlsplit(html.unescape(address[1]))
    assert parse_qs(parts.query)["q"] == ['"child sexual" OR 警察']
    rows = (await site.client.get(f"/archive/-/query.json?{parts.query}&_shape=array")).json()
    assert {row["document_id"] for row in rows} == {PLAN, SUMMARY, JAPANESE}


@pytest.mark.parametrize(
    ("query", "nearest"),
    [("meazures", "measures"), ("previntion", "prevention"), ("responsibel", "responsible"),
     ("基本計画書類", "基本計画"), ("minsitries plan", "ministries plan")],
)  # fmt: skip
async def test_where_nothing_is_found_the_nearest_is_offered(
    site: Datasette, query: str, nearest: str
) -> None:
    body = await shown(site, q=query)
    assert "No document has this." in body
    chips = re.findall(r'<a class="chip" href="([^"]+)"><bdi>([^<]+)<', body)
    assert nearest in [text for _, text in chips]
    address = html.unescape(next(link for link, text in chips if text == nearest))
    assert "<mark>" in (await site.client.get(address)).text


async def test_words_that_are_nowhere_are_named(site: Datasette) -> None:
    body = plain(await shown(site, q="measures xylophone"))
    assert "Nowhere here: xylophone" in body
    assert "Search for any of these words" in body
    filtered = plain(await shown(site, q="prevention", kind="annual-report"))
    assert "Search without filters" in filtered


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [("", "", 0), ("plan", "plan", 0), ("paln", "plan", 1), ("plans", "plan", 1), ("ab", "", 2)],
)
async def test_distance(one: str, other: str, far: int) -> None:
    assert distance(one, other) == distance(other, one) == far


async def test_typing_is_helped(site: Datasette) -> None:
    offered = (await site.client.get("/-/search/suggest.json?q=basic+pl")).json()
    assert "Basic Plan on Measures" in [offer["value"] for offer in offered]
    assert offered[0]["url"].startswith("/-/documents/s-plan")
    issuers = (await site.client.get("/-/search/suggest.json?q=ministerial")).json()
    assert issuers[0]["value"] == "Ministerial Meeting Concerning Measures Against Crime"
    kanji = (await site.client.get("/-/search/suggest.json", params={"q": "児"})).json()
    assert "児童の性的搾取等に係る対策の基本計画" in [offer["value"] for offer in kanji]
    for query in ("", "?", '"', "x" * 9_000, "\x00", "zzzz"):
        response = await site.client.get("/-/search/suggest.json", params={"q": query})
        assert response.json() == []
    without_scripts = Page(await shown(site))
    options = [value for tag, name, value in without_scripts.attributes if tag == "option"]
    assert "Basic Plan on Measures" in options


async def test_one_document_is_searched_page_by_page(site: Datasette) -> None:
    everything = await site.client.get("/-/search.json", params={"q": "measures OR figures"})
    plan = next(d for d in everything.json()["documents"] if d["id"] == PLAN)
    assert {page["number"] for page in plan["pages"]} == {1, 2}
    assert plan["more_pages"] == 0


async def test_older_versions_are_found_as_of_then(site: Datasette) -> None:
    assert await found(site, q="88") == [SUMMARY]
    assert set(await found(site, q="88", _as_of="2026-01-01")) == {PLAN, SUMMARY}
    body = await shown(site, q="88", _as_of="2026-01-01")
    assert "as it stood on 1 January 2026. Back to today" in plain(body)
    assert f"/-/documents/{PLAN}?q=88&amp;_as_of=2026-01-01" in body
    wrong = await shown(site, q="88", _as_of="<b>spring</b>")
    assert "“<b>spring</b>” is not a day like" in plain(wrong.replace("&lt;b&gt;", "&lt;b>"))
    assert "<b>spring" not in wrong


async def test_in_japanese(site: Datasette) -> None:
    body = await shown(site, q="measures", lang="ja")
    assert '<html lang="ja">' in body
    words = plain(body)
    assert "2件の文書の2ページ。" in words
    assert "範囲内の1ページは検索できません。" in words
    assert 'lang="en"><bdi>Basic Plan on <mark>Measures</mark>' in body


@pytest.mark.parametrize("query", ["measures", "nowhere", "", NASTY, "hostile"])
async def test_pages_are_light_and_hold_no_strangers(site: Datasette, query: str) -> None:
    body = await shown(site, q=query)
    assert len(body.encode()) < 100_000
    page = Page(body)
    assert page.scripts <= {"src"}
    assert not [n for _, n, _ in page.attributes if n == "style" or n.startswith("on")]
    assert "<script>alert" not in body


async def test_hostile_documents_are_found_as_text(site: Datasette) -> None:
    results: dict[str, Any] = (await site.client.get("/-/search.json?q=hostile")).json()
    assert [document["id"] for document in results["documents"]] == [HOSTILE]
    assert "<script>alert(1)</script>" in results["documents"][0]["title"]
