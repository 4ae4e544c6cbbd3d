"""All hits of a search: as CSV, streamed and bounded, and as a feed that is an alert."""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import AsgiStream, AsgiWriter, Request, Response

from archive.export.delimited import harmless
from archive.search import match_query
from archive.search_hits import snippet
from archive.web import feeds, snippets
from archive.web.cut import marker
from archive.web.feeds import Feed, Item
from archive.web.language import say
from archive.web.pages_search import addresses, place
from archive.web.parameters import Asked
from archive.web.render import PLUGIN, as_text, secured
from archive.web.search_asked import asked_of_file
from archive.web.searching import Placed, Searched
from archive.web.visits import Visit

_MOST_ROWS = 20_000  # of a CSV, unless `csv_rows` of the plugin says otherwise
_BATCH = 200  # rows read and written at a time: memory stays flat
_COLUMNS = (
    "document_id", "title", "kind", "part", "published", "coverage", "language", "issuer",
    "source_id", "page", "label", "snippet", "address",
)  # fmt: skip


async def search_csv(searched: Searched, request: Request) -> Response:
    """Every page that is found, best first, in CSV (RFC 4180); a spreadsheet runs none of it."""
    asked, datasette = await asked_of_file(searched, request), searched.datasette
    most = int((datasette.plugin_config(PLUGIN) or {}).get("csv_rows", _MOST_ROWS))
    found = await searched.every_hit(asked, most + 1)
    is_cut, name = len(found) > most, "search"
    root = snippets.site(datasette, request)
    columns = ("collection", *_COLUMNS) if searched.is_several else _COLUMNS

    async def write(writer: AsgiWriter) -> None:
        await writer.write("\ufeff" + _lines([columns]))
        if request.method == "HEAD":
            return
        waiting = iter(found[:most])
        while batch := list(islice(waiting, _BATCH)):
            texts = await searched.texts(batch)
            await writer.write(_lines([_row(placed, asked.query, root) for placed in texts]))
        if is_cut:
            await writer.write(marker(most, "Narrow the search to have them all."))

    headers = {}
    if is_cut:
        name, headers["X-Cut-At"] = f"search-first-{most}", str(most)
    headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return AsgiStream(write, headers=secured(headers), content_type="text/csv; charset=utf-8")


def _row(placed: Placed, query: str, root: str) -> list[object]:
    collection, page = placed
    cut = "".join(text for text, _ in snippet(page["text"] or "", query).pieces)
    at = root + place(collection, quote(page["document_id"], safe=""), page["page"])
    values = [page[name] for name in _COLUMNS[:-2]]
    before = [] if collection is None else [collection]
    return [*before, *(harmless(value) for value in [*values, cut, at])]


def _lines(rows: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


async def search_atom(searched: Searched, request: Request) -> Response:
    """The documents a search finds, those that came or changed last first: a saved search."""
    asked, datasette = await asked_of_file(searched, request), searched.datasette
    lang = Visit.of(request).lang
    documents, births = await searched.latest(asked), await searched.births()
    root = snippets.site(datasette, request)
    feed = Feed(
        key=_key("|".join(sorted(births.values())), asked, collection=asked.collection),
        title=say(lang, "search.feed", query=asked.query or say(lang, "search.all")),
        language=lang,
        home=str(datasette.absolute_url(request, addresses(searched, asked)())),
        here=str(datasette.absolute_url(request, request.full_path)),
        following=None,
        items=tuple(
            _item(found, _key(births[found.collection], asked), root, asked) for found in documents
        ),
    )
    return as_text(feeds.atom(feed), feeds.ATOM_TYPE)


def _key(birth: str, asked: Asked, collection: str | None = None) -> str:
    """What a search in these archives is called for ever; an archive's own where it is alone."""
    values = [f"{name}={value}" for name, value in asked.filters.items()]
    among = [f"collection={collection}"] if collection else []
    return "|".join([birth, "search", match_query(asked.query), *values, *among])


def _item(placed: Placed, key: str, root: str, asked: Asked) -> Item:
    collection, document = placed
    return Item(
        key=f"{key}|{document['id']}|{document['sha256']}",
        title=" ".join(document["title"].split()),
        at=document["last_changed"],
        link=root + place(collection, quote(document["id"], safe=""), document["page"]),
        text="".join(text for text, _ in snippet(document["text"] or "", asked.query).pieces),
        tags=(document["kind"],),
        language=document["language"],
    )
