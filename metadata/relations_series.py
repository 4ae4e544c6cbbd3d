"""Works that follow one another: editions of a report, generations of a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from metadata.records_between import Relation, Work
from metadata.relations_titles import Title

_REPLACED_KINDS = frozenset({"plan", "strategy", "guideline", "law", "regulation"})
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A work with its title taken apart."""

    work: Work
    title: Title


def series_of(members: Sequence[Member]) -> Iterator[Relation]:
    """Yield, for each member of a series, how it stands to the one before it.

    A series has one source, language, kind and part, and one title but for the year or the
    ordinal. Members that cannot be told apart in time are left out.
    """
    groups: dict[tuple[str, ...], list[Member]] = {}
    for member in members:
        if _may_be_series(member):
            groups.setdefault(_group(member), []).append(member)
    for group in groups.values():
        yield from _chain(group)


def _may_be_series(member: Member) -> bool:
    stem = member.title.series
    return len(stem) >= _SHORTEST_STEM and member.title.part in {None, "full", "summary"}


def _group(member: Member) -> tuple[str, ...]:
    description = member.work.description
    part = "summary" if "summary" in (description.part, member.title.part) else ""
    return (member.work.source_id, member.title.series, description.language or "", part)


def _chain(group: Sequence[Member]) -> Iterator[Relation]:
    for measure in (_by_ordinal, _by_time):
        ordered = _ordered(group, measure)
        if len(ordered) > 1:
            for (_, earlier), (_, later) in pairwise(ordered):
                yield from _neighbours(earlier, later)
            return


def _ordered(
    group: Sequence[Member], measure: Callable[[Member], str | None]
) -> list[tuple[str, Member]]:
    keyed = [(measure(m), m) for m in group]
    known = sorted(((k, m) for k, m in keyed if k), key=lambda pair: (pair[0], pair[1].work.id))
    unique: dict[str, Member] = {}
    for key, member in known:
        unique.setdefault(key, member)
    return list(unique.items())


def _by_ordinal(member: Member) -> str | None:
    ordinal = member.title.ordinal
    return f"{ordinal:06d}" if ordinal is not None else None


def _by_time(member: Member) -> str | None:
    description = member.work.description
    if description.coverage:
        return description.coverage
    return str(member.title.year) if member.title.year else description.published


def _neighbours(earlier: Member, later: Member) -> Iterator[Relation]:
    first, second = earlier.work.description, later.work.description
    printed = f"“{second.title}” follows “{first.title}”"
    how = _difference(earlier, later)
    yield Relation(
        subject_id=later.work.id,
        predicate="same_series",
        object_id=earlier.work.id,
        evidence=f"{printed}: one title but for {how}",
    )
    if second.kind in _REPLACED_KINDS and first.kind in _REPLACED_KINDS:
        yield Relation(
            subject_id=later.work.id,
            predicate="replaces",
            object_id=earlier.work.id,
            evidence=f"{printed}: a later {second.kind} of one title but for {how}",
        )


def _difference(earlier: Member, later: Member) -> str:
    if earlier.title.ordinal is not None and later.title.ordinal is not None:
        return f"its ordinal ({earlier.title.ordinal}, {later.title.ordinal})"
    return f"its date ({_by_time(earlier)}, {_by_time(later)})"
