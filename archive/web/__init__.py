"""The site: a Datasette plugin. Only hooks stand here.

It takes part where a database named `archive` is served, or where several archives are named in the
configuration, and leaves any other alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.utils.asgi import Request, Response
from jinja2 import Environment

from archive.search import escape_fts
from archive.web import guards, language, pages_several, several, snippets, stock
from archive.web.cookies import App, without_broken_cookies
from archive.web.cut import marked_when_cut
from archive.web.descriptions import describe
from archive.web.guards import Bounds
from archive.web.manners import polite
from archive.web.queries import DATABASE, map_pages
from archive.web.render import PLUGIN, furnish, refused
from archive.web.routes import ROUTES
from archive.web.stock_words import spoken

if TYPE_CHECKING:
    from datasette.app import Datasette


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Datasette) -> list[tuple[str, Any]]:
    """Our addresses, where there is an archive."""
    if DATABASE in datasette.databases:
        return ROUTES
    return pages_several.ROUTES if several.named(datasette) else []


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """Tell Datasette what tables and columns mean, and to refuse without much ado."""

    async def inner() -> None:
        if DATABASE in datasette.databases:
            guards.refuse_quietly()
            await describe(datasette)
        elif several.named(datasette):
            await several.open_collections(datasette)

    return inner


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    """Send Datasette's own search through our normaliser, and bound what a query may make."""
    if database == DATABASE:
        conn.create_function("escape_fts", 1, escape_fts, deterministic=True)
        guards.bound(conn, Bounds.of(datasette, PLUGIN))
        map_pages(conn)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """No cookie can end in an error page, a CSV says when it was cut, and pages are translated."""

    def wrapped(app: App) -> App:
        own = without_broken_cookies(spoken(marked_when_cut(app, datasette), datasette))
        own = polite(own, datasette)
        return several.mounted(own, datasette)

    return wrapped


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response]] | None:
    """Whoever meets a bound of ours, or asks a page for what is not there, is told so."""
    message, status = guards.refusal(exception), 400
    is_page = not request.path.endswith((".json", ".csv")) and several.is_ours(datasette)
    if message is None and is_page:
        message, status = guards.mistake(exception) or (None, status)
    if message is None:
        return None

    async def inner() -> Response:
        return await refused(datasette, request, message, status)

    return inner


@hookimpl  # type: ignore[untyped-decorator]
def filters_from_request(request: Request, database: str, table: str) -> Any:
    """`?_as_of=` on Datasette's own tables and views: the rows that stood then."""
    return stock.as_of(request, table) if database == DATABASE else None


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Filters and helpers of our templates."""
    furnish(env, datasette)


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(request: Request | None, database: str | None) -> dict[str, str]:
    """What was searched for in a table stays in its box: 1.0a41 forgets it."""
    asked = request.args.get("_search") if request and database == DATABASE else None
    return {"search": asked} if asked else {}


def _opened(datasette: Datasette, request: Request, database: str) -> Any:
    return snippets.opened(datasette, request) if database == DATABASE else None


@hookimpl  # type: ignore[untyped-decorator]
def top_query(datasette: Datasette, request: Request, database: str, sql: str | None) -> Any:
    """SQL can be opened in Python."""
    return _opened(datasette, request, database) if sql else None


@hookimpl  # type: ignore[untyped-decorator]
def top_stored_query(datasette: Datasette, request: Request, database: str) -> Any:
    """So can the queries that are offered."""
    return _opened(datasette, request, database)


@hookimpl  # type: ignore[untyped-decorator]
def top_table(datasette: Datasette, request: Request, database: str) -> Any:
    """And tables and views."""
    return _opened(datasette, request, database)


@hookimpl  # type: ignore[untyped-decorator]
def extra_css_urls(datasette: Datasette, template: str | None) -> list[str]:
    """Datasette's own pages wear our colours, too."""
    if DATABASE not in datasette.databases or (template or "").startswith("policy_archive/"):
        return []
    return [datasette.urls.static_plugins(PLUGIN, "datasette.css")]  # as text it would be led twice


@hookimpl  # type: ignore[untyped-decorator]
def extra_js_urls(datasette: Datasette, template: str | None, request: Request | None) -> list[Any]:
    """What Datasette's scripts say on its own pages is Japanese for a Japanese reader, too."""
    is_ours = (template or "").startswith("policy_archive/")
    if DATABASE not in datasette.databases or is_ours or language.chosen(request) != "ja":
        return []
    return [datasette.urls.static_plugins(PLUGIN, "stock.ja.js")]
