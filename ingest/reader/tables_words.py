"""The words of a page with their boxes, asked from PDFium as cheaply as it goes.

Only the ends of a word are asked for their place; a look at every character would cost
several times as much as reading the text.
"""

from __future__ import annotations

import ctypes
import math
import re
import struct
from collections.abc import Iterable
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.reader.cleaning import BROKEN_WORD, clean
from ingest.reader.pdfium import Frame, unchecked
from ingest.reader.tables_view import View
from metadata.records import Box

WORD = re.compile(rf"[^\s{BROKEN_WORD}\x02\x00]+[{BROKEN_WORD}\x02]?")
WIDE = 0.85  # times its size: wider than this a character, a word may hold a column gap
_FOUR = struct.Struct("4f").unpack_from  # read at once, not one by one
_CHAR_BOX = unchecked(pdfium_c.FPDFText_GetLooseCharBox)
APART = 0.5  # times the size: a gap inside a word that parts it


class Word(NamedTuple):
    """A run of characters without white space. A tuple, because a page has a thousand."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    middle: float  # the height of its middle on the page
    size: float  # the height of its letters in points
    first: int  # where its first character stands in the page's text
    last: int
    is_upright: bool = False  # its letters stand one below the other, or on their side


def box_around(words: Iterable[Word]) -> Box:
    """The box of at least one word."""
    every = iter(words)
    x0, y0, x1, y1 = next(every)[1:5]
    for word in every:  # comparisons cost a fraction of min and max, and this is asked often
        x0 = word.x0 if word.x0 < x0 else x0
        y0 = word.y0 if word.y0 < y0 else y0
        x1 = word.x1 if word.x1 > x1 else x1
        y1 = word.y1 if word.y1 > y1 else y1
    return x0, y0, x1, y1


class Letters:
    """A page's characters: their words, and where each of them stands."""

    def __init__(
        self, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, frame: Frame | View
    ) -> None:
        self._raw = textpage.raw
        self._frame = frame
        self._left, _, _, self._top = page.get_bbox()
        self._turns = page.get_rotation() // 90
        self._upright = self._turns == 0 and isinstance(frame, Frame)
        self._rect = pdfium_c.FS_RECTF()
        self._address = ctypes.byref(self._rect)
        self._textpage = textpage
        self.text = ""

    def words(self, limit: int) -> list[Word]:
        """The words in the order of the content stream, from at most `limit` characters."""
        count = min(self._textpage.count_chars(), limit)
        text = self._textpage.get_text_range(count=count) if count > 0 else ""
        if len(text) != count:  # PDFium left characters out or put some in: ask for each
            codes = (pdfium_c.FPDFText_GetUnicode(self._raw, index) for index in range(count))
            text = "".join(chr(code) if 0 < code < 0x110000 else " " for code in codes)
        self.text = text
        words: list[Word] = []
        for match in WORD.finditer(text):
            first, end = match.span()
            word = self.word(first, end - 1)
            if word.x1 - word.x0 > WIDE * word.size * (end - first) > 0:
                words += self._parts(word)
            elif word.text and word.size > 0:
                words.append(word)
        return words

    def box(self, index: int) -> Box:
        """Where a character stands, in points from the top left of the page as shown."""
        _CHAR_BOX(self._raw, index, self._address)
        left, top, right, bottom = _FOUR(self._rect)
        if self._upright:
            x, y = self._left, self._top
            return left - x, y - top, right - x, y - bottom
        return self._frame.box(left, bottom, right, top)

    def word(self, first: int, last: int) -> Word:
        """The word from one character to another."""
        text = self.text[first : last + 1]
        if not text.isascii() or not text.isprintable():
            hyphen = "-" if text[-1] in (BROKEN_WORD, "\x02") else ""
            text = clean(text) + hyphen
        begin = x0, y0, x1, y1 = self.box(first)
        upright = False
        if last > first and (end := self.box(last)) != begin:
            a0, b0, a1, b1 = end
            if b0 != y0 or b1 != y1:  # not on one line, as hardly ever
                upright = abs(b0 + b1 - y0 - y1) > abs(a0 + a1 - x0 - x1)
                y0, y1 = (b0 if b0 < y0 else y0), (b1 if b1 > y1 else y1)
            x0, x1 = (a0 if a0 < x0 else x0), (a1 if a1 > x1 else x1)
        values = (text, x0, y0, x1, y1, (y0 + y1) / 2, y1 - y0, first, last, upright)
        return tuple.__new__(Word, values)  # its own way costs as much as all before

    def quarter(self, word: Word) -> int:
        """How a word runs on the page as shown: 0 to the right, 1 downwards, 3 upwards."""
        angle = float(pdfium_c.FPDFText_GetCharAngle(self._raw, word.first))
        return int(round(angle / (math.pi / 2)) + self._turns) % 4

    def _parts(self, word: Word) -> list[Word]:
        """The word, or its parts where a wide gap stands in it."""
        words: list[Word] = []
        start, end = word.first, self.box(word.first)[2]
        for index in range(word.first + 1, word.last + 1):
            box = self.box(index)
            if box[0] - end > APART * word.size:
                words.append(self.word(start, index - 1))
                start = index
            end = box[2]
        words.append(self.word(start, word.last))
        return [part for part in words if part.text and part.y1 > part.y0]

    def split(self, word: Word, at: float) -> tuple[Word, Word] | None:
        """The parts of a word left and right of a place; None when all is on one side."""
        for index in range(word.first + 1, word.last + 1):
            box = self.box(index)
            if (box[0] + box[2]) / 2 > at:
                before = self.box(index - 1)
                if (before[0] + before[2]) / 2 > at:
                    return None
                return self.word(word.first, index - 1), self.word(index, word.last)
        return None
