"""The door to the network: the only way anything is fetched.

Requests go in as an iterable and results come out as they are ready. Each host is asked one
thing at a time, at its pace and within its robots.txt; different hosts are asked at the same
time. What fails comes back as a result with an error; nothing but a full disk stops the rest.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterable
from pathlib import Path
from types import TracebackType

from ingest.fetching.address import parse_address
from ingest.fetching.client import Client
from ingest.fetching.host import Clock
from ingest.fetching.part import storage
from ingest.fetching.records import Expects, Fetched, FetchLimits, Request
from ingest.fetching.wire import Halt, HaltedError
from metadata.errors import BlockedAddressError, StorageError

__all__ = ["Expects", "FetchLimits", "Fetched", "Fetcher", "Request"]


class Fetcher:
    """Fetches over HTTP. A context manager; what it knows of hosts lives as long as it does.

    `incoming` is an existing folder for temporary files, also those a later run goes on from;
    `now` gives the time (aware, UTC); `user_agent` says who we are and where to complain, and
    its part before the first `/` is our name in robots.txt.
    """

    def __init__(
        self, *, incoming: Path, now: Clock, user_agent: str, limits: FetchLimits | None = None
    ) -> None:
        self._incoming = incoming
        self._limits = limits or FetchLimits()
        self._client = Client(
            incoming=incoming, now=now, user_agent=user_agent, limits=self._limits
        )
        self._lanes: dict[str, _Lane] = {}
        self._batches: set[_Batch] = set()  # with requests under way

    def __enter__(self) -> Fetcher:
        """Start. Raises StorageError when `incoming` cannot be used."""
        with storage("use", self._incoming):
            for left in self._incoming.glob("*.body"):  # complete, but nobody took it over
                left.unlink()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for batch in self._batches:
            batch.halt.say()
        for lane in self._lanes.values():
            lane.end()
        for batch in self._batches:
            batch.halt.close()
        self._client.close()

    def fetch(self, requests: Iterable[Request]) -> Generator[Fetched, None, None]:
        """Fetch all requests, each result as it is ready, in no particular order.

        `requests` is read as room becomes free, in the caller's thread. Raises StorageError.
        When the iterator is closed, what is under way is broken off.
        """
        batch = _Batch()
        self._batches.add(batch)
        try:
            for request in requests:
                batch.pending += 1
                self._lane(request).take(request, batch)
                while batch.ready or batch.pending >= self._limits.window:
                    yield batch.next()
            while batch.pending:
                yield batch.next()
        finally:
            if batch.pending:
                batch.halt.say()
            else:
                self._batches.discard(batch)
                batch.halt.close()

    def _lane(self, request: Request) -> _Lane:
        """Who asks the host of a request."""
        try:
            name = parse_address(request.url).lane
        except BlockedAddressError:
            name = ""
        if name not in self._lanes:
            self._lanes[name] = _Lane(self._client, name)
        return self._lanes[name]


class _Batch:
    """The requests of one call of `fetch`."""

    def __init__(self) -> None:
        self.halt = Halt()
        self.pending = 0
        self.results: queue.SimpleQueue[Fetched | BaseException] = queue.SimpleQueue()

    @property
    def ready(self) -> bool:
        """Whether a result can be taken without waiting."""
        return not self.results.empty()

    def next(self) -> Fetched:
        """The next result, waiting for it. Raises what stopped the fetching."""
        result = self.results.get()
        self.pending -= 1
        if isinstance(result, BaseException):
            raise result
        return result


class _Lane:
    """Asks one host one thing after the other.

    A thread of its own: transfers go on while the caller writes, and a signal that interrupts
    the caller is raised in the caller.
    """

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._waiting: queue.SimpleQueue[tuple[Request, _Batch] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name=f"fetch {name}", daemon=True)
        self._thread.start()

    def take(self, request: Request, batch: _Batch) -> None:
        """Take on a request, for after those that wait already."""
        self._waiting.put((request, batch))

    def end(self) -> None:
        """End when what waits is done, at once where its batch was halted."""
        self._waiting.put(None)
        self._thread.join()

    def _serve(self) -> None:
        while (job := self._waiting.get()) is not None:
            request, batch = job
            if batch.halt.said:
                continue
            try:
                batch.results.put(self._client.fetch(request, batch.halt))
            except HaltedError:
                continue
            except BaseException as error:
                batch.results.put(error)
                if not isinstance(error, StorageError):
                    raise
