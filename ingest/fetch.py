"""The door to the network: the only way anything is fetched.

Requests go in as an iterable and results come out as they are ready. Each host is asked one
thing at a time, at its pace and within its robots.txt; different hosts are asked at the same
time. What fails comes back as a result with an error; nothing but a full disk stops the rest.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections import deque
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.fetching.host import Clock
from ingest.fetching.part import storage
from ingest.fetching.records import Expects, Fetched, FetchLimits, Request, asking

if TYPE_CHECKING:
    from ingest.fetching.client import Client

__all__ = ["Expects", "FetchLimits", "Fetched", "Fetcher", "Request", "asking"]

_Result = Fetched | BaseException
_TOGETHER = 0.05  # seconds that a result waits for others at most


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
        self._now = now
        self._user_agent = user_agent
        self._limits = limits or FetchLimits()
        self._ready: queue.SimpleQueue[asyncio.AbstractEventLoop | None] = queue.SimpleQueue()

    def __enter__(self) -> Fetcher:
        """Start. Raises StorageError when `incoming` cannot be used."""
        with storage("use", self._incoming):
            for left in self._incoming.glob("*.body"):  # complete, but nobody took it over
                left.unlink()
            for left in self._incoming.glob("*.part"):
                if not left.with_suffix(".json").exists():  # nobody can go on from it
                    left.unlink()
        # A thread of its own: transfers go on while the caller writes, and a signal that
        # interrupts the caller is raised in the caller and not swallowed by the event loop.
        self._thread = threading.Thread(target=self._run, name="fetcher", daemon=True)
        self._thread.start()
        loop = self._ready.get()
        if loop is None:
            raise RuntimeError("The fetcher's thread ended before it began; its error is above.")
        self._loop = loop
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def fetch(self, requests: Iterable[Request]) -> Generator[Fetched, None, None]:
        """Fetch all requests, each result as it is ready, in no particular order.

        `requests` is read as room becomes free, in the caller's thread. Raises StorageError.
        When the iterator is closed, what is under way is broken off.
        """
        batch = _Batch(self._loop, self._client)
        try:
            for request in requests:
                batch.start(request)
                # A full window is half emptied first: requests are handed over many at a time.
                room = self._limits.window // 2 if batch.pending >= self._limits.window else None
                while batch.ready or (room is not None and batch.pending > room):
                    yield batch.take()
            while batch.pending:
                yield batch.take()
        finally:
            batch.stop()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        finally:
            self._ready.put(None)

    async def _serve(self) -> None:
        from ingest.fetching.client import Client  # its library loads slowly; many never fetch

        self._stop = asyncio.Event()
        self._client = Client(
            incoming=self._incoming,
            now=self._now,
            user_agent=self._user_agent,
            limits=self._limits,
        )
        self._ready.put(asyncio.get_running_loop())
        await self._stop.wait()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.close()


class _Batch:
    """The requests of one call of `fetch`, on their way through the event loop.

    Whatever is handed from thread to thread interrupts both: it goes many at a time.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, client: Client) -> None:
        self._loop = loop
        self._client = client
        self._asked: deque[Request] = deque()
        self._tasks: set[asyncio.Task[Fetched]] = set()
        self._ended: list[_Result] = []
        self._results: queue.SimpleQueue[list[_Result]] = queue.SimpleQueue()
        self._taken: deque[_Result] = deque()
        self.pending = 0

    @property
    def ready(self) -> bool:
        """Whether a result can be taken without waiting."""
        return bool(self._taken) or not self._results.empty()

    def start(self, request: Request) -> None:
        """Hand a request to the event loop."""
        self.pending += 1
        self._asked.append(request)
        if len(self._asked) == 1:  # else the loop knows already that there is something
            self._loop.call_soon_threadsafe(self._spawn)

    def take(self) -> Fetched:
        """The next result, waiting for it. Raises what stopped the fetching."""
        if not self._taken:
            self._taken.extend(self._results.get())
        result = self._taken.popleft()
        self.pending -= 1
        if isinstance(result, BaseException):
            raise result
        return result

    def stop(self) -> None:
        """Break off what is under way."""
        if self.pending and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._cancel)

    def _spawn(self) -> None:
        while self._asked:
            task = self._loop.create_task(self._client.fetch(self._asked.popleft()))
            self._tasks.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Fetched]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        self._ended.append(task.exception() or task.result())
        if not self._tasks:
            self._hand_over()
        elif len(self._ended) == 1:
            self._loop.call_later(_TOGETHER, self._hand_over)

    def _hand_over(self) -> None:
        if self._ended:
            self._results.put(self._ended)
            self._ended = []

    def _cancel(self) -> None:
        for task in self._tasks:
            task.cancel()
