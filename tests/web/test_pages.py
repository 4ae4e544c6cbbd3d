"""Every page kind: what it says, and that nothing hostile gets through."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from datasette.app import Datasette

from tests.web.conftest import HOSTILE, JAPANESE, NASTY, PLAN, REPORT, SUMMARY

pytestmark = pytest.mark.asyncio(loop_scope="session")
ATOM = {"a": "http://www.w3.org/2005/Atom"}


async def get(site: Datasette, path: str) -> Any:
    response = await site.client.get(path)
    assert response.status_code == 200, (path, response.text[:500])
    return response


class Page(HTMLParser):
    """The attributes and scripts a browser would see."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str]] = []
        self.scripts: set[str] = set()
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag == "script":
            self.scripts.add(dict(attrs).get("type") or next(iter(dict(attrs)), "inline"))


def plain(body: str) -> str:
    """A page's words as one reads them."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


async def test_front_page_says_what_is_here(site: Datasette) -> None:
    words = plain((await get(site, "/")).text)
    assert (
        "5 Documents" in " ".join(reversed(re.findall(r"Documents|5", words)[:2])) or "5" in words
    )
    assert "Basic Plan on Measures" in words
    assert "1 number changed Compare version 1 with 2" in words
    assert "Watched page 5 A Public Body" in words
    assert "Annual report 1" in words
    assert "All is well. Last run" in words
    assert "1 open problem" in words


@pytest.mark.parametrize(
    ("query", "document", "hit"),
    [
        ("警", JAPANESE, "警"),
        ("警察", JAPANESE, "警察"),
        ("基本計画", JAPANESE, "基本計画"),
        ("measures", PLAN, "measures"),
        ('"child sexual exploitation"', PLAN, "Child Sexual\nExploitation"),
        ("prevention", PLAN, "Preven-\ntion"),
        ("ｍｅａｓｕｒｅｓ", PLAN, "Measures"),
    ],
)
async def test_search_finds_and_marks(site: Datasette, query: str, document: str, hit: str) -> None:
    response = await site.client.get("/-/search", params={"q": query})
    shown = hit.replace("\n", " ")
    assert f"<mark>{shown}</mark>" in response.text
    assert f"/-/documents/{document}/pages/" in response.text
    found = (await site.client.get("/-/search.json", params={"q": query})).json()
    assert document in [d["id"] for d in found["documents"]]
    pieces = [p for d in found["documents"] for page in d["pages"] for p in page["pieces"]]
    assert {"text": shown, "hit": True} in pieces


async def search(site: Datasette, **parameters: str) -> dict[str, Any]:
    response = await site.client.get("/-/search.json", params=parameters)
    assert response.status_code == 200
    return response.json()  # type: ignore[no-any-return]


async def test_search_filters_narrow(site: Datasette) -> None:
    everything = await search(site, q="report OR plan OR 計画")
    assert {d["id"] for d in everything["documents"]} >= {PLAN, JAPANESE, REPORT, SUMMARY}
    only = await search(site, q="report OR plan OR 計画", kind="annual-report")
    assert [d["id"] for d in only["documents"]] == [REPORT]
    only = await search(site, q="report OR plan OR 計画", language="ja")
    assert [d["id"] for d in only["documents"]] == [JAPANESE]
    only = await search(site, q="report OR plan OR 計画", **{"from": "2016", "to": "2017"})
    assert {d["id"] for d in only["documents"]} == {PLAN, SUMMARY, JAPANESE}
    only = await search(site, q="report OR plan OR 計画", to="2015-12")
    assert [d["id"] for d in only["documents"]] == [REPORT]


async def test_search_says_what_it_cannot_find(site: Datasette) -> None:
    assert (await search(site, q="measures"))["unsearchable_pages"] == 1
    text = plain((await site.client.get("/-/search?q=measures")).text)
    assert "2 pages in 2 documents. 1 page in scope is not searchable." in text


async def test_search_finds_titles_and_items_without_a_link(site: Datasette) -> None:
    found = await search(site, q="Ministerial Crime")
    assert [(d["id"], d["in_title"]) for d in found["documents"]] == [(PLAN, True)]
    found = await search(site, q="prescribed")
    assert found["documents"] == []
    assert found["entries"][0]["text"].startswith("⇒ A notice")


@pytest.mark.parametrize(
    "query",
    ["", " ", "?!,.", '"', '"""', "AND", "NOT x", "NEAR(a b)", "grams:x", "a" * 10_000,
     "警" * 3_000, "\x00", "x\x00y", "*", "^a", "(", "}{"],
)  # fmt: skip
@pytest.mark.parametrize(
    "path", ["/-/search", "/-/search.json", "/archive/pages", f"/-/documents/{PLAN}/pages/1"]
)
async def test_any_query_is_answered(site: Datasette, path: str, query: str) -> None:
    name = "_search" if path.startswith("/archive") else "q"
    response = await site.client.get(path, params={name: query})
    assert response.status_code == 200


