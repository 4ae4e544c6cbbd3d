"""Checks a release with nothing but the release: no network, no archive, no trust.

Checksums and the bag first, then the database, the chain of runs, and every row against the bag.
Files that are read again are handed in by whoever can read; here they are only compared.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from archive import chain
from archive.files import FileStore
from archive.fixity import Fault, chain_fault, database_faults
from archive.readonly import read_only, reading
from archive.release import BAG, CHAIN, PARQUET, SUMS, chain_text
from archive.release_files import bag_faults, listed, sums_faults
from archive.release_rows import Rereading, Sampled, bag_differences, rereading, sampled
from archive.report import Screen
from metadata.errors import ConfigError, ReadError, StorageError
from metadata.records import Contents, Reading


@dataclass(slots=True, kw_only=True)
class ReleaseCheck:
    """One go at a release, and what it has found so far."""

    folder: Path
    screen: Screen
    quiet: bool  # the result is printed at the end, as JSON
    faults: list[Fault] = field(default_factory=list)
    files: int = 0  # listed in SHA256SUMS
    chain: chain.Chain | None = None
    parquet: bool = False  # whether its rows were compared, not only its hashes
    identical: list[str] = field(default_factory=list)  # read again with the same rows
    other_readers: list[str] = field(default_factory=list)  # read by another version, not compared

    def lists(self) -> None:
        """Check the files against the lists."""
        sums = listed(self.folder, SUMS)
        self.files = len(sums)
        self._add(sums_faults(self.folder, sums))
        self._add(bag_faults(self.folder, sums))

    def rows(self, connection: sqlite3.Connection) -> None:
        """Follow the chain, and compare the database with the bag."""
        if not chain.is_kept(connection):
            self._add([_fault("chain", "archive.db", "archive.db has no chain of runs")])
            return
        self.chain = chain.checked(connection)
        if fault := chain_fault(self.chain):
            self._add([fault])
        path = self.folder / CHAIN
        if path.is_file() and path.read_text("utf-8", "replace") != chain_text(connection):
            words = f"{CHAIN} and archive.db do not tell of the same runs"
            self._add([_fault("chain", CHAIN, words)])
        self._add(bag_differences(connection, self.folder / BAG / "data" / "metadata"))
        self._parquet(connection)

    def _parquet(self, connection: sqlite3.Connection) -> None:
        try:
            from archive.release_parquet import parquet_differences
        except ModuleNotFoundError:
            return  # `tell` says so
        self.parquet = True
        self._add(parquet_differences(connection, self.folder / PARQUET))

    def sample(
        self, connection: sqlite3.Connection, number: int, reader_of: Callable[[str], str]
    ) -> list[Sampled]:
        """Files to be read again, as far as they are there and the same reader read them.

        `reader_of` names the reader that is here for a media type.
        """
        wanted = sampled(connection, number)
        others = [one for one in wanted if one.reader != reader_of(one.media_type)]
        self.other_readers = sorted({one.reader for one in others})
        if others:
            here = sorted({reader_of(one.media_type) or "nobody" for one in others})
            words = (
                f"the rows are of {', '.join(self.other_readers)}, here reads {', '.join(here)}: "
                "files can be read again only by the version that read them; install it, or use "
                "--sample 0"
            )
            self._add([_fault("reader", "archive.db", words)])
        return [one for one in wanted if one not in others and self.path(one).is_file()]

    def path(self, one: Sampled) -> Path:
        """Where a stored file is."""
        return FileStore(self.folder / BAG / "data").path(one.sha256, one.media_type)

    def compare(
        self, again: Rereading, sha256: str, result: tuple[Reading, Contents] | ReadError,
        reader: str,
    ) -> None:  # fmt: skip
        """Compare a new reading of a file with its rows."""
        difference = again.difference(sha256, result, reader)
        if difference is None:
            self.identical.append(sha256)
            return
        words = f"{sha256} reads differently: {difference.words('new reading')}"
        if isinstance(result, tuple) and any(p.text_source == "ocr" for p in result[0].pages):
            words += " (it was read by OCR, and another version of tesseract reads differently)"
        self._add([_fault("reading", f"{BAG}/data/files", words)])

    def tell(self) -> int:
        """Print the result; 0 when all is well, else 1."""
        if self.quiet:
            self.screen.json(
                {
                    "files": self.files,
                    "chain": asdict(self.chain) if self.chain else None,
                    "parquet": "rows" if self.parquet else "hashes only",
                    "read_again": sorted(self.identical),
                    "faults": [asdict(fault) for fault in self.faults],
                }
            )
        else:
            self.screen.result(f"{self.files} files checked, {len(self.faults)} faults.")
            if self.chain and self.chain.head:
                self.screen.result(f"{self.chain.runs} runs in a chain up to {self.chain.head}.")
            if not self.parquet:
                self.screen.result(
                    "The Parquet was checked by its hashes only: to compare its rows, "
                    'pip install "policy-archive[parquet]".'
                )
            self.screen.result(f"{len(self.identical)} files were read again: the same rows.")
        return 1 if self.faults else 0

    def _add(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.faults.append(fault)
            if not self.quiet:
                self.screen.result(f"{fault.code}: {fault.message}")


@contextmanager
def checking(
    folder: Path, screen: Screen, *, quiet: bool
) -> Iterator[tuple[ReleaseCheck, sqlite3.Connection | None]]:
    """Check all of a release that needs no reading; None: its database cannot be looked at.

    Raises ConfigError when the folder is no release, StorageError when it cannot be read.
    """
    if not (folder / SUMS).is_file() or not (folder / CHAIN).is_file():
        raise ConfigError(
            f"{folder} is no release: it has no {SUMS} and {CHAIN}. "
            "Name a folder made with `publish --release`."
        )
    check = ReleaseCheck(folder=folder, screen=screen, quiet=quiet)
    check.lists()
    if damaged := _database(folder):
        check._add(damaged)
        yield check, None
        return
    with reading(folder) as connection:
        check.rows(connection)
        yield check, connection


def _database(folder: Path) -> list[Fault]:
    """What is wrong with the database itself."""
    try:
        connection = read_only(folder)
    except StorageError as error:
        return [_fault("database", "archive.db", error.message)]
    try:
        return list(database_faults(connection))
    finally:
        connection.close()


def _fault(code: str, path: str, message: str) -> Fault:
    return Fault(code=code, path=path, message=message)


__all__ = ["ReleaseCheck", "Sampled", "checking", "rereading"]
