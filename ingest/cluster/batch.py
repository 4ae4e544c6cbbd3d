"""What a worker of a cluster does: read a batch of files in limited processes of its own.

Nothing here needs the cluster's library, and nothing is kept on the worker between batches.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.reader import READER, ReadOptions
from ingest.reader.journal import storage_error
from ingest.reader.work import Describe
from ingest.workers import Bring, Job, ReaderPool, ReadLimits
from metadata.errors import ReadError
from metadata.records import Contents, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One file for a worker to read."""

    sha256: str
    path: Path  # absolute
    size: int  # bytes
    options: ReadOptions
    body: bytes | None = field(default=None, repr=False)  # sent where the path is not to be seen
    bring: Bring | None = None  # how the worker fetches it itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a file."""

    body: bytes  # pickled, its Reading and Contents, or the ReadError
    pages: int
    seconds: float  # from its beginning to its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a batch."""

    reader: str  # name and version of the worker's reader
    results: tuple[Result | None, ...]
    """For each ticket; None: its file is not to be seen there."""


class _Costs:
    """Watches a batch."""

    def __init__(self) -> None:
        self.seconds: dict[Job, float] = {}

    def pages(self, number: int) -> None:
        """Whoever waits sees whole documents only."""

    def ended(self, job: Job, seconds: float) -> None:
        """Keep what it took."""
        self.seconds[job] = seconds


def reader_version() -> str:
    """The reader that a worker has."""
    return READER


def read_batch(tickets: Sequence[Ticket], describe: Describe, limits: ReadLimits) -> Answer:
    """Read the files of a batch. Raises StorageError when the worker's disk is full, or the
    store of the files does not answer.
    """
    # Dask forbids its workers children, for fear that they stay behind: ours die with them.
    multiprocessing.current_process().daemon = False
    with TemporaryDirectory(prefix="policy-archive-") as folder:
        jobs: dict[int, Job] = {}
        for at, ticket in enumerate(tickets):
            path = _whole(ticket, Path(folder) / str(at))
            if path is not None:
                jobs[at] = Job(
                    sha256=ticket.sha256, path=path, options=ticket.options, bring=ticket.bring
                )
        with ReaderPool(1, limits) as pool:
            costs = _Costs()
            every = pool.describe_all(jobs.values(), describe, costs)
            results = [_result(job, result, costs) for job, result in every]
    found = dict(zip(jobs, results, strict=True))
    return Answer(reader=READER, results=tuple(found.get(at) for at in range(len(tickets))))


def _result(job: Job, result: tuple[Reading, Contents] | ReadError, costs: _Costs) -> Result:
    pages = 0 if isinstance(result, ReadError) else len(result[0].pages)
    return Result(body=pickle.dumps(result), pages=pages, seconds=costs.seconds[job])


def _whole(ticket: Ticket, folder: Path) -> Path | None:
    """Where a ticket's file is on this machine, None when it is not there or not all of it."""
    if ticket.bring is not None:
        return ticket.path
    if ticket.body is None:
        return ticket.path if _is_seen(ticket.path, ticket.size) else None
    try:
        folder.mkdir()
        path = folder / ticket.path.name  # messages name the file
        path.write_bytes(ticket.body)
    except OSError as error:
        raise storage_error(error) from error
    return path


def _is_seen(path: Path, size: int) -> bool:
    try:
        with path.open("rb") as file:
            return file.seek(0, os.SEEK_END) == size
    except OSError:
        return False
