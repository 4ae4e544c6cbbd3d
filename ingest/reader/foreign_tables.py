"""Tables, headings and page labels that a plugin's reader found, as the reader of PDFs has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.reader.cleaning import clean
from metadata.records import Box, OutlineItem, RawCell, RawTable

if TYPE_CHECKING:
    from ingest.hooks import FileTable, FileText

NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)  # there is no paper on which a place could be shown
MOST_CELLS = 200_000  # of all tables of a file; the tables beyond are noted, not kept
_LONGEST = 10_000  # characters of a cell
_LONGEST_TITLE = 500
_LONGEST_LABEL = 40


def is_sound(found: FileText) -> bool:
    """Whether a plugin filled a FileText with what belongs there."""
    from ingest.hooks import FileTable

    numbers = range(1, len(found.pages) + 1)
    return (
        all(isinstance(text, str) for text in found.pages)
        and all(label is None or isinstance(label, str) for label in found.labels)
        and all(
            isinstance(item, OutlineItem) and (item.page is None or item.page in numbers)
            for item in found.outline
        )
        and all(
            isinstance(table, FileTable) and table.page in numbers and _is_grid(table)
            for table in found.tables
        )
    )


def _is_grid(table: FileTable) -> bool:
    return all(isinstance(text, str) for row in table.rows for text in row)


def labels_of(found: FileText) -> dict[int, str]:
    """Page number, from 1, to what is printed there as its number."""
    labels = ((n, _line(text or "", _LONGEST_LABEL)) for n, text in enumerate(found.labels, 1))
    return {number: label for number, label in labels if label}


def outline_of(found: FileText) -> tuple[OutlineItem, ...]:
    """The headings, on one line each."""
    return tuple(
        OutlineItem(
            level=max(1, int(item.level)), title=_line(item.title, _LONGEST_TITLE), page=item.page
        )
        for item in found.outline
    )


def tables_of(
    found: FileText, pages: int
) -> tuple[tuple[RawTable, ...], tuple[tuple[str, str], ...]]:
    """The tables on the pages that were kept, and a problem when there are too many cells."""
    tables: list[RawTable] = []
    on_page: Counter[int] = Counter()
    left = MOST_CELLS
    for table in (table for table in found.tables if table.page <= pages):
        columns = max((len(row) for row in table.rows), default=0)
        left -= columns * len(table.rows)
        if left < 0:
            words = f"Only the first {len(tables)} of {len(found.tables)} tables were kept."
            return tuple(tables), (("limit", words),)
        if columns:
            on_page[table.page] += 1
            tables.append(_raw(table, columns, on_page[table.page]))
    return tuple(tables), ()


def _raw(table: FileTable, columns: int, position: int) -> RawTable:
    caption = _line(table.caption or "", _LONGEST_TITLE)
    return RawTable(
        page=table.page,
        position=position,
        box=NOWHERE,
        rows=len(table.rows),
        columns=columns,
        cells=tuple(_cells(table, columns)),
        above="\n".join(line for line in (_lines(table.above), caption) if line),
        below=_lines(table.below),
        caption=caption or None,
    )


def _cells(table: FileTable, columns: int) -> Iterator[RawCell]:
    for row, texts in enumerate(table.rows):
        for column in range(columns):
            text = _lines(texts[column])[:_LONGEST] if column < len(texts) else ""
            yield RawCell(row, column, 1, 1, text, table.page, NOWHERE)


def _lines(text: str) -> str:
    return "\n".join(clean(line) for line in text.splitlines()).strip("\n")


def _line(text: str, longest: int) -> str:
    return " ".join(_lines(text).split())[:longest]
