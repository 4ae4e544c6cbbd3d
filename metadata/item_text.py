"""The working text of a list item: what was printed, and what has been peeled off so far."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from metadata.dates import FoundDate, Order, find_dates
from metadata.folding import fold

GONE = "\x00"
"""Stands where something was peeled off, so that offsets stay those of the printed text."""

LONGEST = 2000
"""Characters of an item that are looked at; what is longer is prose, not an item."""

_LONGEST_GROUP = 400
_MOST_GROUPS = 40  # what has more brackets than this is no title

_PAIRS = dict(zip(")]}」』】〕〉》>”＞", "([{「『【〔〈《<“＜", strict=True))
_OPENING = frozenset("([{【〔〈《<")
_CLOSING = frozenset(")]}】〕〉》>")
_EMPTY = re.compile(r"[(\[{【〔〈《][\s\x00.,;:、/-]*[)\]}】〕〉》]|[(\[{【〔][\s\x00]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A bracket and what it holds, as offsets in the item."""

    start: int  # of the opening bracket
    end: int  # after the closing bracket
    inner: str  # folded, without what has been peeled off already
    depth: int


# Long runs of blanks say nothing and make every search for an end slow.
_BLANKS = re.compile(r"[\s\x00]{4,}")


def _fewer(run: re.Match[str]) -> str:
    return "\n" if "\n" in run[0] else "   "


class ItemText:
    """A printed item; `rest` is what has not been peeled off yet, folded, of the same length."""

    __slots__ = ("_rest", "language", "order", "printed")

    def __init__(self, printed: str, language: str, order: Order | None = None) -> None:
        self.printed = _BLANKS.sub(_fewer, printed[: 4 * LONGEST])[:LONGEST]
        self.language = language
        self.order = order
        self._rest = fold(self.printed)

    @property
    def rest(self) -> str:
        return self._rest

    def erase(self, start: int, end: int) -> None:
        """Peel off what stands between two offsets."""
        self._rest = self._rest[:start] + GONE * (end - start) + self._rest[end:]

    def dates(self, text: str) -> tuple[FoundDate, ...]:
        """Dates in a piece of this item, read as its publisher writes them."""
        return find_dates(text, self.language, self.order)

    def evidence(self, start: int, end: int) -> str:
        """The text between two offsets, as printed."""
        return self.printed[start:end].strip()

    def groups(self) -> Iterator[Group]:
        """Brackets from the inside out and from left to right; one left open ends its line."""
        near = [g for g in _bracketed(self._rest) if g[1] - g[0] <= _LONGEST_GROUP]
        for start, end, depth in sorted(near, key=lambda g: (-g[2], g[0]))[:_MOST_GROUPS]:
            closed = self._rest[end - 1] in _CLOSING and end - start > 1
            inner = self._rest[start + 1 : end - 1 if closed else end]
            yield Group(start=start, end=end, inner=inner, depth=depth)

    def snapshot(self) -> str:
        """The state of peeling, for `restore`."""
        return self._rest

    def restore(self, snapshot: str) -> None:
        """Go back to an earlier state of peeling."""
        self._rest = snapshot

    def remainder(self) -> str:
        """What is left, as printed, with the traces of peeling tidied away."""
        rest, printed = self._rest, list(self.printed)
        for match in _EMPTY.finditer(rest):
            rest = rest[: match.start()] + GONE * len(match[0]) + rest[match.end() :]
        kept = "".join(
            GONE if rest[i] == GONE else " " if rest[i].isspace() else character
            for i, character in enumerate(printed)
        )
        return tidied(re.sub(r"[\x00 ]*\x00[\x00 ]*", GONE, kept))


def _bracketed(text: str) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    open_at: list[int] = []
    for index, character in enumerate(text):
        if character in _OPENING:
            open_at.append(index)
        elif character in _CLOSING and open_at:
            found.append((open_at.pop(), index + 1, len(open_at)))
    for depth, start in enumerate(open_at):
        stop = text.find("\n", start)
        found.append((start, len(text) if stop < 0 else stop, depth))
    return found


_BEFORE_GAP = re.compile(r"(?<![\s,;:、,/|_-])[\s,;:、,/|_-]+\x00")
_SPACED_BRACKET = re.compile(r"([(\[（［【〔「]) +| +([)\]）］】〕」])")
_ENDS = " \t\n-－–—―−:：;；,，、|｜/／_→⇒»›>・"


def tidied(text: str) -> str:
    """Close the gaps (NUL) that peeling left, and strip what only separated."""
    text = _BEFORE_GAP.sub(GONE, text)
    text = re.sub(r"^\x00|\x00[.。]?$", "", text)
    text = re.sub(r"\x00(?=[)\]）］】〕」、。,])|(?<=[(\[（［【〔「])\x00", "", text)
    text = text.replace(GONE, " ")
    text = _SPACED_BRACKET.sub(lambda m: m[1] or m[2], re.sub(r" {2,}", " ", text))
    return _balanced_ends(_unspaced(text.strip(_ENDS))).strip(_ENDS)


def _unspaced(text: str) -> str:
    """No blank where peeling between two Japanese characters left one before a bracket."""
    return re.sub(r"(?<=[ぁ-ヿ一-龥]) (?=[（(「])", "", text) if "(" not in text else text


def _balanced_ends(text: str) -> str:
    """Drop one bracket at either end that has no partner, and quotes around the whole."""
    if text and text[-1] in "([{（［【〔「":
        text = text[:-1].rstrip()
    if text and fold(text[-1]) in _CLOSING and not _has_partner(text):
        text = text[:-1].rstrip()
    if len(text) > 2 and text[0] in '「『“"' and text[-1] in '」』”"':
        inside = text[1:-1]
        if not set(inside) & set('「」『』“”"'):
            text = inside.strip()
    return text


def _has_partner(text: str) -> bool:
    folded = fold(text)
    opening = _PAIRS[folded[-1]]
    return folded.count(opening) >= folded.count(folded[-1])
