"""Rows from printed lines: which lines are one row because a cell's text runs on."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.reader.tables_columns import Placed
from ingest.reader.tables_phrases import is_year
from ingest.reader.tables_rules import Rule

INTERLEAVED = 0.75  # of the letters' height: nearer lines stand side by side, not one below
TIGHT = 1.12  # times the smallest leading: still the leading of one text
CLOSER = 0.85  # of the distance between rows: a line nearer than this goes on
FAR = 1.75  # times the letters' height: what is farther does not go on
COVERED = 0.6  # of the narrower line: a rule that parts two lines lies over this much
HANGING = 0.4  # of the letters' height: how far a line that goes on may be set in
FEWEST_APART = 2  # rows that stand apart
SPACE = 0.25  # of the letters' height: a space


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One printed line of a table, its phrases in their columns."""

    cells: tuple[Placed, ...]
    middle: float
    size: float

    @property
    def taken(self) -> frozenset[int]:
        """The columns it stands in."""
        return frozenset(c for cell in self.cells for c in range(cell.first, cell.last + 1))

    @property
    def figures(self) -> frozenset[int]:
        """The columns in which it shows a number, the first column aside."""
        return frozenset(
            cell.first
            for cell in self.cells
            if cell.first == cell.last and cell.first > 0 and cell.phrase.is_figure
        )

    @property
    def spans(self) -> bool:
        """Whether a phrase lies over several columns."""
        return any(cell.first < cell.last for cell in self.cells)

    def at(self, column: int) -> Placed | None:
        """What stands in a column."""
        for cell in self.cells:
            if cell.first <= column <= cell.last:
                return cell
        return None


