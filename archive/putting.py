"""Puts files away behind the back of whoever brings them, many at nearly the cost of one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic
from typing import TypeVar

from archive.files_base import Files, Incoming

T = TypeVar("T")

WRITERS = 8  # groups of files that are written at a time
TOGETHER = 16  # files in a group at most: a disk syncs them at nearly the cost of one
PATIENCE = 0.2  # seconds without a file after which the next one is written at once


def put_away(
    files: Files, items: Iterable[T], incoming: Callable[[T], Incoming | None]
) -> Iterator[T]:
    """Each item once what it brings is safe; one that brings nothing, at once.

    Raises StorageError.
    """
    with ThreadPoolExecutor(WRITERS) as pool:
        writing: deque[tuple[list[T], Future[None]]] = deque()
        group: list[tuple[T, Incoming]] = []
        came = 0.0
        for item in items:
            file = incoming(item)
            if file is None:
                yield item
                continue
            group.append((item, file))
            came, before = monotonic(), came
            if len(group) >= TOGETHER or came - before > PATIENCE:
                writing.append(_written(files, group, pool))
                group = []
            while writing and (len(writing) > WRITERS or writing[0][1].done()):
                yield from _safe(*writing.popleft())
        writing.append(_written(files, group, pool))
        for one in writing:
            yield from _safe(*one)


def _written(
    files: Files, group: Sequence[tuple[T, Incoming]], pool: ThreadPoolExecutor
) -> tuple[list[T], Future[None]]:
    return [item for item, _ in group], pool.submit(files.keep_all, [file for _, file in group])


def _safe(items: Sequence[T], written: Future[None]) -> Sequence[T]:
    written.result()
    return items
