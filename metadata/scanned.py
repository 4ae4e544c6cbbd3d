"""Words that OCR read on a page: how sure it was, and where a passage of the text stands.

A page keeps them packed, `[[start, end, x0, y0, x1, y1, confidence], ...]` as JSON: a long scan
has millions. Offsets are those of the page's text, after it one line end and its running lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from metadata.records import Box

DOUBTFUL = 50  # per cent: below it a word is more likely wrong than right


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedWord:
    """One word as OCR saw it."""

    start: int  # offset of its first character
    end: int
    box: Box
    confidence: int  # per cent

    @property
    def is_doubtful(self) -> bool:
        """Whether OCR was less than half sure of it."""
        return self.confidence < DOUBTFUL


def packed(words: Iterable[ScannedWord]) -> str:
    """The words as a page keeps them; "" when there are none."""
    rows = [[w.start, w.end, *(round(side, 1) for side in w.box), w.confidence] for w in words]
    return json.dumps(rows, separators=(",", ":")) if rows else ""


def unpacked(text: str) -> tuple[ScannedWord, ...]:
    """The words that a page keeps, in the order of the text."""
    return tuple(
        ScannedWord(start=row[0], end=row[1], box=(row[2], row[3], row[4], row[5]),
                    confidence=row[6])
        for row in (json.loads(text) if text else ())
    )  # fmt: skip


def within(words: Iterable[ScannedWord], start: int, end: int) -> tuple[ScannedWord, ...]:
    """The words that have a part between two offsets."""
    return tuple(word for word in words if word.start < end and word.end > start)


def certainty(words: Sequence[ScannedWord]) -> int:
    """How sure OCR was of some words, in per cent, long ones counting more; 0 for none."""
    length = sum(word.end - word.start for word in words)
    sure = sum(word.confidence * (word.end - word.start) for word in words)
    return round(sure / length) if length else 0


def places(words: Iterable[ScannedWord], start: int, end: int) -> tuple[Box, ...]:
    """Where the text between two offsets stands, as one box a line."""
    boxes: list[Box] = []
    for word in within(words, start, end):
        box = _part(word, start, end)
        if boxes and _goes_on(boxes[-1], box):
            boxes[-1] = _around(boxes[-1], box)
        else:
            boxes.append(box)
    return tuple(boxes)


def _part(word: ScannedWord, start: int, end: int) -> Box:
    """The part of a word's box between two offsets, all its characters being as long."""
    x0, y0, x1, y1 = word.box
    length = word.end - word.start
    first = max(0, start - word.start) / length
    last = min(length, end - word.start) / length
    if length > 1 and y1 - y0 > 1.5 * (x1 - x0):
        return x0, y0 + first * (y1 - y0), x1, y0 + last * (y1 - y0)
    return x0 + first * (x1 - x0), y0, x0 + last * (x1 - x0), y1


def _goes_on(a: Box, b: Box) -> bool:
    """Whether b goes on where a ends, along the line or down the column."""
    size = max(min(b[3] - b[1], b[2] - b[0]), min(a[3] - a[1], a[2] - a[0]), 1.0)
    across = _share(a[1], a[3], b[1], b[3]) and -size < b[0] - a[2] < 2 * size
    down = _share(a[0], a[2], b[0], b[2]) and -0.5 * size < b[1] - a[3] < 0.5 * size
    upright = b[3] - b[1] > b[2] - b[0] or a[3] - a[1] > a[2] - a[0]
    return across or (down and upright)


def _share(a0: float, a1: float, b0: float, b1: float) -> bool:
    return min(a1, b1) - max(a0, b0) > 0.4 * min(a1 - a0, b1 - b0)


def _around(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
