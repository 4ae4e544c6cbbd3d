"""Draws a page and finds words on it. Runs in a confined process, see `images.py`."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Self

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops

from ingest.reader.pdfium import Frame, opened
from metadata.errors import DamagedError
from metadata.records import Box

NARROWEST, WIDEST = 16, 4_000  # pixels
TALLEST = 12_000  # pixels; a page taller than that is drawn narrower
LARGEST_SCALE = 4.0  # pixels a point when a part of a page is drawn
THINNEST = 8.0  # points: no part of a page is drawn narrower or lower
COLOURS = 64  # of a page with coloured text or drawings
PHOTO_COLOURS = 4_096  # distinct colours; a page of text and rules, smoothed, has fewer
MAX_BOXES = 500
BROKEN = ("\ufffe", "\u00ad", "\x02")  # what a hyphen at the end of a line may be
HYPHENS = ("-", "\u2010", "\u2011", *BROKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A picture of a page."""

    body: bytes
    media_type: str  # image/png for text and drawings, image/jpeg for photographs and scans


def draw(path: Path, number: int, width: int) -> Rendered:
    """Draw one page. Raises ReadError."""
    with opened(path) as document:
        page = loaded(document, path, number)
        page_width, page_height = page.get_size()
        scale = max(NARROWEST, min(width, WIDEST)) / max(page_width, 1)
        scale = min(scale, TALLEST / max(page_height, 1))
        bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
        return encoded(bitmap.to_pil())


def draw_box(path: Path, number: int, width: int, box: Box) -> Rendered:
    """Draw what stands in a box of one page, at most `width` pixels wide. Raises ReadError."""
    with opened(path) as document:
        page = loaded(document, path, number)
        x0, y0, x1, y1 = _within(box, page.get_size())
        across = max(NARROWEST, min(width, WIDEST)) / (x1 - x0)
        scale = min(across, LARGEST_SCALE, TALLEST / (y1 - y0))
        page_width, page_height = page.get_size()
        sides = (x0, page_height - y1, page_width - x1, y0)
        bitmap = page.render(scale=scale, crop=sides, rev_byteorder=True, prefer_bgrx=False)
        return encoded(bitmap.to_pil())


def _within(box: Box, size: tuple[float, float]) -> Box:
    """The box cut to the page, and not thinner than can be seen."""
    sides = []
    for low, high, most in ((box[0], box[2], size[0]), (box[1], box[3], size[1])):
        thinnest = min(THINNEST, most)
        low = max(0.0, min(low, most - thinnest))
        sides.append((low, max(low + thinnest, min(high, most))))
    return (sides[0][0], sides[1][0], sides[0][1], sides[1][1])


def encoded(image: Image.Image) -> Rendered:
    """PNG of few colours where that is sharp and small, JPEG where it would be neither."""
    image = image.convert("RGB")
    body = BytesIO()
    if image.resize((256, 256), Image.Resampling.NEAREST).getcolors(PHOTO_COLOURS) is None:
        image.save(body, "JPEG", quality=75)
        return Rendered(body=body.getvalue(), media_type="image/jpeg")
    if is_grey(image):
        few_greys(image).save(body, "PNG", bits=4)
    else:
        few = image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(body, "PNG")
    return Rendered(body=body.getvalue(), media_type="image/png")


def is_grey(image: Image.Image) -> bool:
    """Whether a picture has no colour."""
    red, green, blue = image.split()
    differences = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return all(difference.getextrema() == (0, 0) for difference in differences)


def few_greys(image: Image.Image) -> Image.Image:
    """A grey picture in sixteen steps from black to white."""
    steps = image.convert("L").point([round(value / 17) for value in range(256)])
    grey = Image.frombytes("P", steps.size, steps.tobytes())
    grey.putpalette([step * 17 for step in range(16) for _ in range(3)])
    return grey


def loaded(document: pdfium.PdfDocument, path: Path, number: int) -> pdfium.PdfPage:
    """Page `number` (from 1) of a document. Raises DamagedError."""
    if not 1 <= number <= len(document):
        raise DamagedError(
            f"Page {number} of {path.name}: it has {len(document)} pages. Name one of them."
        )
    try:
        return document[number - 1]
    except pdfium.PdfiumError as error:
        raise DamagedError(
            f"Page {number} of {path.name}: it could not be loaded ({error}). "
            "Look at the other pages, or fetch the file again."
        ) from None


