"""Columns from the gaps between phrases.

A phrase that lies over several phrases of most other lines spans columns; what is left after
taking those away falls into columns by itself, because phrases of one column overlap.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby, pairwise

from ingest.reader.tables_phrases import CURRENCY, Phrase, is_year, one_space, phrase
from ingest.reader.tables_words import Word

SPANNING = 0.5  # of the lines below or above it in which a phrase lies over two or more phrases
BRIDGES = 0.15  # of the lines with a gap: so many phrases may lie over it
FEWEST_GAPS = 3  # lines with a gap, to cut a group that phrases bridge
MOST_COMPARED = 60  # lines that a phrase is held against: of a long table some tell
MOST_COLUMNS = 120
ALIGNED = 0.4  # letter heights: how far a head may stand from the edge of its column
MOST_HEADS = 4  # lines of a header
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
    """Where the columns of these lines of phrases begin and end, from left to right.

    None at all where there are more of them than a table has.
    """
    several = [line for line in lines if len(line) > 1]
    spanning = _spanning(several) | _over_heads(several)
    kept = [[p for p in line if id(p) not in spanning] for line in several]
    found = [_extent(part) for part in _under_heads(_parts(kept))]
    if len(found) > MOST_COLUMNS:
        return []
    return _without_signs(found, [p for line in kept for p in line])


def _extent(lines: Sequence[Line]) -> tuple[float, float]:
    return min(p.x0 for line in lines for p in line), max(p.x1 for line in lines for p in line)


def _parts(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The phrases in groups that overlap; a group is cut where few phrases bridge many gaps."""
    found: list[Sequence[Line]] = []
    waiting = _overlapping(lines)
    cuts = 0
    while waiting:
        group = waiting.pop()
        cut = _weakest(group) if cuts < MOST_COLUMNS else None
        if cut is None:
            found.append(group)
        else:
            cuts += 1
            waiting += _overlapping([[p for p in line if not _over(p, cut)] for line in group])
    return sorted(found, key=_extent)


def _under_heads(parts: Sequence[Sequence[Line]]) -> list[Sequence[Line]]:
    """The groups; a head joins the figures that stand beside it rather than under it."""
    result: list[Sequence[Line]] = []
    waiting = list(parts)
    while waiting:
        one = waiting.pop(0)
        if waiting and _heads(one, waiting[0]):
            one = [*one, *waiting.pop(0)]
        elif len(result) > 1 and _heads(one, result[-1]):
            one = [*one, *result.pop()]
        result.append(one)
    return result


def _heads(head: Sequence[Line], body: Sequence[Line]) -> bool:
    """Whether a group stands in a few lines only, all of them above the other's first."""
    if len(head) > MOST_HEADS or len(body) < 2 * len(head):
        return False
    return max(p.middle for p in head[-1]) < min(p.y0 for p in body[0])


