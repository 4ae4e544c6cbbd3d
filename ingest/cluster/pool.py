"""Reads files on the workers of a cluster: batches in flight, results in order, fair blame."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, field

from distributed import Client, KilledWorker

from ingest.cluster.batch import Answer, Result, Ticket, read_batch
from ingest.cluster.window import AT_WORK, Window
from ingest.reader import READER
from ingest.reader.work import Describe
from ingest.workers import Job, ReadLimits, Watch
from metadata.errors import ConfigError, ReadError, ReadLimitError
from metadata.records import Contents, Reading

RETRIES = 2  # of a batch that failed; one whose worker died the scheduler gives to another
SENT = 64 * 1024 * 1024  # bytes of a file: a larger one is read from a shared folder only
SENT_AT_ONCE = 8 * 1024 * 1024  # bytes of the files of one batch, unless a single one has more
SILENCE = 10.0  # seconds without a result until it is asked who is there
PATIENCE = 6  # times in a row that nobody was there


@dataclass(slots=True, kw_only=True)
class _Flight:
    """What is under way over one set of jobs."""

    window: Window
    describe: Describe
    watch: Watch | None
    batches: dict[Future[Answer], Sequence[Job]] = field(default_factory=dict)
    suspects: deque[Job] = field(default_factory=deque)  # their batch's workers died
    alone: bool = False  # the batch under way is a suspect

    def keep(self, job: Job, result: Result) -> None:
        """Take what came of a file."""
        self.window.keep(job, result.body)
        if self.watch is not None:
            self.watch.pages(result.pages)
            self.watch.ended(job, result.seconds)


class ClusterPool:
    """The readers of a cluster.

    A worker that dies costs its batch another try. A batch whose workers died again and again
    is read one document at a time with nothing else at work, so that nobody is blamed for
    another's fault.
    """

    def __init__(self, client: Client, address: str, limits: ReadLimits) -> None:
        self._client, self._address, self._limits = client, address, limits
        self._executor = client.get_executor(pure=False, retries=RETRIES)  # type: ignore[no-untyped-call]
        self._threads = 1
        self._absent = 0  # times in a row that no worker was there
        self._sends = False  # whether the files go with the batches

    def describe_all(
        self, jobs: Iterable[Job], describe: Describe, watch: Watch | None = None
    ) -> Iterator[tuple[Job, tuple[Reading, Contents] | ReadError]]:
        """Read the jobs' files; results come in the order of the jobs, each file read once.

        Raises ConfigError when the cluster goes away, StorageError when a worker's disk is full.
        """
        flight = _Flight(window=Window(jobs), describe=describe, watch=watch)
        self._look_round()
        try:
            while True:
                self._fill(flight)
                if flight.window.is_empty():
                    return
                if (result := flight.window.take()) is not None:
                    yield result
                else:
                    self._wait(flight)
        finally:
            for future in flight.batches:
                future.cancel()

    def _fill(self, flight: _Flight) -> None:
        """Send what there is room for."""
        if flight.batches and (flight.alone or flight.suspects):
            return
        flight.alone = bool(flight.suspects)
        if flight.alone:
            self._send(flight, [flight.suspects.popleft()])
            return
        flight.window.draw(self._threads)
        while len(flight.batches) < AT_WORK * self._threads:
            if not (jobs := flight.window.batch(self._threads)):
                return
            self._send(flight, jobs)

    def _send(self, flight: _Flight, jobs: Sequence[Job]) -> None:
        tickets: dict[Job, Ticket] = {}
        room = SENT_AT_ONCE
        for at, job in enumerate(jobs):
            ticket = self._ticket(job)
            if isinstance(ticket, ReadError):
                flight.window.keep(job, ticket)
                continue
            room -= len(ticket.body or b"")
            if room < 0 and tickets:
                flight.window.put_back(jobs[at:])
                break
            tickets[job] = ticket
        if tickets:
            batch = [*tickets.values()]
            future = self._executor.submit(read_batch, batch, flight.describe, self._limits)
            flight.batches[future] = [*tickets]

    def _ticket(self, job: Job) -> Ticket | ReadError:
        """What is sent of a job, with the file itself where workers do not see it."""
        if job.bring is not None:
            return Ticket(
                sha256=job.sha256, path=job.path, size=0, options=job.options, bring=job.bring
            )
        path = job.path.absolute()
        try:
            size = path.stat().st_size
            body = path.read_bytes() if self._sends and size <= SENT else None
        except OSError as error:
            return ReadError(f"Reading {path.name}: the file is not there: {error.strerror}.")
        if self._sends and body is None:
            return ReadError(
                f"Reading {path.name}: the cluster's workers do not see {path}, and its "
                f"{size >> 20} MB are more than the {SENT >> 20} MB that are sent to them. Mount "
                "the archive's folder there under the same path, or read without --cluster."
            )
        return Ticket(sha256=job.sha256, path=path, size=size, options=job.options, body=body)

    def _wait(self, flight: _Flight) -> None:
        """Wait until a batch has ended, and take what it brings."""
        ended, _ = wait(flight.batches, SILENCE, FIRST_COMPLETED)
        for future in ended:
            self._receive(flight, flight.batches.pop(future), future)
        self._look_round()

    def _receive(self, flight: _Flight, jobs: Sequence[Job], future: Future[Answer]) -> None:
        try:
            answer = future.result()
        except KilledWorker:
            self._died(flight, jobs)
            return
        except CancelledError as error:
            raise self._gone() from error
        except ImportError as error:
            raise other_version(self._address, f"{error.name} is missing there") from error
        if answer.reader != READER:
            raise other_version(self._address, f"a worker has {answer.reader}")
        unseen = [job for job, result in zip(jobs, answer.results, strict=True) if result is None]
        for job, result in zip(jobs, answer.results, strict=True):
            if result is not None:
                flight.keep(job, result)
        self._sends = self._sends or bool(unseen)
        flight.window.put_back(unseen)

    def _died(self, flight: _Flight, jobs: Sequence[Job]) -> None:
        """Workers ended over a batch, as often as the scheduler lets them."""
        if not flight.alone:
            flight.suspects.extend(jobs)
            return
        [job] = jobs
        error = ReadLimitError(
            f"Reading {job.path.name}: the cluster's workers ended over it, one after the other, "
            "while it was all they had to do. The file may be built to exhaust readers; look at "
            "it by hand."
        )
        flight.window.keep(job, error)

    def _look_round(self) -> None:
        """See who is there. Raises ConfigError when nobody was for long."""
        try:
            self._threads = sum(self._client.nthreads().values())  # type: ignore[no-untyped-call]
        except (OSError, RuntimeError) as error:
            raise self._gone() from error
        self._absent = 0 if self._threads else self._absent + 1
        self._threads = max(1, self._threads)
        if self._absent > PATIENCE:
            raise ConfigError(
                f"--cluster {self._address}: its workers have gone. What was read is kept: start "
                "workers and run again, or leave --cluster out to read on this machine."
            )

    def _gone(self) -> ConfigError:
        return ConfigError(
            f"--cluster {self._address}: the scheduler has gone. What was read is kept: start it "
            "and run again, or leave --cluster out to read on this machine."
        )


def other_version(address: str, seen: str) -> ConfigError:
    """What is said when workers are not of this version."""
    return ConfigError(
        f"--cluster {address}: its workers cannot read for this program, whose reader is "
        f"{READER}: {seen}. Install the same version of policy-archive on all machines and "
        "start the workers again."
    )
