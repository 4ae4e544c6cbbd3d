"""Tables of a page: ruled ones by their lines, others by the gaps between their words.

words and rules   asked from PDFium           tables_words, tables_rules, tables_view
lattices          lines that touch            tables_lattice, tables_ruled
between rules     of one width                tables_regions, tables_beside
bare text         runs of lines with gaps     tables_blocks, without tables_prose
cells             from gaps and lines         tables_phrases, tables_columns, tables_rows
judged            table or not                tables_judge, tables_forms
joined            over page breaks            tables_continued
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter

import pypdfium2 as pdfium

from ingest.reader.pdfium import Frame
from ingest.reader.tables_beside import with_edges
from ingest.reader.tables_blocks import text_blocks
from ingest.reader.tables_charts import holds_bars
from ingest.reader.tables_continued import join_continued
from ingest.reader.tables_forms import without_forms
from ingest.reader.tables_grid import Grid, raw_cells, trimmed, without_blanks
from ingest.reader.tables_judge import is_table
from ingest.reader.tables_lines import Printed, hints_at_columns, line_text, printed_lines
from ingest.reader.tables_prose import prose_words
from ingest.reader.tables_regions import (
    Row,
    between_rules,
    rows_of,
    rule_groups,
)
from ingest.reader.tables_ruled import ruled_grids
from ingest.reader.tables_rules import Rules, page_rules
from ingest.reader.tables_text import phrase_grid
from ingest.reader.tables_view import View
from ingest.reader.tables_words import Letters, Word
from metadata.records import Box, RawTable

__all__ = ["find_tables", "join_continued"]

MOST_CHARACTERS = 60_000  # of one page
MOST_WORDS = 6_000  # of one page, outside its lattices
ORDINARY = 11.5  # points from the top of a letter's box to its bottom
SMALLEST, LARGEST = 7.5, 16.0  # points: pages with letters between these need no glass
SIDEWAYS = 0.7  # of the words that stand run up the page, or down
MOST_ASKED = 40  # words
UPRIGHT = 0.3  # of the words: more of them standing is vertical writing
AROUND = 3  # lines above and below a table that are kept with it
NEAR = 3.5  # line heights: farther away a line does not belong to a table
_IS_UPRIGHT = itemgetter(Word._fields.index("is_upright"))


def find_tables(
    page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, *, number: int
) -> tuple[RawTable, ...]:
    """The tables of page `number` (from 1), top to bottom; none where nothing is sure.

    Boxes are in points from the top left of the page as it is shown.
    """
    frame = Frame(page)
    letters, words = _words(page, textpage, frame)
    view = _view(letters, words, frame)
    if view is not None:
        letters, words = _words(page, textpage, view)
    seen = view or frame
    grids = _grids(words, page_rules(page, seen), letters) if is_readable(words) else []
    grids = without_forms(grids, page, seen)
    grids.sort(key=lambda grid: (grid.ys[0], grid.xs[0]))
    lines = printed_lines(words) if grids else []
    tables = (_table(grid, lines, number, index + 1) for index, grid in enumerate(grids))
    return tuple(tables) if view is None else tuple(_back(table, view) for table in tables)


def _words(
    page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, frame: Frame | View
) -> tuple[Letters, list[Word]]:
    letters = Letters(page, textpage, frame)
    right, bottom = frame.width + 1, frame.height + 1
    on_page = [
        w
        for w in letters.words(MOST_CHARACTERS)
        if w.x0 >= -1 and w.x1 <= right and w.y0 >= -1 and w.y1 <= bottom
    ]
    return letters, on_page


def _view(letters: Letters, words: Sequence[Word], frame: Frame) -> View | None:
    """How to look at a page that is printed on its side, or in very small or large letters."""
    if not words:
        return None
    turns = 0
    if not is_readable(words):
        some = [word for word in words if word.is_upright][:MOST_ASKED]
        quarters = [letters.quarter(word) for word in some]
        turns = max((1, 3), key=quarters.count)
        if quarters.count(turns) < SIDEWAYS * len(some):
            return None
    sizes = sorted([word.x1 - word.x0 if word.is_upright else word.size for word in words])
    size = sizes[len(sizes) // 2]
    scale = 1.0 if SMALLEST <= size <= LARGEST or size <= 0 else ORDINARY / size
    return None if turns == 0 and scale == 1 else View(frame, turns=turns, scale=scale)


def _back(table: RawTable, view: View) -> RawTable:
    """The table with its boxes as they lie on the page."""
    cells = tuple(cell._replace(box=view.back(cell.box)) for cell in table.cells)
    return replace(table, box=view.back(table.box), cells=cells)


def is_readable(words: Sequence[Word]) -> bool:
    """Whether there are words, and most lie: vertical writing has no rows of this kind."""
    if not any(map(_IS_UPRIGHT, words)):  # as on most pages
        return bool(words)
    longer = [word for word in words if len(word.text) > 1]
    return sum(word.is_upright for word in longer) <= UPRIGHT * len(longer)


def _grids(words: Sequence[Word], rules: Rules, letters: Letters) -> list[Grid]:
    grids = ruled_grids(words, rules, letters)
    left = _left([word for word in words if not word.is_upright], grids)
    if len(left) > MOST_WORDS or not hints_at_columns(left):
        return grids
    prose = prose_words(printed_lines(left))
    for group in rule_groups(rules.horizontal):
        for run in between_rules(left, group, rules.vertical, prose):
            found = _checked(with_edges(run, left, group, rules.vertical, prose), rules)
            left = _left(left, found)
            grids += found
    rows = rows_of([word for word in left if word.first not in prose], rules.vertical)
    for block in text_blocks(rows):
        grids += _checked(block.rows, rules, named=block.named)
    return grids


def _left(words: Sequence[Word], grids: Sequence[Grid]) -> list[Word]:
    """The words in no grid yet."""
    if not grids:
        return list(words)
    taken = {word.first for grid in grids for word in grid.words}
    return [word for word in words if word.first not in taken]


def _checked(run: Sequence[Row], rules: Rules, *, named: bool | None = None) -> list[Grid]:
    """The run's grid if it is a table; `named` says of bare text whether a caption is over it."""
    grid = phrase_grid([(row.line, row.phrases) for row in run], rules)
    if grid is None or not is_table(grid, ruled=named is None, named=bool(named)):
        return []
    if holds_bars(grid.box, rules.shades):
        return []
    return [trimmed(without_blanks(grid))]


def _table(grid: Grid, lines: Sequence[Printed], number: int, position: int) -> RawTable:
    x0, y0, x1, y1 = grid.box
    box = (round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2))
    return RawTable(
        page=number,
        position=position,
        box=box,
        rows=len(grid.ys) - 1,
        columns=len(grid.xs) - 1,
        cells=raw_cells(grid, number),
        above=_beside(lines, box, -1),
        below=_beside(lines, box, 1),
    )


def _beside(lines: Sequence[Printed], box: Box, direction: int) -> str:
    """Up to three lines above (-1) or below (1) the table, as far as they follow closely."""
    near: list[Printed] = []
    edge = box[1] if direction < 0 else box[3]
    for line in reversed(lines) if direction < 0 else lines:
        if (line.middle - edge) * direction <= 0 or line.x1 < box[0] or line.x0 > box[2]:
            continue
        gap = edge - line.y1 if direction < 0 else line.y0 - edge
        if gap > NEAR * line.size or len(near) == AROUND:
            break
        near.append(line)
        edge = line.y0 if direction < 0 else line.y1
    return "\n".join(line_text(line.words) for line in near[::direction])
