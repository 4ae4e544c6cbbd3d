"""Two versions compared: section by section, side by side or as one text, and as JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from datasette.utils.asgi import NotFound, Request, Response

from archive.web import differences, page_images, parameters
from archive.web.comparisons import Comparing, comparing
from archive.web.queries import read
from archive.web.queries_compare import Side, Sides, sides
from archive.web.render import as_json, linked, page, public
from archive.web.visits import Visit
from metadata.compare import diff_tokens

if TYPE_CHECKING:
    from datasette.app import Datasette

_MOST_PAGES = 10_000
_MOST_SECTIONS = 120  # that differ, listed on the page
_MOST_EDITS = 5_000  # in the JSON form


@public
async def compare(datasette: Datasette, request: Request) -> Response:
    """What changed between two versions, for people."""
    found = await _sides(datasette, request)
    made = None
    if found.older.sha256 != found.newer.sha256 and not found.unknown:
        made = await comparing(datasette, found.older.sha256, found.newer.sha256)
    only = _one_of(request, "only", ("numbers", "new"))
    number = parameters.whole(request, "page", _MOST_PAGES)
    asked = {"view": _one_of(request, "view", ("inline",)), "only": only, "page": number}
    view = made and differences.view(made, cast("differences.Only | None", only), number)
    context = {
        "d": found.newer.document,
        "s": found,
        "made": made,
        "v": view,
        "inline": asked["view"] == "inline",
        "only": only,
        "same_document": found.older.document["id"] == found.newer.document["id"],
        "sections": made.sections[:_MOST_SECTIONS] if made else (),
        "stripe_count": differences.STRIPES,
        "has_images": page_images.drawer() is not None,
        "address": lambda **changed: _address(datasette, request, **{**asked, **changed}),
        "json": _address(datasette, request, form=".json"),
        "reading": lambda side, number: _reading(datasette, side, number),
    }
    return await page(datasette, request, "compare.html", context)


@public
async def compare_json(datasette: Datasette, request: Request) -> Response:
    """The same for scripts: every edit with its words, its places and its marked text."""
    found = await _sides(datasette, request)
    if found.unknown:
        raise NotFound(f"There is no version {found.unknown[0]} of this document.")
    made = await comparing(datasette, found.older.sha256, found.newer.sha256)
    return as_json(_as_data(found, made))


async def _sides(datasette: Datasette, request: Request) -> Sides:
    document_id = parameters.name(request, "id")
    with_id = parameters.text(request, "with", 600)
    numbers = (_number(request, "from"), _number(request, "to"))
    other = None if with_id == document_id else with_id
    return await read(
        datasette,
        lambda db: sides(db, document_id, other, numbers),
        Visit.of(request).moment,
    )


def _number(request: Request, name: str) -> int | None:
    given = (request.args.get(name) or "").strip()
    return int(given) if re.fullmatch(r"[0-9]{1,9}", given) and int(given) else None


def _one_of(request: Request, name: str, known: tuple[str, ...]) -> str | None:
    given = request.args.get(name)
    return given if given in known else None


def _address(datasette: Datasette, request: Request, **changed: Any) -> str:
    """This comparison with something changed; the first page needs no number."""
    form = changed.pop("form", "")
    path = f"/-/documents/{quote(parameters.name(request, 'id'), safe='')}/compare{form}"
    if changed.get("page") == 1:
        changed["page"] = None
    kept = {name: parameters.text(request, name, 600) for name in ("from", "to", "with", "_as_of")}
    return linked(datasette.urls.path(path), **{**kept, **changed})


def _reading(datasette: Datasette, side: Side, number: int) -> str:
    """Where a page of one side can be read."""
    path = f"/-/documents/{quote(side.document['id'], safe='')}/pages/{number}"
    current = side.sha256 == side.document["sha256"]
    return linked(datasette.urls.path(path), sha256=None if current else side.sha256)


def _as_data(found: Sides, made: Comparing) -> dict[str, Any]:
    comparison = made.compared.comparison
    placed = made.compared.placed
    return {
        "older": _side_as_data(found.older),
        "newer": _side_as_data(found.newer),
        "change": comparison.change,
        "summary": comparison.summary,
        "ledger": found.change["detail"] if found.change is not None else None,
        "sections_unchanged": made.unchanged,
        "sections": [
            {
                "fate": pair.fate,
                "moved": pair.moved,
                "renumbered": pair.renumbered,
                "retitled": pair.retitled,
                **{
                    name: {"number": s.number, "heading": s.heading, "page": s.page} if s else None
                    for name, s in (("before", pair.before), ("after", pair.after))
                },
            }
            for pair in made.sections
        ],
        "edits": [
            {
                "position": position,
                "kind": one.edit.kind,
                "words": one.edit.words,
                "section": one.section,
                "before_page": one.before_page,
                "after_page": one.after_page,
                "at": one.at,
                "before": one.edit.before,
                "after": one.edit.after,
                "pieces": diff_tokens(one.edit.before, one.edit.after),
            }
            for position, one in enumerate(placed[:_MOST_EDITS], start=1)
        ],
        "edits_left_out": max(0, len(placed) - _MOST_EDITS),
    }


def _side_as_data(side: Side) -> dict[str, Any]:
    return {
        "document_id": side.document["id"],
        "title": side.document["title"],
        "version": side.version["number"],
        "captured_at": side.version["captured_at"],
        "sha256": side.sha256,
        "pages": side.version["page_count"],
    }
