"""What can go wrong on the machine itself, through the real command line."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults import PAGE, Call, Publisher, pdf
from tests.torture.publisher import publish, write_source
from tests.torture.rule import broken, difference, same
from tests.torture.runner import ROOT, Ended, Runner

pytestmark = pytest.mark.slow  # whole runs, in processes of their own

ITEM = '<li><a href="/{0}.pdf">Report on measure {0} (PDF)</a></li>'


class Machine:
    """A publisher, and commands in processes of their own."""

    def __init__(self, folder: Path, publisher: Publisher, runner: Runner) -> None:
        self.folder, self.publisher, self.runner = folder, publisher, runner
        self.source = write_source(folder / "office.yaml", publisher)

    def run(self, archive: Path, **limits: int) -> Ended:
        """One run."""
        return self.runner.run(
            "run", "--archive", archive, "--sources", self.source, "--workers", "1", limits=limits
        )

    def start(self, archive: Path) -> subprocess.Popen[str]:
        """A run that is not waited for."""
        words = ["run", "--archive", str(archive), "--sources", str(self.source)]
        return subprocess.Popen(
            [sys.executable, str(ROOT / "pipeline.py"), *words],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, cwd=ROOT,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )  # fmt: skip

    def asked(self, path: str) -> None:
        """Wait until the publisher was asked for a path."""
        for _ in range(600):
            if self.publisher.asked(path):
                return
            time.sleep(0.05)
        pytest.fail(f"nobody asked for {path}")


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as running:
        yield running


@pytest.fixture
def machine(tmp_path: Path, runner: Runner) -> Iterator[Machine]:
    with Publisher() as publisher:
        publish(publisher, "first")
        yield Machine(tmp_path, publisher, runner)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> Path:
    """An archive of a few files, to be copied and damaged."""
    folder = tmp_path_factory.mktemp("held")
    (folder / "in").mkdir()
    for number in range(3):
        (folder / "in" / f"{number}.pdf").write_bytes(pdf(f"Report on measure {number}"))
    ended = runner.run("add", folder / "in", "--archive", folder / "data", "--workers", "1")
    assert ended.code == 0, ended.err
    return folder / "data"


def rows(archive: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        return db.execute(sql).fetchall()


def hang(call: Call) -> None:
    """Never answers."""
    call.closing.wait()


# --- signals and locks ----------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_run_asked_to_end_while_it_waits_for_a_publisher_says_so(
    number: signal.Signals, code: int, machine: Machine
) -> None:
    del machine.publisher.files["/plan.pdf"]
    machine.publisher.tricks["/plan.pdf"] = hang
    archive = machine.folder / "data"
    with machine.start(archive) as process:
        machine.asked("/plan.pdf")
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert "What was kept is safe; run again to go on." in err
    assert "Traceback" not in err
    assert rows(archive, "select exit_code from runs") == [(code,)]
    assert broken(archive) == []


def test_of_two_runs_the_second_is_turned_away_and_a_killed_one_leaves_no_lock(
    machine: Machine,
) -> None:
    page = machine.publisher.files.pop("/list.html")
    machine.publisher.tricks["/list.html"] = hang
    archive = machine.folder / "data"
    with machine.start(archive) as first:
        machine.asked("/list.html")
        second = machine.run(archive)
        assert second.code == 75
        assert f"process {first.pid}" in second.err
        assert rows(archive, "select count(*) from runs") == [(1,)]
        first.kill()
    machine.publisher.files["/list.html"] = page
    assert machine.run(archive).code == 0


# --- the disk -------------------------------------------------------------------------------------


def test_a_folder_that_cannot_be_written_is_said_before_anyone_is_asked(machine: Machine) -> None:
    archive = machine.folder / "data"
    archive.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "ro,size=1m", "none", str(archive)]
    if os.geteuid() == 0:
        if subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("this root may not mount")
    else:
        archive.chmod(0o500)
    try:
        ended = machine.run(archive)
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", str(archive)], check=True)
    assert ended.code == 74
    assert "write permission" in ended.err
    assert machine.publisher.seen == []


@pytest.mark.parametrize("words", [("publish",), ("export", "csv")], ids=lambda words: words[0])
def test_a_full_disk_while_handing_over_leaves_nothing_half_done(
    words: tuple[str, ...], held: Path, tmp_path: Path, runner: Runner
) -> None:
    there = tmp_path / "there"
    full = runner.run(*words, there, "--archive", held, limits={"FSIZE": 2000})
    assert full.code == 74, full.err
    assert "Traceback" not in full.err
    left = {p.relative_to(there): p.read_bytes() for p in there.rglob("*") if p.is_file()}
    shutil.rmtree(there, ignore_errors=True)
    assert runner.run(*words, there, "--archive", held).code == 0
    whole = {p.relative_to(there): p.read_bytes() for p in there.rglob("*") if p.is_file()}
    assert left.items() < whole.items()  # what is there is complete, down to the last byte
    assert not list(tmp_path.rglob("*.part"))
    assert broken(held) == []


def test_few_open_files_are_enough_for_many_entries(machine: Machine) -> None:
    items = "\n".join(ITEM.format(number) for number in range(150))
    body = f"<html><body><h1>Office</h1><ul>{items}</ul></body></html>".encode()
    machine.publisher.put("/list.html", body, "text/html")
    for number in range(150):
        machine.publisher.put(f"/{number}.pdf", pdf("The same report"))
    archive = machine.folder / "data"
    ended = machine.run(archive, NOFILE=64)
    assert ended.code == 0, ended.err
    assert rows(archive, "select count(*), count(distinct sha256) from documents") == [(150, 1)]


# --- the database ---------------------------------------------------------------------------------


DAMAGED = (
    ("head", ("reread",)),
    ("cut off", ("status",)),
    ("middle", ("verify",)),
    ("middle", ("publish", "p")),
    ("middle", ("export", "csv", "x")),
    ("middle", ("add", "in")),
)


@pytest.mark.parametrize(("damage", "words"), DAMAGED)
def test_a_damaged_database_is_said_and_left_alone(
    damage: str, words: tuple[str, ...], held: Path, tmp_path: Path, runner: Runner
) -> None:
    archive = Path(shutil.copytree(held, tmp_path / "data"))
    path = archive / "archive.db"
    whole = path.read_bytes()
    half = len(whole) // 2
    broken_bytes = {
        "head": b"\xa5" * 60 + whole[60:],
        "middle": whole[:half] + b"\xa5" * 60_000 + whole[half + 60_000 :],
        "cut off": whole[: half + 100],
    }[damage]
    path.write_bytes(broken_bytes)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "new.pdf").write_bytes(pdf("Something new"))
    places = {name: tmp_path / name for name in ("p", "x", "in")}
    ended = runner.run(*(places.get(word, word) for word in words), "--archive", archive)
    assert ended.code in ((1, 74) if words == ("verify",) else (74,)), ended.err
    assert "Traceback" not in ended.err
    assert "malformed" in ended.err + ended.out or "not a database" in ended.err
    assert path.read_bytes() == broken_bytes


def test_a_restored_database_and_one_run_are_as_good_as_no_damage(machine: Machine) -> None:
    damaged, spared = machine.folder / "damaged", machine.folder / "spared"
    assert machine.run(damaged).code == 0
    backup = machine.folder / "backup.db"
    with closing(sqlite3.connect(damaged / "archive.db")) as db:
        db.execute("vacuum into ?", [str(backup)])
    shutil.copytree(damaged, spared)
    publish(machine.publisher, "second")
    assert machine.run(damaged).code == machine.run(spared).code == 0
    (damaged / "archive.db").write_bytes(b"damaged")
    assert machine.run(damaged).code == 74
    for path in damaged.glob("archive.db*"):
        path.unlink()
    shutil.copy(backup, damaged / "archive.db")
    assert machine.run(damaged).code == 0
    assert broken(damaged) == []
    assert difference(same(spared), same(damaged)) == []


def test_lost_readings_are_rebuilt_from_the_files(
    held: Path, tmp_path: Path, runner: Runner
) -> None:
    archive = Path(shutil.copytree(held, tmp_path / "data"))
    before = same(archive)
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        for table in ("table_cells", "extracted_tables", "sections", "citations",
                      "file_findings", "pages"):  # fmt: skip
            db.execute(f"delete from {table}")
        db.execute("insert into pages_fts (pages_fts) values ('delete-all')")
        db.execute("update files set reading_sha256 = null, reader = null, page_count = null")
        db.commit()
    assert difference(before, same(archive)) != []
    assert runner.run("reread", "--archive", archive, "--workers", "1").code == 0
    assert difference(before, same(archive)) == []


# --- the clock ------------------------------------------------------------------------------------


def test_a_clock_that_was_set_back_does_not_turn_the_order_of_runs(machine: Machine) -> None:
    archive = machine.folder / "data"
    assert machine.run(archive).code == 0
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        db.execute("update runs set started_at = '2099-01-01T00:00:00Z', "
                   "finished_at = '2099-01-01T00:00:09Z'")  # fmt: skip
        db.commit()
    publish(machine.publisher, "second")
    machine.publisher.put("/progress.pdf", PAGE, "text/html")
    ended = machine.run(archive)
    assert ended.code == 1, ended.err
    assert rows(archive, "select min(started_at), min(finished_at) from runs where id = 2") == [
        ("2099-01-01T00:00:09Z", "2099-01-01T00:00:09Z")
    ]
    for table, column in (("changes", "at"), ("problems", "at"), ("entry_history", "seen_at"),
                          ("captures", "captured_at")):  # fmt: skip
        found = rows(archive, f"select count(*), min({column}) from {table} where run_id = 2")
        assert found[0][0], table
        assert str(found[0][1]) >= "2099-01-01T00:00:09Z", table