async def test_document_page_shows_its_evidence(site: Datasette) -> None:
    words = plain((await get(site, f"/-/documents/{PLAN}")).text)
    assert (
        "Published April 2017 Why do we think so? 2017-04 , because it says [April 2017]" in words
    )
    assert "Has the summary Basic Plan on Measures (summary)" in words
    assert "The publisher states 248 KB; the file has" in words
    assert "What it cites Act No. 52 of 1999 page 1" in words
    assert "What cites it Annual report page 1" in words
    assert "page 1: 88 measures became 90" in words
    assert "Version 2" in words
    assert "Version 1" in words
    assert "Measures by the responsible bodies" in words
    gone = plain((await get(site, f"/-/documents/{REPORT}")).text)
    assert "No longer at the publisher since 2 January 2026" in gone
    assert "it left the publisher's list" in gone


async def test_page_marks_text_and_picture(site: Datasette) -> None:
    body = (await get(site, f"/-/documents/{PLAN}/pages/1?q=measures")).text
    assert body.count("<mark>") == 3
    assert body.count("<rect ") == 3
    assert 'rel="next"' in body
    assert "nav" in body
    assert 'rel="prev"' not in body
    last = (await get(site, f"/-/documents/{PLAN}/pages/2")).text
    assert f'rel="prev" href="/-/documents/{PLAN}/pages/1"' in last
    assert 'rel="next"' not in last


async def test_older_versions_can_be_read(site: Datasette, database: Any) -> None:
    sql = "select sha256 from versions where document_id = ? and number = 1"
    sha256 = database.execute(sql, [PLAN]).fetchone()[0]
    body = (await get(site, f"/-/documents/{PLAN}/pages/1?sha256={sha256}")).text
    assert "88 measures" in body
    assert "You are reading version 1, an older one." in body
    other = await site.client.get(f"/-/documents/{JAPANESE}/pages/1?sha256={sha256}")
    assert other.status_code == 404


async def test_compare_marks_the_difference(site: Datasette) -> None:
    body = (await get(site, f"/-/documents/{PLAN}/compare?from=1&to=2")).text
    assert "<del>88</del>" in body
    assert "<ins>90</ins>" in body
    assert "1 edit. Struck is what was, underlined what is." in plain(body)
    for query in ("?from=9&to=7", "?from=x", "?from=2&to=2", "?from=99999999999999999999"):
        await get(site, f"/-/documents/{PLAN}/compare{query}")
    await get(site, f"/-/documents/{REPORT}/compare")


async def test_hand_over_forms(site: Datasette) -> None:
    everything = (await get(site, f"/-/documents/{PLAN}.json")).json()
    assert everything["document"]["id"] == PLAN
    assert [v["number"] for v in everything["versions"]] == [2, 1]
    linked = (await get(site, f"/-/documents/{PLAN}.jsonld")).json()
    assert linked["@type"] == "Report"
    assert linked["datePublished"] == "2017-04"
    assert linked["encoding"]["sha256"] == everything["document"]["sha256"]
    bib = (await get(site, f"/-/documents/{PLAN}.bib")).text
    assert bib.startswith("@techreport{s-plan-1,\n  title = {Basic Plan on Measures},")
    assert "date = {2017-04}" in bib
    ris = (await get(site, f"/-/documents/{PLAN}.ris")).text
    assert ris.startswith("TY  - RPRT\r\n")
    assert ris.endswith("ER  - \r\n")
    assert "DA  - 2017/04//\r\n" in ris
    csl = (await get(site, f"/-/documents/{PLAN}.csl.json")).json()
    assert csl[0]["issued"] == {"date-parts": [[2017, 4]]}


