"""Pages that were read by OCR: hits and citations have their place, doubtful words are shown."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from datasette.app import Datasette

from archive.citation_check import check_citation
from ingest.reader import images, ocr
from tests.command import command
from tests.ingest.reader.paper import smudged_scan
from tests.web.conftest import get, served
from tests.web.test_pages import plain
from tests.web.test_quotes import Screen, changed

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(
        "eng" not in (ocr.installed_models() or ()), reason="tesseract with English is missing"
    ),
]
TEXT = [
    "The measures of the basic plan are reviewed every year.",
    "Eighty-eight measures are grouped under six pillars.",
    "The responsible ministries report on the progress made",
]


@pytest.fixture(scope="module")
def scan_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scans")
    smudged_scan(TEXT).save(folder / "scan.pdf", "PDF", resolution=200)
    assert command("add", folder / "scan.pdf", "--archive", folder / "archive").code == 0
    return folder / "archive"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scans(scan_archive: Path) -> Any:
    async with served(scan_archive) as datasette:
        yield datasette


@pytest.fixture
def rows(scan_archive: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(scan_archive / "archive.db")) as connection:
        yield connection


async def test_hits_are_shown_on_the_picture_of_a_scan(
    scans: Datasette, rows: sqlite3.Connection
) -> None:
    [name] = rows.execute("select id from documents").fetchone()
    body = await get(scans, f"/-/documents/{name}/pages/1?q=responsible+ministries")
    assert body.count("<rect ") == 2
    one = await get(scans, f"/-/documents/{name}/pages/1?q=%22basic+plan%22")
    assert one.count("<rect ") == 1


async def test_words_that_ocr_doubts_are_marked_and_counted(
    scans: Datasette, rows: sqlite3.Connection
) -> None:
    [name, total, doubtful] = rows.execute(
        "select id, total, doubtful from documents join page_words using (sha256)"
    ).fetchone()
    body = await get(scans, f"/-/documents/{name}/pages/1")
    assert doubtful > 0
    assert body.count('class="unsure"') == doubtful
    assert f"of {total} words, underlined with dots" in plain(body)
    japanese = plain(await get(scans, f"/-/documents/{name}/pages/1?lang=ja"))
    assert f"{total}語のうち{doubtful}語は" in japanese


async def test_every_word_can_be_queried(rows: sqlite3.Connection) -> None:
    sql = "select word, confidence from ocr_words where word in ('reviewed', 'progress')"
    found = dict(rows.execute(sql).fetchall())
    assert set(found) == {"reviewed", "progress"}
    assert min(found.values()) > 80


async def test_a_citation_of_a_scan_has_its_place_and_holds(
    scans: Datasette, rows: sqlite3.Connection, scan_archive: Path, tmp_path: Path
) -> None:
    [sha256] = rows.execute("select sha256 from files").fetchone()
    path = f"/-/pages/{sha256}/1"
    quote = "reviewed every year"
    found = json.loads(await get(scans, f"{path}.json?quote={quote.replace(' ', '+')}"))
    assert found["quote"] == quote
    [box] = found["boxes"]
    assert 200 < box[0] < box[2] < 400
    assert 60 < box[1] < box[3] < 78
    page = plain(await get(scans, f"{path}?quote={quote.replace(' ', '+')}"))
    assert "read from a picture by OCR, which was 9" in page
    elsewhere = {"box": [9, 9, 40, 40], "boxes": [[9, 9, 40, 40]]}
    for changes, code in (({}, 0), (elsewhere, 1)):
        file = tmp_path / "citation.json"
        file.write_text(changed(found, **changes), encoding="utf-8")
        screen = Screen()
        assert check_citation(scan_archive, file, images, screen, as_json=False) == code, (  # type: ignore[arg-type]
            screen.said
        )


@pytest.mark.slow
async def test_reading_again_changes_nothing(scan_archive: Path, rows: sqlite3.Connection) -> None:
    before = rows.execute("select * from page_words").fetchall()
    assert command("reread", "--archive", scan_archive).code == 0
    assert rows.execute("select * from page_words").fetchall() == before
