"""Search: as a page and as JSON, what cannot be found, and help while typing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from datasette.utils.asgi import Request, Response

from archive.search import match_query, terms
from archive.search_hits import Snippet
from archive.web import (
    moments,
    parameters,
    queries_search,
    snippets,
    words,
)
from archive.web.language import has, say
from archive.web.parameters import Asked
from archive.web.queries import DATABASE
from archive.web.queries_search import DocumentHit, EntryHit, Results
from archive.web.render import as_json, linked, page
from archive.web.search_asked import asked_of, asked_of_file
from archive.web.search_sql import as_sql
from archive.web.searching import Searched
from archive.web.sentences import said
from archive.web.spellings import Offer
from archive.web.visits import Visit

if TYPE_CHECKING:
    from datasette.app import Datasette

_COLUMNS = (
    "id", "title", "kind", "part", "published", "coverage", "language", "issuer", "source_id",
    "sha256",
)  # fmt: skip
_MOST_UNSEARCHABLE = 500  # documents listed


async def search(searched: Searched, request: Request) -> Response:
    """Ranked hits, grouped by document; without words the shelf of what is in scope."""
    asked = await asked_of(searched, request)
    results, choices = await searched.results(asked), await searched.choices()
    is_searchable, here = bool(match_query(asked.query)), addresses(searched, asked)
    context: dict[str, Any] = {
        "asked": asked, "r": results, "choices": choices, "known": await searched.known(),
        "is_searchable": is_searchable, "terms": terms(asked.query),
        "address": here, "page_link": lambda number: here(page=number),
        "active": _active(asked), "orders": queries_search.ORDERS,
        "label": lambda name, value: _label(name, value, choices, Visit.of(request).lang),
        "place": place, "sql": None,
    }  # fmt: skip
    if is_searchable and not searched.is_several:  # there is no SQL over several archives
        context |= _taken_further(searched.datasette, request, asked)
    if is_searchable and not results.documents and asked.page == 1:
        context["help"] = await searched.advice(asked)
    return await page(searched.datasette, request, "search.html", context)


def _taken_further(datasette: Datasette, request: Request, asked: Asked) -> dict[str, Any]:
    """The search as SQL, and that in Python."""
    sql = as_sql(asked)
    of = linked(f"/{DATABASE}/-/query", sql=sql.sql, **sql.parameters)
    return {"sql": sql, "of": of, "code": snippets.python(snippets.site(datasette, request), of)}


async def search_json(searched: Searched, request: Request) -> Response:
    """The same as JSON; pieces of a snippet say whether they are hits."""
    asked = await asked_of_file(searched, request)
    results = await searched.results(asked)
    following = addresses(searched, asked)("/-/search.json", page=asked.page + 1)
    body = {
        "query": asked.query,
        "match": match_query(asked.query),
        "notes": [],  # what is not understood is refused
        "filters": {name.rstrip("_"): value for name, value in asked.filters.items()},
        "sort": asked.order,
        "page": asked.page,
        **_plain(results),
        "documents": [plain_document(searched, hit, asked.query) for hit in results.documents],
        "entries": [_plain_entry(hit) for hit in results.entries],
        "next": following if results.has_more else None,
    }
    return as_json(body)


async def unsearchable(searched: Searched, request: Request) -> Response:
    """The documents in scope with pages that no search can find."""
    asked = await asked_of(searched, request)
    found = await searched.unsearchable(asked, _MOST_UNSEARCHABLE)
    context = {
        "documents": [{**row, "collection": collection} for collection, row in found],
        "back": addresses(searched, asked)(),
        "pages": sum(document["pages"] for _, document in found),
    }
    return await page(searched.datasette, request, "unsearchable.html", context)


async def suggest(searched: Searched, request: Request) -> Response:
    """Titles and issuers that begin like what is being typed."""
    found = await searched.suggested(parameters.text(request, "q") or "")
    return as_json([_offer(searched, offer) for offer in found])


def _offer(searched: Searched, offer: Offer) -> dict[str, str]:
    """An offer with where it leads: a title to its document, an issuer to a search."""
    urls = searched.datasette.urls
    if offer.document is None:
        url = linked(urls.path("/-/search"), q=f'"{offer.value}"')
    else:
        url = urls.path(place(offer.collection, quote(offer.document, safe="")))
    return {"value": offer.value, "label": offer.label, "url": str(url)}


def place(collection: str | None, document: str, number: int | None = None) -> str:
    """Where a document or a page of it is, below the address of the site."""
    root = f"/{collection}" if collection else ""
    turned = f"/pages/{number}" if number else ""
    return f"{root}/-/documents/{document}{turned}"


def addresses(searched: Searched, asked: Asked) -> Callable[..., str]:
    """What gives the address of this search with something changed; None takes a filter away."""
    values: dict[str, object] = {
        "q": asked.query,
        "collection": asked.collection,
        **asked.filters,
        "sort": asked.order if asked.order != queries_search.ORDERS[0] else None,
        moments.PARAMETER: searched.moment.asked if searched.moment else None,
    }
    kept = {name: _written(name, value) for name, value in values.items() if value}
    root = str(searched.datasette.urls.path("/")).rstrip("/")

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
    values = {"collection": asked.collection, **asked.filters}
    return {name: value for name, value in values.items() if value}


def _label(name: str, value: str, choices: dict[str, list[tuple[str, str]]], lang: str) -> str:
    """What a value of a filter is called."""
    if name == "source":
        return said(dict(choices["source"]).get(value) or value, lang)
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
        **({} if results.silent is None else {"silent": list(results.silent)}),
        "facets": {
            name: [{"value": text, "count": count} for text, count in found]
            for name, found in results.facets.items()
        },
    }


def plain_document(searched: Searched, hit: DocumentHit, query: str) -> dict[str, Any]:
    urls, name = searched.datasette.urls, hit.document["id"]
    return {
        **_collection(hit.collection),
        **{name: hit.document[name] for name in _COLUMNS},
        "url": linked(urls.path(place(hit.collection, name))),
        "in_title": hit.in_title,
        "more_pages": hit.more,
        "pages": [
            {
                "number": found.number,
                "label": found.label,
                "url": linked(urls.path(place(hit.collection, name, found.number)), q=query),
                "hits": found.snippet.hits,
                **_snippet(found.snippet),
            }
            for found in hit.pages
        ],
    }


def _plain_entry(hit: EntryHit) -> dict[str, Any]:
    columns = ("id", "source_id", "text", "url", "listing_url")
    return {**_collection(hit.collection), **{name: hit.entry[name] for name in columns}}


def _collection(name: str | None) -> dict[str, str]:
    """Which of several archives has a thing, where there are several."""
    return {} if name is None else {"collection": name}


def _snippet(snippet: Snippet) -> dict[str, Any]:
    return {
        "snippet": "".join(text for text, _ in snippet.pieces),
        "pieces": [{"text": text, "hit": is_hit} for text, is_hit in snippet.pieces],
    }
