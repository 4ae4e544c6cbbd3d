"""The catalogue page of a document, its contents and its pages."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette.utils.asgi import NotFound, Request, Response

from archive.export import citation
from archive.search_hits import hits
from archive.web import page_images, parameters, queries_documents, words
from archive.web.contents import around, at_page, outline, ranges
from archive.web.handed_over import FORMS, cited, embedded, signs, tags
from archive.web.language import say
from archive.web.queries import kept_file, read
from archive.web.queries_documents import DocumentPage, PageView
from archive.web.render import linked, page, public
from archive.web.sentences import said
from archive.web.signposts import link_header
from archive.web.summaries import AT_ONCE, ON_DEMAND, checks
from archive.web.transcript import Mark, doubted, transcript
from archive.web.visits import Visit
from metadata.records import Box
from metadata.scanned import places

if TYPE_CHECKING:
    from datasette.app import Datasette

FIELDS = (
    "title", "kind", "part", "published", "coverage", "issuer", "identifier", "language",
)  # fmt: skip
ZOOMS = (100, 150, 200, 300)  # per cent of the width that a page has beside its text
_PHRASES_ON_IMAGE = 40
_MOST_HITS = 2_000  # places marked on one page
_HEADINGS = 70  # on the catalogue page
_HEADINGS_A_PAGE = 200  # on a page of the table of contents
_JUMPS = 80  # headings offered beside a page
_PAGES_LISTED = 40  # more pages are reached by their number


def path_of(document_id: str) -> str:
    """The path of a document on this site."""
    return f"/-/documents/{quote(document_id, safe='')}"


@public
async def document(datasette: Datasette, request: Request) -> Response:
    """What it is, why we think so, where it came from, what is in it."""
    found = await _document(datasette, request)
    reference = cited(datasette, request, found)
    most = ON_DEMAND if parameters.text(request, "check") else AT_ONCE
    context = {
        "d": found.document,
        "p": found,
        "fields": FIELDS,
        "path": path_of(found.document["id"]),
        "styles": citation.styles(reference),
        "forms": FORMS,
        "jsonld": embedded(datasette, request, found),
        "tags": tags(datasette, request, found),
        "about": described(found, Visit.of(request).lang),
        "declared": _declared(found),
        "disputed": _disputed(found, Visit.of(request).lang),
        "related": _grouped(found),
        "neighbours": _neighbours(found),
        "checks": await checks(datasette, _summaries(found), most),
        "outline": outline(found.sections, _HEADINGS),
        "page_list": found.pages[: _PAGES_LISTED if len(found.pages) <= _PAGES_LISTED else 0],
        "silent": ranges([p["number"] for p in found.pages if p["text_source"] == "none"][:500]),
        "doubtful": ranges(_doubtful(found)),
        "query": parameters.text(request, "q"),
    }
    headers = {"Link": link_header(signs(datasette, request, found))}
    return await page(datasette, request, "document.html", context, headers=headers)


async def _document(datasette: Datasette, request: Request) -> DocumentPage:
    document_id = parameters.name(request, "id")
    moment = Visit.of(request).moment
    return await read(
        datasette, lambda db: queries_documents.document_page(db, document_id), moment
    )


def described(found: DocumentPage, lang: str) -> str:
    """A document in a line: "Plan, A Public Body, April 2017, 12 pages. Version 2, kept ..."."""
    doc, version = found.document, next(iter(found.versions), None)
    named = [words.label(doc[name], lang) for name in ("kind", "part") if doc[name]]
    named += [words.body(doc["issuer"], doc["publisher"]) or "", words.date(doc["published"], lang)]
    named += [say(lang, "n.page", n=doc["page_count"])] if doc["page_count"] else []
    line = say(lang, "document.comma").join(part for part in named if part)
    if version is None:
        return line
    day = words.day(version["captured_at"], lang)
    return say(lang, "document.in_a_line", line=line, n=version["number"], day=day)


def _declared(found: DocumentPage) -> list[dict[str, Any]]:
    """Sizes the publisher states that are not those of the file, by more than a tenth."""
    real = found.file["bytes"]
    return [
        {"declared": entry["declared_bytes"], "real": real, "printed": entry["text"]}
        for entry in found.entries
        if entry["declared_bytes"] and abs(real - entry["declared_bytes"]) > real / 10
    ]


def _disputed(found: DocumentPage, lang: str) -> dict[str, str]:
    """Fields whose sources disagree, with what they say: "2017-04 (item), 2018-05 (pdf info)"."""
    parted = [(f["value"] or "").partition(": ") for f in found.findings.get("disagreement", [])]
    return {
        field: ", ".join(said(value.strip(), lang) for value in values.split(", "))
        for field, colon, values in parted
        if colon
    }


def _doubtful(found: DocumentPage) -> list[int]:
    return [p["number"] for p in found.pages if p["text_source"] != "none" and p["quality"] < 0.6][
        :500
    ]


def _grouped(found: DocumentPage) -> dict[str, list[sqlite3.Row]]:
    """Related documents by how they are related; a series is shown by itself."""
    groups: dict[str, list[sqlite3.Row]] = {}
    for other in found.related:
        if other["predicate"] != "same_series":
            key = f"{other['predicate']}.{other['direction']}"
            groups.setdefault(key, []).append(other)
    return groups


def _neighbours(found: DocumentPage) -> dict[str, sqlite3.Row]:
    """What stands before and after it in its series."""
    ids = [member["id"] for member in found.series]
    if found.document["id"] not in ids:
        return {}
    at = ids.index(found.document["id"])
    near = {"previous": at - 1, "next": at + 1}
    return {name: found.series[i] for name, i in near.items() if 0 <= i < len(ids)}


def _summaries(found: DocumentPage) -> list[tuple[sqlite3.Row, sqlite3.Row]]:
    """(summary, full text) for this document and those it is or has a summary of."""
    others = [other for other in found.related if other["predicate"] == "summary_of"][:3]
    here = found.document
    return [(here, o) if o["direction"] == "to" else (o, here) for o in others]


@public
async def contents(datasette: Datasette, request: Request) -> Response:
    """Every heading of a document, paged."""
    found = await _document(datasette, request)
    number = parameters.whole(request, "page", 1_000)
    first = (number - 1) * _HEADINGS_A_PAGE
    shown = found.sections[first : first + _HEADINGS_A_PAGE]
    path = path_of(found.document["id"])
    context = {
        "d": found.document,
        "path": path,
        "sections": shown,
        "total": len(found.sections),
        "page": number,
        "has_more": len(found.sections) > first + _HEADINGS_A_PAGE,
        "page_link": lambda to: linked(datasette.urls.path(f"{path}/contents"), page=to),
    }
    return await page(datasette, request, "contents.html", context)


@public
async def one_page(datasette: Datasette, request: Request) -> Response:
    """A page: its picture beside its text, what was searched for marked on both."""
    document_id = parameters.name(request, "id")
    number = int(request.url_vars["number"])
    view = await _view(datasette, request, number)
    query = parameters.text(request, "q", parameters.LONGEST_QUERY) or ""
    text = view.page["text"]
    found = hits(text, query)
    jumps = around(view.sections, number, _JUMPS).shown
    zoom = parameters.whole(request, "zoom", ZOOMS[-1], ZOOMS[0])
    zoom = max(z for z in ZOOMS if z <= max(zoom, ZOOMS[0]))
    media_type = next(v["media_type"] for v in view.versions if v["sha256"] == view.sha256)
    context = {
        "v": view,
        "d": view.document,
        "n": number,
        "query": query,
        "path": path_of(document_id),
        "text": transcript(text, [Mark(start=a, end=b) for a, b in found[:_MOST_HITS]],
                           _anchors(view), doubted(request, view.words)),
        "hit_count": len(found),
        "reasons": _reasons(view, Visit.of(request).lang),
        "boxes": await _boxes(datasette, view, found),
        "has_images": page_images.drawer() is not None,
        "extension": words.extension(media_type),
        "jumps": jumps,
        "jump": at_page(jumps, number),
        "zoom": zoom,
        "zooms": ZOOMS,
        "width": min(1000 * zoom // 100, page_images.WIDTHS[1]),
        "address": lambda **changed: _page_address(datasette, request, view, **changed),
    }  # fmt: skip
    return await page(datasette, request, "page.html", context)


def _reasons(view: PageView, lang: str) -> str:
    """Why the text of the page may be faulty, or is not there."""
    told = [said(reason, lang) for reason in (view.page["reasons"] or "").splitlines()]
    return say(lang, "document.semicolon").join(told)


async def _view(datasette: Datasette, request: Request, number: int) -> PageView:
    document_id = parameters.name(request, "id")
    sha256 = parameters.text(request, "sha256")
    return await read(
        datasette,
        lambda db: queries_documents.page_view(db, document_id, number, sha256),
        Visit.of(request).moment,
    )


def _anchors(view: PageView) -> list[tuple[int, str]]:
    """The headings that begin on this page, each where it stands in the text."""
    number = view.page["number"]
    return [(s["start"], f"s{s['position']}") for s in view.sections if s["page"] == number]


def _page_address(datasette: Datasette, request: Request, view: PageView, **changed: Any) -> str:
    """The address of this page with something changed; the current file needs no hash."""
    number = changed.pop("number", view.page["number"])
    sha256 = changed.pop("sha256", view.sha256)
    path = datasette.urls.path(f"{path_of(view.document['id'])}/pages/{number}")
    moment = Visit.of(request).moment
    kept = {
        "q": parameters.text(request, "q", parameters.LONGEST_QUERY),
        "zoom": parameters.text(request, "zoom", 4),
        "sha256": None if sha256 == view.document["sha256"] else sha256,
        "_as_of": moment.asked if moment else None,
    }
    return linked(path, **{**kept, **changed})


@public
async def turn_to(datasette: Datasette, request: Request) -> Response:
    """To the page that a form names by its number or by a heading."""
    document_id = parameters.name(request, "id")
    asked = re.fullmatch(r"\s*([0-9]{1,9})(?:-([0-9]{1,9}))?\s*", request.args.get("to") or "1")
    first = await _view(datasette, request, 1)
    number = min(max(int(asked[1]) if asked else 1, 1), first.count)
    path = datasette.urls.path(f"{path_of(document_id)}/pages/{number}")
    names = ("q", "sha256", "zoom", "_as_of")
    kept = {name: parameters.text(request, name, parameters.LONGEST_QUERY) for name in names}
    anchor = f"#s{asked[2]}" if asked and asked[2] else ""
    return Response.redirect(linked(path, **kept) + anchor)


async def _boxes(
    datasette: Datasette, view: PageView, found: tuple[tuple[int, int], ...]
) -> list[dict[str, float]]:
    """Where the hits of the text stand on the picture, in points."""
    boxes = [
        box for a, b in found[:_MOST_HITS] for box in places(view.words, a, b)
    ] or await _boxes_in_pdf(datasette, view, found)
    return [
        {"x": x0 - 1, "y": y0 - 1, "width": x1 - x0 + 2, "height": y1 - y0 + 2}
        for x0, y0, x1, y1 in boxes[:500]
    ]


async def _boxes_in_pdf(
    datasette: Datasette, view: PageView, found: tuple[tuple[int, int], ...]
) -> Sequence[Box]:
    text = view.page["text"]
    words_found = [" ".join(text[a:b].split()) for a, b in found[:_MOST_HITS]]
    phrases = tuple(sorted(set(words_found))[:_PHRASES_ON_IMAGE])
    file = await kept_file(datasette, view.sha256)
    return await page_images.boxes(file, view.page["number"], phrases)


@public
async def unknown(datasette: Datasette, request: Request) -> Response:
    """Any other address below ours: a friendly 404."""
    raise NotFound("There is no page at this address.")
