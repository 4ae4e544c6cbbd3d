"""Fixity on real files: each kind of damage is named, remembered, and mended."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from archive.files import FileStore, locked
from archive.publish import publish_archive
from archive.report import Screen
from archive.store import Store
from archive.verify import Budget, budget, verify_archive
from metadata.errors import ArchiveLockedError, ConfigError
from tests.command import ROOT, command
from tests.web.maker import Maker

BODIES = [b"%PDF-1.4 measures of " + body * 400 for body in (b"one", b"two", b"three", b"four")]
SHAS = [hashlib.sha256(body).hexdigest() for body in BODIES]


class Clock:
    """A clock that moves on by a minute whenever it is asked."""

    def __init__(self) -> None:
        self.at = datetime(2026, 2, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


def fill(root: Path) -> None:
    made = Maker(root)
    made.row("sources", id="s", title="Page", publisher="Body", language="en", definition="{}")
    made.row("runs", id=1, command="run", software="0", started_at="2026-01-01T00:00:00Z")
    for number, body in enumerate(BODIES):
        made.file(body, [])
        made.capture(SHAS[number], f"https://publisher.example/{number}.pdf", "2026-01-01")
    made.db.commit()
    made.db.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    fill(tmp_path / "data")
    return tmp_path / "data"


def place(root: Path, number: int) -> Path:
    return FileStore(root).path(SHAS[number])


def rows(root: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(root / "archive.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def damage(root: Path) -> None:
    """One file altered in place at the same length, one truncated, one deleted, one stranger."""
    body = bytearray(place(root, 0).read_bytes())
    body[10] ^= 1
    place(root, 0).write_bytes(body)
    place(root, 1).write_bytes(BODIES[1][:50])
    place(root, 2).unlink()
    (root / "files" / "notes.txt").write_text("not ours")


def verify(root: Path, **more: Any) -> int:
    return verify_archive(root, Screen(), as_json=False, now=Clock(), **more)


def test_every_kind_of_damage_is_named_and_ends_with_1(root: Path, capsys: Any) -> None:
    assert verify(root) == 0
    damage(root)
    done = command("verify", "--archive", root)
    assert done.code == 1
    for code, name in zip(
        ("altered", "truncated", "missing", "stranger"), (*SHAS[:3], "notes.txt"), strict=True
    ):
        assert any(line.startswith(f"{code}: ") and name in line for line in done.out.splitlines())
    assert "4 files checked, 4 faults." in done.out
    capsys.readouterr()
    verify_archive(root, Screen(), as_json=True, now=Clock())
    found = json.loads(capsys.readouterr().out)
    assert {fault["code"] for fault in found["faults"]} == {
        "altered", "truncated", "missing", "stranger",
    }  # fmt: skip
    assert found["checked"] == 4


def test_results_become_rows_and_problems_that_go_away_when_mended(root: Path) -> None:
    damage(root)
    assert verify(root) == 1
    assert dict(rows(root, "select sha256, outcome from fixity_checks")) == {
        SHAS[0]: "damaged", SHAS[1]: "damaged", SHAS[2]: "absent", SHAS[3]: "intact",
    }  # fmt: skip
    open_problems = "select code, sha256, source_id from problems where resolved_at is null"
    expected = {("altered", SHAS[0], "s"), ("truncated", SHAS[1], "s"), ("missing", SHAS[2], "s"),
                ("stranger", None, None)}  # fmt: skip
    assert set(rows(root, open_problems)) == expected
    verify(root)
    assert len(rows(root, "select 1 from problems")) == 4, "the same problem is told once"
    for number, body in enumerate(BODIES):
        place(root, number).write_bytes(body)
    (root / "files" / "notes.txt").unlink()
    assert verify(root) == 0
    assert rows(root, open_problems) == []
    assert {row[0] for row in rows(root, "select outcome from fixity_checks")} == {"intact"}


def test_a_fault_of_another_kind_replaces_the_problem(root: Path) -> None:
    place(root, 0).write_bytes(b"short")
    verify(root)
    place(root, 0).unlink()
    verify(root)
    found = rows(root, "select code, resolved_at is null from problems order by id")
    assert found == [("truncated", 0), ("missing", 1)]


def test_repair_puts_back_the_same_bytes_and_never_others(root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    place(copy, 1).write_bytes(BODIES[1][:-1] + b"?")  # right length, wrong bytes
    damage(root)
    (root / "files" / "notes.txt").unlink()
    assert verify(root, repair=copy) == 1
    assert [place(root, n).is_file() for n in range(4)] == [True] * 4
    assert place(root, 0).read_bytes() == BODIES[0]
    assert place(root, 1).read_bytes() == BODIES[1][:50], "left as it was"
    assert place(root, 2).read_bytes() == BODIES[2]
    outcomes = dict(rows(root, "select sha256, outcome from fixity_checks"))
    assert [outcomes[sha] for sha in SHAS] == ["repaired", "damaged", "repaired", "intact"]
    assert not (root / "incoming").exists()


def test_repair_finds_copies_under_any_name(root: Path, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "attachment (2).pdf").write_bytes(BODIES[2])
    place(root, 2).unlink()
    assert verify(root, repair=tmp_path / "mail") == 0
    assert place(root, 2).read_bytes() == BODIES[2]


def test_the_archive_is_no_copy_of_itself(root: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is the archive itself"):
        verify(root, repair=root)
    with pytest.raises(ConfigError, match="no folder to repair from"):
        verify(root, repair=tmp_path / "none")


def test_a_budget_goes_round_the_archive_damaged_first_then_oldest(root: Path) -> None:
    one = Budget(bytes=1)
    for _ in range(4):
        verify(root, limit=one)
    checked = rows(root, "select sha256 from fixity_checks order by checked_at")
    assert sorted(sha for (sha,) in checked) == sorted(SHAS), "each once before any twice"
    (oldest,) = checked[0]
    later = Clock()
    later.at += timedelta(days=1)
    verify_archive(root, Screen(), as_json=False, now=later, limit=one)
    assert rows(root, "select sha256 from fixity_checks order by checked_at")[-1] == (oldest,)
    place(root, 3).unlink()
    verify(root)
    later.at += timedelta(days=1)
    verify_archive(root, Screen(), as_json=False, now=later, limit=one)
    assert rows(root, "select sha256 from fixity_checks order by checked_at")[-1] == (SHAS[3],)


def test_a_budget_of_time_ends_and_the_rest_is_left(root: Path, capsys: Any) -> None:
    clock = Clock()
    verify_archive(root, Screen(), as_json=True, now=clock, limit=budget("2m"))
    found = json.loads(capsys.readouterr().out)
    assert (found["checked"], found["left"], found["recorded"]) == (2, 2, True)
    assert len(rows(root, "select 1 from fixity_checks")) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", Budget(time=timedelta(seconds=90))),
        ("10m", Budget(time=timedelta(minutes=10))),
        ("2h", Budget(time=timedelta(hours=2))),
        ("500MB", Budget(bytes=500 << 20)),
        ("2GB", Budget(bytes=2 << 30)),
    ],
)
def test_a_budget_is_a_time_or_a_size(text: str, expected: Budget) -> None:
    assert budget(text) == expected


@pytest.mark.parametrize("text", ["", "10", "m", "-1m", "2.5GB", "10 minutes", "9" * 40 + "m"])
def test_what_is_no_budget_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(ConfigError, match="10m or 2h"):
        budget(text)


def test_while_a_run_holds_the_archive_nothing_is_checked(root: Path) -> None:
    with locked(root), pytest.raises(ArchiveLockedError):
        verify(root)


def test_a_published_snapshot_is_checked_and_mended_and_otherwise_left_as_it_is(
    root: Path, tmp_path: Path, capsys: Any
) -> None:
    out = tmp_path / "out"
    publish_archive(root, out, ROOT / "datasette.yaml", Screen())
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    assert verify(out) == 0
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    (out / "datasette.yaml").write_text("settings: {}\n")
    place(out, 0).write_bytes(b"")
    assert verify(out) == 1
    said = capsys.readouterr().out
    assert "datasette.yaml is not as SHA256SUMS says" in said
    assert SHAS[0] in said
    assert "Nothing was recorded: this is a published snapshot." in said
    (out / "datasette.yaml").write_bytes(before[out / "datasette.yaml"])
    assert verify(out, repair=root) == 0
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    assert not (out / "incoming").exists()


def test_a_published_snapshot_mends_the_archive(root: Path, tmp_path: Path) -> None:
    publish_archive(root, tmp_path / "out", ROOT / "datasette.yaml", Screen())
    damage(root)
    (root / "files" / "notes.txt").unlink()
    assert verify(root, repair=tmp_path / "out") == 0
    assert [place(root, n).read_bytes() for n in range(4)] == BODIES


AS_ANYBODY = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from archive.report import Screen
from archive.verify import verify_archive
if os.geteuid() == 0:  # whom no permission stops
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
now = lambda: datetime.now(UTC)
sys.exit(verify_archive(Path(sys.argv[1]), Screen(), as_json=False, now=now))
"""


