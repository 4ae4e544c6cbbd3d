"""Tables as data: one with the documents that hold it, and its like in other editions."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.web.queries import required, row, rows, value
from archive.web.queries_readings import cell_of
from metadata.records import Table
from metadata.series_grid import grid_of
from metadata.series_tables import EditionTable

_MOST_EDITIONS = 60
_A4 = 1.414
_MOST_TABLES = 400  # looked at in all editions together


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePage:
    """One extracted table."""

    table: sqlite3.Row
    cells: list[sqlite3.Row]
    documents: list[sqlite3.Row]  # those that hold it now come first
    has_editions: bool  # a document that holds it is part of a series
    shape: float  # height by width of the page it stands on


def table_page(connection: sqlite3.Connection, table_id: str) -> TablePage:
    """A table, its cells in order, and the documents that hold it now or held it."""
    found = row(connection, "select * from extracted_tables where id = ?", [table_id])
    table = required(found, "table of this name")
    documents = rows(
        connection,
        """select distinct d.id, d.title, d.language, d.sha256 = v.sha256 as is_current,
               d.published, d.coverage
           from versions v join documents d on d.id = v.document_id
           where v.sha256 = ? order by 4 desc, 1""",
        [table["sha256"]],
    )
    return TablePage(
        table=table,
        cells=_cells(connection, table_id),
        documents=documents,
        has_editions=any(len(series(connection, d["id"])) > 1 for d in documents[:3]),
        shape=_shape(connection, table["sha256"], table["page"]),
    )


def _shape(connection: sqlite3.Connection, sha256: str, number: int) -> float:
    """Height by width of a page; that of A4 where it is not known."""
    sql = "select height / width from pages where sha256 = ? and number = ? and width > 0"
    return float(value(connection, sql, [sha256, number]) or _A4)


def _cells(connection: sqlite3.Connection, table_id: str) -> list[sqlite3.Row]:
    return rows(
        connection,
        'select * from table_cells where table_id = ? order by "row", "column"',
        [table_id],
    )


def series(connection: sqlite3.Connection, document_id: str) -> list[sqlite3.Row]:
    """The editions of a document's series, itself included, oldest first."""
    return rows(
        connection,
        """with recursive edition(id) as (
               values (:id)
               union
               select case when r.subject_id = e.id then r.object_id else r.subject_id end
               from edition e join relations r on e.id in (r.subject_id, r.object_id)
               where r.predicate in ('same_series', 'replaces')
           )
           select d.id, d.title, d.language, d.kind, d.published, d.coverage, d.sha256,
               d.page_count, coalesce(d.coverage, d.published, d.first_archived) as sorted_by
           from edition e join documents d on d.id = e.id
           order by coalesce(d.published, d.coverage, d.first_archived), d.id limit :most""",
        {"id": document_id, "most": _MOST_EDITIONS},
    )


def named(edition: sqlite3.Row) -> str:
    """What an edition is called among its like: its period, else its date, else its title."""
    return str(edition["coverage"] or edition["published"] or edition["title"])


def edition_tables(
    connection: sqlite3.Connection, page: TablePage
) -> tuple[EditionTable, list[EditionTable]]:
    """The table of a page as one of its edition, and all tables of all editions."""
    document_id = page.documents[0]["id"] if page.documents else ""
    editions = series(connection, document_id) if document_id else []
    known: dict[str, sqlite3.Row] = {e["sha256"]: e for e in editions}
    tables = rows(
        connection,
        f"""select * from extracted_tables where sha256 in ({",".join("?" * len(known))})
            order by sha256, page, position limit ?""",
        [*known, _MOST_TABLES],
    )
    found = [_edition_table(connection, t, known[t["sha256"]]) for t in tables]
    own = next((t for t in found if t.table_id == page.table["id"]), None)
    return own or _edition_table(connection, page.table, None), found


def _edition_table(
    connection: sqlite3.Connection, table: sqlite3.Row, edition: sqlite3.Row | None
) -> EditionTable:
    return EditionTable(
        table_id=table["id"],
        edition=named(edition) if edition is not None else "",
        order=str(edition["sorted_by"]) if edition is not None else "",
        caption=table["caption"],
        grid=grid_of(as_record(table, _cells(connection, table["id"]))),
    )


def as_record(table: sqlite3.Row, cells: list[sqlite3.Row]) -> Table:
    """A row of `extracted_tables` with its cells."""
    return Table(
        page=table["page"],
        position=table["position"],
        caption=table["caption"],
        unit=table["unit"],
        rows=table["rows"],
        columns=table["columns"],
        box=(table["x0"], table["y0"], table["x1"], table["y1"]),
        cells=tuple(cell_of(cell) for cell in cells),
    )
