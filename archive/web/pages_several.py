"""The pages above several archives: what there is, and the search over all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from datasette.resources import DatabaseResource
from datasette.utils.asgi import BadRequest, Base400, NotFound, Request, Response

from archive.search import match_query
from archive.web import parameters, queries_ledger, queries_several
from archive.web.language import say
from archive.web.pages import stale_after_hours
from archive.web.pages_search import FILTERS, plain_document
from archive.web.parameters import Asked
from archive.web.queries import DATABASE, Unavailable, read
from archive.web.queries_search import DOCUMENTS_A_PAGE, ORDERS, DocumentHit, hits_shown
from archive.web.queries_several import Ranked
from archive.web.render import as_json, linked, page, refused
from archive.web.several import Collection, collections
from archive.web.visits import Visit

if TYPE_CHECKING:
    from datasette.app import Datasette

_PAGES_A_DOCUMENT = 3
View = Callable[["Datasette", Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A document, and the archive it is in."""

    collection: Collection
    document: DocumentHit


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of what all archives found."""

    hits: tuple[Hit, ...]
    ranked: Ranked | None  # None: nothing was asked
    has_more: bool
    silent: tuple[str, ...]  # archives that did not answer


def above(view: View) -> View:
    """A page above the archives: GET and HEAD only, friendly when it fails."""

    async def answered(datasette: Datasette, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response.text("Only GET and HEAD.", status=405, headers={"Allow": "GET, HEAD"})
        try:
            return await view(datasette, request)
        except Base400 as error:
            message = str(error.args[0]) if error.args else "There is no such page."
            return await refused(datasette, request, message, error.status)

    answered.__doc__ = view.__doc__
    return answered


async def _visible(datasette: Datasette, request: Request) -> list[Collection]:
    """The archives that the visitor may see."""
    return [
        one for one in collections(datasette)
        if await one.site.allowed(
            action="view-database", resource=DatabaseResource(DATABASE), actor=request.actor
        )
    ]  # fmt: skip


@above
async def front(datasette: Datasette, request: Request) -> Response:
    """The archives that are served here, and a box to search all of them."""
    seen = await _visible(datasette, request)
    overviews = await asyncio.gather(*(read(one.site, queries_ledger.overview) for one in seen))
    shelf = list(zip(seen, overviews, strict=True))
    context = {"shelf": shelf, "asked": parameters.asked(request), "r": None}
    return await page(datasette, request, "several.html", context)


@above
async def search(datasette: Datasette, request: Request) -> Response:
    """Ranked hits of all archives in one order, each with the archive it is in."""
    asked = parameters.asked(request)
    results = await _results(datasette, request, asked)
    here = partial(_address, datasette, request, asked)
    context = {
        "asked": asked, "r": results, "shelf": (), "here": here, "orders": ORDERS,
        "is_searchable": bool(match_query(asked.query)),
    }  # fmt: skip
    return await page(datasette, request, "several.html", context)


@above
async def search_json(datasette: Datasette, request: Request) -> Response:
    """The same as JSON, in the form of an archive's own search."""
    asked = parameters.asked(request)
    if asked.notes:
        raise BadRequest(" ".join([*asked.notes, say(Visit.of(request).lang, "search.correct")]))
    results = await _results(datasette, request, asked)
    ranked, seen = results.ranked, await _visible(datasette, request)
    found = ranked.documents if ranked else (0,) * len(seen)
    body = {
        "query": asked.query,
        "match": match_query(asked.query),
        "notes": [],  # what is not understood is refused
        "sort": asked.order,
        "page": asked.page,
        "total_documents": sum(found),
        "total_pages": ranked.pages if ranked else 0,
        "is_capped": ranked.is_capped if ranked else False,
        "has_more": results.has_more,
        "silent": list(results.silent),
        "facets": {
            name: [{"value": text, "count": count} for text, count in each]
            for name, each in (ranked.facets if ranked else {}).items()
        },
        "documents": [
            {"collection": hit.collection.name}
            | plain_document(hit.collection.site, hit.document, asked.query)
            for hit in results.hits
        ],
    }
    return as_json(body)


