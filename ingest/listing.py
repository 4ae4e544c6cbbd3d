"""One index page or feed, as captured, into its entries: the door to listings.

Pure on bytes and Source, of this page and this page alone. What the publisher printed is kept
as printed; what it means is found out elsewhere.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from ingest.hooks import Decoded, Found, ListingKind, kinds
from ingest.listing_decode import decode
from ingest.listing_words import says_pdf
from metadata.errors import ListingPluginError
from metadata.plugins import BUILT_IN, Offer, attempted
from metadata.records import Entry, Listing, Source

_HEAD = 4000  # characters by which a plugin tells whether a listing is of its kind
_OTHER_FORMAT = re.compile(r"\.(?:docx?|xlsx?|pptx?|od[tsp]|csv|tsv|json|xml|zip|rtf|txt|jtd)$")


def parse_listing(
    body: bytes,
    *,
    url: str,
    source: Source,
    charset: str | None = None,
    context: str | None = None,
) -> Listing:
    """What a page or feed lists and where it leads. Never fails, whatever the bytes.

    Raises ListingPluginError when a plugin that claims it does.

    `url` is the address after redirects, `charset` what the Content-Type header named, and
    `context` the text of the entry that led here. A page without items gives no entries;
    whether that may be is for `expect_entries` to say.
    """
    decoded = decode(body, charset)
    found = _read(decoded, url, source)
    entries = tuple(
        Entry(
            source_id=source.id,
            listing_url=url,
            position=position,
            text=item.text,
            section=item.section,
            href=item.href,
            url=item.url,
            context=context,
        )
        for position, item in enumerate(found.items, start=1)
    )
    return Listing(
        url=url,
        title=found.title,
        entries=entries,
        follow=found.follow,
        encoding=decoded.encoding,
        replacements=decoded.replacements,
    )


def is_listing(head: bytes) -> bool:
    """Whether a plugin claims bytes that are neither a page nor a feed. `head`: from the start."""
    text = decode(head, None).text
    return any(_claims(offer, text) for offer in kinds() if offer.plugin != BUILT_IN)


def _read(decoded: Decoded, url: str, source: Source) -> Found:
    """What the first kind of listing that claims a text finds in it."""
    offer = next(offer for offer in kinds() if _claims(offer, decoded.text))
    kind, name = offer.value, offer.plugin
    if name == BUILT_IN:
        return kind.read(decoded, url, source)
    doing = f"reading the listing {url}"
    found = attempted(name, doing, lambda: kind.read(decoded, url, source), ListingPluginError)
    if not isinstance(found, Found):
        raise ListingPluginError(
            f"The plugin {name} gave {type(found).__name__} for {url}, not Found. Nothing was "
            "marked missing; mend the plugin, or uninstall it."
        )
    return found


def _claims(offer: Offer[ListingKind], text: str) -> bool:
    head = text[:_HEAD]
    if offer.plugin == BUILT_IN:
        return offer.value.claims(text)
    doing = "asked whether a listing is of its kind"
    return bool(
        attempted(offer.plugin, doing, lambda: offer.value.claims(head), ListingPluginError)
    )


def pdf_links(listing: Listing) -> tuple[Entry, ...]:
    """The entries that lead to PDFs: by their address, or because their text says so."""
    return tuple(entry for entry in listing.entries if entry.url and _is_pdf(entry.url, entry.text))


def _is_pdf(url: str, text: str) -> bool:
    parts = urlsplit(url)
    path, query = unquote(parts.path).lower(), unquote(parts.query).lower()
    if path.endswith(".pdf") or query.endswith(".pdf"):
        return True
    return says_pdf(text) and not _OTHER_FORMAT.search(path)
