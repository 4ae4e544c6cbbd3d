"""Vertical Japanese: columns of characters, read from right to left, in bands from top to bottom.

PDFium keeps the order of the file, which for vertical text is often not the order of reading,
and may break a column into single characters; so these pages are read character by character.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.reader.cleaning import clean
from ingest.reader.drafts import Line
from ingest.reader.pdfium import Frame
from metadata.records import Box

CJK = re.compile(r"[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60]")
TALL = 0.7  # of a region's height: such a column divides what is right and left of it
BAND_GAP = 0.5  # times the size: white space between two bands of columns
MANY = 0.4  # of the page's lines: it is a vertical page


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """One character and its box."""

    text: str
    box: Box

    @property
    def middle(self) -> float:
        """The middle across, in points."""
        return (self.box[0] + self.box[2]) / 2


def looks_vertical(lines: Sequence[Line]) -> bool:
    """Whether most lines of a page are columns, or characters stacked below each other."""
    vertical = 0
    japanese = [line for line in lines if CJK.search(line.text)]
    before: Line | None = None
    for line in japanese:
        width, height = line.box[2] - line.box[0], line.box[3] - line.box[1]
        tall = len(line.text) > 2 and height > 2 * width
        stacked = before is not None and len(line.text) <= 3 and _below(before.box, line.box)
        vertical += tall or stacked
        before = line
    return vertical > 2 and vertical >= MANY * len(japanese)


def vertical_lines(textpage: pdfium.PdfTextPage, frame: Frame, count: int) -> list[Line]:
    """The lines of a vertical page in reading order; what is printed across stays a line too."""
    glyphs = _glyphs(textpage, frame, count)
    if not glyphs:
        return []
    size = median(max(g.box[3] - g.box[1], g.box[2] - g.box[0]) for g in glyphs) or 1.0
    columns = [_line(run) for run in _joined(_runs(glyphs, size), size)]
    return _ordered([column for column in columns if column.text], size)


def _glyphs(textpage: pdfium.PdfTextPage, frame: Frame, count: int) -> list[Glyph]:
    glyphs = []
    rect = pdfium_c.FS_RECTF()
    for index in range(count):
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        text = chr(code) if 32 < code < 0x110000 else ""
        if not text or text.isspace() or not clean(text):
            continue
        pdfium_c.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(rect))
        box = frame.box(rect.left, rect.bottom, rect.right, rect.top)
        glyphs.append(Glyph(text=text, box=box))
    return glyphs


def _runs(glyphs: Sequence[Glyph], size: float) -> list[list[Glyph]]:
    """Glyphs that follow each other downwards, or across, as the file has them."""
    runs: list[list[Glyph]] = []
    downwards: bool | None = None
    for glyph in glyphs:
        last = runs[-1][-1] if runs else None
        down = last is not None and _follows_down(last, glyph, size)
        across = last is not None and not down and _follows_across(last, glyph, size)
        if last is not None and ((down and downwards is not False) or (across and not downwards)):
            runs[-1].append(glyph)
            downwards = down
        else:
            runs.append([glyph])
            downwards = None
    return runs


def _follows_down(a: Glyph, b: Glyph, size: float) -> bool:
    gap = b.box[1] - a.box[3]
    return abs(b.middle - a.middle) < 0.5 * size and -0.5 * size < gap < size


def _follows_across(a: Glyph, b: Glyph, size: float) -> bool:
    shared = min(a.box[3], b.box[3]) - max(a.box[1], b.box[1])
    gap = b.box[0] - a.box[2]
    return shared > 0.5 * min(a.box[3] - a.box[1], b.box[3] - b.box[1]) and abs(gap) < 0.5 * size


def _joined(runs: Sequence[list[Glyph]], size: float) -> list[list[Glyph]]:
    """Pieces of one column put together: small figures set across do not end it."""
    columns: list[list[Glyph]] = []
    for run in runs:
        last = columns[-1] if columns else None
        if last is not None and _is_column_piece(run, size) and _is_column_piece(last, size):
            above, below = _box(last), _box(run)
            middle = (above[0] + above[2] - below[0] - below[2]) / 2
            if abs(middle) < 0.5 * size and -0.5 * size < below[1] - above[3] < 1.5 * size:
                last.extend(run)
                continue
        columns.append(list(run))
    return columns


def _is_column_piece(run: Sequence[Glyph], size: float) -> bool:
    box = _box(run)
    return box[2] - box[0] < 1.6 * size


def _line(run: Sequence[Glyph]) -> Line:
    box = _box(run)
    vertical = len(run) > 1 and box[3] - box[1] > box[2] - box[0]
    size = median(max(g.box[3] - g.box[1], g.box[2] - g.box[0]) for g in run)
    text = clean("".join(glyph.text for glyph in run))
    return Line(text=text, box=box, size=round(size, 1), vertical=vertical)


def _box(run: Sequence[Glyph]) -> Box:
    return (
        min(g.box[0] for g in run),
        min(g.box[1] for g in run),
        max(g.box[2] for g in run),
        max(g.box[3] for g in run),
    )


def _ordered(lines: Sequence[Line], size: float) -> list[Line]:
    """Bands from the top, columns from the right; a tall column divides its band."""
    if len(lines) < 2:
        return list(lines)
    bands = _bands(lines, BAND_GAP * size)
    if len(bands) > 1:
        return [line for band in bands for line in _ordered(band, size)]
    if not any(line.vertical for line in lines):
        return sorted(lines, key=lambda line: (round(line.box[1] / size), line.box[0]))
    height = max(line.box[3] for line in lines) - min(line.box[1] for line in lines)
    tall = [line for line in lines if line.box[3] - line.box[1] > TALL * height]
    if tall and len(tall) < len(lines):
        first = max(tall, key=lambda line: line.box[2])
        right = [line for line in lines if line is not first and _middle(line) > _middle(first)]
        left = [line for line in lines if line is not first and _middle(line) <= _middle(first)]
        return [*_ordered(right, size), first, *_ordered(left, size)]
    return sorted(lines, key=lambda line: (-round(_middle(line) / (0.5 * size)), line.box[1]))


def _bands(lines: Sequence[Line], gap: float) -> list[list[Line]]:
    bands: list[list[Line]] = []
    bottom = 0.0
    for line in sorted(lines, key=lambda line: line.box[1]):
        if bands and line.box[1] < bottom + gap:
            bands[-1].append(line)
        else:
            bands.append([line])
        bottom = max(bottom, line.box[3])
    return bands


def _middle(line: Line) -> float:
    return (line.box[0] + line.box[2]) / 2


def _below(a: Box, b: Box) -> bool:
    size = max(b[3] - b[1], b[2] - b[0])
    return abs(a[0] + a[2] - b[0] - b[2]) < size and -0.5 * size < b[1] - a[3] < size
