"""Search: as a page and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from archive.search import Snippet, match_query, terms
from archive.web import parameters, queries_search
from archive.web.parameters import Asked
from archive.web.queries import read
from archive.web.queries_search import DocumentHit, Results
from archive.web.render import as_json, linked, page, public

if TYPE_CHECKING:
    from datasette.app import Datasette

_COLUMNS = (
    "id", "title", "kind", "part", "published", "coverage", "language", "issuer", "source_id",
    "sha256",
)  # fmt: skip


@public
async def search(datasette: Datasette, request: Request) -> Response:
    """Ranked hits, grouped by document."""
    asked = parameters.asked(request)
    results = await _results(datasette, asked)
    choices = await read(datasette, queries_search.choices)
    context = {
        "asked": asked,
        "r": results,
        "choices": choices,
        "is_searchable": bool(match_query(asked.query)),
        "terms": terms(asked.query),
        "address": lambda **changed: address(datasette, asked, **changed),
        "page_link": lambda number: address(datasette, asked, page=number),
        "json_address": address(datasette, asked, path="/-/search.json"),
        "active": _active(asked),
    }
    return await page(datasette, request, "search.html", context)


@public
async def search_json(datasette: Datasette, request: Request) -> Response:
    """The same as JSON; pieces of a snippet say whether they are hits."""
    asked = parameters.asked(request)
    results = await _results(datasette, asked)
    following = address(datasette, asked, path="/-/search.json", page=asked.page + 1)
    body = {
        "query": asked.query,
        "match": match_query(asked.query),
        "notes": list(asked.notes),
        "filters": {
            "source": asked.scope.source,
            "kind": asked.scope.kind,
            "language": asked.scope.language,
            "from": asked.scope.since,
            "to": asked.scope.until,
        },
        "page": asked.page,
        **queries_search.plain(results),
        "documents": [_document(datasette, hit, asked.query) for hit in results.documents],
        "entries": [
            {"id": entry["id"], "source_id": entry["source_id"], "text": entry["text"]}
            | {"url": entry["url"], "listing_url": entry["listing_url"]}
            for entry, _ in results.entries
        ],
        "next": following if results.has_more else None,
    }
    return as_json(body)


async def _results(datasette: Datasette, asked: Asked) -> Results:
    return await read(
        datasette, lambda db: queries_search.search(db, asked.query, asked.scope, asked.page)
    )


def address(
    datasette: Datasette, asked: Asked, path: str = "/-/search", page: int = 1, **changed: Any
) -> str:
    """The address of this search with something changed; None takes a filter away."""
    values = {
        "q": asked.query,
        "source": asked.scope.source,
        "kind": asked.scope.kind,
        "language": asked.scope.language,
        "from_": asked.scope.since,
        "to": asked.scope.until,
        "page": page if page > 1 else None,
    }
    if "year" in changed:
        year = changed.pop("year")
        changed |= {"from_": year, "to": year}
    return linked(datasette.urls.path(path), **{**values, **changed})


def _active(asked: Asked) -> dict[str, str]:
    """Filters that are on, by the name that takes them away."""
    scope = asked.scope
    on = {
        "source": scope.source,
        "kind": scope.kind,
        "language": scope.language,
        "from_": scope.since,
        "to": scope.until,
    }
    return {name: value for name, value in on.items() if value}


def _document(datasette: Datasette, hit: DocumentHit, query: str) -> dict[str, Any]:
    path = f"/-/documents/{hit.document['id']}"
    return {
        **{name: hit.document[name] for name in _COLUMNS},
        "url": linked(datasette.urls.path(path)),
        "in_title": hit.in_title,
        "more_pages": hit.more,
        "pages": [
            {
                "number": found.number,
                "label": found.label,
                "url": linked(datasette.urls.path(f"{path}/pages/{found.number}"), q=query),
                "hits": found.snippet.hits,
                **_snippet(found.snippet),
            }
            for found in hit.pages
        ],
    }


def _snippet(snippet: Snippet) -> dict[str, Any]:
    return {
        "snippet": "".join(text for text, _ in snippet.pieces),
        "pieces": [{"text": text, "hit": is_hit} for text, is_hit in snippet.pieces],
    }
