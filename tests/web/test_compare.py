"""The comparison page: what it says, in which order, and that it stays calm whatever is asked."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio
from datasette.app import Datasette
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.web import differences
from metadata.compare import compare, diff_tokens
from tests.metadata.pages import pages
from tests.web.conftest import NASTY, PLAN, REPORT, SUMMARY, get, served
from tests.web.maker import Maker, make_pdf

pytestmark = pytest.mark.asyncio(loop_scope="session")

OLD = "Measure 1. The office keeps 88 records.\nMeasure 2. It meets when it is needed.\n"
NEW = (
    "Measure 1. The office keeps 90 records.\nMeasure 2. It meets twice a year.\nMeasure 3. Fee.\n"
)
LONG = 300  # pages


@pytest.fixture(scope="session")
def long_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document of 300 pages in two versions, with hostile words, and two editions of a plan."""
    root = tmp_path_factory.mktemp("long")
    m = Maker(root)
    m.row("sources", id="s", title="Page", publisher="A Body", language="en", definition="{}")
    for run in (1, 2):
        m.row("runs", id=run, command="run", software="t", started_at=f"2026-01-0{run}T00:00:00Z",
              finished_at=f"2026-01-0{run}T01:00:00Z", exit_code=0)  # fmt: skip
    lines = [
        [f"{p}.{n} Heading of part {p}.{n}\nThe office of part {p}.{n} answers {p * n} letters a "
         f"year and reports on each of them in writing." for n in range(1, 4)]
        for p in range(1, LONG + 1)
    ]  # fmt: skip
    before = ["\n".join(page) for page in lines]
    after = [text.replace("answers", f"answers and files {NASTY}") for text in before]
    after = [a if n % 3 == 0 else b for n, (a, b) in enumerate(zip(after, before, strict=True))]
    files = [m.file(make_pdf([str(n)]), texts) for n, texts in enumerate((before, after))]
    m.document("long", files, "A long report", page_count=LONG)
    for number, text in enumerate((OLD, NEW), 1):
        name = f"plan-{number}"
        m.document(name, [m.file(make_pdf([text], name), [text])], f"Plan {number}",
                   published=f"201{number}", page_count=1)  # fmt: skip
    m.row("relations", subject_id="plan-2", predicate="replaces", object_id="plan-1", evidence="e")
    m.db.commit()
    m.db.close()
    return root


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def long_site(long_archive: Path) -> Any:
    async with served(long_archive) as datasette:
        yield datasette


