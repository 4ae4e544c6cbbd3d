"""`add` of the corpus against a plain loop of pdfplumber's extract_text over the same files."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pdfplumber
from pdfminer.pdfparser import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from tests.bench.command import corpus, timed

GROUPS = ("A_text_truth", "B_table_truth", "C_government_docs", "D_cjk", "G_versions")


def measure() -> None:
    """Print pages per second of both, over the groups without scans and broken files."""
    folder = corpus()
    if folder is None:
        print("skipped: set POLICY_CORPUS to a folder of real documents")
        return
    paths = [str(folder / group) for group in GROUPS]
    with TemporaryDirectory() as archive:
        seconds, _ = timed("add", *paths, "--archive", archive, "--workers", "2")
        connection = sqlite3.connect(Path(archive) / "archive.db")
        pages = connection.execute("select count(*) from pages").fetchone()[0]
        connection.close()
    loop_pages, loop_seconds = _plain_loop(
        sorted(p for path in paths for p in Path(path).rglob("*.pdf"))
    )
    ours, theirs = pages / seconds, loop_pages / loop_seconds
    print(f"add, two workers          {pages:5} pages {seconds:7.1f} s {ours:7.1f} pages/s")
    print(f"pdfplumber extract_text   {loop_pages:5} pages {loop_seconds:7.1f} s {theirs:7.1f}")
    print(f"ratio                     {ours / theirs:.1f} times the plain loop")


def _plain_loop(paths: list[Path]) -> tuple[int, float]:
    pages, start = 0, time.perf_counter()
    for path in paths:
        try:
            with pdfplumber.open(path) as pdf:
                for page in pdf.pages:
                    page.extract_text()
                    pages += 1
        except (PDFException, PdfminerException, ValueError, KeyError, TypeError) as error:
            print(f"the plain loop gave up on {path.name}: {type(error).__name__}")
    return pages, time.perf_counter() - start
