"""The archive as a DCAT catalogue (JSON-LD): its documents, their files, and how to query it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from archive.export.linked_data import Copy, dated, node_of, tagged

CONTEXT: dict[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One document of the catalogue."""

    address: str
    title: str
    kind: str
    language: str | None
    issuer: str | None
    published: str | None
    identifier: str | None
    first_archived: str
    last_changed: str
    landing: str | None  # its address at the publisher
    copy: Copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The archive as a whole, and one page of its documents."""

    root: str  # address of the site, without a slash at the end
    here: str  # address of this page of the catalogue
    following: str | None  # address of the next page
    total: int  # documents in the archive
    modified: str | None
    publishers: tuple[str, ...]
    license: str | None


def catalogue(about: Catalogue, records: Sequence[Record]) -> dict[str, Any]:
    """A page of the catalogue as JSON-LD."""
    node: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": f"{about.root}/-/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dcterms:title": tagged("Policy archive", "en"),
        "dcterms:description": tagged(
            "Publications of government bodies, every version kept as it was published: "
            + "; ".join(about.publishers),
            "en",
        ),
        "dcterms:modified": _moment(about.modified),
        "dcterms:license": node_of(about.license),
        "foaf:homepage": {"@id": f"{about.root}/"},
        "hydra:totalItems": about.total,
        "dcat:service": _service(about.root),
        "dcat:dataset": [_database(about), *map(_dataset, records)],
        "hydra:view": _view(about),
    }
    return {name: value for name, value in node.items() if value is not None}


def _view(about: Catalogue) -> dict[str, Any]:
    view: dict[str, Any] = {"@id": about.here, "@type": "hydra:PartialCollectionView"}
    return view | ({"hydra:next": {"@id": about.following}} if about.following else {})


def _service(root: str) -> dict[str, Any]:
    return {
        "@id": f"{root}/-/search.json",
        "@type": "dcat:DataService",
        "dcterms:title": tagged("Full-text search", "en"),
        "dcat:endpointURL": {"@id": f"{root}/-/search.json"},
        "dcat:endpointDescription": {"@id": f"{root}/-/opensearch.xml"},
    }


def _database(about: Catalogue) -> dict[str, Any]:
    return {
        "@id": f"{about.root}/archive",
        "@type": "dcat:Dataset",
        "dcterms:title": tagged("The archive's tables", "en"),
        "dcat:landingPage": {"@id": f"{about.root}/archive"},
        "dcat:distribution": {
            "@id": f"{about.root}/archive.json",
            "@type": "dcat:Distribution",
            "dcat:accessURL": {"@id": f"{about.root}/archive.json"},
            "dcat:mediaType": {"@id": f"{_MEDIA_TYPES}application/json"},
        },
    }


def _dataset(record: Record) -> dict[str, Any]:
    node: dict[str, Any] = {
        "@id": record.address,
        "@type": ["dcat:Dataset", "dcat:Resource"],
        "dcterms:title": tagged(record.title, record.language),
        "dcterms:type": record.kind,
        "dcterms:language": record.language,
        "dcterms:identifier": record.identifier,
        "dcterms:publisher": (
            {"@type": "foaf:Agent", "foaf:name": record.issuer} if record.issuer else None
        ),
        "dcterms:issued": dated(record.published),
        "dcterms:created": _moment(record.first_archived),
        "dcterms:modified": _moment(record.last_changed),
        "dcterms:source": node_of(record.landing),
        "dcat:landingPage": {"@id": record.address},
        "dcat:distribution": _distribution(record.copy),
    }
    return {name: value for name, value in node.items() if value is not None}


def _distribution(copy: Copy) -> dict[str, Any]:
    return {
        "@id": copy.address,
        "@type": "dcat:Distribution",
        "dcat:downloadURL": {"@id": copy.address},
        "dcat:mediaType": {"@id": f"{_MEDIA_TYPES}{copy.media_type}"},
        "dcat:byteSize": {"@value": str(copy.bytes), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": copy.sha256, "@type": "xsd:hexBinary"},
        },
    }


def _moment(time: str | None) -> dict[str, str] | None:
    return {"@value": time, "@type": "xsd:dateTime"} if time else None
