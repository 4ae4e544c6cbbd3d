"""The figures and dates of a summary held against its full text, for the catalogue page."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.web.page_images import Recent
from archive.web.queries import read, rows
from metadata.records import Page
from metadata.summary_check import Unsupported, unsupported

if TYPE_CHECKING:
    from datasette.app import Datasette

AT_ONCE = 250_000  # characters of both that are compared while a page is made: two seconds
ON_DEMAND = 1_500_000  # characters that are compared for somebody who asked to wait
_checked = Recent(200, lambda found: 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One sentence of the summary with what the full text does not say."""

    page: int
    sentence: str
    missing: tuple[str, ...]  # as printed
    full_page: int | None
    full_sentence: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A summary held against a full text; `sentences` is None when both are too long."""

    summary_id: str
    summary_title: str
    full_id: str
    full_title: str
    sentences: tuple[Held, ...] | None
    figures: int  # how many figures and dates were not found


async def checks(
    datasette: Datasette, pairs: Sequence[tuple[sqlite3.Row, sqlite3.Row]], most: int = AT_ONCE
) -> list[Check]:
    """For each (summary, full text), rows of documents with id, title and sha256: what is said
    only in the summary. Texts of more than `most` characters together are not compared.
    """
    return [await _check(datasette, summary, full, most) for summary, full in pairs]


async def _check(datasette: Datasette, summary: sqlite3.Row, full: sqlite3.Row, most: int) -> Check:
    found = await _found(datasette, summary["sha256"], full["sha256"], most)
    return Check(
        summary_id=summary["id"],
        summary_title=summary["title"],
        full_id=full["id"],
        full_title=full["title"],
        sentences=None if found is None else by_sentence(found),
        figures=len(found or ()),
    )


async def _found(
    datasette: Datasette, summary: str, full: str, most: int
) -> tuple[Unsupported, ...] | None:
    """None when they are too long. The same readings are compared once."""
    one, one_reading = await read(datasette, lambda db: _pages(db, summary))
    other, other_reading = await read(datasette, lambda db: _pages(db, full))
    key = (summary, one_reading, full, other_reading)
    held: tuple[Unsupported, ...] | None = _checked.get(key)
    if held is None and sum(len(page.text) for page in (*one, *other)) > most:
        return None
    if held is None:
        held = await asyncio.to_thread(unsupported, one, other)
        _checked.keep(key, held)
    return held


def _pages(connection: sqlite3.Connection, sha256: str) -> tuple[list[Page], str | None]:
    """The pages of a file, and which reading of it they are."""
    found = rows(connection, "select * from pages where sha256 = ? order by number", [sha256])
    reading = rows(connection, "select reading_sha256 from files where sha256 = ?", [sha256])
    pages = [
        Page(
            number=row["number"], label=row["label"], width=row["width"], height=row["height"],
            text=row["text"], running=(), text_source=row["text_source"], quality=row["quality"],
        )
        for row in found
    ]  # fmt: skip
    return pages, reading[0][0] if reading else None


def by_sentence(found: Sequence[Unsupported]) -> tuple[Held, ...]:
    """What was not found, together where it stands in one sentence."""
    groups: dict[tuple[int, str], list[Unsupported]] = {}
    for one in found:
        groups.setdefault((one.page, one.sentence), []).append(one)
    return tuple(
        Held(
            page=page,
            sentence=sentence,
            missing=tuple(one.text for one in group),
            full_page=group[0].full_page,
            full_sentence=group[0].full_sentence,
        )
        for (page, sentence), group in groups.items()
    )
