"""A table as data: every place filled, with the labels of its row and column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from metadata.dates import find_dates
from metadata.records import Cell, Table

_MOST_PLACES = 200_000
_YEAR = re.compile(r"(?<!\d)((?:18|19|20)\d\d)(?!\d)")
_ERA = re.compile(r"[一-鿿]{2}\s*(?:元|\d{1,2})|[RHSrhs]\s?\.?\s?\d{1,2}")
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of a table; a merged cell fills several."""

    text: str
    value: float | None
    unit: str | None
    marks: str
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row that is no header."""

    row: int  # in the printed table, from 0
    label: str  # its row headings, or its first text
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table as rows and columns of data."""

    columns: tuple[str, ...]  # headings; several printed rows are joined with " / "
    lines: tuple[Line, ...]
    header_rows: int
    label_columns: int  # leading columns that label their row

    @property
    def data_columns(self) -> range:
        """The columns that hold what is told about a row."""
        return range(self.label_columns, len(self.columns))


def grid_of(table: Table) -> Grid:
    """Return the table as data; what does not fit in `_MOST_PLACES` is left out."""
    width = max((c.column + c.column_span for c in table.cells), default=0)
    height = max((c.row + c.row_span for c in table.cells), default=0)
    width = min(width, _MOST_PLACES)
    height = min(height, _MOST_PLACES // max(1, width))
    cells = _places(table.cells, height, width)
    header_rows = _header_rows(cells)
    label_columns = _label_columns(cells[header_rows:], width)
    return Grid(
        columns=tuple(_heading(cells[:header_rows], column) for column in range(width)),
        lines=tuple(
            Line(
                row=row,
                label=_joined(cells[row][c] for c in range(label_columns)),
                places=tuple(_place(cell) for cell in cells[row]),
            )
            for row in range(header_rows, height)
        ),
        header_rows=header_rows,
        label_columns=label_columns,
    )


def year_of(text: str) -> int | None:
    """The calendar year that a heading names: `FY2016`, `2016/17`, `平成28年度`."""
    folded = unicodedata.normalize("NFKC", text)[:200]
    if match := _YEAR.search(folded):
        return int(match[1])
    if not _ERA.search(folded):
        return None
    found = next((d.value for d in find_dates(folded, "ja") if d.value), None)
    return int(found[:4]) if found and found[:4].isdigit() else None


def folded(text: str) -> str:
    """What two prints of one label have in common."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def _places(cells: Sequence[Cell], height: int, width: int) -> list[list[Cell | None]]:
    places: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    for cell in cells:
        for row in range(cell.row, min(cell.row + cell.row_span, height)):
            for column in range(cell.column, min(cell.column + cell.column_span, width)):
                places[row][column] = cell
    return places


def _header_rows(places: Sequence[Sequence[Cell | None]]) -> int:
    """Leading rows that hold nothing but headings."""
    for index, row in enumerate(places):
        filled = [cell for cell in row if cell and cell.text]
        if any(not cell.is_header for cell in filled):
            return index
    return min(1, len(places))


def _label_columns(body: Sequence[Sequence[Cell | None]], width: int) -> int:
    """Leading columns of headings; without any, the first column when it holds no figures."""
    for column in range(width):
        cells = [cell for row in body if (cell := row[column]) and cell.text]
        if any(not cell.is_header for cell in cells):
            if column == 0 and cells and sum(c.value is not None for c in cells) * 4 < len(cells):
                return 1
            return column
    return min(1, width)


def _heading(rows: Sequence[Sequence[Cell | None]], column: int) -> str:
    return _joined(row[column] for row in rows)


def _joined(cells: Iterable[Cell | None]) -> str:
    texts = [" ".join(cell.text.split()) for cell in cells if cell]
    return " / ".join(dict.fromkeys(text for text in texts if text))


def _place(cell: Cell | None) -> Place:
    if cell is None:
        return Place(text="", value=None, unit=None, marks="", page=0)
    return Place(text=cell.text, value=cell.value, unit=cell.unit, marks=cell.marks, page=cell.page)
