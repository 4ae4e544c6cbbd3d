"""Collects what the stages of taking an item apart find, each with evidence and rule."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from metadata.records import Finding

_BRACKETED = "date in bracket"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One value a stage proposes; the lowest rank wins, among equals the first."""

    value: Any
    evidence: str
    rule: str
    rank: int
    where: str = "item"


def _unspaced(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c)[0] != "C")


class Found:
    """Candidates by field of an ItemDescription; none without evidence in what was printed."""

    __slots__ = ("_candidates", "_printed")

    def __init__(self, *printed: str) -> None:
        self._candidates: dict[str, list[Candidate]] = {}
        self._printed = "\n".join(_unspaced(text) for text in printed)

    def add(self, field: str, value: object, evidence: str, rule: str, rank: int = 0) -> None:
        """Propose a value; refused when its evidence was never printed in one piece.

        What is left of an item may join words that were apart, and no value may rest on that.
        """
        if _unspaced(evidence) not in self._printed:
            return
        candidate = Candidate(value=value, evidence=evidence, rule=rule, rank=rank)
        self._candidates.setdefault(field, []).append(candidate)

    def has(self, field: str) -> bool:
        return field in self._candidates

    def all(self, field: str) -> tuple[Candidate, ...]:
        """The candidates for a field, best first."""
        found = self._candidates.get(field, [])
        return tuple(sorted(found, key=lambda candidate: candidate.rank))

    def best(self, field: str) -> Finding[Any]:
        """The best candidate as a finding; a finding without a value when there is none.

        Of several dates in brackets the latest: "(April 2015) (revised March 2021)".
        """
        ranked = self.all(field)
        if field == "published" and ranked and _BRACKETED in ranked[0].rule:
            rivals = [c for c in ranked if c.rank == ranked[0].rank and _BRACKETED in c.rule]
            ranked = tuple(sorted(rivals, key=lambda c: c.value, reverse=True)) + ranked
        for candidate in ranked:
            return Finding(
                value=candidate.value,
                evidence=candidate.evidence,
                where=candidate.where,
                rule=candidate.rule,
            )
        return Finding(value=None, evidence="", where="item", rule=f"no {field} in item")
