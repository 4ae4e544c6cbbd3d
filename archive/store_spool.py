"""Answers too long for memory, worked off while what they came from changes. Part of the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, Generic, TypeVar

from sqlite_utils import Database

T = TypeVar("T")

TOGETHER = 500  # rows that are in memory at a time
_number = count(1)


class Spool(Generic[T]):
    """The rows that a question had when it was asked, on the disk until they are drawn.

    They can be drawn once, in the order of the question; `make` takes the columns by their names.
    What is left is gone with the connection.
    """

    def __init__(
        self, db: Database, sql: str, values: Sequence[object], make: Callable[..., T]
    ) -> None:
        self._db, self._make, self._name = db, make, f"spool_{next(_number)}"
        db.execute(f"create temp table {self._name} as {sql}", list(values))
        self._length = int(self._rows("select count(*) as rows from {}")[0]["rows"])
        if not self._length:
            self._drop()

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[T]:
        for first in range(0, self._length, TOGETHER):
            rows = self._rows(f"select * from {{}} where rowid > {first} limit {TOGETHER}")
            yield from (self._make(**row) for row in rows)
        if self._length:
            self._drop()

    def _rows(self, sql: str) -> list[dict[str, Any]]:
        return list(self._db.query(sql.format(f"temp.{self._name}")))

    def _drop(self) -> None:
        self._db.execute(f"drop table temp.{self._name}")
