"""Processor time of commands whose processes have children that outlive them."""

from __future__ import annotations

import ctypes
import os
import resource
from contextlib import suppress

from tests.bench.command import timed

PR_SET_CHILD_SUBREAPER = 36


def spent(*arguments: str) -> float:
    """Run `pipeline.py` with the arguments; returns processor seconds of all its processes."""
    adopt()
    before = children()
    timed(*arguments)
    wait_for_orphans()
    return children() - before


def adopt() -> None:
    """Let processes whose parent ends become children of this one, so that theirs counts too."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def wait_for_orphans() -> None:
    """Until every process that was adopted has ended."""
    with suppress(ChildProcessError):
        while True:
            os.wait()


def children() -> float:
    """Processor seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
