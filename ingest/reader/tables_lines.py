"""Words into printed lines, and lines into text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from ingest.reader.tables_words import Word, box_around

SAME_LINE = 0.5  # of the smaller height: what two words on one line overlap at least
WORD_SPACE = 0.12  # of the height: a smaller gap between CJK characters is none
GAP = 0.6  # of the height: wider than a space between words
FEWEST_HINTS = 3  # gaps on a page with a table of three rows
_MIDDLE = itemgetter(Word._fields.index("middle"))
_PLACE = itemgetter(Word._fields.index("x0"), Word._fields.index("first"))
CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


class Printed(NamedTuple):
    """One printed line: words from left to right."""

    words: tuple[Word, ...]
    x0: float
    y0: float
    x1: float
    y1: float
    middle: float  # the height of its middle on the page
    size: float  # the height of its letters in points: the middle one of its words'


def printed(words: Iterable[Word]) -> Printed:
    """A line of these words."""
    ordered = tuple(sorted(words, key=_PLACE))
    if len(ordered) == 1:
        return Printed(ordered, *ordered[0][1:7])
    x0, y0, x1, y1 = box_around(ordered)
    sizes = sorted(word.size for word in ordered)
    return Printed(ordered, x0, y0, x1, y1, (y0 + y1) / 2, sizes[len(sizes) // 2])


def printed_lines(words: Iterable[Word]) -> list[Printed]:
    """The lines from top to bottom; a raised mark belongs to the line it stands in."""
    groups: list[list[Word]] = []
    spans: list[tuple[float, float]] = []
    for word in sorted(words, key=_MIDDLE):
        top, bottom, size = word.y0, word.y1, word.size
        last = len(groups) - 1
        for index in range(last, last - 3 if last > 2 else -1, -1):
            y0, y1 = spans[index]
            height = y1 - y0
            shared = (y1 if y1 < bottom else bottom) - (y0 if y0 > top else top)
            if shared > SAME_LINE * (size if size < height else height):
                groups[index].append(word)
                if size > 1.15 * height:  # a mark came first: the line is the taller
                    spans[index] = (top, bottom)
                break
        else:
            groups.append([word])
            spans.append((top, bottom))
    return sorted((printed(group) for group in groups), key=lambda line: (line.middle, line.x0))


def hints_at_columns(words: Sequence[Word]) -> bool:
    """Whether the words' order shows gaps or jumps back up, as it does where columns stand.

    A cheap look before the words are put into lines: a page of plain prose has none.
    """
    hints = 0
    for before, word in pairwise(words):
        if word.middle < before.y0 - before.size:
            hints += 1  # begins again farther up
        elif word.x0 - before.x1 > GAP * before.size and abs(word.middle - before.middle) < (
            SAME_LINE * before.size
        ):
            hints += 1
    return hints >= FEWEST_HINTS


def line_text(words: Sequence[Word]) -> str:
    """Words of one line from left to right as text; no space where CJK characters touch."""
    if len(words) == 1:
        return words[0].text
    parts = [word.text for word in words[:1]]
    for before, word in pairwise(words):
        gap = word.x0 - before.x1
        touching = gap < WORD_SPACE * (word.size if word.size > before.size else before.size)
        if not (touching and (gap <= 0 or _both_cjk(before.text, word.text))):
            parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def _both_cjk(before: str, after: str) -> bool:
    return CJK.match(before[-1]) is not None and CJK.match(after[0]) is not None


def words_text(words: Iterable[Word]) -> str:
    """Words of a cell as text, one line a printed line."""
    if isinstance(words, list) and len(words) < 2:
        return words[0].text if words else ""
    return "\n".join(line_text(line.words) for line in printed_lines(words))
