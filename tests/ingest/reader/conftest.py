from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.reader import ReadOptions
from ingest.reader.document import read
from metadata.records import Reading
from tests.ingest.reader.paper import pdf

ReadBytes = Callable[..., Reading]


@pytest.fixture
def read_bytes(tmp_path: Path) -> ReadBytes:
    """Reads the bytes of a PDF; keyword arguments are options."""

    def reader(body: bytes, **options: object) -> Reading:
        path = tmp_path / "file.pdf"
        path.write_bytes(body)
        chosen = ReadOptions(**{"ocr": False, **options})  # type: ignore[arg-type]
        return read(path, sha256="0" * 64, options=chosen)

    return reader


@pytest.fixture
def read_pages(read_bytes: ReadBytes) -> Callable[[Sequence[str]], Reading]:
    """Reads pages with these content streams."""
    return lambda pages: read_bytes(pdf(pages))
