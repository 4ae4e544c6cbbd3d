"""Pictures of pages and where words stand on them, from whoever announced that it can do it.

The archive's rooms do not know the reader: the entry point `default` of the group
`policy_archive.page_images` names a module with the functions of `Drawer`.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from archive.files_base import KeptFile
from metadata.errors import ArchiveError
from metadata.records import Box

_MOST_BYTES = 96 * 1024 * 1024  # of pictures kept in memory
_MOST_BOXES = 2_000
WIDTHS = (120, 2400)  # pixels: the narrowest and the widest picture

T = TypeVar("T")


class Picture(Protocol):
    """A rendered page."""

    @property
    def body(self) -> bytes: ...

    @property
    def media_type(self) -> str: ...


class Drawer(Protocol):
    """What the announced module offers. All raise ArchiveError when the page cannot be had."""

    def render(self, path: Path, number: int, width: int) -> Picture: ...

    def render_box(self, path: Path, number: int, width: int, box: Box) -> Picture: ...

    def find_places(self, path: Path, number: int, phrase: str) -> tuple[tuple[Box, ...], ...]: ...

    def find_boxes(self, path: Path, number: int, words: Sequence[str]) -> tuple[Box, ...]: ...


@cache
def drawer() -> Drawer | None:
    """The module that draws, or None when none is installed."""
    for point in entry_points(group="policy_archive.page_images", name="default"):
        try:
            return cast(Drawer, point.load())
        except ImportError:
            return None
    return None


class Recent:
    """The least recently used go first when it gets too heavy."""

    def __init__(self, most: int, weight: Callable[[Any], int]) -> None:
        self._most = most
        self._weight = weight
        self._held: OrderedDict[Hashable, Any] = OrderedDict()
        self._total = 0

    def get(self, key: Hashable) -> Any | None:
        """What was kept under `key`."""
        if key in self._held:
            self._held.move_to_end(key)
        return self._held.get(key)

    def keep(self, key: Hashable, thing: Any) -> None:
        """Keep a thing, and let go of others when needed."""
        if key in self._held:
            return
        self._held[key] = thing
        self._total += self._weight(thing)
        while self._total > self._most and self._held:
            self._total -= self._weight(self._held.popitem(last=False)[1])


_pictures = Recent(_MOST_BYTES, lambda picture: len(picture.body))
_boxes = Recent(_MOST_BOXES, lambda boxes: 1)


async def picture(file: KeptFile, number: int, width: int) -> Picture | None:
    """The page as a picture `width` pixels wide, or None when it cannot be drawn."""
    drawing = drawer()
    if drawing is None:
        return None
    return await _remembered(_pictures, (file.name, number, width), drawing.render, file)


async def cutting(file: KeptFile, number: int, width: int, box: Box) -> Picture | None:
    """What stands in a box of a page as a picture, or None when it cannot be drawn."""
    drawing = drawer()
    if drawing is None:
        return None

    def ask(path: Path, number: int, wanted: tuple[int, Box]) -> Picture:
        return drawing.render_box(path, number, *wanted)

    return await _remembered(_pictures, (file.name, number, (width, box)), ask, file)


async def places(file: KeptFile, number: int, phrase: str) -> tuple[tuple[Box, ...], ...]:
    """Each occurrence of a phrase on a page, one box a line; none when that cannot be told."""
    drawing = drawer()
    if drawing is None or not phrase:
        return ()
    found = await _remembered(_boxes, (file.name, number, phrase), drawing.find_places, file)
    return found or ()


async def boxes(file: KeptFile, number: int, phrases: tuple[str, ...]) -> tuple[Box, ...]:
    """Where the phrases stand on the page; nowhere when that cannot be told."""
    drawing = drawer()
    if drawing is None or not phrases:
        return ()
    found = await _remembered(_boxes, (file.name, number, phrases), drawing.find_boxes, file)
    return found or ()


async def _remembered(
    recent: Recent, key: tuple[str, int, Any], ask: Callable[..., T], file: KeptFile
) -> T | None:
    def asked() -> T:
        with file.local() as path:
            return ask(path, key[1], key[2])

    held: T | None = recent.get(key)
    if held is not None:
        return held
    try:
        made = await asyncio.to_thread(asked)
    except (ArchiveError, OSError):
        return None
    recent.keep(key, made)
    return made
