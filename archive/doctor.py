"""What keeping and showing needs of this machine."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from archive.files_opening import open_files
from archive.readonly import read_only, reading
from metadata.checks import Check
from metadata.errors import ConfigError, StorageError

_LEAST_FREE = 2_000_000_000  # bytes
_BUILT = datetime(2026, 1, 1, tzinfo=UTC)  # no clock of ours can be right that is earlier


def archive_checks(root: Path, now: datetime, address: str | None = None) -> Iterator[Check]:
    """SQLite's features, Datasette, the folder, room on the disk, the files, and the clock."""
    yield _sqlite()
    yield _datasette()
    yield from _folder(root)
    yield from _database(root)
    yield from _files(root, address)
    yield _clock(root, now)


def _sqlite() -> Check:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("create table t (a text) strict")
        connection.execute("create virtual table f using fts5(a, content='')")
    except sqlite3.OperationalError as error:
        return Check(
            name="SQLite", well=False, found=f"{sqlite3.sqlite_version}: {error}",
            mend="Use a Python whose SQLite is 3.37 or newer and has FTS5 (Debian 12 has).",
        )  # fmt: skip
    finally:
        connection.close()
    return Check(name="SQLite", well=True, found=f"{sqlite3.sqlite_version} with FTS5")


def _datasette() -> Check:
    try:
        found = version("datasette")
    except PackageNotFoundError:
        found = "missing"
    if found.startswith("1."):
        return Check(name="Datasette", well=True, found=found)
    return Check(
        name="Datasette", well=False, found=f"{found}; the site needs 1.0",
        mend="Install policy-archive in an environment of its own, with its pinned Datasette.",
    )  # fmt: skip


def _folder(root: Path) -> Iterator[Check]:
    there = next(path for path in (root, *root.resolve().parents) if path.exists())
    free = shutil.disk_usage(there).free
    yield Check(
        name="disk", well=free >= _LEAST_FREE, found=f"{free / 1e9:.1f} GB free for {root}",
        mend="" if free >= _LEAST_FREE else "Make room, or name another folder with --archive.",
    )  # fmt: skip


def _database(root: Path) -> Iterator[Check]:
    """Whether the database opens; `verify` looks at all of it."""
    if (root / "archive.db").is_file():
        try:
            read_only(root).close()
        except StorageError as error:
            found, _, mend = error.message.rpartition(". ")
            yield Check(name="database", well=False, found=found, mend=mend)
        else:
            yield Check(name="database", well=True, found=f"{root / 'archive.db'} opens")


def _files(root: Path, address: str | None) -> Iterator[Check]:
    """Whether the place of the files answers, when it is not the archive's folder."""
    try:
        files = open_files(root, address)
        if files.address is None:
            return
        files.prepare()
    except (ConfigError, StorageError) as error:
        found, _, mend = error.message.partition(". ")
        yield Check(name="files", well=False, found=found, mend=mend)
    else:
        yield Check(name="files", well=True, found=f"{files.address} answers")


def _clock(root: Path, now: datetime) -> Check:
    last = _last_run(root)
    if now < _BUILT or (last is not None and now < last):
        than = f"the last run, {last:%Y-%m-%d %H:%M}" if last and now < last else "this program"
        return Check(
            name="clock", well=False, found=f"{now:%Y-%m-%d %H:%M} UTC is earlier than {than}",
            mend="Set the clock, for instance with systemd-timesyncd.",
        )  # fmt: skip
    return Check(name="clock", well=True, found=f"{now:%Y-%m-%d %H:%M} UTC")


def _last_run(root: Path) -> datetime | None:
    if not (root / "archive.db").is_file():
        return None
    try:
        with reading(root) as connection:
            (text,) = connection.execute(
                "select max(coalesce(finished_at, started_at)) from runs"
            ).fetchone()
    except StorageError:
        return None  # said of the database
    return datetime.fromisoformat(text) if text else None
