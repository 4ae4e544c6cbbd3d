"""Reads many files in limited child processes, and gives them back in the order they came."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ingest.reader.confined import ConfinedPool
from ingest.reader.confinement import ReadLimits
from ingest.reader.document import Plan, Task, plan
from ingest.reader.drafts import Part, Start
from ingest.reader.options import ReadOptions
from metadata.errors import ReadError
from metadata.records import Reading

__all__ = ["Job", "ReadLimits", "ReaderPool"]

WINDOW = 4  # documents in flight for each worker: enough to bridge a long one, few to hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to read."""

    sha256: str
    path: Path
    options: ReadOptions


@dataclass(slots=True, kw_only=True)
class _Reading:
    """A document on its way: its plan, and the results it waits for."""

    job: Job
    steps: Plan
    futures: list[Future[Any]] = field(default_factory=list)
    counted: set[int] = field(default_factory=set)  # futures whose pages were reported
    result: Reading | ReadError | None = None

    def is_ready(self) -> bool:
        """Whether all it waits for is there."""
        return all(future.done() for future in self.futures)


class ReaderPool:
    """Reader processes for as long as the `with` block lasts.

    A crash, a hang or a bomb costs its document and nothing else. The same bytes and options
    give the same Reading on any number of workers.
    """

    def __init__(self, workers: int, limits: ReadLimits) -> None:
        self._window = WINDOW * workers
        self._limits = limits
        self._pool = ConfinedPool(workers, limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.close()

    def read_all(
        self, jobs: Iterable[Job], progress: Callable[[int], None] | None = None
    ) -> Iterator[tuple[Job, Reading | ReadError]]:
        """Read the jobs' files; results come in the order of the jobs.

        Jobs are drawn as room comes free, and each result is given once. `progress` is called
        with the number of pages done since the last call.
        """
        waiting = iter(jobs)
        flying: deque[_Reading] = deque()
        exhausted = False
        while True:
            while not exhausted and len(flying) < self._window:
                job = next(waiting, None)
                exhausted = job is None
                if job is not None:
                    flying.append(self._begin(job))
            if not flying:
                return
            while flying and (result := flying[0].result) is not None:
                yield flying.popleft().job, result
            self._advance(flying, progress)

    def _begin(self, job: Job) -> _Reading:
        steps = plan(job.path, sha256=job.sha256, options=job.options)
        document = _Reading(job=job, steps=steps)
        self._submit(document, next(steps))
        return document

    def _submit(self, document: _Reading, tasks: list[Task]) -> None:
        document.counted.clear()
        document.futures = [
            self._pool.submit(
                task.run, *task.arguments, more_seconds=task.scans * self._limits.scan_seconds
            )
            for task in tasks
        ]

    def _advance(self, flying: Iterable[_Reading], progress: Callable[[int], None] | None) -> None:
        """Wait until something is done, and take every document as far as it goes."""
        waiting = [document for document in flying if document.result is None]
        if not any(document.is_ready() for document in waiting):
            wait([f for d in waiting for f in d.futures if not f.done()], None, FIRST_COMPLETED)
        for document in waiting:
            if progress is not None:
                self._report(document, progress)
            if document.is_ready():
                self._step(document)

    def _report(self, document: _Reading, progress: Callable[[int], None]) -> None:
        for at, future in enumerate(document.futures):
            if future.done() and at not in document.counted:
                document.counted.add(at)
                result = future.result() if future.exception() is None else None
                part = result.part if isinstance(result, Start) else result
                if isinstance(part, Part) and part.drafts:
                    progress(len(part.drafts))

    def _step(self, document: _Reading) -> None:
        what = f"Reading {document.job.path.name}"
        results = [self._pool.result(future, what) for future in document.futures]
        try:
            self._submit(document, document.steps.send(results))
        except StopIteration as end:
            document.result = end.value
        except ReadError as error:
            document.result = error
