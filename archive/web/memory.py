"""What is the same for every visitor is asked once, and again when the database has changed."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

from archive.web.moments import Moment
from archive.web.queries import DATABASE, read

if TYPE_CHECKING:
    import sqlite3

    from datasette.app import Datasette

T = TypeVar("T")
_MOST = 64  # answers kept
_KEPT = "policy_archive_memory"  # where a Datasette keeps them

Stamp = tuple[tuple[int, int], ...]
Kept = tuple[Stamp, Any]


async def remembered(
    datasette: Datasette,
    question: Callable[[sqlite3.Connection], T],
    moment: Moment | None = None,
    key: Hashable = None,
) -> T:
    """As `read`. `key` tells the question from others; a function of a module needs none.

    Raises Unavailable as `read` does.
    """
    answers: OrderedDict[Hashable, Kept] = datasette.__dict__.setdefault(_KEPT, OrderedDict())
    whole, stamp = (key or question, moment), _stamp(datasette)  # before: never too old
    kept = answers.pop(whole, None)
    if kept is None or kept[0] != stamp:
        kept = (stamp, await read(datasette, question, moment))
    answers[whole] = kept  # the one asked for last
    if len(answers) > _MOST:
        answers.popitem(last=False)
    found: T = kept[1]
    return found


def _stamp(datasette: Datasette) -> Stamp:
    """Time and size of the database and of its write-ahead log."""
    path = str(datasette.get_database(DATABASE).path)
    return tuple(_state(name) for name in (path, f"{path}-wal"))


def _state(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return 0, 0
    return status.st_mtime_ns, status.st_size
