"""Ends runs at given points, and compares what comes of it with a run that was left alone."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import Publisher
from tests.torture.publisher import Edition, publish, write_source
from tests.torture.rule import broken, difference, same
from tests.torture.runner import Action, Ended, Runner

CODES: dict[Action, int] = {"kill": -9, "term": 143, "int": 130}
_AFTERMATH = 20  # events; by then a run has ended, and its process is about to
EDITIONS: tuple[Edition, ...] = ("first", "second")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A run that was disturbed, and the one after it."""

    edition: Edition  # first: onto an empty archive; second: onto the first, changed
    at: int  # number of the event, or bytes of the disk
    where: str  # what the run was about to do
    code: int  # how it ended
    faults: list[str]  # in words; empty is what is wanted


@dataclass
class Bench:
    """A publisher, undisturbed archives to compare with, and a folder for the others."""

    folder: Path
    publisher: Publisher
    runner: Runner
    wanted: dict[Edition, dict[str, list[str]]] = field(default_factory=dict)
    trails: dict[Edition, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.source = write_source(self.folder / "office.yaml", self.publisher)
        for edition in EDITIONS:
            archive = self.start(edition, "left-alone")
            ended = self.run(archive)
            assert ended.code == 0, ended.err
            assert not broken(archive)
            self.wanted[edition], self.trails[edition] = same(archive), ended.trail
            shutil.copytree(archive, self.folder / f"after-{edition}")

    def start(self, edition: Edition, name: str) -> Path:
        """Show an edition, and give the archive that its run is to meet."""
        publish(self.publisher, edition)
        archive = self.folder / name
        shutil.rmtree(archive, ignore_errors=True)
        if edition == "second":
            shutil.copytree(self.folder / "after-first", archive)
        return archive

    def run(
        self, archive: Path, *, at: int | None = None, of: str = "", action: Action = "kill",
        limits: dict[str, int] | None = None,
    ) -> Ended:  # fmt: skip
        """One run of the real command line."""
        return self.runner.run(
            "run", "--archive", archive, "--sources", self.source, "--workers", "1",
            at=at, of=of, action=action, limits=limits,
        )  # fmt: skip

    def end(self, edition: Edition, at: int, action: Action) -> Point:
        """End a run at an event, let another one finish, and say what is wrong."""
        archive = self.start(edition, f"{edition}-{at}-{action}")
        ended = self.run(archive, at=at, action=action)
        over = at > len(self.trails[edition]) - _AFTERMATH
        allowed = {CODES[action], 0} if not over else {CODES[action], 0, -2, -9, -15}
        faults = [] if ended.code in allowed else [f"ended with {ended.code}: {ended.err[-400:]}"]
        if ended.code == 0 and len(ended.trail) > at + _AFTERMATH:
            faults.append("survived")
        if action != "kill" and not over:
            faults += unsaid(archive, ended)
        faults += self.recovers(edition, archive)
        shutil.rmtree(archive)
        return Point(
            edition=edition,
            at=at,
            where=ended.trail[-1] if ended.trail else "",
            code=ended.code,
            faults=faults,
        )

    def recovers(self, edition: Edition, archive: Path) -> list[str]:
        """What is wrong with an archive now, and after one more run."""
        faults = [f"at once: {fault}" for fault in broken(archive)]
        again = self.run(archive)
        if again.code != 0:
            faults.append(f"the next run ended with {again.code}: {again.err[-400:]}")
        faults += [f"after the next run: {fault}" for fault in broken(archive)]
        left = sorted(p.name for p in (archive / "incoming").iterdir())
        faults += [f"left in incoming: {name}" for name in left]
        return faults + difference(self.wanted[edition], same(archive))

    def fill(self, edition: Edition, size: int) -> Point:
        """A run that may write no file longer than `size` bytes, then one that may."""
        archive = self.start(edition, f"{edition}-full-{size}")
        ended = self.run(archive, limits={"FSIZE": size})
        faults = full_disk_faults(archive, ended) + self.recovers(edition, archive)
        shutil.rmtree(archive)
        return Point(edition=edition, at=size, where=ended.err, code=ended.code, faults=faults)


def full_disk_faults(archive: Path, ended: Ended) -> list[str]:
    """What is wrong with how a run met a full disk."""
    if ended.code == 0:
        return []  # there was room enough
    faults = [] if ended.code == 74 else [f"ended with {ended.code}: {ended.err[-400:]}"]
    if "Traceback" in ended.err or "run again" not in ended.err:
        faults.append(f"no plain message: {ended.err[-400:]}")
    incoming = archive / "incoming"
    left = [p.name for p in incoming.iterdir()] if incoming.is_dir() else []
    return faults + [f"left in incoming: {name}" for name in left]


def spread(events: int, points: int) -> Iterable[int]:
    """Numbers of events, evenly over a run, the first and the last among them."""
    return sorted({1 + round(n * (events - 1) / max(1, points - 1)) for n in range(points)})


def unsaid(archive: Path, ended: Ended) -> list[str]:
    """A run that was asked to end must say so, on the screen and in its row."""
    faults = []
    if ended.code and "What was kept is safe" not in ended.err:
        faults.append(f"no plain message: {ended.err[-400:]}")
    path = archive / "archive.db"
    if path.exists():
        with closing(sqlite3.connect(path)) as db:
            if db.execute("select 1 from sqlite_master where name = 'runs'").fetchone():
                last = db.execute("select exit_code from runs order by id desc limit 1").fetchone()
                if last == (None,):
                    faults.append("the run's row does not say how it ended")
    return faults
