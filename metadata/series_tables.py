"""One table through all editions of a report: the same rows, more years, and what was restated."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metadata.series_grid import Grid, Place, folded, year_of

_ALIKE = 0.5  # share of row labels that two editions of a table have in common
_NUMBERED = re.compile(r"^(?:table|figure|表|図|annex)\s*[\d.\-－–]+[\s.:：．]*", re.IGNORECASE)
_CHANGING = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionTable:
    """A table of one edition."""

    table_id: str
    edition: str  # what the edition is called: its period, or its date
    order: str  # sorts editions, the oldest first
    caption: str | None
    grid: Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What one edition says at one place."""

    table_id: str
    edition: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One place of the stitched table: what the newest edition says, and what others said."""

    stated: tuple[Stated, ...]  # oldest edition first, at least one

    @property
    def latest(self) -> Stated:
        """The newest statement."""
        return self.stated[-1]

    @property
    def restated(self) -> bool:
        """Whether the editions disagree."""
        return len({_said(one.place) for one in self.stated}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stitched:
    """The table through all its editions."""

    columns: tuple[str, ...]  # years in order, or headings
    rows: tuple[tuple[str, tuple[Figure | None, ...]], ...]  # (label, a figure for each column)
    editions: tuple[EditionTable, ...]  # oldest first

    @property
    def restated(self) -> int:
        """How many figures the editions disagree about."""
        return sum(bool(f and f.restated) for _, figures in self.rows for f in figures)


def same_tables(
    wanted: EditionTable, candidates: Sequence[EditionTable]
) -> tuple[EditionTable, ...]:
    """Return the one table of each edition that continues `wanted`, itself included.

    Tables are one by their caption but for numbers and dates, and by the labels of their rows;
    of several the most alike is taken.
    """
    best: dict[str, tuple[float, EditionTable]] = {wanted.edition: (9.0, wanted)}
    for one in candidates:
        score = _alike(wanted, one)
        if one.table_id != wanted.table_id and score > best.get(one.edition, (0.0, one))[0]:
            best[one.edition] = (score, one)
    found = (table for _, table in best.values())
    return tuple(sorted(found, key=lambda table: (table.order, table.table_id)))


def _alike(one: EditionTable, other: EditionTable) -> float:
    """0 when the tables are different ones."""
    rows = _rows_alike(one.grid, other.grid)
    caption = _caption(one.caption)
    if caption and caption == _caption(other.caption):
        return 1.0 + rows if rows >= _ALIKE / 2 or not one.grid.lines else 0.0
    heads = _heads(one.grid) & _heads(other.grid)
    return rows if not (caption and other.caption) and rows >= _ALIKE and heads else 0.0


def _rows_alike(one: Grid, other: Grid) -> float:
    ours, theirs = ({folded(line.label) for line in g.lines} - {""} for g in (one, other))
    if all(year_of(line.label) for g in (one, other) for line in g.lines):
        return 1.0 if _heads(one) == _heads(other) else 0.0
    return len(ours & theirs) / max(1, min(len(ours), len(theirs)))


def _heads(grid: Grid) -> frozenset[str]:
    """Column headings that are no years."""
    return frozenset(folded(h) for h in grid.columns if h and year_of(h) is None)


def _caption(text: str | None) -> str:
    bare = _NUMBERED.sub("", unicodedata.normalize("NFKC", text or "").strip())
    return folded(_CHANGING.sub("", bare))


def stitch(tables: Sequence[EditionTable]) -> Stitched:
    """Lay editions over one another by row label and year, else by row and column heading."""
    ordered = sorted(tables, key=lambda table: (table.order, table.table_id))
    figures: dict[tuple[str, str], list[Stated]] = {}
    labels: dict[str, str] = {}
    heads: dict[str, str] = {}
    for table in ordered:
        for row, column, place in _figures(table.grid):
            key = folded(row), _column_key(column)
            labels.setdefault(key[0], row)
            heads[key[1]] = column if year_of(column) is None else str(year_of(column))
            stated = Stated(table_id=table.table_id, edition=table.edition, place=place)
            figures.setdefault(key, []).append(stated)
    columns = sorted(heads, key=lambda key: (year_of(heads[key]) is None, _rank(heads, key)))
    rows = tuple((label, _row(figures, key, columns)) for key, label in labels.items())
    return Stitched(columns=tuple(heads[c] for c in columns), rows=rows, editions=tuple(ordered))


def _rank(heads: dict[str, str], key: str) -> tuple[int, int]:
    return (year_of(heads[key]) or 0, list(heads).index(key))


def _row(
    figures: dict[tuple[str, str], list[Stated]], key: str, columns: Sequence[str]
) -> tuple[Figure | None, ...]:
    return tuple(
        Figure(stated=tuple(figures[key, column])) if (key, column) in figures else None
        for column in columns
    )


def _figures(grid: Grid) -> Iterator[tuple[str, str, Place]]:
    """(row label, column heading, place) of what is printed; years down are turned across."""
    turned = bool(grid.lines) and all(year_of(line.label) for line in grid.lines)
    seen: set[tuple[str, str]] = set()
    for line in grid.lines:
        for column in grid.data_columns:
            place = line.places[column]
            row, head = line.label, grid.columns[column]
            if turned:
                row, head = head, row
            if place.text and (folded(row), _column_key(head)) not in seen:
                seen.add((folded(row), _column_key(head)))
                yield row, head, place


def _column_key(heading: str) -> str:
    year = year_of(heading)
    if year is None:
        return folded(heading)
    rest = folded(_CHANGING.sub("", heading)).removeprefix("fy")
    return f"{year}{rest.replace('年度', '').replace('年', '')}"


def _said(place: Place) -> str:
    return f"{place.value:.9g}" if place.value is not None else folded(place.text)
