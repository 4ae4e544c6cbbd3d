"""Comparisons are made once and kept for a while: reading 300 pages twice takes seconds."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from archive.web.page_images import Recent
from archive.web.queries import Unavailable, read
from archive.web.queries_readings import pages_of, sections_of, tables_of
from metadata.compare import Compared, SectionPair, align_sections, compare_in_place
from metadata.records import Page, Section, Table

if TYPE_CHECKING:
    from datasette.app import Datasette

T = TypeVar("T")

_MOST_KEPT = 24
MOST_CHARACTERS = 8_000_000  # of all texts that are compared together
_PATIENCE = 30.0  # seconds to wait for the comparison somebody else asked for

_kept = Recent(_MOST_KEPT, lambda comparison: 1)
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What was read from one file."""

    pages: tuple[Page, ...]
    tables: tuple[Table, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparing:
    """Two files compared, edit by edit and section by section."""

    compared: Compared
    sections: tuple[SectionPair, ...]  # those that are not the same
    unchanged: int  # sections that are
    older_pages: int
    newer_pages: int
    shapes: tuple[dict[int, float], dict[int, float]]  # height by width of each page


async def comparing(datasette: Datasette, older: str, newer: str) -> Comparing:
    """Compare two files, named by their SHA-256.

    Raises Unavailable when they are too long to be compared while somebody waits.
    """
    held: Comparing | None = _kept.get((older, newer))
    if held is not None:
        return held
    sides = [
        await read(
            datasette,
            lambda db, sha256=sha256: Readings(  # type: ignore[misc]
                pages=pages_of(db, sha256),
                tables=tables_of(db, sha256),
                sections=sections_of(db, sha256),
            ),
        )
        for sha256 in (older, newer)
    ]
    if sum(len(page.text) for side in sides for page in side.pages) > MOST_CHARACTERS:
        raise Unavailable("These two are too long to be compared here.")
    return await made_once(_kept, (older, newer), lambda: _compared(sides[0], sides[1]))


async def made_once(kept: Recent, key: Hashable, make: Callable[[], T]) -> T:
    """What is kept under `key`, else what `make` makes, one long computation at a time.

    Raises Unavailable when others take too long.
    """

    def made() -> T:
        if not _one_at_a_time.acquire(timeout=_PATIENCE):
            raise Unavailable("Other comparisons are being made. Try again in a moment.")
        try:
            held: T | None = kept.get(key)
            if held is None:
                held = make()
                kept.keep(key, held)
            return held
        finally:
            _one_at_a_time.release()

    return await asyncio.to_thread(made)


def _compared(older: Readings, newer: Readings) -> Comparing:
    compared = compare_in_place(
        older.pages, newer.pages, before_tables=older.tables, after_tables=newer.tables
    )
    pairs = align_sections(older.sections, newer.sections, older.pages, newer.pages)
    differing = tuple(p for p in pairs if p.fate != "same" or p.moved or p.renumbered or p.retitled)
    return Comparing(
        compared=compared,
        sections=differing,
        unchanged=len(pairs) - len(differing),
        older_pages=len(older.pages),
        newer_pages=len(newer.pages),
        shapes=(_shapes(older.pages), _shapes(newer.pages)),
    )


def _shapes(pages: tuple[Page, ...]) -> dict[int, float]:
    return {p.number: p.height / p.width if p.width else 1.414 for p in pages}
