"""Feeds: Atom (RFC 4287, paged by RFC 5005) and JSON Feed 1.1, of anything that has news.

Ids are URNs made from what an entry is about, never from an address: they stay the same when the
archive moves to another host or is served as a snapshot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5
from xml.etree import ElementTree

_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OURS = UUID("6f5f2a0e-6a0b-5d0c-9d56-0b6b3f0c7a11")  # the name space of our ids
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = "1970-01-01T00:00:00Z"
ATOM_TYPE = "application/atom+xml; charset=utf-8"
JSON_TYPE = "application/feed+json; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of news."""

    key: str  # what it is about, the same for ever
    title: str  # on one line
    at: str  # UTC ISO 8601 with Z
    link: str  # absolute
    text: str
    tags: tuple[str, ...] = ()
    language: str | None = None  # of the text, where it is another than the feed's
    row: dict[str, Any] = field(default_factory=dict)  # as the archive has it, for JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """News, newest first. Addresses are absolute."""

    key: str  # which archive and which part of it
    title: str
    language: str
    home: str  # the page that shows the same
    here: str
    following: str | None  # older ones
    items: tuple[Item, ...]

    @property
    def updated(self) -> str:
        """When something was last added."""
        return max((item.at for item in self.items), default=_EPOCH)


def urn(key: str) -> str:
    """An id that never changes and names no host."""
    return f"urn:uuid:{uuid5(_OURS, key.encode('utf-8', 'replace').decode())}"


def atom(feed: Feed) -> str:
    """The feed as Atom."""
    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(f"{{{_ATOM}}}feed", {_XML_LANG: feed.language})
    _add(root, "id", urn(feed.key))
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.here)
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    if feed.following:
        _add(root, "link", rel="next", type="application/atom+xml", href=feed.following)
    author = ElementTree.SubElement(root, f"{{{_ATOM}}}author")
    _add(author, "name", "policy-archive")
    for item in feed.items:
        _entry(root, item)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _entry(feed: ElementTree.Element, item: Item) -> None:
    entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(entry, "id", urn(item.key))
    _add(entry, "title", item.title)
    _add(entry, "updated", item.at)
    _add(entry, "published", item.at)
    _add(entry, "link", rel="alternate", type="text/html", href=item.link)
    for tag in item.tags:
        _add(entry, "category", term=tag)
    content = _add(entry, "content", item.text, type="text")
    if item.language:
        content.set(_XML_LANG, item.language)


def _add(
    parent: ElementTree.Element, name: str, text: str | None = None, **rest: str
) -> ElementTree.Element:
    cleaned = {key: _NOT_IN_XML.sub(" ", value) for key, value in rest.items()}
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", cleaned)
    if text is not None:
        element.text = _NOT_IN_XML.sub(" ", text)
    return element


def json_feed(feed: Feed) -> dict[str, Any]:
    """The feed as a JSON Feed; `_change` or `_hit` of an item is the row as the archive has it."""
    found: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.here,
        "language": feed.language,
        "authors": [{"name": "policy-archive"}],
    }
    if feed.following:
        found["next_url"] = feed.following
    return found | {"items": [_json_item(item) for item in feed.items]}


def _json_item(item: Item) -> dict[str, Any]:
    return {
        "id": urn(item.key),
        "url": item.link,
        "title": item.title,
        "content_text": item.text,
        "date_published": item.at,
        "tags": list(item.tags),
        **item.row,
    }
