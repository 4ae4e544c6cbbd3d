"""Older archives become newer ones whole or not at all, wherever the power fails meanwhile."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive import schema
from archive.store import Store
from metadata.errors import StorageError
from tests.torture.runner import Runner

NAMES = [migration.name for migration in schema.migrations.pending(Database(memory=True))]
POINTS = 8  # at which each migration is killed


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as running:
        yield running


def older(archive: Path, before: str) -> Path:
    """An archive as the last version before a migration left it, with rows that must stay."""
    archive.mkdir()
    db = Database(archive / "archive.db")
    db.execute("pragma journal_mode = wal")
    schema.migrations.apply(db, stop_before=before)
    if before != NAMES[0]:
        db.execute("insert into runs (command, software, started_at) values ('run', '0', '2017')")
    db.close()
    return archive


def shape(path: Path) -> list[tuple[str, str]]:
    """The database's schema, without the ledger of migrations and the planner's notes."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(
            """select name, sql from sqlite_master where name not like '%\\_sqlite\\_%' escape '\\'
               and name not like 'sqlite%' order by name"""
        ).fetchall()


def new_shape(folder: Path) -> list[tuple[str, str]]:
    folder.mkdir()
    with Store(folder):
        pass
    return shape(folder / "archive.db")


@pytest.mark.parametrize("before", NAMES)
def test_an_archive_of_any_age_becomes_a_new_one_and_keeps_its_rows(
    before: str, tmp_path: Path
) -> None:
    archive = older(tmp_path / "old", before)
    with Store(archive):
        pass
    assert shape(archive / "archive.db") == new_shape(tmp_path / "new")
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        expected = 0 if before == NAMES[0] else 1
        assert db.execute("select count(*) from runs").fetchone() == (expected,)


@pytest.mark.slow
@pytest.mark.parametrize("before", NAMES)
def test_a_migration_that_is_killed_half_way_did_not_happen(
    before: str, tmp_path: Path, runner: Runner
) -> None:
    template = older(tmp_path / "template", before)
    wanted, was = new_shape(tmp_path / "new"), shape(template / "archive.db")
    archive = Path(shutil.copytree(template, tmp_path / "whole"))
    trail = runner.run("reread", "--archive", archive).trail
    steps = range(trail.index("BEGIN") + 1, trail.index("begin immediate") + 1)
    for at in steps[:: max(1, len(steps) // POINTS)]:
        shutil.rmtree(archive)
        shutil.copytree(template, archive)
        assert runner.run("reread", "--archive", archive, at=at).code == -9
        with closing(sqlite3.connect(archive / "archive.db")) as db:
            assert db.execute("pragma integrity_check").fetchone() == ("ok",)
            applied = len(db.execute("select name from _sqlite_migrations").fetchall())
        changed = shape(archive / "archive.db") != was
        assert changed == (applied > NAMES.index(before)), trail[at - 1]
        with Store(archive):
            pass
        assert shape(archive / "archive.db") == wanted


def test_a_newer_archive_is_left_alone(tmp_path: Path) -> None:
    with Store(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        db.execute("insert into _sqlite_migrations (migration_set, name, applied_at) "
                   "values ('policy-archive', 'm999_from_tomorrow', '2099')")  # fmt: skip
        db.commit()
    with pytest.raises(StorageError, match=r"newer version.*m999_from_tomorrow"):
        Store(tmp_path)
