"""What was read from a file, as the records that the pure functions of `metadata` understand."""

from __future__ import annotations

import sqlite3

from archive.web.queries import rows
from metadata.records import Cell, Page, Section, Table

_MOST_PAGES = 5_000
_MOST_TABLES = 2_000
_MOST_CELLS = 400_000


def pages_of(connection: sqlite3.Connection, sha256: str) -> tuple[Page, ...]:
    """The pages of a file, in order."""
    found = rows(
        connection,
        """select number, label, width, height, text, running, text_source, quality
           from pages where sha256 = ? order by number limit ?""",
        [sha256, _MOST_PAGES],
    )
    return tuple(
        Page(
            number=r["number"],
            label=r["label"],
            width=r["width"],
            height=r["height"],
            text=r["text"],
            running=tuple(r["running"].split("\n")) if r["running"] else (),
            text_source=r["text_source"],
            quality=r["quality"],
        )
        for r in found
    )


def tables_of(connection: sqlite3.Connection, sha256: str) -> tuple[Table, ...]:
    """The tables of a file with their cells, in order."""
    cells = _cells(connection, sha256)
    found = rows(
        connection,
        "select * from extracted_tables where sha256 = ? order by page, position limit ?",
        [sha256, _MOST_TABLES],
    )
    return tuple(
        Table(
            page=r["page"],
            position=r["position"],
            caption=r["caption"],
            unit=r["unit"],
            rows=r["rows"],
            columns=r["columns"],
            box=(r["x0"], r["y0"], r["x1"], r["y1"]),
            cells=tuple(cells.get(r["id"], ())),
        )
        for r in found
    )


def sections_of(connection: sqlite3.Connection, sha256: str) -> tuple[Section, ...]:
    """The headings of a file, in order."""
    found = rows(
        connection,
        """select position, level, number, heading, page, end_page, start, rule
           from sections where sha256 = ? order by position limit 5000""",
        [sha256],
    )
    return tuple(Section(**dict(r)) for r in found)


def _cells(connection: sqlite3.Connection, sha256: str) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for r in rows(
        connection,
        """select c.* from extracted_tables t join table_cells c on c.table_id = t.id
           where t.sha256 = ? order by t.id, c."row", c."column" limit ?""",
        [sha256, _MOST_CELLS],
    ):
        found.setdefault(r["table_id"], []).append(cell_of(r))
    return found


def cell_of(row: sqlite3.Row) -> Cell:
    """A row of `table_cells`."""
    return Cell(
        row=row["row"],
        column=row["column"],
        row_span=row["row_span"],
        column_span=row["column_span"],
        text=row["text"],
        marks=row["marks"],
        value=row["value"],
        unit=row["unit"],
        is_header=bool(row["is_header"]),
        page=row["page"],
        box=(row["x0"], row["y0"], row["x1"], row["y1"]),
    )
