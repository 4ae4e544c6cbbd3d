"""Lineages are made once and kept for a while; and what of them is shown on one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.web.comparisons import MOST_CHARACTERS, made_once
from archive.web.page_images import Recent
from archive.web.queries import Unavailable, read
from archive.web.queries_lineage import Line, Read, read_of
from metadata.compare_passages import passages_of
from metadata.lineage import Thread, threads_of
from metadata.lineage_figures import StatedFigure, stated_figures
from metadata.lineage_measures import MeasureThread, Mention, measure_threads, mentions
from metadata.measures import measures_of

if TYPE_CHECKING:
    from datasette.app import Datasette

STRIPES = 96
_MOST_MEASURES = 400

_kept = Recent(12, lambda lineage: 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """All that is followed through the editions of a document."""

    threads: tuple[Thread, ...]
    measures: tuple[MeasureThread, ...]
    mentions: dict[int, tuple[tuple[int, Mention], ...]]  # measure -> (report, place)
    figures: tuple[tuple[int, StatedFigure], ...]  # (edition, figure)
    counts: tuple[dict[str, int], ...]  # of each edition: first, same, edited, returned, dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Stripe:
    """Some neighbouring paragraphs on the heat strip."""

    x: int
    looks: tuple[str, ...]  # for each edition: first, same, edited, returned, or none
    row: int  # the first of its paragraphs


async def lineage_of(datasette: Datasette, line: Line) -> Lineage:
    """Follow a document through its editions.

    Raises Unavailable when they are too long to be followed while somebody waits.
    """
    files = tuple(e.sha256 for e in line.editions), tuple(r["sha256"] for r in line.reports)
    held: Lineage | None = _kept.get(files)
    if held is not None:
        return held
    found = [
        await read(datasette, lambda db, sha256=sha256: read_of(db, sha256))  # type: ignore[misc]
        for sha256 in (*files[0], *files[1])
    ]
    if sum(len(page.text) for one in found for page in one.pages) > MOST_CHARACTERS:
        raise Unavailable("These editions are too long to be followed here.")
    count = len(files[0])
    return await made_once(
        _kept,
        files,
        lambda: _made(found[:count], found[count:], are_versions=line.are_versions),
    )


def _made(editions: Sequence[Read], reports: Sequence[Read], *, are_versions: bool) -> Lineage:
    passages = [passages_of(one.pages) for one in editions]
    threads = threads_of(passages)
    measures = measure_threads([measures_of(e.sections, e.pages) for e in editions])
    measures = measures[:_MOST_MEASURES]
    return Lineage(
        threads=threads,
        measures=measures,
        mentions={
            index: tuple(
                (number, mention)
                for number, report in enumerate(reports)
                for mention in mentions(thread.latest, report.pages)
            )
            for index, thread in enumerate(measures)
        },
        figures=tuple(
            (number, figure)
            for number, (own, one) in enumerate(zip(passages, editions, strict=True))
            if number == len(editions) - 1 or not are_versions
            for figure in stated_figures(own, one.tables)
        ),
        counts=tuple(_counts(threads, number) for number in range(len(editions))),
    )


def _counts(threads: Sequence[Thread], number: int) -> dict[str, int]:
    states: Counter[str] = Counter()
    for thread in threads:
        presence = thread.presences[number]
        if presence:
            states[presence.state] += 1
        elif number and thread.presences[number - 1]:
            states["dropped"] += 1
    return dict(states)


def chosen(threads: Sequence[Thread], show: str | None) -> list[Thread]:
    """The threads that pass a filter: `changed`, `new` or `dropped`."""
    if show == "changed":
        return [t for t in threads if any(p and p.state == "edited" for p in t.presences)]
    if show == "new":
        return [t for t in threads if t.first > 0]
    if show == "dropped":
        return [t for t in threads if t.last < len(t.presences) - 1]
    return list(threads)


def strip(threads: Sequence[Thread]) -> list[Stripe]:
    """The threads in reading order as columns of a heat strip."""
    if not threads:
        return []
    count = min(STRIPES, len(threads))
    cuts = [len(threads) * n // count for n in range(count + 1)]
    return [
        Stripe(x=x, looks=_looks(threads[cuts[x] : cuts[x + 1]]), row=cuts[x]) for x in range(count)
    ]


def _looks(threads: Sequence[Thread]) -> tuple[str, ...]:
    """The most telling state of each edition: an edit shows among much that stayed."""
    ranked = ("edited", "returned", "first", "same")
    looks = []
    for number in range(len(threads[0].presences)):
        states = {p.state for t in threads if (p := t.presences[number])}
        looks.append(next((state for state in ranked if state in states), "none"))
    return tuple(looks)
