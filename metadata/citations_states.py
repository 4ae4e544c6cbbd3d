"""American statutes and cases: the codes by pattern, the reporters through eyecite."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Protocol, cast

from metadata.citations_codes import Mention
from metadata.clues import Clue, one_of

_REPORTERS = re.compile(
    r"\d U\. ?S\. \d|F\. ?[23]d|F\. ?4th|F\. ?Supp|S\. ?Ct\.|L\. ?Ed|Stat\. \d|Fed\. ?Reg\."
)
_PUBLIC_LAW = re.compile(r"(?:Pub(?:lic|\.)? ?L(?:aw|\.)?(?: No\.?)?) ?(\d{2,3})-(\d{1,4})(?!\d)")
_SECTION = r"(\d{1,5}[a-zA-Z]{0,3}(?:-\d{1,3}[a-z]?)?)"
_CODE = re.compile(
    rf"(?<![\w.])(\d{{1,2}}) (?:U\. ?S\. ?C\.(?: ?A\.)?|USC)"
    rf" ?(?:§§? ?|[Ss]ec(?:tions?|s?\.) )?{_SECTION}(?!\w)"
)
_CODE_SPELT = re.compile(
    rf"[Ss]ections? {_SECTION}(?:\([a-zA-Z0-9]{{1,4}}\))* of [Tt]itle (\d{{1,2}}),? "
    r"(?:of the )?United States Code"
)
_ORDER = re.compile(r"(?:Executive Order|Exec\. Order|E\.O\.)(?: No\.?)? ?(\d{4,5})(?![\d-])")
_RULES = re.compile(
    r"(?<![\w.])(\d{1,2}) (?:C\. ?F\. ?R\.|CFR) ?(?:§§? ?|[Pp]arts? )?"
    r"(\d{1,4}(?:\.\d{1,4})?)(?![\w])"
)
_REPORTED = one_of("U.S", "U. S", "F.", "S.", "L.E", "L. E", "Stat. ", "Fed.")
_PATTERNS: tuple[tuple[Clue, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (one_of("Pub"), _PUBLIC_LAW, lambda m: f"Pub. L. {m[1]}-{m[2]}"),
    (one_of("U.S", "U. S", "USC"), _CODE, lambda m: f"{m[1]} U.S.C. § {m[2]}"),
    (one_of("States Code"), _CODE_SPELT, lambda m: f"{m[2]} U.S.C. § {m[1]}"),
    (one_of("Exec", "E.O."), _ORDER, lambda m: f"Exec. Order No. {m[1]}"),
    (one_of("CFR", "C.F", "C. F"), _RULES, lambda m: f"{m[1]} C.F.R. § {m[2]}"),
)


class _Found(Protocol):
    """What eyecite answers, as far as it is used here."""

    def span(self) -> tuple[int, int]: ...
    def corrected_citation(self) -> str: ...


def find_american(text: str) -> Iterator[Mention]:
    """Yield statutes and cases of the United States in a folded text."""
    for clue, pattern, canonical in _PATTERNS:
        for match in pattern.finditer(text) if clue(text) else ():
            yield Mention(
                start=match.start(), end=match.end(), scheme="us-law", target=canonical(match)
            )
    if _REPORTED(text) and _REPORTERS.search(text):
        yield from _by_eyecite(text)


def _by_eyecite(text: str) -> Iterator[Mention]:
    # Imported here because it takes longer to load than most documents take to read.
    from eyecite import get_citations
    from eyecite.models import FullCaseCitation, FullLawCitation

    full = [c for c in get_citations(text) if isinstance(c, (FullCaseCitation, FullLawCitation))]
    for citation in cast(list[_Found], full):
        start, end = citation.span()
        target = citation.corrected_citation().rstrip(". ")
        if not re.search(r"U\.S\.C|C\.F\.R|Pub\. L", target):
            yield Mention(start=start, end=end, scheme="us-law", target=target)
