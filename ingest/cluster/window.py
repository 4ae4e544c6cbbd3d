"""Which documents are on their way: drawn in order, sent in batches, given back in order."""

from __future__ import annotations

import math
import pickle
from collections import Counter, deque
from collections.abc import Iterable

from ingest.reader import READER, ReadOptions
from ingest.workers import Job
from metadata.errors import ReadError
from metadata.records import Contents, Reading

AT_WORK = 2  # batches for each thread of the cluster: one is read, one waits beside it
LARGEST = 32  # documents of a batch: the larger, the less its reader's start weighs
WAITING = 256  # documents that are done while one before them is still at work

Key = tuple[str, str, ReadOptions]
Result = tuple[Reading, Contents] | ReadError


def key(job: Job) -> Key:
    """What makes two readings the same: the bytes, the reader, how it is told to read."""
    return job.sha256, READER, job.options


class Window:
    """The jobs between the first that is not given back and the last that was drawn."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs = iter(jobs)
        self._order: deque[Job] = deque()  # drawn, and not given back
        self._ahead: deque[Job] = deque()  # of these, what was not sent
        self._wanted: Counter[Key] = Counter()  # how often a reading is still to be given back
        self._found: dict[Key, bytes] = {}

    def draw(self, threads: int) -> None:
        """Draw jobs as far as there is room, the work of so many threads."""
        room = AT_WORK * threads * LARGEST
        while len(self._ahead) < room and len(self._order) < WAITING + 2 * room:
            job = next(self._jobs, None)
            if job is None:
                return
            self._order.append(job)
            self._wanted[key(job)] += 1
            if self._wanted[key(job)] == 1:
                self._ahead.append(job)

    def batch(self, threads: int) -> list[Job]:
        """The next jobs to send, fewer towards the end so that all threads end together."""
        size = min(LARGEST, math.ceil(len(self._ahead) / (AT_WORK * threads)))
        return [self._ahead.popleft() for _ in range(size)]

    def put_back(self, jobs: Iterable[Job]) -> None:
        """Send jobs later after all, before others."""
        self._ahead.extendleft(reversed([*jobs]))

    def keep(self, job: Job, result: bytes | ReadError) -> None:
        """What a job came to; pickled it takes a fraction of the memory."""
        body = result if isinstance(result, bytes) else pickle.dumps(result)
        self._found[key(job)] = body

    def is_empty(self) -> bool:
        """Whether all that was drawn was given back."""
        return not self._order

    def take(self) -> tuple[Job, Result] | None:
        """The first job with its result, once it has one."""
        if key(self._order[0]) not in self._found:
            return None
        job = self._order.popleft()
        self._wanted[key(job)] -= 1
        body = self._found[key(job)]
        if not self._wanted[key(job)]:
            del self._wanted[key(job)], self._found[key(job)]
        result: Result = pickle.loads(body)
        return job, result
