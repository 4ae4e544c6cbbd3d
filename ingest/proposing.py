"""A source for a page nobody has described yet: proposed from the page itself.

`provisional` is what it takes to look at the page; `propose` improves on it with what the page
shows. Nothing is guessed that a person could not see there; the rest is left to be filled in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

import yaml

from ingest.discover import Discovered
from ingest.fetching.address import parse_address
from metadata.errors import BlockedAddressError, ConfigError
from metadata.languages import language_of
from metadata.records import Entry, Source

_TO_OLDER = re.compile(
    r"^\W*(?:(?:view |see |more |all )*(?:previous|older|past|archived?)"
    r"(?: (?:articles?|items?|years?|releases?|publications?|documents?|reports?|news|pages?))?"
    r"|more links?|next(?: page)?|archives?|バックナンバー|過去(?:の[^\s]{1,8})?|次(?:へ|のページ))"
    r"\W*$",
    re.IGNORECASE,
)
_TITLE_END = re.compile(r"\s*[|｜–—]\s*|\s+-\s+|\s*[:：]\s*(?=[^:：]*$)")


def provisional(url: str) -> Source:
    """A source that is good enough to look at one page. Raises ConfigError."""
    try:
        host = parse_address(url).host
    except BlockedAddressError as error:
        raise ConfigError(
            f"{error.message} Give the whole address of a page, with http:// or https://."
        ) from error
    parts = urlsplit(url)
    return Source(
        id=_slug(url), title=url, publisher=host, language="en", pages=(url,),
        hosts=(parts.netloc.lower(),), delay=1.0,
    )  # fmt: skip


def propose(looked_at: Source, found: Discovered) -> Source:
    """The source that the page itself suggests."""
    listing = found.listings[0]
    title, publisher = _names(listing.title, looked_at.publisher)
    text = " ".join([listing.title or "", *(entry.text for entry in listing.entries)])
    return replace(
        looked_at,
        title=title,
        publisher=publisher,
        language=language_of(text).value or looked_at.language,
        follow=_older(listing.entries),
        hosts=_hosts(looked_at, listing.entries),
        min_entries=max(1, len(listing.entries) // 2),
        wayback=True,
    )


def as_yaml(source: Source) -> str:
    """The source as the text of its file."""
    values = {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "language": source.language,
        "pages": list(source.pages),
        "follow": list(source.follow),
        "hosts": list(source.hosts),
        "delay": source.delay,
        "depth": source.depth,
        "expect": {"min_entries": source.min_entries},
        "wayback": "fallback" if source.wayback else "off",
    }
    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=100)


def _slug(url: str) -> str:
    """An id: the name of the site, and the last folder that says something."""
    parts = urlsplit(url)
    labels = [part for part in (parts.hostname or "").split(".") if part != "www"]
    generic = {"go", "gov", "gouv", "gob", "co", "com", "org", "ac", "or", "int", "europa"}
    named = [part for part in labels[:-1] if part not in generic] or labels[:1]
    if labels[-1].isdigit() or ":" in labels[-1]:
        named = ["site"]  # a bare address has no name
    folders = re.findall(r"[a-z0-9]+", parts.path.lower().rpartition("/")[0].rpartition("/")[2])
    return "-".join(re.sub(r"[^a-z0-9]+", "-", part) for part in [*named[-1:], *folders[:2]])


def _names(title: str | None, host: str) -> tuple[str, str]:
    """`Publications | Ministry of X` is the page's title and its publisher's name."""
    parts = [part for part in _TITLE_END.split(" ".join((title or "").split())) if part]
    if not parts:
        return host, host
    return parts[0], parts[-1] if len(parts) > 1 else host


def _older(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Texts of links that lead to more of the list."""
    found = (" ".join(entry.text.split()) for entry in entries if entry.url)
    texts = (re.sub(r"^\W+|\W+$", "", text) for text in found if _TO_OLDER.match(text))
    return tuple(dict.fromkeys(texts))


def _hosts(source: Source, entries: Sequence[Entry]) -> tuple[str, ...]:
    """The page's own host, and those on which at least a tenth of its documents live."""
    pdfs = Counter(
        urlsplit(entry.url).netloc.lower()
        for entry in entries
        if entry.url and urlsplit(entry.url).path.lower().endswith(".pdf")
    )
    often = [host for host, number in pdfs.most_common(4) if number * 10 >= pdfs.total()]
    return tuple(dict.fromkeys([*source.hosts, *often]))
