"""A cited passage as a record of its own, to be kept, handed on and checked without network.

`record` makes JSON of a `Quotation`; `archive.citation_check` reads it again.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from archive.export.citation import Cited, styles
from metadata.records import Box

FORMAT = "policy-archive-citation/1"
_BESIDE, _ABOVE = 30.0, 14.0  # points of paper that a picture shows around the cited place


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of the cited place."""

    media_type: str
    body: bytes
    width: int  # pixels asked for when it was drawn
    box: Box  # what it shows, in points from the top left of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """How the archive came by the file."""

    url: str
    final_url: str
    captured_at: str
    via: str  # origin, wayback or local
    archived_at: str | None  # when the Wayback Machine made its copy
    status: int | None
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A passage, a place on a page, or a whole page, with all that proves it."""

    cited: Cited  # `page` is set
    address: str  # of the passage in this archive, absolute
    file_address: str
    bytes: int
    media_type: str
    reader: str | None
    page_label: str | None
    page_size: tuple[float, float]  # width and height in points
    quote: str | None  # as printed; None for a place or a whole page
    prefix: str
    suffix: str
    nth: int
    boxes: tuple[Box, ...]  # one a line
    picture: Picture | None
    origin: Origin | None


def record(q: Quotation) -> dict[str, Any]:
    """The record as JSON: quote, place, picture, file, capture with HTTP headers, reference."""
    cited = q.cited
    return {
        "format": FORMAT,
        "quote": q.quote,
        "prefix": q.prefix,
        "suffix": q.suffix,
        "occurrence": q.nth,
        "page": cited.page,
        "page_label": q.page_label,
        "page_size": {"width": q.page_size[0], "height": q.page_size[1], "unit": "pt"},
        "box": list(union(q.boxes)) if q.boxes else None,
        "boxes": [list(box) for box in q.boxes],
        "image": _image(q.picture),
        "sha256": cited.sha256,
        "file": {
            "sha256": cited.sha256,
            "bytes": q.bytes,
            "media_type": q.media_type,
            "pages": cited.page_count,
            "address": q.file_address,
        },
        "url": q.origin.url if q.origin else cited.url,
        "captured_at": q.origin.captured_at if q.origin else cited.captured_at,
        "http_headers": [list(pair) for pair in q.origin.headers] if q.origin else [],
        "capture": _capture(q.origin),
        "document": _document(cited),
        "reader": q.reader,
        "address": q.address,
        "citation": dict(styles(cited)),
    }


def _document(cited: Cited) -> dict[str, Any]:
    return {
        "id": cited.id,
        "title": cited.title,
        "kind": cited.kind,
        "issuer": cited.issuer,
        "published": cited.published,
        "language": cited.language,
        "identifier": cited.identifier,
        "version": cited.version,
    }


def _capture(origin: Origin | None) -> dict[str, Any] | None:
    if origin is None:
        return None
    return {
        "url": origin.url,
        "final_url": origin.final_url,
        "captured_at": origin.captured_at,
        "via": origin.via,
        "archived_at": origin.archived_at,
        "status": origin.status,
    }


def _image(picture: Picture | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    return {
        "media_type": picture.media_type,
        "width": picture.width,
        "box": list(picture.box),
        "sha256": hashlib.sha256(picture.body).hexdigest(),
        "base64": base64.b64encode(picture.body).decode("ascii"),
    }


def union(boxes: tuple[Box, ...]) -> Box:
    """The smallest box around all."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def margin(box: Box, page: tuple[float, float]) -> Box:
    """The box with some paper around it, within the page; whole points."""
    return (
        float(max(0, int(box[0] - _BESIDE))),
        float(max(0, int(box[1] - _ABOVE))),
        float(max(1, min(int(page[0]), int(box[2] + _BESIDE) + 1))),
        float(max(1, min(int(page[1]), int(box[3] + _ABOVE) + 1))),
    )
