"""Two versions' page texts side by side: pages paired, words that differ marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from archive.search import Piece

MOST_PAIRS = 60  # pages that differ and are shown
_MOST_TOKENS = 6_000  # a longer page is marked as a whole
# A word, a run of digits, one character of a script without spaces, or what stands between.
_TOKEN = re.compile(
    r"\d+|[^\W\d\u3040-\u30ff\u3400-\u9fff]+|[\u3040-\u30ff\u3400-\u9fff]|\s+|.", re.S
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A page of the older version against one of the newer; None where there is none."""

    older: int | None  # page number, from 1
    newer: int | None
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """The pages that differ."""

    shown: tuple[Pair, ...]
    differing: int  # also those not shown
    same: int  # pages without a difference


def page_pairs(older: Sequence[str], newer: Sequence[str]) -> Pairs:
    """Pair the pages of two versions and mark what differs in those that do."""
    keys = [[" ".join(text.split()) for text in texts] for texts in (older, newer)]
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    same = 0
    numbers: list[tuple[int | None, int | None]] = []
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag == "equal":
            same += a1 - a0
        else:
            numbers += zip_longest(range(a0, a1), range(b0, b1))
    shown = tuple(_pair(older, newer, a, b) for a, b in numbers[:MOST_PAIRS])
    return Pairs(shown=shown, differing=len(numbers), same=same)


def _pair(older: Sequence[str], newer: Sequence[str], a: int | None, b: int | None) -> Pair:
    before, after = marked(older[a] if a is not None else "", newer[b] if b is not None else "")
    return Pair(
        older=a + 1 if a is not None else None,
        newer=b + 1 if b is not None else None,
        before=before,
        after=after,
    )


def marked(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces; True marks what the other one does not have."""
    a, b = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(a), len(b)) > _MOST_TOKENS:
        return ((before, True),), ((after, True),)
    left: list[Piece] = []
    right: list[Piece] = []
    plain = [[" " if t.isspace() else t for t in tokens] for tokens in (a, b)]
    matcher = SequenceMatcher(None, plain[0], plain[1], autojunk=False)
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if a1 > a0:
            left.append(("".join(a[a0:a1]), tag != "equal"))
        if b1 > b0:
            right.append(("".join(b[b0:b1]), tag != "equal"))
    return tuple(left), tuple(right)
