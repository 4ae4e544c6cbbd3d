"""Pictures of pages, and where words stand on them, for whoever shows them.

The file is hostile, so the work is done in a confined child process: started when first
needed, kept warm, recycled, and ended with this process. Both functions may be called from
any thread.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from ingest.reader.confined import ConfinedPool
from ingest.reader.confinement import ReadLimits
from ingest.reader.drawing import Rendered, boxes_of, draw, draw_box, places_of
from metadata.errors import ReadError
from metadata.records import Box

__all__ = ["Rendered", "find_boxes", "find_places", "render", "render_box"]

LIMITS = ReadLimits(cpu_seconds=20, wall_seconds=30)
PROCESSES = 2

_lock = Lock()
_pools: dict[int, ConfinedPool] = {}  # by the process that started it: a fork starts its own


def render(path: Path, number: int, width: int) -> Rendered:
    """Draw page `number` (from 1), `width` pixels wide (16 to 4,000 are honoured).

    Raises ReadError when the file or the page cannot be drawn, ReadLimitError when it would
    take too much.
    """
    pool = _pool()
    result = pool.result(pool.submit(draw, path, number, width), f"Drawing page {number}")
    if isinstance(result, ReadError):
        raise result
    return result


def render_box(path: Path, number: int, width: int, box: Box) -> Rendered:
    """Draw what stands in `box` (points, origin top left), at most `width` pixels wide.

    Raises ReadError when the file or the page cannot be drawn.
    """
    pool = _pool()
    task = pool.submit(draw_box, path, number, width, box)
    result = pool.result(task, f"Drawing a part of page {number}")
    if isinstance(result, ReadError):
        raise result
    return result


def find_places(path: Path, number: int, phrase: str) -> tuple[tuple[Box, ...], ...]:
    """Each occurrence of a phrase on page `number`, in the page's order, as one box a line.

    Raises ReadError when the file or the page cannot be read.
    """
    pool = _pool()
    result = pool.result(
        pool.submit(places_of, path, number, phrase), f"Looking for a passage on page {number}"
    )
    if isinstance(result, ReadError):
        raise result
    return result


def find_boxes(path: Path, number: int, words: Sequence[str]) -> tuple[Box, ...]:
    """Where the words stand on page `number` (from 1), in points, origin top left.

    Width, case and line breaks make no difference; a word broken over lines has a box on each.
    Raises ReadError when the file or the page cannot be read.
    """
    pool = _pool()
    result = pool.result(
        pool.submit(boxes_of, path, number, tuple(words)), f"Looking for words on page {number}"
    )
    if isinstance(result, ReadError):
        raise result
    return result


def _pool() -> ConfinedPool:
    with _lock:
        pool = _pools.get(os.getpid())
        if pool is None:
            pool = _pools[os.getpid()] = ConfinedPool(PROCESSES, LIMITS)
            atexit.register(pool.close)
        return pool
