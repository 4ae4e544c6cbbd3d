"""When the original is gone: the newest good capture of it in the Wayback Machine.

Its index (CDX) says when an address was captured; the `id_` form of a capture's address gives
the bytes as they came, without the archive's own frame. Both go through the fetcher, and what
comes is checked like any download.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from ingest.fetch import Fetched, Fetcher, Request
from ingest.fetching.verify import promised
from metadata.errors import FetchError, GoneError, NotAPdfError
from metadata.records import Outcome

API = "https://web.archive.org"
SEARCH_DELAY = 2.5  # seconds between requests: at most 24 searches a minute are welcome

_CANDIDATES = 5  # captures looked up
_FETCHED = 3  # of these, how many are fetched until one is good
_FIELDS = ("timestamp", "original", "digest")
_TIMESTAMP = re.compile(r"[0-9]{14}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One capture in the Wayback Machine."""

    captured_at: str  # UTC ISO 8601 with Z
    url: str  # where its bytes are, as they came
    digest: str  # base32 SHA-1 of the body, as the index has it


class Wayback:
    """The Wayback Machine, asked through a fetcher that is open.

    `api` is the base address of the service. When it says that it is asked too often, nothing
    more is asked of it as long as this object lives.
    """

    def __init__(self, fetcher: Fetcher, *, api: str = API, delay: float = SEARCH_DELAY) -> None:
        self._fetcher = fetcher
        self._api = api.rstrip("/")
        self._hosts = (urlsplit(api).netloc,)
        self._delay = delay
        self._refused: FetchError | None = None

    def fetch(self, request: Request) -> Fetched | None:
        """The newest good capture of the request's address; None when there is none.

        The result stands for the request: `capture.via` is "wayback", `final_url` the address
        of the snapshot, and the message names its date. Raises FetchError when the Wayback
        Machine could not be asked, StorageError when the disk is full.
        """
        failed: Fetched | None = None
        for snapshot in self.search(request)[:_FETCHED]:
            fetched = self._one(self._asking(snapshot.url, request))
            if fetched.error is None:
                return _standing_for(request, snapshot, fetched)
            failed = _standing_for(request, snapshot, fetched)
        return failed

    def rescue(self, lost: Fetched) -> Fetched:
        """What stands for a document that its address gives no longer.

        That is its newest good copy, or the lost result with a word on why there is none.
        Raises StorageError when the disk is full.
        """
        if not isinstance(lost.error, GoneError | NotAPdfError):
            return lost
        try:
            copy = self.fetch(lost.request)
        except FetchError as error:
            return _with_word(lost, error.message)
        if copy is None:
            return _with_word(lost, "The Wayback Machine has no copy of it either.")
        if copy.error is not None:
            return _with_word(lost, f"No copy in the Wayback Machine is good: {copy.error.message}")
        return copy

    def search(self, request: Request) -> tuple[Snapshot, ...]:
        """Captures of an address, newest first, each content once. Raises FetchError."""
        if self._refused is not None:
            raise self._refused
        query = [
            ("url", request.url),
            ("output", "json"),
            ("fl", ",".join(_FIELDS)),
            ("filter", "statuscode:200"),
            ("limit", str(-_CANDIDATES)),  # from the end
        ]
        if promised(request):
            query.append(("filter", "!mimetype:text/html"))
        where = f"{self._api}/cdx/search/cdx?{urlencode(query)}"
        fetched = self._one(replace(self._asking(where, request), expects="any", media_type=None))
        if fetched.error is not None or fetched.path is None:
            raise self._refusal(request, fetched)
        body = fetched.path.read_bytes()
        fetched.path.unlink()
        return tuple(self._snapshots(_rows(body, request)))

    def _snapshots(self, rows: Iterable[list[str]]) -> Iterable[Snapshot]:
        known: set[str] = set()
        for timestamp, original, digest in sorted(rows, reverse=True):
            if digest in known or not _TIMESTAMP.fullmatch(timestamp):
                continue
            known.add(digest)
            yield Snapshot(
                captured_at=datetime.strptime(timestamp, "%Y%m%d%H%M%S").isoformat() + "Z",
                url=f"{self._api}/web/{timestamp}id_/{original}",
                digest=digest,
            )

    def _asking(self, url: str, request: Request) -> Request:
        return Request(
            url=url,
            hosts=self._hosts,
            delay=self._delay,
            expects="pdf" if promised(request) else request.expects,
            obey_robots=False,  # an interface for programs, with limits of its own
            tries=1,  # asking again after a 429 is what gets clients shut out
        )

    def _one(self, request: Request) -> Fetched:
        (fetched,) = self._fetcher.fetch([request])
        if isinstance(fetched.error, FetchError) and fetched.error.status == 429:
            self._refused = fetched.error
        return fetched

    def _refusal(self, request: Request, fetched: Fetched) -> FetchError:
        reason = fetched.error.message if fetched.error else "It sent nothing."
        error = FetchError(
            f"The Wayback Machine could not be asked for {request.url}: {reason}",
            fetched.capture.status,
        )
        if self._refused is not None:
            self._refused = error
        return error


def _with_word(lost: Fetched, word: str) -> Fetched:
    """The same result, its error saying more."""
    message = f"{lost.error.message} {word}" if lost.error else word
    error = (
        GoneError(message, lost.error.status)
        if isinstance(lost.error, GoneError)
        else NotAPdfError(message)
    )
    return replace(lost, error=error)


def _rows(body: bytes, request: Request) -> list[list[str]]:
    """The rows of an answer of the index, without its heading. Raises FetchError."""
    try:
        rows = json.loads(body or b"[]")
        wanted = [[str(row[n]) for n in range(len(_FIELDS))] for row in rows[1:]]
    except (ValueError, TypeError, LookupError) as error:
        raise FetchError(
            f"The Wayback Machine answered something unreadable about {request.url} ({error}). "
            "It is asked again at the next run."
        ) from error
    return wanted


def _standing_for(request: Request, snapshot: Snapshot, fetched: Fetched) -> Fetched:
    """A fetched snapshot as the result of the request for the original."""
    capture = fetched.capture
    outcome: Outcome = capture.outcome
    path = fetched.path
    if fetched.error is None and request.sha256 is not None:
        outcome = "unchanged" if capture.sha256 == request.sha256 else "changed"
    if outcome == "unchanged" and request.held and path is not None:
        path.unlink()
        path = None
    notes = [f"Taken from the Wayback Machine, which captured it on {snapshot.captured_at}."]
    if capture.sha1_base32 not in (None, snapshot.digest):
        notes.append("Its index has another digest for it.")
    if capture.message:
        notes.append(capture.message)
    capture = replace(
        capture,
        url=request.url,
        final_url=fetched.capture.final_url,
        outcome=outcome,
        via="wayback",
        archived_at=snapshot.captured_at,
        etag=None,  # of the archive's server; it says nothing about the original's
        last_modified=None,
        moved_permanently=False,
        message=" ".join(notes),
    )
    return replace(fetched, request=request, capture=capture, path=path)
