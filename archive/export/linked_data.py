"""A document as linked data: schema.org with DCMI terms, in JSON-LD that needs no network.

The context stands in the file itself, so that any JSON-LD reader gets the same triples offline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from archive.export.citation import Cited

CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TYPES = {
    "law": "Legislation", "regulation": "Legislation", "statistics": "Dataset",
    "news": "NewsArticle",
}  # fmt: skip
_PROPERTIES = {
    ("summary_of", "to"): "dcterms:isVersionOf",
    ("summary_of", "from"): "dcterms:hasVersion",
    ("translation_of", "to"): "translationOfWork",
    ("translation_of", "from"): "workTranslation",
    ("part_of", "to"): "isPartOf",
    ("part_of", "from"): "hasPart",
    ("replaces", "to"): "dcterms:replaces",
    ("replaces", "from"): "dcterms:isReplacedBy",
}
_SAFE = "%/:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One version of a document as a file."""

    number: int
    sha256: str
    captured_at: str
    origin: str | None  # the address it was captured from
    address: str  # in this archive, absolute
    media_type: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A related document; `direction` is "to" when the described one is the subject."""

    predicate: str
    direction: str
    address: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """All that is said of a document."""

    cited: Cited
    part: str | None
    coverage: str | None
    publisher: str | None
    copies: tuple[Copy, ...]  # newest first
    neighbours: tuple[Neighbour, ...]
    references: tuple[tuple[str, str], ...]  # scheme and target; an address for a document


def schema_type(kind: str) -> str:
    """The schema.org type of a kind of document."""
    return _TYPES.get(kind, "Report")


def document(described: Described) -> dict[str, Any]:
    """The document as a JSON-LD node with its context."""
    cited = described.cited
    node: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": schema_type(cited.kind),
        "@id": cited.archive_url,
        "name": cited.title,
        "dcterms:title": tagged(cited.title, cited.language),
        "url": {"@id": cited.archive_url},
        "genre": cited.kind,
        "dcterms:type": cited.kind,
        "publisher": _body("Organization", described.publisher),
        "creator": _body("GovernmentOrganization", cited.issuer),
        "version": str(cited.version),
        "dateModified": cited.captured_at,
        "encoding": _encoding(described.copies[0]) if described.copies else None,
        "dcterms:hasFormat": [_encoding(copy) for copy in described.copies[1:]],
        "citation": [_reference(*reference) for reference in described.references],
        **_optional(described),
        **_related(described.neighbours),
    }
    return {name: value for name, value in node.items() if value not in (None, [], "")}


def _body(kind: str, name: str | None) -> dict[str, str] | None:
    return {"@type": kind, "name": name} if name else None


def _optional(described: Described) -> dict[str, Any]:
    cited = described.cited
    is_law = schema_type(cited.kind) == "Legislation"
    published = cited.published if re.match(r"\d{4}", cited.published or "") else None
    return {
        "datePublished": published,
        "dcterms:issued": dated(published),
        "temporalCoverage": described.coverage,
        "inLanguage": cited.language,
        "dcterms:language": cited.language,
        "identifier": cited.identifier,
        "legislationIdentifier": cited.identifier if is_law else None,
        "legislationDate": dated(published) if is_law else None,
        "numberOfPages": cited.page_count,
        "additionalType": described.part,
        "isBasedOn": node_of(cited.url),
        "dcterms:source": node_of(cited.url),
        "license": node_of(cited.license),
    }


def _encoding(copy: Copy) -> dict[str, Any]:
    found = {
        "@type": "MediaObject",
        "@id": copy.address,
        "name": f"Version {copy.number}",
        "contentUrl": {"@id": copy.address},
        "encodingFormat": copy.media_type,
        "contentSize": str(copy.bytes),
        "sha256": copy.sha256,
        "uploadDate": copy.captured_at,
        "dcterms:source": node_of(copy.origin),
    }
    return {name: value for name, value in found.items() if value is not None}


def _reference(scheme: str, target: str) -> dict[str, Any]:
    if scheme == "document":
        return {"@id": target}
    kind = "Legislation" if scheme in ("jp-law", "us-law", "celex", "eli") else "CreativeWork"
    found = {"@type": kind, "identifier": target, "name": target}
    return found | {"@id": target} if scheme == "eli" else found


def _related(neighbours: tuple[Neighbour, ...]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for other in neighbours:
        name = _PROPERTIES.get((other.predicate, other.direction), "dcterms:relation")
        found.setdefault(name, []).append({"@id": other.address, "name": other.title})
    return found


def tagged(text: str, language: str | None) -> dict[str, str]:
    """A text with its language, when that is one."""
    if language and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        return {"@value": text, "@language": language}
    return {"@value": text}


def dated(date: str | None) -> dict[str, str] | None:
    """A partial date as a typed literal; None for what is no date."""
    for pattern, name in (
        (r"\d{4}", "gYear"),
        (r"\d{4}-(0[1-9]|1[0-2])", "gYearMonth"),
        (r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "date"),
    ):
        if date and re.fullmatch(pattern, date):
            return {"@value": date, "@type": f"xsd:{name}"}
    return None


def node_of(url: str | None) -> dict[str, str] | None:
    """An address as a node: only one that leads somewhere on the web."""
    try:
        is_web = bool(url) and urlsplit(url or "").scheme in ("http", "https")
    except ValueError:
        is_web = False
    return {"@id": quote(url or "", safe=_SAFE)} if is_web else None
