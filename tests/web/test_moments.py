"""The archive as it stood: what came later is not seen, and the present is untouched."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from archive.web import moments, queries
from metadata.ledger import missing_document, restored
from tests.web.conftest import PLAN, fill, site_on
from tests.web.maker import Maker

THEN = moments.parse("2026-01-01")


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("2025-04-01", "2025-04-01T23:59:59Z"),
        ("2024-02", "2024-02-29T23:59:59Z"),
        ("2025", "2025-12-31T23:59:59Z"),
        ("2025-04-01T12:30:00Z", "2025-04-01T12:30:00Z"),
        ("２０２５年４月", "2025-04-30T23:59:59Z"),
    ],
)
def test_moments_reach_to_their_end(text: str, until: str) -> None:
    moment = moments.parse(text)
    assert moment is not None
    assert moment.until == until


@pytest.mark.parametrize(
    "text",
    [
        "",
        "spring",
        "2025-13",
        "2025-02-30",
        "0000",
        "2025-04-01' or '1",
        "1" * 99,
        "2025-04-01T25:00:00Z",
        "3/4/2020",
    ],
)
def test_what_is_no_date_is_no_moment(text: str) -> None:
    assert moments.parse(text) is None


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As the other tests' archive, with an item retitled and one that left on the second day."""
    root = tmp_path_factory.mktemp("then")
    fill(root)
    m = Maker.__new__(Maker)
    m.db = sqlite3.connect(root / "archive.db")
    [entry] = m.db.execute("select id from entries where document_id = ?", [PLAN]).fetchone()
    seen = {"entry_id": entry, "listing_url": "https://publisher.example/", "position": 1}
    m.row("entry_history", run_id=1, seen_at="2026-01-01T00:00:00Z", text="✔ Draft Plan", **seen)
    m.row("entry_history", run_id=2, seen_at="2026-01-02T00:00:00Z", text="✔ Basic Plan", **seen)
    for kind in ("retitled", "missing"):
        m.row("changes", run_id=2, at="2026-01-02T00:00:00Z", kind=kind, source_id="s",
              document_id=PLAN, detail=kind)  # fmt: skip
    m.db.execute("update documents set missing_since = '2026-01-02T00:00:00Z',"
                 " missing_reason = 'gone' where id = ?", [PLAN])  # fmt: skip
    m.db.commit()
    m.db.close()
    return root


def answers(connection: sqlite3.Connection) -> tuple[object, ...]:
    doc = queries.row(connection, "select * from documents where id = ?", [PLAN])
    assert doc is not None
    return (
        doc["title"],
        queries.value(connection, "select number from versions where sha256 = ?", [doc["sha256"]]),
        doc["missing_since"],
        queries.value(connection, "select count(*) from changes"),
        queries.value(connection, "select text from entries where document_id = ?", [PLAN]),
        queries.value(connection, "select count(*) from runs"),
        queries.value(connection, "select count(*) from problems"),
    )


@pytest.mark.asyncio(loop_scope="session")
async def test_a_question_is_answered_as_of_then(archive: Path) -> None:
    datasette = site_on(archive)
    await datasette.invoke_startup()
    now = await queries.read(datasette, answers)
    assert now == ("Basic Plan on Measures", 2, "2026-01-02T00:00:00Z", 5,
                   "✔ Basic Plan[April 2017](PDF_248KB)", 2, 1)  # fmt: skip
    then = await queries.read(datasette, answers, THEN)
    assert then == ("Draft Plan", 1, None, 2, "✔ Draft Plan", 1, 0)
    before = moments.parse("2025-12-31")
    everything = "select count(*) from documents"
    assert await queries.read(datasette, lambda db: queries.value(db, everything), before) == 0
    assert await queries.read(datasette, answers) == now
    datasette.close()


@pytest.mark.asyncio(loop_scope="session")
async def test_every_column_is_there_then(archive: Path) -> None:
    datasette = site_on(archive)
    await datasette.invoke_startup()

    def columns(db: sqlite3.Connection) -> list[list[str]]:
        found = [db.execute(f"select * from {name} limit 0") for name in moments.TABLES]
        return [[column[0] for column in cursor.description] for cursor in found]

    assert await queries.read(datasette, columns, THEN) == await queries.read(datasette, columns)
    datasette.close()


@pytest.mark.slow
@pytest.mark.parametrize("reason", ["gone", "unlisted"])
async def test_why_a_document_was_missing_is_known_after_it_is_back(
    tmp_path: Path, reason: str
) -> None:
    fill(tmp_path)
    m = Maker.__new__(Maker)
    m.db = sqlite3.connect(tmp_path / "archive.db")
    for day, kind, words in (
        ("02", "missing", missing_document("Plan", reason)),
        ("03", "restored", restored("Plan")),
    ):
        m.row("changes", run_id=2, at=f"2026-01-{day}T00:00:00Z", kind=kind, source_id="s",
              document_id=PLAN, detail=words)  # fmt: skip
    m.db.commit()
    m.db.close()
    site = site_on(tmp_path)
    await site.invoke_startup()
    then = (await site.client.get(f"/-/documents/{PLAN}?_as_of=2026-01-02")).text
    assert ("its address answers that it is gone" in then) == (reason == "gone")
    assert ("it left the publisher&#39;s list" in then) == (reason == "unlisted")
    now = (await site.client.get(f"/-/documents/{PLAN}")).text
    assert "No longer at the publisher since" not in now
    site.close()
