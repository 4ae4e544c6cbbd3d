"""Whether a grid of text is a table, or prose, a list, a table of contents that looks like one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from ingest.reader.tables_grid import Grid
from ingest.reader.tables_lines import words_text
from ingest.reader.tables_phrases import FIGURE
from ingest.reader.tables_regions import MARKER

FILLED = 0.4  # of the cells, at least
WORDS_A_CELL = 9  # on average, at most, where no rule says that it is a table
FIGURES = 0.5  # of a column's cells, for a column of numbers
INTEGER = re.compile(r"[0-9]{1,4}|[ivxlc]{1,7}", re.IGNORECASE)


def is_table(grid: Grid, *, ruled: bool) -> bool:
    """Whether the grid reads as a table; with rules around it less is asked."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    filled = grid.filled()
    if rows < 2 or columns < 2 or len({cell.row for cell in filled}) < 2:
        return False
    if len(filled) < FILLED * rows * columns:
        return False
    texts = _columns(grid)
    numeric = [_share(column) >= FIGURES for column in texts]
    if ruled:
        return any(numeric[1:]) or columns > 2 or not _is_list(texts)
    if rows < 3 or _is_list(texts) or _is_contents(texts):
        return False
    words = sum(len(text.split()) for column in texts for text in column)
    if words > WORDS_A_CELL * len(filled):
        return False
    return any(numeric[1:])


def _columns(grid: Grid) -> list[list[str]]:
    texts: list[list[str]] = [[] for _ in grid.xs[1:]]
    for cell in sorted(grid.filled(), key=lambda cell: cell.row):
        if cell.column_span == 1:
            texts[cell.column].append(words_text(cell.words))
    return texts


def _share(texts: Sequence[str]) -> float:
    figures = sum(1 for text in texts if FIGURE.fullmatch("".join(text.split())))
    return figures / len(texts) if texts else 0.0


def _is_list(columns: Sequence[Sequence[str]]) -> bool:
    """A column of marks and one of text."""
    marks = sum(1 for text in columns[0] if MARKER.fullmatch(text))
    return len(columns) == 2 and marks * 2 > len(columns[0])


def _is_contents(columns: Sequence[Sequence[str]]) -> bool:
    """Titles and page numbers that only grow."""
    last = columns[-1]
    if len(columns) > 3 or not all(INTEGER.fullmatch(text) for text in last):
        return False
    numbers = [int(text) for text in last if text.isdigit()]
    return len(numbers) < 2 or all(a <= b for a, b in itertools.pairwise(numbers))
