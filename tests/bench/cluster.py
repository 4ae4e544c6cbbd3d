"""`add` with two processes here, and on a Dask cluster of two workers on this machine.

    python -m tests.bench.cluster [DOCUMENTS]

The files are small, so that what the cluster costs shows; documents that take longer to read
bring the ratio nearer to 1.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.command import timed
from tests.dask import DaskCluster
from tests.ingest.reader.paper import lines, pdf

WORKERS = 2
PAGES = 4  # of a document
ROUNDS = 2  # the better one of each counts: others use the machine, too


def measure(documents: int = 300) -> None:
    """Print documents a second of both, and the ratio."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "papers", documents)
        (folder / "cluster").mkdir()
        here, there = [], []
        with DaskCluster(folder / "cluster", workers=WORKERS) as cluster:
            for number in range(ROUNDS):
                place = folder / str(number)
                here.append(_added(folder, place / "here", "--workers", str(WORKERS)))
                there.append(_added(folder, place / "there", "--cluster", cluster.address))
    for told, seconds in (("processes here", min(here)), ("cluster", min(there))):
        print(f"{told:15} {documents} documents {seconds:6.1f} s {documents / seconds:6.1f} /s")
    print(f"the cluster has {min(here) / min(there):.2f} of the speed of as many processes here")


def _write(folder: Path, documents: int) -> None:
    """Documents of a few pages of plain text."""
    folder.mkdir()
    for number in range(documents):
        pages = [
            lines([f"Measure {number}, page {page}"] + [f"Item {n} of the year" for n in range(40)])
            for page in range(1, PAGES + 1)
        ]
        (folder / f"measure-{number}.pdf").write_bytes(pdf(pages))


def _added(folder: Path, archive: Path, *how: str) -> float:
    """Seconds that adding the documents to a new archive takes."""
    seconds, _ = timed("add", str(folder / "papers"), "--archive", str(archive), *how)
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        read, problems = db.execute(
            "select (select count(*) from files where page_count = ?),"
            " (select count(*) from problems)", [PAGES],
        ).fetchone()  # fmt: skip
    if problems or read != len(list((folder / "papers").iterdir())):
        raise SystemExit(f"{read} documents were read, with {problems} problems")
    return seconds


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:2]))
