"""How a visitor looks at the site: in which language, and at which moment of the archive."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Request

from archive.web import language, moments
from archive.web.moments import PARAMETER, Moment

_KEPT = "policy_archive.visit"  # where a request remembers it
_LONGEST_ECHO = 40  # characters of a wrong date that are repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a request says about its visitor."""

    lang: str  # ISO 639-1, one of language.LANGUAGES
    moment: Moment | None  # None: now
    misunderstood: str | None  # an `_as_of` that is no date
    query: tuple[tuple[str, str], ...]  # the parameters of this page

    @classmethod
    def of(cls, request: Request | None) -> Visit:
        """From a request, read once; the page of an error may have none."""
        if request is None:
            return cls(lang=language.DEFAULT, moment=None, misunderstood=None, query=())
        found: Visit = request.scope.get(_KEPT) or cls._read(request)
        request.scope[_KEPT] = found
        return found

    @classmethod
    def _read(cls, request: Request) -> Visit:
        moment = moments.asked(request)
        given = (request.args.get(PARAMETER) or "").strip()
        return cls(
            lang=language.chosen(request),
            moment=moment,
            misunderstood=given[:_LONGEST_ECHO] if given and moment is None else None,
            query=tuple(parse_qsl(request.query_string, errors="replace")),
        )

    def here(self, **changed: str | None) -> str:
        """This page with parameters changed, as a relative address; None takes one away."""
        kept = [(key, value) for key, value in self.query if key not in changed]
        added = [(key, value) for key, value in changed.items() if value is not None]
        return f"?{urlencode(kept + added)}"

    @property
    def others(self) -> tuple[tuple[str, str, str], ...]:
        """(code, own name, address) of this page in the other languages."""
        return tuple(
            (code, name, self.here(lang=code))
            for code, name in language.LANGUAGES.items()
            if code != self.lang
        )


def no_day(given: str) -> str:
    """What is answered to an `_as_of` that is no date where a page cannot say it and go on."""
    return f"“{given}” is not a day like 2025-04-01. Correct _as_of, or leave it out for today."
