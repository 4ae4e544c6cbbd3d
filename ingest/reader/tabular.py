"""The search for tables, a step of its own: when it fails or hits a limit, the text stays."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium

from ingest.reader.options import ReadOptions
from ingest.reader.pdfium import opened
from ingest.reader.tables import find_tables
from metadata.records import RawTable


def read_tables(path: Path, options: ReadOptions, numbers: tuple[int, ...]) -> tuple[RawTable, ...]:
    """The tables of the pages `numbers` (from 1); a page that cannot be loaded has none."""
    found: list[RawTable] = []
    with opened(path, options.passwords) as document:
        for number in numbers:
            try:
                page = document[number - 1]
            except pdfium.PdfiumError:
                continue  # its text says so already
            try:
                found += find_tables(page, number=number)
            finally:
                page.close()
    return tuple(found)
