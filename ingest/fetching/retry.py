"""Which failures are worth another try, and how long to wait before it."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from ingest.fetching.records import FetchLimits

if TYPE_CHECKING:
    import stamina

_TIMES = ("never", "once", "twice", "three times", "four times", "five times", "six times")


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


def attempts(tries: int, limits: FetchLimits) -> AsyncIterator[stamina.Attempt]:
    """The tries of one exchange, with growing, jittered waits, or those the host asks for."""
    import stamina  # dear to load, and most runs need no second try

    # The tries are logged where their address is known.
    stamina.instrumentation.set_on_retry_hooks(())
    return aiter(
        stamina.retry_context(
            on=_wait,
            attempts=tries,
            timeout=None,  # the number of tries and the cap on Retry-After bound the time
            wait_initial=limits.wait_first,
            wait_max=limits.wait_longest,
            wait_jitter=limits.wait_jitter,
        )
    )


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


def _wait(error: Exception) -> bool | float:
    if not isinstance(error, TryError) or not error.again:
        return False
    return True if error.wait is None else error.wait
