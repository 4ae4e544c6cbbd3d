"""Saying something to whoever listens.

One who stopped listening (`| head -1`) is no error: what is left to be said goes nowhere, and the
command ends as it would have. A result that could not be written is one; a log line is not.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import UnsupportedOperation
from typing import IO

from metadata.errors import StorageError


def open_all() -> None:
    """Lead standard streams that are closed nowhere, before a file of ours takes their place."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()


def _nowhere() -> IO[str]:
    return open(os.devnull, "w", encoding="utf-8")


@contextmanager
def saying(stream: IO[str]) -> Iterator[None]:
    """Write to a stream, through to who listens. Raises StorageError when a result is lost."""
    try:
        yield
        stream.flush()
    except OSError as error:
        _hush(stream)
        if stream is sys.stdout and not isinstance(error, BrokenPipeError):
            raise StorageError(
                f"The result could not be written to standard output: {error.strerror}. What the "
                "command did stands; make room, or send its output elsewhere, and ask again."
            ) from error


def _hush(stream: IO[str]) -> None:
    """Lead a stream nowhere, with all that still waits to be written to it."""
    try:
        number = stream.fileno()
    except UnsupportedOperation:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
