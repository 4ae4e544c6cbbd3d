"""The cells of an extracted table laid out: for HTML with spans, for CSV one value a place."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterable, Sequence

_MOST_PLACES = 200_000  # rows times columns that are laid out


def grid(cells: Iterable[sqlite3.Row]) -> list[list[sqlite3.Row]]:
    """Cells row by row, in order; a cell that spans stands in its first row only."""
    lines: dict[int, list[sqlite3.Row]] = {}
    for cell in cells:
        lines.setdefault(cell["row"], []).append(cell)
    return [lines[number] for number in sorted(lines)]


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
