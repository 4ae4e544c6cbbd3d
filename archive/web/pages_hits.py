"""All hits of a search: as CSV, streamed and bounded, and as a feed that is an alert."""

from __future__ import annotations

import csv
import io
import sqlite3
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette.utils.asgi import AsgiStream, AsgiWriter, Request, Response

from archive.export.delimited import harmless
from archive.search import match_query, snippet
from archive.web import feeds, moments, queries_changes
from archive.web.cut import marker
from archive.web.feeds import Feed, Item
from archive.web.language import say
from archive.web.memory import remembered
from archive.web.moments import Moment
from archive.web.pages_search import FILTERS, addresses
from archive.web.parameters import Asked
from archive.web.queries import read
from archive.web.queries_hits import Hit, hits_of, latest_documents, pages_of
from archive.web.render import PLUGIN, as_text, public, secured
from archive.web.search_asked import asked_of_file
from archive.web.visits import Visit

if TYPE_CHECKING:
    from datasette.app import Datasette

_MOST_ROWS = 20_000  # of a CSV, unless `csv_rows` of the plugin says otherwise
_BATCH = 200  # rows read and written at a time: memory stays flat
_COLUMNS = (
    "document_id", "title", "kind", "part", "published", "coverage", "language", "issuer",
    "source_id", "page", "label", "snippet", "address",
)  # fmt: skip


@public
async def search_csv(datasette: Datasette, request: Request) -> AsgiStream:
    """Every page that is found, best first, in CSV (RFC 4180); a spreadsheet runs none of it."""
    asked, moment = await asked_of_file(datasette, request), moments.asked(request)
    most = int((datasette.plugin_config(PLUGIN) or {}).get("csv_rows", _MOST_ROWS))
    found = await read(datasette, lambda db: hits_of(db, asked, most + 1), moment)
    is_cut, name = len(found) > most, "search"
    root = str(datasette.absolute_url(request, datasette.urls.path("/"))).rstrip("/")

    async def write(writer: AsgiWriter) -> None:
        await writer.write("\ufeff" + _lines([_COLUMNS]))
        if request.method == "HEAD":
            return
        waiting = iter(found[:most])
        while batch := list(islice(waiting, _BATCH)):
            await writer.write(await _batch(datasette, batch, asked, moment, root))
        if is_cut:
            await writer.write(marker(most, "Narrow the search to have them all."))

    headers = {}
    if is_cut:
        name, headers["X-Cut-At"] = f"search-first-{most}", str(most)
    headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return AsgiStream(write, headers=secured(headers), content_type="text/csv; charset=utf-8")


async def _batch(
    datasette: Datasette, batch: list[Hit], asked: Asked, moment: Moment | None, root: str
) -> str:
    """Some hits as lines of CSV."""
    found = await read(datasette, lambda db: pages_of(db, batch), moment)
    return _lines([_row(page, asked.query, root) for page in found])


def _row(page: sqlite3.Row, query: str, root: str) -> list[object]:
    cut = "".join(text for text, _ in snippet(page["text"] or "", query).pieces)
    place = f"{root}/-/documents/{quote(page['document_id'], safe='')}"
    if page["page"]:
        place = f"{place}/pages/{page['page']}"
    values = [page[name] for name in _COLUMNS[:-2]]
    return [harmless(value) for value in [*values, cut, place]]


def _lines(rows: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


@public
async def search_atom(datasette: Datasette, request: Request) -> Response:
    """The documents a search finds, those that came or changed last first: a saved search."""
    asked, moment = await asked_of_file(datasette, request), moments.asked(request)
    lang = Visit.of(request).lang
    documents = await read(datasette, lambda db: latest_documents(db, asked), moment)
    birth = await remembered(datasette, queries_changes.birth)
    root = str(datasette.absolute_url(request, datasette.urls.path("/"))).rstrip("/")
    values = [f"{name}={getattr(asked.scope, field)}" for name, field in FILTERS.items()]
    key = f"{birth}|search|{match_query(asked.query)}|{'|'.join(values)}"
    home = datasette.absolute_url(request, addresses(datasette, request, asked)())
    feed = Feed(
        key=key,
        title=say(lang, "search.feed", query=asked.query or say(lang, "search.all")),
        language=lang,
        home=str(home),
        here=str(datasette.absolute_url(request, request.full_path)),
        following=None,
        items=tuple(_item(document, key, root, asked) for document in documents),
    )
    return as_text(feeds.atom(feed), feeds.ATOM_TYPE)


def _item(document: sqlite3.Row, key: str, root: str, asked: Asked) -> Item:
    place = f"{root}/-/documents/{quote(document['id'], safe='')}"
    return Item(
        key=f"{key}|{document['id']}|{document['sha256']}",
        title=" ".join(document["title"].split()),
        at=document["last_changed"],
        link=f"{place}/pages/{document['page']}" if document["page"] else place,
        text="".join(text for text, _ in snippet(document["text"] or "", asked.query).pieces),
        tags=(document["kind"],),
        language=document["language"],
    )
