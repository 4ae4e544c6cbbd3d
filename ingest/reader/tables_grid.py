"""A grid with words in its cells, on its way to a RawTable."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.reader.tables_lines import words_text
from ingest.reader.tables_words import Word, box_around
from metadata.records import Box, RawCell

_TABLE = r"(?:table|exhibit|tableau|tabelle|tabella|tabla|図表|表|別表|第\s*\d+\s*表)"
_NUMBER = r"\s*[0-9A-Z０-９一-十]"
TABLE_TITLE = re.compile(_TABLE + _NUMBER, re.IGNORECASE)
TITLE = re.compile(rf"(?:{_TABLE}|figure|chart)" + _NUMBER, re.IGNORECASE)
NOTE = re.compile(
    r"(?:sources?|notes?|quellen?|fonti?|fuentes?|anmerkung(?:en)?|出典|資料|注|備考|※)\s*[0-9]*\s*[:.：)）]"
    r"|※|[*†‡¹²³]\s*\S+\s+\S+\s+\S+",
    re.IGNORECASE,
)
LEADER = re.compile(r"(?<=[^\s.])\s*(?:[.·․_]\s?){4,}$", re.MULTILINE)
WIDE_GAP = 0.9  # of the letters' height: parts cells that no line parts


@dataclass(slots=True, kw_only=True)
class GridCell:
    """Some rows and columns of a grid and the words in them."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    words: list[Word] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Grid:
    """A table as lines on the page: `xs` and `ys` bound its columns and rows."""

    xs: list[float]
    ys: list[float]
    cells: list[GridCell]

    @property
    def box(self) -> Box:
        """The whole table."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    @property
    def words(self) -> list[Word]:
        """All words in its cells."""
        return [word for cell in self.cells for word in cell.words]

    def filled(self) -> list[GridCell]:
        """The cells that hold words."""
        return [cell for cell in self.cells if cell.words]

    def rows_of_several(self) -> int:
        """How many rows two or more cells with words reach into."""
        counts = Counter(row for c in self.filled() for row in range(c.row, c.row + c.row_span))
        return sum(count > 1 for count in counts.values())


def without_blanks(grid: Grid) -> Grid:
    """The grid without rows and columns in which no cell holds a word."""
    filled = grid.filled()
    rows = sorted({row for c in filled for row in range(c.row, c.row + c.row_span)})
    columns = sorted({at for c in filled for at in range(c.column, c.column + c.column_span)})
    own_rows = {c.row for c in filled} | {c.row + c.row_span - 1 for c in filled}
    own_columns = {c.column for c in filled} | {c.column + c.column_span - 1 for c in filled}
    keep_rows = [row for row in rows if row in own_rows]
    keep_columns = [column for column in columns if column in own_columns]
    return kept(grid, keep_rows, keep_columns)


def spans_split(grid: Grid) -> Grid:
    """The grid with cells over several columns cut where a wide gap stands on an edge."""
    cells: list[GridCell] = []
    for cell in grid.cells:
        cells += _split(cell, grid.xs) if cell.column_span > 1 and cell.words else [cell]
    return Grid(xs=grid.xs, ys=grid.ys, cells=cells)


def _split(cell: GridCell, xs: Sequence[float]) -> list[GridCell]:
    last = cell.column + cell.column_span
    cuts = _cuts(cell.words, [(index, xs[index]) for index in range(cell.column + 1, last)])
    starts, ends = [cell.column, *cuts], [*cuts, last]
    return [
        GridCell(
            row=cell.row,
            column=start,
            row_span=cell.row_span,
            column_span=end - start,
            words=[w for w in cell.words if xs[start] <= _centre(w, xs[cell.column]) < xs[end]],
        )
        for start, end in zip(starts, ends, strict=True)
    ]


def _centre(word: Word, at_least: float) -> float:
    return max((word.x0 + word.x1) / 2, at_least)


def _cuts(words: Sequence[Word], edges: Sequence[tuple[int, float]]) -> list[int]:
    """The edges in the middle of gaps that are wide in every line of the cell."""
    cuts: list[int] = []
    reach = 0.0
    for word in sorted(words, key=lambda word: word.x0):
        if reach and word.x0 - reach > WIDE_GAP * word.size:
            middle = (reach + word.x0) / 2
            inside = [(abs(x - middle), index) for index, x in edges if reach - 2 < x < word.x0 + 2]
            cuts += [min(inside)[1]] if inside else []
        reach = max(reach, word.x1)
    return sorted(set(cuts))


def trimmed(grid: Grid) -> Grid:
    """The grid without a title over all columns and without notes under them."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    first, last = 0, rows
    while last - first > 2 and TITLE.match(_whole_row(grid, first, columns)):
        first += 1
    while last - first > 2 and NOTE.match(_whole_row(grid, last - 1, columns)):
        last -= 1
    if (first, last) == (0, rows):
        return grid
    return kept(grid, range(first, last), range(columns))


def _whole_row(grid: Grid, row: int, columns: int) -> str:
    """The text of a row that one cell fills; "" when there is no such cell."""
    for cell in grid.cells:
        if cell.row == row and cell.row_span == 1 and cell.words:
            alone = not any(c.row == row and c.words for c in grid.cells if c is not cell)
            wide = cell.column_span == columns or cell.column == 0
            return words_text(cell.words) if alone and wide else ""
    return ""


def kept(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> Grid:
    """The grid with these rows and columns only; spans shrink with it."""
    row_at = {row: index for index, row in enumerate(rows)}
    column_at = {column: index for index, column in enumerate(columns)}
    cells: list[GridCell] = []
    for cell in grid.cells:
        down = [row_at[r] for r in range(cell.row, cell.row + cell.row_span) if r in row_at]
        along = [
            column_at[c]
            for c in range(cell.column, cell.column + cell.column_span)
            if c in column_at
        ]
        if down and along:
            cells.append(
                GridCell(
                    row=down[0],
                    column=along[0],
                    row_span=len(down),
                    column_span=len(along),
                    words=cell.words,
                )
            )
    ys = [grid.ys[row] for row in rows] + [grid.ys[rows[-1] + 1]] if rows else []
    xs = [grid.xs[column] for column in columns] + [grid.xs[columns[-1] + 1]] if columns else []
    return Grid(xs=xs, ys=ys, cells=cells)


def raw_cells(grid: Grid, page: int) -> tuple[RawCell, ...]:
    """The cells row by row."""
    ordered = sorted(grid.cells, key=lambda cell: (cell.row, cell.column))
    return tuple(_raw(grid, cell, page) for cell in ordered)


def _raw(grid: Grid, cell: GridCell, page: int) -> RawCell:
    x0, y0 = grid.xs[cell.column], grid.ys[cell.row]
    x1, y1 = grid.xs[cell.column + cell.column_span], grid.ys[cell.row + cell.row_span]
    return RawCell(
        row=cell.row,
        column=cell.column,
        row_span=cell.row_span,
        column_span=cell.column_span,
        text=LEADER.sub("", words_text(cell.words)),
        page=page,
        box=_around((x0, y0, x1, y1), cell.words),
    )


def _around(box: Box, words: Iterable[Word]) -> Box:
    """The cell's box, wide enough for its words."""
    every = list(words)
    if every:
        inner = box_around(every)
        box = (
            min(box[0], inner[0]), min(box[1], inner[1]),
            max(box[2], inner[2]), max(box[3], inner[3]),
        )  # fmt: skip
    return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))
