"""Processes forked from a small server that has imported what reads and describes, no more.

The standard fork server imports the caller's main module into every child: here that would be
the whole program or a web server, once for each process and inside its memory limit. A child
of ours never needs it.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.popen_forkserver import Popen
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import cast

PRELOADED = [
    "ingest.reader.orphans",
    "ingest.reader.document",
    "ingest.reader.drawing",
    "metadata.describe",
]


def forking_context() -> ForkServerContext:
    """A context for process pools whose children hold the reader, ready to work."""
    context = _Context()
    context.set_forkserver_preload(PRELOADED)
    resource_tracker.ensure_running()  # starting it lets Ctrl-C through again
    with _uninterrupted(), _main_hidden():
        forkserver.ensure_running()
    return context


class _Popen(Popen):
    def _launch(self, process_obj: BaseProcess) -> None:
        with _main_hidden():
            super()._launch(process_obj)  # type: ignore[misc]


class _Process(ForkServerProcess):
    @staticmethod
    def _Popen(process_obj: BaseProcess) -> _Popen:  # noqa: N802
        return _Popen(process_obj)


class _Context(ForkServerContext):
    Process = cast(type[ForkServerProcess], _Process)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """What is started here never sees Ctrl-C: we end it, in order."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _main_hidden() -> Iterator[None]:
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
