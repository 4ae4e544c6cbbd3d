"""What plugins may bring to the understanding of texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from metadata.citations_schemes import CitationScheme
from metadata.plugins import hookimpl, hookspec

__all__ = ["CitationScheme", "hookimpl"]


class Hooks(Protocol):
    """What a plugin may define."""

    @staticmethod
    @hookspec
    def citation_schemes() -> Sequence[CitationScheme]:
        """More schemes of citation, looked for on the pages of every document that is read."""
