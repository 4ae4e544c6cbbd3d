"""What plugins may bring to the understanding of texts."""

from __future__ import annotations

from collections.abc import Sequence

from metadata.citations_schemes import CitationScheme
from metadata.plugins import hookimpl, hookspec

__all__ = ["CitationScheme", "citation_schemes", "hookimpl"]


@hookspec
def citation_schemes() -> Sequence[CitationScheme]:
    """More schemes of citation, looked for on the pages of every document that is read."""
    raise NotImplementedError
