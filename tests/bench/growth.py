"""What a document costs when there are already many: a line that should stay flat.

    python -m tests.bench.growth [DOCUMENTS ...]

For each size (1,000 and 10,000; 100,000 takes hours) a publisher on loopback lists so many small
documents of their own. All figures are of whole commands and whole answers over HTTP.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.command import ROOT
from tests.bench.fetching import Cost, Site, site
from tests.bench.search import ask, served
from tests.ingest.reader.paper import lines, pdf

SIZES = (1_000, 10_000)
ADDED = 100  # documents that come to an archive of each size
PAGE_BYTES = 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One size."""

    documents: int
    cold: Cost
    unchanged: Cost
    added: Cost
    again: Cost  # the same files once more
    search: float  # ms, the middle one
    front: float


def measure(*sizes: int) -> None:
    """Print what grows and what does not, each size as a ratio to the first."""
    found = [_row(size) for size in sizes or SIZES]
    print(f"{'':34}" + "".join(f"{row.documents:>12,}" for row in found) + "   last / first")
    for name, figures in _figures(found).items():
        shown = "".join(f"{figure:12.2f}" for figure in figures)
        print(f"{name:34}{shown}{figures[-1] / figures[0]:15.2f}")


def _figures(rows: list[Row]) -> dict[str, list[float]]:
    """By what is measured, one figure for each size."""
    each = [row.documents for row in rows]
    return {
        "first run, ms a document": _shares([row.cold.seconds for row in rows], each),
        "first run, ms of the coordinator": _shares([row.cold.cpu for row in rows], each),
        "first run, MB": [row.cold.memory for row in rows],
        "unchanged run, ms a document": _shares([row.unchanged.seconds for row in rows], each),
        "unchanged run, CPU ms each": _shares([row.unchanged.cpu for row in rows], each),
        "unchanged run, MB": [row.unchanged.memory for row in rows],
        f"add of {ADDED}, ms a document": [1000 * row.added.seconds / ADDED for row in rows],
        "the same again, s": [row.again.seconds for row in rows],
        "search, ms": [row.search for row in rows],
        "front page, ms": [row.front for row in rows],
    }


def _shares(seconds: list[float], documents: list[int]) -> list[float]:
    return [1000 * took / number for took, number in zip(seconds, documents, strict=True)]


def _row(documents: int) -> Row:
    with TemporaryDirectory() as name, site(documents, PAGE_BYTES) as publisher:
        folder = Path(name)
        _write(folder)
        cold, unchanged = (publisher.cost(_run(publisher, folder), folder) for _ in range(2))
        added, again = (publisher.cost(_command("add", "papers"), folder) for _ in range(2))
        with served(folder / "data" / "archive.db") as port:
            search = ask(port, [f"/-/search?q=office+{word}" for word in ("report", "answer*")] * 5)
            front = ask(port, ["/"] * 10)
    middle = len(search) // 2
    return Row(
        documents=documents, cold=cold, unchanged=unchanged, added=added, again=again,
        search=sorted(search)[middle], front=sorted(front)[middle],
    )  # fmt: skip


def _write(folder: Path) -> None:
    (folder / "papers").mkdir()
    for number in range(ADDED):
        paper = pdf([lines([f"Measure {number}", "The office reports every year."])])
        (folder / "papers" / f"measure-{number}.pdf").write_bytes(paper)


def _run(publisher: Site, folder: Path) -> list[str]:
    source = folder / "reports.yaml"
    source.write_text(
        f"id: reports\ntitle: Reports\npublisher: A Public Body\nlanguage: en\ndelay: 0\n"
        f"pages: [{publisher.base}/index.html]\nhosts: ['127.0.0.1:{publisher.port}']\n"
    )
    return _command("run", "--sources", str(source))


def _command(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "pipeline.py"), *arguments, "--archive", "data"]


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:]))
