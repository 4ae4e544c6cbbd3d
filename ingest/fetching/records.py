"""What is asked of the fetcher, what it answers, and how far it may go."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from metadata.errors import ArchiveError
from metadata.records import Capture, Source

Expects = Literal["pdf", "page", "any"]
"""`any`: an entry's link, which may be a PDF or a page (`.pdf` at its end promises a PDF)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One address to fetch, and what we hold of it."""

    url: str  # absolute, http or https
    hosts: tuple[str, ...]  # host, or host:port; the latter permits that one private address
    delay: float = 1.0  # seconds between requests to the host, at least
    expects: Expects = "any"
    etag: str | None = None  # of the copy we hold, as the server wrote it
    last_modified: str | None = None  # of the copy we hold, as the server wrote it
    sha256: str | None = None  # of the copy we hold; None: nothing to compare, unconditional
    held: bool = True  # False: the copy `sha256` names is lost or damaged, so send it whole
    media_type: str | None = None  # of the copy we hold; given back when it is unchanged
    key: Hashable = None  # the caller's own, given back untouched
    obey_robots: bool = True  # False only for interfaces meant for programs (the Wayback API)
    tries: int | None = None  # None: as the limits say


class Copy(Protocol):
    """What we hold of an address."""

    @property
    def etag(self) -> str | None: ...

    @property
    def last_modified(self) -> str | None: ...

    @property
    def sha256(self) -> str: ...

    @property
    def media_type(self) -> str: ...


def asking(
    source: Source, url: str, expects: Expects, held: Copy | None, *, whole: bool, fresh: bool
) -> Request:
    """What to ask of a source's address: conditionally when our copy is whole and not too old."""
    ask = held if whole and fresh else None
    return Request(
        url=url,
        hosts=source.hosts,
        delay=source.delay,
        expects=expects,
        etag=ask.etag if ask else None,
        last_modified=ask.last_modified if ask else None,
        sha256=held.sha256 if held else None,
        held=whole,
        media_type=held.media_type if held else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of a request.

    `path` is a temporary file with the body, the caller's from now on; None when there is no
    new body (unchanged, or an error). `error` is None when the outcome is new, changed or
    unchanged.
    """

    request: Request
    capture: Capture
    path: Path | None = None
    error: ArchiveError | None = None
    retry_at: str | None = None  # when the host wants to be asked again; deferred only


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """How long, how much, how often. Times are seconds, sizes are bytes."""

    max_bytes: int = 512 * 1024 * 1024  # of a body, after decoding
    deadline: float = 300.0  # for one whole exchange, from connecting to the last byte
    idle: float = 60.0  # without a byte
    connect: float = 10.0  # for one address of a host
    redirects: int = 10
    tries: int = 5  # of one exchange
    wait_first: float = 1.0  # before the second try; doubles from there
    wait_longest: float = 30.0
    wait_jitter: float = 1.0
    retry_after_longest: float = 120.0  # what a host may ask us to wait within a run
    crawl_delay_longest: float = 30.0  # what robots.txt may ask for between two requests
    hosts_at_once: int = 8
    host_failures: int = 5  # failed requests in a row before a host is left alone
    window: int = 500  # requests taken in and not yet given back
