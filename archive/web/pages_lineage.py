"""The lineage of a document: its paragraphs, measures and figures through all editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette.utils.asgi import Request, Response

from archive.web import lineages, parameters
from archive.web.lineages import Lineage
from archive.web.queries import read
from archive.web.queries_lineage import Edition, Line, line_of
from archive.web.render import as_json, linked, page, public
from archive.web.visits import Visit

if TYPE_CHECKING:
    from datasette.app import Datasette

PARTS = ("paragraphs", "measures", "figures")
SHOWN = ("changed", "new", "dropped")
_ROWS = 40
_MOST_PAGES = 2_000
_IN_DATA = 4_000  # rows of each kind in the JSON form


@public
async def lineage(datasette: Datasette, request: Request) -> Response:
    """What was first written when, carried over, edited or dropped."""
    line, made = await _made(datasette, request)
    part = next((p for p in PARTS if p == request.args.get("part")), PARTS[0])
    show = next((s for s in SHOWN if s == request.args.get("show")), None)
    number = parameters.whole(request, "page", _MOST_PAGES)
    threads = lineages.chosen(made.threads, show)
    rows: Any = {"paragraphs": threads, "measures": made.measures, "figures": made.figures}[part]
    number = min(number, max(1, -(-len(rows) // _ROWS)))
    first = (number - 1) * _ROWS
    path = f"/-/documents/{quote(line.document['id'], safe='')}/lineage"
    asked = {"part": part if part != PARTS[0] else None, "show": show, "page": number}

    def address(**changed: Any) -> str:
        kept = {**asked, "_as_of": parameters.text(request, "_as_of"), **changed}
        if kept["page"] == 1:
            kept["page"] = None
        return linked(datasette.urls.path(path), **kept)

    context = {
        "d": line.document,
        "line": line,
        "made": made,
        "part": part,
        "parts": PARTS,
        "show": show,
        "shown": SHOWN,
        "rows": rows[first : first + _ROWS],
        "first": first,
        "total": len(rows),
        "page": number,
        "has_more": len(rows) > first + _ROWS,
        "strip": lineages.strip(threads) if part == PARTS[0] and len(line.editions) > 1 else (),
        "rows_a_page": _ROWS,
        "address": address,
        "page_link": lambda to: address(page=to),
        "reading": lambda edition, to: _reading(datasette, edition, to),
        "json": linked(datasette.urls.path(f"{path}.json")),
    }
    return await page(datasette, request, "lineage.html", context)


@public
async def lineage_json(datasette: Datasette, request: Request) -> Response:
    """The same for scripts."""
    line, made = await _made(datasette, request)
    return as_json(_as_data(line, made))


async def _made(datasette: Datasette, request: Request) -> tuple[Line, Lineage]:
    document_id = parameters.name(request, "id")
    moment = Visit.of(request).moment
    line = await read(datasette, lambda db: line_of(db, document_id), moment)
    return line, await lineages.lineage_of(datasette, line)


def _reading(datasette: Datasette, edition: Edition, number: int) -> str:
    path = f"/-/documents/{quote(edition.document_id, safe='')}/pages/{number}"
    sha256 = None if edition.is_current else edition.sha256
    return linked(datasette.urls.path(path), sha256=sha256)


def _as_data(line: Line, made: Lineage) -> dict[str, Any]:
    return {
        "document_id": line.document["id"],
        "editions": [
            {"document_id": e.document_id, "name": e.name, "sha256": e.sha256, "counts": counts}
            for e, counts in zip(line.editions, made.counts, strict=True)
        ],
        "paragraphs": [
            {
                "first": thread.first,
                "last": thread.last,
                "text": thread.latest.text,
                "editions": [p and {"state": p.state, "page": p.page} for p in thread.presences],
            }
            for thread in made.threads[:_IN_DATA]
        ],
        "measures": [
            {
                "heading": thread.latest.heading,
                "editions": [
                    step and {"number": step[0].number, "page": step[0].page, "state": step[1]}
                    for step in thread.steps
                ],
                "mentions": [
                    {"document_id": line.reports[n]["id"], "page": m.page, "text": m.text}
                    for n, m in made.mentions[index]
                ],
            }
            for index, thread in enumerate(made.measures)
        ],
        "figures": [
            {"edition": n, "kind": f.kind, "year": f.year, "value": f.value, "unit": f.unit,
             "what": f.what, "page": f.page}
            for n, f in made.figures[:_IN_DATA]
        ],
    }  # fmt: skip
