"""Loaded into the server that forks readers: a child whose parent has gone ends without a word.

It meets locks and pipes that are no more while it is being born. There is nobody left to tell, and
the parent has said how it ended.
"""

from __future__ import annotations

import sys
from types import TracebackType


def ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say what ended a process, but for the end of its parent."""
    if not issubclass(kind, FileNotFoundError | EOFError | ConnectionError):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = ended
