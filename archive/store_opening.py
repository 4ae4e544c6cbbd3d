"""How the database is opened and written to, and its failures said in words. Part of the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from archive import schema
from metadata.errors import StorageError

BUSY_SECONDS = 30  # how long another program may hold the database


def open_database(path: Path) -> Database:
    """Open and migrate the database. Raises StorageError with the reason in words."""
    try:
        existed = path.exists() and path.stat().st_size > 0
    except OSError as error:
        raise StorageError(f"Could not open {path}: {error.strerror}.") from error
    if not existed:
        _refuse_lost(path)
    with said_plainly(path):
        connection = sqlite3.connect(
            path.resolve().as_uri(), uri=True, timeout=BUSY_SECONDS, isolation_level=None
        )
        db = Database(connection)
        if existed:
            _refuse_strangers(db, path)
        db.execute("pragma journal_mode = wal")
        # A power cut may take back the last moments of a run, as if it had been killed earlier;
        # a row never comes before its file, and the run's end is written through.
        db.execute("pragma synchronous = normal")
        db.execute("pragma foreign_keys = on")
        schema.migrations.apply(db)
    return db


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Write what follows in one transaction, or not at all; within one, as a part of it."""
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    try:
        # The right to write is asked for before anything is read: to a transaction that has read
        # while another program writes, SQLite refuses it at once, without the wait.
        db.execute("begin immediate")
        yield
        db.commit()
    except BaseException:
        db.rollback()
        raise


@contextmanager
def said_plainly(path: Path) -> Iterator[None]:
    """Translate what is wrong with the file at `path`, and nothing that would be our mistake."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if type(error) not in (sqlite3.DatabaseError, sqlite3.OperationalError):
            raise
        raise _translated(path, error) from error


def _refuse_lost(path: Path) -> None:
    """Begin no new archive over the files of one whose database was lost."""
    files = path.parent / "files"
    if any(found.is_file() for found in files.rglob("*")):
        state = "is empty" if path.exists() else "is gone"
        raise StorageError(
            f"{path} {state}, and there are stored files beside it: the database was lost. Nothing "
            f"was changed. Put archive.db back from a copy, a snapshot or a release; or begin anew "
            f"with the same files: `policy-archive add {files} --archive NEW-FOLDER`."
        )


def _refuse_strangers(db: Database, path: Path) -> None:
    application = db.execute("pragma application_id").fetchone()[0]
    tables = set(db.table_names())
    if application != schema.APPLICATION_ID and tables - {"_sqlite_migrations"}:
        raise StorageError(
            f"{path} is a database of another program (tables: {', '.join(sorted(tables)[:4])}). "
            "Nothing was changed; name another folder with --archive."
        )
    known = {m.name for m in schema.migrations.pending(db)}
    applied = {m.name for m in schema.migrations.applied(db)}
    newer = applied - known - schema.migration_names()
    if newer:
        raise StorageError(
            f"{path} was written by a newer version of policy-archive (it knows "
            f"{', '.join(sorted(newer))}). Nothing was changed; install that version."
        )


def _translated(path: Path, error: sqlite3.DatabaseError) -> StorageError:
    text = str(error)
    if "locked" in text or "busy" in text:
        hint = f"Another program has held it for {BUSY_SECONDS} seconds; close it and run again."
    elif "not a database" in text or "malformed" in text:
        hint = "It is damaged or no archive. Restore a snapshot, or name another with --archive."
    elif "full" in text or "disk I/O" in text:
        hint = "Free some space, then run again: it goes on where it stopped."
    elif "readonly" in text or "unable to open" in text:
        hint = "Give this user write permission there, or name another folder with --archive."
    else:
        hint = "Nothing of this step was written."
    return StorageError(f"The database {path} said: {text}. {hint}")
