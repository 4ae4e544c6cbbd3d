"""Columns from the gaps between phrases.

A phrase that lies over several phrases of most other lines spans columns; what is left after
taking those away falls into columns by itself, because phrases of one column overlap.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.reader.tables_phrases import Phrase, phrase
from ingest.reader.tables_words import Word

SPANNING = 0.5  # of the lines below or above it in which a phrase lies over two or more phrases
TOUCH = 0.5  # points that neighbours may overlap without being in one column
SIGN = re.compile(r"[$€£¥%*†‡#±()]{1,2}|[a-z0-9]?\)|US\$")
TIGHT = 0.3  # of the height: what a gap between two cells of a spanning phrase must exceed

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
    kept = [p for line in several for p in line if not _spans(p, several)]
    merged: list[tuple[float, float]] = []
    for one in sorted(kept, key=lambda p: (p.x0, p.x1)):
        if merged and one.x0 < merged[-1][1] - TOUCH:
            merged[-1] = (merged[-1][0], max(merged[-1][1], one.x1))
        else:
            merged.append((one.x0, one.x1))
    return _without_signs(merged, kept)


def _spans(one: Phrase, lines: Sequence[Line]) -> bool:
    over = several = 0
    for line in lines:
        if one in line:
            continue
        under = sum(1 for p in line if min(p.x1, one.x1) - max(p.x0, one.x0) > TOUCH)
        over += under > 0
        several += under > 1
    return several > 0 and several >= SPANNING * over


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
    """The phrase cut at gaps between columns that are wider than its other gaps."""
    if len(one.words) < 2:
        return [one]
    gaps = [b.x0 - a.x1 for a, b in zip(one.words, one.words[1:], strict=False)]
    parts: list[list[Word]] = [[one.words[0]]]
    for gap, before, word in zip(gaps, one.words, one.words[1:], strict=False):
        usual = sorted(gaps)[(len(gaps) - 1) // 2]
        between = any(
            a[1] - 2 * TOUCH <= word.x0 and before.x1 <= b[0] + 2 * TOUCH
            and (a[1] + b[0]) / 2 > before.x0 and (a[1] + b[0]) / 2 < word.x1
            for a, b in itertools.pairwise(found)
        )  # fmt: skip
        if between and len(gaps) > 1 and gap > 1.4 * usual and gap > TIGHT * word.size:
            parts.append([])
        parts[-1].append(word)
    return [phrase(part) for part in parts]
