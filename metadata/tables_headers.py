"""Which cells of a grid are headers, and what the table is called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from metadata.folding import fold
from metadata.records import RawCell, RawTable
from metadata.tables_marks import split_marks
from metadata.tables_numbers import number

YEAR = re.compile(
    r"(?:fy\s?)?(?:1[89]|20)[0-9]{2}(?:\s?[-/]\s?(?:[0-9]{2}|(?:1[89]|20)[0-9]{2}))?(?:年度?)?"
    r"|(?:明治|大正|昭和|平成|令和|[mtshr])\s?(?:[0-9]{1,2}|元)\s?(?:年度?|\.?)"
    r"|q[1-4]|[0-9]{1,2}(?:年度?|月|日)",
    re.IGNORECASE,
)
BLANK = re.compile(r"[-.…*xX:/—]*|n\.?/?a\.?|\.\.", re.IGNORECASE)
CAPTION = re.compile(
    r"\s*(?:表|図表|別表|第\s*[0-9一二三四五六七八九十]+\s*表|table|tab\.|tabelle|tableau|tabella|"
    r"tabla|exhibit|annex|appendix|schedule)\s*[0-9A-Z一-十.\-]*",
    re.IGNORECASE,
)
UNIT_LINE = re.compile(r"[(\[〔]?\s*(?:単位|units?)\s*[:：]?.*[)\]〕]?\s*", re.IGNORECASE)
AS_OF = re.compile(
    r"[0-9]\s?(?:日|時|月|年度?末?)?\s?(?:時点|現在)\s*[)）]?$|^as (?:of|at) ", re.IGNORECASE
)
MOST_HEADER_ROWS = 6


def header_places(table: RawTable) -> frozenset[tuple[int, int]]:
    """Row and column of the cells that are headers: the rows on top, the labels at the left."""
    rows: dict[int, list[RawCell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    top = _header_rows(table, rows)
    left = _header_columns(table, top)
    return frozenset(
        (cell.row, cell.column) for cell in table.cells if cell.row < top or cell.column < left
    )


def _header_rows(table: RawTable, rows: dict[int, list[RawCell]]) -> int:
    """How many rows stand above the first row of data."""
    for row in range(min(table.rows, MOST_HEADER_ROWS + 1)):
        data = [cell for cell in rows.get(row, ()) if cell.column > 0]
        if any(_is_data(cell.text) for cell in data) and not _all_years(data):
            return _spanned(table, row)
    first = rows.get(0, ())
    return _spanned(table, 1) if any(cell.text for cell in first) and table.rows > 1 else 0


def _spanned(table: RawTable, rows: int) -> int:
    """Header cells that reach down keep the rows that they reach in the header."""
    reach = [cell.row + cell.row_span for cell in table.cells if cell.row < rows]
    return min(max([rows, *reach]), table.rows) if rows and max(reach) - rows <= 1 else rows


def _all_years(cells: Sequence[RawCell]) -> bool:
    filled = [cell.text for cell in cells if cell.text.strip()]
    return bool(filled) and all(is_year(text) or not _is_data(text) for text in filled)


def _header_columns(table: RawTable, top: int) -> int:
    """How many columns at the left hold words rather than numbers."""
    for column in range(min(table.columns, 4)):
        texts = [c.text for c in table.cells if c.column == column and c.row >= top]
        filled = [text for text in texts if text.strip()]
        figures = sum(1 for text in filled if _is_data(text) and not is_year(text))
        if filled and figures * 2 > len(filled):
            return column if column else _year_column(filled)
    return 1 if table.columns > 1 else 0


def _year_column(texts: Sequence[str]) -> int:
    years = sum(1 for text in texts if is_year(text))
    return 1 if years * 2 > len(texts) else 0


def is_year(text: str) -> bool:
    """Whether a cell says a year, a month or a quarter: a header, not a figure."""
    return YEAR.fullmatch(" ".join(fold(split_marks(text)[0]).split())) is not None


def _is_data(text: str) -> bool:
    return number(split_marks(text)[0], "point") is not None or (
        number(split_marks(text)[0], "comma") is not None
    )


def caption_of(table: RawTable) -> str | None:
    """What the table is called: as the file says, else the line that says so, else the nearest."""
    if table.caption:
        return table.caption
    lines = [line.strip() for line in table.above.splitlines() if line.strip()]
    for index, line in enumerate(lines):
        if CAPTION.match(line) and len(line) <= 300:
            rest = [other for other in lines[index + 1 :] if not UNIT_LINE.fullmatch(fold(other))]
            return " ".join([line, *rest])
    titles = [
        line for line in lines if not UNIT_LINE.fullmatch(fold(line)) and not AS_OF.search(line)
    ]
    return titles[-1] if titles and _is_title(titles[-1]) else None


def _is_title(line: str) -> bool:
    return len(line) <= 120 and not line.endswith((".", "。", ",", "、", ";"))
