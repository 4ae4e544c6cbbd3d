"""What a page shows besides its text layer, and how far that layer is mapped to characters."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.reader.pdfium import unchecked

MOST_OBJECTS = 2_000  # looked at: enough to tell a drawing from a blank page
SAMPLE = 120  # characters looked at for their mapping


_has_no_mapping = unchecked(pdfium_c.FPDFText_HasUnicodeMapError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """What is drawn on a page."""

    image_share: float  # of the page's area covered by its largest image, 0 to 1
    drawn: int  # paths, images and forms, as far as it was looked at
    objects: int  # of any kind


def page_surface(page: pdfium.PdfPage, most: int = MOST_OBJECTS) -> Surface:
    """Look at the page's first `most` objects."""
    width, height = page.get_size()
    area = max(width * height, 1.0)
    largest, drawn = 0.0, 0
    objects = max(0, pdfium_c.FPDFPage_CountObjects(page))
    for at in range(min(objects, most)):
        thing = pdfium_c.FPDFPage_GetObject(page, at)
        kind = pdfium_c.FPDFPageObj_GetType(thing)
        drawn += kind != pdfium_c.FPDF_PAGEOBJ_TEXT
        if kind in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM):
            largest = max(largest, _area(thing))
    return Surface(image_share=min(1.0, largest / area), drawn=drawn, objects=objects)


def _area(thing: object) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
        return 0.0
    return max(0.0, right.value - left.value) * max(0.0, top.value - bottom.value)


def unmapped_share(textpage: pdfium.PdfTextPage, count: int) -> float:
    """The share of characters whose fount does not say which characters they are."""
    if count <= 0:
        return 0.0
    step = max(1, count // SAMPLE)
    looked_at = range(0, count, step)
    raw = textpage.raw
    failed = [at for at in looked_at if _has_no_mapping(raw, at) == 1]
    return len(failed) / len(looked_at)
