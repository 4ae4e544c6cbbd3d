"""Phrases: words of a line that stand as close as words do, so that gaps part columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ingest.reader.tables_lines import Printed, line_text
from ingest.reader.tables_rules import Rule
from ingest.reader.tables_words import Word

WORDS_APART = 0.62  # of the letters' height: a wider gap parts phrases
FIGURES_APART = 0.3  # of the letters' height: a wider gap parts two numbers
LEADER = re.compile(r"[.…·_‥]{3,}|-{4,}|={4,}")
FIGURE = re.compile(
    r"[(\[<>~≈±+\-–−▲△$€£¥*]*[0-9０-９][0-9０-９.,:/%)\]*–\-－a-e†‡]*"
    r"|[–—―‐\-－…*]+|n/?a\.?|\(?[xX]\)|\.\.+"
)
GROUP = re.compile(r"[0-9]{3}(?:[.,][0-9]+)?[)%]?")
HEAD_GROUP = re.compile(r"[(+\-–−▲△$€£¥]*[0-9]{1,3}")


class Phrase(NamedTuple):
    """Words that belong together on one line."""

    words: tuple[Word, ...]
    x0: float
    x1: float
    y0: float
    y1: float

    @property
    def middle(self) -> float:
        """The height of its middle on the page."""
        return (self.y0 + self.y1) / 2

    @property
    def centre(self) -> float:
        """Half way between its ends."""
        return (self.x0 + self.x1) / 2

    @property
    def text(self) -> str:
        """Its words with spaces."""
        return line_text(self.words)

    @property
    def is_figure(self) -> bool:
        """Whether it is a number, or what stands for one."""
        return FIGURE.fullmatch("".join(word.text for word in self.words)) is not None


def phrase(words: Sequence[Word]) -> Phrase:
    """A phrase of these words, given from left to right."""
    return Phrase(
        tuple(words),
        min(word.x0 for word in words),
        max(word.x1 for word in words),
        min(word.y0 for word in words),
        max(word.y1 for word in words),
    )


def phrases(line: Printed, dividers: Iterable[Rule] = ()) -> list[Phrase]:
    """The phrases of a line; `dividers` are vertical lines, which part them too."""
    walls = [rule.at for rule in dividers if rule.start < line.middle < rule.end]
    found: list[Phrase] = []
    run: list[Word] = []
    for word in line.words:
        if LEADER.fullmatch(word.text):
            if run:
                found.append(phrase(run))
            run = []
            continue
        if run and _apart(run, word, walls):
            found.append(phrase(run))
            run = []
        run.append(word)
    if run:
        found.append(phrase(run))
    return found


def _apart(run: Sequence[Word], word: Word, walls: Sequence[float]) -> bool:
    before = run[-1]
    gap = word.x0 - before.x1
    size = max(before.size, word.size)
    if gap > WORDS_APART * size:
        return True
    if any(before.x1 - 1 < wall < word.x0 + 1 for wall in walls):
        return True
    figures = FIGURE.fullmatch(before.text) and FIGURE.fullmatch(word.text)
    return bool(figures) and gap > FIGURES_APART * size and not _grouped(before, word)


def _grouped(before: Word, word: Word) -> bool:
    """Whether a space parts thousands: 1 649 692."""
    return bool(GROUP.fullmatch(word.text)) and (
        HEAD_GROUP.fullmatch(before.text) is not None or before.text in ("-", "–", "−", "+")
    )
