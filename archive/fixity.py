"""Whether stored bytes are what their names say, and where whole copies of them may be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from archive.chain import Chain
from archive.files import Files, FileStore, copy_whole, file_sha256, key, storage_errors
from metadata.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A file as its row describes it."""

    sha256: str
    bytes: int
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is not as it should be."""

    code: str  # missing, altered, truncated, stranger, database, chain
    path: str  # relative to the archive; an address when it is kept elsewhere
    message: str


def file_fault(files: Files, stored: Stored) -> Fault | None:
    """What is wrong with a stored file; None when its bytes are those it is named after.

    Raises StorageError when a store does not answer.
    """
    place = files.shown(key(stored.sha256, stored.media_type))
    try:
        size = files.size(stored.sha256, stored.media_type)
        if size is None:
            return Fault(code="missing", path=place, message=f"{place} is not there")
        if size < stored.bytes:
            words = f"{place} has {size} of {stored.bytes} bytes"
            return Fault(code="truncated", path=place, message=words)
        if files.digest(stored.sha256, stored.media_type, size) != stored.sha256:
            words = f"{place} no longer has the hash it is named after"
            return Fault(code="altered", path=place, message=words)
    except OSError as error:
        words = f"{place} could not be read: {error.strerror}"
        return Fault(code="altered", path=place, message=words)
    return None


def strangers(files: Files, connection: sqlite3.Connection) -> Iterator[Fault]:
    """What lies among the stored files and belongs to no row."""
    for name in files.names():
        sha256 = PurePosixPath(name).stem
        sql = "select media_type from files where sha256 = ?"
        row = connection.execute(sql, [sha256]).fetchone()
        if row is None or key(sha256, row[0]) != name:
            place = files.shown(name)
            words = f"{place} belongs to no row of the database; move it out, or `add` it"
            yield Fault(code="stranger", path=place, message=words)


def database_faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """What SQLite complains of, and rows that name others which are not there."""
    try:
        for (line,) in connection.execute("pragma integrity_check(20)"):
            if line != "ok":
                yield _database(line)
        for table, rowid, parent, _ in connection.execute("pragma foreign_key_check"):
            yield _database(f"row {rowid} of {table} names a row of {parent} that is not there")
    except sqlite3.DatabaseError as error:
        yield _database(str(error))


def chain_fault(chain: Chain) -> Fault | None:
    """Where the chain of runs breaks first; None when it is whole."""
    if not chain.broken:
        return None
    words = f"the chain of runs breaks: {chain.broken}"
    return Fault(code="chain", path="archive.db", message=words)


def _database(complaint: str) -> Fault:
    return Fault(code="database", path="archive.db", message=f"archive.db: {complaint}")


def sums_faults(root: Path) -> Iterator[Fault]:
    """What of a published snapshot, beside its files, differs from its SHA256SUMS."""
    sums = root / "SHA256SUMS"
    for line in sums.read_text("utf-8", "replace").splitlines() if sums.is_file() else ():
        digest, _, name = line.partition("  ")
        path = root / name
        if not name.startswith("files/") and not (path.is_file() and file_sha256(path) == digest):
            words = f"{name} is not as SHA256SUMS says; publish again"
            yield Fault(code="altered", path=name, message=words)


@dataclass(slots=True, kw_only=True)
class Spares:
    """A folder with copies: a snapshot, another archive, a bag, or any files at all."""

    folder: Path
    _by_size: dict[int, list[Path]] | None = field(default=None)

    def __post_init__(self) -> None:
        if not self.folder.is_dir():
            raise ConfigError(f"{self.folder} is no folder to repair from.")

    def mend(self, files: Files, stored: Stored) -> bool:
        """Put back bytes with the same hash, if they are there; never any others.

        Raises StorageError when they cannot be written.
        """
        temporary = files.incoming / f"import-{stored.sha256}"
        with storage_errors(f"repair {stored.sha256}"):
            files.incoming.mkdir(exist_ok=True)
            try:
                for candidate in self._candidates(stored):
                    if copy_whole(candidate, temporary, stored.sha256):
                        files.keep(temporary, stored.sha256, stored.media_type)
                        return True
                return False
            finally:
                with suppress(OSError):  # a snapshot has none; an archive's may hold downloads
                    files.incoming.rmdir()

    def _candidates(self, stored: Stored) -> Iterator[Path]:
        for root in (self.folder, self.folder / "data"):
            path = FileStore(root).path(stored.sha256, stored.media_type)
            if path.is_file():
                yield path
        yield from self._of_size(stored.bytes)

    def _of_size(self, size: int) -> list[Path]:
        if self._by_size is None:
            self._by_size = {}
            for path in self.folder.rglob("*"):
                if path.is_file():
                    self._by_size.setdefault(path.stat().st_size, []).append(path)
        return self._by_size.get(size, [])
