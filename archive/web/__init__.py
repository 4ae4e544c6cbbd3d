"""The site: a Datasette plugin. Only hooks stand here.

It takes part where a database named `archive` is served, and leaves any other alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from jinja2 import Environment

from archive.search import escape_fts
from archive.web.descriptions import describe
from archive.web.queries import DATABASE
from archive.web.render import PLUGIN, furnish
from archive.web.routes import ROUTES

if TYPE_CHECKING:
    from datasette.app import Datasette

_LONGEST_VALUE = 64 * 1024 * 1024  # bytes: no query makes a larger one, whatever it multiplies


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Datasette) -> list[tuple[str, Any]]:
    """Our addresses, where there is an archive."""
    return ROUTES if DATABASE in datasette.databases else []


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """Tell Datasette what tables and columns mean."""

    async def inner() -> None:
        if DATABASE in datasette.databases:
            await describe(datasette)

    return inner


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Send Datasette's own search through our normaliser, and bound what a query may make."""
    if database == DATABASE:
        conn.create_function("escape_fts", 1, escape_fts, deterministic=True)
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Filters and helpers of our templates."""
    furnish(env, datasette)


@hookimpl  # type: ignore[untyped-decorator]
def extra_css_urls(datasette: Datasette, template: str | None) -> list[str]:
    """Datasette's own pages wear our colours, too."""
    if DATABASE not in datasette.databases or (template or "").startswith("policy_archive/"):
        return []
    return [str(datasette.urls.static_plugins(PLUGIN, "datasette.css"))]
