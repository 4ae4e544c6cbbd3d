"""The limits of a process that reads what strangers wrote.

A reader's process gets a ceiling for memory, processor time and files, no network where the
system allows it, and dies with whoever started it. It is the process that must be limited:
PDFium aborts when memory ends, and nothing inside the process could stop its loops.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG = 1
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """What one task in a reader's process may use."""

    memory: int = 2048 * MEBIBYTE  # bytes of address space
    cpu_seconds: int = 30  # of processor time for one task
    wall_seconds: int = 120  # of time for one task, waiting included
    scan_seconds: int = 180  # more of both for a page that goes through OCR
    written: int = 256 * MEBIBYTE  # bytes in one file it writes (OCR's page images)


def confine(limits: ReadLimits) -> None:
    """Put this process under its limits, for good."""
    _lower(resource.RLIMIT_AS, limits.memory)
    _lower(resource.RLIMIT_FSIZE, limits.written)
    _lower(resource.RLIMIT_CORE, 0)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a full file is an OSError, not a death
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if libc.unshare(CLONE_NEWNET) != 0:
            libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)  # refused on some systems: then as it is


@contextmanager
def processor_time(seconds: int) -> Iterator[None]:
    """Let this process use so many more seconds of processor time, or be killed.

    The ceiling is lifted again before the result is sent: a process that dies while it holds
    the pool's pipe would take the others with it.
    """
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    used = int(sum(os.times()[:2])) + 1
    with suppress(ValueError):  # a lower ceiling than ours is already set
        resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))


def _lower(what: int, ceiling: int) -> None:
    hard = resource.getrlimit(what)[1]
    lowest = ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)
    resource.setrlimit(what, (lowest, lowest))
