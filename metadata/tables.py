"""Raw grids into tables whose cells are typed: numbers, units, headers, footnote marks.

A number is read by the language's way of writing and by its column's; where both leave doubt
the value stays None and the text as printed.
"""

from __future__ import annotations

from collections.abc import Sequence

from metadata.records import Cell, RawCell, RawTable, Table
from metadata.tables_headers import caption_of, header_places
from metadata.tables_marks import split_marks
from metadata.tables_numbers import Style, column_style, number
from metadata.tables_units import cell_unit, header_unit, table_unit


def understand(tables: Sequence[RawTable], language: str) -> tuple[Table, ...]:
    """Tables with typed cells, in the order given; `language` is the document's (ISO 639-1)."""
    return tuple(_understood(table, language) for table in tables)


def _understood(raw: RawTable, language: str) -> Table:
    headers = header_places(raw)
    heads = [c for c in raw.cells if (c.row, c.column) in headers]
    units = {
        column: header_unit([c.text for c in heads if _is_over(c, column)])
        for column in range(raw.columns)
    }
    data: dict[int, list[str]] = {column: [] for column in range(raw.columns)}
    for c in raw.cells:
        if (c.row, c.column) not in headers:
            data[c.column].append(c.text)
    styles = {column: column_style(texts, language) for column, texts in data.items()}
    return Table(
        page=raw.page,
        position=raw.position,
        caption=caption_of(raw),
        unit=table_unit(raw),
        rows=raw.rows,
        columns=raw.columns,
        box=raw.box,
        cells=tuple(
            _cell(c, (c.row, c.column) in headers, styles[c.column], units[c.column])
            for c in raw.cells
        ),
    )


def _is_over(head: RawCell, column: int) -> bool:
    return head.column <= column < head.column + head.column_span


def _cell(raw: RawCell, is_header: bool, style: Style, unit: str | None) -> Cell:
    text, marks = split_marks(raw.text)
    value = None if is_header else number(text, style)
    return Cell(
        row=raw.row,
        column=raw.column,
        row_span=raw.row_span,
        column_span=raw.column_span,
        text=text,
        marks=marks,
        value=value,
        unit=(cell_unit(text) or unit) if value is not None else None,
        is_header=is_header,
        page=raw.page,
        box=raw.box,
    )
