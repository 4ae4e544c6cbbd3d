"""Tables inside lattices, and what to do where the lattice shows only part of the grid."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter

from ingest.reader.tables_columns import columns
from ingest.reader.tables_grid import Grid, GridCell, spans_split, trimmed, without_blanks
from ingest.reader.tables_judge import is_table
from ingest.reader.tables_lattice import (
    Lattice,
    lattice_grid,
    lattices,
    shade_edges,
    without_underlines,
)
from ingest.reader.tables_lines import printed_lines, words_text
from ingest.reader.tables_phrases import is_figure, is_year, phrases
from ingest.reader.tables_rules import Rule, Rules
from ingest.reader.tables_text import text_grid
from ingest.reader.tables_words import Letters, Word
from metadata.records import Box

FILLED = 0.2  # of the cells, at least
FULL_ROWS = 0.5  # of the rows must hold two cells with words, at least
SPARSE_ROWS = 0.15  # the same where a label stands before most rows: some figures are missing
FEWEST_IN_ROW = 4  # cells, all filled, of a row drawn alone
TOP = 40.0  # points under the first line of the page
LABELLED = 0.7  # of the rows
PARTIAL = 0.5  # of the words, when only one column has cells that hold several
REGULAR = 0.8  # of the places in a grid have a cell of their own
BOXED = 12  # words in a box, on average: text that is laid out
UPRIGHT = 0.2  # of the words that stand on their side
MOST_HEAD = 4  # rows of a header that is drawn alone
NEAR = 2.2  # letter heights from such a header to the middle of the line below it
HEADED = 0.5  # of its columns have something in that line
STRUCK = 0.15  # of the words with a line through them: a chart, not a table
_AT = itemgetter(Rule._fields.index("at"))


def ruled_grids(words: Sequence[Word], rules: Rules, letters: Letters) -> list[Grid]:
    """The grids of all lattices on a page that hold a table.

    Shaded areas make lattices only where lines do not: they may be the ground of single lines.
    """
    found: list[Grid] = []
    for lattice in lattices(without_underlines(rules.horizontal, words), rules.vertical):
        found += _grids(lattice, words, letters)
    if rules.shades:
        free = [box for box in rules.shades if not any(_touch(box, grid.box) for grid in found)]
        for lattice in lattices(*shade_edges(free)):
            if not any(_touch(lattice.box, grid.box) for grid in found):
                found += [g for g in _grids(lattice, words, letters) if len(g.ys) > 2]
    return found


def _grids(lattice: Lattice, words: Sequence[Word], letters: Letters) -> list[Grid]:
    grid = lattice_grid(lattice, words, letters)
    if grid is None or _is_chart(lattice, grid) or _is_only_head(grid, words):
        return []
    grid = spans_split(grid)
    if _is_partial(grid):
        grid = _completed(lattice, grid)
        if not is_table(grid, ruled=True):
            return []
    grid = trimmed(without_blanks(grid))
    if _is_layout(grid):
        return []
    return [grid] if _holds_a_table(grid) or _is_last_row(grid, words) else []


def _is_only_head(grid: Grid, words: Sequence[Word]) -> bool:
    """Whether only a table's header is drawn or shaded, and its body follows below."""
    if len(grid.ys) - 1 > MOST_HEAD or any(_is_datum(cell) for cell in grid.filled()):
        return False
    x0, _, x1, y1 = grid.box
    size = max((word.size for word in grid.words), default=0.0)
    near = [w for w in words if y1 < w.middle < y1 + NEAR * size and x0 < w.x0 and w.x1 < x1]
    below = printed_lines(near)[:1]
    return any(len(phrases(line)) >= max(2, HEADED * (len(grid.xs) - 1)) for line in below)


def _is_datum(cell: GridCell) -> bool:
    text = words_text(cell.words)
    return cell.column > 0 and is_figure("".join(text.split())) and not is_year(text)


def _touch(a: Box, b: Box) -> bool:
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])


def _holds_a_table(grid: Grid) -> bool:
    filled = grid.filled()
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    if rows < 2 or columns < 2 or len({cell.column for cell in filled}) < 2:
        return False
    labels = max(len({cell.row for cell in filled if cell.column == at}) for at in (0, 1))
    enough = SPARSE_ROWS if labels >= LABELLED * rows else FULL_ROWS
    return grid.rows_of_several() >= max(2, enough * rows)


def _is_last_row(grid: Grid, words: Sequence[Word]) -> bool:
    """Whether a row drawn alone at the top of the page may end a table of the page before."""
    full = len(grid.ys) == 2 and len(grid.filled()) == len(grid.xs) - 1 >= FEWEST_IN_ROW
    return full and grid.ys[0] - min(word.y0 for word in words) < TOP


def _is_chart(lattice: Lattice, grid: Grid) -> bool:
    """Whether lines run through the words, or many stand upright, as on a chart's axes."""
    words = grid.words
    rules = sorted(lattice.horizontal)
    struck = sum(1 for word in words if _struck(word, rules))
    upright = sum(word.is_upright for word in words)
    sparse = len(grid.filled()) < FILLED * (len(grid.ys) - 1) * (len(grid.xs) - 1)
    return sparse or struck > STRUCK * len(words) or upright > UPRIGHT * len(words)


def _struck(word: Word, rules: Sequence[Rule]) -> bool:
    margin = 0.3 * word.size
    first = bisect_right(rules, word.y0 + margin, key=_AT)
    last = bisect_left(rules, word.y1 - margin, key=_AT)
    return any(rule.start < word.x1 and rule.end > word.x0 for rule in rules[first:last])


def _is_layout(grid: Grid) -> bool:
    """Whether a few boxes of very different size hold text, as in newsletters."""
    regular = len(grid.cells) > REGULAR * (len(grid.ys) - 1) * (len(grid.xs) - 1)
    return not regular and len(grid.words) > BOXED * len(grid.filled())


def _is_partial(grid: Grid) -> bool:
    """Whether cells in several columns, or with much of the text, hold rows or columns."""
    coarse = [cell for cell in grid.cells if len(cell.words) > 1 and _is_coarse(cell)]
    if len({cell.column for cell in coarse}) > 1:
        return True
    return sum(len(cell.words) for cell in coarse) > PARTIAL * len(grid.words)


def _is_coarse(cell: GridCell) -> bool:
    """Whether a cell holds a stack of figures, or columns."""
    found = [phrases(line) for line in printed_lines(cell.words)]
    if len(found) > 1 and all(len(line) == 1 and line[0].is_figure for line in found):
        return True
    several = [line for line in found if len(line) > 1]
    return len(several) >= 2 and 2 * len(several) >= len(found) and len(columns(found)) > 1


def _completed(lattice: Lattice, grid: Grid) -> Grid:
    """The grid of the text in the lattice's box, with its lines as a help."""
    inside = Rules(horizontal=lattice.horizontal, vertical=lattice.vertical)
    whole = text_grid(printed_lines(grid.words), inside)
    return whole or grid
