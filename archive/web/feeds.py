"""The ledger of changes for feed readers: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree

from datasette.utils.asgi import Request

from archive.web import words

if TYPE_CHECKING:
    from datasette.app import Datasette

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLUMNS = (
    "id", "run_id", "at", "kind", "source_id", "document_id", "from_sha256", "to_sha256", "edit",
    "detail",
)  # fmt: skip
_EPOCH = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where this site is, as the reader sees it."""

    root: str  # absolute, without a slash at the end
    here: str  # the address of this feed, absolute

    @classmethod
    def of(cls, datasette: Datasette, request: Request) -> Place:
        """From the request that is being answered."""
        return cls(
            root=str(datasette.absolute_url(request, datasette.urls.path("/"))).rstrip("/"),
            here=str(datasette.absolute_url(request, request.full_path)),
        )

    def document(self, document_id: str) -> str:
        """The permanent address of a document."""
        return f"{self.root}/-/documents/{quote(document_id, safe='')}"

    def change(self, change: sqlite3.Row) -> str:
        """Where a change is explained."""
        if change["document_id"]:
            return f"{self.document(change['document_id'])}#change-{change['id']}"
        return f"{self.root}/-/changes#change-{change['id']}"


def headline(change: sqlite3.Row) -> str:
    """ "Revised: Basic Plan ..." on one line."""
    title = " ".join((change["title"] or "an item without a document").split())
    return f"{words.named('change', change['kind'])}: {title}"


def atom(changes: Sequence[sqlite3.Row], place: Place) -> str:
    """An Atom feed of changes, newest first."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", f"{place.root}/-/changes")
    _add(feed, "title", "Changes in the policy archive")
    _add(feed, "updated", changes[0]["at"] if changes else _EPOCH)
    _add(feed, "link", rel="self", type="application/atom+xml", href=place.here)
    _add(feed, "link", rel="alternate", type="text/html", href=f"{place.root}/-/changes")
    author = ElementTree.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", "policy-archive")
    for change in changes:
        _entry(feed, change, place)
    text = ElementTree.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _entry(feed: ElementTree.Element, change: sqlite3.Row, place: Place) -> None:
    entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(entry, "id", f"{place.root}/-/changes#change-{change['id']}")
    _add(entry, "title", headline(change))
    _add(entry, "updated", change["at"])
    _add(entry, "link", rel="alternate", type="text/html", href=place.change(change))
    _add(entry, "category", term=change["kind"])
    _add(entry, "content", change["detail"], type="text")


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **rest: str) -> None:
    cleaned = {key: _NOT_IN_XML.sub(" ", value) for key, value in rest.items()}
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", cleaned)
    if text is not None:
        element.text = _NOT_IN_XML.sub(" ", text)


def json_feed(changes: Sequence[sqlite3.Row], place: Place) -> dict[str, Any]:
    """The same as a JSON Feed; `_change` holds the row as the archive has it."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Changes in the policy archive",
        "home_page_url": f"{place.root}/-/changes",
        "feed_url": place.here,
        "items": [_item(change, place) for change in changes],
    }


def _item(change: sqlite3.Row, place: Place) -> dict[str, Any]:
    return {
        "id": f"{place.root}/-/changes#change-{change['id']}",
        "url": place.change(change),
        "title": headline(change),
        "content_text": change["detail"],
        "date_published": change["at"],
        "tags": [change["kind"]],
        "_change": {name: change[name] for name in _COLUMNS},
    }
