"""What a host's robots.txt lets us do."""

from __future__ import annotations

import math
from dataclasses import dataclass

from protego import Protego

from ingest.fetching.content import looks_like_html

MOST_BYTES = 512 * 1024  # RFC 9309: at least 500 KiB are read; what follows is ignored


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one origin. Without rules everything is allowed."""

    rules: Protego | None = None

    def allows(self, url: str, user_agent: str) -> bool:
        """Whether the rules for us, or for everybody, let the address be fetched."""
        return self.rules is None or bool(self.rules.can_fetch(url, user_agent))

    def crawl_delay(self, user_agent: str) -> float:
        """Seconds between requests that the host asks for, 0 when it does not."""
        asked = self.rules.crawl_delay(user_agent) if self.rules is not None else None
        delay = float(asked or 0)
        return delay if math.isfinite(delay) and delay > 0 else 0.0


def parse_robots(body: bytes) -> Robots:
    """Read a robots.txt. A page in its place, as some servers send for anything, is no rule."""
    if looks_like_html(body):
        return Robots()
    return Robots(Protego.parse(body[:MOST_BYTES].decode("utf-8-sig", "replace")))
