"""What stands for what where two versions differ: reworded, moved, added, removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from metadata.compare_align import opcodes
from metadata.compare_passages import Passage
from metadata.compare_slide import begins, slide
from metadata.compare_tokens import comparable, is_figure, tokens

_ALIKE = 0.5  # share of tokens two passages have in common to count as one, reworded
_ALIKE_ALONE = 0.4  # the same, where no other passage comes into question
_SHORT = 24  # characters of a lone passage that needs no likeness: a date, an amount
_BAND = 12  # how far apart in a changed block two passages may stand
_MOST_PAIRS = 60_000  # of passages that are looked at in one changed block
_MOVED = 24  # shorter passages are too common to say that they moved
_LONGEST = 4000  # characters looked at to tell how alike two passages are


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place where the versions differ; one side may be missing."""

    before: tuple[Passage, ...]
    after: tuple[Passage, ...]
    moved: bool = False
    anchor: int = 0  # which passage of the newer version it stands at, from 0

    @property
    def page(self) -> int:
        """The page in the newer version, or in the older when it was removed."""
        return (self.after or self.before)[0].page


def differences(
    before: Sequence[Passage], after: Sequence[Passage]
) -> tuple[list[Difference], bool]:
    """Return the differences in reading order, and whether any text is only laid out anew."""
    found: list[Difference] = []
    relaid = False
    for operation, i1, i2, j1, j2 in opcodes([p.key for p in before], [p.key for p in after]):
        if operation == "equal":
            continue
        old, new = before[i1:i2], after[j1:j2]
        if _key(old) == _key(new):
            relaid = True
        else:
            block = _block(old, new)
            relaid = relaid or not block
            found += _anchored(block, j1)
    _slide(found, before, gone=True)
    _slide(found, after, gone=False)
    telling = [d for d in _with_moves(found) if not _is_weak(d)]
    return telling, relaid or len(telling) < len(found)


def _is_weak(difference: Difference) -> bool:
    """A head of a table that goes on over a page break, or does no longer."""
    one_sided = not (difference.before and difference.after)
    return one_sided and all(p.weak for p in (*difference.before, *difference.after))


def _slide(found: list[Difference], passages: Sequence[Passage], *, gone: bool) -> None:
    """Put every run of removals, or of additions, at its most telling place."""
    sides = [d.before if gone else d.after for d in found]
    single = {
        side[0].sequence: index
        for index, (d, side) in enumerate(zip(found, sides, strict=True))
        if not (d.after if gone else d.before)
    }
    fixed = {p.sequence for side in sides for p in side}
    for old, new in slide(passages, sorted(single), fixed):
        passage = (passages[new],)
        found[single[old]] = (
            Difference(before=passage, after=(), anchor=found[single[old]].anchor)
            if gone
            else Difference(before=(), after=passage, anchor=new)
        )


def _anchored(block: Sequence[Difference], start: int) -> Iterator[Difference]:
    """What is gone stands where what is left of the newer version goes on."""
    anchor = start
    for difference in block:
        if difference.after:
            anchor = difference.after[0].sequence
        yield replace(difference, anchor=anchor)


def _block(old: Sequence[Passage], new: Sequence[Passage]) -> list[Difference]:
    """Pair what is alike in a changed block; the rest was removed or added."""
    found: list[Difference] = []
    i = j = 0
    for at_i, at_j in [*_alike(old, new), (len(old), len(new))]:
        found += _one_sided(old[i:at_i], new[j:at_j])
        if at_i < len(old) and at_j < len(new):
            found.append(Difference(before=(old[at_i],), after=(new[at_j],)))
        i, j = at_i + 1, at_j + 1
    return [difference for difference in _absorbed(found) if not _same(difference)]


def _same(difference: Difference) -> bool:
    """Only cut differently."""
    return _key(difference.before) == _key(difference.after)


def _key(passages: Sequence[Passage]) -> str:
    return "".join(passage.key for passage in passages)


