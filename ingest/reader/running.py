"""Running heads, feet and page numbers: what repeats at the edges of pages."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.reader.drafts import Draft


def find_running(drafts: Sequence[Draft]) -> list[frozenset[int]]:
    """For each page the places, among its lines, of those that run."""
    return [frozenset() for _ in drafts]
