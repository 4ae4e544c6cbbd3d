"""Aligning two sequences in near-linear time.

Items that occur once on either side are anchors (patience diff); what lies between anchors is
aligned by difflib while it is small. Long ranges without any anchor count as replaced.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from typing import Literal

Operation = Literal["equal", "replace", "delete", "insert"]
Opcode = tuple[Operation, int, int, int, int]
Pair = tuple[int, int]

_SMALL = 40_000  # product of lengths that difflib may be given
_DEEPEST = 24
_Range = tuple[int, int, int, int, int]


def opcodes(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Opcode]:
    """Return (operation, i1, i2, j1, j2) that turn `before` into `after`, as difflib does."""
    found: list[Opcode] = []
    at_i = at_j = 0
    for i, j in [*align(before, after), (len(before), len(after))]:
        if i > at_i or j > at_j:
            operation: Operation = "replace"
            if i == at_i:
                operation = "insert"
            elif j == at_j:
                operation = "delete"
            found.append((operation, at_i, i, at_j, j))
        if i < len(before) and j < len(after):
            if found and found[-1][0] == "equal":
                _, i1, _, j1, _ = found.pop()
                found.append(("equal", i1, i + 1, j1, j + 1))
            else:
                found.append(("equal", i, i + 1, j, j + 1))
        at_i, at_j = i + 1, j + 1
    return found


def align(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Pair]:
    """Return the matched positions, increasing on both sides."""
    pairs: list[Pair] = []
    waiting: list[_Range] = [(0, len(before), 0, len(after), 0)]
    while waiting:
        i1, i2, j1, j2, depth = waiting.pop()
        while i1 < i2 and j1 < j2 and before[i1] == after[j1]:
            pairs.append((i1, j1))
            i1, j1 = i1 + 1, j1 + 1
        while i1 < i2 and j1 < j2 and before[i2 - 1] == after[j2 - 1]:
            i2, j2 = i2 - 1, j2 - 1
            pairs.append((i2, j2))
        if i1 == i2 or j1 == j2:
            continue
        anchors = _anchors(before, after, (i1, i2, j1, j2)) if depth < _DEEPEST else []
        if anchors:
            waiting.extend(_between(anchors, (i1, i2, j1, j2, depth)))
            pairs.extend(anchors)
        elif (i2 - i1) * (j2 - j1) <= _SMALL:
            pairs.extend(_small(before, after, (i1, i2, j1, j2)))
    pairs.sort()
    return pairs


def _between(anchors: Sequence[Pair], whole: _Range) -> list[_Range]:
    i1, i2, j1, j2, depth = whole
    ranges: list[_Range] = []
    for i, j in [*anchors, (i2, j2)]:
        if i > i1 and j > j1:
            ranges.append((i1, i, j1, j, depth + 1))
        i1, j1 = i + 1, j + 1
    return ranges


def _anchors(
    before: Sequence[Hashable], after: Sequence[Hashable], part: tuple[int, int, int, int]
) -> list[Pair]:
    """Items that occur once on each side, the longest increasing run of them."""
    i1, i2, j1, j2 = part
    counts = Counter(before[i1:i2])
    others = Counter(after[j1:j2])
    places = {after[j]: j for j in range(j1, j2)}
    unique = [
        (i, places[before[i]])
        for i in range(i1, i2)
        if counts[before[i]] == 1 and others.get(before[i]) == 1
    ]
    return _increasing(unique)


def _increasing(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest run of pairs that increases on both sides (patience sorting)."""
    tails: list[int] = []
    piles: list[int] = []  # index of the pair on top of each pile
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        pile = bisect_left(tails, j)
        before.append(piles[pile - 1] if pile else -1)
        if pile == len(tails):
            tails.append(j)
            piles.append(index)
        else:
            tails[pile], piles[pile] = j, index
    run: list[Pair] = []
    index = piles[-1] if piles else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]


def _small(
    before: Sequence[Hashable], after: Sequence[Hashable], part: tuple[int, int, int, int]
) -> list[Pair]:
    i1, i2, j1, j2 = part
    matcher = SequenceMatcher(None, before[i1:i2], after[j1:j2], autojunk=False)
    return [
        (i1 + block.a + n, j1 + block.b + n)
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    ]