class Rows:
    """Decides which lines of one table are one row."""

    def __init__(self, strips: Sequence[Strip], rules: Sequence[Rule]) -> None:
        """Lines from top to bottom, and the page's horizontal rules in the same order."""
        self._strips = strips
        self._rules = rules
        self._limits = _limits(strips)
        leading = [
            b.middle - a.middle
            for a, b in itertools.pairwise(strips)
            if a.taken & b.taken and b.middle - a.middle > INTERLEAVED * a.size
        ]
        pitch = [
            b.middle - a.middle for a, b in itertools.pairwise(strips) if a.figures & b.figures
        ]
        self._leading = min(leading, default=0.0)
        self._pitch = sorted(pitch)[len(pitch) // 2] if pitch else 0.0
        self._starts = _starts(strips)
        self._spaced = not pitch and _is_spaced(strips, TIGHT * self._leading)

    def grouped(self) -> list[list[Strip]]:
        """The lines, row by row."""
        rows: list[list[Strip]] = []
        for strip in self._strips:
            if rows and self._goes_on(rows[-1], strip):
                rows[-1].append(strip)
            else:
                rows.append([strip])
        return rows

    def _goes_on(self, row: Sequence[Strip], strip: Strip) -> bool:
        before = row[-1]
        distance = strip.middle - before.middle
        if self.ruled(before, strip):
            return False
        if distance < INTERLEAVED * min(before.size, strip.size):
            return not before.taken & strip.taken
        if before.spans != strip.spans or self._other_kind(row, strip):
            return False
        if distance > FAR * max(before.size, strip.size):
            return False
        return self._wraps(row, strip, distance)

    def _other_kind(self, row: Sequence[Strip], strip: Strip) -> bool:
        """Whether a number stands over a number, or over a word, behind the first column."""
        figures = frozenset(c for line in row for c in line.figures)
        taken = frozenset(c for line in row for c in line.taken)
        return bool((figures & strip.taken) | (taken & strip.figures))

    def _wraps(self, row: Sequence[Strip], strip: Strip, distance: float) -> bool:
        if distance > TIGHT * self._leading:
            return False
        if self._spaced or (self._pitch and distance < CLOSER * self._pitch):
            return True
        if strip.figures and (0 not in strip.taken or self._begins(strip)):
            return False
        shared = [c for c in strip.taken if any(c in line.taken for line in row)]
        return bool(shared) and all(self._full(row, strip, column) for column in shared)

    def _begins(self, strip: Strip) -> bool:
        """Whether the label stands where others begin that surely go on with nothing."""
        left = strip.cells[0].phrase.x0
        return any(abs(left - start) < SPACE * strip.size for start in self._starts)

    def _full(self, row: Sequence[Strip], strip: Strip, column: int) -> bool:
        """Whether the next word did not fit behind what stands in the column, or goes on."""
        above = [cell for line in row if (cell := line.at(column))][-1].phrase
        below = strip.at(column)
        if below is None:
            return False
        first = below.phrase.words[0]
        if above.text.endswith("-") or first.text[:1].islower() or first.text[:1] == "(":
            return True
        hanging = below.phrase.x0 - above.x0 > HANGING * first.size
        if len(above.words) == 1 or (column == 0 and not hanging):
            return False
        needed = above.x1 + SPACE * first.size + (first.x1 - first.x0)
        return needed > self._limits.get(column, needed) + 0.5

    def ruled(self, above: Strip, below: Strip) -> bool:
        """Whether a line parts two lines of text."""
        first = bisect_right(self._rules, above.middle, key=lambda rule: rule.at)
        last = bisect_left(self._rules, below.middle, key=lambda rule: rule.at)
        for rule in self._rules[first:last]:
            for strip in (above, below):
                x0, x1 = strip.cells[0].phrase.x0, strip.cells[-1].phrase.x1
                if min(x1, rule.end) - max(x0, rule.start) > COVERED * (x1 - x0):
                    return True
        return False


def _starts(strips: Sequence[Strip]) -> list[float]:
    """Where labels begin that have figures, below lines that have theirs."""
    return [
        b.cells[0].phrase.x0
        for a, b in itertools.pairwise(strips)
        if a.figures and b.figures and b.cells[0].first == 0
    ]


def _is_spaced(strips: Sequence[Strip], tight: float) -> bool:
    """Whether rows of words stand apart, and what stands closer goes on, as its gaps show."""
    pairs = list(itertools.pairwise(strips))
    close = [(a, b) for a, b in pairs if b.middle - a.middle <= tight]
    open_ended = sum(
        len(b.taken) < len(a.taken) or any(c.phrase.text[:1].islower() for c in b.cells)
        for a, b in close
    )
    apart = len(pairs) - len(close)
    return apart >= FEWEST_APART and 2 * open_ended >= len(close)


def _limits(strips: Sequence[Strip]) -> dict[int, float]:
    limits: dict[int, float] = {}
    for strip in strips:
        for cell in strip.cells:
            if cell.first == cell.last:
                limits[cell.first] = max(limits.get(cell.first, 0.0), cell.phrase.x1)
    return limits


def header_length(strips: Sequence[Strip], rules: Sequence[Rule], width: float) -> int:
    """How many lines stand above the first line of data, headings of the body not counted."""
    data = next((index for index, strip in enumerate(strips) if _is_data(strip)), len(strips))
    full = [rule.at for rule in rules if rule.end - rule.start > 0.8 * width]
    above = [sum(1 for strip in strips if strip.middle < place) for place in sorted(full)]
    most = min(data, len(strips) - 1, 8)
    under = [count for count in above if 0 < count <= most]
    if under:
        return under[-1] if data < len(strips) else under[0]
    if data == len(strips):
        return 1
    while data > 1 and strips[data - 1].taken == {0} and _begins(strips[data - 1]):
        data -= 1
    return data


def _is_data(strip: Strip) -> bool:
    data = [
        cell
        for cell in strip.cells
        if cell.first > 0 and cell.phrase.is_figure and not is_year(cell.phrase.text)
    ]
    return bool(data) and 2 * len(data) >= sum(1 for cell in strip.cells if cell.first > 0)


def _begins(strip: Strip) -> bool:
    """Whether a line begins something rather than going on."""
    return strip.cells[0].phrase.text[:1].isupper()
