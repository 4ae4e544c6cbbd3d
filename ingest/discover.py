"""The pages of a source: which to read, where they lead, and what they list.

`discover` fetches nothing itself: `load` brings the pages, from the network or the archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlsplit

from ingest.remembering import PageRead, Remembered
from metadata.errors import (
    ArchiveError,
    BlockedError,
    ListingChangedError,
    SourceError,
    UnreachableError,
)
from metadata.records import Entry, Listing, Source

MOST_PAGES = 200  # "previous articles" may go on for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBody:
    """A page as it came: the address that answered, its bytes, the charset the server named."""

    url: str
    body: bytes
    charset: str | None
    sha256: str | None = None  # of the bytes, where they are kept

    @property
    def identity(self) -> tuple[str, str | None, str | None]:
        """Two pages with the same identity list the same."""
        return self.url, self.sha256, self.charset


Pages = dict[str, PageBody | ArchiveError]  # by the address that was asked for
Load = Callable[[Sequence[str]], Mapping[str, PageBody | ArchiveError]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """What the pages of a source list now."""

    listings: tuple[Listing, ...]  # none where all pages are as they were
    known: Remembered  # what to know of the pages at the next run
    failed: Mapping[str, ArchiveError]  # pages that could not be read this time
    capped: bool  # more pages were linked than are followed

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, page by page."""
        return tuple(entry for listing in self.listings for entry in listing.entries)


def discover(source: Source, load: Load, known: Remembered | None = None) -> Discovered:
    """Read a source's pages and those they lead to, every page once.

    Pages that are all as `known` are not read again. Raises BlockedError when robots.txt or a
    challenge keeps us out of all of them, and UnreachableError when none of its own pages could
    be read.
    """
    loaded: dict[str, PageBody | ArchiveError] = {}

    def once(urls: Sequence[str]) -> Mapping[str, PageBody | ArchiveError]:
        if wanted := [url for url in urls if url not in loaded]:
            loaded.update(load(wanted))
        return {url: loaded[url] for url in urls}

    found = _as_known(source, once, known) if known else None
    return found or _read(source, once)


def _as_known(source: Source, load: Load, known: Remembered) -> Discovered | None:
    """What is known of the pages, if that holds for each of them."""

    def recall(asked: str, page: PageBody) -> PageRead:
        found = known.pages.get(asked)
        if found is None or (found.url, found.sha256, found.charset) != page.identity:
            raise _DifferentError
        return found

    try:
        failed, _ = _walk(source, load, recall)
    except _DifferentError:
        return None
    return None if failed else Discovered(listings=(), known=known, failed={}, capped=False)


def _read(source: Source, load: Load) -> Discovered:
    listings: list[Listing] = []
    pages: dict[str, PageRead] = {}

    def read(asked: str, page: PageBody) -> PageRead:
        listing = _parsed(source, page)
        listings.append(listing)
        _, sha256, charset = page.identity
        pages[asked] = PageRead(
            url=listing.url, sha256=sha256, charset=charset, follow=tuple(listing.follow)
        )
        return pages[asked]

    failed, capped = _walk(source, load, read)
    entries = sum(len(listing.entries) for listing in listings)
    return Discovered(
        listings=tuple(listings),
        known=Remembered(pages=pages, entries=entries),
        failed=failed,
        capped=capped,
    )


def _walk(
    source: Source, load: Load, read: Callable[[str, PageBody], PageRead]
) -> tuple[dict[str, ArchiveError], bool]:
    """Have every page read once; returns those that failed, and whether there were too many."""
    waiting, seen = list(dict.fromkeys(source.pages)), set(source.pages)
    failed: dict[str, ArchiveError] = {}
    while waiting:
        pages, waiting = load(waiting), []
        for asked, page in pages.items():
            if isinstance(page, ArchiveError):
                failed[asked] = page
                continue
            found = read(asked, page)
            seen.add(found.url)
            fresh = [url for url in dict.fromkeys(found.follow) if url not in seen]
            room = max(0, MOST_PAGES - len(seen))
            waiting += fresh[:room]
            seen.update(fresh[:room])
    if not any(page not in failed for page in source.pages):
        raise _kept_out(source, failed)
    return failed, len(seen) >= MOST_PAGES


class _DifferentError(Exception):
    """A page is not as it was."""


def _parsed(source: Source, page: PageBody, context: str | None = None) -> Listing:
    from ingest.listing import parse_listing  # dear to load, and most pages are as they were

    return parse_listing(
        page.body, url=page.url, source=source, charset=page.charset, context=context
    )


def followed(
    pages: Mapping[str, PageBody], source: Source, contexts: Mapping[str, str]
) -> tuple[Entry, ...]:
    """The PDFs on the item pages that were fetched, each with the item that led there."""
    found: list[Entry] = []
    for asked, page in pages.items():
        from ingest.listing import pdf_links

        found.extend(pdf_links(_parsed(source, page, contexts[asked])))
    return tuple(found)


def _kept_out(source: Source, failed: Mapping[str, ArchiveError]) -> SourceError:
    url, error = next(iter(failed.items()))
    if isinstance(error, BlockedError | ListingChangedError):
        return error
    return UnreachableError(
        f"{source.id}: {url} could not be reached: {error.message} "
        "The archive is as before; the next run tries again."
    )


def charset(headers: Iterable[tuple[str, str]]) -> str | None:
    """The charset the server named."""
    message = Message()
    named = {name.lower(): value for name, value in headers}
    message["content-type"] = named.get("content-type", "")
    return message.get_content_charset()


def addresses(source: Source, urls: Iterable[str | None]) -> list[str]:
    """The addresses that may be fetched, each once."""
    allowed = [url for url in urls if url and urlsplit(url).netloc in source.hosts]
    return list(dict.fromkeys(allowed))
