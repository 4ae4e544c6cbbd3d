"""What stands in an address, taken with care: bounded, cleaned, never an error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from datasette.utils.asgi import Request

from archive.web import days
from archive.web.language import say
from archive.web.queries_search import ORDERS, Order
from archive.web.search_scope import Scope
from archive.web.visits import Visit

LONGEST_QUERY = 2_000  # characters kept of what was typed
_MOST_PAGES = 400  # of results
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LONGEST_ID = 600
# The names of filters in addresses, in the order in which they are shown, and those of `Scope`.
FILTERS = {
    "source": "source", "kind": "kind", "part": "part", "language": "language", "text": "text",
    "from_": "since", "to": "until", "document": "document",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search as typed."""

    query: str
    scope: Scope
    order: Order
    page: int
    notes: tuple[str, ...]  # what was not understood, in words
    collection: str | None = None  # one of several archives

    @property
    def filters(self) -> dict[str, str | None]:
        """The filters of its scope by their names in addresses."""
        return {name: getattr(self.scope, field) for name, field in FILTERS.items()}


def text(request: Request, name: str, longest: int = 200) -> str | None:
    """A parameter, or None when it is missing or blank."""
    found = _CONTROL.sub(" ", request.args.get(name) or "").strip()[:longest]
    return found or None


def whole(request: Request, name: str, most: int, default: int = 1) -> int:
    """A number from 1 to `most`; anything else is `default`, and more is `most`."""
    found = request.args.get(name) or ""
    if not re.fullmatch(r"[0-9]{1,9}", found) or int(found) < 1:
        return default
    return min(int(found), most)


def asked(request: Request) -> Asked:
    """The search in an address. Dates that are none are left out, with a note."""
    dates, notes = _dates(request)
    scope = Scope(
        source=text(request, "source"),
        kind=text(request, "kind"),
        language=text(request, "language"),
        since=dates["from"],
        until=dates["to"],
        part=text(request, "part"),
        text=text(request, "text"),
        document=text(request, "document", _LONGEST_ID),
    )
    sort = text(request, "sort")
    return Asked(
        query=text(request, "q", LONGEST_QUERY) or "",
        scope=scope,
        order=next((order for order in ORDERS if order == sort), ORDERS[0]),
        page=whole(request, "page", _MOST_PAGES),
        notes=tuple(notes),
    )


def _dates(request: Request) -> tuple[dict[str, str | None], list[str]]:
    """From when and until when, as partial dates, and what was not understood."""
    lang, notes, found = Visit.of(request).lang, [], {}
    for name in ("from", "to"):
        given = text(request, name, 40)
        found[name] = days.typed(given)
        if given and not found[name]:
            notes.append(
                say(lang, "search.no_date", name=say(lang, f"search.filter.{name}"), given=given)
            )
    since, until = found["from"], found["to"]
    if since and until and days.is_before(until, since):
        notes.append(say(lang, "search.wrong_way", since=since, until=until))
        found = {"from": None, "to": None}
    return found, notes


def name(request: Request, key: str) -> str:
    """A part of the path, decoded."""
    return _CONTROL.sub("", unquote(request.url_vars[key], errors="replace"))[:_LONGEST_ID]
