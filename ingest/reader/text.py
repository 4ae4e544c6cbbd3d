"""The text of a page: PDFium's lines with their places, in reading order."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.reader.cleaning import BROKEN_WORD, clean
from ingest.reader.drafts import Line
from ingest.reader.pdfium import Frame, unchecked
from ingest.reader.ruby import ruby_last
from ingest.reader.surface import unmapped_share
from ingest.reader.vertical import looks_vertical, vertical_lines
from metadata.records import Box

_loose_box = unchecked(pdfium_c.FPDFText_GetLooseCharBox)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLayer:
    """What the text layer of a page holds."""

    lines: tuple[Line, ...]  # in reading order
    characters: int  # as the file has them, white space included
    unmapped: float  # share of characters without a mapping to Unicode, 0 to 1


def page_lines(textpage: pdfium.PdfTextPage, frame: Frame, limit: int) -> TextLayer:
    """The lines of a page, `limit` characters of it.

    Only the ends of each line are asked for their place: a look at every character would
    cost three times as much as reading the text.
    """
    count = max(0, textpage.count_chars())
    read = min(count, limit)
    text = textpage.get_text_range(count=read) if read > 0 else ""
    lines = _lines(textpage, frame, text, read)
    if looks_vertical(lines):
        lines = vertical_lines(textpage, frame, read)
    unmapped = 0.0 if text.isascii() else unmapped_share(textpage, read)
    return TextLayer(lines=tuple(ruby_last(lines)), characters=count, unmapped=unmapped)


def _lines(textpage: pdfium.PdfTextPage, frame: Frame, text: str, count: int) -> list[Line]:
    shifted = len(text) != count  # PDFium left characters out or put some in
    lines: list[Line] = []
    start = 0
    for printed in text.replace(BROKEN_WORD, BROKEN_WORD + "\r\n").split("\r\n"):
        words = printed.strip()
        if words:
            first = start + len(printed) - len(printed.lstrip())
            last = first + len(words) - 1
            lines.append(_line(textpage, frame, words, (first, last), shifted))
        start += len(printed) + (0 if printed.endswith(BROKEN_WORD) else 2)
    return [line for line in lines if line.text]


def _line(
    textpage: pdfium.PdfTextPage, frame: Frame, words: str, ends: tuple[int, int], shifted: bool
) -> Line:
    first, last = ends
    if shifted:
        first = pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage, first)
        last = pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage, last)
    left, bottom, right, top = _char_box(textpage, first)
    tall = frame.height_of(left, bottom, right, top)
    if last != first:
        a, b, c, d = _char_box(textpage, last)
        tall = max(tall, frame.height_of(a, b, c, d))  # one end may be a note's small mark
        left, bottom, right, top = min(left, a), min(bottom, b), max(right, c), max(top, d)
    return Line(
        text=clean(words),
        box=frame.box(left, bottom, right, top),
        size=round(tall, 1),
        hyphen=words[-1] == BROKEN_WORD,
    )


def _char_box(textpage: pdfium.PdfTextPage, index: int) -> Box:
    """The box of a character in PDF space."""
    rect = pdfium_c.FS_RECTF()
    _loose_box(textpage.raw, index, ctypes.byref(rect))
    return rect.left, rect.bottom, rect.right, rect.top
