"""A document for other programs: JSON, JSON-LD, BibTeX, RIS, CSL-JSON, and links to them."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette.utils.asgi import Request, Response

from archive.export import citation, linked_data
from archive.export.citation import Cited
from archive.export.linked_data import Copy, Described, Neighbour
from archive.web import parameters, queries_documents, words
from archive.web.queries import read
from archive.web.queries_documents import DocumentPage
from archive.web.render import PLUGIN, as_json, as_text, public
from archive.web.signposts import Sign, link_header
from archive.web.visits import Visit

if TYPE_CHECKING:
    from datasette.app import Datasette

FORMS = {
    "bib": ("BibTeX", "application/x-bibtex"),
    "ris": ("RIS", "application/x-research-info-systems"),
    "csl.json": ("CSL-JSON", "application/vnd.citationstyles.csl+json"),
    "jsonld": ("JSON-LD", "application/ld+json"),
    "json": ("JSON", "application/json"),
}
_LARGEST_EMBEDDED = 12_000  # characters of linked data that stand in the page itself
_REFERENCES = 300


def absolute(datasette: Datasette, request: Request, path: str) -> str:
    """A path of this site as a whole address."""
    return str(datasette.absolute_url(request, datasette.urls.path(path)))


def document_path(document_id: str) -> str:
    """The path of a document on this site."""
    return f"/-/documents/{quote(document_id, safe='')}"


def license_of(datasette: Datasette) -> str | None:
    """From `plugins: policy-archive: license` in datasette.yaml: the address of a licence."""
    found = (datasette.plugin_config(PLUGIN) or {}).get("license")
    return str(found) if found else None


def cited(datasette: Datasette, request: Request, found: DocumentPage) -> Cited:
    """What a reference to the document is made of."""
    doc = found.document
    version = next(iter(found.versions), None)
    return Cited(
        id=doc["id"],
        title=doc["title"],
        kind=doc["kind"],
        issuer=words.body(doc["issuer"], doc["publisher"]),
        published=doc["published"] or doc["coverage"],
        language=doc["language"],
        identifier=doc["identifier"],
        url=doc["url"],
        archive_url=absolute(datasette, request, document_path(doc["id"])),
        version=version["number"] if version else 1,
        sha256=doc["sha256"],
        captured_at=version["captured_at"] if version else doc["first_archived"],
        page_count=doc["page_count"],
        license=license_of(datasette),
    )


def jsonld(datasette: Datasette, request: Request, found: DocumentPage) -> dict[str, Any]:
    """The document as linked data."""
    doc = found.document
    described = Described(
        cited=cited(datasette, request, found),
        part=doc["part"],
        coverage=doc["coverage"],
        publisher=words.body(doc["publisher"]),
        copies=tuple(copy_of(datasette, request, version) for version in found.versions),
        neighbours=tuple(
            Neighbour(
                predicate=other["predicate"],
                direction=other["direction"],
                address=absolute(datasette, request, document_path(other["id"])),
                title=other["title"],
            )
            for other in found.related
        ),
        references=tuple(
            (c["scheme"], _target(datasette, request, c)) for c in found.cites[:_REFERENCES]
        ),
    )
    return linked_data.document(described)


def copy_of(datasette: Datasette, request: Request, version: sqlite3.Row) -> Copy:
    """A version as a file, from a row with its number, hash, capture and file."""
    extension = words.extension(version["media_type"])
    return Copy(
        number=version["number"],
        sha256=version["sha256"],
        captured_at=version["captured_at"],
        origin=version["url"],
        address=absolute(datasette, request, f"/-/files/{version['sha256']}.{extension}"),
        media_type=version["media_type"],
        bytes=version["bytes"],
    )


def _target(datasette: Datasette, request: Request, reference: sqlite3.Row) -> str:
    if reference["scheme"] == "document":
        return absolute(datasette, request, document_path(reference["target"]))
    target: str = reference["target"]
    return target


def embedded(datasette: Datasette, request: Request, found: DocumentPage) -> dict[str, Any] | None:
    """The linked data to put into the page, or None when it is too long for that."""
    data = jsonld(datasette, request, found)
    return data if len(json.dumps(data, ensure_ascii=False)) <= _LARGEST_EMBEDDED else None


def tags(datasette: Datasette, request: Request, found: DocumentPage) -> tuple[Any, ...]:
    """The `citation_*` tags of a document's page: name and content."""
    extension = words.extension(found.file["media_type"])
    file = absolute(datasette, request, f"/-/files/{found.document['sha256']}.{extension}")
    reference = cited(datasette, request, found)
    return citation.highwire(reference, file if extension == "pdf" else None)


