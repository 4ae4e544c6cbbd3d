"""Which numbered lines are headings, and how deep each one is.

A heading keeps to a sequence: `3` follows `2`, `2.1` opens under `2`, `(1)` opens under
whatever is open. What breaks the sequence is a list in prose, a table row or a reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metadata.outline_marks import Mark

_RANK = {"part": 1, "chapter": 2, "section": 3, "clause": 4, "article": 5}
_LABELLED = frozenset({"part", "chapter", "section", "article", "annex", "measure", "clause"})
_GAP = {"article": 30, "measure": 3, "decimal": 3}
_AHEAD = 400  # candidates looked at for the second item of a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A line that may be a heading."""

    line: int  # index among the body lines
    mark: Mark | None  # None: known from the printed contents only
    heading: str
    listed: bool  # the printed contents name it
    title_like: bool  # short, no sentence, does not run on
    weak: bool = False  # a heading only if its number is exactly the next one
    top: bool = False  # an unnumbered heading that stands for itself: Introduction, 参考文献


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A candidate that keeps to its sequence, and its level from 1."""

    candidate: Candidate
    level: int
    path: tuple[int, ...]


@dataclass(slots=True)
class _Open:
    """One open level of the tree."""

    family: str
    path: tuple[int, ...]
    rank: int


def place(candidates: Sequence[Candidate]) -> list[Placed]:
    """Return the candidates that form the tree, in order, each with its level."""
    stack: list[_Open] = []
    placed: list[Placed] = []
    for index, candidate in enumerate(candidates):
        if candidate.mark is None:
            level = 1 if candidate.top or not stack else min(len(stack), 1) + 1
            placed.append(Placed(candidate=candidate, level=level, path=()))
            continue
        path = _fit(stack, candidates, index, candidate.mark)
        if path:
            placed.append(Placed(candidate=candidate, level=len(stack), path=path))
    return placed


def _readings(mark: Mark, listed: bool) -> list[tuple[int, str]]:
    """The values a number may have, each with the list it would belong to."""
    found = [(mark.path[0], mark.style)]
    if mark.second is not None:
        found.append((mark.second, mark.style.replace("roman", "letter")))
    if listed and mark.rule == "number":
        found.append((mark.path[0], "chapter"))  # the contents leave the word out
    return found


def _fit(
    stack: list[_Open], candidates: Sequence[Candidate], index: int, mark: Mark
) -> tuple[int, ...]:
    """Open the candidate's level on `stack` and return its path; () when it does not fit."""
    if mark.rule == "decimal":
        return _fit_decimal(stack, candidates[index], mark)
    readings = [
        (depth, value, name)
        for value, name in _readings(mark, candidates[index].listed)
        if (depth := _depth_of(stack, name)) is not None
    ]
    for depth, value, name in sorted(readings, reverse=True):
        if _follows(stack[depth].path[0], value, mark.rule):
            return _open(stack, depth, name, mark.rule, value)
    if readings and mark.rule in _LABELLED and not candidates[index].listed and mark.path != (1,):
        return ()  # a label out of order is a reference
    return _fit_new(stack, candidates, index, mark)


def _fit_new(
    stack: list[_Open], candidates: Sequence[Candidate], index: int, mark: Mark
) -> tuple[int, ...]:
    """A numbering that opens here."""
    candidate = candidates[index]
    value, name = mark.path[0], mark.style
    if value not in (0, 1) and mark.second == 1:
        value, name = 1, mark.style.replace("roman", "letter")
    labelled = mark.rule in _LABELLED
    sure = labelled or candidate.listed
    if value == 2 and mark.rule == "number" and stack and stack[-1].family == "article":
        sure = True  # the first paragraph of a Japanese article bears no number
    if not sure and (value not in (0, 1) or not _has_second(candidates, index, mark)):
        return ()
    depth = _depth_of(stack, name)
    if depth is None:
        depth = _depth_for(stack, mark)
    return _open(stack, depth, name, mark.rule, value)


def _fit_decimal(stack: list[_Open], candidate: Candidate, mark: Mark) -> tuple[int, ...]:
    path = mark.path
    last = _last_decimal(stack, mark)
    if last is not None and not candidate.listed and not _continues(last, path):
        return ()
    if candidate.weak and path not in _next_of(last or ()):
        return ()
    if last is None and not candidate.listed and any(n > 3 for n in path[1:]):
        return ()
    depth = 0
    for depth_here, level in enumerate(stack):
        parent = level.path if level.family == mark.style else level.path[:1]
        same_numbering = level.family == mark.style or _is_parent(level, path)
        if same_numbering and parent == path[: len(parent)] and len(parent) < len(path):
            depth = depth_here + 1
        elif level.family != mark.style and level.rank < 4:
            depth = depth or depth_here + 1
    del stack[depth:]
    known = len(stack[-1].path) if stack and stack[-1].family == mark.style else len(stack)
    for missing in range(max(1, known + 1), len(path)):  # its parents were not found
        stack.append(_Open(family=mark.style, path=path[:missing], rank=9))
    stack.append(_Open(family=mark.style, path=path, rank=9))
    return path


def _is_parent(level: _Open, path: tuple[int, ...]) -> bool:
    return (
        len(level.path) == 1 and level.path[0] == path[0] and not level.family.startswith("paren")
    )


def _last_decimal(stack: Sequence[_Open], mark: Mark) -> tuple[int, ...] | None:
    """The path of the numbering that is open: the deepest decimal, or a chapter's number."""
    for level in reversed(stack):
        if level.family == mark.style:
            return level.path
    for level in reversed(stack):
        if level.family in {"chapter", "annex", "clause"} or level.family.startswith("number"):
            return level.path
    return None


def _continues(last: tuple[int, ...], path: tuple[int, ...]) -> bool:
    """Whether `path` may come after `last`: further on, and not far."""
    if path <= last or len(path) > len(last) + 1:
        return False
    for before, after in zip(last, path, strict=False):
        if before != after:
            return 0 < after - before <= _GAP["decimal"]
    return path[-1] <= _GAP["decimal"]


def _next_of(last: tuple[int, ...]) -> set[tuple[int, ...]]:
    """The decimals that may come right after `last`."""
    up = {(*last[:depth], last[depth] + 1) for depth in range(len(last))}
    return {*up, (*last, 1), (*last, 0)}


def _follows(last: int, value: int, rule: str) -> bool:
    return 0 < value - last <= _GAP.get(rule, 1)


def _depth_of(stack: Sequence[_Open], name: str) -> int | None:
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].family == name:
            return depth
    return None


def _depth_for(stack: Sequence[_Open], mark: Mark) -> int:
    if mark.rule == "annex":
        return 0
    rank = _RANK.get(mark.rule)
    if rank is None:
        return len(stack)
    return next((i for i, level in enumerate(stack) if level.rank >= rank), len(stack))


def _open(stack: list[_Open], depth: int, name: str, rule: str, value: int) -> tuple[int, ...]:
    del stack[depth:]
    rank = 0 if rule == "annex" else _RANK.get(rule, 9)
    stack.append(_Open(family=name, path=(value,), rank=rank))
    return (value,)


def _has_second(candidates: Sequence[Candidate], index: int, mark: Mark) -> bool:
    """A list has at least two items."""
    for candidate in candidates[index + 1 : index + _AHEAD]:
        other = candidate.mark
        if other and other.style == mark.style:
            return 2 in (other.path[0], other.second)
    return False
