"""Fixity: every stored file against its name, and files and rows against each other.

What the last check found damaged comes first, then what was never checked, then the rest, oldest
check first: with a budget a small part every night goes round the whole archive. Results become
rows, written under the archive's lock; a snapshot or a disk that cannot be written is checked
just as well, and nothing is recorded.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from archive import chain
from archive.files import Files, locked
from archive.files_opening import open_files
from archive.fixity import (
    Fault,
    Spares,
    Stored,
    chain_fault,
    database_faults,
    file_fault,
    strangers,
    sums_faults,
)
from archive.readonly import read_only, reading
from archive.report import Screen
from archive.store import Store
from archive.store_keeping import Check
from metadata.errors import ConfigError

Clock = Callable[[], datetime]

_TIMES = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SIZES = {"KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
_TOGETHER = 200  # results written in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much to check at most; at least one file is."""

    time: timedelta | None = None
    bytes: int | None = None


def budget(text: str) -> Budget:
    """`10m`, `2h` (s, m, h, d) or `500MB`, `2GB` (KB to TB, 1 KB = 1024). Raises ConfigError."""
    match = re.fullmatch(r"(\d{1,9}) ?([smhd]|[KMGT]B)", text.strip())
    if match is None:
        raise ConfigError(
            f"--budget {text}: write a time such as 30s, 10m or 2h, or a size such as 500MB or 2GB."
        )
    number, unit = int(match[1]), match[2]
    if unit in _TIMES:
        return Budget(time=timedelta(seconds=number * _TIMES[unit]))
    return Budget(bytes=number * _SIZES[unit])


def verify_archive(
    root: Path, screen: Screen, *, as_json: bool, now: Clock | None = None,
    limit: Budget | None = None, repair: Path | None = None,
) -> int:  # fmt: skip
    """Check, repair from the folder `repair`, print what is wrong; 0 when all is well, else 1.

    Without the clock `now` nothing is recorded and a budget of time does not end. Raises
    ArchiveLockedError while a run holds the archive, ConfigError when `repair` cannot be used,
    StorageError when the disk or the database fails.
    """
    with ExitStack() as stack:
        unrecorded = _why_unrecorded(root, now)
        if not unrecorded:
            stack.enter_context(locked(root))
        damaged = _checked_database(root)
        unrecorded = unrecorded or ("the database is damaged" if damaged else "")
        files = open_files(root)
        spares = _spares(files, repair)
        store = None if unrecorded else stack.enter_context(Store(root))
        connection = stack.enter_context(reading(root))
        check = Verification(
            files=files, connection=connection, screen=screen, store=store, now=now,
            spares=spares, quiet=as_json,
        )  # fmt: skip
        check.database(damaged)
        check.runs()
        check.stored(limit or Budget())
        check.strangers()
        check.tell(unrecorded)
    return 1 if check.faults else 0


def _why_unrecorded(root: Path, now: Clock | None) -> str:
    if now is None:
        return "there is no clock"
    if (root / "SHA256SUMS").exists():
        return "this is a published snapshot"
    if not all(os.access(path, os.W_OK) for path in (root, root / "archive.db")):
        return "the archive cannot be written"
    return ""


def _checked_database(root: Path) -> list[Fault]:
    connection = read_only(root)
    try:
        return [*database_faults(connection), *sums_faults(root)]
    finally:
        connection.close()


def _spares(files: Files, repair: Path | None) -> Spares | None:
    if repair is None:
        return None
    if not files.may_write():
        raise ConfigError(f"{files.root} cannot be repaired: it cannot be written.")
    if repair.resolve() == files.root.resolve():
        raise ConfigError(f"{repair} is the archive itself. Name a folder with copies.")
    return Spares(folder=repair)


