"""Raw grids into tables with typed cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from metadata.records import Cell, RawCell, RawTable, Table

_CAPTION = re.compile(
    r"^(table|figure|表|図|第\S{1,4}表|tabelle|tableau|tabla|tabella)\s*[\d０-９IVX\-.]*", re.I
)
_UNIT = re.compile(r"[(（]\s*(?:単位|unit|in)\s*[:：]?\s*([^()（）]{1,30})[)）]", re.I)
_TRAILING_UNIT = re.compile(r"(%|％|人|件|円|百万円|千円|億円)$")
_MARKS = re.compile(r"(?<=[\d%）)\w])\s*([*†‡※＊]+|注\d|\(\*\d?\))$")
_NUMBER = re.compile(
    r"^[-−▲△(]?\s*\d{1,3}(?:[,\s]\d{3})+(?:\.\d+)?\)?$|^[-−▲△(]?\s*\d+(?:\.\d+)?\)?$"
)
_CONTINENTAL = re.compile(r"^[-−(]?\d{1,3}(?:\.\d{3})*(?:,\d+)?\)?$")
_DECIMAL_COMMA = frozenset(("de", "fr", "es", "it", "sv"))
_YEAR = re.compile(r"^(19|20)\d\d$")


def understand(tables: Sequence[RawTable], language: str) -> tuple[Table, ...]:
    """Type the cells of each table; `language` (ISO 639-1) decides what a comma means."""
    return tuple(_table(raw, language) for raw in tables)


def _table(raw: RawTable, language: str) -> Table:
    caption = _caption(raw)
    unit = next((m[1].strip() for m in map(_UNIT.search, (caption or "", raw.above)) if m), None)
    headers = _header_rows(raw, language)
    return Table(
        page=raw.page,
        position=raw.position,
        caption=caption,
        unit=unit,
        rows=raw.rows,
        columns=raw.columns,
        box=raw.box,
        cells=tuple(_cell(cell, headers, unit, language) for cell in raw.cells),
    )


def _caption(raw: RawTable) -> str | None:
    lines = [line.strip() for line in raw.above.split("\n") if line.strip()]
    named = [line for line in lines if _CAPTION.match(line)]
    return named[-1] if named else None


def _header_rows(raw: RawTable, language: str) -> int:
    """How many rows stand above the first row with a figure that is no year."""
    for row in range(raw.rows):
        texts = [cell.text for cell in raw.cells if cell.row == row and cell.column > 0]
        if any(number(text, language) is not None and not _YEAR.match(text) for text in texts):
            return max(1, row) if raw.rows > 1 else 0
    return 1 if raw.rows > 1 else 0


def _cell(cell: RawCell, headers: int, unit: str | None, language: str) -> Cell:
    marked = _MARKS.search(cell.text)
    text = cell.text[: marked.start()].rstrip() if marked else cell.text
    is_header = cell.row < headers or cell.column == 0
    value = None if is_header else number(text, language)
    own = _TRAILING_UNIT.search(unicodedata.normalize("NFKC", text))
    return Cell(
        row=cell.row,
        column=cell.column,
        row_span=cell.row_span,
        column_span=cell.column_span,
        text=text,
        marks=marked[1] if marked else "",
        value=value,
        unit=(own[1] if own else unit) if value is not None else None,
        is_header=is_header,
        page=cell.page,
        box=cell.box,
    )


def number(text: str, language: str) -> float | None:
    """The number a cell prints, or None. `▲` and brackets are minus; a dash is no number."""
    folded = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    folded = _TRAILING_UNIT.sub("", folded).strip()
    if language in _DECIMAL_COMMA and _CONTINENTAL.match(folded):
        plain = folded.replace(".", "").replace(",", ".")
    elif _NUMBER.match(folded):
        plain = re.sub(r"[,\s]", "", folded)
    else:
        return None
    sign = -1 if plain[0] in "-▲△(" else 1
    return sign * float(plain.strip("-▲△() "))