def _one_sided(old: Sequence[Passage], new: Sequence[Passage]) -> list[Difference]:
    """What has no like in a changed block: gone or new, but for lone sentences in one place."""
    if _key(old) == _key(new):
        return []
    if len(old) == len(new) and all(is_figure(p.key) for p in (*old, *new)):
        return [Difference(before=(a,), after=(b,)) for a, b in zip(old, new, strict=True)]
    paired = _alone(old, new)
    found = [Difference(before=(old[0],), after=(new[0],))] if paired else []
    found += [Difference(before=(passage,), after=()) for passage in old[paired:]]
    return found + [Difference(before=(), after=(passage,)) for passage in new[paired:]]


def _alone(old: Sequence[Passage], new: Sequence[Passage]) -> int:
    """1 when one sentence stands for one other, and what follows begins something of its own."""
    if not old or not new or any(not begins(rest[1]) for rest in (old, new) if len(rest) > 1):
        return 0
    one, other = old[0], new[0]
    if begins(one) or begins(other):
        return 0
    short = max(len(one.key), len(other.key)) <= _SHORT
    return int(short or _likeness(_bag(one), _bag(other)) >= _ALIKE_ALONE)


def _absorbed(found: Sequence[Difference]) -> Iterator[Difference]:
    """A sentence that was split or joined is no addition: take it into its neighbour."""
    held: Difference | None = None
    for difference in found:
        joined = _join(held, difference) if held else None
        if joined:
            held = joined
        else:
            if held:
                yield held
            held = difference
    if held:
        yield held


def _join(first: Difference, second: Difference) -> Difference | None:
    if bool(first.before and first.after) == bool(second.before and second.after):
        return None
    pair, single = (first, second) if first.before and first.after else (second, first)
    other = pair.after if single.before else pair.before
    own = (single.before or single.after)[0].key
    within = own.rstrip(".。;；")
    if len(within) < 2 or not any(within in passage.key for passage in other):
        return None
    return Difference(before=first.before + second.before, after=first.after + second.after)


def _alike(old: Sequence[Passage], new: Sequence[Passage]) -> list[tuple[int, int]]:
    """The best increasing set of like pairs, looked for near the diagonal."""
    bags_old, bags_new = [_bag(p) for p in old], [_bag(p) for p in new]
    best: dict[tuple[int, int], float] = {}
    choice: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(len(old)):
        for j in _band(i, len(old), len(new)):
            up, left = best.get((i - 1, j), 0.0), best.get((i, j - 1), 0.0)
            alike = _likeness(bags_old[i], bags_new[j])
            paired = best.get((i - 1, j - 1), 0.0) + alike if alike >= _ALIKE else -1.0
            best[i, j] = max(up, left, paired)
            if paired >= max(up, left):
                choice[i, j] = (i - 1, j - 1)
            else:
                choice[i, j] = (i - 1, j) if up >= left else (i, j - 1)
    return _traced(choice, len(old), len(new))


def _band(i: int, old: int, new: int) -> range:
    if old * new <= 2500:
        return range(new)
    centre = i * new // old
    band = max(2, min(_BAND, _MOST_PAIRS // (2 * old)))
    return range(max(0, centre - band), min(new, centre + band + 1))


def _traced(
    choice: dict[tuple[int, int], tuple[int, int]], old: int, new: int
) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    at = (old - 1, new - 1)
    while at in choice:
        following = choice[at]
        if following == (at[0] - 1, at[1] - 1):
            pairs.append(at)
        at = following
    return pairs[::-1]


def _bag(passage: Passage) -> Counter[str]:
    return Counter(
        word
        for token in tokens(passage.text[:_LONGEST])
        if not (word := comparable(token)).isspace()
    )


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _with_moves(found: Sequence[Difference]) -> list[Difference]:
    """What was removed in one place and added in another has moved."""
    removed: dict[str, list[int]] = {}
    for index, difference in enumerate(found):
        if not difference.after and len(difference.before[0].key) >= _MOVED:
            removed.setdefault(difference.before[0].key, []).append(index)
    result: list[Difference | None] = list(found)
    for index, difference in enumerate(found):
        if difference.before:
            continue
        sources = removed.get(difference.after[0].key)
        if sources:
            source = sources.pop(0)
            result[index] = Difference(
                before=found[source].before,
                after=difference.after,
                moved=True,
                anchor=difference.anchor,
            )
            result[source] = None
    return [difference for difference in result if difference]