@dataclass(slots=True, kw_only=True)
class Verification:
    """One go at an archive: what it works with and what it has found so far."""

    files: Files
    connection: sqlite3.Connection
    screen: Screen
    store: Store | None  # None: nothing is recorded
    now: Clock | None
    spares: Spares | None
    quiet: bool  # the results are printed at the end, as JSON
    faults: list[Fault] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    checked: int = 0
    bytes: int = 0
    left: int = 0
    chain: chain.Chain | None = None
    _waiting: list[Check] = field(default_factory=list)

    def database(self, faults: list[Fault]) -> None:
        """Tell what is wrong with the database itself."""
        for fault in faults:
            self._found(fault)

    def runs(self) -> None:
        """Follow the chain of runs."""
        if chain.is_kept(self.connection):  # an older snapshot has none
            self.chain = chain.checked(self.connection)
            if fault := chain_fault(self.chain):
                self._found(fault)

    def stored(self, limit: Budget) -> None:
        """Check the stored files until the budget is spent."""
        total = self.connection.execute("select count(*) from files").fetchone()[0]
        began = self.now() if self.now else None
        with self.screen.progress("Verifying", total) as bar:
            for stored in self._in_turn():
                self._waiting.append(self._check(stored))
                self.checked, self.bytes = self.checked + 1, self.bytes + stored.bytes
                if len(self._waiting) >= _TOGETHER:
                    self._record()
                bar.step()
                if self._spent(limit, began):
                    break
        self._record()
        self.left = total - self.checked

    def strangers(self) -> None:
        """Name what lies among the files without a row."""
        found = [
            fault.message for fault in map(self._found, strangers(self.files, self.connection))
        ]
        if self.store and self.now:
            with self.store.together():
                self.store.keeping.strangers(self.store.after_all_runs(self.now()), found)

    def tell(self, unrecorded: str) -> None:
        """Print the result."""
        if self.quiet:
            self.screen.json(
                {
                    "checked": self.checked,
                    "bytes": self.bytes,
                    "left": self.left,
                    "recorded": not unrecorded,
                    "repaired": self.repaired,
                    "chain": asdict(self.chain) if self.chain else None,
                    "faults": [asdict(fault) for fault in self.faults],
                }
            )
            return
        self.screen.result(f"{self.checked} files checked, {len(self.faults)} faults.")
        if self.chain and self.chain.head:
            self.screen.result(f"{self.chain.runs} runs in a chain up to {self.chain.head}.")
        if self.left:
            self.screen.result(f"{self.left} files are left for the next time.")
        if unrecorded:
            self.screen.result(f"Nothing was recorded: {unrecorded}.")

    def _in_turn(self) -> Iterator[Stored]:
        tables = self.connection.execute("select 1 from sqlite_master where name = 'fixity_checks'")
        sql = "select f.sha256, f.bytes, f.media_type from files f "
        if tables.fetchone():  # an older snapshot has none
            sql += """left join fixity_checks c on c.sha256 = f.sha256
                order by c.outcome is not 'damaged' and c.outcome is not 'absent',
                    c.checked_at is not null, c.checked_at, f.sha256"""
        for sha256, size, media_type in self.connection.execute(sql):
            yield Stored(sha256=sha256, bytes=size, media_type=media_type)

    def _check(self, stored: Stored) -> Check:
        fault = file_fault(self.files, stored)
        if fault is None:
            return Check(sha256=stored.sha256, outcome="intact")
        if self.spares and self.spares.mend(self.files, stored):
            self.repaired.append(fault.path)
            if not self.quiet:
                self.screen.result(f"repaired: {fault.message}; bytes with its hash were put back")
            return Check(sha256=stored.sha256, outcome="repaired", message=fault.message)
        self._found(fault)
        return Check(
            sha256=stored.sha256,
            outcome="absent" if fault.code == "missing" else "damaged",
            code=fault.code,
            message=f"{fault.message}; run again to fetch it anew, or verify --repair FOLDER",
        )

    def _found(self, fault: Fault) -> Fault:
        self.faults.append(fault)
        if not self.quiet:
            self.screen.result(f"{fault.code}: {fault.message}")
        return fault

    def _record(self) -> None:
        if self.store and self.now and self._waiting:
            with self.store.together():
                self.store.keeping.record(self.store.after_all_runs(self.now()), self._waiting)
        self._waiting.clear()

    def _spent(self, limit: Budget, began: datetime | None) -> bool:
        if limit.bytes is not None and self.bytes >= limit.bytes:
            return True
        if limit.time is None or self.now is None or began is None:
            return False
        return self.now() - began >= limit.time
