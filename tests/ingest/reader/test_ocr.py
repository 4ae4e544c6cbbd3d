from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from ingest.reader import ReadOptions, ocr, read
from metadata.records import Reading
from tests.ingest.reader.paper import lines, pdf

TEXT = [
    "The measures of the basic plan are reviewed every year.",
    "Eighty-eight measures are grouped under six pillars.",
    "The responsible ministries report on the progress made",
    "and publish the figures in the annual white paper.",
]

needs_tesseract = pytest.mark.skipif(
    "eng" not in (ocr.installed_models() or ()), reason="tesseract with English is not installed"
)


@pytest.fixture
def scanned(tmp_path: Path) -> Callable[..., Path]:
    """A picture of a page of text, as the page of a PDF, turned and with more content if asked."""

    def make(turned: int = 0, texts: list[str] = TEXT) -> Path:
        document = pdfium.PdfDocument(pdf([lines(texts, size=12)]))
        picture = document[0].render(scale=200 / 72, grayscale=True).to_pil()
        body = BytesIO()
        picture.rotate(turned, expand=True).save(body, "PDF", resolution=200)
        path = tmp_path / "scan.pdf"
        path.write_bytes(body.getvalue())
        return path

    return make


def reading_of(path: Path, **options: object) -> Reading:
    return read(path, sha256="0" * 64, options=ReadOptions(**options))  # type: ignore[arg-type]


@needs_tesseract
def test_a_scan_is_read_with_its_confidence(scanned: Callable[..., Path]) -> None:
    reading = reading_of(scanned())
    [page] = reading.pages
    assert page.text.split("\n") == TEXT
    assert (page.text_source, reading.text_status) == ("ocr", "ocr")
    assert 0.8 < page.quality <= 1.0


@needs_tesseract
def test_a_scan_lying_on_its_side_is_read(scanned: Callable[..., Path]) -> None:
    if "osd" not in (ocr.installed_models() or ()):
        pytest.skip("tesseract's orientation model is not installed")
    [page] = reading_of(scanned(turned=90, texts=TEXT * 4)).pages
    assert TEXT[0] in page.text


@needs_tesseract
def test_ocr_gives_the_same_every_time(scanned: Callable[..., Path]) -> None:
    path = scanned()
    assert reading_of(path) == reading_of(path)


def test_a_scan_without_ocr_says_why(scanned: Callable[..., Path]) -> None:
    [page] = reading_of(scanned(), ocr=False).pages
    assert (page.text, page.text_source, page.quality) == ("", "none", 0.0)
    assert "OCR is switched off" in page.reasons


def test_missing_tesseract_names_what_to_install(
    scanned: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "TESSERACT", "no-such-program")
    ocr.installed_models.cache_clear()
    try:
        [page] = reading_of(scanned()).pages
    finally:
        ocr.installed_models.cache_clear()
    assert page.text_source == "none"
    assert any("install tesseract-ocr" in reason for reason in page.reasons)


def test_missing_language_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed_models", lambda: frozenset({"eng"}))
    assert ocr.attempts_for(("ja",)) == (
        [],
        "OCR has no model for this language: install tesseract-ocr-jpn",
    )
    assert ocr.attempts_for(("en",)) == ([("eng", "3")], "")


def test_japanese_is_read_with_latin_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed_models", lambda: frozenset({"eng", "jpn", "jpn_vert"}))
    assert ocr.attempts_for(("ja",)) == ([("jpn+eng", "3"), ("jpn_vert", "5")], "")


def test_ocr_is_not_asked_where_good_text_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "TESSERACT", "no-such-program")
    path = tmp_path / "text.pdf"
    path.write_bytes(pdf([lines(TEXT)]))
    [page] = reading_of(path).pages
    assert (page.text_source, page.quality, page.reasons) == ("text", 1.0, ())
