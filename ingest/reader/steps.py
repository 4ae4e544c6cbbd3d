"""The tasks of reading a document, as they run in a reader's process.

Each writes what it finds into the document's folder as it goes (see `journal.py`) and returns
the number of pages it is done with.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium

from ingest.reader.finishing import finish
from ingest.reader.info import read_information, read_outline
from ingest.reader.journal import ABOUT, DRAFT, OPENED, SCAN, TABLES, Journal
from ingest.reader.ocr import recognise
from ingest.reader.pages import page_of, read_page, text_of
from ingest.reader.pdfium import RebuiltDocument, opened
from ingest.reader.tables import find_tables
from ingest.reader.work import Stretch, Work


def read_start(work: Work, stretch: Stretch, path: Path) -> int:
    """Read the first pages and what the file says about itself; a short document is finished."""
    with opened(work.path, work.options.passwords) as document, Journal(path) as journal:
        count = len(document)
        last = work.first_pages(count)
        scans = _read(document, work, Stretch(first=1, last=last, about=True), journal)
    if last == min(count, work.options.max_pages) and not (scans and work.options.ocr):
        finish(work, count, ())
    return last - scans


def read_stretch(work: Work, stretch: Stretch, path: Path) -> int:
    """Read some pages, and what the file says about itself where that is asked for."""
    with opened(work.path, work.options.passwords) as document, Journal(path) as journal:
        scans = _read(document, work, stretch, journal)
    return stretch.last - stretch.first + 1 - scans


def read_scan(work: Work, number: int) -> int:
    """Read a page by OCR."""
    with opened(work.path, work.options.passwords) as document:
        found = recognise(document[number - 1], work.options.languages)
    with Journal(work.scan(number)) as journal:
        journal.append(SCAN, number, found)
    return 1


def _read(document: pdfium.PdfDocument, work: Work, stretch: Stretch, journal: Journal) -> int:
    """Write the records of a stretch; returns how many of its pages OCR should look at."""
    count, options = len(document), work.options
    journal.append(OPENED, count, isinstance(document, RebuiltDocument))
    numbers = range(stretch.first, min(stretch.last, count) + 1)
    left = work.characters(count, len(numbers))
    scans = 0
    for number in numbers:
        limit = min(left, options.max_page_characters)
        with page_of(document, number) as page, text_of(page) as textpage:
            draft = read_page(document, page, textpage, number, limit)
            journal.append(SCAN if draft.scan else DRAFT, number, draft)
            believed = textpage is not None and draft.source == "text"
            tables = find_tables(page, textpage, number=number) if believed else ()
            journal.append(TABLES, number, tables)
        left = max(0, left - sum(len(line.text) for line in draft.lines))
        scans += draft.scan
    if stretch.about:
        information, notes = read_information(document, work.path, options)
        journal.append(ABOUT, 0, (information, notes, read_outline(document)))
    return scans