def _overlapping(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """Groups of phrases that lie over one another, each still line by line."""
    starts: list[float] = []
    end = 0.0
    for one in sorted((p for line in lines for p in line), key=lambda p: (p.x0, p.x1)):
        if not starts or one.x0 >= end - TOUCH:
            starts.append(one.x0)
            end = one.x1
        end = max(end, one.x1)
    groups: list[list[Line]] = [[] for _ in starts]
    for line in lines:
        for at, part in groupby(line, key=lambda p: bisect_right(starts, p.x0) - 1):
            groups[at].append(list(part))
    return list(groups)


def _over(one: Phrase, place: float) -> bool:
    return one.x0 + TOUCH < place < one.x1 - TOUCH


def _weakest(lines: Sequence[Line]) -> float | None:
    """The place in a group where many lines have a gap and few a phrase."""
    gaps = [(a.x1, b.x0) for line in lines for a, b in pairwise(line)]
    if len(gaps) < FEWEST_GAPS:
        return None
    opened, closed = sorted(start for start, _ in gaps), sorted(end for _, end in gaps)
    wide = [p for line in lines for p in line if p.x1 - p.x0 > 2 * TOUCH]
    begun, ended = sorted(p.x0 + TOUCH for p in wide), sorted(p.x1 - TOUCH for p in wide)
    best: tuple[int, int, float] | None = None
    for place in sorted({(start + end) / 2 for start, end in gaps}):
        clear = bisect_right(opened, place) - bisect_left(closed, place)
        bridges = bisect_left(begun, place) - bisect_right(ended, place)
        if clear >= FEWEST_GAPS and bridges <= BRIDGES * clear:
            best = min(best, (bridges, -clear, place)) if best else (bridges, -clear, place)
    return best[2] if best else None


def _spanning(lines: Sequence[Line]) -> set[int]:
    """The phrases (by `id`) that lie over two or more phrases of half the lines they meet."""
    step = len(lines) // MOST_COMPARED + 1
    compared = lines[::step]
    starts = [[p.x0 for p in line] for line in compared]
    ends = [[p.x1 for p in line] for line in compared]
    found: set[int] = set()
    for at, line in enumerate(lines):
        own = at % step == 0
        for one in line:
            over, several = -own, 0
            for begins, stops in zip(starts, ends, strict=True):
                begun = bisect_left(begins, one.x1 - TOUCH)
                under = begun - bisect_right(stops, one.x0 + TOUCH)
                over += under > 0
                several += under > 1
            if several > 0 and several >= SPANNING * over:
                found.add(id(one))
    return found


def _over_heads(lines: Sequence[Line]) -> set[int]:
    """The phrases (by `id`) of a header that lie over two or more phrases of the line below."""
    found: set[int] = set()
    for line, below in pairwise(lines[: MOST_HEADS + 1]):
        if any(p.is_figure and not is_year(p.text) for p in (*line[1:], *below[1:])):
            break
        for one in line:
            under = [p for p in below if p.x1 > one.x0 + TOUCH and p.x0 < one.x1 - TOUCH]
            if len(under) > 1:
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
            if all(text.strip() in (*CURRENCY, "(") for text in texts):
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


def spanning_whole(
    line: Line, found: Sequence[tuple[float, float]], below: AbstractSet[int], size: float
) -> list[Placed]:
    """A header's line in its columns, where other heads stand `below` in some of them.

    A phrase over two of those is one, unless its parts stand as the columns do.
    """
    result: list[Placed] = []
    for one in line:
        cells = placed([one], found)
        over = len(cells) > 1 and any(cell.first in below for cell in cells)
        if over and not all(_aligned(cell.phrase, found[cell.first], size) for cell in cells):
            cells = [Placed(phrase=one, first=cells[0].first, last=cells[-1].last)]
        result += cells
    return result


def apportioned(one: Placed, found: Sequence[tuple[float, float]], size: float) -> list[Placed]:
    """A header over several columns cut into theirs, when its words stand as the columns do.

    Heads of narrow columns are often no farther apart than words are.
    """
    parts: dict[int, list[Word]] = {}
    if one.phrase.text[0] in "([（":
        return [one]
    for word in one.phrase.words:
        at = min(
            range(one.first, one.last + 1),
            key=lambda index: max(found[index][0] - word.x1, word.x0 - found[index][1]),
        )
        parts.setdefault(at, []).append(word)
    if len(parts) <= one.last - one.first or list(parts) != sorted(parts):
        return [one]
    made = [Placed(phrase=phrase(part), first=at, last=at) for at, part in parts.items()]
    return made if all(_aligned(part.phrase, found[part.first], size) for part in made) else [one]


def _aligned(one: Phrase, column: tuple[float, float], size: float) -> bool:
    """Whether a phrase begins or ends with its column, or stands in its middle."""
    off = (one.x0 - column[0], one.x1 - column[1], one.centre - (column[0] + column[1]) / 2)
    return min(abs(distance) for distance in off) < ALIGNED * size


def _together(before: Placed, part: Phrase) -> Placed:
    return Placed(
        phrase=phrase((*before.phrase.words, *part.words)), first=before.first, last=before.last
    )


def _range(part: Phrase, found: Sequence[tuple[float, float]]) -> tuple[int, int]:
    first = bisect_right(found, part.x0 + TOUCH, key=lambda column: column[1])
    last = bisect_left(found, part.x1 - TOUCH, key=lambda column: column[0]) - 1
    if first <= last:
        return first, last
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
