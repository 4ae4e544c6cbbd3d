"""From a request to what came of it: redirects hop by hop, checks, and a capture at the end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest.fetching.address import parse_address, redirected
from ingest.fetching.guard import check_host, named_pairs, permitted
from ingest.fetching.hop import Asker
from ingest.fetching.host import Clock
from ingest.fetching.part import Body
from ingest.fetching.records import Fetched, FetchLimits, Request
from ingest.fetching.trail import Trail
from ingest.fetching.verify import is_cut, verified
from metadata.errors import DocumentError, FetchError, SourceError, TruncatedError


class Client:
    """Fetches requests; what fails is told in the result, but for StorageError."""

    def __init__(self, *, incoming: Path, now: Clock, user_agent: str, limits: FetchLimits) -> None:
        self._now = now
        self._limits = limits
        self._asker = Asker(incoming=incoming, now=now, user_agent=user_agent, limits=limits)

    async def close(self) -> None:
        """Close every connection."""
        await self._asker.close()

    async def fetch(self, request: Request) -> Fetched:
        """One request, to its result. Raises StorageError. To be run in a task of its own."""
        permitted.set(named_pairs(request.hosts))
        trail = Trail(request=request, url=request.url)
        try:
            body = await self._whole(request, trail)
            if body is None:
                return trail.unchanged(self._now())
            return trail.came(body, _checked(body, trail), self._now())
        except (DocumentError, SourceError) as error:
            return trail.failed(error, self._now())

    async def _whole(self, request: Request, trail: Trail) -> Body | None:
        """The body, or None for "not modified"; one that seems cut off is asked for twice."""
        body = await self._follow(request, trail)
        if body is None or body.sha256 == request.sha256 or not is_cut(body, trail):
            return body
        body.discard()
        body = await self._follow(replace(request, etag=None, last_modified=None), trail)
        if body is None or not is_cut(body, trail):
            return body
        body.discard()
        raise TruncatedError(
            f"{trail.url} sent a PDF that broke off after {body.size:,} bytes, twice. What we had "
            "is kept; it is tried again at the next run.",
            trail.status,
        )

    async def _follow(self, request: Request, trail: Trail) -> Body | None:
        """The body at the end of the redirects, or None for "not modified"."""
        address = parse_address(request.url)
        passed: list[str] = []
        trail.hops.clear()
        while len(passed) <= self._limits.redirects and address.url not in passed:
            check_host(address, request.hosts)
            trail.url = address.url if passed else request.url
            passed.append(address.url)
            reply = await self._asker.ask(request, address, trail)
            if reply.location is None:
                return reply.body
            address = redirected(address, reply.location)
            trail.hops.append(reply.permanent)
        raise FetchError(
            f"{request.url} redirects in a circle or more than {self._limits.redirects} times, "
            f"last to {address.url}. Not followed further; look at it in a browser.",
            trail.status,
        )


def _checked(body: Body, trail: Trail) -> str:
    """The media type of a body that may be kept. Discards the body and raises otherwise."""
    try:
        return verified(body, trail)
    except (DocumentError, SourceError):
        body.discard()
        raise
