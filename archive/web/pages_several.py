"""The pages above several archives: what there is, and the search over all of them."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from datasette.resources import DatabaseResource
from datasette.utils.asgi import NotFound, Request, Response

from archive.web import moments, pages_standards, queries_ledger
from archive.web.memory import remembered
from archive.web.pages import stale_after_hours
from archive.web.queries import DATABASE, Unavailable, read
from archive.web.render import View, answering, as_json, page
from archive.web.search_routes import SEARCHES
from archive.web.searching import SearchView
from archive.web.searching_several import SeveralArchives
from archive.web.several import Collection, collections

if TYPE_CHECKING:
    from datasette.app import Datasette


async def _visible(datasette: Datasette, request: Request) -> tuple[Collection, ...]:
    """The archives that the visitor may see."""
    seen = [
        one for one in collections(datasette)
        if await one.site.allowed(
            action="view-database", resource=DatabaseResource(DATABASE), actor=request.actor
        )
    ]  # fmt: skip
    return tuple(seen)


@answering
async def front(datasette: Datasette, request: Request) -> Response:
    """The archives that are served here, and a box to search all of them."""
    seen, moment = await _visible(datasette, request), moments.asked(request)
    overviews = await asyncio.gather(
        *(remembered(one.site, queries_ledger.overview, moment) for one in seen)
    )
    context = {"shelf": list(zip(seen, overviews, strict=True))}
    return await page(datasette, request, "several.html", context)


@answering
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


@answering
async def unknown(datasette: Datasette, request: Request) -> Response:
    """Any other address of a site of one archive: they are below the archive's name."""
    raise NotFound("There is no page at this address. Each archive has its own below its name.")


def in_all(view: SearchView) -> View:
    """A page of a search over all archives that the visitor may see."""

    async def answered(datasette: Datasette, request: Request) -> Response:
        seen = await _visible(datasette, request)
        moment = moments.asked(request)
        return await view(SeveralArchives(datasette=datasette, moment=moment, seen=seen), request)

    answered.__doc__ = view.__doc__
    return answering(answered)


ROUTES: list[tuple[str, Any]] = [
    (r"/$", front),
    *((path, in_all(view)) for path, view in SEARCHES),
    (r"/-/opensearch\.xml$", answering(pages_standards.opensearch)),
    (r"/-/health$", health),
    (r"/-/(?:documents|tables|files|pages|changes|problems)(?:[/.].*)?$", unknown),
]
