"""BM25 as FTS5 reckons it, taken apart, so that archives can be ranked as if they were one.

A score of FTS5 weighs each phrase by how rare it is in its own database, and a page's length by
the mean there; scores of two databases do not compare. How often a phrase stands on a page follows
from its score alone. With it, and with counts summed over all databases, every page gets the score
that it would have in one database of all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_K1, _B = 1.2, 0.75
_LEAST = 1e-6  # of a phrase that stands nearly everywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What the scores of an index depend on beside the page."""

    rows: int
    tokens: int  # of all rows
    holding: tuple[int, ...]  # for each phrase of the query, the rows that have it

    def rarity(self, phrase: int) -> float:
        """The weight of a phrase."""
        holding = self.holding[phrase]
        return max(_LEAST, math.log((self.rows - holding + 0.5) / (holding + 0.5)))

    def length(self, tokens: int) -> float:
        """How much a page's length tempers what is found on it."""
        return _K1 * (1 - _B + _B * tokens * self.rows / self.tokens)


def together(each: Iterable[Statistics]) -> Statistics:
    """The statistics of all as of one."""
    found = list(each)
    return Statistics(
        rows=sum(one.rows for one in found),
        tokens=sum(one.tokens for one in found),
        holding=tuple(sum(counts) for counts in zip(*(one.holding for one in found), strict=True)),
    )


def times(score: float, phrase: int, tokens: int, here: Statistics) -> int:
    """How often a phrase stands on a page with so many tokens that FTS5 gives this score."""
    share = -score / here.rarity(phrase) / (_K1 + 1)
    return round(share * here.length(tokens) / (1 - share))


def score(counts: Sequence[int], tokens: int, all_of_them: Statistics) -> float:
    """What FTS5 gives a page on which each phrase stands so often; smaller is better."""
    tempered = all_of_them.length(tokens)
    return -sum(
        all_of_them.rarity(phrase) * count * (_K1 + 1) / (count + tempered)
        for phrase, count in enumerate(counts)
    )
