"""Reads many files in limited child processes, and gives them back in the order they came."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Protocol, Self

from ingest.reader.confined import ConfinedPool
from ingest.reader.confinement import ReadLimits
from ingest.reader.document import Plan, Task, plan
from ingest.reader.finishing import load, load_described
from ingest.reader.options import ReadOptions
from ingest.reader.work import Describe, Work
from metadata.errors import ReadError
from metadata.records import Contents, Reading

__all__ = ["Job", "ReadLimits", "ReaderPool", "Watch"]

Bring = Callable[[str, Path], None]
"""Writes the bytes with a hash to a new file, on whatever machine it is called. Raises ReadError
when they are not to be had, RunError when nothing is to be had there."""

AT_WORK = 4  # documents at work for each worker: enough for all to stay busy
WAITING = 256  # documents that are done, on disk, while one before them is still at work
TASKS = 2  # of one document for each worker, so that the others go on beside a long one


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to read."""

    sha256: str
    path: Path  # where it is; its name only, when it has to be brought
    options: ReadOptions
    bring: Bring | None = None  # fetches it to where it is read


class Watch(Protocol):
    """Who is told how reading goes."""

    def pages(self, number: int) -> None:
        """So many more pages are done."""

    def ended(self, job: Job, seconds: float) -> None:
        """A document is done, so long after it was begun; others were read beside it."""


@dataclass(slots=True, kw_only=True)
class _Document:
    """A document on its way: its plan, and the tasks of the step it is at."""

    job: Job
    work: Work
    steps: Plan
    begun: float = field(default_factory=monotonic)
    coming: Future[None] | None = None  # its file, from elsewhere
    tasks: list[Task] = field(default_factory=list)
    futures: list[Future[int]] = field(default_factory=list)  # of the first of the tasks
    counted: set[int] = field(default_factory=set)  # futures whose pages were reported
    done: bool = False
    error: ReadError | None = None

    def running(self) -> list[Future[Any]]:
        """The futures it waits for."""
        if self.coming is not None:
            return [] if self.coming.done() else [self.coming]
        return [future for future in self.futures if not future.done()]

    def has_come(self) -> bool:
        """Whether its file is here; one that is not to be had ends it. Raises RunError."""
        if self.coming is None:
            return True
        if not self.coming.done():
            return False
        error = self.coming.exception()
        if isinstance(error, ReadError):
            self.done, self.error = True, error
        elif error is not None:
            raise error
        self.coming = None
        return not self.done

    def has_ended(self) -> bool:
        """Whether all tasks of its step have ended."""
        return len(self.futures) == len(self.tasks) and not self.running()


class ReaderPool:
    """Reader processes for as long as the `with` block lasts.

    A crash, a hang or a bomb costs its document and nothing else. The same bytes and options
    give the same Reading on any number of workers.
    """

    def __init__(self, workers: int, limits: ReadLimits) -> None:
        self._workers = workers
        self._limits = limits
        self._folder = TemporaryDirectory(prefix="policy-archive-")
        self._pool = ConfinedPool(workers, limits)
        self._fetching = ThreadPoolExecutor(AT_WORK * workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._fetching.shutdown(cancel_futures=True)
        self._pool.close()
        self._folder.cleanup()

    def read_all(
        self, jobs: Iterable[Job], watch: Watch | None = None
    ) -> Iterator[tuple[Job, Reading | ReadError]]:
        """Read the jobs' files; results come in the order of the jobs.

        Jobs are drawn as room comes free, and each result is given once.
        """
        for document in self._ended(jobs, None, watch):
            yield document.job, document.error or load(document.work)

    def describe_all(
        self,
        jobs: Iterable[Job],
        describe: Describe,
        watch: Watch | None = None,
    ) -> Iterator[tuple[Job, tuple[Reading, Contents] | ReadError]]:
        """As `read_all`, each Reading with what follows from it, and without its raw tables."""
        for document in self._ended(jobs, describe, watch):
            yield document.job, document.error or load_described(document.work)

    def _ended(
        self,
        jobs: Iterable[Job],
        describe: Describe | None,
        watch: Watch | None,
    ) -> Iterator[_Document]:
        """The documents that are done, in order; what they left is there until the next."""
        waiting = iter(jobs)
        flying: deque[_Document] = deque()
        drawn, exhausted = 0, False
        while True:
            busy = [document for document in flying if not document.done]
            while not exhausted and self._has_room(len(busy), len(flying)):
                if exhausted := (job := next(waiting, None)) is None:
                    break
                drawn += 1
                busy.append(self._begun(job, drawn, describe))
                flying.append(busy[-1])
            if not flying:
                return
            self._advance(busy, watch, patient=not flying[0].done)
            if flying[0].done:
                document = flying.popleft()
                yield document
                rmtree(document.work.folder)

    def _has_room(self, at_work: int, flying: int) -> bool:
        return at_work < AT_WORK * self._workers and flying < WAITING + AT_WORK * self._workers

    def _begun(self, job: Job, number: int, describe: Describe | None) -> _Document:
        folder = Path(self._folder.name) / str(number)
        folder.mkdir()
        path = folder / job.path.name if job.bring else job.path
        work = Work(
            path=path, sha256=job.sha256, options=job.options, folder=folder, describe=describe
        )
        steps = plan(work)
        coming = self._fetching.submit(job.bring, job.sha256, path) if job.bring else None
        document = _Document(job=job, work=work, steps=steps, coming=coming, tasks=next(steps))
        self._submit(document)
        return document

    def _submit(self, document: _Document) -> None:
        """Start tasks of a document's step as far as it may have them at work."""
        if not document.has_come():
            return
        room = TASKS * self._workers - len(document.running())
        begun = len(document.futures)
        for task in document.tasks[begun : begun + room]:
            more = task.scans * self._limits.scan_seconds
            future = self._pool.submit(task.run, *task.arguments, more_seconds=more)
            document.futures.append(future)

    def _advance(
        self,
        busy: Sequence[_Document],
        watch: Watch | None,
        *,
        patient: bool,
    ) -> None:
        """Take every document as far as it goes; if patient, wait until one can go on."""
        if patient:
            wait([f for d in busy for f in d.running()], None, FIRST_COMPLETED)
        for document in busy:
            if watch is not None:
                self._report(document, watch)
            self._submit(document)
            if not document.done and document.has_ended():
                self._step(document)
            if watch is not None and document.done:
                watch.ended(document.job, monotonic() - document.begun)

    def _report(self, document: _Document, watch: Watch) -> None:
        for at, future in enumerate(document.futures):
            if at not in document.counted and future.done():
                document.counted.add(at)
                pages = future.result() if future.exception() is None else 0
                if pages:
                    watch.pages(pages)

    def _step(self, document: _Document) -> None:
        """Go on to the next step when all tasks of this one have ended."""
        what = f"Reading {document.job.path.name}"
        results: list[int | ReadError] = []
        for future in document.futures:
            outcome = self._pool.result(future, what)
            results.append(outcome)
        document.futures, document.counted = [], set()
        try:
            document.tasks = document.steps.send(results)
            self._submit(document)
        except StopIteration:
            document.done = True
        except ReadError as error:
            document.done, document.error = True, error
