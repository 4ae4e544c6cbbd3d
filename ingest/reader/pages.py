"""Pages of an opened document, one after the other; a page that fails is a page with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium

from ingest.reader.drafts import Draft, Drafts, Line, Part, failed_draft
from ingest.reader.ocr import recognise
from ingest.reader.options import ReadOptions
from ingest.reader.pdfium import Frame, opened
from ingest.reader.quality import FEW, judge
from ingest.reader.surface import page_surface
from ingest.reader.text import page_lines

LEAST = 0.4  # confidence: what OCR makes of a drawing or a photograph is no text
MORE = 2.0  # times the text: OCR must find so much more than a text layer that is believed


def read_pages(document: pdfium.PdfDocument, options: ReadOptions, first: int, last: int) -> Part:
    """Read pages `first` to `last` (from 1) as far as the document and the options go."""
    count = len(document)
    drafts: list[Draft] = []
    failed: list[str] = []
    left = options.max_characters
    for number in range(first, min(last, count, options.max_pages) + 1):
        try:
            drafts.append(read_page(document, number, min(left, options.max_page_characters)))
            left = max(0, left - sum(len(line.text) for line in drafts[-1].lines))
        except pdfium.PdfiumError as error:
            failed.append(str(number))
            drafts.append(failed_draft(number, f"The page could not be loaded ({error})"))
    problems = [("damaged", f"Pages that could not be loaded: {', '.join(failed)}.")]
    problems = problems if failed else []
    if first == 1 and count > options.max_pages:
        note = f"Only the first {options.max_pages} of {count} pages were read."
        problems.append(("limit", note))
    return Part(page_count=count, drafts=Drafts(drafts), problems=tuple(problems))


def read_page(document: pdfium.PdfDocument, number: int, limit: int) -> Draft:
    """Read one page, `limit` characters of it. Raises PdfiumError when it cannot be loaded."""
    page = document[number - 1]
    try:
        frame = Frame(page)
        layer = page_lines(page, frame, limit)
        text = "\n".join(line.text for line in layer.lines)
        surface = page_surface(page) if len(text) < 4 * FEW else None
    finally:
        page.close()
    verdict = judge(text, layer.unmapped, surface)
    reasons = verdict.reasons
    if layer.characters > limit:
        reasons = (*reasons, f"only {limit} of its {layer.characters} characters were read")
    return Draft(
        number=number,
        label=document.get_page_label(number - 1) or None,
        width=round(frame.width, 2),
        height=round(frame.height, 2),
        lines=layer.lines if verdict.believed else (),
        source="text" if layer.lines and verdict.believed else "none",
        quality=verdict.quality,
        reasons=reasons,
        scan=verdict.scan,
    )


def read_scans(path: Path, options: ReadOptions, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The pages again, by OCR where that finds more than their text layer holds."""
    with opened(path, options.passwords) as document:
        return tuple(_scanned(document, draft, options) for draft in drafts)


def without_scan(draft: Draft, reason: str) -> Draft:
    """A page that OCR did not read, and why."""
    return replace(draft, scan=False, reasons=(*draft.reasons, reason))


def _scanned(document: pdfium.PdfDocument, draft: Draft, options: ReadOptions) -> Draft:
    page = document[draft.number - 1]
    try:
        found = recognise(page, options.languages)
    finally:
        page.close()
    if not found.lines:
        return without_scan(draft, found.reason)
    if found.confidence < LEAST:
        return without_scan(draft, f"OCR is only {found.confidence:.0%} sure of what it read")
    if _length(found.lines) < MORE * _length(draft.lines):
        return replace(draft, scan=False, quality=0.9, reasons=("OCR finds no more than its text",))
    verdict = judge("\n".join(line.text for line in found.lines), 0.0, None)
    doubts = () if found.confidence >= 0.9 else (f"OCR is {found.confidence:.0%} sure of it",)
    return replace(
        draft,
        lines=found.lines,
        source="ocr",
        quality=round(min(found.confidence, verdict.quality), 2),
        reasons=(*draft.reasons, *doubts, *verdict.reasons),
        scan=False,
    )


def _length(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)
