"""What plugins may bring to the understanding of texts.

The citations that are built in are offered like those of a plugin.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from metadata.citations_schemes import RESERVED, CitationFinder, CitationScheme, Citing
from metadata.plugins import BUILT_IN, hookimpl, hookspec
from metadata.records import Citation, Page

__all__ = ["Citation", "CitationFinder", "CitationScheme", "Page", "hookimpl"]


class Hooks(Protocol):
    """What a plugin may define."""

    @staticmethod
    @hookspec
    def citation_schemes() -> Sequence[Citing]:
        """More schemes of citation, looked for on the pages of every document that is read."""


def _laws(pages: Sequence[Page], language: str) -> tuple[Citation, ...]:
    from metadata.citations import find_citations  # where something is read

    return find_citations(pages, language)


LAWS = CitationFinder(
    name="laws",
    schemes=tuple(sorted(RESERVED - {"document"})),  # documents are linked when all are known
    find=_laws,
    plugin=BUILT_IN,
)
"""Laws, decisions and documents of states and international bodies, and articles of them."""


class BuiltIn:
    """What the house itself offers."""

    @hookimpl
    def citation_schemes(self) -> Sequence[Citing]:
        """The citations that are built in: one finder, as an article belongs to the law before."""
        return [LAWS]