@above
async def health(datasette: Datasette, request: Request) -> Response:
    """200 when every archive is kept as it should be, 503 when somebody should look."""
    bodies = {}
    for one in collections(datasette):
        ask = partial(queries_ledger.health, stale_after_hours=stale_after_hours(one.site))
        try:
            bodies[one.name] = await read(one.site, ask)
        except Unavailable as error:
            bodies[one.name] = {"ok": False, "reason": str(error.args[0])}
    is_well = all(body["ok"] for body in bodies.values())
    return as_json({"ok": is_well, "archives": bodies}, status=200 if is_well else 503)


@above
async def unknown(datasette: Datasette, request: Request) -> Response:
    """Any other address of a site of one archive: they are below the archive's name."""
    raise NotFound("There is no page at this address. Each archive has its own below its name.")


async def _results(datasette: Datasette, request: Request, asked: Asked) -> Results:
    """Ask all archives at the same time; one that does not answer is named, and not waited for."""
    seen = await _visible(datasette, request)
    only = parameters.text(request, "collection")
    wanted = [one for one in seen if only in (None, one.name)]
    if not match_query(asked.query) or not wanted:
        return Results(hits=(), ranked=None, has_more=False, silent=())
    ask = partial(queries_several.gather, query=asked.query, scope=asked.scope)
    answers = await asyncio.gather(*(read(one.site, ask) for one in wanted), return_exceptions=True)
    pairs = list(zip(wanted, answers, strict=True))
    for _, answer in pairs:
        if isinstance(answer, BaseException) and not isinstance(answer, Unavailable):
            raise answer
    heard = [(one, answer) for one, answer in pairs if not isinstance(answer, BaseException)]
    ranked = queries_several.rank([answer for _, answer in heard], asked.order)
    first = (asked.page - 1) * DOCUMENTS_A_PAGE
    return Results(
        hits=await _hits([one for one, _ in heard], ranked, asked, first),
        ranked=ranked,
        has_more=len(ranked.order) > first + DOCUMENTS_A_PAGE,
        silent=tuple(one.name for one, answer in pairs if isinstance(answer, Unavailable)),
    )


async def _hits(
    asked_of: Sequence[Collection], ranked: Ranked, asked: Asked, first: int
) -> tuple[Hit, ...]:
    """The documents of one page of results, in their order."""
    keys = ranked.order[first : first + DOCUMENTS_A_PAGE]
    found: dict[tuple[int, int], Hit] = {}
    for at, one in enumerate(asked_of):
        docids = [docid for where, docid in keys if where == at]
        show = partial(
            hits_shown, found=ranked.found[at], docids=docids, query=asked.query,
            most=_PAGES_A_DOCUMENT,
        )  # fmt: skip
        for docid, hit in zip(docids, await read(one.site, show) if docids else (), strict=True):
            found[at, docid] = Hit(collection=one, document=hit)
    return tuple(found[key] for key in keys)


def _address(datasette: Datasette, request: Request, asked: Asked, **changed: Any) -> str:
    """This search with something changed; None takes a filter away."""
    values = {
        "q": asked.query,
        **{name: getattr(asked.scope, field) for name, field in FILTERS.items()},
        "sort": asked.order if asked.order != ORDERS[0] else None,
        "collection": parameters.text(request, "collection"),
    }
    return linked(datasette.urls.path("/-/search"), **{**values, **changed})


ROUTES: list[tuple[str, Any]] = [
    (r"/$", front),
    (r"/-/search$", search),
    (r"/-/search\.json$", search_json),
    (r"/-/health$", health),
    (r"/-/(?:documents|tables|files|pages|changes|problems)(?:[/.].*)?$", unknown),
]
