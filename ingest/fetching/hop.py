"""One hop: an address asked politely, as often as sense allows, until its answer is final."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from ingest.fetching.address import Address, redirected
from ingest.fetching.exchange import Exchange, Reply
from ingest.fetching.host import Clock, Host, Hosts
from ingest.fetching.records import FetchLimits, Request
from ingest.fetching.retry import TryError, attempts, times
from ingest.fetching.robots import MOST_BYTES, Robots, parse_robots
from ingest.fetching.trail import Trail
from ingest.fetching.transport import Transport
from metadata.errors import (
    ArchiveError,
    BlockedAddressError,
    BlockedError,
    DeferredError,
    FetchError,
    TruncatedError,
)

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Asker:
    """Asks hosts for addresses: one request at a time, at their pace, within their rules."""

    def __init__(self, *, incoming: Path, now: Clock, user_agent: str, limits: FetchLimits) -> None:
        self._now = now
        self._user_agent = user_agent
        self._limits = limits
        self._transport = Transport(user_agent, limits)
        self._exchange = Exchange(self._transport, incoming=incoming, now=now, limits=limits)
        self._hosts = Hosts(limits)

    async def close(self) -> None:
        """Close every connection."""
        await self._transport.close()

    async def ask(self, request: Request, address: Address, trail: Trail) -> Reply:
        """One address, to its final answer. Raises DocumentError, SourceError, StorageError."""
        host = self._hosts.of(address)
        tries = request.tries or self._limits.tries
        async with host.turn:
            try:
                host.check(address.url, self._now())
                delay = await self._allowed_delay(request, address, host, trail)
                once = partial(self._exchange.download, request, address, host, delay, trail)
                reply = await self._tried(address, host, tries, once)
            except DeferredError:
                trail.retry_at = host.deferred_until
                raise
        return reply

    async def _tried(
        self, address: Address, host: Host, tries: int, once: Callable[[], Awaitable[T]]
    ) -> T:
        """Try, wait, try again; what stays without success is a failure of the host."""
        seen: list[str] = []
        try:
            result = await self._persistently(tries, partial(_noted, address.url, once, seen))
            host.worked()
        except TryError as trouble:
            error = _final(address.url, trouble, seen)
            host.failed(error.message)
            raise error from trouble
        except ArchiveError as error:
            if not isinstance(error, DeferredError):
                host.worked()
            raise
        return result

    async def _persistently(self, tries: int, once: Callable[[], Awaitable[T]]) -> T:
        """Most succeed at once; the first failure counts as the first of the tries."""
        failed: list[TryError] = []
        try:
            return await once()
        except TryError as trouble:
            failed.append(trouble)
        async for attempt in attempts(tries, self._limits):
            with attempt:
                if failed:
                    raise failed.pop()
                result = await once()
        return result

    # --- robots.txt ---------------------------------------------------------------------------

    async def _allowed_delay(
        self, request: Request, address: Address, host: Host, trail: Trail
    ) -> float:
        """Seconds between requests. Raises BlockedError where the host lets us not in."""
        if not request.obey_robots:
            return request.delay
        if address.origin not in host.robots:
            host.robots[address.origin] = await self._robots(request, address, host)
        rules = host.robots[address.origin]
        if isinstance(rules, ArchiveError):
            raise rules.with_traceback(None)
        if not rules.allows(address.url, self._user_agent):
            raise BlockedError(
                f"{address.url} was not fetched: the robots.txt of {host.name} forbids it. "
                "Ask the publisher, or take the address out of the source."
            )
        asked, most = rules.crawl_delay(self._user_agent), self._limits.crawl_delay_longest
        if asked > most:
            trail.note(
                f"The robots.txt of {host.name} asks for {asked:g} seconds between requests; "
                f"{most:g} were kept."
            )
        return max(request.delay, min(asked, most))

    async def _robots(
        self, request: Request, address: Address, host: Host
    ) -> Robots | ArchiveError:
        """The rules of an origin, or why they could not be had in this run."""
        tries = request.tries or self._limits.tries
        where = redirected(address, "/robots.txt")
        try:
            for _ in range(self._limits.redirects):
                once = partial(self._exchange.text, where, host, request.delay, MOST_BYTES)
                answer, body = await self._tried(where, host, tries, once)
                location = answer.fields.get("location")
                if not (300 <= answer.status < 400 and location):
                    return parse_robots(body) if answer.status == 200 else Robots()
                leads = _on_the_same_host(where, location)
                if leads is None:
                    return Robots()
                where = leads
        except FetchError as error:
            return error if error.status is None else _not_allowed(error)
        return Robots()


async def _noted(url: str, once: Callable[[], Awaitable[T]], seen: list[str]) -> T:
    try:
        return await once()
    except TryError as trouble:
        seen.append(trouble.words)
        _log.info("%s %s (try %d)", url, trouble.words, len(seen))
        raise


def _on_the_same_host(where: Address, location: str) -> Address | None:
    """Where rules are said to be; the rules of other hosts are read when those are asked."""
    try:
        leads = redirected(where, location)
    except BlockedAddressError:
        return None
    return leads if leads.lane == where.lane else None


def _not_allowed(error: FetchError) -> ArchiveError:
    if isinstance(error, DeferredError):
        return error
    return BlockedError(
        f"{error.message} As long as the host's rules are unknown, nothing is fetched from it."
    )


def _final(url: str, trouble: TryError, seen: list[str]) -> FetchError:
    """The error for an address that stayed without success, in a sentence."""
    if not trouble.again:
        how = trouble.words
    elif len(set(seen)) == 1:
        how = f"{trouble.words} {times(len(seen))}" if len(seen) > 1 else trouble.words
    else:
        how = f"{trouble.words} at the last of {len(seen)} tries"
    message = f"{url} {how}; it is tried again at the next run."
    kind = TruncatedError if trouble.cut and " bytes" in trouble.words else FetchError
    return kind(message, trouble.status)
