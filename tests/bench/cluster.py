"""`add` with two processes here, and on a Dask cluster of two workers on this machine.

    python -m tests.bench.cluster [DOCUMENTS ...]

300 documents by default; 10,000 and 100,000 are the project's yardsticks. The files are small, so
that what the cluster costs shows: documents that take longer to read bring the ratio nearer to 1.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.command import ROOT
from tests.dask import DaskCluster
from tests.ingest.reader.paper import lines, pdf

WORKERS = 2
_POLL = 0.05  # seconds between looks at the memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """One `add` of all documents."""

    seconds: float
    megabytes: float  # the most memory that the process which writes has had


def measure(*sizes: int) -> None:
    """Print documents a second of both, the ratio, the memory, and what adding again takes."""
    print(f"{'':26}{'documents':>10}{'s':>9}{'each s':>9}{'MB':>7}{'again, s':>10}")
    for documents in sizes or (300,):
        with TemporaryDirectory() as name:
            folder = Path(name)
            _write(folder / "papers", documents)
            (folder / "cluster").mkdir()
            here = _told(folder, "here", documents, "--workers", str(WORKERS))
            with DaskCluster(folder / "cluster", workers=WORKERS) as cluster:
                there = _told(folder, "cluster", documents, "--cluster", cluster.address)
        print(f"the cluster has {here / there:.2f} of the speed of as many processes here")


def _told(folder: Path, name: str, documents: int, *how: str) -> float:
    """Add to a new archive, twice, and print it; returns the seconds of the first time."""
    archive = folder / f"archive-{name}"
    first, again = (_added(folder / "papers", archive, *how) for _ in range(2))
    _require_all(archive, documents)
    speed = documents / first.seconds
    print(
        f"{f'{WORKERS} processes, {name}':26}{documents:10,}{first.seconds:9.1f}{speed:9.1f}"
        f"{first.megabytes:7.0f}{again.seconds:10.1f}",
        flush=True,
    )
    return first.seconds


def _added(papers: Path, archive: Path, *how: str) -> Added:
    command = [sys.executable, str(ROOT / "pipeline.py"), "add", str(papers)]
    begun, most = time.perf_counter(), 0.0
    with subprocess.Popen(
        [*command, "--archive", str(archive), *how],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None:
            most = max(most, _megabytes(process.pid))
            time.sleep(_POLL)
    if process.returncode:
        raise SystemExit(f"{' '.join(process.args)} ended with {process.returncode}")  # type: ignore[arg-type]
    return Added(seconds=time.perf_counter() - begun, megabytes=most)


def _megabytes(pid: int) -> float:
    """The most memory a process has had so far; 0 when it has just ended."""
    try:
        said = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0.0
    lines_of = dict(line.split(":", 1) for line in said.splitlines())
    return int(lines_of.get("VmHWM", "0 kB").split()[0]) / 1024


def _require_all(archive: Path, documents: int) -> None:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        read, problems = db.execute(
            "select (select count(*) from files where page_count = 1),"
            " (select count(*) from problems)"
        ).fetchone()
    if problems or read != documents:
        raise SystemExit(f"{read} documents were read, with {problems} problems")


def _write(folder: Path, documents: int) -> None:
    """Documents of a page of plain text, each with a text of its own."""
    folder.mkdir()
    for number in range(documents):
        text = [f"Measure {number}"] + [f"Item {n} of the year {number + n}" for n in range(20)]
        (folder / f"measure-{number}.pdf").write_bytes(pdf([lines(text)]))


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:]))
