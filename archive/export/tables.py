"""Which tables are handed over, and their rows in a fixed order."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive import schema

# What serves the machinery; the addresses of receivers of messages are nobody's business either.
_INNER = frozenset({"search_index", "upkeep", "outbox", "whereabouts"})


def exported_tables() -> tuple[str, ...]:
    """The archive's tables in schema order, without those that only serve the machinery."""
    return tuple(
        table.name for table in schema.words() if not table.is_view and table.name not in _INNER
    )


def dictionary(place: Callable[[str], str]) -> Iterator[str]:
    """What every table and column means, for people; `place` says where a table lies."""
    tables = {table.name: table for table in schema.words()}
    for name in exported_tables():
        yield f"{place(name)}: {tables[name].description}\n"
        for column, kind, description in tables[name].columns:
            yield f"    {column} ({kind}): {description}\n"
        yield "\n"


def rows_of(
    connection: sqlite3.Connection, table: str
) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """Column names, and the rows ordered by primary key."""
    described = connection.execute(f"pragma table_info({table})").fetchall()
    columns = [row[1] for row in described]
    keys = [row[1] for row in sorted((r for r in described if r[5]), key=lambda r: r[5])]
    order = f" order by {', '.join(keys)}" if keys else ""
    return columns, iter(connection.execute(f"select * from {table}{order}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """Whose state an export shows: exports are dated by it, never by a clock."""

    id: int
    software: str
    at: str  # when it ended, or began


def last_run(connection: sqlite3.Connection) -> LastRun:
    """The last run of the archive; number 0 when there was none."""
    sql = (
        "select id, software, coalesce(finished_at, started_at) from runs order by id desc limit 1"
    )
    row = connection.execute(sql).fetchone() or (0, "0", "1970-01-01T00:00:00Z")
    return LastRun(id=row[0], software=row[1], at=row[2])
