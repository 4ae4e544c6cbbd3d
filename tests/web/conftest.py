"""A small archive with rows of every kind, and the site on it through Datasette's own client."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml
from datasette.app import Datasette

from tests.web.maker import Maker, make_pdf

ROOT = Path(__file__).parents[2]
PLAN, SUMMARY, JAPANESE, REPORT = "s-plan-1", "s-plan-summary-2", "s-keikaku-3", "s-report-4"
HOSTILE = "s-hostile-5"
NASTY = "<script>alert(1)</script>\"'&\u202e=cmd|' /C calc'!A0\nnext"

ENGLISH_1 = """Basic Plan on Measures against Child Sexual
Exploitation

1 Measures by the responsible bodies
The ministries take 88 measures. The Meeting adopted this plan under
Act No. 52 of 1999."""
ENGLISH_2 = """2 Monitoring
Each body reports its figures every year. Preven-
tion comes first; prevention is everybody's task."""
REVISED_1 = ENGLISH_1.replace("88 measures", "90 measures")
KANJI_1 = """児童の性的搾取等に係る対策の基
本計画

警察庁は関係府省庁と連携して施策を推進する。"""


def fill(root: Path) -> None:
    """An archive of two runs: a plan in two versions, its summary, a Japanese plan, a report."""
    m = Maker(root)
    m.row(
        "sources",
        id="s",
        title="Watched page",
        publisher="A Public Body",
        language="en",
        url="https://publisher.example/",
        definition="{}",
    )
    for run in (1, 2):
        m.row(
            "runs",
            id=run,
            command="run",
            software="test",
            started_at=f"2026-01-0{run}T00:00:00Z",
            finished_at=f"2026-01-0{run}T00:01:00Z",
            exit_code=0,
        )
    first = m.file(make_pdf([ENGLISH_1, ENGLISH_2], "one"), [ENGLISH_1, ENGLISH_2])
    second = m.file(make_pdf([REVISED_1, ENGLISH_2], "two"), [REVISED_1, ENGLISH_2])
    japanese = m.file(make_pdf([KANJI_1], "three"), [KANJI_1])
    summary = m.file(make_pdf([ENGLISH_1, ""], "four"), [ENGLISH_1, ""], text_status="mixed")
    report = m.file(make_pdf(["Annual report 2015 with figures"], "five"), ["Annual report 2015"])
    hostile = m.file(make_pdf(["Hostile"], "six"), [f"Hostile {NASTY} page"])
    _documents(m, first, second, japanese, summary, report, hostile)
    _contents(m, second, report)
    _history(m, first, second)
    m.db.commit()
    m.db.close()


def _documents(m: Maker, *shas: str) -> None:
    first, second, japanese, summary, report, hostile = shas
    m.document(
        PLAN, [first, second], "Basic Plan on Measures", published="2017-04",
        issuer="Ministerial Meeting Concerning Measures Against Crime",
    )  # fmt: skip
    m.document(
        SUMMARY, [summary], "Basic Plan on Measures (summary)", part="summary",
        published="2017-04", text_status="mixed",
    )  # fmt: skip
    m.document(
        JAPANESE, [japanese], "児童の性的搾取等に係る対策の基本計画", language="ja",
        published="2017-04-18", page_count=1,
    )  # fmt: skip
    m.document(
        REPORT, [report], "Annual report", kind="annual-report", coverage="2015", page_count=1,
        missing_since="2026-01-02T00:00:00Z", missing_reason="unlisted",
    )  # fmt: skip
    m.document(
        HOSTILE, [hostile], NASTY, issuer=NASTY, identifier=NASTY, kind="other",
        url="javascript:alert(1)", language='en" onx="', page_count=1,
    )  # fmt: skip
    m.entry("✔ Basic Plan[April 2017](PDF_248KB)", PLAN, declared_bytes=253952)
    m.entry(f"{NASTY} listed", HOSTILE)
    m.entry("⇒ A notice about prescribed conduct, without a link", None, section="News")
    m.row(
        "findings", document_id=PLAN, position=1, field="published", value="2017-04",
        evidence="[April 2017]", location="item", rule="bracketed-date",
    )  # fmt: skip
    m.row(
        "findings", document_id=HOSTILE, position=1, field="title", value=NASTY, evidence=NASTY,
        location=NASTY, rule=NASTY,
    )  # fmt: skip
    m.row(
        "relations", subject_id=SUMMARY, predicate="summary_of", object_id=PLAN,
        evidence="(SUMMARY) in the item",
    )  # fmt: skip


