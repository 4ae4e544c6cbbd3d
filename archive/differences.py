"""Where two streams of rows that should be the same differ first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

Row = Mapping[str, object]

_MOST_SHOWN = 120  # characters of a value
_BEFORE = 30  # of them before the first that differs


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that is not what it should be."""

    table: str
    key: str  # which row, in words
    column: str  # "" when the whole row is missing or too much
    stored: object  # what the database says
    found: object  # what the other side says

    def words(self, other: str) -> str:
        """Table, key, column and both values; `other` is what the database is compared with."""
        if not self.column:
            where = "database" if self.found is None else other
            return f"table {self.table}, {self.key}: only the {where} has this row"
        stored, found = _shown(self.stored, self.found)
        values = f"the database says {stored}, the {other} {found}"
        return f"table {self.table}, {self.key}, column {self.column}: {values}"


def first_difference(
    table: str, keys: Sequence[str], stored: Iterable[Row], found: Iterable[Row]
) -> Difference | None:
    """The first difference of two streams of a table's rows in the same order, None if none."""
    for here, there in zip_longest(stored, found):
        if here == there:
            continue
        if here is None or there is None or _place(here, keys) != _place(there, keys):
            return _lonely(table, keys, here, there)
        key = _key(here, keys)
        column = next(name for name in {**here, **there} if here.get(name) != there.get(name))
        return Difference(
            table=table, key=key, column=column, stored=here.get(column), found=there.get(column)
        )
    return None


def _lonely(table: str, keys: Sequence[str], here: Row | None, there: Row | None) -> Difference:
    """A row that only one side has: of two, the one whose key comes first."""
    if here is None or (there is not None and _place(there, keys) < _place(here, keys)):
        key = _key(there or {}, keys)
        return Difference(table=table, key=key, column="", stored=None, found=there)
    return Difference(table=table, key=_key(here, keys), column="", stored=here, found=None)


def _place(row: Row, keys: Sequence[str]) -> list[tuple[bool, float, str]]:
    """A row's key, to be compared with any other, numbers before texts."""
    values = [row[name] for name in keys]
    return [
        (False, value, "") if isinstance(value, int | float) else (True, 0.0, str(value))
        for value in values
    ]


def _key(row: Row, keys: Sequence[str]) -> str:
    return ", ".join(f"{name} {row[name]}" for name in keys)


def _shown(one: object, other: object) -> tuple[str, str]:
    """Two values for a message, of bounded length: long texts from where they begin to differ."""
    if not (isinstance(one, str) and isinstance(other, str)):
        return repr(one)[:_MOST_SHOWN], repr(other)[:_MOST_SHOWN]
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    at = min(len(one), len(other)) if same is None else same
    begin = max(0, at - _BEFORE) if max(len(one), len(other)) > _MOST_SHOWN else 0
    return _cut(one, begin), _cut(other, begin)


def _cut(text: str, begin: int) -> str:
    end = begin + _MOST_SHOWN
    return f"{'…' if begin else ''}{text[begin:end]!r}{'…' if len(text) > end else ''}"
