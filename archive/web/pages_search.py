"""Search: as a page and as JSON, what cannot be found, and help while typing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from datasette.utils.asgi import Request, Response

from archive.search import Snippet, match_query, terms
from archive.web import (
    moments,
    parameters,
    queries_search,
    search_scope,
    snippets,
    spellings,
    words,
)
from archive.web.language import has, say
from archive.web.memory import remembered
from archive.web.parameters import Asked
from archive.web.queries import DATABASE, read
from archive.web.queries_search import DocumentHit, Results
from archive.web.render import as_json, linked, page, public
from archive.web.search_asked import asked_of, asked_of_file
from archive.web.search_sql import as_sql
from archive.web.spellings import Offer
from archive.web.visits import Visit

if TYPE_CHECKING:
    from datasette.app import Datasette

_COLUMNS = (
    "id", "title", "kind", "part", "published", "coverage", "language", "issuer", "source_id",
    "sha256",
)  # fmt: skip
_MOST_UNSEARCHABLE = 500  # documents listed
# The names of filters in addresses, in the order in which they are shown.
FILTERS = {
    "source": "source", "kind": "kind", "part": "part", "language": "language", "text": "text",
    "from_": "since", "to": "until", "document": "document",
}  # fmt: skip


@public
async def search(datasette: Datasette, request: Request) -> Response:
    """Ranked hits, grouped by document; without words the shelf of what is in scope."""
    asked, moment = await asked_of(datasette, request), moments.asked(request)
    results = await _results(datasette, request, asked)
    choices = await remembered(datasette, search_scope.choices, moment)
    known = await remembered(datasette, spellings.known, moment)
    is_searchable, here = bool(match_query(asked.query)), addresses(datasette, request, asked)
    context: dict[str, Any] = {
        "asked": asked, "r": results, "choices": choices, "known": known,
        "is_searchable": is_searchable, "terms": terms(asked.query),
        "address": here, "page_link": lambda number: here(page=number),
        "active": _active(asked), "orders": queries_search.ORDERS,
        "label": lambda name, value: _label(name, value, choices, Visit.of(request).lang),
        "sql": None,
    }  # fmt: skip
    if is_searchable:
        context |= _taken_further(datasette, request, asked)
    if is_searchable and not results.documents and asked.page == 1:
        context["help"] = await read(
            datasette, lambda db: spellings.advise(db, asked.query, asked.scope), moment
        )
    return await page(datasette, request, "search.html", context)


def _taken_further(datasette: Datasette, request: Request, asked: Asked) -> dict[str, Any]:
    """The search as SQL, and that in Python."""
    sql = as_sql(asked)
    of = linked(f"/{DATABASE}/-/query", sql=sql.sql, **sql.parameters)
    return {"sql": sql, "of": of, "code": snippets.python(snippets.site(datasette, request), of)}


@public
async def search_json(datasette: Datasette, request: Request) -> Response:
    """The same as JSON; pieces of a snippet say whether they are hits."""
    asked = await asked_of_file(datasette, request)
    results = await _results(datasette, request, asked)
    following = addresses(datasette, request, asked)("/-/search.json", page=asked.page + 1)
    body = {
        "query": asked.query,
        "match": match_query(asked.query),
        "notes": [],  # what is not understood is refused
        "filters": {
            name.rstrip("_"): getattr(asked.scope, field) for name, field in FILTERS.items()
        },
        "sort": asked.order,
        "page": asked.page,
        **_plain(results),
        "documents": [plain_document(datasette, hit, asked.query) for hit in results.documents],
        "entries": [
            {"id": entry["id"], "source_id": entry["source_id"], "text": entry["text"]}
            | {"url": entry["url"], "listing_url": entry["listing_url"]}
            for entry, _ in results.entries
        ],
        "next": following if results.has_more else None,
    }
    return as_json(body)


@public
async def unsearchable(datasette: Datasette, request: Request) -> Response:
    """The documents in scope with pages that no search can find."""
    asked, moment = await asked_of(datasette, request), moments.asked(request)
    found = await read(
        datasette,
        lambda db: search_scope.unsearchable(db, asked.scope, _MOST_UNSEARCHABLE),
        moment,
    )
    context = {
        "documents": found,
        "back": addresses(datasette, request, asked)(),
        "pages": sum(document["pages"] for document in found),
    }
    return await page(datasette, request, "unsearchable.html", context)


@public
async def suggest(datasette: Datasette, request: Request) -> Response:
    """Titles and issuers that begin like what is being typed."""
    typed = parameters.text(request, "q") or ""
    found = await read(datasette, lambda db: spellings.suggest(db, typed), moments.asked(request))
    return as_json([_offer(datasette, offer) for offer in found])


def _offer(datasette: Datasette, offer: Offer) -> dict[str, str]:
    """An offer with where it leads: a title to its document, an issuer to a search."""
    if offer.document is None:
        url = linked(datasette.urls.path("/-/search"), q=f'"{offer.value}"')
    else:
        url = datasette.urls.path(f"/-/documents/{quote(offer.document, safe='')}")
    return {"value": offer.value, "label": offer.label, "url": str(url)}


async def _results(datasette: Datasette, request: Request, asked: Asked) -> Results:
    return await remembered(
        datasette,
        lambda db: queries_search.search(db, asked.query, asked.scope, asked.page, asked.order),
        moments.asked(request),
        key=(asked.query, asked.scope, asked.page, asked.order),
    )


def addresses(datasette: Datasette, request: Request, asked: Asked) -> Callable[..., str]:
    """What gives the address of this search with something changed; None takes a filter away."""
    moment = moments.asked(request)
    values: dict[str, object] = {
        "q": asked.query,
        **{name: getattr(asked.scope, field) for name, field in FILTERS.items()},
        "sort": asked.order if asked.order != queries_search.ORDERS[0] else None,
        moments.PARAMETER: moment.asked if moment else None,
    }
    kept = {name: _written(name, value) for name, value in values.items() if value}
    root = str(datasette.urls.path("/")).rstrip("/")

    def address(path: str = "/-/search", **changed: Any) -> str:
        if "year" in changed:
            year = changed.pop("year")
            changed |= {"from_": year, "to": year}
        if changed.get("page") == 1:
            changed["page"] = None
        parts = [part for name, part in kept.items() if name not in changed]
        parts += [_written(name, value) for name, value in changed.items() if value]
        return f"{root}{path}?{'&'.join(parts)}" if parts else f"{root}{path}"

    return address


def _written(name: str, value: object) -> str:
    return f"{name.rstrip('_')}={quote_plus(str(value), safe=',')}"


def _active(asked: Asked) -> dict[str, str]:
    """Filters that are on, by the name that takes them away."""
    values = {name: getattr(asked.scope, field) for name, field in FILTERS.items()}
    return {name: value for name, value in values.items() if value}


def _label(name: str, value: str, choices: dict[str, list[tuple[str, str]]], lang: str) -> str:
    """What a value of a filter is called."""
    if name == "source":
        return dict(choices["source"]).get(value) or value
    area = {"text": "text_is"}.get(name, name)
    if has(f"{area}.{value}"):
        return say(lang, f"{area}.{value}")
    return words.label(value) if name in ("kind", "part") else value


def _plain(results: Results) -> dict[str, Any]:
    return {
        "total_documents": results.total_documents,
        "total_pages": results.total_pages,
        "is_capped": results.is_capped,
        "has_more": results.has_more,
        "unsearchable_pages": results.unsearchable,
        "facets": {
            name: [{"value": text, "count": count} for text, count in found]
            for name, found in results.facets.items()
        },
    }


def plain_document(datasette: Datasette, hit: DocumentHit, query: str) -> dict[str, Any]:
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
