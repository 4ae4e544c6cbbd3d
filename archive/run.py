"""One execution over one archive: what it writes to, what it counted, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Protocol

from archive.command_line import Options
from archive.files import Files
from archive.keep import Occasion
from archive.report import COUNTS, Screen, Steps, run_table, totals
from archive.store import Store, stamp
from archive.store_outbox import Waiting
from metadata.errors import ArchiveError, StorageError
from metadata.records import Capture, Source

Deliver = Callable[[Iterable[Waiting]], Iterator[tuple[Waiting, str | None]]]
"""Sends messages; gives each back with what went wrong, or None."""

SLOWEST = 10  # documents that are named in the report of a run


@dataclass(slots=True, kw_only=True)
class Run:
    """What a run works with in the archive, and what it has counted so far."""

    command: str
    files: Files
    store: Store
    screen: Screen
    clock: Callable[[], datetime]  # the time, UTC
    given: Mapping[str, str] = field(default_factory=dict)
    run_id: int = 0
    started_at: str = ""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)  # by stage
    slowest: list[tuple[float, str]] = field(default_factory=list)  # seconds, SHA-256
    worst: int = 0
    reached: bool = False  # at least one source answered
    unreachable: bool = False  # at least one source did not
    final: dict[str, object] = field(default_factory=dict)  # the report, once it has ended
    unwritten: list[tuple[str, Capture]] = field(default_factory=list)  # that brought nothing new

    def begin(self, software: str) -> None:
        """Record that it started, with which version of ours."""
        begun = self.store.begin_run(self.command, software, self.clock())
        self.run_id, self.started_at = begun
        self.screen.always(run=self.run_id)
        self.screen.note("The run begins.", command=self.command)

    def occasion(self) -> Occasion:
        """This run and the time it is now."""
        return Occasion(run_id=self.run_id, at=self.now(), given=self.given)

    def now(self) -> str:
        """The time, never before the run began."""
        return max(stamp(self.clock()), self.started_at)

    def begin_on(self, *sources: Source) -> None:
        """Keep how the sources are defined now, and take them up."""
        for source in sources:
            self.store.keep_source(source)
            self.take_up(source.id)

    def take_up(self, source_id: str) -> None:
        """Begin to count for a source: the report names it, also when nothing came of it."""
        self.counts[source_id] = dict.fromkeys(COUNTS, 0)

    def count(self, source_id: str, what: str, number: int = 1) -> None:
        """Count something for the report."""
        of_source = self.counts.setdefault(source_id, dict.fromkeys(COUNTS, 0))
        of_source[what] += number

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add to the report how long a stage takes, in seconds of the wall."""
        begun = monotonic()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + monotonic() - begun

    def problem(self, stage: str, error: ArchiveError, source_id: str, **about: str | None) -> None:
        """Record what went wrong and go on."""
        about = {"source_id": source_id, **about}
        self.store.keep_problem(self.run_id, self.now(), stage, error, about=about)
        self.count(source_id, "problems")
        self.worst = 1
        said = error.message.removeprefix(f"{source_id}: ")
        known = {name: value for name, value in about.items() if value is not None}
        self.screen.say(f"{source_id}: {said}", "warning", stage=stage, code=error.code, **known)

    def solved(self, stage: str, *, url: str | None = None, sha256: str | None = None) -> None:
        """Record that what was wrong with an address or a file is no longer."""
        self.store.resolve_problems(self.now(), stage, url=url, sha256=sha256)

    def write_captures(self, *, least: int = 1) -> None:
        """Write the captures that brought nothing new, many together, and that they went well."""
        if len(self.unwritten) >= least:
            self.store.keep_captures(self.run_id, self.unwritten)
            troubled = self.store.troubled_addresses("collect")
            for url in troubled.intersection(capture.url for _, capture in self.unwritten):
                self.solved("collect", url=url)
            self.unwritten.clear()

    def exit_code(self) -> int:
        """What it exits with when nothing stopped it."""
        return 69 if self.unreachable and not self.reached else self.worst

    def end(self, exit_code: int, tell: str | None) -> None:
        """Write its end, and in the same transaction what is to be told of it to `tell`."""
        self.worst = exit_code
        self.write_captures()
        self.final = self.report(exit_code)
        at = str(self.final["finished_at"])
        self.store.finish_run(self.run_id, at, exit_code, self.final, tell=tell)
        self.screen.note("The run has ended.", exit_code=exit_code, **totals(self.counts))

    def report(self, exit_code: int) -> dict[str, object]:
        """The run as `run --json` prints it."""
        for source_id in self.counts:
            found = self.store.counts(self.run_id, source_id)
            self.counts[source_id] |= {k: v for k, v in found.items() if k in COUNTS}
        return {
            "run_id": self.run_id,
            "started_at": self.started_at,
            "finished_at": self.now(),
            "exit_code": exit_code,
            "sources": self.counts,
            "totals": totals(self.counts),
            "seconds": {stage: round(took, 3) for stage, took in self.seconds.items()},
            "slowest": [{"sha256": of, "seconds": round(took, 3)} for took, of in self.slowest],
        }


class _File(Protocol):
    @property
    def sha256(self) -> str: ...


class Watching:
    """Shows how many pages are read, and keeps which documents took longest."""

    def __init__(self, run: Run, bar: Steps) -> None:
        self.run, self.bar, self.done = run, bar, 0

    def pages(self, number: int) -> None:
        """So many more pages are done."""
        self.done += number
        self.bar.note(f"{self.done:,} pages")

    def ended(self, file: _File, seconds: float) -> None:
        """A document is done."""
        slowest = [*self.run.slowest, (seconds, file.sha256)]
        self.run.slowest = sorted(slowest, reverse=True)[:SLOWEST]


def tell_changes(run: Run, deliver: Deliver) -> None:
    """Send the messages that wait; what is not taken now waits for the next run."""
    outbox = run.store.outbox
    with suppress(StorageError):  # then it is sent once more, and the receiver knows its name
        for message, wrong in deliver(outbox.waiting()):
            with run.store.together():
                outbox.tried(message.number, run.now(), wrong)
            if wrong:
                run.screen.say(f"Changes wait to be told: {wrong}", "warning")


def finished(run: Run, options: Options) -> int:
    """Print a run's report; returns its exit code."""
    if options.json:
        options.screen.json(run.final)
    else:
        run_table(options.screen, run.counts, f"Run {run.run_id} of {options.archive}")
        changes = sum(sum(c[k] for k in COUNTS[3:7]) for c in run.counts.values())
        if not changes and not run.worst:
            options.screen.result("Nothing new.")
    return run.worst
