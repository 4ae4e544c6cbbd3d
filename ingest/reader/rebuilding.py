"""A second chance for files that PDFium refuses: pypdf reads some and writes them anew."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from ingest.reader.catalog import FAILURES

MOST_PAGES = 2_000
LARGEST = 100 * 1024 * 1024  # bytes


def rebuilt(path: Path) -> bytes | None:
    """The file written anew, or None when pypdf cannot make pages of it either."""
    if path.stat().st_size > LARGEST:
        return None
    body = BytesIO()
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted or not 0 < len(reader.pages) <= MOST_PAGES:
            return None
        PdfWriter(clone_from=reader).write(body)
    except FAILURES:
        return None
    return body.getvalue()
