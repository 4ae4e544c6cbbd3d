"""Charts and maps: labels that stand in rows and columns here and there, and are no table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.reader.tables_grid import Grid
from ingest.reader.tables_words import box_around
from metadata.records import Box

FEWEST_TICKS = 4
TICK = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
EVEN = 0.03  # of a step, that the steps of an axis may differ by
FEWEST_STREWN = 2  # cells of a column, to say that they stand anywhere
STREWN = 0.2  # letter heights: nearer edges are one
DIFFERENT = 0.7  # of the cells of a column have edges of their own
FEWEST_BARS = 4  # of different lengths on one base line
BASE = 1.0  # points that the feet of bars may differ by
LONGER = 2.0  # points that bars of different lengths differ by


def is_axis(texts: Sequence[str]) -> bool:
    """Whether a column holds nothing but what stands at a chart's axis: 60, 40, 20, 0."""
    plain = [text.replace(",", "").rstrip("%") for text in texts]
    if len(plain) < FEWEST_TICKS or not all(TICK.fullmatch(text) for text in plain):
        return False
    steps = [float(a) - float(b) for a, b in pairwise(plain)]
    return steps[0] > 0 and max(steps) - min(steps) < EVEN * steps[0]


def is_strewn(grid: Grid) -> bool:
    """Whether the cells of most columns begin, end and have their middle anywhere, as on maps."""
    strewn = checked = 0
    for column in range(len(grid.xs) - 1):
        cells = [c for c in grid.filled() if c.column == column and c.column_span == 1]
        if len(cells) < FEWEST_STREWN:
            continue
        boxes = [box_around(c.words) for c in cells]
        near = STREWN * (boxes[0][3] - boxes[0][1])
        ways = ([b[0] for b in boxes], [b[2] for b in boxes], [(b[0] + b[2]) / 2 for b in boxes])
        strewn += min(_different(places, near) for places in ways) > DIFFERENT * len(boxes)
        checked += 1
    return 2 * strewn >= checked > 0


def holds_bars(box: Box, shades: Sequence[Box]) -> bool:
    """Whether shaded areas of many lengths stand in a row on one line, or lie at one."""
    inside = [
        shade
        for shade in shades
        if min(box[2], shade[2]) > max(box[0], shade[0])
        and min(box[3], shade[3]) > max(box[1], shade[1])
    ]
    standing = _lengths([(one[3], one[1]) for one in inside])
    return max(standing, _lengths([(one[0], one[2]) for one in inside])) >= FEWEST_BARS


def _lengths(bars: Sequence[tuple[float, float]]) -> int:
    """How many lengths areas have that begin at one place, at the place where it is most."""
    most = 0
    for foot, _ in bars:
        ends = sorted({end for base, end in bars if abs(base - foot) <= BASE})
        most = max(most, _different(ends, LONGER))
    return most


def _different(places: Sequence[float], near: float) -> int:
    """How many places there are, near ones counted once."""
    ordered = sorted(places)
    return 1 + sum(b - a > near for a, b in pairwise(ordered))
