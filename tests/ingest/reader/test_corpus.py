"""The reader against real documents: pinned floors that may rise freely and fall only by hand."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from ingest.reader import ReadOptions
from ingest.reader.document import read
from ingest.workers import Job, ReaderPool, ReadLimits
from metadata.errors import EncryptedError, ReadError
from metadata.records import Reading
from tests.ingest.reader.likeness import edit_distance

pytestmark = pytest.mark.corpus

CHARACTERS = 0.99  # right, of a published benchmark's paper
PASSWORDS = ("asdfzxcv", "foo", "test", "openpassword")
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}


def reading_of(path: Path) -> Reading:
    return read(path, sha256="0" * 64, options=ReadOptions(ocr=False))


def normalised(text: str) -> str:
    for ligature, letters in LIGATURES.items():
        text = text.replace(ligature, letters)
    return re.sub(r"(\w)-\n(\w)", r"\1\2", text)


def grams(text: str) -> set[str]:
    solid = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return {solid[at : at + 8] for at in range(len(solid) - 7)}


def test_the_published_measure(corpus: Path) -> None:
    path = corpus / "A_text_truth" / "bench_1601.03642.pdf"
    truth = normalised(path.with_suffix(".txt").read_text())
    text = normalised("\n\n".join(page.text for page in reading_of(path).pages))
    assert 1 - edit_distance(text, truth) / max(len(text), len(truth)) >= CHARACTERS


def test_no_document_loses_text_that_its_layer_holds(corpus: Path) -> None:
    compared = 0
    for path in sorted([*corpus.glob("A_text_truth/**/*.pdf"), *corpus.glob("D_cjk/*.pdf")]):
        truths = [path.with_suffix(".txt"), path.with_suffix(".docx.txt")]
        truth = next((file for file in truths if file.exists()), None)
        if truth is None:
            continue
        wanted = grams(truth.read_text())
        raw = grams(
            "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(path))
        )
        ours = grams("".join(page.text for page in reading_of(path).pages))
        assert len(wanted & ours) >= len(wanted & raw), path.name
        compared += 1
    assert compared >= 8


def test_every_file_is_read_or_refused_with_a_reason(corpus: Path) -> None:
    paths = sorted(p for p in corpus.rglob("*") if p.suffix in (".pdf", ".fuzz"))
    jobs = [Job(sha256=str(p), path=p, options=ReadOptions(ocr=False)) for p in paths]
    with ReaderPool(2, ReadLimits()) as pool:
        results = {job.path: result for job, result in pool.read_all(jobs)}
    assert list(results) == paths
    for path, result in results.items():
        if isinstance(result, ReadError):
            assert path.name in result.message
            continue
        assert result.pages, path.name
        for page in result.pages:
            assert "(cid:" not in page.text
            assert unicodedata.is_normalized("NFC", page.text)
            assert page.text or page.running or page.reasons, (path.name, page.number)
    for path, pages in opened_by_pdfium(corpus / "F_malformed").items():
        if isinstance(result := results[path], Reading):
            assert len(result.pages) == pages, path.name
        else:
            assert "pages could be loaded" in result.message, path.name


def opened_by_pdfium(folder: Path) -> dict[Path, int]:
    """The files that PDFium was found to open, with their number of pages."""
    with (folder / "MANIFEST.csv").open(newline="") as file:
        rows = [(row["filename"], row["checked"]) for row in csv.DictReader(file)]
    found = {folder / name: re.search(r"pdfium:(\d+)p", checked) for name, checked in rows}
    return {path: int(pages[1]) for path, pages in found.items() if pages}


def test_encrypted_files_open_with_their_passwords(corpus: Path) -> None:
    folder = corpus / "F_malformed" / "encrypted"
    options = ReadOptions(ocr=False, passwords=PASSWORDS)
    for path in sorted(folder.glob("*.pdf")):
        assert read(path, sha256="0" * 64, options=options).pages, path.name
    with pytest.raises(EncryptedError, match="password"):
        reading_of(folder / "r6-user-password.pdf")
