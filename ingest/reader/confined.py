"""Runs functions in warm, limited child processes and says in our words how they ended."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable
from concurrent.futures import Future, TimeoutError
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from ingest.reader.confinement import ReadLimits, confine, processor_time
from ingest.reader.forking import forking_context
from metadata.errors import ArchiveError, DamagedError, ReadError, ReadLimitError

T = TypeVar("T")

RECYCLED_AFTER = 200  # tasks; a process that has seen so many strangers ends
UNCOLLECTED = 100_000  # objects made before the youngest are searched for cycles
OUT_OF_MEMORY = {signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGKILL}


class ConfinedPool:
    """Child processes that stay warm, one task each at a time. Close it, or use `with`."""

    def __init__(self, workers: int, limits: ReadLimits) -> None:
        self._limits = limits
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=RECYCLED_AFTER,
            initializer=_begin,
            initargs=(limits,),
            context=forking_context(),
        )

    def submit(self, run: Callable[..., T], *arguments: Any, more_seconds: int = 0) -> Future[T]:
        """Start a task; its future ends with the result or one of the pool's own errors."""
        future: Future[T] = self._pool.schedule(
            _perform,
            args=(self._limits.cpu_seconds + more_seconds, run, arguments),
            timeout=self._limits.wall_seconds + more_seconds,
        )
        return future

    def result(self, future: Future[T], what: str) -> T | ReadError:
        """What a task came to; `what` names it in messages. Waits for it.

        Whatever goes wrong in there is said of the file; only what is wrong with this machine
        (StorageError) is raised.
        """
        error = future.exception()
        if error is None:
            found: T | ReadError = future.result()
            return found
        if isinstance(error, ReadError):
            return error
        if isinstance(error, ArchiveError):
            raise error
        if isinstance(error, TimeoutError):
            return ReadLimitError(
                f"{what}: the reader was stopped after {self._limits.wall_seconds} seconds. "
                "Read it again on a quieter machine, or look at the file by hand."
            )
        if isinstance(error, ProcessExpired):
            return self._expired(error, what)
        return DamagedError(
            f"{what}: the reader failed ({type(error).__name__}: {str(error)[:200]}). The file is "
            "broken in a way that was not foreseen; please report it."
        )

    def _expired(self, ended: ProcessExpired, what: str) -> ReadError:
        number = -(ended.exitcode or 0)
        name = signal.Signals(number).name if number in set(signal.Signals) else str(-number)
        if number == signal.SIGXCPU:
            return ReadLimitError(
                f"{what}: the reader used its {self._limits.cpu_seconds} seconds of processor "
                "time. The file may be built to exhaust readers; look at it by hand."
            )
        if number in OUT_OF_MEMORY:
            return ReadLimitError(
                f"{what}: the reader ended ({name}) at its limit of "
                f"{self._limits.memory >> 20} MB of memory. The file may be built to exhaust "
                "readers; look at it by hand."
            )
        return DamagedError(
            f"{what}: the reader crashed ({name}). The file is broken in a way that readers do "
            "not survive; fetch it again or ask the publisher for a whole copy."
        )

    def close(self) -> None:
        """End the processes; what is not finished is lost."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _begin(limits: ReadLimits) -> None:
    """Make ready a process: under its limits, and seldom looking for cycles among its objects.

    Reading makes very many objects that live for one page and hardly ever hang in cycles.
    """
    confine(limits)
    gc.freeze()
    gc.set_threshold(UNCOLLECTED)


def _perform(seconds: int, run: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    with processor_time(seconds):
        try:
            return run(*arguments)
        except MemoryError:
            raise ReadLimitError(
                "The reader reached its limit of memory. The file may be built to exhaust "
                "readers; look at it by hand."
            ) from None
