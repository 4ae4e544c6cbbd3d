"""Numbered lists in prose, in documents whose sections are numbered 1.1, 1.2 ..."""

from __future__ import annotations

from collections.abc import Sequence

from metadata.outline_tree import Candidate

_DECIMALS = 3  # so many decimal headings show how the document numbers its sections


def without_lists(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out plain numbers that are no chapters: `3` is one when `3.1` follows.

    A chapter without subsections is known by following the last chapter, with no list between.
    """
    decimals = [c for c in candidates if _is_decimal(c)]
    if len(decimals) < _DECIMALS:
        return list(candidates)
    first_below = _first_below(candidates)
    kept: list[Candidate] = []
    chapter = 0
    last_seen: dict[str, int] = {}
    for index, candidate in enumerate(candidates):
        mark = candidate.mark
        if mark is None or mark.rule != "number" or candidate.listed:
            kept.append(candidate)
            continue
        value = mark.path[0]
        opens = first_below[index] == value
        follows = value == chapter + 1 and last_seen.get(mark.style, chapter) == chapter
        if candidate.title_like and (opens or follows):
            kept.append(candidate)
            chapter = value
        last_seen[mark.style] = value
    return kept


def _is_decimal(candidate: Candidate) -> bool:
    mark = candidate.mark
    return mark is not None and mark.style == "decimal" and candidate.title_like


def _first_below(candidates: Sequence[Candidate]) -> list[int | None]:
    """For each candidate, n when the next decimal is n.1 (or n.0)."""
    following: int | None = None
    answers: list[int | None] = []
    for candidate in reversed(candidates):
        answers.append(following)
        if candidate.mark and _is_decimal(candidate):
            path = candidate.mark.path
            following = path[0] if path[1] in (0, 1) else None
    return answers[::-1]
