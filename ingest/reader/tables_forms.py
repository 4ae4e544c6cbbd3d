"""What is ruled and is no table: forms to be filled in."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.reader.pdfium import Frame
from ingest.reader.tables_grid import Grid
from ingest.reader.tables_view import View
from metadata.records import Box

MOST_FIELDS = 5_000  # annotations of a page that are looked at
FEWEST_FIELDS = 3
FIELDS = 0.5  # of a form's rows have a field to be filled in


def without_forms(grids: Sequence[Grid], page: pdfium.PdfPage, frame: Frame | View) -> list[Grid]:
    """The grids that have no fields to be filled in, or only on few of their rows."""
    fields = list(_fields(page, frame)) if grids else []
    return [grid for grid in grids if not _is_form(grid, fields)]


def _fields(page: pdfium.PdfPage, frame: Frame | View) -> Iterator[Box]:
    """The places of the fields of a form."""
    rect = pdfium_c.FS_RECTF()
    for at in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), MOST_FIELDS)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, at)
        is_field = pdfium_c.FPDFAnnot_GetSubtype(annotation) == pdfium_c.FPDF_ANNOT_WIDGET
        if is_field and pdfium_c.FPDFAnnot_GetRect(annotation, ctypes.byref(rect)):
            yield frame.box(rect.left, rect.bottom, rect.right, rect.top)
        pdfium_c.FPDFPage_CloseAnnot(annotation)


def _is_form(grid: Grid, fields: Sequence[Box]) -> bool:
    x0, y0, x1, y1 = grid.box
    middles = [((a + c) / 2, (b + d) / 2) for a, b, c, d in fields]
    inside = [y for x, y in middles if x0 <= x <= x1 and y0 <= y <= y1]
    rows = {bisect_right(grid.ys, y) for y in inside}
    return len(inside) >= FEWEST_FIELDS and len(rows) >= FIELDS * (len(grid.ys) - 1)
