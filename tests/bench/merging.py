"""An archive taken apart into its sources and made whole again: what that costs as it grows.

    python -m tests.bench merging

The archives hold the texts of a small one many times over. Each part is made by `split`, all of
them together by `merge`, as users call them. The rows must be those of before, table by table.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from archive import chain, keep
from archive.files import FileStore
from archive.merge import contents
from archive.store import Store
from tests.bench.command import ROOT
from tests.bench.fetching import MEASURED
from tests.bench.library import multiply
from tests.bench.search import small_archive

SIZES = (20_000, 100_000)  # pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a command took."""

    seconds: float
    cpu: float  # seconds
    memory: float  # MB that its process held at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One size."""

    pages: int
    megabytes: float  # of the database
    split: Cost  # the largest of the parts
    merge: Cost
    is_equal: bool


def measure(*sizes: int) -> None:
    """Print seconds and memory for each size."""
    with TemporaryDirectory() as folder:
        small = Path(folder) / "small"
        small_archive(small)
        head = "".join(f"{name + ', s':>11}{'CPU':>7}{'MB':>7}" for name in ("split", "merge"))
        print(f"{'pages':>9}{'MB':>8}{head}  the same")
        for size in sizes or SIZES:
            with TemporaryDirectory() as place:
                row = _row(small, Path(place), size)
            costs = "".join(
                f"{cost.seconds:11.1f}{cost.cpu:7.1f}{cost.memory:7.0f}"
                for cost in (row.split, row.merge)
            )
            same = "yes" if row.is_equal else "NO"
            print(f"{row.pages:9,}{row.megabytes:8.0f}{costs}  {same}", flush=True)


def _row(small: Path, folder: Path, pages: int) -> Row:
    whole, united = folder / "whole", folder / "united"
    multiply(small, whole, pages)
    sources = _complete(whole)
    parts = [folder / source for source in sources]
    splits = [
        _cost("split", "--archive", whole, "--source", source, part)
        for source, part in zip(sources, parts, strict=True)
    ]
    merge = _cost("merge", united, *parts)
    return Row(
        pages=pages,
        megabytes=(whole / "archive.db").stat().st_size / 1e6,
        split=max(splits, key=lambda cost: cost.memory),
        merge=merge,
        is_equal=contents(whole) == contents(united),
    )


def _complete(root: Path) -> Sequence[str]:
    """Give an archive its files and what a run ends with; the names of its sources."""
    files = FileStore(root)
    with closing(sqlite3.connect(root / "archive.db")) as db:
        for (number,) in db.execute("select docid from documents").fetchall():
            body = str(number).encode()  # what the library takes the hash of
            row = db.execute("select sha256 from documents where docid = ?", [number]).fetchone()
            path = files.path(row[0])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
            db.execute("update files set bytes = ? where sha256 = ?", [len(body), row[0]])
        chain.seal_ended(db)
        db.execute("insert or ignore into upkeep values ('relations')")
        db.commit()
        found = [row[0] for row in db.execute("select id from sources order by id")]
    with Store(root) as store:
        keep.settle_relations(store)
    return found


def _cost(*arguments: str | Path) -> Cost:
    """Run a command. Fails when it does not end well."""
    order = [sys.executable, str(ROOT / "pipeline.py"), *map(str, arguments)]
    with NamedTemporaryFile("r") as told:
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", MEASURED, told.name, *order],
            cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        seconds = time.perf_counter() - start
        code, cpu, memory = json.load(told)
    if code:
        raise SystemExit(f"{arguments} ended with {code}")
    return Cost(seconds=seconds, cpu=cpu, memory=memory / 1024)
