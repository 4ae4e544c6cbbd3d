"""Which part of a table is handed over under which folder, and its rows in a fixed order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from archive.export.tables import rows_of

NOWHERE = "__HIVE_DEFAULT_PARTITION__"  # how Hive, DuckDB and Spark write "no value"

Row = Sequence[Any]

# Of the tables that hang on files: how the rows of one file are found, in their order.
OF_A_FILE = {
    "pages": "select * from pages where sha256 = ? order by number",
    "page_words": "select * from page_words where sha256 = ? order by number",
    "sections": "select * from sections where sha256 = ? order by position",
    "citations": "select * from citations where sha256 = ? order by page, id",
    "measures": "select * from measures where sha256 = ? order by position",
    "file_findings": "select * from file_findings where sha256 = ? order by position",
    "extracted_tables": "select * from extracted_tables where sha256 = ? order by page, position",
    "table_cells": """select c.* from extracted_tables t join table_cells c on c.table_id = t.id
        where t.sha256 = ? order by t.page, t.position, c.row, c.column""",
}  # fmt: skip
_BY_YEAR = {"captures": "captured_at", "changes": "at", "entry_history": "seen_at"}
_OWNED = """select (select c.source_id from captures c where c.sha256 = f.sha256
    order by c.id limit 1) as source, f.sha256 from files f order by 1, 2"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """Some rows of a table and the folder they belong in, below the table's own."""

    folder: str  # "" for a table that is not partitioned
    rows: Iterator[Row]  # to be used up before the next partition is asked for


def partitions(connection: sqlite3.Connection, table: str) -> Iterator[Partition]:
    """The partitions of a table, each once; at least one, though it may have no rows."""
    if table in OF_A_FILE:
        yield from _split("source", _by_source(connection, OF_A_FILE[table]))
    elif table in _BY_YEAR:
        yield from _split("year", _by_year(connection, table))
    else:
        yield Partition(folder="", rows=rows_of(connection, table)[1])


def _by_source(connection: sqlite3.Connection, sql: str) -> Iterator[tuple[str | None, Row]]:
    for source, sha256 in connection.execute(_OWNED):
        for row in connection.execute(sql, [sha256]):
            yield source, row


def _by_year(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str | None, Row]]:
    """By year and, within it, by key: rows are few when their times are not in order."""
    time = _BY_YEAR[table]
    years = [year for (year,) in connection.execute(
        f"select distinct substr({time}, 1, 4) from {table} order by 1")]  # fmt: skip
    keys = "entry_id, run_id" if table == "entry_history" else "id"
    for year in years:
        sql = f"select * from {table} where substr({time}, 1, 4) = ? order by {keys}"
        for row in connection.execute(sql, [year]):
            yield year, row


def _split(key: str, rows: Iterator[tuple[str | None, Row]]) -> Iterator[Partition]:
    """Cut what comes sorted by its value into a partition for each value."""
    ahead = next(rows, None)
    if ahead is None:
        yield Partition(folder=f"{key}={NOWHERE}", rows=iter(()))
    while ahead is not None:
        rest = _Run(ahead, rows)
        value = NOWHERE if rest.value is None else quote(rest.value, safe="")
        yield Partition(folder=f"{key}={value}", rows=rest)
        ahead = rest.ahead


class _Run:
    """The rows that have the same value, from a first one on; `ahead` is the next of another."""

    def __init__(
        self, first: tuple[str | None, Row], rows: Iterator[tuple[str | None, Row]]
    ) -> None:
        self.value, self._rows = first[0], rows
        self.ahead: tuple[str | None, Row] | None = first

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        if self.ahead is None or self.ahead[0] != self.value:
            raise StopIteration
        row = self.ahead[1]
        self.ahead = next(self._rows, None)
        return row
