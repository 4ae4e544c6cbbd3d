"""Tables of a page: ruled ones by their lines, others by the gaps between their words.

words and rules   asked from PDFium           tables_words, tables_rules
lattices          lines that touch            tables_lattice
joined            over page breaks            tables_continued
"""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2 as pdfium

from ingest.reader.pdfium import Frame
from ingest.reader.tables_continued import join_continued
from ingest.reader.tables_grid import Grid, raw_cells, without_blanks
from ingest.reader.tables_lattice import lattice_grid, lattices
from ingest.reader.tables_lines import Printed, line_text, printed_lines
from ingest.reader.tables_rules import page_rules
from ingest.reader.tables_words import Letters, Word
from metadata.records import Box, RawTable

__all__ = ["find_tables", "join_continued"]

MOST_CHARACTERS = 60_000  # of one page
AROUND = 3  # lines above and below a table that are kept with it
NEAR = 3.5  # line heights: farther away a line does not belong to a table


def find_tables(page: pdfium.PdfPage, *, number: int) -> tuple[RawTable, ...]:
    """The tables of page `number` (from 1), top to bottom; none where nothing is sure.

    Boxes are in points from the top left of the page as it is shown.
    """
    frame = Frame(page)
    textpage = page.get_textpage()
    try:
        letters = Letters(page, textpage, frame)
        words = letters.words(MOST_CHARACTERS)
        grids = _ruled(page, frame, words, letters) if words else []
    finally:
        textpage.close()
    lines = printed_lines(words) if grids else []
    return tuple(_table(grid, lines, number, index + 1) for index, grid in enumerate(grids))


def _ruled(
    page: pdfium.PdfPage, frame: Frame, words: Sequence[Word], letters: Letters
) -> list[Grid]:
    rules = page_rules(page, frame)
    grids = [lattice_grid(lattice, words, letters) for lattice in lattices(rules)]
    return [without_blanks(grid) for grid in grids if _holds_a_table(grid)]


def _holds_a_table(grid: Grid) -> bool:
    filled = grid.filled()
    return len({cell.row for cell in filled}) >= 2 and len({cell.column for cell in filled}) >= 2


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
