"""Words into printed lines, and lines into text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ingest.reader.tables_words import Word

SAME_LINE = 0.5  # of the smaller height: what two words on one line overlap at least
WORD_SPACE = 0.12  # of the height: a smaller gap between CJK characters is none
CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


class Printed(NamedTuple):
    """One printed line: words from left to right."""

    words: tuple[Word, ...]
    y0: float
    y1: float

    @property
    def middle(self) -> float:
        """The height of its middle on the page."""
        return (self.y0 + self.y1) / 2

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return max(word.x1 for word in self.words)

    @property
    def size(self) -> float:
        """The height of its letters in points: the middle one of its words'."""
        sizes = sorted(word.size for word in self.words)
        return sizes[len(sizes) // 2]


def printed(words: Iterable[Word]) -> Printed:
    """A line of these words."""
    ordered = tuple(sorted(words, key=lambda word: (word.x0, word.first)))
    return Printed(ordered, min(w.y0 for w in ordered), max(w.y1 for w in ordered))


def printed_lines(words: Iterable[Word]) -> list[Printed]:
    """The lines from top to bottom; a raised mark belongs to the line it stands in."""
    groups: list[list[Word]] = []
    spans: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: (round(word.middle, 1), word.x0)):
        for index in range(len(groups) - 1, max(-1, len(groups) - 4), -1):
            y0, y1 = spans[index]
            shared = min(y1, word.y1) - max(y0, word.y0)
            if shared > SAME_LINE * min(y1 - y0, word.size):
                groups[index].append(word)
                if word.size > 1.15 * (y1 - y0):  # a mark came first: the line is the taller
                    spans[index] = (word.y0, word.y1)
                break
        else:
            groups.append([word])
            spans.append((word.y0, word.y1))
    return sorted((printed(group) for group in groups), key=lambda line: (line.middle, line.x0))


def line_text(words: Sequence[Word]) -> str:
    """Words of one line from left to right as text; no space where CJK characters touch."""
    parts: list[str] = []
    before: Word | None = None
    for word in words:
        if before is not None:
            both = CJK.match(before.text[-1]) and CJK.match(word.text[0])
            touching = word.x0 - before.x1 < WORD_SPACE * max(word.size, before.size)
            parts.append("" if touching and (both or word.x0 <= before.x1) else " ")
        parts.append(word.text)
        before = word
    return "".join(parts)


def words_text(words: Iterable[Word]) -> str:
    """Words of a cell as text, one line a printed line."""
    return "\n".join(line_text(line.words) for line in printed_lines(words))
