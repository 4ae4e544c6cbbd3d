"""Over how many columns the cells of a header stand: by lines, by repetition, by their middles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.reader.tables_columns import Placed, apportioned, placed, spanning_whole
from ingest.reader.tables_phrases import Phrase
from ingest.reader.tables_rows import Strip
from ingest.reader.tables_rules import Rules

Extents = Sequence[tuple[float, float]]

UNDERLINED = 1.6  # letter heights from a header's middle to the line that says what it spans
BARE = 0.3  # letter heights: what a column costs over which no header stands
UNEVEN = 0.5  # letter heights: what headers over unequal numbers of columns cost
OFF = 1.5  # letter heights that a header may miss the middle of its columns, on average
HALF = 0.5  # of the columns have a head over a line that says the unit of them all
FEWEST = 3  # columns, to find a header by its words' places
HEADED = 0.6  # of the columns have a head in such a line
CENTRED = 0.7  # letter heights that a lone head may miss the middle of all columns
WIDEST = 12  # columns that one header is tried over
MOST_COLUMNS = 40  # of a table whose headers are tried together


def widened(head: Sequence[Strip], rules: Rules, found: Extents) -> list[Strip]:
    """The header's lines with their cells over all the columns that they head."""
    groups = _repeated(head, len(found))
    result: list[Strip] = []
    for strip in head:
        if any(len(above.taken) > HALF * len(found) for above in result) and _is_over_all(
            strip, found
        ):
            cell = Placed(phrase=strip.cells[0].phrase, first=1, last=len(found) - 1)
            result.append(Strip(cells=(cell,), middle=strip.middle, size=strip.size))
        else:
            result.append(_widened(strip, rules, found, groups))
    return result


def heads_columns(line: Sequence[Phrase], size: float, found: Extents) -> bool:
    """Whether a line's words stand over most of three columns or more, each in its place."""
    if len(found) < FEWEST:
        return False
    cells = placed(line, found)
    parts = [part for cell in cells for part in apportioned(cell, found, size)]
    return len({part.first for part in parts}) >= max(FEWEST, HEADED * len(found))


def parted_heads(
    head: Sequence[Strip], lines: Sequence[Sequence[Phrase]], found: Extents
) -> list[Strip]:
    """The header's lines with phrases parted that are the heads of several columns.

    What has other heads below it spans their columns.
    """
    below: set[int] = set()
    parted: list[Strip] = []
    for strip, line in zip(reversed(head), reversed(lines), strict=True):
        cells: list[Placed] = []
        for cell in spanning_whole(line, found, below, strip.size):
            lowest = below.isdisjoint(range(cell.first, cell.last + 1))
            cells += apportioned(cell, found, strip.size) if lowest else [cell]
        parted.insert(0, Strip(cells=tuple(cells), middle=strip.middle, size=strip.size))
        below |= strip.taken
    return parted


def _widened(
    strip: Strip, rules: Rules, found: Extents, groups: Sequence[tuple[int, int]]
) -> Strip:
    by_rules = [_headed(cell, strip, rules, found) for cell in strip.cells]
    by_places = _over_groups(strip, groups) or _in_the_middle(strip, found)
    cells: list[Placed] = []
    for index, cell in enumerate(strip.cells):
        low = cells[-1].last + 1 if cells else 0
        high = strip.cells[index + 1].first - 1 if index + 1 < len(strip.cells) else len(found) - 1
        first, last = by_rules[index] or by_places[index]
        first, last = max(low, first), min(high, last)
        if first > last:
            first, last = cell.first, cell.last
        cells.append(Placed(phrase=cell.phrase, first=first, last=last))
    return Strip(cells=tuple(cells), middle=strip.middle, size=strip.size)


def _headed(cell: Placed, strip: Strip, rules: Rules, found: Extents) -> tuple[int, int] | None:
    """The columns over which a line under the phrase runs."""
    for rule in rules.horizontal:
        under = 0 < rule.at - strip.middle < UNDERLINED * strip.size
        if under and rule.start - 2 <= cell.phrase.centre <= rule.end + 2:
            inside = [
                index
                for index, (start, end) in enumerate(found)
                if rule.start - 3 <= (start + end) / 2 <= rule.end + 3
            ]
            if inside and len(inside) < len(found) - (found[0][0] < rule.start):
                return inside[0], inside[-1]
            if inside and inside[0] > 0:
                return inside[0], inside[-1]
    return None


