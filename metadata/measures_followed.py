"""How the measures of a plan go on in a later version: kept, reworded, renumbered, new, dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

from metadata.folding import fold
from metadata.measures import Measure

Change = Literal["same", "renumbered", "reworded", "new", "dropped"]

_ALIKE = 0.5  # share of common letter pairs from which two measures are one
_COMPARED = 150  # measures of each version that are compared one by one with the other's


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A measure in two versions; one of them is None when it came or went."""

    before: Measure | None
    after: Measure | None
    change: Change


def follow(before: Sequence[Measure], after: Sequence[Measure]) -> tuple[Followed, ...]:
    """Return what became of each measure, in the later version's order, those dropped last.

    Two measures are one when they say the same, else when number and path are the same and the
    words are alike, else when the heading is the same, else when the words are alike.
    """
    pairs: dict[int, int] = {}
    for key in (_all_of, _place, _heading):
        _pair(before, after, pairs, key)
    _pair_alike(before, after, pairs)
    found = [
        Followed(
            before=before[pairs[index]], after=later, change=_change(before[pairs[index]], later)
        )
        if index in pairs
        else Followed(before=None, after=later, change="new")
        for index, later in enumerate(after)
    ]
    kept = set(pairs.values())
    gone = (earlier for index, earlier in enumerate(before) if index not in kept)
    return (*found, *(Followed(before=e, after=None, change="dropped") for e in gone))


def _pair(
    before: Sequence[Measure],
    after: Sequence[Measure],
    pairs: dict[int, int],
    key: Callable[[Measure], Hashable],
) -> None:
    """Pair what is left by a key; equal ones in order, others only where the key is single."""
    earlier = _by_key(before, set(pairs.values()), key)
    for name, later in _by_key(after, set(pairs), key).items():
        others = earlier.get(name, [])
        if key is not _all_of and not (len(later) == len(others) == 1):
            continue
        for index, other in zip(later, others, strict=False):
            if key is not _place or _likeness(before[other], after[index]) >= _ALIKE:
                pairs[index] = other


def _by_key(
    measures: Sequence[Measure], taken: set[int], key: Callable[[Measure], Hashable]
) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = {}
    for index, measure in enumerate(measures):
        if index not in taken:
            found.setdefault(key(measure), []).append(index)
    return found


def _pair_alike(before: Sequence[Measure], after: Sequence[Measure], pairs: dict[int, int]) -> None:
    """Pair what is left by likeness, the likest first."""
    taken = set(pairs.values())
    earlier = {i: _letter_pairs(m) for i, m in enumerate(before) if i not in taken}
    later = {j: _letter_pairs(m) for j, m in enumerate(after) if j not in pairs}
    scored = [
        (_dice(first, second), i, j)
        for i, first in list(earlier.items())[:_COMPARED]
        for j, second in list(later.items())[:_COMPARED]
    ]
    for likeness, i, j in sorted(scored, reverse=True):
        if likeness >= _ALIKE and j not in pairs and i not in taken:
            pairs[j] = i
            taken.add(i)


def _change(earlier: Measure, later: Measure) -> Change:
    if _all_of(earlier) != _all_of(later):
        return "reworded"
    return "same" if earlier.number == later.number else "renumbered"


def _all_of(measure: Measure) -> Hashable:
    return _squeezed(measure.heading), _squeezed(measure.text)


def _place(measure: Measure) -> Hashable:
    return measure.path, _squeezed(measure.number)


def _heading(measure: Measure) -> Hashable:
    return _squeezed(measure.heading)


def _likeness(one: Measure, other: Measure) -> float:
    """Share of letter pairs that two measures have in common (Dice)."""
    return _dice(_letter_pairs(one), _letter_pairs(other))


def _dice(first: frozenset[str], second: frozenset[str]) -> float:
    return 2 * len(first & second) / max(1, len(first) + len(second))


def _letter_pairs(measure: Measure) -> frozenset[str]:
    text = _squeezed(f"{measure.heading}{measure.text}")
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text)).casefold()
