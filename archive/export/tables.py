"""Which tables are handed over, and their rows in a fixed order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from archive import schema

_INNER = frozenset({"search_index", "upkeep"})


def exported_tables() -> tuple[str, ...]:
    """The archive's tables in schema order, without those that only serve the machinery."""
    return tuple(
        table.name for table in schema.words() if not table.is_view and table.name not in _INNER
    )


def rows_of(
    connection: sqlite3.Connection, table: str
) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """Column names, and the rows ordered by primary key."""
    described = connection.execute(f"pragma table_info({table})").fetchall()
    columns = [row[1] for row in described]
    keys = [row[1] for row in sorted((r for r in described if r[5]), key=lambda r: r[5])]
    order = f" order by {', '.join(keys)}" if keys else ""
    return columns, iter(connection.execute(f"select * from {table}{order}"))
