"""Readable names for documents that stay the same over runs, rereads and machines.

A name is made once, from what the publisher printed and the address, never from extracted
text: a better reader must not break a permalink. The rules here are therefore frozen; a
change of them would rename the documents of an archive that is built anew.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import unquote, urlsplit

_LONGEST = 60
_BRACKETED = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|［[^［］]*］|〔[^〔〕]*〕|【[^【】]*】"
)


def document_name(source_id: str, printed: str, url: str) -> str:
    """Return `<source>-<slug>-<6 hex digits>` for the item `printed` that leads to `url`.

    The digits come from host, path and query, so that two items of one title differ and the
    order of discovery does not matter. The port is left out: it is no part of a work.
    """
    parts = urlsplit(url)
    address = f"{parts.hostname or ''}{unquote(parts.path)}?{parts.query}"
    digits = hashlib.sha256(address.encode()).hexdigest()[:6]
    return f"{source_id}-{_readable(printed, parts.path)}-{digits}"


def imported_name(source_id: str, file_name: str, sha256: str) -> str:
    """Return the name of a file imported by hand: its own name and the start of its hash."""
    return f"{source_id}-{_readable(file_name.rsplit('.', 1)[0], '')}-{sha256[:6]}"


def _readable(printed: str, path: str) -> str:
    stem = unquote(path).rstrip("/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    first_line = printed.strip().split("\n", 1)[0]
    return _slug(_BRACKETED.sub(" ", first_line)) or _slug(stem) or "document"


def _slug(text: str) -> str:
    """Latin letters and digits of `text`; "" when most of it is in another script."""
    folded = unicodedata.normalize("NFKD", text[:500]).lower()
    plain = folded.encode("ascii", "ignore").decode()
    if sum(c.isalpha() for c in plain) * 2 < sum(c.isalpha() for c in folded):
        return ""
    words = re.findall(r"[a-z0-9]+", plain)
    slug = ""
    for word in words:
        if len(slug) + 1 + len(word) > _LONGEST:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or (words[0][:_LONGEST] if words else "")
