"""The archive for machines that know standards: a DCAT catalogue and an OpenSearch description."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from datasette.utils.asgi import Request, Response

from archive.export import dcat
from archive.export.dcat import Catalogue, Record
from archive.web import parameters, queries_standards, words
from archive.web.handed_over import absolute, copy_of, document_path, license_of
from archive.web.language import chosen, say
from archive.web.queries import read
from archive.web.queries_standards import Shelf
from archive.web.render import as_json, as_text, linked, public

if TYPE_CHECKING:
    from datasette.app import Datasette

_MOST_PAGES = 100_000
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"


@public
async def catalog(datasette: Datasette, request: Request) -> Response:
    """The documents as a DCAT catalogue, paged."""
    number = parameters.whole(request, "page", _MOST_PAGES)
    shelf = await read(datasette, lambda db: queries_standards.shelf(db, number))
    records = [
        Record(
            address=absolute(datasette, request, document_path(row["id"])),
            title=row["title"],
            kind=row["kind"],
            language=row["language"],
            issuer=words.body(row["issuer"], row["publisher"]),
            published=row["published"],
            identifier=row["identifier"],
            first_archived=row["first_archived"],
            last_changed=row["last_changed"],
            landing=row["url"],
            copy=copy_of(datasette, request, row),
        )
        for row in shelf.documents
    ]
    body = dcat.catalogue(_about(datasette, request, shelf, number), records)
    return as_json(body, content_type="application/ld+json")


def _about(datasette: Datasette, request: Request, shelf: Shelf, number: int) -> Catalogue:
    root = absolute(datasette, request, "/").rstrip("/")
    here = f"{root}/-/catalog.jsonld"
    return Catalogue(
        root=root,
        here=linked(here, page=number),
        following=linked(here, page=number + 1) if shelf.has_more else None,
        total=shelf.total,
        modified=shelf.modified,
        publishers=tuple(filter(words.body, shelf.publishers)),
        license=license_of(datasette),
    )


async def opensearch(datasette: Datasette, request: Request) -> Response:
    """How a browser or another program searches here (OpenSearch 1.1)."""
    lang = chosen(request)
    ElementTree.register_namespace("", _OPENSEARCH)
    root = ElementTree.Element(f"{{{_OPENSEARCH}}}OpenSearchDescription")
    for name, text in (
        ("ShortName", say(lang, "standards.search_name")),
        ("Description", say(lang, "standards.search_description")),
        ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
        ("Language", "*"),
    ):
        ElementTree.SubElement(root, f"{{{_OPENSEARCH}}}{name}").text = text
    for path, media_type in (("/-/search", "text/html"), ("/-/search.json", "application/json")):
        template = f"{absolute(datasette, request, path)}?q={{searchTerms}}&page={{startPage?}}"
        ElementTree.SubElement(
            root, f"{{{_OPENSEARCH}}}Url", {"type": media_type, "template": template}
        )
    mark = absolute(datasette, request, "/-/static-plugins/policy-archive/mark.svg")
    image = ElementTree.SubElement(root, f"{{{_OPENSEARCH}}}Image", {"type": "image/svg+xml"})
    image.text = mark
    text = ElementTree.tostring(root, encoding="unicode")
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
    return as_text(body, "application/opensearchdescription+xml; charset=utf-8")
