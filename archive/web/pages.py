"""The front page, problems and health."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.web import (
    moments,
    parameters,
    queries_ledger,
    queries_search,
    spellings,
)
from archive.web.memory import remembered
from archive.web.queries import Unavailable, read
from archive.web.render import PLUGIN, as_json, linked, page, public

if TYPE_CHECKING:
    from datasette.app import Datasette

_MOST_PAGES = 2_000


def stale_after_hours(datasette: Datasette) -> float:
    """From `plugins: policy-archive: stale_after_hours` in datasette.yaml; 0 is never."""
    configuration = datasette.plugin_config(PLUGIN) or {}
    return float(configuration.get("stale_after_hours", 0))


# Shown where they find something: a phrase, operators, Japanese, a beginning.
EXAMPLES = (
    '"basic plan"',
    "measures AND figures",
    "measures NOT plan",
    "基本計画",
    "警察",
    "cooperat*",
)


@public
async def front(datasette: Datasette, request: Request) -> Response:
    """What is here, and what is new."""
    hours, moment = stale_after_hours(datasette), moments.asked(request)
    context = {
        "o": await remembered(datasette, queries_ledger.overview, moment),
        "health": await read(datasette, lambda db: queries_ledger.health(db, hours), moment),
        "examples": await remembered(datasette, _examples),
        "known": await remembered(datasette, spellings.known, moment),
    }
    return await page(datasette, request, "front.html", context)


def _examples(connection: sqlite3.Connection) -> list[str]:
    return queries_search.that_find(connection, EXAMPLES)


@public
async def problems(datasette: Datasette, request: Request) -> Response:
    """What went wrong, open first, and what no search can find."""
    number, moment = parameters.whole(request, "page", _MOST_PAGES), moments.asked(request)
    found, has_more = await read(datasette, lambda db: queries_ledger.problems(db, number), moment)
    unsearchable = await read(datasette, queries_ledger.unsearchable, moment) if number == 1 else []
    then = moment.asked if moment else None
    context = {
        "problems": found,
        "has_more": has_more,
        "page": number,
        "unsearchable": unsearchable,
        "page_link": lambda to: linked(datasette.urls.path("/-/problems"), page=to, _as_of=then),
    }
    return await page(datasette, request, "problems.html", context)


@public
async def health(datasette: Datasette, request: Request) -> Response:
    """200 when the archive is kept as it should be, 503 when somebody should look."""
    hours = stale_after_hours(datasette)
    try:
        body = await read(datasette, lambda db: queries_ledger.health(db, hours))
    except Unavailable as error:
        body = {"ok": False, "reason": str(error.args[0])}
    return as_json(body, status=200 if body["ok"] else 503)
