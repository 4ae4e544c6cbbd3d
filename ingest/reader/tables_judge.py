"""Whether a grid of text is a table, or prose, a list, a table of contents that looks like one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.reader.tables_charts import is_axis, is_strewn
from ingest.reader.tables_grid import Grid
from ingest.reader.tables_lines import words_text
from ingest.reader.tables_phrases import FIGURE, MARK
from ingest.reader.tables_regions import MARKER
from ingest.reader.tables_words import Word, box_around

SEVERAL = 0.5  # of the rows must have two cells or more
SEVERAL_RULED = 0.3  # the same where rules stand around
FILLED = 0.4  # of the cells, at least
TEXT_FILLED = 0.5  # the same, in cells of one column, where no column holds figures
ONE_WIDTH = 0.03  # of a character's width: how far those of a typewriter may differ
ALIKE = 0.8  # of the words, for typewritten text
WORDS_A_CELL = 9  # on average, at most, where no rule says that it is a table
FIGURES = 0.5  # of a column's cells, for a column of numbers
ALIGNED = 0.8  # of the letters' height: how far the ends of aligned numbers may be apart
MOST = 0.6  # of a column's numbers
FIGURED = 0.45  # of the rows of bare text have figures
FEWEST_ROWS = 3  # of a table of words between rules in which a cell is empty
FEWEST_MARKS = 3
OUTLINE = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}\.?")
CJK = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
WORD = re.compile(r"\w\S*")
DOTTED = re.compile(r"(?:[.·․]\s?){4}|…")


def is_table(grid: Grid, *, ruled: bool, named: bool = False) -> bool:
    """Whether the grid reads as a table; with rules around or a caption over it less is asked."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    filled = grid.filled()
    if rows < 2 or columns < 2 or len({cell.row for cell in filled}) < 2:
        return False
    if len(filled) < FILLED * rows * columns:
        return False
    if grid.rows_of_several() < (SEVERAL_RULED if ruled else SEVERAL) * rows:
        return False
    texts = _columns(grid)
    if _is_contents(texts, ruled=ruled) or any(is_axis(column) for column in texts):
        return False
    numeric = [_is_numeric(column, rows) or _holds_marks(column, rows) for column in texts]
    if not _is_aligned(grid, numeric) or is_strewn(grid):
        return False
    if ruled:
        return any(numeric[1:]) or _is_full(grid, rows, texts)
    if not named and (rows < 3 or _rows_of_figures(grid, numeric) < FIGURED * rows):
        return False
    if _is_list(texts) and sum(numeric[1:]) < 2:
        return False
    words = sum(len(WORD.findall(text)) for column in texts for text in column)
    words += sum(len(CJK.findall(text)) for column in texts for text in column) // 2
    return words <= WORDS_A_CELL * len(filled)


def _is_full(grid: Grid, rows: int, texts: Sequence[Sequence[str]]) -> bool:
    """Whether words fall into columns as a table's do, though none of them holds figures."""
    if (len(texts) == 2 and _is_list(texts)) or is_typewritten(grid.words):
        return False
    whole = len(grid.filled()) == rows * len(texts)
    if (rows < FEWEST_ROWS and not whole) or not _stands_in_columns(grid):
        return False
    places = rows * len(texts)
    return sum(cell.column_span == 1 for cell in grid.filled()) >= TEXT_FILLED * places


def _rows_of_figures(grid: Grid, numeric: Sequence[bool]) -> int:
    """How many rows have something in a column of figures behind the first."""
    return len({cell.row for cell in grid.filled() if cell.column > 0 and numeric[cell.column]})


def _stands_in_columns(grid: Grid) -> bool:
    """Whether what stands behind the first column stands below one another there."""
    lined_up = [_lines_up(grid, column) for column in range(1, len(grid.xs) - 1)]
    return 2 * sum(lined_up) >= len(lined_up)