def plain(body: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


async def test_words_and_figures_are_marked_side_by_side_and_as_one_text(site: Datasette) -> None:
    body = await get(site, f"/-/documents/{PLAN}/compare?from=1&to=2")
    assert "<del>88</del>" in body
    assert "<ins>90</ins>" in body
    assert "page 1: 88 measures became 90" in plain(body)
    assert "1 edit. Struck is what was" in plain(body)
    inline = await get(site, f"/-/documents/{PLAN}/compare?from=1&to=2&view=inline")
    assert "<del>88</del><ins>90</ins>" in inline


async def test_the_strip_leads_to_the_edit(site: Datasette) -> None:
    body = await get(site, f"/-/documents/{PLAN}/compare")
    (target,) = re.findall(r'<a href="([^"]+)" aria-label="1 edit on page 1">', body)
    assert target.endswith("#e1")
    assert 'id="e1"' in body


async def test_what_cannot_be_compared_is_said(site: Datasette) -> None:
    for path, words in [
        (f"{PLAN}/compare?from=2&to=2", "This is one version twice. Choose two."),
        (f"{PLAN}/compare?from=9&to=2", "There is no version 9 of this document."),
        (f"{PLAN}/compare?from=1&to=7", "There is no version 7 of this document."),
        (f"{REPORT}/compare", "There is only one version of this document."),
        (f"{REPORT}/compare?with={REPORT}", "There is only one version of this document."),
    ]:
        assert words in plain(await get(site, f"/-/documents/{path}")), path
    for path in ("nothing/compare", f"{PLAN}/compare?with=nothing", f"{PLAN}/compare.json?from=9"):
        assert (await site.client.get(f"/-/documents/{path}")).status_code == 404


async def test_pages_without_text_are_not_called_the_same(site: Datasette) -> None:
    words = plain(await get(site, f"/-/documents/{SUMMARY}/compare?with={PLAN}"))
    assert "Basic Plan on Measures (summary)" in words
    assert "90 measures became 88" in words


async def test_two_editions_are_compared_the_older_one_first(long_site: Datasette) -> None:
    for path in ("plan-2/compare?with=plan-1", "plan-1/compare?with=plan-2"):
        body = await get(long_site, f"/-/documents/{path}")
        assert "<del>88</del>" in body
        words = plain(body)
        assert words.index("Plan 1") < words.index("Plan 2", words.index("earlier"))
        assert "Measure 3 was added" in words


async def test_filters_keep_what_they_say(long_site: Datasette) -> None:
    path = "/-/documents/plan-2/compare?with=plan-1"
    figures = plain(await get(long_site, f"{path}&only=numbers"))
    assert "1 of 3 edits" in figures
    assert "Measure 3 was added" not in figures
    new = plain(await get(long_site, f"{path}&only=new"))
    assert "1 of 3 edits" in new
    assert "88 records" not in new


async def test_the_data_say_what_compare_says(long_site: Datasette) -> None:
    found = (await long_site.client.get("/-/documents/plan-2/compare.json?with=plan-1")).json()
    wanted = compare(pages(OLD), pages(NEW))
    assert [e["words"] for e in found["edits"]] == [e.words for e in wanted.edits]
    assert found["summary"] == wanted.summary
    assert [(e["before_page"], e["after_page"]) for e in found["edits"]] == [
        (1, 1), (1, 1), (None, 1),
    ]  # fmt: skip
    assert ["delete", "88"] in found["edits"][0]["pieces"]


async def test_the_page_agrees_with_what_the_ledger_stored(site: Datasette) -> None:
    stored = await site.get_database("archive").execute("select words from edits order by 1")
    found = (await site.client.get(f"/-/documents/{PLAN}/compare.json?from=1&to=2")).json()
    assert [e["words"] for e in found["edits"]] == [row["words"] for row in stored.rows]
    assert found["ledger"] == "1 number changed"


async def test_three_hundred_pages_come_in_small_pages_and_nothing_is_lost(
    long_site: Datasette,
) -> None:
    path: str | None = "/-/documents/long/compare"
    seen: list[str] = []
    while path:
        body = await get(long_site, path)
        assert len(body.encode()) < 100_000
        assert "<script>alert" not in body
        seen += re.findall(r'<article class="edit[^"]*" id="e(\d+)"', body)
        following = re.search(r'<a rel="next" href="([^"]+)"', body)
        path = html.unescape(following[1]) if following else None
    assert seen == [str(n) for n in range(1, LONG + 1)]


async def test_every_mark_of_the_strip_leads_to_a_page_that_has_it(long_site: Datasette) -> None:
    body = await get(long_site, "/-/documents/long/compare")
    marks = re.findall(r'<a href="([^"]+)#(e\d+)" aria-label="\d+ edits? (?:from|on) page', body)
    assert len(marks) == differences.STRIPES
    for address, anchor in (marks[1], marks[-1]):
        assert f'id="{anchor}"' in await get(long_site, html.unescape(address))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=st.text(max_size=400), after=st.text(max_size=400))
async def test_shortened_pieces_keep_every_change(before: str, after: str) -> None:
    shown = [change for change, _ in differences.marked(before, after)]
    assert shown == [change for change, _ in diff_tokens(before, after)]


FUZZ = st.text(alphabet=st.sampled_from("09ax-_%./?&=#'\"<> 警\u0000\u202e"), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=st.lists(FUZZ, min_size=6, max_size=6))
async def test_no_address_ends_in_an_error(site: Datasette, values: list[str]) -> None:
    names = ("from", "to", "with", "view", "only", "page")
    query = "&".join(f"{name}={quote(value)}" for name, value in zip(names, values, strict=True))
    for form in ("compare", "compare.json"):
        response = await site.client.get(f"/-/documents/{PLAN}/{form}?{query}")
        assert response.status_code in (200, 404), query