def signs(datasette: Datasette, request: Request, found: DocumentPage) -> tuple[Sign, ...]:
    """Signposts of a document's page."""
    doc = found.document
    here = absolute(datasette, request, document_path(doc["id"]))
    file = f"/-/files/{doc['sha256']}.{words.extension(found.file['media_type'])}"
    license_url = license_of(datasette)
    return (
        Sign(href=here, rel="cite-as"),
        *(Sign(href=f"{here}.{form}", rel="describedby", type=kind)
          for form, (_, kind) in FORMS.items()),
        Sign(href=absolute(datasette, request, file), rel="item", type=found.file["media_type"]),
        Sign(href=f"https://schema.org/{linked_data.schema_type(doc['kind'])}", rel="type"),
        Sign(href="https://schema.org/AboutPage", rel="type"),
        *((Sign(href=license_url, rel="license"),) if license_url else ()),
    )  # fmt: skip


@public
async def handed_over(datasette: Datasette, request: Request) -> Response:
    """The document as JSON, JSON-LD, BibTeX, RIS or CSL-JSON."""
    document_id = parameters.name(request, "id")
    form = request.url_vars["form"]
    question = queries_documents.everything if form == "json" else queries_documents.document_page
    found = await read(datasette, lambda db: question(db, document_id), Visit.of(request).moment)
    here = absolute(datasette, request, document_path(document_id))
    headers = {"Link": link_header((Sign(href=here, rel="describes", type="text/html"),))}
    media_type = f"{FORMS[form][1]}; charset=utf-8"
    if form == "json":
        return as_json(_everything(datasette, request, found), headers=headers)
    if form == "jsonld":
        data = jsonld(datasette, request, found)
        return as_json(data, content_type="application/ld+json", headers=headers)
    reference = cited(datasette, request, found)
    if form == "csl.json":
        text = json.dumps(citation.csl(reference), ensure_ascii=False, indent=2)
        return as_text(text, media_type, headers=headers)
    body = citation.bibtex(reference) if form == "bib" else citation.ris(reference)
    return as_text(body, media_type, headers=headers)


def _everything(datasette: Datasette, request: Request, found: DocumentPage) -> dict[str, Any]:
    """All that the page shows, by name, and the addresses to go on from."""
    findings = [dict(f) for listed in found.findings.values() for f in listed]
    here = absolute(datasette, request, document_path(found.document["id"]))
    return {
        "url": here,
        "forms": {form: f"{here}.{form}" for form in FORMS},
        "document": dict(found.document),
        "file": _opened(found.file, "outline", "attachments"),
        "versions": [
            _opened(v, "headers") | {"file": copy_of(datasette, request, v).address}
            for v in found.versions
        ],
        "findings": sorted(findings, key=lambda f: f["position"]),
        "entries": [dict(e) for e in found.entries],
        "related": [dict(r) for r in found.related],
        "series": [dict(s) for s in found.series],
        "sections": [dict(s) for s in found.sections],
        "tables": [
            dict(t) | {"url": absolute(datasette, request, f"/-/tables/{t['id']}")}
            for t in found.tables
        ],
        "cites": [dict(c) for c in found.cites],
        "cited_by": [dict(c) for c in found.cited_by],
        "changes": [
            {**dict(c), "edits": [dict(e) for e in found.edits.get(c["id"], [])]}
            for c in found.changes
        ],
        "problems": [dict(p) for p in found.problems],
        "pages": [dict(p) | {"url": f"{here}/pages/{p['number']}"} for p in found.pages],
        "citation": dict(citation.styles(cited(datasette, request, found))),
    }


def _opened(row: sqlite3.Row, *names: str) -> dict[str, Any]:
    """A row whose columns `names` hold JSON, with that JSON opened."""
    values = dict(row)
    return values | {name: json.loads(values[name]) for name in names if values.get(name)}
