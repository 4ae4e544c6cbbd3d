"""Which failures are worth another try, and how long to wait before it."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import random
from typing import Protocol, TypeVar

from ingest.fetching.records import FetchLimits

T = TypeVar("T")

_TIMES = ("never", "once", "twice", "three times", "four times", "five times", "six times")


class Waits(Protocol):
    """Who can wait, and be told not to."""

    def wait(self, seconds: float) -> object:
        """Sleep."""


class TryError(Exception):
    """An exchange that failed, before it is decided whether that is final.

    `words` continue a sentence that starts with the address ("answered 503").
    """

    def __init__(
        self,
        words: str,
        *,
        again: bool = True,
        status: int | None = None,
        wait: float | None = None,
        cut: bool = False,
    ) -> None:
        super().__init__(words)
        self.words = words
        self.again = again  # whether another try may help
        self.status = status
        self.wait = wait  # seconds the host asked for
        self.cut = cut  # the body ended too early


def persistently(once: Callable[[], T], tries: int, limits: FetchLimits, halt: Waits) -> T:
    """Try until it works, with growing, jittered waits, or those the host asks for.

    The number of tries and the cap on Retry-After bound the time. Raises the last TryError.
    """
    for number in range(tries - 1):
        try:
            return once()
        except TryError as trouble:
            if not trouble.again:
                raise
            growing = limits.wait_first * 2**number + random() * limits.wait_jitter
            usual = min(limits.wait_longest, growing)
            halt.wait(usual if trouble.wait is None else trouble.wait)
    return once()


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for; None when there is none or it is garbage."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:10])
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    seconds = (date - now).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None


def times(number: int) -> str:
    """ "once", "twice", "three times"."""
    return _TIMES[number] if number < len(_TIMES) else f"{number} times"
