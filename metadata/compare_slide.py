"""Where a run of new passages begins, when the same words end what stands before it.

After `A x` grew to `A x B x` it is as true that `x B` was added as that `B x` was. People mean
the second: what is added begins with a heading, or at least with a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metadata.compare_passages import Passage
from metadata.outline_marks import mark_of

_FARTHEST = 40  # passages a run is moved by
LABELLED = frozenset({"measure", "article", "annex", "chapter", "part"})


Run = tuple[int, int]  # index of its first and of its last passage


def slide(
    passages: Sequence[Passage], changed: Sequence[int], fixed: set[int]
) -> Iterator[tuple[int, int]]:
    """Yield (index, index it is moved to) for the passages of every run that is moved.

    `changed` are the increasing indexes of what one version has alone; `fixed` those and all
    others that differ: a run does not pass them.
    """
    held = set(fixed)
    for run in _runs(changed):
        step = _step(passages, run, held)
        if step:
            own = range(run[0], run[1] + 1)
            held -= set(own)
            held |= {index + step for index in own}
            yield from ((index, index + step) for index in own)


def _runs(changed: Sequence[int]) -> list[Run]:
    runs: list[Run] = []
    for index in changed:
        if runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def _step(passages: Sequence[Passage], run: Run, held: set[int]) -> int:
    """By how many passages the run is better begun later (or, negative, earlier)."""
    first, last = run
    places = [0]
    for step in range(1, _FARTHEST):
        at = first - step
        if at < 0 or at in held or passages[at].key != passages[last + 1 - step].key:
            break
        places.append(-step)
    for step in range(1, _FARTHEST):
        at = last + step
        outside = at >= len(passages) or at in held
        if outside or passages[at].key != passages[first - 1 + step].key:
            break
        places.append(step)
    return max(places, key=lambda step: (_telling(passages[first + step]), step == 0, step))


def begins(passage: Passage) -> bool:
    """Whether a numbered measure, article or chapter begins here."""
    mark = mark_of(passage.text) if passage.opens else None
    return mark is not None and mark.rule in LABELLED


def _telling(first: Passage) -> int:
    """How well a run begins with this passage."""
    mark = mark_of(first.text) if first.opens else None
    if mark:
        return 3 if mark.rule in LABELLED else 2
    return 1 if first.opens else 0
