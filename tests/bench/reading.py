"""`add` of the corpus against pdfplumber's extract_text and pdftotext over the same files.

Seconds on the wall and of the processor, side by side in one run: on a machine that others use
too, the second kind tells more. Tables and OCR, which the others do not do, are told apart.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pdfplumber
import pypdfium2 as pdfium
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from ingest.reader.pages import page_of, read_page, text_of
from ingest.reader.tables import find_tables
from tests.bench.command import corpus, timed
from tests.bench.processor import adopt, children, wait_for_orphans

GROUPS = ("A_text_truth", "B_table_truth", "C_government_docs", "D_cjk", "G_versions")
SCANS = "E_scanned"
WORKERS = 2
MOST_CHARACTERS = 400_000  # of a page
SAMPLED = 3  # of so many pages the plain loop reads one: all would take it minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one way of reading took."""

    pages: int
    wall: float  # seconds
    processor: float  # seconds, of all its processes

    def told(self, name: str) -> str:
        """A line of the report."""
        speed = self.pages / self.wall
        return (
            f"{name:31} {self.pages:5} pages {self.wall:7.1f} s {self.processor:7.1f} s of "
            f"processor {speed:7.1f} pages/s"
        )


def measure() -> None:
    """Print what each took, and the ratios."""
    folder = corpus()
    if folder is None:
        print("skipped: set POLICY_CORPUS to a folder of real documents")
        return
    groups = [folder / group for group in GROUPS]
    paths = sorted(path for group in groups for path in group.rglob("*.pdf"))
    ours = _added(groups, scans=False)
    print(ours.told("add, two workers, no OCR"))
    tables = _print_tables(paths)
    loop = _plain_loop(paths)
    print(loop.told("pdfplumber, each third page"))
    print(f"{'':31} {_ratio(ours, loop)} the speed of the plain loop (wanted: 20)")
    if (poppler := _pdftotext(paths, ours.pages)) is not None:
        print(poppler.told("pdftotext, two processes"))
        left = 1 - tables / ours.processor
        apart = replace(ours, wall=ours.wall * left, processor=ours.processor * left)
        print(f"{'':31} {_ratio(poppler, apart)} its time without tables (wanted: at most 3)")
        print(f"{'':31} {_ratio(poppler, ours)} its time with tables")
    print(_added([folder / SCANS], scans=True).told("add of scans, by OCR"))


def _ratio(fast: Measured, slow: Measured) -> str:
    wall = (slow.wall / slow.pages) / (fast.wall / fast.pages)
    processor = (slow.processor / slow.pages) / (fast.processor / fast.pages)
    return f"{wall:.1f} times ({processor:.1f} by processor time)"


def _added(folders: Sequence[Path], *, scans: bool) -> Measured:
    """Import folders into an archive of their own."""
    adopt()
    before = children()
    with TemporaryDirectory() as archive:
        arguments = [*map(str, folders), "--archive", archive, "--workers", str(WORKERS)]
        if scans:
            wall, _ = timed("add", *arguments)
        else:
            with _tesseract_hidden():
                wall, _ = timed("add", *arguments)
        connection = sqlite3.connect(Path(archive) / "archive.db")
        pages = connection.execute("select count(*) from pages").fetchone()[0]
        connection.close()
    wait_for_orphans()
    return Measured(pages=pages, wall=wall, processor=children() - before)


@contextmanager
def _tesseract_hidden() -> Iterator[None]:
    """No programs on the path: the others do no OCR either."""
    path = os.environ["PATH"]
    os.environ["PATH"] = os.devnull
    try:
        yield
    finally:
        os.environ["PATH"] = path


def _print_tables(paths: Sequence[Path]) -> float:
    """Print what the search for tables costs a page; returns its seconds in all."""
    text, spent = 0.0, {True: [0, 0.0], False: [0, 0.0]}
    for path in paths:
        try:
            document = pdfium.PdfDocument(path)
        except pdfium.PdfiumError:
            continue
        for number in range(1, len(document) + 1):
            start = time.process_time()
            with page_of(document, number) as page, text_of(page) as textpage:
                draft = read_page(document, page, textpage, number, MOST_CHARACTERS)
                middle = time.process_time()
                believed = textpage is not None and draft.source == "text"
                found = find_tables(page, textpage, number=number) if believed else ()
            text += middle - start
            of_kind = spent[bool(found)]
            of_kind[0] += 1
            of_kind[1] += time.process_time() - middle
        document.close()
    pages = sum(int(count) for count, _ in spent.values())
    print(f"{'text of a page, one process':31} {1000 * text / pages:.1f} ms")
    for some, (count, seconds) in spent.items():
        which = "pages with tables" if some else "pages without (wanted: at most 5)"
        cost = 1000 * seconds / max(count, 1)
        print(f"{'search for tables beyond text':31} {cost:.1f} ms on {int(count)} {which}")
    return sum(seconds for _, seconds in spent.values())


def _plain_loop(paths: Sequence[Path]) -> Measured:
    """Every third page of each file, beginning with its first."""
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it finds wrong is no figure
    pages, start, before = 0, time.perf_counter(), time.process_time()
    for path in paths:
        try:
            with pdfplumber.open(path) as pdf:
                for page in pdf.pages[::SAMPLED]:
                    page.extract_text()
                    pages += 1
        except (PDFException, PdfminerException, ValueError, KeyError, TypeError) as error:
            print(f"the plain loop gave up on {path.name}: {type(error).__name__}")
    wall, processor = time.perf_counter() - start, time.process_time() - before
    return Measured(pages=pages, wall=wall, processor=processor)


def _pdftotext(paths: Sequence[Path], pages: int) -> Measured | None:
    """The same files through poppler, two at a time; None where it cannot be installed."""
    if not shutil.which("pdftotext"):
        as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "poppler-utils"]
        with open(os.devnull, "wb") as nowhere:
            subprocess.run([*as_root, *install], check=False, stdout=nowhere, stderr=nowhere)
    if not shutil.which("pdftotext"):
        print("pdftotext: skipped, poppler-utils is not installed and could not be")
        return None
    start, before = time.perf_counter(), children()
    with ThreadPoolExecutor(WORKERS) as threads:
        list(threads.map(_run_pdftotext, paths))
    wall = time.perf_counter() - start
    return Measured(pages=pages, wall=wall, processor=children() - before)


def _run_pdftotext(path: Path) -> None:
    subprocess.run(["pdftotext", str(path), "-"], check=False, capture_output=True)
