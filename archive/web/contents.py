"""A table of contents that fits a page: the upper levels of many headings, and which are left."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Headings chosen to be shown."""

    shown: tuple[sqlite3.Row, ...]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether there are more."""
        return len(self.shown) < self.total


def outline(sections: Sequence[sqlite3.Row], most: int) -> Outline:
    """At most `most` headings: as many levels as fit whole, else the first of the top level."""
    for deepest in (6, 5, 4, 3, 2, 1):
        shown = [section for section in sections if section["level"] <= deepest]
        if len(shown) <= most:
            break
    return Outline(shown=tuple(shown[:most]), total=len(sections))


def around(sections: Sequence[sqlite3.Row], number: int, most: int) -> Outline:
    """The upper levels as in `outline`, and below the chapter that page `number` lies in all."""
    upper = {section["position"] for section in outline(sections, most).shown}
    before = [s for s in sections if s["page"] <= number and s["position"] in upper]
    if not before:
        return outline(sections, most)
    chapter = before[-1]["position"]
    beyond = min((p for p in upper if p > chapter), default=len(sections) + 1)
    shown = [s for s in sections if s["position"] in upper or chapter < s["position"] < beyond]
    return Outline(shown=tuple(shown[: 2 * most]), total=len(sections))


def at_page(shown: Sequence[sqlite3.Row], number: int) -> int:
    """The position of the heading under which a page begins, or of the first on it; 0: none."""
    here = [s["position"] for s in shown if s["page"] == number]
    before = [s["position"] for s in shown if s["page"] < number]
    return int((here[:1] or before[-1:] or [0])[0])


def ranges(numbers: Sequence[int]) -> str:
    """ "3, 7–12": numbers in order as people write them."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, dict.fromkeys(run))) for run in runs)
