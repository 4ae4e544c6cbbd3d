"""The door to PDFium: opens documents and pages, and translates its errors into ours."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.reader.rebuilding import rebuilt
from ingest.reader.salvage import salvaged
from metadata.errors import DamagedError, EncryptedError, ReadError
from metadata.records import Box

HEADER_WITHIN = 1024  # bytes; what readers forgive before "%PDF-"
LOOKED_AT = 20  # pages of a mended file, of which one must be there
LOOKED_THROUGH = 64 * 1024 * 1024  # bytes, of a file that is not opened


def unchecked(function: Any) -> Callable[..., Any]:
    """A function of PDFium without the checks of its arguments, which cost four times the call.

    Give it whole numbers and what ctypes takes for a pointer, in their order: a wrong one ends
    the process.
    """
    prototype = ctypes.PYFUNCTYPE(function.restype)
    return prototype(ctypes.cast(function, ctypes.c_void_p).value or 0)


@contextmanager
def opened(path: Path, passwords: Sequence[str] = ()) -> Iterator[pdfium.PdfDocument]:
    """Open a document, trying the passwords in turn.

    Raises EncryptedError, or DamagedError when PDFium cannot make a document of it.
    """
    document = _open(path, passwords)
    try:
        yield document
    finally:
        document.close()


class RebuiltDocument(pdfium.PdfDocument):  # type: ignore[misc]
    """A document that PDFium refused as it was and opened after a repair."""


def _open(path: Path, passwords: Sequence[str]) -> pdfium.PdfDocument:
    failure: ReadError | None = None
    for password in (None, *passwords):
        try:
            return pdfium.PdfDocument(path, password=password)
        except pdfium.PdfiumError as error:
            failure = _translated(error, path, len(passwords))
            if not isinstance(failure, EncryptedError):
                return _rebuilt(path, failure)
        except FileNotFoundError:
            raise DamagedError(
                f"Reading {path.name}: the file is not there. Run `verify` to find what is missing."
            ) from None
    raise failure or DamagedError(f"Reading {path.name}: it could not be opened.")


def _rebuilt(path: Path, failure: ReadError) -> pdfium.PdfDocument:
    anew = rebuilt(path)
    for body in chain([anew] if anew else [], salvaged(path)):
        with suppress(pdfium.PdfiumError):
            document = RebuiltDocument(body)
            if any(_has_page(document, at) for at in range(min(len(document), LOOKED_AT))):
                return document
    raise failure


def _has_page(document: pdfium.PdfDocument, at: int) -> bool:
    try:
        document[at].close()
    except pdfium.PdfiumError:
        return False
    return True


def _translated(error: pdfium.PdfiumError, path: Path, passwords: int) -> ReadError:
    code = getattr(error, "err_code", None)
    with path.open("rb") as file:
        body = file.read(LOOKED_THROUGH)
    if b"/Encrypt" not in body:
        code = None  # left over from another file: PDFium does not always say why it fails
    if code == pdfium_c.FPDF_ERR_PASSWORD:
        tried = f"{passwords} configured passwords do not open it" if passwords else "none is known"
        return EncryptedError(
            f"Reading {path.name}: it asks for a password and {tried}. "
            "Add the right one under `passwords` and read it again."
        )
    if code == pdfium_c.FPDF_ERR_SECURITY:
        return EncryptedError(
            f"Reading {path.name}: it is encrypted in a way that is not supported. "
            "Ask the publisher for an open copy."
        )
    if not body:
        return DamagedError(f"Reading {path.name}: the file is empty. Fetch it again.")
    if b"%PDF" not in body[:HEADER_WITHIN]:
        return DamagedError(
            f"Reading {path.name}: no %PDF header in its first {HEADER_WITHIN} bytes; "
            "this is something else under the name of a PDF. Look at the publisher's page."
        )
    return DamagedError(
        f"Reading {path.name}: its structure is broken beyond repair. "
        "Fetch it again or ask the publisher for a whole copy."
    )


class Frame:
    """Turns PDFium's coordinates into points from the top left of the page as it is shown."""

    __slots__ = ("_bottom", "_left", "_right", "_top", "_turns", "height", "width")

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.width, self.height = page.get_size()
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._turns = page.get_rotation() // 90

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The box of a rectangle in PDF space, rounded to a hundredth of a point."""
        if not self._turns and left <= right and bottom <= top:
            return (
                round(left - self._left, 2),
                round(self._top - top, 2),
                round(right - self._left, 2),
                round(self._top - bottom, 2),
            )
        if not self._turns:
            a, b = (left - self._left, self._top - top), (right - self._left, self._top - bottom)
        else:
            a, b = self._point(left, top), self._point(right, bottom)
        return (
            round(min(a[0], b[0]), 2),
            round(min(a[1], b[1]), 2),
            round(max(a[0], b[0]), 2),
            round(max(a[1], b[1]), 2),
        )

    def height_of(self, left: float, bottom: float, right: float, top: float) -> float:
        """How high a rectangle in PDF space is on the page as it is shown."""
        return abs(right - left) if self._turns % 2 else abs(top - bottom)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        if self._turns == 1:
            return y - self._bottom, x - self._left
        if self._turns == 2:
            return self._right - x, y - self._bottom
        return self._top - y, self._right - x