async def test_table_and_its_csv(site: Datasette) -> None:
    body = (await get(site, "/-/tables/t1")).text
    assert "Figures by year" in body
    assert '<td class="figure">1,828</td>' in body
    response = await get(site, "/-/tables/t1.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert lines == [["Year", "Cases"], ["2014", "1,828"], ["'=1+1", "<b>x</b>"]]


async def test_changes_in_all_forms(site: Datasette) -> None:
    words = plain((await get(site, "/-/changes")).text)
    told = "Revised 2 January 2026, 00:00 UTC Basic Plan on Measures April 2017 1 number changed"
    assert told in words
    only = plain((await get(site, "/-/changes?kind=revised&source=s")).text)
    assert "1 number changed" in only
    assert "First seen" not in only
    feed = (await get(site, "/-/changes.json")).json()
    assert [item["tags"][0] for item in feed["items"]] == ["revised", "new", "new"]
    response = await get(site, "/-/changes.atom?kind=revised")
    assert response.headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(response.text)
    assert root.findtext("a:updated", None, ATOM) == "2026-01-02T00:00:00Z"
    entries = root.findall("a:entry", ATOM)
    assert [e.findtext("a:title", None, ATOM) for e in entries] == [
        "Revised: Basic Plan on Measures"
    ]
    empty = ElementTree.fromstring((await get(site, "/-/changes.atom?kind=moved")).text)
    assert empty.findtext("a:updated", None, ATOM)


async def test_problems_and_health(site: Datasette) -> None:
    words = plain((await get(site, "/-/problems")).text)
    assert "Open 2 January 2026, 00:00 UTC · Fetching · Not a PDF" in words
    assert "Basic Plan on Measures (summary) 1 page without text of 2" in words
    health = (await get(site, "/-/health")).json()
    assert health["ok"] is True
    assert health["open_problems"] == 1
    assert health["last_run"]["exit_code"] == 0
    assert health["age_seconds"] > 0


@pytest.mark.parametrize(
    "path",
    [
        "/-/documents/nothing", "/-/documents/nothing.json", "/-/documents/", "/-/tables/none",
        f"/-/documents/{PLAN}/pages/0", f"/-/documents/{PLAN}/pages/999999999",
        f"/-/documents/{PLAN}/pages/99999999999999999999", f"/-/documents/{PLAN}/pages/x",
        "/-/files/" + "0" * 64 + ".pdf", "/-/files/..%2f..%2fetc%2fpasswd", "/-/files/x.pdf",
        "/-/pages/" + "0" * 64 + "/1/image", "/-/tables/t1.xlsx",
        "/-/documents/" + "x" * 5_000,
    ],
)  # fmt: skip
async def test_what_is_not_here_is_said(site: Datasette, path: str) -> None:
    response = await site.client.get(path, follow_redirects=True)
    assert response.status_code == 404
    if not path.endswith(".json"):
        assert "Not in this archive" in response.text


@pytest.mark.parametrize(
    "path",
    ["/", "/-/search?q=hostile", "/-/search?q=listed", f"/-/documents/{HOSTILE}", "/-/changes",
     f"/-/documents/{HOSTILE}/pages/1?q=%3Cscript%3E", f"/-/documents/{HOSTILE}/compare",
     "/-/problems", "/-/tables/t1", "/-/documents/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
     "/-/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&kind=%22%3E%3Cscript%3E&from=%3Cscript%3E"],
)  # fmt: skip
async def test_hostile_text_is_text(site: Datasette, path: str) -> None:
    response = await site.client.get(path)
    body = response.text
    assert "<script>" not in body
    assert '</script>"' not in body
    page = Page(body)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name == "style"]
    assert not [value for _, name, value in page.attributes
                if name in ("href", "src") and value.startswith("javascript")]  # fmt: skip
    assert page.scripts <= {"application/ld+json", "src"}
    policy = response.headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy


async def test_hostile_text_in_hand_over_forms(site: Datasette) -> None:
    block = re.search(
        r'<script type="application/ld\+json">(.*?)</script>',
        (await get(site, f"/-/documents/{HOSTILE}")).text,
        re.DOTALL,
    )
    assert block is not None
    assert json.loads(block[1])["name"] == NASTY
    root = ElementTree.fromstring((await get(site, "/-/changes.atom")).text)
    titles = [e.findtext("a:title", None, ATOM) for e in root.findall("a:entry", ATOM)]
    assert any("<script>alert(1)</script>" in (title or "") for title in titles)
    ris = (await get(site, f"/-/documents/{HOSTILE}.ris")).text
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in ris.split("\r\n") if line)
    bib = (await get(site, f"/-/documents/{HOSTILE}.bib")).text
    assert r"\&" in bib
    for form in ("json", "jsonld", "csl.json", "bib", "ris"):
        response = await get(site, f"/-/documents/{HOSTILE}.{form}")
        assert "sandbox" in response.headers["content-security-policy"]
        assert "html" not in response.headers["content-type"]


async def test_only_reading_is_allowed(site: Datasette) -> None:
    response = await site.client.post("/-/search", data={"q": "x"})
    assert response.status_code in (403, 405)


async def test_pages_stay_light(site: Datasette) -> None:
    for path in ("/", "/-/search?q=measures", f"/-/documents/{PLAN}"):
        assert len((await get(site, path)).content) < 100_000


async def test_a_picture_of_a_table_keeps_its_place(site: Datasette) -> None:
    body = (await get(site, "/-/tables/t1")).text
    assert 'width="120" height="170"' in body  # 842 by 595 points
    assert body.count('class="stub"') == 3


async def test_a_page_that_is_not_there_leads_to_its_document(site: Datasette) -> None:
    lost = await site.client.get(f"/-/documents/{PLAN}/pages/999?lang=ja")
    assert lost.status_code == 404
    assert f'<a href="/-/documents/{PLAN}">この文書のページへ</a>' in lost.text
    for path in ("/-/documents/none/pages/1", "/-/documents/none", "//x/-/documents/y/pages/1"):
        assert "To the document" not in (await site.client.get(path)).text


async def test_lineage_of_a_lone_document_has_no_states(site: Datasette) -> None:
    alone = plain((await get(site, f"/-/documents/{REPORT}/lineage")).text)
    assert "stands alone in the archive" in alone
    assert "new" not in alone
    assert "Measures and figures" in plain((await get(site, f"/-/documents/{REPORT}")).text)
    versions = plain((await get(site, f"/-/documents/{PLAN}/lineage")).text)
    assert "page 1 carried over" in versions
