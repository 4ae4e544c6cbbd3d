"""Phrases: words of a line that stand as close as words do, so that gaps part columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.reader.tables_lines import Printed, line_text
from ingest.reader.tables_rules import Rule
from ingest.reader.tables_words import Word, box_around

WORDS_APART = 0.62  # of the letters' height: a wider gap parts phrases
FIGURES_APART = 0.3  # of the letters' height: a wider gap parts two numbers
GROUPS_APART = 0.45  # of the letters' height: a space that parts thousands is smaller
CHUNKS_APART = 1.8  # of the letters' height: no space between words is so wide
ALIKE = 1.25  # times the narrowest gap: what the widest may be in a justified line
DOTS = frozenset(".…·․")
CURRENCY = frozenset(("$", "€", "£", "¥", "US$"))
LEADS = frozenset(".…·_‥-=")
LEADER = re.compile(r"[.…·_‥]{3,}|-{4,}|={4,}")
FIGURE = re.compile(
    r"[(\[<>~≈±+\-–−▲△$€£¥*]*[0-9０-９][0-9０-９.,:/%)\]*–\-－a-e†‡]*"
    r"|[–—―‐\-－…*]+|n/?a\.?|\(?[xX]\)|\.\.+"
)
MARK = re.compile(r"[xX×✓✔✗●○◎△■□]|[nN]\.?/?[aA]\.?|不明|該当なし")
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
        return is_figure("".join(word.text for word in self.words))


def is_figure(text: str) -> bool:
    """Whether a text without white space is a number, or a mark that stands in its place."""
    return _is_number(text) or MARK.fullmatch(text) is not None


def _is_number(text: str) -> bool:
    """The same without marks; most words are letters only, and none of those is one but "na"."""
    return (not text.isalpha() or text == "na") and FIGURE.fullmatch(text) is not None


def is_year(text: str) -> bool:
    """Whether a figure is a year, which heads columns."""
    digits = text.strip("*()[]†‡")[:4]
    return digits.isdigit() and len(digits) == 4 and 1850 <= int(digits) <= 2100


def phrase(words: Sequence[Word]) -> Phrase:
    """A phrase of these words, given from left to right."""
    x0, y0, x1, y1 = box_around(words)
    return Phrase(tuple(words), x0, x1, y0, y1)


def phrases(line: Printed, dividers: Iterable[Rule] = ()) -> list[Phrase]:
    """The phrases of a line; `dividers` are vertical lines, which part them too."""
    if len(line.words) == 1:
        return [] if _leads(line.words[0]) else [phrase(line.words)]
    walls = [rule.at for rule in dividers if rule.start < line.middle < rule.end]
    found: list[Phrase] = []
    for chunk in _chunks(line.words, walls):
        if is_justified(chunk):
            found.append(phrase(chunk))
        else:
            found += _split(chunk)
    return found


def _chunks(words: Sequence[Word], walls: Sequence[float]) -> list[list[Word]]:
    """Words parted where no doubt is: at lines, leaders and wide gaps."""
    chunks: list[list[Word]] = []
    before: Word | None = None  # None: a chunk begins
    for word in words:
        if _leads(word):
            before = None
            continue
        if before is None or _parted(before, word, walls):
            chunks.append([])
        chunks[-1].append(word)
        before = word
    return chunks


def _parted(before: Word, word: Word, walls: Sequence[float]) -> bool:
    if walls and any(before.x1 - 1 < at < word.x0 + 1 for at in walls):
        return True
    gap = (word.x0 - before.x1) / CHUNKS_APART
    wide = gap > before.size and gap > word.size
    return (wide or before.text in DOTS) and word.text not in DOTS


def _leads(word: Word) -> bool:
    return word.text[0] in LEADS and LEADER.fullmatch(word.text) is not None


def is_justified(words: Sequence[Word]) -> bool:
    """Whether the gaps are wide but alike, as in a line set to fill its width."""
    if len(words) < 4:
        return False
    gaps = [word.x0 - before.x1 for before, word in pairwise(words)]
    if max(gaps) > ALIKE * min(gaps) + 0.7:
        return False
    figures = sum(1 for word in words if _is_number(word.text))
    return figures * 2 < len(words)


def _split(words: Sequence[Word]) -> list[Phrase]:
    runs: list[list[Word]] = [[words[0]]]
    for before, word in pairwise(words):
        if _apart(before, word):
            runs.append([])
        runs[-1].append(word)
    return [phrase(run) for run in runs]


def _apart(before: Word, word: Word) -> bool:
    gap = word.x0 - before.x1
    size = before.size if before.size > word.size else word.size
    if gap <= FIGURES_APART * size or word.text in DOTS:
        return False
    if word.text in CURRENCY:
        return True
    figures = _is_number(before.text) and _is_number(word.text)
    if figures and before.text[-1] not in ",;:":
        narrow = gap < GROUPS_APART * size or one_space(before, word, gap)
        return not (narrow and _grouped(before, word))
    return gap > WORDS_APART * size and not one_space(before, word, gap)


def one_space(before: Word, word: Word, gap: float) -> bool:
    """Whether the gap is one character wide and all characters are: a typewriter's space."""
    a = (before.x1 - before.x0) / len(before.text)
    b = (word.x1 - word.x0) / len(word.text)
    long_enough = len(before.text) + len(word.text) > 4
    return long_enough and abs(a - b) < 0.04 * a and 0.8 * a < gap < 1.2 * a


def _grouped(before: Word, word: Word) -> bool:
    """Whether a space parts thousands: 1 649 692."""
    return bool(GROUP.fullmatch(word.text)) and (
        HEAD_GROUP.fullmatch(before.text) is not None or before.text in ("-", "–", "−", "+")
    )
