"""Parquet as DuckDB reads it: every row, typed, in flat memory."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from archive.export import export_archive
from archive.export.tables import exported_tables
from archive.report import Screen
from tests.archive.test_export import contents
from tests.command import ROOT, command
from tests.torture.test_disturbed_runs import small_disk
from tests.web.conftest import fill
from tests.web.maker import Maker, make_pdf


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parquet")
    fill(folder / "data")
    with closing(sqlite3.connect(folder / "data" / "archive.db")) as db:
        db.execute("insert into sources (id, title, publisher, language, definition) "
                   "values ('other', 'Other', 'Another body', 'ja', '{}')")  # fmt: skip
        db.execute(
            """insert into files (sha256, bytes, media_type, first_captured_at)
               values (?, 1, 'application/pdf', '2025-12-31T23:59:59Z')""",
            ["f" * 64],
        )
        db.execute(
            """insert into captures (run_id, source_id, url, final_url, captured_at, outcome,
                   sha256, via) values (2, 'other', 'x', 'x', '2025-12-31T23:59:59Z', 'new', ?,
                   'local')""",
            ["f" * 64],
        )
        db.execute("insert into pages (sha256, number, text, text_source, quality, width, height) "
                   "values (?, 1, '警察', 'text', 1, 1, 1)", ["f" * 64])  # fmt: skip
        db.commit()
    assert export_archive("parquet", folder / "data", folder / "handover", Screen()) == 0
    assert export_archive("csv", folder / "data", folder / "handover-csv", Screen()) == 0
    return folder


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with one document that was really read."""
    folder = tmp_path_factory.mktemp("added")
    pages = ["Annual report 2015\nunder Act No. 52 of 1999", "Figures of the year"]
    (folder / "report.pdf").write_bytes(make_pdf(pages))
    ended = command("add", folder / "report.pdf", "--archive", folder / "data", "--workers", "1")
    assert ended.code == 0, ended.err
    return folder / "data"


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    path = folder / "handover" / table
    found = duckdb.execute(f"from read_parquet('{path}/**/*.parquet', hive_partitioning=false)")
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def as_stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return int(value) if isinstance(value, bool) else value


@pytest.mark.parametrize("table", exported_tables())
def test_every_row_comes_back_as_it_is_stored(table: str, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "data" / "archive.db")) as db:
        db.row_factory = sqlite3.Row
        stored = [dict(row) for row in db.execute(f"select * from {table}")]
    found = [{k: as_stored(v) for k, v in row.items()} for row in rows(folder, table)]
    assert sorted(map(repr, found)) == sorted(map(repr, stored))


def test_columns_have_types(folder: Path) -> None:
    def kinds(table: str) -> dict[str, str]:
        path = folder / "handover" / table
        return {r[0]: r[1] for r in duckdb.sql(f"describe from '{path}/**/*.parquet'").fetchall()}

    assert kinds("runs")["started_at"] == "TIMESTAMP WITH TIME ZONE"
    assert kinds("entries")["last_seen"] == "TIMESTAMP WITH TIME ZONE"
    cells = kinds("table_cells")
    assert (cells["value"], cells["is_header"], cells["row"]) == ("DOUBLE", "BOOLEAN", "BIGINT")
    assert kinds("files")["tagged"] == "BOOLEAN"
    assert kinds("documents")["published"] == "VARCHAR", "a partial date is no day"


def test_parts_are_told_by_their_folders(folder: Path) -> None:
    pages = {p.name for p in (folder / "handover" / "pages").iterdir()}
    assert pages == {"source=s", "source=other"}
    assert {p.name for p in (folder / "handover" / "captures").iterdir()} == {
        "year=2025", "year=2026",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", ["csv", "jsonl", "parquet"])
def test_reading_everything_again_changes_nothing_but_the_list_of_runs(
    name: str, added: Path, tmp_path: Path
) -> None:
    ended = command("export", name, tmp_path / "one", "--archive", added)
    assert ended.code == 0, ended.err
    assert command("reread", "--archive", added, "--workers", "1").code == 0
    assert command("export", name, tmp_path / "two", "--archive", added).code == 0
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert one.keys() == two.keys()
    assert {path.split("/")[0].split(".")[0] for path in one if one[path] != two[path]} == {"runs"}


PEAK = """
import resource, sys
from pathlib import Path
import pyarrow.parquet, archive.export.parquet_files as files
from archive.export import export_archive
from archive.report import Screen
from tests.archive.test_export import contents
files.ROWS = 500
files.GROUPS = 5
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
export_archive("parquet", Path(sys.argv[1]), Path(sys.argv[2]), Screen())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.slow
def test_memory_stays_flat_and_long_tables_become_several_files(tmp_path: Path) -> None:
    peaks = {}
    for number in (2_000, 20_000):
        made = Maker(tmp_path / str(number))
        sha256 = made.file(b"x", [])
        made.db.execute(
            """with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
               insert into pages (sha256, number, text, text_source, quality, width, height)
               select ?, i, i || hex(randomblob(1000)), 'text', 1, 1, 1 from n""",
            [number, sha256],
        )
        made.db.commit()
        made.db.close()
        out = tmp_path / f"{number}-out"
        done = subprocess.run(
            [sys.executable, "-c", PEAK, str(tmp_path / str(number)), str(out)],
            capture_output=True, text=True, check=True, cwd=ROOT,
        )  # fmt: skip
        peaks[number] = int(done.stdout.split()[-1])
        parts = sorted((out / "pages").rglob("*.parquet"))
        assert len(parts) == -(-number // 2_500)
        assert sum(pq.ParquetFile(part).metadata.num_rows for part in parts) == number
    grown = peaks[20_000] - peaks[2_000]
    assert grown < 20_000, f"{grown} KB more for 36 MB more of text"


def test_without_pyarrow_it_says_what_to_install(folder: Path, tmp_path: Path) -> None:
    code = "import sys; sys.modules['pyarrow'] = None; import pipeline; pipeline.main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "export", "parquet", str(tmp_path / "new" / "out"),
         "--archive", str(folder / "data")],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 78
    assert 'pip install "policy-archive[parquet]"' in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [], "nothing is left, not even the folders above"


def test_a_place_that_cannot_be_written_is_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("kept")
    ended = command("export", "parquet", tmp_path / "letter" / "out", "--archive", folder / "data")
    assert ended.code == 74
    assert "A file stands where a folder is needed" in ended.err
    with small_disk(tmp_path / "disk", "60k"):
        subprocess.run(["mount", "-o", "remount,ro", tmp_path / "disk"], check=True)
        ended = command(
            "export", "parquet", tmp_path / "disk" / "out", "--archive", folder / "data"
        )
    assert ended.code == 74
    assert "write permission" in ended.err


@pytest.mark.parametrize("name", ["bagit", "csv", "jsonl", "parquet"])
def test_a_disk_that_is_full_holds_nothing_afterwards(
    name: str, folder: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", "60k"):
        dest = tmp_path / "disk" / "deep" / "out"
        ended = command("export", name, dest, "--archive", folder / "data")
        assert ended.code == 74, ended.err
        assert "Free some space" in ended.err
        assert list((tmp_path / "disk").iterdir()) == []
