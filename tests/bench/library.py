"""A large archive: the real texts of a small one, repeated with variation.

Each copy of a document keeps its pages' real text and shuffles their lines, renumbers their
figures and adds a reference of its own, so that no two pages are the same and words keep their
real frequencies.
"""

from __future__ import annotations

import hashlib
import random
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from archive import schema
from archive.search import NORMALISER, index_text

KINDS = ("plan", "report", "annual-report", "statistics", "guideline", "notice", "minutes", "other")
ISSUERS = ("Ministry of Measures", "Statistics Bureau", "警察庁", "内閣府", "Court of Figures")
_PAGES_A_DOCUMENT = 24
_TIME = "2026-01-{:02}T00:00:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One document to write."""

    number: int  # from 1
    title: str
    language: str
    pages: list[str]


def multiply(small: Path, large: Path, pages: int) -> None:
    """Write an archive of about `pages` pages to the folder `large`."""
    texts = _texts(small)
    large.mkdir(parents=True, exist_ok=True)
    db = Database(large / "archive.db")
    schema.migrations.apply(db)
    connection = db.conn
    assert connection is not None
    connection.execute("pragma synchronous = off")
    connection.execute("begin")
    _frame(connection)
    for copy in _copies(texts, pages):
        _write(connection, copy)
    connection.execute("insert into search_index (normaliser) values (?)", [NORMALISER])
    connection.execute("commit")
    for index in ("pages_fts", "documents_fts"):
        connection.execute(f"insert into {index} ({index}) values ('optimize')")
    connection.execute("analyze")
    db.close()


def _texts(small: Path) -> list[tuple[str, str, list[str]]]:
    """(title, language, page texts) of the documents of the small archive."""
    connection = sqlite3.connect(small / "archive.db")
    found = []
    for title, language, sha256 in connection.execute(
        "select title, coalesce(language, 'en'), sha256 from documents where language in "
        "('en', 'ja') order by id"
    ):
        sql = "select text from pages where sha256 = ? and length(text) > 200 order by number"
        pages = [text for (text,) in connection.execute(sql, [sha256])]
        if pages:
            found.append((title, language, pages))
    connection.close()
    return found


def _copies(texts: list[tuple[str, str, list[str]]], pages: int) -> Iterator[Copy]:
    """Documents of both languages in turn, until there are enough pages."""
    chance = random.Random(1)
    by_language = {lang: [t for t in texts if t[1] == lang] for lang in ("en", "ja")}
    pools = [pool for pool in by_language.values() if pool]
    written, number = 0, 0
    while written < pages:
        number += 1
        title, language, originals = chance.choice(pools[number % len(pools)])
        length = min(_PAGES_A_DOCUMENT, pages - written)
        chosen = [_varied(chance.choice(originals), chance, number) for _ in range(length)]
        written += length
        yield Copy(number=number, title=f"{title} No. {number}", language=language, pages=chosen)


def _varied(text: str, chance: random.Random, number: int) -> str:
    lines = text.split("\n")
    blocks = [lines[at : at + 4] for at in range(0, len(lines), 4)]
    chance.shuffle(blocks)
    mixed = "\n".join(line for block in blocks for line in block)
    renumbered = re.sub(r"\d", lambda m: str((int(m[0]) + number) % 10), mixed)
    return f"{renumbered}\nReference {number}-{chance.randrange(10**6)}"


def _frame(connection: sqlite3.Connection) -> None:
    for at in range(1, 6):
        connection.execute(
            "insert into sources (id, title, publisher, language, url, definition)"
            " values (?, ?, ?, 'en', 'https://publisher.example/', '{}')",
            [f"source-{at}", f"Publisher {at}", ISSUERS[at - 1]],
        )
    connection.execute(
        "insert into runs (id, command, software, started_at, finished_at, exit_code)"
        " values (1, 'run', 'bench', ?, ?, 0)",
        [_TIME.format(1), _TIME.format(1)],
    )


