"""A document of ten thousand pages: read by all workers, while whoever coordinates stays small."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.command import ROOT
from tests.ingest.reader.paper import line, lines, pdf

PAGES = 10_000
MOST = 200  # megabytes for the process that coordinates
SENTENCE = "The measures of the basic plan are reviewed every year by the ministries concerned"
RULES = "".join(f"70 {310 - 14 * at} m 520 {310 - 14 * at} l S " for at in range(6)) + "".join(
    f"{70 + 90 * at} 310 m {70 + 90 * at} 240 l S " for at in range(6)
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc"),
]


def printed(number: int) -> str:
    """A page of text, and on every fifth a table."""
    text = lines([f"Measure {number}", *(f"{number}.{at} {SENTENCE}." for at in range(22))])
    if number % 5:
        return text
    cells = ((row, column) for row in range(5) for column in range(5))
    figures = (
        line(f"{number * row + column:,}", 72 + 90 * column, 300 - 14 * row)
        for row, column in cells
    )
    return text + "".join(figures) + RULES


def peak(process: int) -> int:
    """The most memory a process has held so far, in megabytes; 0 when it has ended."""
    with suppress(OSError):
        status = Path(f"/proc/{process}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) >> 10 if found else 0
    return 0


def holders(ending: str) -> Iterator[int]:
    """The processes that have a file of this ending open."""
    for process in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            folder = f"/proc/{process}/fd"
            if any(os.readlink(f"{folder}/{fd}").endswith(ending) for fd in os.listdir(folder)):
                yield int(process)


def test_ten_thousand_pages_are_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf([printed(number) for number in range(1, PAGES + 1)]))
    archive = tmp_path / "archive"
    order = ["pipeline.py", "add", str(path), "--archive", str(archive), "--workers", "2"]
    most, together = 0, 0
    with subprocess.Popen([sys.executable, *order], cwd=ROOT) as running:
        while running.poll() is None:
            most = max(most, peak(running.pid))
            stored = next(archive.glob("files/*/*/*.pdf"), None)
            if stored is not None and together < 2:
                together = max(together, len(set(holders(stored.name)) - {running.pid}))
            time.sleep(0.05)
    assert running.returncode == 0
    assert together == 2
    assert 50 < most < MOST
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        count, last = db.execute("select count(*), max(number) from pages").fetchone()
        [tables] = db.execute("select count(*) from extracted_tables").fetchone()
    assert (count, last, tables) == (PAGES, PAGES, PAGES // 5)
