"""Rows into a table, many at a time. Part of the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from sqlite_utils import Database


def insert_rows(db: Database, table: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Insert rows that all fill the same columns.

    sqlite-utils looks at the table anew for each call, which for few rows costs more than they do.
    """
    waiting = iter(rows)
    first = next(waiting, None)
    if first is not None:
        values = (tuple(row.values()) for row in chain([first], waiting))
        insert_values(db, table, tuple(first), values)


def insert_values(
    db: Database, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Insert rows given as the values of some columns."""
    names = ", ".join(f"[{name}]" for name in columns)
    places = ", ".join("?" * len(columns))
    db.conn.executemany(f"insert into [{table}] ({names}) values ({places})", rows)
