"""Whether what came is what was promised."""

from __future__ import annotations

from urllib.parse import urlsplit

from ingest.fetching.content import (
    is_challenge,
    media_type,
    pdf_ending,
    stray_bytes,
)
from ingest.fetching.part import Body
from ingest.fetching.records import Request
from ingest.fetching.trail import Trail
from ingest.hooks import claimed
from metadata.errors import BlockedError, ListingChangedError, NotAPdfError

PDF = "application/pdf"


def verified(body: Body, trail: Trail) -> str:
    """The media type of a body that may be kept; odd things about it are noted.

    Raises NotAPdfError where a PDF was promised, BlockedError for a bot check, and
    ListingChangedError when a listing turned out to be no page.
    """
    declared = (trail.header("content-type") or "").strip().lower()
    found = media_type(body.head, declared)
    url, expects = trail.url, trail.request.expects
    if is_challenge(body.head, {name.lower(): value for name, value in trail.headers}):
        raise BlockedError(
            f"{url} answered with a bot check in place of the page. Nothing was taken from it; "
            "ask the publisher for access, or for an address that programs may use."
        )
    if found != PDF and promised(trail.request):
        raise NotAPdfError(
            f"{url} promised a PDF and sent {_what(body, found, declared)}. What we had is kept; "
            "look at the address in a browser."
        )
    if expects == "page" and _is_no_page(body, found):
        raise ListingChangedError(
            f"{url} should be a page and sent {_what(body, found, declared)}. The state of its "
            "listing is as before; look at the address in a browser."
        )
    if expects == "any":
        found = claimed(body.head, found)
    if found == PDF:
        _note_oddities(body, trail, declared)
    return found


def promised(request: Request) -> bool:
    """Whether nothing but a PDF will do."""
    if request.expects == "any":
        named = urlsplit(request.url).path.lower().endswith(".pdf")
        return named or request.media_type == PDF
    return request.expects == "pdf"


def is_cut(body: Body, trail: Trail) -> bool:
    """Whether a PDF broke off, as far as its own bytes can tell.

    With a length, or in chunks, all that was sent has come: then the publisher's file is like
    that. A PDF that only lacks its end mark is readable, and kept with a note.
    """
    if trail.framed or media_type(body.head) != PDF:
        return False
    return pdf_ending(body.head, body.tail, body.size) == "cut"


def _is_no_page(body: Body, found: str) -> bool:
    if found == "application/octet-stream" and body.size:
        from ingest.listing import is_listing  # dear to load

        return not is_listing(body.head)  # of a kind that a plugin reads
    return found == PDF


def _note_oddities(body: Body, trail: Trail, declared: str) -> None:
    if declared and not declared.startswith(PDF):
        trail.note(f"A PDF, though sent as {declared[:100]}.")
    if stray := stray_bytes(body.head):
        trail.note(f"{stray} stray bytes stand before the PDF's first mark.")
    if pdf_ending(body.head, body.tail, body.size) != "whole":
        trail.note("The PDF lacks its end mark (%%EOF).")


def _what(body: Body, found: str, declared: str) -> str:
    if not body.size:
        return "nothing at all"
    if found == "text/html":
        return "a web page"
    return f"something else ({declared[:100] or found})"
