"""The catalogue page of a document, its hand-over forms and its pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette.utils.asgi import NotFound, Request, Response

from archive.export import citation
from archive.files import FileStore
from archive.search import highlight, hits
from archive.web import page_images, parameters, queries_documents, words
from archive.web.queries import archive_folder, read
from archive.web.queries_documents import DocumentPage, PageView
from archive.web.render import as_json, as_text, linked, page, public

if TYPE_CHECKING:
    from datasette.app import Datasette

_FIELDS = (
    ("title", "Title"),
    ("kind", "Kind"),
    ("part", "Part"),
    ("published", "Published"),
    ("coverage", "Period covered"),
    ("issuer", "Issued by"),
    ("identifier", "Number"),
    ("language", "Language"),
)
_PHRASES_ON_IMAGE = 40


def path_of(document_id: str) -> str:
    """The path of a document on this site."""
    return f"/-/documents/{quote(document_id, safe='')}"


@public
async def document(datasette: Datasette, request: Request) -> Response:
    """What it is, why we think so, where it came from, what is in it."""
    found = await _document(datasette, request)
    cited = _cited(datasette, request, found)
    context = {
        "d": found.document,
        "p": found,
        "fields": _FIELDS,
        "path": path_of(found.document["id"]),
        "citation": citation.text(cited),
        "jsonld": _jsonld(datasette, request, found),
        "declared": _declared(found),
        "outline_pages": [p for p in found.pages if p["number"] <= 400],
        "query": parameters.text(request, "q"),
    }
    return await page(datasette, request, "document.html", context)


async def _document(datasette: Datasette, request: Request) -> DocumentPage:
    document_id = parameters.name(request, "id")
    return await read(datasette, lambda db: queries_documents.document_page(db, document_id))


def _declared(found: DocumentPage) -> list[dict[str, Any]]:
    """Sizes the publisher states that are not those of the file, by more than a tenth."""
    real = found.file["bytes"]
    return [
        {"declared": entry["declared_bytes"], "real": real, "printed": entry["text"]}
        for entry in found.entries
        if entry["declared_bytes"] and abs(real - entry["declared_bytes"]) > real / 10
    ]


def _cited(datasette: Datasette, request: Request, found: DocumentPage) -> citation.Cited:
    doc = found.document
    version = next(iter(found.versions), None)
    address = datasette.urls.path(path_of(doc["id"]))
    return citation.Cited(
        id=doc["id"],
        title=doc["title"],
        kind=doc["kind"],
        issuer=doc["issuer"] or doc["publisher"],
        published=doc["published"] or doc["coverage"],
        language=doc["language"],
        identifier=doc["identifier"],
        url=doc["url"],
        archive_url=str(datasette.absolute_url(request, address)),
        version=version["number"] if version else 1,
        sha256=doc["sha256"],
        captured_at=version["captured_at"] if version else doc["first_archived"],
        page_count=doc["page_count"],
    )


def _jsonld(datasette: Datasette, request: Request, found: DocumentPage) -> dict[str, Any]:
    extension = words.extension(found.file["media_type"])
    path = datasette.urls.path(f"/-/files/{found.document['sha256']}.{extension}")
    file_url = str(datasette.absolute_url(request, path))
    cited = _cited(datasette, request, found)
    return citation.jsonld(cited, file_url, found.file["media_type"])


@public
async def handed_over(datasette: Datasette, request: Request) -> Response:
    """The document as JSON, JSON-LD, BibTeX, RIS or CSL-JSON."""
    found = await _document(datasette, request)
    form = request.url_vars["form"]
    if form == "json":
        return as_json(_everything(found))
    if form == "jsonld":
        return as_json(_jsonld(datasette, request, found), content_type="application/ld+json")
    cited = _cited(datasette, request, found)
    if form == "csl.json":
        text = json.dumps(citation.csl(cited), ensure_ascii=False, indent=2)
        return as_text(text, "application/vnd.citationstyles.csl+json; charset=utf-8")
    if form == "bib":
        return as_text(citation.bibtex(cited), "application/x-bibtex; charset=utf-8")
    return as_text(citation.ris(cited), "application/x-research-info-systems; charset=utf-8")


def _everything(found: DocumentPage) -> dict[str, Any]:
    """All that the page shows, by name."""
    findings = [dict(f) for listed in found.findings.values() for f in listed]
    return {
        "document": dict(found.document),
        "file": dict(found.file),
        "versions": [dict(v) for v in found.versions],
        "findings": sorted(findings, key=lambda f: f["position"]),
        "entries": [dict(e) for e in found.entries],
        "related": [dict(r) for r in found.related],
        "sections": [dict(s) for s in found.sections],
        "tables": [dict(t) for t in found.tables],
        "cites": [dict(c) for c in found.cites],
        "cited_by": [dict(c) for c in found.cited_by],
        "changes": [
            {**dict(c), "edits": [dict(e) for e in found.edits.get(c["id"], [])]}
            for c in found.changes
        ],
        "problems": [dict(p) for p in found.problems],
        "pages": [dict(p) for p in found.pages],
    }


@public
async def one_page(datasette: Datasette, request: Request) -> Response:
    """A page: its picture beside its text, what was searched for marked on both."""
    document_id = parameters.name(request, "id")
    number = int(request.url_vars["number"])
    sha256 = parameters.text(request, "sha256")
    view = await read(
        datasette, lambda db: queries_documents.page_view(db, document_id, number, sha256)
    )
    query = parameters.text(request, "q", parameters.LONGEST_QUERY) or ""
    context = {
        "v": view,
        "d": view.document,
        "n": number,
        "query": query,
        "path": path_of(document_id),
        "pieces": highlight(view.page["text"], query),
        "hit_count": len(hits(view.page["text"], query)),
        "boxes": await _boxes(datasette, view, query),
        "has_images": page_images.drawer() is not None,
        "address": lambda **changed: _page_address(datasette, view, query, **changed),
    }
    return await page(datasette, request, "page.html", context)


def _page_address(datasette: Datasette, view: PageView, query: str, **changed: Any) -> str:
    """The address of this page with another number or file; the current file needs no hash."""
    number = changed.get("number", view.page["number"])
    sha256 = changed.get("sha256", view.sha256)
    path = datasette.urls.path(f"{path_of(view.document['id'])}/pages/{number}")
    return linked(path, q=query, sha256=None if sha256 == view.document["sha256"] else sha256)


async def _boxes(datasette: Datasette, view: PageView, query: str) -> list[dict[str, float]]:
    """Where the hits of the text stand on the picture, in points."""
    text = view.page["text"]
    found = [" ".join(text[a:b].split()) for a, b in hits(text, query)]
    phrases = tuple(sorted(set(found))[:_PHRASES_ON_IMAGE])
    path = FileStore(archive_folder(datasette)).path(view.sha256)
    boxes = await page_images.boxes(path, view.page["number"], phrases)
    return [
        {"x": x0 - 1, "y": y0 - 1, "width": x1 - x0 + 2, "height": y1 - y0 + 2}
        for x0, y0, x1, y1 in boxes[:500]
    ]


@public
async def unknown(datasette: Datasette, request: Request) -> Response:
    """Any other address below ours: a friendly 404."""
    raise NotFound("There is no page at this address.")