def boxes_of(path: Path, number: int, words: Sequence[str]) -> tuple[Box, ...]:
    """The boxes of the words on one page, one for each line they stand on. Raises ReadError."""
    with opened(path) as document:
        page = loaded(document, path, number)
        textpage = page.get_textpage()
        frame = Frame(page)
        folded = Folded.of(textpage)
        found: list[Box] = []
        for word in words:
            for places in folded.find(word):
                found += line_boxes(textpage, frame, places)
        return tuple(dict.fromkeys(found))[:MAX_BOXES]


def places_of(path: Path, number: int, phrase: str) -> tuple[tuple[Box, ...], ...]:
    """Each occurrence of a phrase on one page, as one box a line. Raises ReadError."""
    with opened(path) as document:
        page = loaded(document, path, number)
        textpage = page.get_textpage()
        frame = Frame(page)
        found = Folded.of(textpage).find(phrase)
        return tuple(tuple(line_boxes(textpage, frame, places)) for places in found)[:MAX_BOXES]


def fold(text: str) -> str:
    """What is compared: width and case made one, white space and hyphens gone."""
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in kept if not c.isspace() and c not in HYPHENS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A page's folded text, and where each of its characters comes from."""

    text: str
    places: tuple[int, ...]  # index in the page of each character
    starts: frozenset[int]  # where a word starts

    @classmethod
    def of(cls, textpage: pdfium.PdfTextPage) -> Self:
        """Fold the text of a page."""
        parts: list[str] = []
        places: list[int] = []
        starts: set[int] = set()
        fresh, broken = True, False
        for index in range(textpage.count_chars()):
            code = pdfium_c.FPDFText_GetUnicode(textpage, index)
            character = chr(code) if 0 < code < 0x110000 else ""
            parts.append(fold(character))
            if fresh and _is_letter(parts[-1]):
                starts.add(len(places))
            broken = character in BROKEN or (broken and character.isspace())
            fresh = not _is_letter(parts[-1]) and not broken
            places += [index] * len(parts[-1])
        return cls(text="".join(parts), places=tuple(places), starts=frozenset(starts))

    def find(self, word: str) -> Iterator[tuple[int, ...]]:
        """The places of each occurrence; a word of letters is found from its start on."""
        wanted = fold(word)
        inside = not _is_letter(wanted)
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            if inside or at in self.starts:
                yield self.places[at : at + len(wanted)]
            at = self.text.find(wanted, at + 1)


def _is_letter(folded: str) -> bool:
    """Whether a folded text starts with a letter or digit of a script that separates words."""
    return bool(folded) and folded[0].isalnum() and folded[0] < "\u2e80"


def line_boxes(textpage: pdfium.PdfTextPage, frame: Frame, places: Sequence[int]) -> list[Box]:
    """The characters' boxes, those of one line joined."""
    boxes: list[Box] = []
    rect = pdfium_c.FS_RECTF()
    for index in places:
        pdfium_c.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(rect))
        box = frame.box(rect.left, rect.bottom, rect.right, rect.top)
        if boxes and _adjoins(boxes[-1], box):
            last = boxes[-1]
            boxes[-1] = (
                min(last[0], box[0]), min(last[1], box[1]),
                max(last[2], box[2]), max(last[3], box[3]),
            )  # fmt: skip
        else:
            boxes.append(box)
    return boxes


def _adjoins(a: Box, b: Box) -> bool:
    """Whether b goes on where a ends, along the line or down the column."""
    size = max(b[3] - b[1], b[2] - b[0], 1.0)
    across = min(a[3], b[3]) - max(a[1], b[1]) > 0.4 * (b[3] - b[1]) and abs(b[0] - a[2]) < 2 * size
    down = min(a[2], b[2]) - max(a[0], b[0]) > 0.6 * (b[2] - b[0]) and abs(b[1] - a[3]) < 0.5 * size
    return across or down
