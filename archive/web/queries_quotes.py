"""What a cited page or passage reads: the page, its file, and how the archive came by it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.scanned import words_of
from archive.web.queries import required, row, rows
from metadata.scanned import ScannedWord

_HOLDERS = 20  # documents that hold or held a file


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPage:
    """One page of one file, whichever documents hold it."""

    sha256: str
    file: sqlite3.Row
    page: sqlite3.Row
    words: tuple[ScannedWord, ...]  # as OCR saw them; none where the PDF holds the text
    capture: sqlite3.Row | None  # the exchange that brought the file
    sections: list[sqlite3.Row]  # headings that begin on the page
    holders: list[sqlite3.Row]  # its documents and their version numbers, the current ones first


def held_page(connection: sqlite3.Connection, sha256: str, number: int) -> HeldPage:
    """Page `number` (from 1) of the file with this hash. Answers 404 when there is none."""
    file = row(connection, "select * from files where sha256 = ?", [sha256])
    sql = "select * from pages where sha256 = ? and number = ?"
    page = row(connection, sql, [sha256, number])
    holders = _holders(connection, sha256)
    return HeldPage(
        sha256=sha256,
        file=required(file, "file with this hash"),
        page=required(page, f"page {number} of this file"),
        words=words_of(connection, sha256, number),
        sections=rows(
            connection, "select * from sections where sha256 = ? and page = ?", [sha256, number]
        ),
        capture=_capture(connection, sha256, holders[0]["capture_id"] if holders else None),
        holders=holders,
    )


def _holders(connection: sqlite3.Connection, sha256: str) -> list[sqlite3.Row]:
    return rows(
        connection,
        """select v.number as version, v.capture_id, v.captured_at, v.url as captured_from, d.*,
               s.publisher, d.sha256 = v.sha256 as is_current
           from versions v join documents d on d.id = v.document_id
           join sources s on s.id = d.source_id
           where v.sha256 = ? order by is_current desc, v.captured_at, d.id limit ?""",
        [sha256, _HOLDERS],
    )


def _capture(
    connection: sqlite3.Connection, sha256: str, capture_id: int | None
) -> sqlite3.Row | None:
    """The capture of the version; of a file without one, the first that brought its bytes."""
    if capture_id is not None:
        return row(connection, "select * from captures where id = ?", [capture_id])
    sql = "select * from captures where sha256 = ? order by id limit 1"
    return row(connection, sql, [sha256])
