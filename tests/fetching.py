"""A fetcher with small limits, pointed at the fault publisher."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.fetch import Fetched, Fetcher, FetchLimits, Request
from tests.faults import Publisher

NOW = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)
USER_AGENT = "policy-archive/0.1 (+https://archive.example/about)"
LIMITS = FetchLimits(
    max_bytes=1_000_000,
    deadline=2.0,
    idle=1.0,
    connect=1.0,
    wait_first=0.01,
    wait_longest=0.05,
    wait_jitter=0.01,
    retry_after_longest=1.0,
    crawl_delay_longest=0.1,
    host_failures=100,
)


class Desk:
    """Where tests hand in requests. Every call of `ask` is a run of its own."""

    def __init__(self, publisher: Publisher, incoming: Path) -> None:
        self.publisher = publisher
        self.incoming = incoming

    def fetcher(self, **limits: Any) -> Fetcher:
        """A fetcher; keywords change the small limits."""
        return Fetcher(
            incoming=self.incoming,
            now=lambda: NOW,
            user_agent=USER_AGENT,
            limits=replace(LIMITS, **limits),
        )

    def request(self, target: str, **fields: Any) -> Request:
        """A request for a path on the publisher, or for a whole address."""
        url = self.publisher.url(target) if target.startswith("/") else target
        usual: dict[str, Any] = {"url": url, "hosts": (self.publisher.host,), "delay": 0.0}
        return Request(**(usual | fields))

    def ask(self, target: str, *, limits: dict[str, Any] | None = None, **fields: Any) -> Fetched:
        """One request in a run of its own."""
        return self.ask_all([self.request(target, **fields)], **(limits or {}))[0]

    def ask_all(self, requests: Iterable[Request], **limits: Any) -> list[Fetched]:
        """Some requests in one run, results in the order of their addresses."""
        with self.fetcher(**limits) as fetcher:
            return sorted(fetcher.fetch(requests), key=lambda fetched: fetched.request.url)

    @property
    def leftovers(self) -> list[str]:
        """What lies in the folder for temporary files."""
        return sorted(path.name for path in self.incoming.iterdir())
