"""The cells of an extracted table laid out: for HTML with spans, for CSV one value a place."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Container, Iterable, Sequence

from metadata.series_grid import Grid, Line, Place, folded

_MOST_PLACES = 200_000  # rows times columns that are laid out


def grid(
    cells: Iterable[sqlite3.Row], header_rows: int, shown: Container[int]
) -> list[list[sqlite3.Row]]:
    """Cells row by row, in order: the headings, and the rows `shown` after them, from 0.

    A cell that spans stands in its first row only.
    """
    lines: dict[int, list[sqlite3.Row]] = {}
    for cell in cells:
        if cell["row"] < header_rows or cell["row"] - header_rows in shown:
            lines.setdefault(cell["row"], []).append(cell)
    return [lines[number] for number in sorted(lines)]


def ordered(table: Grid, column: int, falling: bool) -> list[Line]:
    """The rows by one column: figures by their value, then texts, empty places last."""

    def rank(line: Line) -> tuple[int, float, str]:
        place = line.places[column]
        if place.value is not None:
            return (0, -place.value if falling else place.value, "")
        return (1 if place.text else 2, 0.0, folded(place.text))

    lines = sorted(table.lines, key=rank)
    if falling:
        texts = [line for line in lines if rank(line)[0] == 1]
        figures = [line for line in lines if rank(line)[0] == 0]
        empty = [line for line in lines if rank(line)[0] == 2]
        return [*figures, *reversed(texts), *empty]
    return lines


def of_places(columns: Sequence[str], rows: Iterable[tuple[str, Sequence[Place | None]]]) -> Grid:
    """A table of labelled rows that was put together from others."""
    empty = Place(text="", value=None, unit=None, marks="", page=0)
    return Grid(
        columns=("", *columns),
        lines=tuple(
            Line(
                row=number,
                label=label,
                places=(
                    Place(text=label, value=None, unit=None, marks="", page=0),
                    *(place or empty for place in places),
                ),
            )
            for number, (label, places) in enumerate(rows)
        ),
        header_rows=1,
        label_columns=1,
    )


def plain(cells: Iterable[sqlite3.Row], rows: int, columns: int) -> list[list[str]]:
    """Every place of the table with its text; a cell that spans is repeated in all its places."""
    if rows * columns > _MOST_PLACES:
        rows = max(1, _MOST_PLACES // max(1, columns))
    places = [[""] * columns for _ in range(rows)]
    for cell in cells:
        for row in range(cell["row"], min(cell["row"] + cell["row_span"], rows)):
            for column in range(cell["column"], min(cell["column"] + cell["column_span"], columns)):
                places[row][column] = cell["text"]
    return places


def comma_separated(lines: Iterable[Sequence[object]]) -> str:
    """RFC 4180, with a byte order mark so that spreadsheets see UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return "\ufeff" + out.getvalue()
