"""The short version: runs are ended where it hurts most. `make torture` ends hundreds."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.faults import Publisher
from tests.torture.publisher import Edition
from tests.torture.rule import broken
from tests.torture.runner import Action, Runner, processes_of
from tests.torture.sweep import CODES, Bench, full_disk_faults, unsaid

Step = tuple[Action, int, str]
ENDED: dict[Edition, tuple[Step, ...]] = {
    "first": (
        ("kill", 1, "create table captures"),  # half way through the first migration
        ("kill", 1, "create index fixity_checks"),  # and through the second
        ("kill", 2, ".body"),  # a file that is complete and has no name yet
        ("kill", 2, "insert into captures"),  # a file that has its name and no row yet
        ("term", 3, "insert into files"),
        ("kill", 2, "insert into [pages]"),
        ("kill", 3, "insert into versions"),
        ("int", 5, "insert into documents_fts"),
        ("kill", 1, "delete from upkeep"),
        ("kill", 1, "update runs set finished_at"),
    ),
    "second": (
        ("kill", 3, "insert into captures"),
        ("kill", 1, "insert into [edits]"),
        ("kill", 1, '"missing_reason"'),
        ("term", 1, "delete from upkeep"),
    ),
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with Publisher() as publisher, Runner() as runner:
        yield Bench(tmp_path_factory.mktemp("bench"), publisher, runner)


@pytest.mark.parametrize("edition", ["first", pytest.param("second", marks=pytest.mark.slow)])
def test_runs_ended_again_and_again_come_to_what_one_run_comes_to(
    edition: Edition, bench: Bench
) -> None:
    archive = bench.start(edition, f"ended-{edition}")
    for action, at, of in ENDED[edition]:
        ended = bench.run(archive, at=at, of=of, action=action)
        assert ended.code == CODES[action], (of, ended.err)
        assert not broken(archive), of
        assert action == "kill" or not unsaid(archive, ended), of
        assert _soon_gone(ended.pid), f"ended at {of}, it left processes behind"
    assert bench.recovers(edition, archive) == []


def test_a_full_disk_is_said_and_the_next_run_goes_on(bench: Bench) -> None:
    point = bench.fill("first", 80_000)
    assert point.code == 74, point.where
    assert point.faults == []


@pytest.mark.slow
def test_a_small_disk_of_its_own_is_said_too(bench: Bench, tmp_path: Path) -> None:
    archive = bench.start("first", "on-a-small-disk")
    with small_disk(archive, "600k"):
        ended = bench.run(archive)
        assert ended.code == 74, ended.err
        assert full_disk_faults(archive, ended) == []
        assert broken(archive) == []
        _mount("-o", "remount,size=8m", archive)
        assert bench.recovers("first", archive) == []


def test_what_is_left_to_do_is_nothing_when_all_was_done(bench: Bench) -> None:
    """The bench itself must see a difference where there is one."""
    archive = bench.start("second", "not-run")
    assert bench.wanted["first"] != bench.wanted["second"]
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        db.execute("pragma foreign_keys = on")
        db.execute("delete from changes where kind = 'new' and document_id is not null")
        db.commit()
    assert any("was never announced" in fault for fault in broken(archive))
    next(iter((archive / "files").rglob("*.pdf"))).write_bytes(b"torn")
    assert any("torn file" in fault for fault in broken(archive))


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """A file system of its own, in memory."""
    folder.mkdir()
    if os.geteuid() != 0 or _mount("-t", "tmpfs", "-o", f"size={size}", "none", folder) != 0:
        pytest.skip("only root may mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _mount(*arguments: str | Path) -> int:
    done = subprocess.run(["mount", *map(str, arguments)], check=False, capture_output=True)
    return done.returncode


def _soon_gone(session: int) -> bool:
    for _ in range(200):
        if not processes_of(session):
            return True
        time.sleep(0.1)
    return False
