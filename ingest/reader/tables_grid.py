"""A grid with words in its cells, on its way to a RawTable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.reader.tables_lines import words_text
from ingest.reader.tables_words import Word, box_around
from metadata.records import Box, RawCell


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
        text=words_text(cell.words),
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
