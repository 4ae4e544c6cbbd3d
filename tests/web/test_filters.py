"""Filters that cannot be: said and left out on pages, refused where a file is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from datasette.app import Datasette

from archive.web import days
from tests.web.conftest import JAPANESE, PLAN
from tests.web.test_pages import plain

pytestmark = pytest.mark.asyncio(loop_scope="session")
WRONG: dict[str, dict[str, Any]] = {
    "“nonsense” is not a day, month or year": {"from": "nonsense"},
    "“12017” is not a day, month or year": {"to": "12017"},
    "“2017-02-30” is not a day, month or year": {"from": "2017-02-30"},
    "From 2018 to 2017-04: the end comes before": {"from": "2018", "to": "2017-04"},
    "Kind: no document here has “nonsense”": {"kind": "nonsense"},
    "Part: no document here has “nonsense”": {"part": "nonsense"},
    "Language: no document here has “xx”": {"language": "xx"},
    "Source: no document here has “nobody”": {"source": "nobody"},
    "Text quality: no document here has “good”": {"text": "good"},
    "Document: no document here has “<b>”": {"document": "<b>"},
}


@pytest.mark.parametrize("message", WRONG)
async def test_a_page_leaves_out_what_cannot_be(site: Datasette, message: str) -> None:
    answer = await site.client.get("/-/search", params={"q": "measures", **WRONG[message]})
    assert answer.status_code == 200
    text = plain(answer.text)
    assert message in text
    assert "Left out of this search." in text
    assert "2 pages in 2 documents" in text
    assert "take this filter away" not in text


@pytest.mark.parametrize("message", WRONG)
@pytest.mark.parametrize("form", ["json", "csv", "atom"])
async def test_a_file_is_refused(site: Datasette, form: str, message: str) -> None:
    given = {"q": "measures", **WRONG[message]}
    answer = await site.client.get(f"/-/search.{form}", params=given)
    assert answer.status_code == 400
    told = answer.json()["error"] if form == "json" else answer.text
    assert message in told
    assert "Correct it, or leave it out." in told


async def test_it_is_said_in_japanese(site: Datasette) -> None:
    given = {"q": "plan", "from": "nonsense", "kind": "nonsense", "lang": "ja"}
    page = (await site.client.get("/-/search", params=given)).text
    assert "いつから：「nonsense」は暦にある日付ではありません" in page
    refused = await site.client.get("/-/search.json", params=given)
    assert "種類：「nonsense」に当たる文書はここにありません" in refused.json()["error"]


async def test_a_feed_may_wait_for_the_first_law(site: Datasette) -> None:
    feed = await site.client.get("/-/search.atom?kind=law&language=fr")
    assert feed.status_code == 200
    assert "<entry>" not in feed.text
    page = plain((await site.client.get("/-/search?kind=law")).text)
    assert "Kind: no document here has “Law”. Left out of this search." in page


@pytest.mark.parametrize("path", ["/archive/documents", "/archive/changes"])
async def test_a_day_that_is_none_is_refused_by_tables(site: Datasette, path: str) -> None:
    page = await site.client.get(f"{path}?_as_of=nonsense")
    assert page.status_code == 400
    assert "“nonsense” is not a day like 2025-04-01" in page.text
    data = await site.client.get(f"{path}.json?_as_of=nonsense")
    assert data.status_code == 400
    assert "“nonsense” is not a day like 2025-04-01" in data.json()["error"]


async def test_a_date_as_people_write_it_is_understood(site: Datasette) -> None:
    answer = await site.client.get("/-/search.json", params={"q": "計画", "from": "平成29年4月"})
    assert answer.json()["filters"]["from"] == "2017-04"
    assert {d["id"] for d in answer.json()["documents"]} == {JAPANESE}
    then = await site.client.get(f"/-/documents/{PLAN}", params={"_as_of": "2026年1月1日"})
    assert "_as_of=2026-01-01" in then.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017", "2017"), ("2017-04", "2017-04"), ("2017-04-18", "2017-04-18"), ("9999", "9999"),
        ("２０１７年４月", "2017-04"), ("平成29年4月18日", "2017-04-18"), ("April 2017", "2017-04"),
        ("18 April 2017", "2017-04-18"), ("2017/4/18", "2017-04-18"), (" 2017/04 ", "2017-04"),
        ("0000", None), ("2017-13", None), ("2017-02-30", None), ("20170", None), ("", None),
        ("3/4/2020", None), ("in 2017", None), ("2017 or 2018", None), (None, None),
    ],
)  # fmt: skip
async def test_days_as_typed(text: str | None, expected: str | None) -> None:
    assert days.typed(text) == expected


async def test_order_of_partial_dates() -> None:
    assert days.is_before("2015", "2016-04")
    assert not days.is_before("2017", "2017-04")
    assert not days.is_before("2017-04", "2017")
    assert days.is_before("2017-03", "2017-04-01")


async def test_the_ledger_says_what_kind_there_is_none_of(site: Datasette) -> None:
    page = plain((await site.client.get("/-/changes?kind=nonsense&edit=%3Cb%3E")).text)
    assert "What happened: there is no “nonsense”. This filter was left out." in page
    assert "Largest edit: there is no “<b>”." in page
    assert "1 number changed" in page
    for form in ("atom", "json"):
        refused = await site.client.get(f"/-/changes.{form}?kind=nonsense")
        assert refused.status_code == 400
        assert "there is no “nonsense”" in refused.text
        waiting = await site.client.get(f"/-/changes.{form}?kind=moved")
        assert waiting.status_code == 200
