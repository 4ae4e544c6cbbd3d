"""Collects what the stages of taking an item apart find, each with evidence and rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from metadata.records import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One value a stage proposes; the lowest rank wins, among equals the first."""

    value: Any
    evidence: str
    rule: str
    rank: int
    where: str = "item"


class Found:
    """Candidates by field of an ItemDescription."""

    __slots__ = ("_candidates",)

    def __init__(self) -> None:
        self._candidates: dict[str, list[Candidate]] = {}

    def add(self, field: str, value: object, evidence: str, rule: str, rank: int = 0) -> None:
        """Propose a value that stands in the item."""
        candidate = Candidate(value=value, evidence=evidence, rule=rule, rank=rank)
        self._candidates.setdefault(field, []).append(candidate)

    def has(self, field: str) -> bool:
        return field in self._candidates

    def all(self, field: str) -> tuple[Candidate, ...]:
        """The candidates for a field, best first."""
        found = self._candidates.get(field, [])
        return tuple(sorted(found, key=lambda candidate: candidate.rank))

    def best(self, field: str) -> Finding[Any]:
        """The best candidate as a finding; a finding without a value when there is none."""
        for candidate in self.all(field):
            return Finding(
                value=candidate.value,
                evidence=candidate.evidence,
                where=candidate.where,
                rule=candidate.rule,
            )
        return Finding(value=None, evidence="", where="item", rule=f"no {field} in item")
