"""One try of one address: what is asked, and what each kind of answer means."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.fetching.address import Address
from ingest.fetching.content import is_challenge
from ingest.fetching.host import Clock, Host, stamp
from ingest.fetching.part import Body, Part, Resume
from ingest.fetching.records import FetchLimits, Request
from ingest.fetching.retry import TryError, retry_after
from ingest.fetching.trail import Trail
from ingest.fetching.transport import Answer, Transport
from metadata.errors import (
    BlockedError,
    DeferredError,
    FetchError,
    GoneError,
    StorageError,
    TooLargeError,
)

_REDIRECTS = (301, 302, 303, 307, 308)
_PASSING = (408, 425, 429)  # and every 5xx: ask again
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(?:\d{1,18}|\*)")
_PROGRESS = 1 << 20  # a try this fruitful may be followed by another, even past the deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an address answered for good: a body, or the way on, or neither for a 304."""

    body: Body | None = None
    location: str | None = None
    permanent: bool = False


class Exchange:
    """Makes exchanges. Every method raises TryError for what another try may mend."""

    def __init__(
        self, transport: Transport, *, incoming: Path, now: Clock, limits: FetchLimits
    ) -> None:
        self._transport = transport
        self._incoming = incoming
        self._now = now
        self._limits = limits
        self._slots = asyncio.Semaphore(limits.hosts_at_once)
        self._numbers = itertools.count(1)

    async def download(
        self, request: Request, address: Address, host: Host, delay: float, trail: Trail
    ) -> Reply:
        """Ask for an address as the request says, going on where an earlier try broke off."""
        part = Part(self._incoming, address.url)
        resume = part.resumable()
        headers = _conditions(request) | _range(resume)
        try:
            if resume is not None:
                # Before asking: whoever is slow to read loses what had come when it breaks off.
                await asyncio.to_thread(part.go_on, resume)
            async with self._sent(address, headers, host, delay) as answer:
                trail.seen(answer)
                reply = await self._received(answer, request, address, part, resume)
                if reply is None:
                    raise self._refusal(answer, address, host)
                return reply
        except TryError as trouble:
            if trouble.cut and part.size:
                trouble.words += f" after {part.size:,} bytes"
                gained = part.size - (resume.offset if resume else 0)
                trouble.again |= gained >= _PROGRESS and part.resumable() is not None
            raise
        except (TooLargeError, StorageError):
            part.discard()
            raise
        finally:
            part.leave()

    async def text(
        self, address: Address, host: Host, delay: float, most: int
    ) -> tuple[Answer, bytes]:
        """Ask for a short text; what is longer than `most` bytes is left unread."""
        async with self._sent(address, {}, host, delay) as answer:
            if _passing(answer.status):
                raise self._refusal(answer, address, host)
            body = b""
            async for chunk in answer.chunks():
                body += chunk
                if len(body) >= most:
                    break
            return answer, body[:most]

    @asynccontextmanager
    async def _sent(
        self, address: Address, headers: dict[str, str], host: Host, delay: float
    ) -> AsyncIterator[Answer]:
        await host.pace()
        async with self._slots:
            host.asked(delay)
            async with self._transport.open(address, headers) as answer:
                host.asked(delay)
                yield answer

    async def _received(
        self, answer: Answer, request: Request, address: Address, part: Part, resume: Resume | None
    ) -> Reply | None:
        status = answer.status
        if status in (200, 203):
            return Reply(body=await self._stored(answer, address, part, None))
        if status == 206 and resume is not None and _continues(answer, resume):
            return Reply(body=await self._stored(answer, address, part, resume))
        if status == 304 and _conditions(request):
            if resume is not None:
                part.discard()
            return Reply()
        if status in (206, 304, 416):
            part.discard()
            await answer.drain()
            raise TryError(f"answered {status} to what was not asked", status=status, wait=0.0)
        location = answer.fields.get("location")
        await answer.drain()
        if status in _REDIRECTS and location:
            return Reply(location=location, permanent=status in (301, 308))
        return None

    async def _stored(
        self, answer: Answer, address: Address, part: Part, resume: Resume | None
    ) -> Body:
        most = self._limits.max_bytes
        if resume is None:
            part.begin(_validator(answer))
        if part.size + (answer.length or 0) > most:
            raise _too_large(address, most)
        async for chunk in answer.chunks():
            if part.size + len(chunk) > most:
                raise _too_large(address, most)
            part.write(chunk)
        return part.finish(f"{part.path.stem}-{next(self._numbers)}.body")

    def _refusal(self, answer: Answer, address: Address, host: Host) -> Exception:
        """What an answer without a document means."""
        status, url = answer.status, address.url
        if is_challenge(b"", answer.fields):
            return BlockedError(
                f"{url} answered {status} with a bot check. Ask the publisher for access, or for "
                "an address that programs may use."
            )
        if _passing(status):
            wait = retry_after(answer.fields.get("retry-after"), self._now())
            if wait is None or wait <= self._limits.retry_after_longest:
                host.asked(wait or 0.0)
                return TryError(f"answered {status}", status=status, wait=wait)
            until = stamp(host.defer(wait, self._now()))
            return DeferredError(
                f"{url} answered {status} and asks to come back after {until}. Nothing more is "
                f"asked of {host.name} in this run; the next run after that tries again.",
                status,
            )
        if status in (404, 410):
            return GoneError(f"{url} answered {status}: it is not there any more.", status)
        return FetchError(
            f"{url} answered {status}, which another try does not mend; it is asked for again at "
            "the next run. Look at the address in a browser.",
            status,
        )


def _passing(status: int) -> bool:
    return status in _PASSING or status >= 500


def _conditions(request: Request) -> dict[str, str]:
    if request.sha256 is None or not request.held:
        return {}
    asked = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
    return {name: value for name, value in asked.items() if value}


def _range(resume: Resume | None) -> dict[str, str]:
    if resume is None:
        return {}
    return {"Range": f"bytes={resume.offset}-", "If-Range": resume.validator}


def _continues(answer: Answer, resume: Resume) -> bool:
    """Whether a 206 is exactly what was asked for, and of the same version of the file."""
    match = _RANGE.fullmatch(answer.fields.get("content-range", "").strip())
    if match is None or int(match[1]) != resume.offset or answer.encoded:
        return False
    if answer.length is not None and answer.length != int(match[2]) - int(match[1]) + 1:
        return False
    named = (answer.fields.get("etag"), answer.fields.get("last-modified"))
    return resume.validator in named or not any(named)


def _validator(answer: Answer) -> str | None:
    """What may stand in If-Range: a strong ETag, or the date of the last change."""
    if answer.encoded:
        return None
    etag = answer.fields.get("etag", "")
    return etag if etag.startswith('"') else answer.fields.get("last-modified")


def _too_large(address: Address, most: int) -> TooLargeError:
    return TooLargeError(
        f"{address.url} is longer than {most:,} bytes; the download was stopped and removed. "
        "Raise the size limit if it is meant."
    )
