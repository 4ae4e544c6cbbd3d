"""Links in HTTP headers (RFC 8288) that lead machines from a page to what it is about.

After the Signposting conventions: cite-as, describedby, describes, item, collection, type,
license.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

_SAFE = "%/:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One link; `href` is absolute or begins with a slash."""

    href: str
    rel: str
    type: str = ""  # media type of what it leads to


def link_header(signs: Sequence[Sign]) -> str:
    """The value of a Link header: nothing in an address can end it."""
    return ", ".join(
        f'<{quote(sign.href, safe=_SAFE)}>; rel="{sign.rel}"'
        + (f'; type="{sign.type}"' if sign.type else "")
        for sign in signs
    )
