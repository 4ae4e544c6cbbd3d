"""Rows into a table, many at a time. Part of the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from sqlite_utils import Database


def insert_rows(db: Database, table: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Insert rows that all fill the same columns.

    sqlite-utils looks at the table anew for each call, which for few rows costs more than they do.
    """
    waiting = iter(rows)
    first = next(waiting, None)
    if first is not None:
        columns = ", ".join(f"[{name}]" for name in first)
        places = ", ".join("?" * len(first))
        db.conn.executemany(
            f"insert into [{table}] ({columns}) values ({places})",
            (tuple(row.values()) for row in chain([first], waiting)),
        )
