"""An archive's database for those who only read it: checks, reports, snapshots, exports."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from metadata.errors import StorageError


@contextmanager
def reading(root: Path) -> Iterator[sqlite3.Connection]:
    """One consistent view of the database, whatever a run writes meanwhile.

    Raises StorageError when it cannot be opened, or turns out to be damaged on the way.
    """
    connection = read_only(root)
    try:
        connection.execute("begin")
        yield connection
    except sqlite3.DatabaseError as error:
        raise _unreadable(root, error) from error
    finally:
        connection.close()


def read_only(root: Path) -> sqlite3.Connection:
    """A connection that cannot write. Raises StorageError when it cannot be opened."""
    return sqlite3.connect(readable_at(root), uri=True, timeout=30, isolation_level=None)


def readable_at(root: Path) -> str:
    """The address that SQLite reads the database at, and cannot write to. Raises StorageError."""
    path = root / "archive.db"
    try:
        return _opens(path, "mode=ro")
    except sqlite3.DatabaseError as error:
        if _has_journal(path):
            raise _unreadable(root, error) from error
    try:
        # On a disk that cannot be written SQLite cannot set up what it shares with a writer;
        # there is none, and nothing waits in a journal.
        return _opens(path, "mode=ro&immutable=1")
    except sqlite3.DatabaseError as error:
        raise _unreadable(root, error) from error


def _opens(path: Path, how: str) -> str:
    address = f"{path.resolve().as_uri()}?{how}"
    with closing(sqlite3.connect(address, uri=True, timeout=30)) as connection:
        connection.execute("select 1 from runs limit 1")
    return address


def _has_journal(path: Path) -> bool:
    journal = path.with_name(path.name + "-wal")
    return journal.is_file() and journal.stat().st_size > 0


def _unreadable(root: Path, error: sqlite3.DatabaseError) -> StorageError:
    hint = "Restore a snapshot, or name another folder with --archive."
    if re.match(r"no such (?:column|table: fixity_checks)", str(error)):
        hint = "An older version wrote it; any `run` or `reread` brings it up to date."
    if "unable to open" in str(error):
        hint = "See who may read it (`ls -l`), or name another folder with --archive."
    return StorageError(f"{root / 'archive.db'} could not be read as an archive: {error}. {hint}")
