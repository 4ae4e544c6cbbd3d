"""Fixity: every stored file against its name, and files and rows against each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.files import FileStore, file_sha256
from archive.report import Screen
from metadata.errors import StorageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is not as it should be."""

    code: str  # missing, altered, truncated, stranger, database
    path: str  # relative to the archive
    message: str


def verify_archive(root: Path, screen: Screen, *, as_json: bool) -> int:
    """Check everything and print what is wrong; returns 0 when all is well, else 1."""
    faults, checked = [], 0
    connection = read_only(root)
    known = dict(connection.execute("select sha256, bytes from files order by sha256").fetchall())
    types = dict(connection.execute("select sha256, media_type from files").fetchall())
    files = FileStore(root)
    faults += [_database_fault(row[0]) for row in _database_complaints(connection)]
    with screen.progress("Verifying", len(known)) as bar:
        for sha256, size in known.items():
            checked += 1
            faults += _file_faults(files.path(sha256, types[sha256]), root, sha256, size)
            bar.step()
    expected = {files.path(sha256, types[sha256]) for sha256 in known}
    faults += [_stranger(path, root) for path in files.all() if path not in expected]
    if as_json:
        screen.json({"checked": checked, "faults": [asdict(fault) for fault in faults]})
    else:
        for fault in faults:
            screen.result(f"{fault.code}: {fault.message}")
        screen.result(f"{checked} files checked, {len(faults)} faults.")
    return 1 if faults else 0


def read_only(root: Path) -> sqlite3.Connection:
    """A connection that cannot write. Raises StorageError when it cannot be opened."""
    path = root / "archive.db"
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
        connection.execute("select 1 from runs limit 1")
    except sqlite3.DatabaseError as error:
        raise StorageError(
            f"{path} could not be read as an archive: {error}. "
            "Restore a snapshot, or name another folder with --archive."
        ) from error
    return connection


def _database_complaints(connection: sqlite3.Connection) -> Iterator[tuple[str]]:
    for (line,) in connection.execute("pragma integrity_check(20)"):
        if line != "ok":
            yield (line,)
    for table, rowid, parent, _ in connection.execute("pragma foreign_key_check"):
        yield (f"row {rowid} of {table} names a row of {parent} that is not there",)


def _database_fault(complaint: str) -> Fault:
    return Fault(code="database", path="archive.db", message=f"archive.db: {complaint}")


def _file_faults(path: Path, root: Path, sha256: str, size: int) -> Iterator[Fault]:
    place = path.relative_to(root).as_posix()
    if not path.is_file():
        yield Fault(
            code="missing", path=place, message=f"{place} is not there; run again to fetch it anew"
        )
    elif path.stat().st_size < size:
        yield Fault(
            code="truncated",
            path=place,
            message=f"{place} has {path.stat().st_size} of {size} bytes",
        )
    elif file_sha256(path) != sha256:
        yield Fault(code="altered", path=place, message=f"{place} no longer has the hash it names")


def _stranger(path: Path, root: Path) -> Fault:
    place = path.relative_to(root).as_posix()
    return Fault(code="stranger", path=place, message=f"{place} belongs to no row of the database")
