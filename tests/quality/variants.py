"""The same document printed another way: its tables must not change.

Other producers print words without spaces between them, in another order, lines as thin areas,
pages of another size, or turned.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable

import pypdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.reader.pdfium import Frame
from ingest.reader.tables_rules import page_rules
from ingest.reader.tables_words import Letters, Word

ASCENT, HEIGHT = 0.9, 1.1  # of a fount's size: above the baseline, and from top to bottom


def _each(body: bytes, change: Callable[[pypdf.PageObject], None]) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(body))
    for page in writer.pages:
        change(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def saved_again(body: bytes) -> bytes:
    return _each(body, lambda page: page.compress_content_streams())


def smaller(body: bytes) -> bytes:
    return _each(body, lambda page: page.scale_by(0.7))


def larger(body: bytes) -> bytes:
    return _each(body, lambda page: page.scale_by(1.4))


def shifted(body: bytes) -> bytes:
    """Everything moved, the page's box too."""

    def change(page: pypdf.PageObject) -> None:
        page.add_transformation(pypdf.Transformation().translate(37.3, -52.9))
        for box in (page.mediabox, page.cropbox):
            x0, y0, x1, y1 = (float(value) for value in box)
            box.lower_left, box.upper_right = (x0 + 37.3, y0 - 52.9), (x1 + 37.3, y1 - 52.9)

    return _each(body, change)


def turned(body: bytes) -> bytes:
    """Printed on its side, and turned for the one who reads it."""

    def change(page: pypdf.PageObject) -> None:
        _lay_down(page)
        page.rotate(90)

    return _each(body, change)


def sideways(body: bytes) -> bytes:
    """Printed on its side, as wide tables are, and not turned."""

    return _each(body, _lay_down)


def _lay_down(page: pypdf.PageObject) -> None:
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    x0, y0 = float(page.mediabox.left), float(page.mediabox.bottom)
    move = pypdf.Transformation().translate(-x0, -y0).rotate(90).translate(height, 0)
    page.add_transformation(move)
    for box in (page.mediabox, page.cropbox):
        box.lower_left, box.upper_right = (0, 0), (height, width)


def reprinted(body: bytes, *, font: bytes = b"Helvetica", by_column: bool = True) -> bytes:
    """Each word a text of its own in another fount, no spaces, lines as thin areas."""
    source, target = pdfium.PdfDocument(body), pdfium.PdfDocument.new()
    loaded = pdfium_c.FPDFText_LoadStandardFont(target.raw, font)
    for page in source:
        frame = Frame(page)
        letters = Letters(page, page.get_textpage(), frame)
        sheet = target.new_page(frame.width, frame.height)
        _areas(sheet, page_rules(page, frame))
        words = letters.words(100_000)
        if by_column:
            words.sort(key=lambda word: (word.x0 // 50, word.y0))
        for word in words:
            _print(target, sheet, loaded, word)
        sheet.gen_content()
    out = io.BytesIO()
    target.save(out)
    return out.getvalue()


def _areas(sheet: pdfium.PdfPage, rules: object) -> None:
    boxes = [(*box, 220) for box in rules.shades]  # type: ignore[attr-defined]
    for rule in rules.horizontal:  # type: ignore[attr-defined]
        boxes.append((rule.start, rule.at - 0.3, rule.end, rule.at + 0.3, 0))
    for rule in rules.vertical:  # type: ignore[attr-defined]
        boxes.append((rule.at - 0.3, rule.start, rule.at + 0.3, rule.end, 0))
    height = sheet.get_height()
    for x0, y0, x1, y1, grey in boxes:
        area = pdfium_c.FPDFPageObj_CreateNewRect(x0, height - y1, x1 - x0, y1 - y0)
        pdfium_c.FPDFPageObj_SetFillColor(area, grey, grey, grey, 255)
        pdfium_c.FPDFPath_SetDrawMode(area, pdfium_c.FPDF_FILLMODE_ALTERNATE, False)
        pdfium_c.FPDFPage_InsertObject(sheet.raw, area)


def _print(target: pdfium.PdfDocument, sheet: pdfium.PdfPage, font: object, word: Word) -> None:
    text = word.text.encode("cp1252", "replace").decode("cp1252")
    size = word.size / HEIGHT
    made = pdfium_c.FPDFPageObj_CreateTextObj(target.raw, font, size)
    encoded = (text + "\0").encode("utf-16-le")
    pdfium_c.FPDFText_SetText(made, ctypes.cast(encoded, ctypes.POINTER(ctypes.c_ushort)))
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium_c.FPDFPageObj_GetBounds(
        made, *(ctypes.byref(value) for value in (left, bottom, right, top))
    )
    wide = (right.value - left.value) or 1.0
    scale = (word.x1 - word.x0) / wide
    base = sheet.get_height() - (word.y0 + ASCENT * size)
    pdfium_c.FPDFPageObj_Transform(made, scale, 0, 0, 1, word.x0, base)
    pdfium_c.FPDFPage_InsertObject(sheet.raw, made)


VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "saved again": saved_again,
    "smaller": smaller,
    "larger": larger,
    "shifted": shifted,
    "turned": turned,
    "sideways": sideways,
    "reprinted": reprinted,
}