def _write(connection: sqlite3.Connection, copy: Copy) -> None:
    sha256 = hashlib.sha256(f"{copy.number}".encode()).hexdigest()
    name, at = f"copy-{copy.number}", _TIME.format(copy.number % 28 + 1)
    url, source = f"https://publisher.example/{name}.pdf", f"source-{copy.number % 5 + 1}"
    connection.execute(
        "insert into files (sha256, bytes, media_type, first_captured_at, page_count, text_status)"
        " values (?, 100000, 'application/pdf', ?, ?, 'text')",
        [sha256, at, len(copy.pages)],
    )
    _write_pages(connection, sha256, copy.pages)
    _write_table(connection, f"table-{copy.number}", sha256, copy.number)
    issuer, kind = ISSUERS[copy.number % 5], KINDS[copy.number % len(KINDS)]
    connection.execute(
        "insert into documents (id, docid, source_id, title, kind, published, language, issuer,"
        " url, sha256, page_count, text_status, first_archived, last_changed)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'text', ?, ?)",
        [name, copy.number, source, copy.title, kind, f"{1990 + copy.number % 36}-04",
         copy.language, issuer, url, sha256, len(copy.pages), at, at],
    )  # fmt: skip
    connection.execute(
        "insert into documents_fts (rowid, grams) values (?, ?)",
        [copy.number, index_text(f"{copy.title}\n{issuer}")],
    )
    capture = connection.execute(
        "insert into captures (run_id, source_id, url, final_url, captured_at, outcome, sha256,"
        " via) values (1, ?, ?, ?, ?, 'new', ?, 'origin')",
        [source, url, url, at, sha256],
    ).lastrowid
    connection.execute(
        "insert into versions (document_id, number, sha256, captured_at, url, change, capture_id)"
        " values (?, 1, ?, ?, ?, 'new', ?)",
        [name, sha256, at, url, capture],
    )
    connection.execute(
        "insert into changes (run_id, at, kind, source_id, document_id, to_sha256, detail)"
        " values (1, ?, 'new', ?, ?, ?, ?)",
        [at, source, name, sha256, f"First seen: {copy.title}"],
    )


def _write_table(connection: sqlite3.Connection, name: str, sha256: str, chance: int) -> None:
    """A table of 12 years and 5 columns."""
    connection.execute(
        "insert into extracted_tables (id, sha256, page, position, caption, unit, rows, columns,"
        " x0, y0, x1, y1)"
        " values (?, ?, 1, 1, 'Figures by year', 'cases', 13, 5, 50, 100, 500, 400)",
        [name, sha256],
    )
    cells = [
        (name, row, column, _cell(row, column, chance), int(0 in (row, column)),
         None if 0 in (row, column) else float(row * column * chance % 9_999))
        for row in range(13)
        for column in range(5)
    ]  # fmt: skip
    connection.executemany(
        'insert into table_cells (table_id, row, "column", text, is_header, value, row_span,'
        " column_span, page, x0, y0, x1, y1) values (?, ?, ?, ?, ?, ?, 1, 1, 1, 50, 100, 60, 110)",
        cells,
    )


def _cell(row: int, column: int, chance: int) -> str:
    if row == 0:
        return ("Year", "Measures", "Cases", "Courses", "Reports")[column]
    return str(2000 + row) if column == 0 else str(row * column * chance % 9_999)


def _write_pages(connection: sqlite3.Connection, sha256: str, pages: list[str]) -> None:
    for number, text in enumerate(pages, 1):
        page = connection.execute(
            "insert into pages (sha256, number, text, text_source, quality, width, height)"
            " values (?, ?, ?, 'text', 1.0, 595.0, 842.0)",
            [sha256, number, text],
        ).lastrowid
        connection.execute(
            "insert into pages_fts (rowid, grams) values (?, ?)", [page, index_text(text)]
        )