def _lines_up(grid: Grid, column: int) -> bool:
    cells = [c for c in grid.filled() if c.column == column and c.column_span == 1]
    boxes = [box_around(cell.words) for cell in cells]
    if len(boxes) < 2:
        return False
    near = ALIGNED * min(word.size for cell in cells for word in cell.words)
    ways = ([b[0] for b in boxes], [b[2] for b in boxes], [(b[0] + b[2]) / 2 for b in boxes])
    return any(
        sum(abs(place - sorted(places)[len(places) // 2]) <= near for place in places)
        >= MOST * len(places)
        for places in ways
    )


def is_typewritten(words: Sequence[Word]) -> bool:
    """Whether all characters are of one width, as those of program code are."""
    widths = sorted((w.x1 - w.x0) / len(w.text) for w in words if len(w.text) > 2)
    if not widths:
        return False
    middle = widths[len(widths) // 2]
    alike = sum(1 for width in widths if abs(width - middle) < ONE_WIDTH * middle)
    return alike >= ALIKE * len(widths)


def _columns(grid: Grid) -> list[list[str]]:
    texts: list[list[str]] = [[] for _ in grid.xs[1:]]
    for cell in sorted(grid.filled(), key=lambda cell: cell.row):
        if cell.column_span == 1:
            texts[cell.column].append(words_text(cell.words))
    return texts


def _is_numeric(texts: Sequence[str], rows: int) -> bool:
    """Whether a column holds numbers, and enough of them."""
    figures = [text for text in texts if FIGURE.fullmatch("".join(text.split()))]
    digits = [text for text in figures if any(c.isdigit() for c in text)]
    enough = len(digits) >= max(2, 0.25 * rows) and 2 * len(digits) >= len(figures)
    return enough and len(figures) >= FIGURES * len(texts)


def _holds_marks(texts: Sequence[str], rows: int) -> bool:
    """Whether a column holds little but crosses, ticks or n/a."""
    marks = sum(1 for text in texts if MARK.fullmatch(text))
    return marks >= max(FEWEST_MARKS, 0.25 * rows) and marks >= MOST * len(texts)


def _is_list(columns: Sequence[Sequence[str]]) -> bool:
    """A column of marks, and text."""
    marks = sum(1 for text in columns[0] if MARKER.fullmatch(text))
    long = sum(1 for column in columns[1:] for text in column if len(text.split()) > 4)
    return marks * 2 > len(columns[0]) and (len(columns) == 2 or long * 3 > len(columns[0]))


def _is_contents(columns: Sequence[Sequence[str]], *, ruled: bool) -> bool:
    """Titles and page numbers that only grow, most often behind dots."""
    last = [text for text in columns[-1] if text]
    numbers = [int(text) for text in last if text.isdigit() and len(text) < 5]
    if len(numbers) < 3 or len(numbers) < 0.8 * (len(last) - 1):
        return False
    growing = sum(1 for a, b in pairwise(numbers) if a <= b) >= 0.85 * (len(numbers) - 1)
    if not growing:
        return False
    dotted = sum(1 for column in columns[:-1] for text in column if DOTTED.search(text))
    titles = [c for at, c in enumerate(columns[:-1]) if not _is_outline(c, first=at == 0)]
    others = any(_is_numeric(column, len(last)) for column in titles[1:])
    if dotted * 3 > len(last):
        return True
    if ruled and numbers[-1] - numbers[0] < len(numbers):
        return False  # levels, grades
    return not others and len(set(numbers)) > 2 and len(titles) < 3


def _is_outline(texts: Sequence[str], *, first: bool) -> bool:
    """Whether a column holds the numbers of headings, one after another: 2, 2.1, 2.2."""
    if not first and 2 * sum("." in text for text in texts) < len(texts):
        return False
    numbers = [tuple(map(int, re.findall(r"\d+", t))) for t in texts if OUTLINE.fullmatch(t)]
    return len(numbers) >= 0.8 * len(texts) and all(a <= b for a, b in pairwise(numbers))


def _is_aligned(grid: Grid, numeric: Sequence[bool]) -> bool:
    """Whether most columns of numbers stand under one another, as a chart's labels do not."""
    checked = [_alike_edges(grid, column) for column, is_one in enumerate(numeric) if is_one]
    return 2 * sum(checked) >= len(checked)


def _alike_edges(grid: Grid, column: int) -> bool:
    cells = [c for c in grid.filled() if c.column == column and c.column_span == 1]
    boxes = [box_around(c.words) for c in cells if c.words[0].text[:1].isdigit()]
    if len(boxes) < 4:
        return True
    near = ALIGNED * (boxes[0][3] - boxes[0][1])
    for places in (
        [box[0] for box in boxes],
        [box[2] for box in boxes],
        [(box[0] + box[2]) / 2 for box in boxes],
    ):
        middle = sorted(places)[len(places) // 2]
        if sum(abs(place - middle) <= near for place in places) >= MOST * len(places):
            return True
    return False
