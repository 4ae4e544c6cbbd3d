"""Citation schemes: who finds what is cited, and how what is found is written.

What is built in and what plugins bring is offered in the same way (`metadata/hooks.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from metadata.records import Citation, Page, Scheme

RESERVED = frozenset(get_args(Scheme))  # names of schemes that are built in

_MOST = 10_000  # citations of one plugin's scheme in one document
_NAME = re.compile(r"[a-z][a-z0-9-]{1,30}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citing:
    """What finds citations. Raises ValueError when it cannot be used."""

    name: str  # small letters, digits and hyphens
    plugin: str = ""  # who brings it; filled in when it is loaded

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"the scheme cannot be called {self.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationScheme(Citing):
    """One kind of thing that is cited, as data: how to find it, and its canonical form."""

    pattern: str  # regular expression, on the text of a page
    target: str  # canonical form, as for re.Match.expand: "ISO \\1"

    def __post_init__(self) -> None:
        Citing.__post_init__(self)
        if self.name in RESERVED:
            raise ValueError(f"the scheme cannot be called {self.name}")
        try:
            re.sub(self.pattern, self.target, "")
        except (re.error, IndexError) as error:
            raise ValueError(f"the scheme {self.name} cannot be looked for: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationFinder(Citing):
    """Kinds of things that no pattern finds, because one place depends on others."""

    schemes: tuple[str, ...]  # what it may write into `citations.scheme`
    find: Callable[[Sequence[Page], str], Iterable[Citation]]  # pages, language (ISO 639-1)
    # A function at the top of a module: it travels to the processes that read.


def find_in_schemes(
    pages: Sequence[Page], language: str, schemes: Iterable[Citing]
) -> Iterator[Citation]:
    """Every citation, scheme by scheme, in page order.

    Raises ValueError when a finder gives what it may not.
    """
    for each in schemes:
        if isinstance(each, CitationScheme):
            yield from _matches(pages, each)
        elif isinstance(each, CitationFinder):
            for found in each.find(pages, language):
                if found.scheme not in each.schemes:
                    raise ValueError(f"{each.name} found {found.scheme}, which it does not offer")
                yield found


def _matches(pages: Sequence[Page], scheme: CitationScheme) -> Iterator[Citation]:
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
