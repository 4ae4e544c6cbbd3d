"""What OCR saw on a page, from the rows."""

from __future__ import annotations

import sqlite3

from metadata.scanned import ScannedWord, unpacked


def words_of(connection: sqlite3.Connection, sha256: str, number: int) -> tuple[ScannedWord, ...]:
    """The words of page `number` as OCR saw them; none where the PDF itself holds the text.

    An archive that no run has brought up to date has none either.
    """
    sql = "select 1 from sqlite_master where name = 'page_words'"
    if connection.execute(sql).fetchone() is None:
        return ()
    sql = "select places from page_words where sha256 = ? and number = ?"
    found = connection.execute(sql, [sha256, number]).fetchone()
    return unpacked(found[0]) if found else ()
