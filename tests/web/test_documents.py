"""The catalogue page of a document and its pages: what they say, how heavy they get."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio
from datasette.app import Datasette
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.web.reflow import reflowed
from archive.web.transcript import Mark, transcript
from tests.web.conftest import HOSTILE, JAPANESE, PLAN, REPORT, SUMMARY, site_on
from tests.web.maker import Maker, make_pdf
from tests.web.test_pages import Page, get, plain

pytestmark = pytest.mark.asyncio(loop_scope="session")
LARGE, OTHER = "s-large-1", "s-series-2"
LONG = "<script>alert(1)</script>\"'&\u202e警察" * 400  # ten thousand characters and more
SHORTER = LONG[:1_500]


def _texts() -> list[str]:
    return [f"Page {number}\n{LONG if number in (1, 150) else ''}" for number in range(1, 301)]


def fill_large(root: Path) -> None:
    """A document of 300 pages, 400 headings and 60 versions, every text of it hostile and long."""
    m = Maker(root)
    m.row("sources", id="s", title=LONG, publisher="A Public Body", language="en",
          url="https://publisher.example/", definition="{}")  # fmt: skip
    m.row("runs", id=1, command="run", software="test", started_at="2026-01-01T00:00:00Z")
    sha256 = m.file(make_pdf(["One"], "large"), _texts())
    m.document(LARGE, [sha256], LONG, issuer=LONG, identifier=LONG, coverage=LONG, language=LONG,
               url=f"https://a.example/{LONG}", page_count=300, published="2020")  # fmt: skip
    m.document(OTHER, [sha256], LONG, published="2021", page_count=300)
    for number in range(2, 60):
        capture = m.capture(sha256, f"https://publisher.example/{LONG}", "2026-01-02T00:00:00Z")
        m.row("versions", document_id=LARGE, number=number, sha256=sha256, url=LONG,
              captured_at="2026-01-02", change="restamped", capture_id=capture)  # fmt: skip
    for position in range(1, 401):
        m.row("sections", sha256=sha256, position=position, level=1 + position % 3, number=SHORTER,
              heading=SHORTER, page=1 + position // 2, end_page=300, start=0, rule="n")  # fmt: skip
        field = ("title", "kind", "published", "issuer")[position % 4]
        m.row("findings", document_id=LARGE, position=position, value=SHORTER, evidence=SHORTER,
              field=field, location=SHORTER, rule=SHORTER)  # fmt: skip
        m.row("citations", sha256=sha256, page=1, scheme="jp-law", target=f"{position} {SHORTER}",
              text=SHORTER, start=0)  # fmt: skip
    for position in range(1, 121):
        m.row("extracted_tables", id=f"x{position}", sha256=sha256, page=2, position=position,
              caption=LONG, rows=1, columns=1, x0=0.0, y0=0.0, x1=1.0, y1=1.0)  # fmt: skip
    m.row("relations", subject_id=OTHER, predicate="same_series", object_id=LARGE, evidence=LONG)
    m.row("relations", subject_id=OTHER, predicate="replaces", object_id=LARGE, evidence=LONG)
    m.entry(LONG, LARGE)
    m.db.commit()
    m.db.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def large(tmp_path_factory: pytest.TempPathFactory) -> Any:
    root = tmp_path_factory.mktemp("large")
    fill_large(root)
    datasette = site_on(root)
    await datasette.invoke_startup()
    yield datasette
    datasette.close()


@pytest.mark.parametrize(
    "path",
    ["", "/contents", "/contents?page=3", "/pages/1", "/pages/150?q=alert", "?lang=ja",
     "/contents?lang=ja", "/pages/1?lang=ja"],
)  # fmt: skip
async def test_the_largest_document_stays_light_and_harmless(large: Datasette, path: str) -> None:
    response = await get(large, f"/-/documents/{LARGE}{path}")
    assert len(response.content) < 100_000
    page = Page(response.text)
    assert page.scripts <= {"application/ld+json", "src"}
    assert not [n for _, n, _ in page.attributes if n.startswith("on") or n == "style"]
    assert "<script>alert" not in response.text


async def test_a_large_document_is_reached_by_numbers_and_headings(large: Datasette) -> None:
    body = (await get(large, f"/-/documents/{LARGE}")).text
    assert "All 400 headings" in plain(body)
    assert body.count('class="toc-') <= 100
    form = await large.client.get(f"/-/documents/{LARGE}/pages?to=299&q=x")
    assert form.status_code == 302
    assert form.headers["location"] == f"/-/documents/{LARGE}/pages/299?q=x"
    jump = await large.client.get(f"/-/documents/{LARGE}/pages?to=9-16")
    assert jump.headers["location"] == f"/-/documents/{LARGE}/pages/9#s16"
    assert 'id="s16"' in (await get(large, f"/-/documents/{LARGE}/pages/9")).text
    contents = (await get(large, f"/-/documents/{LARGE}/contents?page=2")).text
    assert 'href="pages/' in contents
    assert "Page 2" in plain(contents)
    for form in ("json", "jsonld", "bib", "ris", "csl.json"):  # type: ignore[assignment]
        await get(large, f"/-/documents/{LARGE}.{form}")
    everything = (await get(large, f"/-/documents/{LARGE}.json")).json()
    assert len(everything["sections"]) == 400
    assert len(everything["pages"]) == 300
    assert len(everything["tables"]) == 120
    assert len(everything["versions"]) == 59


async def test_the_series_shows_its_neighbours(large: Datasette) -> None:
    words = plain((await get(large, f"/-/documents/{LARGE}")).text)
    assert "Series After it <script>" in words
    words = plain((await get(large, f"/-/documents/{OTHER}")).text)
    assert "Series Before it <script>" in words
    assert "Replaces <script>" in words


async def test_a_summary_is_held_against_its_full_text(site: Datasette) -> None:
    for name in (PLAN, SUMMARY):
        words = plain((await get(site, f"/-/documents/{name}")).text)
        assert "1 figure or date of the summary is not in the full text: 88" in words
        assert "Summary, page 1" in words
        assert "Nearest in the full text, page 1" in words
    assert "Summary against full text" not in (await get(site, f"/-/documents/{REPORT}")).text


async def test_nothing_found_is_said_as_well(tmp_path: Path) -> None:
    m = Maker(tmp_path)
    m.row("sources", id="s", title="T", publisher="P", language="en", url="", definition="{}")
    m.row("runs", id=1, command="run", software="test", started_at="2026-01-01T00:00:00Z")
    full = m.file(make_pdf(["Twelve bodies take 88 measures."], "f"), ["12 bodies, 88 measures."])
    short = m.file(make_pdf(["88 measures."], "s"), ["The 88 measures of twelve bodies."])
    m.document("full", [full], "Plan")
    m.document("short", [short], "Plan (summary)")
    m.row("relations", subject_id="short", predicate="summary_of", object_id="full", evidence="e")
    m.db.commit()
    m.db.close()
    datasette = site_on(tmp_path)
    await datasette.invoke_startup()
    words = plain((await get(datasette, "/-/documents/full")).text)
    assert "Nothing found. Every figure and date of the summary stands in the full text" in words
    datasette.close()


async def test_disagreement_is_shown(small_archive: Path, site: Datasette) -> None:
    database = sqlite3.connect(small_archive / "archive.db")
    database.execute(
        "insert into findings values (?, 90, 'disagreement', ?, 'e', 'pdf info', 'r')",
        [PLAN, "published: 2017-04 (item), 2018-05-18 (pdf info)"],
    )
    database.commit()
    try:
        words = plain((await get(site, f"/-/documents/{PLAN}")).text)
        assert "April 2017 The sources disagree: 2017-04 (item), 2018-05-18 (pdf info)" in words
    finally:
        database.execute("delete from findings where position = 90")
        database.commit()
        database.close()


async def test_the_page_names_its_neighbours_and_its_place(site: Datasette) -> None:
    body = (await get(site, f"/-/documents/{PLAN}/pages/2?zoom=200&q=Prevention")).text
    assert 'id="s2"' in body
    assert "<b>2 Monitoring</b>" in body
    assert "width=2000" in body
    assert f'href="/-/documents/{PLAN}/pages/1?q=Prevention&amp;zoom=200"' in body
    assert "Preven\u00adtion" in re.sub(r"</?mark>", "", body)


async def test_time_travel_goes_on_from_page_to_page(site: Datasette) -> None:
    path = f"/-/documents/{PLAN}/pages/1?_as_of=2026-01-01"
    body = (await get(site, path)).text
    assert "88 measures" in body
    assert f"/-/documents/{PLAN}/pages/2?_as_of=2026-01-01" in body
    assert (await site.client.get(f"/-/documents/{PLAN}?_as_of=2025")).status_code == 404


async def test_japanese_words_of_the_site(site: Datasette) -> None:
    words = plain((await get(site, f"/-/documents/{JAPANESE}?lang=ja")).text)
    for said in ("この文書について", "公表日 2017年4月18日", "引用する", "第1版"):
        assert said in words
    words = plain((await get(site, f"/-/documents/{JAPANESE}/pages/1?lang=ja")).text)
    assert "1 / 1 ページ" in words


NAMES = st.one_of(
    st.sampled_from([PLAN, HOSTILE, "..", "%2e%2e", "%2e%2e%2f%2e%2e%2fetc", "%00", "%0A", "%ff"]),
    st.text(min_size=1, max_size=20).map(lambda text: quote(text.encode("utf-8", "replace"))),
)  # fmt: skip
TAILS = st.sampled_from(
    ["", "/pages/1", "/pages/0", "/pages/999999999", "/pages/9999999999999", "/pages", "/contents",
     "/compare", ".json", ".jsonld", ".bib", ".ris", ".csl.json", "/", "/x", ".pdf"]
)  # fmt: skip
VALUES = st.one_of(st.text(max_size=15), st.integers(-5, 10**20).map(str))


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=NAMES,
    tail=TAILS,
    asked=st.dictionaries(
        st.sampled_from(["q", "zoom", "to", "page", "sha256", "check", "from", "lang", "_as_of"]),
        VALUES,
        max_size=3,
    ),
)
async def test_any_address_of_a_document_is_answered(
    site: Datasette, name: str, tail: str, asked: dict[str, str]
) -> None:
    clean = {key: value.encode("utf-8", "replace") for key, value in asked.items()}
    response = await site.client.get(f"/-/documents/{name}{tail}", params=clean)
    assert response.status_code in (200, 301, 302, 400, 404)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The ministries take measures that are listed\nin the annex below.\nEnd", "listed in the"),
        ("施策は関係府省庁が連携してこれを推進することとし、\n毎年度報告。\n以上", "とし、毎年"),
        ("A line that is as long as the others are here,\n1. a list item\nshort", "here,\n1."),
        ("Every ministry and agency takes measures of preven-\ntion.\nEnd", "preven\u00adtion"),
        ("a\nb\nc", "a\nb\nc"),
    ],
)  # fmt: skip
async def test_lines_of_a_paragraph_run_together(text: str, shown: str) -> None:
    assert shown in str(transcript(text, (), ()))


@given(st.text(alphabet="ab. -\n警、\u00ad<", max_size=300), st.sets(st.integers(0, 300)))
async def test_every_offset_stays_where_it_was(text: str, headings: set[int]) -> None:
    assert len(reflowed(text, headings)) == len(text)


@given(
    st.text(alphabet="ab<&\n", max_size=60),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=6),
    st.lists(st.tuples(st.integers(-1, 70), st.sampled_from(["s1", "s2"])), max_size=3),
)
async def test_marks_may_overlap_and_nothing_is_lost(
    text: str, marks: list[tuple[int, int]], anchors: list[tuple[int, str]]
) -> None:
    spans = [Mark(start=min(m), end=max(m), id="x" * (i % 2)) for i, m in enumerate(marks)]
    body = str(transcript(text, spans, anchors))
    bare = re.sub(r"<[^>]+>", "", body).replace("&lt;", "<").replace("&amp;", "&")
    assert bare == reflowed(text, {offset for offset, _ in anchors}).replace("\x00", "")
    assert body.count("<mark") == body.count("</mark>")
    assert body.count(' id="x"') <= 1
