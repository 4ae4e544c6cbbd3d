"""Pages of an opened document, one after the other; a page that fails is a page with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pypdfium2 as pdfium

from ingest.reader.drafts import Draft, Line, Recognised, failed_draft
from ingest.reader.pdfium import Frame, RebuiltDocument
from ingest.reader.quality import FEW, judge
from ingest.reader.surface import page_surface
from ingest.reader.text import page_lines

LEAST = 0.4  # confidence: what OCR makes of a drawing or a photograph is no text
MORE = 2.0  # times the text: OCR must find so much more than a text layer that is believed


@contextmanager
def page_of(document: pdfium.PdfDocument, number: int) -> Iterator[pdfium.PdfPage | None]:
    """Page `number` (from 1), None when it cannot be loaded."""
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        yield None
        return
    try:
        yield page
    finally:
        page.close()


@contextmanager
def text_of(page: pdfium.PdfPage | None) -> Iterator[pdfium.PdfTextPage | None]:
    """The text layer of a page, None when there is none to load.

    Loading it is most of the cost of reading a page: its lines and its tables share one.
    """
    try:
        textpage = page.get_textpage() if page is not None else None
    except pdfium.PdfiumError:
        textpage = None
    try:
        yield textpage
    finally:
        if textpage is not None:
            textpage.close()


def read_page(
    document: pdfium.PdfDocument,
    page: pdfium.PdfPage | None,
    textpage: pdfium.PdfTextPage | None,
    number: int,
    limit: int,
) -> Draft:
    """Read one page, `limit` characters of it; a failed draft when there is none to read."""
    if page is None:
        return failed_draft(number, "The page could not be loaded")
    if textpage is None:
        return failed_draft(number, "The text of the page could not be loaded")
    frame = Frame(page)
    layer = page_lines(textpage, frame, limit)
    text = "\n".join(line.text for line in layer.lines)
    surface = page_surface(page) if len(text) < 4 * FEW else None
    verdict = judge(text, layer.unmapped, surface)
    reasons, quality = verdict.reasons, verdict.quality
    if isinstance(document, RebuiltDocument) and not text:
        reasons, quality = (*reasons, "the file is broken: what was on it may be lost"), 0.0
    if layer.characters > limit:
        reasons = (*reasons, f"only {limit} of its {layer.characters} characters were read")
    return Draft(
        number=number,
        label=document.get_page_label(number - 1) or None,
        width=round(frame.width, 2),
        height=round(frame.height, 2),
        lines=layer.lines if verdict.believed else (),
        source="text" if layer.lines and verdict.believed else "none",
        quality=quality,
        reasons=reasons,
        scan=verdict.scan,
    )


def with_scan(draft: Draft, found: Recognised) -> Draft:
    """A page as OCR read it, where that found more than the page's text layer holds."""
    if not found.lines:
        return without_scan(draft, found.reason)
    if found.confidence < LEAST:
        return without_scan(draft, f"OCR is only {found.confidence:.0%} sure of what it read")
    if _length(found.lines) < MORE * _length(draft.lines):
        return replace(draft, scan=False, quality=0.9, reasons=("OCR finds no more than its text",))
    verdict = judge("\n".join(line.text for line in found.lines), 0.0, None)
    return replace(
        draft,
        lines=found.lines,
        source="ocr",
        quality=round(min(found.confidence, verdict.quality), 2),
        reasons=(*draft.reasons, *_doubts(found), *verdict.reasons),
        scan=False,
    )


def without_scan(draft: Draft, reason: str) -> Draft:
    """A page that OCR did not read, and why."""
    return replace(draft, scan=False, reasons=(*draft.reasons, reason))


def _doubts(found: Recognised) -> Iterator[str]:
    if found.confidence < 0.9:
        yield f"OCR is {found.confidence:.0%} sure of it"
    if found.doubtful:
        yield f"OCR doubts {found.doubtful} of its {found.words} words"


def _length(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)
