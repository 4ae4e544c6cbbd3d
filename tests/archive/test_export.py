"""Tables handed over as files: the same bytes, flat memory, harmless cells, never half a folder."""

from __future__ import annotations

import csv
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from archive import schema
from archive.export import export_archive
from archive.export.delimited import harmless
from archive.export.tables import exported_tables
from archive.hooks import formats
from archive.report import Screen
from metadata.errors import ConfigError, StorageError
from tests.command import ROOT, command
from tests.web.conftest import NASTY, fill
from tests.web.maker import Maker

FORMATS = sorted(offer.value.name for offer in formats())


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("data")
    fill(root)
    return root


def export(name: str, root: Path, dest: Path) -> dict[str, bytes]:
    assert export_archive(name, root, dest, Screen()) == 0
    return contents(dest)


def contents(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_help_lists_the_formats_that_there_are() -> None:
    shown = " ".join(command("export", "--help").out.split())
    for offer in formats():
        assert f"{offer.value.name} {offer.value.says}" in shown


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_archive_gives_the_same_bytes(name: str, root: Path, tmp_path: Path) -> None:
    first = export(name, root, tmp_path / "one")
    assert export(name, root, tmp_path / "one") == first, "an earlier export is replaced"
    assert export(name, root, tmp_path / "two") == first
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two"}


def test_every_table_is_handed_over_but_the_machinerys(root: Path, tmp_path: Path) -> None:
    tables = {table.name for table in schema.words() if not table.is_view}
    kept_back = {"outbox", "search_index", "upkeep", "whereabouts"}
    assert set(export("csv", root, tmp_path / "csv")) == {f"{t}.csv" for t in tables - kept_back}
    assert set(export("jsonl", root, tmp_path / "json")) == {
        f"{t}.jsonl" for t in tables - kept_back
    }


def test_json_lines_give_every_row_as_it_is(root: Path, tmp_path: Path) -> None:
    export("jsonl", root, tmp_path / "out")
    connection = sqlite3.connect(root / "archive.db")
    connection.row_factory = sqlite3.Row
    for table in exported_tables():
        rows = [dict(row) for row in connection.execute(f"select * from {table}")]
        lines = (tmp_path / "out" / f"{table}.jsonl").read_text("utf-8").split("\n")
        found = [json.loads(line) for line in lines if line]
        assert sorted(found, key=str) == sorted(rows, key=str)
    connection.close()


def test_csv_comes_back_whole_and_no_cell_is_a_formula(root: Path, tmp_path: Path) -> None:
    export("csv", root, tmp_path / "out")
    cells = []
    for path in sorted((tmp_path / "out").iterdir()):
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        assert len({len(line) for line in lines}) == 1, path.name
        cells += [cell for line in lines[1:] for cell in line]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n")]
    assert "'=1+1" in cells
    assert NASTY in cells


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"),
        ("\r=1", "'\r=1"), ("\n=1", "'\n=1"), ("＝1+1", "'＝1+1"), ("－cmd", "'－cmd"),
        ("－", "－"), ("a=1", "a=1"), ("", ""), (-5, -5), (None, None), (-1.5, -1.5),
    ],
)  # fmt: skip
def test_only_what_would_run_is_marked(text: object, expected: object) -> None:
    assert harmless(text) == expected


def test_memory_stays_flat_however_long_a_table_is(tmp_path: Path) -> None:
    made = Maker(tmp_path / "data")
    sha256 = made.file(b"x", [])
    made.db.execute(
        """with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
           insert into pages (sha256, number, text, text_source, quality, width, height)
           select ?, i, hex(zeroblob(500)), 'text', 1, 1, 1 from n""",
        [sha256],
    )
    made.db.commit()
    made.db.close()
    for name in ("csv", "jsonl"):
        tracemalloc.start()
        export_archive(name, tmp_path / "data", tmp_path / name, Screen())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 1_500_000, f"{name}: {peak} bytes for 5 MB of text"
        assert sum(p.stat().st_size for p in (tmp_path / name).rglob("pages.*")) > 5_000_000
        shutil.rmtree(tmp_path / name)


def test_no_table_is_sorted_in_memory(root: Path) -> None:
    connection = sqlite3.connect(root / "archive.db")
    for table in exported_tables():
        described = connection.execute(f"pragma table_info({table})").fetchall()
        keys = ", ".join(r[1] for r in sorted((r for r in described if r[5]), key=lambda r: r[5]))
        plan = connection.execute(f"explain query plan select * from {table} order by {keys}")
        assert "TEMP B-TREE" not in str(plan.fetchall()), table
    connection.close()


@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_with_other_files_is_refused_and_left_alone(
    name: str, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("kept")
    with pytest.raises(ConfigError, match="holds other files"):
        export_archive(name, root, tmp_path / "mine", Screen())
    assert contents(tmp_path) == {"mine/letter.txt": b"kept"}
    for inside in (root, root / "out", root / "files" / "out"):
        with pytest.raises(ConfigError, match="is the archive itself"):
            export_archive(name, root, inside, Screen())
    with pytest.raises(ConfigError, match="holds other files"):
        export_archive(name, root, Path("/"), Screen())


def test_machines_are_told_what_was_written(root: Path, tmp_path: Path, capsys: Any) -> None:
    export_archive("csv", root, tmp_path / "out", Screen(), as_json=True)
    said = json.loads(capsys.readouterr().out)
    number = len(exported_tables())
    assert said == {"format": "csv", "dest": str(tmp_path / "out"), "files": number, "left_out": []}


def test_an_empty_folder_is_taken(root: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert export("csv", root, tmp_path / "out")


def test_an_unknown_format_names_those_that_exist(root: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="bagit, csv, jsonl, parquet, warc"):
        export_archive("docx", root, tmp_path / "out", Screen())


EXPORT = """
import sys
from pathlib import Path
from archive.export import export_archive
from archive.report import Screen
from metadata.errors import RunError
try:
    sys.exit(export_archive(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), Screen()))
except RunError as error:
    sys.stderr.write(error.message)
    sys.exit(error.exit_code)
"""


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_ends_with_74_and_an_earlier_export_stays(
    name: str, root: Path, tmp_path: Path
) -> None:
    before = export(name, root, tmp_path / "out")
    done = subprocess.run(
        [sys.executable, "-c", EXPORT, name, str(root), str(tmp_path / "out")],
        capture_output=True, text=True, check=False, cwd=ROOT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )  # fmt: skip
    assert done.returncode == 74, done.stderr
    assert "Free some space" in done.stderr
    assert contents(tmp_path / "out") == before
    assert os.listdir(tmp_path) == ["out"]


def test_an_export_killed_between_its_two_steps_is_put_back(root: Path, tmp_path: Path) -> None:
    before = export("csv", root, tmp_path / "out")
    (tmp_path / "out").rename(tmp_path / ".out.old")
    (tmp_path / ".out.part").mkdir()
    assert export("csv", root, tmp_path / "out") == before
    assert os.listdir(tmp_path) == ["out"]


def test_an_archive_of_an_older_version_says_how_to_bring_it_up_to_date(
    root: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(root, tmp_path / "data"))
    with sqlite3.connect(copy / "archive.db") as connection:
        connection.execute("drop table fixity_checks")
    connection.close()
    with pytest.raises(StorageError, match="brings it up to date"):
        export_archive("csv", copy, tmp_path / "out", Screen())
