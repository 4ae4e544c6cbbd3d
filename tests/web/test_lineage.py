"""The lineage page: what it says of each edition, where it leads, and that it stays calm."""

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

from tests.web.conftest import HOSTILE, JAPANESE, NASTY, PLAN, get, served
from tests.web.maker import Maker, make_pdf

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIRST = (
    "Measure 1 Lists of all offices\nThe office keeps the list of all bodies that keep records.\n"
    "Measure 2 The hotline of the office\nReports are answered within three working days at least."
)
SECOND = FIRST.replace("three", "two") + (
    "\nMeasure 3 Reading rooms\nFees are not taken for the use of the reading room."
)
REPORT = "Report on Plans of the Office\nThe hotline was opened in 2014 (Measure 2)."


@pytest.fixture(scope="session")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two plans, the later of which replaces the earlier, a report, and a long document."""
    root = tmp_path_factory.mktemp("plans")
    m = Maker(root)
    m.row("sources", id="s", title="Page", publisher="A Body", language="en", definition="{}")
    m.row("runs", id=1, command="run", software="t", started_at="2026-01-01T00:00:00Z",
          finished_at="2026-01-01T01:00:00Z", exit_code=0)  # fmt: skip
    for number, text in enumerate((FIRST, SECOND), 1):
        sha256 = m.file(make_pdf([text], str(number)), [text])
        m.document(f"plan-{number}", [sha256], "Plans of the Office", published=f"201{number}",
                   page_count=1)  # fmt: skip
        lines = [line for line in text.split("\n") if line.startswith("Measure")]
        for position, line in enumerate(lines, 1):
            m.row("sections", sha256=sha256, position=position, level=1, number=line[:9],
                  heading=line[10:], page=1, end_page=1, start=text.index(line),
                  rule="measure")  # fmt: skip
    m.row("relations", subject_id="plan-2", predicate="replaces", object_id="plan-1", evidence="e")
    m.document("report", [m.file(make_pdf([REPORT]), [REPORT])], "A report", kind="report",
               published="2015", page_count=1)  # fmt: skip
    long = [f"({n % 90}) Paragraph {n} of the long text says {NASTY} and goes on for a while."
            for n in range(2000)]  # fmt: skip
    texts = ["\n".join(long[at : at + 20]) for at in range(0, 2000, 20)]
    m.document("long", [m.file(make_pdf(["long"]), texts)], "Long", page_count=100)
    m.db.commit()
    m.db.close()
    return root


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def plans_site(plans: Path) -> Any:
    async with served(plans) as datasette:
        yield datasette


def plain(body: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


async def test_paragraphs_are_told_edition_by_edition(plans_site: Datasette) -> None:
    body = await get(plans_site, "/-/documents/plan-2/lineage")
    words = plain(body)
    assert "2 editions, followed paragraph by paragraph, the oldest first." in words
    assert "within two working days at least. page 1 new page 1 edited" in words
    assert (
        "Fees are not taken for the use of the reading room. not in this edition page 1 new"
        in words
    )
    assert words == plain(await get(plans_site, "/-/documents/plan-1/lineage")).replace(
        "plan-1", "plan-2"
    )
    assert "/-/documents/plan-1/pages/1" in body
    only = plain(await get(plans_site, "/-/documents/plan-2/lineage?show=changed"))
    assert "working days" in only
    assert "reading room" not in only


async def test_measures_are_followed_and_their_mentions_quoted(plans_site: Datasette) -> None:
    body = await get(plans_site, "/-/documents/plan-2/lineage?part=measures")
    words = plain(body)
    assert "The hotline of the office Measure 2 new Measure 2 reworded" in words
    assert "Reading rooms not in this edition Measure 3 new" in words
    assert "The hotline was opened in 2014 (Measure 2)." in words
    assert "/-/documents/report/pages/1" in body


async def test_the_data_say_the_same(plans_site: Datasette) -> None:
    found = (await plans_site.client.get("/-/documents/plan-2/lineage.json")).json()
    assert [e["name"] for e in found["editions"]] == ["2011", "2012"]
    hotline = next(x for x in found["measures"] if "hotline" in x["heading"])
    assert [step["state"] for step in hotline["editions"]] == ["first", "reworded"]
    assert hotline["mentions"][0]["document_id"] == "report"
    assert found["editions"][1]["counts"]["edited"] == 1


async def test_versions_of_one_document_are_followed_too(site: Datasette) -> None:
    words = plain(await get(site, f"/-/documents/{PLAN}/lineage"))
    assert "2 versions of this document" in words
    assert "edited" in words
    for document in (JAPANESE, HOSTILE):
        body = await get(site, f"/-/documents/{document}/lineage")
        assert "stands alone in the archive" in body
        assert "<script>alert" not in body


async def test_long_documents_come_in_pages_that_the_strip_leads_to(plans_site: Datasette) -> None:
    body = await get(plans_site, "/-/documents/long/lineage")
    counted = re.search(r"([\d,]+) paragraphs in reading order", plain(body))
    assert counted
    assert int(counted[1].replace(",", "")) >= 2000
    assert "<script>alert" not in body
    last = await get(plans_site, "/-/documents/long/lineage?page=9999")
    assert "Paragraph 1999" in last


async def test_unknown_documents_are_not_found(plans_site: Datasette) -> None:
    for form in ("lineage", "lineage.json"):
        assert (await plans_site.client.get(f"/-/documents/none/{form}")).status_code == 404


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(alphabet="019x-_%.<>'\" 警\u202e\x00", max_size=9), min_size=4, max_size=4))
async def test_no_address_ends_in_an_error(plans_site: Datasette, values: list[str]) -> None:
    names = ("part", "show", "page", "_as_of")
    query = "&".join(f"{n}={quote(v)}" for n, v in zip(names, values, strict=True))
    response = await plans_site.client.get(f"/-/documents/plan-2/lineage?{query}")
    assert response.status_code in (200, 404), query
