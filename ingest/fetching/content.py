"""What bytes are, told by the bytes and not by the header that came with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Ending = Literal["whole", "odd", "cut"]

HEAD = 4096  # bytes looked at from the start
TAIL = 65536  # bytes looked at from the end

_PDF_WITHIN = 1024  # where readers look for the mark
_END_WITHIN = 2048
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|link|frameset|table|div|p|h1)[\s>/]",
    re.IGNORECASE,
)
_FEED = re.compile(rb"<(?:\?xml|rss|feed|rdf:rdf|urlset|sitemapindex)[\s>]", re.IGNORECASE)
_LINEARIZED = re.compile(
    rb"/Linearized\s[^>]{0,200}?/L\s+(\d{1,15})|/L\s+(\d{1,15})[^>]{0,200}?/Linearized"
)
_CHALLENGE = re.compile(
    rb"/cdn-cgi/challenge-platform/|_Incapsula_Resource|awsWafCookieDomainList"
    rb"|<title>\s*Just a moment\.\.\.",
    re.IGNORECASE,
)


def media_type(head: bytes, declared: str = "") -> str:
    """application/pdf, text/html, application/xml or application/octet-stream.

    `declared` is the server's word, believed only for a page that shows no sign of what it is.
    """
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "application/pdf"
    if looks_like_html(head):
        return "text/html"
    if _FEED.search(_plain(head)[:512]):
        return "application/xml"
    if declared.startswith("text/html") and head.strip() and b"\0" not in head:
        return "text/html"
    return "application/octet-stream"


def looks_like_html(head: bytes) -> bool:
    """Whether the bytes start like a page; XML that holds a page is one."""
    start = _plain(head[:HEAD]).lstrip()
    return start.startswith(b"<") and _HTML.search(start) is not None


def stray_bytes(head: bytes) -> int:
    """How many bytes stand before `%PDF-`."""
    return max(0, head.find(b"%PDF-"))


def is_challenge(head: bytes, headers: Mapping[str, str]) -> bool:
    """Whether a bot check came in place of the page. `headers` has lower-case names."""
    if headers.get("cf-mitigated") == "challenge" or "x-amzn-waf-action" in headers:
        return True
    return looks_like_html(head) and _CHALLENGE.search(head) is not None


def pdf_ending(head: bytes, tail: bytes, size: int) -> Ending:
    """Whether a PDF came to its end.

    "whole" has its `%%EOF` in the last 2 KB. "odd" lacks it, but the pointer to its table of
    contents is there, so readers open it. "cut" has neither, or is shorter than it says.
    """
    if b"%%EOF" in tail[-_END_WITHIN:]:
        return "whole"
    said = _LINEARIZED.search(head[:HEAD])
    if said is not None:
        return "odd" if int(said[1]) <= size else "cut"
    return "odd" if b"startxref" in tail else "cut"


def _plain(head: bytes) -> bytes:
    # UTF-16 pages: every other byte is NUL, and their marks are ASCII all the same.
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:].replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf")