def _contents(m: Maker, plan: str, report: str) -> None:
    m.row(
        "sections", sha256=plan, position=1, level=1, number="1",
        heading="Measures by the responsible bodies", page=1, end_page=1, start=50, rule="n",
    )  # fmt: skip
    m.row(
        "sections", sha256=plan, position=2, level=1, number="2", heading="Monitoring", page=2,
        end_page=2, start=0, rule="n",
    )  # fmt: skip
    m.row(
        "citations", sha256=plan, page=1, scheme="jp-law", target="Act No. 52 of 1999",
        text="Act No. 52 of 1999", start=150,
    )  # fmt: skip
    m.row(
        "citations", sha256=report, page=1, scheme="document", target=PLAN, text="Basic Plan",
        start=0,
    )  # fmt: skip
    m.row(
        "extracted_tables", id="t1", sha256=report, page=1, position=1,
        caption="Figures by year", unit="cases", rows=3, columns=2, x0=0.0, y0=0.0, x1=100.0,
        y1=100.0,
    )  # fmt: skip
    cells = [["Year", "Cases"], ["2014", "1,828"], ["=1+1", "<b>x</b>"]]
    for row, line in enumerate(cells):
        for column, text in enumerate(line):
            value = float(text.replace(",", "")) if text.replace(",", "").isdigit() else None
            m.row(
                "table_cells", table_id="t1", row=row, column=column, row_span=1, column_span=1,
                text=text, value=value, is_header=int(row == 0 or column == 0), page=1, x0=0.0,
                y0=0.0, x1=1.0, y1=1.0,
            )  # fmt: skip


def _history(m: Maker, first: str, second: str) -> None:
    m.row(
        "changes", run_id=1, at="2026-01-01T00:00:00Z", kind="new", source_id="s",
        document_id=PLAN, to_sha256=first, detail="First seen: Basic Plan on Measures",
    )  # fmt: skip
    m.row(
        "changes", run_id=1, at="2026-01-01T00:00:00Z", kind="new", source_id="s",
        document_id=HOSTILE, detail=f"First seen: {NASTY}\x0b",
    )  # fmt: skip
    change = m.row(
        "changes", run_id=2, at="2026-01-02T00:00:00Z", kind="revised", source_id="s",
        document_id=PLAN, from_sha256=first, to_sha256=second, edit="number",
        detail="1 number changed",
    )  # fmt: skip
    m.row(
        "edits", change_id=change, position=1, page=1, kind="number", before="88", after="90",
        words="page 1: 88 measures became 90",
    )  # fmt: skip
    m.row(
        "problems", run_id=2, at="2026-01-02T00:00:00Z", stage="collect", code="not_pdf",
        source_id="s", url="https://publisher.example/x.pdf",
        message=f"Asked for x.pdf, got HTML {NASTY}",
    )  # fmt: skip


@pytest.fixture(scope="session")
def small_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("archive")
    fill(root)
    return root


def site_on(root: Path, **settings: Any) -> Datasette:
    """Datasette as `datasette DIR/archive.db -c datasette.yaml` makes it."""
    config = yaml.safe_load((ROOT / "datasette.yaml").read_text(encoding="utf-8"))
    config["plugins"]["policy-archive"]["stale_after_hours"] = 0
    config["settings"].update(settings)
    return Datasette([str(root / "archive.db")], config=config)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(small_archive: Path) -> Any:
    datasette = site_on(small_archive)
    await datasette.invoke_startup()
    yield datasette
    datasette.close()


@pytest.fixture
def database(small_archive: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(small_archive / "archive.db")
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


@asynccontextmanager
async def served(root: Path) -> AsyncIterator[Datasette]:
    """The site on another archive, started."""
    datasette = site_on(root)
    await datasette.invoke_startup()
    yield datasette
    datasette.close()


async def get(site: Datasette, path: str) -> str:
    """A page that is there and not too long."""
    response = await site.client.get(path)
    assert response.status_code == 200, (path, response.text[:500])
    assert len(response.text.encode()) < 100_000, path
    return str(response.text)
