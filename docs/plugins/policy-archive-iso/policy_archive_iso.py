"""Citations of ISO standards: `ISO/IEC 27001:2022` is `ISO 27001`, whichever edition."""

from __future__ import annotations

from metadata.hooks import CitationScheme, hookimpl

ISO = CitationScheme(
    name="iso",
    pattern=r"\b(?:ISO|IEC)(?:/(?:IEC|TS|TR))* ?(\d{3,5}(?:-\d{1,2})?)(?::(?:19|20)\d\d)?\b",
    target=r"ISO \1",
)


@hookimpl
def citation_schemes() -> list[CitationScheme]:
    return [ISO]
