"""The pages of a source: which to read, where they lead, and what they list.

`discover` fetches nothing itself: `load` brings the pages, from the network or the archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlsplit

from ingest.fetch import Fetched, Fetcher, Request
from ingest.listing import parse_listing, pdf_links
from metadata.errors import (
    ArchiveError,
    BlockedError,
    ListingChangedError,
    SourceError,
    UnreachableError,
)
from metadata.records import Capture, Entry, Listing, Source

MOST_PAGES = 200  # "previous articles" may go on for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBody:
    """A page as it came: the address that answered, its bytes, the charset the server named."""

    url: str
    body: bytes
    charset: str | None


Load = Callable[[Sequence[str]], Mapping[str, PageBody | ArchiveError]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """What the pages of a source list now."""

    listings: tuple[Listing, ...]
    failed: Mapping[str, ArchiveError]  # pages that could not be read this time
    capped: bool  # more pages were linked than are followed

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, page by page."""
        return tuple(entry for listing in self.listings for entry in listing.entries)


def discover(source: Source, load: Load) -> Discovered:
    """Read a source's pages and those they lead to, every page once.

    Raises BlockedError when robots.txt or a challenge keeps us out of all of them, and
    UnreachableError when none of its own pages could be read.
    """
    waiting, seen = list(dict.fromkeys(source.pages)), set(source.pages)
    listings: list[Listing] = []
    failed: dict[str, ArchiveError] = {}
    while waiting:
        pages, waiting = load(waiting), []
        for asked, page in pages.items():
            if isinstance(page, ArchiveError):
                failed[asked] = page
                continue
            listing = parse_listing(page.body, url=page.url, source=source, charset=page.charset)
            seen.add(listing.url)
            listings.append(listing)
            fresh = [url for url in dict.fromkeys(listing.follow) if url not in seen]
            room = max(0, MOST_PAGES - len(seen))
            waiting += fresh[:room]
            seen.update(fresh[:room])
    if not any(page not in failed for page in source.pages):
        raise _kept_out(source, failed)
    return Discovered(listings=tuple(listings), failed=failed, capped=len(seen) >= MOST_PAGES)


def followed(
    pages: Mapping[str, PageBody], source: Source, contexts: Mapping[str, str]
) -> tuple[Entry, ...]:
    """The PDFs on the item pages that were fetched, each with the item that led there."""
    found: list[Entry] = []
    for asked, page in pages.items():
        listing = parse_listing(
            page.body, url=page.url, source=source, charset=page.charset, context=contexts[asked]
        )
        found.extend(pdf_links(listing))
    return tuple(found)


def _kept_out(source: Source, failed: Mapping[str, ArchiveError]) -> SourceError:
    url, error = next(iter(failed.items()))
    if isinstance(error, BlockedError | ListingChangedError):
        return error
    return UnreachableError(
        f"{source.id}: {url} could not be reached: {error.message} "
        "The archive is as before; the next run tries again."
    )


def glance(fetcher: Fetcher, source: Source) -> Discovered:
    """Read a source's pages for a look, keeping nothing. Raises what `discover` raises."""

    def load(urls: Sequence[str]) -> dict[str, PageBody | ArchiveError]:
        asked = (
            Request(url=url, hosts=source.hosts, delay=source.delay, expects="page") for url in urls
        )
        found = {fetched.request.url: _body(fetched) for fetched in fetcher.fetch(asked)}
        return {url: found[url] for url in urls}

    return discover(source, load)


def charset(capture: Capture) -> str | None:
    """The charset the server named."""
    message = Message()
    headers = {name.lower(): value for name, value in capture.headers}
    message["content-type"] = headers.get("content-type", "")
    return message.get_content_charset()


def addresses(source: Source, entries: Iterable[Entry]) -> list[str]:
    """The addresses that may be fetched, each once."""
    allowed = [e.url for e in entries if e.url and urlsplit(e.url).netloc in source.hosts]
    return list(dict.fromkeys(allowed))


def _body(fetched: Fetched) -> PageBody | ArchiveError:
    if fetched.error is not None or fetched.path is None:
        return fetched.error or UnreachableError("There was no answer.")
    body = fetched.path.read_bytes()
    fetched.path.unlink()
    return PageBody(url=fetched.capture.final_url, body=body, charset=charset(fetched.capture))
