"""What is remembered of a host while a fetcher lives: its pace, its rules, its health."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from ingest.fetching.address import Address
from ingest.fetching.records import FetchLimits
from ingest.fetching.robots import Robots
from metadata.errors import ArchiveError, DeferredError, FetchError

LONGEST_HOLD = 10 * 365 * 86400.0  # seconds; a date beyond this is no date


class Host:
    """One host. Whoever asks it anything holds `turn`, so that it has one request at a time."""

    def __init__(self, name: str, limits: FetchLimits) -> None:
        self.name = name
        self.turn = asyncio.Lock()
        self.robots: dict[str, Robots | ArchiveError] = {}  # by origin
        self._limits = limits
        self._next = 0.0  # loop time before which it is not asked
        self._failures = 0
        self._last_failure = ""
        self._deferred: datetime | None = None

    def check(self, url: str, now: datetime) -> None:
        """Raises DeferredError or FetchError while the host is not to be asked."""
        if self._deferred is not None and now < self._deferred:
            raise DeferredError(
                f"{url} was not asked for: {self.name} wants no requests before "
                f"{stamp(self._deferred)}. The next run after that tries again."
            )
        if self._failures >= self._limits.host_failures:
            raise FetchError(
                f"{url} was not asked for: {self.name} is left alone for this run after "
                f"{self._failures} failures in a row, the last: {self._last_failure}"
            )

    async def pace(self) -> None:
        """Wait until the host may be asked again."""
        wait = self._next - asyncio.get_running_loop().time()
        if wait > 0:
            await asyncio.sleep(wait)

    def asked(self, delay: float) -> None:
        """A request has reached the host: the next one waits `delay` seconds at least."""
        self._next = max(self._next, asyncio.get_running_loop().time() + delay)

    def defer(self, seconds: float, now: datetime) -> datetime:
        """Ask nothing more of the host for that long. Returns when it may be asked again."""
        until = now + timedelta(seconds=min(seconds, LONGEST_HOLD))
        self._deferred = max(until, self._deferred or until)
        return self._deferred

    def worked(self) -> None:
        """It answered as a working host does, if only with 404."""
        self._failures = 0

    def failed(self, message: str) -> None:
        """A request failed for good."""
        self._failures += 1
        self._last_failure = message

    @property
    def deferred_until(self) -> str | None:
        """When it may be asked again, if it said so."""
        return stamp(self._deferred) if self._deferred is not None else None


class Hosts:
    """All hosts a fetcher has met."""

    def __init__(self, limits: FetchLimits) -> None:
        self._limits = limits
        self._known: dict[str, Host] = {}

    def of(self, address: Address) -> Host:
        """The host of an address."""
        if address.lane not in self._known:
            self._known[address.lane] = Host(address.lane, self._limits)
        return self._known[address.lane]


Clock = Callable[[], datetime]


def stamp(moment: datetime) -> str:
    """2017-04-18T09:30:00Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
