"""Search in the index against LIKE over the same pages."""

from __future__ import annotations

import sqlite3
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.search import match_query
from tests.bench.command import corpus, timed

QUERIES = ("measures", "policy", '"United States"', "警察", "報告")


def measure() -> None:
    """Print the median milliseconds of both, and their ratio."""
    folder = corpus()
    with TemporaryDirectory() as archive:
        if folder is None:
            timed("demo", "--no-serve", "--archive", archive)
        else:
            timed("add", str(folder / "C_government_docs"), str(folder / "G_versions"),
                  str(folder / "D_cjk"), "--archive", archive)  # fmt: skip
        connection = sqlite3.connect(Path(archive) / "archive.db")
        indexed = "select count(*) from (select rowid from pages_fts where pages_fts match ?)"
        plain = "select count(*) from pages where text like '%' || ? || '%'"
        for query in QUERIES:
            ours = _median(connection, indexed, match_query(query))
            like = _median(connection, plain, query.strip('"'))
            print(
                f"{query:18} index {ours:7.2f} ms   LIKE {like:7.2f} ms   {like / ours:6.1f} times"
            )
        connection.close()


def _median(connection: sqlite3.Connection, sql: str, value: str) -> float:
    times = []
    for _ in range(15):
        start = time.perf_counter()
        connection.execute(sql, [value]).fetchall()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)