def test_an_archive_that_cannot_be_written_is_checked_all_the_same() -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "data"
        fill(root)
        place(root, 3).unlink()
        subprocess.run(["chmod", "-R", "a-w,a+rX", folder], check=True)
        done = subprocess.run(
            [sys.executable, "-c", AS_ANYBODY, str(root)],
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
        subprocess.run(["chmod", "-R", "u+w", folder], check=True)
        assert done.returncode == 1, done.stderr
        assert f"missing: files/{SHAS[3][:2]}" in done.stdout
        assert "Nothing was recorded: the archive cannot be written." in done.stdout
        assert rows(root, "select count(*) from fixity_checks") == [(0,)]


def test_a_damaged_database_is_said_and_not_written_to(root: Path, capsys: Any) -> None:
    (page,) = rows(root, "select rootpage from sqlite_master where name = 'captures_by_url'")[0]
    with (root / "archive.db").open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    before = (root / "archive.db").read_bytes()
    assert verify(root) == 1
    said = capsys.readouterr().out
    assert "database: archive.db: " in said
    assert "Nothing was recorded: the database is damaged." in said
    assert (root / "archive.db").read_bytes() == before


def test_bytes_that_come_anew_end_the_doubt(root: Path) -> None:
    damage(root)
    verify(root)
    with Store(root) as store:
        assert store.keeping.is_doubtful(SHAS[0])
        assert not store.keeping.is_doubtful(SHAS[3])
        store.keeping.came_whole(SHAS[3], "2026-03-01T00:00:00Z")
        store.keeping.came_whole(SHAS[0], "2026-03-01T00:00:00Z")
        assert not store.keeping.is_doubtful(SHAS[0])
    outcomes = dict(rows(root, "select sha256, outcome from fixity_checks"))
    assert (outcomes[SHAS[0]], outcomes[SHAS[3]]) == ("repaired", "intact")
    still = {row[0] for row in rows(root, "select sha256 from problems where resolved_at is null")}
    assert still == {SHAS[1], SHAS[2], None}
