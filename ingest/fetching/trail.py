"""How far a request has come; the capture is made from it, whatever happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ingest.fetching.host import stamp
from ingest.fetching.part import Body
from ingest.fetching.records import Fetched, Request
from metadata.errors import (
    ArchiveError,
    BlockedAddressError,
    BlockedError,
    DeferredError,
    GoneError,
)
from metadata.records import Capture, Outcome

if TYPE_CHECKING:
    from ingest.fetching.transport import Answer


@dataclass(slots=True, kw_only=True)
class Trail:
    """The last answer of a request under way, and what is to be said about it."""

    request: Request
    url: str  # the address asked last
    hops: list[bool] = field(default_factory=list)  # each redirect so far: was it permanent?
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    framed: bool = True  # the last answer said where its body ends
    retry_at: str | None = None
    notes: list[str] = field(default_factory=list)

    def header(self, name: str) -> str | None:
        """A header of the last answer; `name` in lower case."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    def seen(self, answer: Answer) -> None:
        """Remember the head of an answer."""
        self.status, self.framed = answer.status, answer.framed
        # What is archived is published, and a cookie is nobody's business.
        self.headers = tuple(h for h in answer.headers if h[0].lower() != "set-cookie")

    def note(self, sentence: str) -> None:
        """Say something about the capture, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def came(self, body: Body, media_type: str, now: datetime) -> Fetched:
        """The result for a body that was accepted."""
        held = self.request.sha256
        outcome: Outcome = "new"
        if held is not None:
            outcome = "unchanged" if held == body.sha256 else "changed"
        capture = self._capture(outcome, now, body=body, media_type=media_type)
        if outcome == "unchanged" and self.request.held:
            body.discard()
            return Fetched(request=self.request, capture=capture)
        return Fetched(request=self.request, capture=capture, path=body.path)

    def unchanged(self, now: datetime) -> Fetched:
        """The result for a 304."""
        media_type = self.request.media_type
        capture = self._capture("unchanged", now, media_type=media_type)
        return Fetched(request=self.request, capture=capture)

    def failed(self, error: ArchiveError, now: datetime) -> Fetched:
        """The result for an error."""
        return Fetched(
            request=self.request,
            capture=self._capture(_outcome(error), now, error=error),
            error=error,
            retry_at=self.retry_at,
        )

    def _capture(
        self,
        outcome: Outcome,
        now: datetime,
        *,
        body: Body | None = None,
        media_type: str | None = None,
        error: ArchiveError | None = None,
    ) -> Capture:
        request, same = self.request, outcome == "unchanged"
        held = request.sha256 if same else None
        return Capture(
            url=request.url,
            final_url=self.url,
            captured_at=stamp(now),
            outcome=outcome,
            via="origin",
            status=self.status,
            sha256=body.sha256 if body else held,
            sha1_base32=body.sha1_base32 if body else None,
            bytes=body.size if body else None,
            media_type=media_type,
            etag=self.header("etag") or (request.etag if same else None),
            last_modified=self.header("last-modified") or (request.last_modified if same else None),
            headers=self.headers,
            moved_permanently=bool(self.hops) and all(self.hops),
            code=error.code if error else None,
            message=error.message if error else " ".join(self.notes) or None,
        )


def _outcome(error: ArchiveError) -> Outcome:
    match error:
        case DeferredError():
            return "deferred"
        case GoneError():
            return "gone"
        case BlockedAddressError() | BlockedError():
            return "blocked"
        case _:
            return "failed"
