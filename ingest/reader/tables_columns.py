"""Columns from the gaps between phrases.

A phrase that lies over several phrases of most other lines spans columns; what is left after
taking those away falls into columns by itself, because phrases of one column overlap.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.reader.tables_phrases import Phrase, one_space, phrase
from ingest.reader.tables_words import Word

SPANNING = 0.5  # of the lines below or above it in which a phrase lies over two or more phrases
BRIDGES = 0.15  # of the lines with a gap: so many phrases may lie over it
FEWEST_GAPS = 3  # lines with a gap, to cut a group that phrases bridge
TOUCH = 0.5  # points that neighbours may overlap without being in one column
SIGN = re.compile(r"[$€£¥%*†‡#±()]{1,2}|[a-z0-9]?\)|US\$")
SPACE = 0.27  # of the letters' height: a space at least
WIDER = 1.5  # times a space: a gap that may part two columns

Line = Sequence[Phrase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A phrase and the columns it stands in."""

    phrase: Phrase
    first: int
    last: int


def columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Where the columns of these lines of phrases begin and end, from left to right."""
    several = [line for line in lines if len(line) > 1]
    spanning = _spanning(several)
    kept = [[p for p in line if id(p) not in spanning] for line in several]
    found = [_extent(part) for part in _parts(kept)]
    return _without_signs(found, [p for line in kept for p in line])


def _extent(lines: Sequence[Line]) -> tuple[float, float]:
    return min(p.x0 for line in lines for p in line), max(p.x1 for line in lines for p in line)


def _parts(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The phrases in groups that overlap; a group is cut where few phrases bridge many gaps."""
    merged: list[tuple[float, float]] = []
    for one in sorted((p for line in lines for p in line), key=lambda p: (p.x0, p.x1)):
        if merged and one.x0 < merged[-1][1] - TOUCH:
            merged[-1] = (merged[-1][0], max(merged[-1][1], one.x1))
        else:
            merged.append((one.x0, one.x1))
    found: list[Sequence[Line]] = []
    for start, end in merged:
        inside = [[p for p in line if start <= p.x0 and p.x1 <= end] for line in lines]
        inside = [line for line in inside if line]
        cut = _weakest(inside)
        if cut is None:
            found.append(inside)
        else:
            found += _parts([[p for p in line if not _over(p, cut)] for line in inside])
    return found


def _over(one: Phrase, place: float) -> bool:
    return one.x0 + TOUCH < place < one.x1 - TOUCH


def _weakest(lines: Sequence[Line]) -> float | None:
    """The place in a group where many lines have a gap and few a phrase."""
    gaps = [(a.x1, b.x0) for line in lines for a, b in pairwise(line)]
    best: tuple[int, int, float] | None = None
    for place in sorted({(start + end) / 2 for start, end in gaps}):
        clear = sum(1 for start, end in gaps if start <= place <= end)
        bridges = sum(1 for line in lines for p in line if _over(p, place))
        if clear >= FEWEST_GAPS and bridges <= BRIDGES * clear:
            best = min(best, (bridges, -clear, place)) if best else (bridges, -clear, place)
    return best[2] if best else None


def _spanning(lines: Sequence[Line]) -> set[int]:
    """The phrases (by `id`) that lie over two or more phrases of half the lines they meet."""
    starts = [[p.x0 for p in line] for line in lines]
    ends = [[p.x1 for p in line] for line in lines]
    found: set[int] = set()
    for own, line in enumerate(lines):
        for one in line:
            over = several = 0
            for other in range(len(lines)):
                if other != own:
                    begun = bisect_left(starts[other], one.x1 - TOUCH)
                    under = begun - bisect_right(ends[other], one.x0 + TOUCH)
                    over += under > 0
                    several += under > 1
            if several > 0 and several >= SPANNING * over:
                found.add(id(one))
    return found


def _without_signs(
    found: Sequence[tuple[float, float]], kept: Sequence[Phrase]
) -> list[tuple[float, float]]:
    """Columns of nothing but "$" or "%" go to the numbers they belong to."""
    result: list[tuple[float, float]] = []
    pending: float | None = None
    for start, end in found:
        inside = [p for p in kept if start <= p.centre <= end]
        texts = [p.text for p in inside]
        if texts and all(SIGN.fullmatch(text) for text in texts):
            if all(text.strip() in ("$", "€", "£", "¥", "US$", "(") for text in texts):
                pending = start if pending is None else pending
                continue
            if result:
                result[-1] = (result[-1][0], end)
                continue
        result.append((start if pending is None else pending, end))
        pending = None
    return result


def placed(line: Line, found: Sequence[tuple[float, float]]) -> list[Placed]:
    """The phrases of a line in their columns; a phrase over a wide gap is parted there."""
    result: list[Placed] = []
    for one in line:
        for part in _parted(one, found):
            first, last = _range(part, found)
            if result and result[-1].last >= first and result[-1].last == last:
                result[-1] = _together(result[-1], part)
            else:
                result.append(Placed(phrase=part, first=first, last=last))
    return result


def _together(before: Placed, part: Phrase) -> Placed:
    return Placed(
        phrase=phrase((*before.phrase.words, *part.words)), first=before.first, last=before.last
    )


def _range(part: Phrase, found: Sequence[tuple[float, float]]) -> tuple[int, int]:
    under = [
        index
        for index, (start, end) in enumerate(found)
        if min(end, part.x1) - max(start, part.x0) > TOUCH
    ]
    if under:
        return under[0], under[-1]
    nearest = min(
        range(len(found)),
        key=lambda index: max(found[index][0] - part.x1, part.x0 - found[index][1]),
    )
    return nearest, nearest


def _parted(one: Phrase, found: Sequence[tuple[float, float]]) -> list[Phrase]:
    """The phrase cut at gaps between columns that are wider than a space."""
    gaps = [word.x0 - before.x1 for before, word in pairwise(one.words)]
    parts: list[list[Word]] = [[one.words[0]]]
    for gap, (before, word) in zip(gaps, pairwise(one.words), strict=True):
        wider = gap > WIDER * SPACE * word.size
        if wider and not one_space(before, word, gap) and _between(before, word, found):
            parts.append([])
        parts[-1].append(word)
    return [phrase(part) for part in parts]


def _between(before: Word, word: Word, found: Sequence[tuple[float, float]]) -> bool:
    """Whether the gap between two words holds the gap between two columns."""
    return any(
        left[1] - 2 * TOUCH <= word.x0
        and before.x1 <= right[0] + 2 * TOUCH
        and before.x0 < (left[1] + right[0]) / 2 < word.x1
        for left, right in pairwise(found)
    )
