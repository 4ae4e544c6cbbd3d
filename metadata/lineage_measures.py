"""Numbered measures from plan to plan, and where reports mention them again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from metadata.measures import Measure
from metadata.measures_followed import follow
from metadata.records import Page

_AROUND = 70  # characters of the text around a mention
_MOST_MENTIONS = 12  # of one measure in one report

Change = Literal["first", "same", "renumbered", "reworded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureThread:
    """One measure through all editions; None where an edition does not have it."""

    steps: tuple[tuple[Measure, Change] | None, ...]

    @property
    def latest(self) -> Measure:
        """As it reads now, or read last."""
        return [step for step in self.steps if step][-1][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place of a report that names a measure by its number."""

    page: int
    text: str  # with a little of what stands around it


def measure_threads(editions: Sequence[Sequence[Measure]]) -> tuple[MeasureThread, ...]:
    """Follow every measure through the editions, the oldest first; in the newest's order."""
    threads: list[dict[int, tuple[Measure, Change]]] = []
    open_: dict[int, int] = {}  # position of a measure in the last edition -> thread
    for number, measures in enumerate(editions):
        known: dict[int, int] = {}
        for one in follow(editions[number - 1] if number else (), measures):
            if one.after is None:
                continue
            if one.before is None:
                threads.append({})
                at, change = len(threads) - 1, "first"
            else:
                at, change = open_[one.before.position], one.change
            threads[at][number] = (one.after, _change(change))
            known[one.after.position] = at
        open_ = known
    found = [MeasureThread(steps=tuple(t.get(n) for n in range(len(editions)))) for t in threads]
    return tuple(sorted(found, key=_order))


def _change(change: str) -> Change:
    return change if change in ("same", "renumbered", "reworded") else "first"  # type: ignore[return-value]


def _order(thread: MeasureThread) -> tuple[int, int]:
    newest = max(n for n, step in enumerate(thread.steps) if step)
    return (-newest, thread.latest.position)


def mentions(measure: Measure, pages: Sequence[Page]) -> tuple[Mention, ...]:
    """Where a report names the measure: `Measure 12`, `施策１２`. Bare numbers name nothing."""
    pattern = _named(measure.number)
    if pattern is None:
        return ()
    found: list[Mention] = []
    for page in pages:
        for mention in _on_page(pattern, page):
            found.append(mention)
            if len(found) == _MOST_MENTIONS:
                return tuple(found)
    return tuple(found)


def _named(number: str) -> re.Pattern[str] | None:
    folded = unicodedata.normalize("NFKC", number).strip()
    match = re.fullmatch(r"([^\W\d]{2,})\s*(\d{1,4}(?:[.-]\d{1,3})*)", folded)
    if not match:
        return None
    word, value = re.escape(match[1]), re.escape(match[2])
    return re.compile(rf"(?<!\w){word}s?\s*{value}(?![\d.-]\d|\d)", re.IGNORECASE)


def _on_page(pattern: re.Pattern[str], page: Page) -> Iterator[Mention]:
    text = unicodedata.normalize("NFKC", page.text)
    for match in pattern.finditer(text):
        start, end = max(0, match.start() - _AROUND), match.end() + _AROUND
        around = " ".join(text[start:end].split())
        lead, trail = "… " if start else "", " …" if end < len(text) else ""
        yield Mention(page=page.number, text=f"{lead}{around}{trail}")
