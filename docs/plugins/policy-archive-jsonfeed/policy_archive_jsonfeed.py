"""JSON Feed (jsonfeed.org) as a kind of listing."""

from __future__ import annotations

import json

from ingest.hooks import Decoded, Found, Item, ListingKind, Resolver, hookimpl
from metadata.records import Source


def claims(head: str) -> bool:
    """Whether a text is a JSON Feed, told by its beginning."""
    return head.lstrip().startswith("{") and "https://jsonfeed.org/version/" in head


def read(decoded: Decoded, url: str, source: Source) -> Found:
    """The items, as printed, and the next page."""
    feed, resolver = json.loads(decoded.text), Resolver(url)
    items = []
    for item in feed["items"]:
        attached = [each["url"] for each in item.get("attachments", [])]
        date = str(item.get("date_published", ""))[:10]
        for href in attached or [item.get("url")]:
            lines = [item.get("title", ""), f"[{date}]" if date else ""]
            text = "\n".join(line for line in lines if line)
            resolved = resolver.resolve(href) if href else None
            items.append(Item(text=text, section=feed.get("title"), href=href, url=resolved))
    following = resolver.resolve(feed["next_url"]) if feed.get("next_url") else None
    follow = (following,) if following else ()
    return Found(title=feed.get("title"), items=tuple(items), follow=follow)


@hookimpl
def listing_kinds() -> list[ListingKind]:
    return [ListingKind(name="json-feed", claims=claims, read=read)]
