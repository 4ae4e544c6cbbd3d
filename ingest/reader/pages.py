"""Pages of an opened document, one after the other; a page that fails is a page with a reason."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium

from ingest.reader.drafts import Draft, Part, failed_draft
from ingest.reader.options import ReadOptions
from ingest.reader.pdfium import Frame
from ingest.reader.quality import judge
from ingest.reader.text import page_lines


def read_pages(
    document: pdfium.PdfDocument, path: Path, options: ReadOptions, first: int, last: int
) -> Part:
    """Read pages `first` to `last` (from 1) as far as the document and the options go."""
    count = len(document)
    drafts: list[Draft] = []
    problems: list[tuple[str, str]] = []
    for number in range(first, min(last, count, options.max_pages) + 1):
        try:
            drafts.append(read_page(document, number, options))
        except pdfium.PdfiumError as error:
            reason = f"Page {number} could not be loaded ({error})."
            problems.append(("damaged", reason))
            drafts.append(failed_draft(number, reason))
    if first == 1 and count > options.max_pages:
        problems.append(
            ("limit", f"Only the first {options.max_pages} of {count} pages were read.")
        )
    return Part(page_count=count, drafts=tuple(drafts), problems=tuple(problems))


def read_page(document: pdfium.PdfDocument, number: int, options: ReadOptions) -> Draft:
    """Read one page. Raises PdfiumError when it cannot be loaded."""
    page = document[number - 1]
    try:
        frame = Frame(page)
        lines, characters = page_lines(page, frame, options.max_page_characters)
    finally:
        page.close()
    verdict = judge(lines, characters)
    return Draft(
        number=number,
        label=document.get_page_label(number - 1) or None,
        width=round(frame.width, 2),
        height=round(frame.height, 2),
        lines=tuple(lines),
        source="text" if lines else "none",
        quality=verdict.quality,
        reasons=verdict.reasons,
        scan=verdict.scan,
    )
