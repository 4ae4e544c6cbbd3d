"""Citation schemes that plugins bring: a pattern and how what it finds is written, as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from metadata.records import Citation, Page, Scheme

BUILT_IN = get_args(Scheme)

_MOST = 10_000  # citations of one scheme in one document


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationScheme:
    """What kind of thing is cited, how to find it, and its canonical form.

    Raises ValueError when it cannot be used.
    """

    name: str  # stored in `citations.scheme`; small letters, digits and hyphens
    pattern: str  # regular expression, on the text of a page
    target: str  # canonical form, as for re.Match.expand: "ISO \\1"
    plugin: str = ""  # who brings it; filled in when it is loaded

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", self.name) or self.name in BUILT_IN:
            raise ValueError(f"the scheme cannot be called {self.name}")
        try:
            re.sub(self.pattern, self.target, "")
        except (re.error, IndexError) as error:
            raise ValueError(f"the scheme {self.name} cannot be looked for: {error}") from error


def find_in_schemes(pages: Sequence[Page], schemes: Sequence[CitationScheme]) -> Iterator[Citation]:
    """Every citation of the schemes, scheme by scheme, in page order."""
    for scheme in schemes:
        found = 0
        for page in pages:
            for match in re.finditer(scheme.pattern, page.text):
                if not match[0].strip() or found == _MOST:
                    continue
                found += 1
                yield Citation(
                    page=page.number,
                    scheme=scheme.name,
                    target=" ".join(match.expand(scheme.target).split()),
                    text=match[0],
                    start=match.start(),
                )
