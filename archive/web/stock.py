"""`?_as_of=` on Datasette's own pages: the rows of a table or view that stood then.

Their values are those of today; our own pages show documents, entries and changes as they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.filters import FilterArguments
from datasette.utils.asgi import BadRequest

from archive.web import moments
from archive.web.visits import Visit, no_day

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

# Since when a row stands.
_SINCE = {
    "documents": "first_archived",
    "versions": "captured_at",
    "captures": "captured_at",
    "files": "first_captured_at",
    "entries": "first_seen",
    "entry_history": "seen_at",
    "changes": "at",
    "latest_changes": "at",
    "listed_entries": "first_seen",
    "missing_documents": "missing_since",
    "runs": "started_at",
    "problems": "at",
}


def as_of(request: Request, table: str) -> FilterArguments | None:
    """The condition for an address with `_as_of`, in SQL and in words. Raises BadRequest."""
    moment, column = moments.asked(request), _SINCE.get(table)
    if column is None:
        return None
    given = Visit.of(request).misunderstood
    if given:
        raise BadRequest(no_day(given))
    if moment is None:
        return None
    return FilterArguments(
        where_clauses=[f'"{column}" <= :pa_as_of'],
        params={"pa_as_of": moment.until},
        human_descriptions=[f"{column} on or before {moment.day}"],
    )