def _repeated(head: Sequence[Strip], columns: int) -> list[tuple[int, int]]:
    """Groups of columns whose lowest headers say the same again: number, share, number, share."""
    best: list[tuple[int, int]] = []
    for strip in head[::-1]:
        texts = {c.first: c.phrase.text for c in strip.cells if c.first == c.last}
        for start in range(1, columns - 3):
            for size in range(2, (columns - start) // 2 + 1):
                found = _groups(texts, start, size, columns)
                if len(found) > 1 and len(found) * size > sum(b - a + 1 for a, b in best):
                    best = found
        if best:
            break
    return best


def _groups(texts: dict[int, str], start: int, size: int, columns: int) -> list[tuple[int, int]]:
    first = [texts.get(at) for at in range(start, start + size)]
    if None in first or len(set(first)) == 1:
        return []
    found = []
    for at in range(start, columns - size + 1, size):
        if [texts.get(column) for column in range(at, at + size)] != first:
            break
        found.append((at, at + size - 1))
    return found


def _over_groups(strip: Strip, groups: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The columns of each cell where every group has one cell over it, each with its own words."""
    places = [
        next(((a, b) for a, b in groups if a <= cell.first and cell.last <= b), None)
        for cell in strip.cells
    ]
    over = [
        (place, cell.phrase.text) for place, cell in zip(places, strip.cells, strict=True) if place
    ]
    one_each = len(over) == len(groups) == len({place for place, _ in over})
    if not groups or not one_each or len({text for _, text in over}) < 2:
        return []
    own = [(cell.first, cell.last) for cell in strip.cells]
    return [place or at for place, at in zip(places, own, strict=True)]


def _in_the_middle(strip: Strip, found: Extents) -> list[tuple[int, int]]:
    """The columns of each cell, so that all cells stand as nearly as can be in their middles."""
    own = [(cell.first, cell.last) for cell in strip.cells]
    heads = [at for at, cell in enumerate(strip.cells) if cell.first > 0]
    if not any(a < b for a, b in own) or len(found) > MOST_COLUMNS:
        return own
    best = _best([strip.cells[at] for at in heads], found, strip.size)
    for at, place in zip(heads, best, strict=False):
        own[at] = place
    return own


def _is_over_all(strip: Strip, found: Extents) -> bool:
    """Whether a line's only phrase stands in the middle of all columns but the first."""
    if len(strip.cells) > 1:
        return False
    miss = _miss(strip.cells[0], 1, len(found) - 1, found, _pitch(found)) if found[2:] else OFF
    return strip.cells[0].first > 0 and miss < CENTRED * strip.size


def _best(cells: Sequence[Placed], found: Extents, size: float) -> list[tuple[int, int]]:
    """The cheapest way to share the columns out, from left to right; none when all miss."""
    pitch = _pitch(found)
    ways: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {(0, 0): (0.0, [])}
    for index, cell in enumerate(cells):
        high = cells[index + 1].first if index + 1 < len(cells) else len(found)
        following: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}
        for (end, before), (cost, places) in ways.items():
            for first in range(max(end + 1, cell.first - WIDEST), cell.first + 1):
                for last in range(cell.last, min(high, cell.first + WIDEST)):
                    wide = last - first + 1
                    paid = cost + _miss(cell, first, last, found, pitch) / size
                    paid += BARE * (first - end - 1) + UNEVEN * (before not in (0, wide))
                    known = following.get((last, wide))
                    if known is None or paid < known[0]:
                        following[last, wide] = paid, [*places, (first, last)]
        ways = following
    every = [
        (cost + BARE * (len(found) - 1 - end), places) for (end, _), (cost, places) in ways.items()
    ]
    cost, places = min(every, default=(0.0, []))
    return places if cost <= OFF * len(cells) else []


def _miss(cell: Placed, first: int, last: int, found: Extents, pitch: float) -> float:
    """How far the phrase stands from the middle of the columns, whichever way they are set."""
    left, right = found[first][0], found[last][1]
    wide = (last - first + 1) * pitch
    middles = ((left + right) / 2, right - wide / 2, left + wide / 2)
    return min(abs(cell.phrase.centre - middle) for middle in middles)


def _pitch(found: Extents) -> float:
    steps = sorted(b[1] - a[1] for a, b in pairwise(found[1:]))
    return steps[len(steps) // 2] if steps else 0.0
