"""Running text, wherever on the page it stands: lines that wrap because the next word did not fit.

Labels, headings and cells end where they end; lines of prose end where the column does.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from ingest.reader.tables_lines import Printed
from ingest.reader.tables_phrases import Phrase, phrases
from ingest.reader.tables_words import Word

WORD = re.compile(r"[^\W\d_]{2,}")
CJK = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
FEWEST_WORDS = 4  # in a line of prose
FEWEST_CHARACTERS = 18  # in a line of prose without spaces
SHORTEST = 11  # characters: shorter than four words of two letters
FEWEST_LINES = 3
BESIDE = 0.25  # of the lines have a figure beside them: perhaps a table's labels
FEWEST_BESIDE = 6  # such lines: fewer are labels
AROUND = 3  # lines above and below whose end is the column's: text may run around a table
WRAPPED = 0.6  # of the lines must end because the next word did not fit
NEAREST = 12  # chains above a phrase that it may go on with
LEADING = 2.0  # letter heights from line to line, at most
APART = (
    1.12  # times the distance of the two lines above: the next label, where figures stand beside
)
INDENT = 2.6  # letter heights that a line may begin to the side of the one above
SPACE = 0.25  # of the letters' height
DOTTED = re.compile(r"(?:[.·․]\s?){4}|…")


def prose_words(lines: Iterable[Printed]) -> set[int]:
    """The words (by their first character's place) that stand in running text."""
    chains: list[list[Phrase]] = []
    labels: set[int] = set()
    for line in lines:
        found = phrases(line)
        figures = [one.is_figure for one in found]
        for at, before in enumerate(found[:-1]):
            if figures[at + 1] and all(figures[at + 2 : at + 3]):  # not an item's number
                labels.add(before.words[0].first)
        for one in found:
            if one.words[0].first not in labels or _is_prosy(one):
                _link(chains, one, labels)
    running = (chain for chain in chains if _is_prose(chain, labels))
    return {word.first for chain in running for one in chain for word in one.words}


def _link(chains: list[list[Phrase]], one: Phrase, labels: AbstractSet[int]) -> None:
    """Put a phrase under the chain that it goes on with, or begin one."""
    prosy = _is_prosy(one)
    for at in range(len(chains) - 1, max(-1, len(chains) - 1 - NEAREST), -1):
        if (prosy or abs(one.x0 - chains[at][0].x0) < 2) and _follows(chains[at], one, labels):
            chains.append([*chains.pop(at), one])
            return
    if prosy:
        chains.append([one])


def _is_prosy(one: Phrase) -> bool:
    text = one.text
    if len(text) < SHORTEST:
        return False
    if len(WORD.findall(text)) < FEWEST_WORDS and (
        text.isascii() or len(CJK.findall(text)) < FEWEST_CHARACTERS
    ):
        return False
    return DOTTED.search(text) is None


def _follows(chain: Sequence[Phrase], one: Phrase, labels: AbstractSet[int]) -> bool:
    above = chain[-1]
    size = max(one.y1 - one.y0, above.y1 - above.y0)
    down = one.middle - above.middle
    if not 0.6 * size < down < LEADING * size:
        return False
    apart = len(chain) > 1 and down > APART * (above.middle - chain[-2].middle)
    if apart and any(each.words[0].first in labels for each in (one, *chain)):
        return False
    beside = abs(one.x0 - above.x0) < INDENT * size
    return beside and min(one.x1, above.x1) > max(one.x0, above.x0)


def _is_prose(chain: Sequence[Phrase], labels: AbstractSet[int]) -> bool:
    beside = sum(1 for one in chain if one.words[0].first in labels)
    labelled = beside >= BESIDE * len(chain)
    if len(chain) < (FEWEST_BESIDE if beside and labelled else FEWEST_LINES):
        return False
    wrapped = 0
    for index, (above, below) in enumerate(itertools.pairwise(chain)):
        edge = max(one.x1 for one in chain[max(0, index - AROUND) : index + AROUND + 1])
        wrapped += _needed(above, below.words[0]) > edge - 1
    return wrapped >= WRAPPED * (len(chain) - 1)


def _needed(above: Phrase, word: Word) -> float:
    """Where the line would end with the next word on it."""
    if CJK.match(word.text):
        return above.x1 + 2 * word.size
    return above.x1 + SPACE * word.size + (word.x1 - word.x0)
