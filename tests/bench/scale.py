"""What 1, 10 and 100 million documents would take, from what is measured here.

    python -m tests.bench.scale

Measured: processor time to read and store real documents and to read scans, bytes of the database
by what they are for, and how long a search takes in archives of three sizes. From that, and from a
simulation of polite crawling over publishers of very unequal size, hours, cores, bytes and money.
Prices are round figures of rented machines and object stores; change them here.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.search import match_query
from archive.web.queries_search import find
from archive.web.search_scope import Scope
from tests.bench.command import corpus
from tests.bench.library import multiply
from tests.bench.processor import spent

SIZES = (1_000_000, 10_000_000, 100_000_000)  # documents
ARCHIVES = (5_000, 20_000, 80_000)  # pages of the archives that are searched
PAGES = 12  # of a document
MEGABYTES = 1.0  # of a document
SCANNED = 0.05  # of all pages
HOSTS_A_MILLION = 1_000  # publishers for a million documents
DELAY = 1.0  # seconds between two requests to one publisher
WORDS = ("measures", '"the results"', "対策", "policy AND access", "verif*")
CORE_HOUR, TERABYTE_MONTH = 0.04, 23.0  # dollars
PATIENCE = 1_000.0  # ms that a search may take before another engine has to take over


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What this machine says; seconds of processor time, bytes."""

    page: float  # to read and store a page
    scan: float  # to read a scanned page
    kept: dict[str, float]  # bytes of the database a page, by purpose
    searches: tuple[tuple[int, float], ...]  # pages of the archive, ms of a search

    def search(self, pages: float) -> float:
        """Milliseconds of a search among so many pages, along the line through the measured."""
        slope, start = statistics.linear_regression(*zip(*self.searches, strict=True))
        return max(0.0, start) + slope * pages

    def most_pages(self) -> float:
        """How many pages may be searched within PATIENCE."""
        slope, start = statistics.linear_regression(*zip(*self.searches, strict=True))
        return (PATIENCE - max(0.0, start)) / slope


def measure() -> None:
    """Measure, then print what follows."""
    folder = corpus()
    if folder is None:
        raise SystemExit("POLICY_CORPUS names no folder of real documents: nothing to measure.")
    with TemporaryDirectory() as name:
        measured = _measured(folder, Path(name))
    print(f"a page is read and stored in {1000 * measured.page:.0f} ms of one core, a scanned one"
          f" in {measured.scan:.1f} s")  # fmt: skip
    for purpose, size in measured.kept.items():
        print(f"{purpose:12} {size:8,.0f} bytes of the database a page")
    for pages, milliseconds in measured.searches:
        print(f"a search among {pages:7,} pages {milliseconds:8.1f} ms")
    print(f"a search takes {PATIENCE:.0f} ms at {measured.most_pages() / 1e6:.1f} million pages")
    _print_sizes(measured)


def _print_sizes(measured: Measured) -> None:
    for title, figure in _figures(measured).items():
        print(f"{title:44}" + "".join(f"{figure(size):>14,.1f}" for size in SIZES))


def _figures(measured: Measured) -> dict[str, Callable[[int], float]]:
    """By what it is, a function of the number of documents."""
    database = sum(measured.kept.values())
    text = measured.page * (1 - SCANNED) + measured.scan * SCANNED

    def hours(documents: int) -> float:
        return documents * PAGES * text / 3600

    return {
        "million documents": lambda n: n / 1e6,
        "pages, million": lambda n: n * PAGES / 1e6,
        "reading, core hours": hours,
        "... of these for scans": lambda n: n * PAGES * SCANNED * measured.scan / 3600,
        "reading, dollars": lambda n: hours(n) * CORE_HOUR,
        "days on 64 cores": lambda n: hours(n) / 64 / 24,
        "files, TB": lambda n: n * MEGABYTES / 1e6,
        "files, dollars a month": lambda n: n * MEGABYTES / 1e6 * TERABYTE_MONTH,
        "database, GB": lambda n: n * PAGES * database / 1e9,
        "one database: a search, s": lambda n: measured.search(n * PAGES) / 1000,
        "archives so that a search takes 1 s": lambda n: max(1, n * PAGES / measured.most_pages()),
        "publishers": _hosts,
        "first crawl, days": lambda n: crawl_seconds(n, _hosts(n)) / 86_400,
        "... by connections at once": lambda n: busy_hosts(n, _hosts(n)),
        "nightly check of all, hours": lambda n: crawl_seconds(n, _hosts(n)) / 3600,
    }


def _hosts(documents: int) -> int:
    return documents * HOSTS_A_MILLION // 1_000_000


def shares(documents: int, hosts: int) -> list[float]:
    """How many documents each publisher has: the n-th has 1/n of what the first has (Zipf)."""
    whole = sum(1 / at for at in range(1, hosts + 1))
    return [documents / at / whole for at in range(1, hosts + 1)]


def crawl_seconds(documents: int, hosts: int) -> float:
    """Until the largest publisher is through, at one request for each DELAY and publisher."""
    return max(shares(documents, hosts)) * DELAY


def busy_hosts(documents: int, hosts: int) -> float:
    """How many publishers are at work at a time, over the whole crawl."""
    return documents * DELAY / crawl_seconds(documents, hosts)


# --- measuring ------------------------------------------------------------------------------------


def _measured(folder: Path, work: Path) -> Measured:
    small, scans = work / "small", work / "scans"
    groups = [str(folder / name) for name in ("A_text_truth", "G_versions")]
    read = spent("add", *groups, "--workers", "2", "--archive", str(small))
    scanned = spent("add", str(folder / "E_scanned"), "--workers", "2", "--archive", str(scans))
    pages, kept = _kept(small / "archive.db")
    with closing(sqlite3.connect(scans / "archive.db")) as db:
        (images,) = db.execute("select count(*) from pages where text_source = 'ocr'").fetchone()
    return Measured(
        page=read / pages, scan=scanned / images, kept=kept,
        searches=tuple((size, _search(small, work / str(size), size)) for size in ARCHIVES),
    )  # fmt: skip


def _kept(path: Path) -> tuple[int, dict[str, float]]:
    """Pages, and bytes a page by purpose, from SQLite's own account of its pages."""
    purposes = {
        "text": ("pages", "sqlite_autoindex_pages_1"),
        "search index": ("pages_fts_data", "pages_fts_idx", "pages_fts_docsize"),
        "tables": ("table_cells", "extracted_tables"),
    }
    with closing(sqlite3.connect(path)) as db:
        (pages,) = db.execute("select count(*) from pages").fetchone()
        sizes = dict(db.execute("select name, sum(pgsize) from dbstat group by name"))
    kept = {p: sum(sizes.get(name, 0) for name in names) for p, names in purposes.items()}
    kept["all else"] = sum(sizes.values()) - sum(kept.values())
    return pages, {purpose: size / pages for purpose, size in kept.items()}


def _search(small: Path, large: Path, pages: int) -> float:
    """The middle of the searches for several words, ms."""
    multiply(small, large, pages)
    with closing(sqlite3.connect(large / "archive.db")) as db:
        db.row_factory = sqlite3.Row
        return statistics.mean(_once(db, word) for word in WORDS for _ in range(5))


def _once(db: sqlite3.Connection, word: str) -> float:
    start = time.perf_counter()
    find(db, match_query(word), Scope())
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    measure()
