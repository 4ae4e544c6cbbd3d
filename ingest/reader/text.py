"""The text of a page: PDFium's lines with their places, in reading order."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.reader.cleaning import BROKEN_WORD, clean
from ingest.reader.drafts import Line
from ingest.reader.pdfium import Frame
from metadata.records import Box


def page_lines(page: pdfium.PdfPage, frame: Frame, limit: int) -> tuple[list[Line], int]:
    """The lines of a page in reading order, and how many characters its text layer holds.

    Only the ends of each line are asked for their place: a look at every character would
    cost three times as much as reading the text.
    """
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        text = textpage.get_text_range(count=min(count, limit)) if count > 0 else ""
        return _lines(textpage, frame, text, count), count
    finally:
        textpage.close()


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
    a, b = _char_box(textpage, frame, first), _char_box(textpage, frame, last)
    box = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
    return Line(
        text=clean(words), box=box, size=round(a[3] - a[1], 1), hyphen=words[-1] == BROKEN_WORD
    )


def _char_box(textpage: pdfium.PdfTextPage, frame: Frame, index: int) -> Box:
    rect = pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(rect))
    return frame.box(rect.left, rect.bottom, rect.right, rect.top)
