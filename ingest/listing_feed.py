"""RSS and Atom into items. feedparser is given text and never fetches."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from ingest.listing_decode import Decoded
from ingest.listing_found import Found, Item
from ingest.listing_links import Resolver

_START = re.compile(
    r"\s*(?:<\?.{0,1000}?\?>\s*|<!--.{0,4000}?-->\s*|<!DOCTYPE\s+(?:rss|rdf)[^>]{0,500}>\s*)*"
    r"<(?:rss|feed|rdf:RDF)[\s>]",
    re.DOTALL,
)
_DECLARATION = re.compile(r"^\s*<\?xml\b.{0,500}?\?>", re.DOTALL)
_UTF8 = {"content-type": "application/xml; charset=utf-8"}

# what feedparser's loose parser has been seen to end with on broken markup; it documents none
_FAILURES = (ValueError, LookupError, ArithmeticError, AssertionError, AttributeError, TypeError)


def is_feed(text: str) -> bool:
    """Whether a text is RSS or Atom."""
    return bool(_START.match(text[:20_000]))


def read_feed(decoded: Decoded, url: str) -> Found:
    """The items of a feed, in its order. Never fails: what cannot be read is not listed."""
    import feedparser  # dear to load, and most publishers have none

    body = _DECLARATION.sub("", decoded.text).lstrip().encode("utf-8", errors="replace")
    try:
        # a stream, as feedparser takes a string for an address or a file name
        feed = feedparser.parse(io.BytesIO(body), response_headers=_UTF8)
    except _FAILURES:
        return Found(title=None, items=())
    resolver = Resolver(url)
    title = _plain(feed.feed.get("title_detail"))
    items = [item for entry in feed.entries for item in _items(entry, title, resolver)]
    return Found(title=title, items=tuple(dict.fromkeys(items)))


def _items(entry: Mapping[str, Any], section: str | None, resolver: Resolver) -> list[Item]:
    text = _plain(entry.get("title_detail")) or _plain(entry.get("summary_detail")) or ""
    date = _date(entry)
    lines = [text, f"[{date}]"] if date else [text]
    hrefs = _hrefs(entry) or [None]
    return [
        Item(
            text="\n".join(line for line in lines if line),
            section=section,
            href=href,
            url=resolver.resolve(href) if href else None,
        )
        for href in hrefs
        if text or href
    ]


def _hrefs(entry: Mapping[str, Any]) -> list[str | None]:
    """The PDFs that are enclosed, else the page that the item links to."""
    enclosed = [link for link in entry.get("links", []) if link.get("rel") == "enclosure"]
    pdfs = [link["href"] for link in enclosed if link.get("href") and _is_pdf(link)]
    if pdfs:
        return list(pdfs)
    return [entry["link"]] if entry.get("link") else []


def _is_pdf(link: Mapping[str, Any]) -> bool:
    kind, path = str(link.get("type", "")), str(link["href"]).lower().partition("?")[0]
    return "pdf" in kind.lower() or path.endswith(".pdf")


def _plain(detail: Mapping[str, Any] | None) -> str | None:
    """The words of a title, which may be marked up."""
    value = str((detail or {}).get("value") or "")
    if detail and "html" in str(detail.get("type")) and re.search(r"[<&]", value):
        value = LexborHTMLParser(value).text()
    return " ".join(value.split()) or None


def _date(entry: Mapping[str, Any]) -> str | None:
    """The day as the publisher's own clock showed it: YYYY-MM-DD."""
    for name in ("published", "updated"):
        printed = str(entry.get(name) or "").strip() if name in entry else ""
        for read in (datetime.fromisoformat, parsedate_to_datetime):
            try:
                return read(printed).date().isoformat()
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
        if moment := entry.get(f"{name}_parsed") if name in entry else None:
            return f"{moment.tm_year:04}-{moment.tm_mon:02}-{moment.tm_mday:02}"
    return None
