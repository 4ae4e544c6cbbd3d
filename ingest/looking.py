"""A look at the pages of a source, keeping nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.discover import Discovered, PageBody, charset, discover
from ingest.fetch import Fetched, Fetcher, Request
from metadata.errors import ArchiveError, UnreachableError
from metadata.records import Source
from metadata.sightings import expect_entries


@contextmanager
def looking(user_agent: str, now: Callable[[], datetime]) -> Iterator[Fetcher]:
    """A fetcher that keeps nothing."""
    with (
        TemporaryDirectory() as folder,
        Fetcher(incoming=Path(folder), now=now, user_agent=user_agent) as fetcher,
    ):
        yield fetcher


def glance(fetcher: Fetcher, source: Source) -> Discovered:
    """Read a source's pages. Raises what `discover` raises."""

    def load(urls: Sequence[str]) -> dict[str, PageBody | ArchiveError]:
        asked = (
            Request(url=url, hosts=source.hosts, delay=source.delay, expects="page") for url in urls
        )
        found = {fetched.request.url: _body(fetched) for fetched in fetcher.fetch(asked)}
        return {url: found[url] for url in urls}

    return discover(source, load)


def inspect(fetcher: Fetcher, source: Source) -> Discovered:
    """As `glance`. Raises ListingChangedError, too, when there is less than the source expects."""
    found = glance(fetcher, source)
    expect_entries(source, len(found.entries), 0, 0)
    return found


def _body(fetched: Fetched) -> PageBody | ArchiveError:
    if fetched.error is not None or fetched.path is None:
        return fetched.error or UnreachableError("There was no answer.")
    body = fetched.path.read_bytes()
    fetched.path.unlink()
    return PageBody(
        url=fetched.capture.final_url, body=body, charset=charset(fetched.capture.headers)
    )
