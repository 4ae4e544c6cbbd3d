"""A look at the pages of sources, keeping nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.discover import Discovered, PageBody, charset, discover
from ingest.fetch import Fetched, Fetcher, Request
from metadata.errors import ArchiveError, SourceError, UnreachableError
from metadata.records import Capture, Look, Source
from metadata.sightings import expect_entries

Clock = Callable[[], datetime]


def look_at(sources: Iterable[Source], user_agent: str, now: Clock) -> Iterator[Look]:
    """What the sources' pages list; less than a source expects is an error of the look."""
    with _fetcher(user_agent, now) as fetcher:
        for source in sources:
            try:
                found = _glance(fetcher, source)
                expect_entries(source, len(found.entries), 0, 0)
            except SourceError as error:
                yield Look(source=source, error=error)
            else:
                yield _look(source, found)


def propose(url: str, user_agent: str, now: Clock) -> tuple[Look, str]:
    """A source proposed for a page, with what it lists, and the text of the source's file.

    Raises ConfigError when this is no address, and what `discover` raises.
    """
    from ingest import proposing

    looked_at = proposing.provisional(url)
    with _fetcher(user_agent, now) as fetcher:
        found = _glance(fetcher, looked_at)
    source = proposing.propose(looked_at, found)
    return _look(source, found), proposing.as_yaml(source)


def decoding_told(capture: Capture, path: Path | None) -> Capture:
    """The capture of a page whose bytes are at `path`, saying what could not be decoded."""
    if path is None or capture.media_type != "text/html" or capture.outcome == "unchanged":
        return capture
    from ingest.listing_decode import decode  # dear to load, and most pages are as they were

    lost = decode(path.read_bytes(), charset(capture.headers)).replacements
    if not lost:
        return capture
    said = f"Characters of the page that could not be decoded and are shown as \ufffd: {lost}."
    return replace(capture, message=" ".join(filter(None, (capture.message, said))))


@contextmanager
def _fetcher(user_agent: str, now: Clock) -> Iterator[Fetcher]:
    with (
        TemporaryDirectory() as folder,
        Fetcher(incoming=Path(folder), now=now, user_agent=user_agent) as fetcher,
    ):
        yield fetcher


def _glance(fetcher: Fetcher, source: Source) -> Discovered:
    def load(urls: Sequence[str]) -> dict[str, PageBody | ArchiveError]:
        asked = (
            Request(url=url, hosts=source.hosts, delay=source.delay, expects="page") for url in urls
        )
        found = {fetched.request.url: _body(fetched) for fetched in fetcher.fetch(asked)}
        return {url: found[url] for url in urls}

    return discover(source, load)


def _body(fetched: Fetched) -> PageBody | ArchiveError:
    if fetched.error is not None or fetched.path is None:
        return fetched.error or UnreachableError("There was no answer.")
    body = fetched.path.read_bytes()
    fetched.path.unlink()
    return PageBody(
        url=fetched.capture.final_url, body=body, charset=charset(fetched.capture.headers)
    )


def _look(source: Source, found: Discovered) -> Look:
    pages = tuple(listing.url for listing in found.listings)
    return Look(source=source, pages=pages, entries=found.entries, failed=found.failed)
