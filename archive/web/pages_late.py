"""Absence is information: series whose next edition is overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.web.queries import read
from archive.web.queries_series import late_series
from archive.web.render import page, public
from archive.web.visits import Visit

if TYPE_CHECKING:
    from datasette.app import Datasette

_MOST = 150  # listed


@public
async def late(datasette: Datasette, request: Request) -> Response:
    """What should have been published by now and was not, with the evidence."""
    moment = Visit.of(request).moment
    today = moment.day if moment else None
    found = await read(datasette, lambda db: late_series(db, today), moment)
    context = {"found": found[:_MOST], "left_out": max(0, len(found) - _MOST)}
    return await page(datasette, request, "late.html", context)
