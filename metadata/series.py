"""A series of publications and the edition that should have come by now."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

_FEWEST = 3  # editions from which an interval is said to be regular
_REGULAR = 1.5  # times the shortest interval that the longest may be
_ENDED = 3  # times the longest interval after which a series has probably ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """When the next edition was due, and how late it is."""

    last: str  # date of the newest edition, as far as it is known
    expected: str  # the day by which the next one would have come at the latest, YYYY-MM-DD
    days_late: int  # 0 while it is not due
    longest: int  # days, the longest wait so far
    shortest: int
    editions: int
    state: Literal["due", "late", "ended"]  # ended: nothing for three times the longest wait
    evidence: str  # in words


def expectation(dates: Sequence[str], today: str, covers: str | None = None) -> Expectation | None:
    """What the dates of a series lead to expect on `today` (YYYY-MM-DD).

    `dates` are partial dates; a month counts as its last day, a year as its last. Of a series
    without dates of publication they are the years after those that it covers, and the last
    edition `covers` such a year. None when fewer than three editions are dated or they did not
    come regularly.
    """
    known = sorted({_end(text) for text in dates} - {None}, key=str)
    days = [day for day in known if day is not None]
    intervals = [(b - a).days for a, b in pairwise(days)]
    if len(days) < _FEWEST or max(intervals) > min(intervals) * _REGULAR:
        return None
    longest, shortest = max(intervals), min(intervals)
    expected = days[-1] + timedelta(days=longest)
    late = max(0, (date.fromisoformat(today) - expected).days)
    last = max(dates, key=lambda text: str(_end(text) or ""))
    return Expectation(
        last=last,
        expected=expected.isoformat(),
        days_late=late,
        longest=longest,
        shortest=shortest,
        editions=len(days),
        state="due" if not late else "ended" if late > longest * _ENDED else "late",
        evidence=_evidence(len(days), shortest, longest, last, expected.isoformat(), covers),
    )


def _evidence(
    editions: int, shortest: int, longest: int, last: str, expected: str, covers: str | None
) -> str:
    every = (
        f"every {longest} days" if shortest == longest else f"{shortest} to {longest} days apart"
    )
    if covers is not None:
        return (
            f"{editions} editions without a date of their own cover years {every}, the last one "
            f"{covers}; counted from the end of the year after, the next one would have come by "
            f"{expected}"
        )
    return (
        f"{editions} editions came {every}, the last one {last}; after the longest wait so far "
        f"the next one would have come by {expected}"
    )


def _end(text: str) -> date | None:
    """The last day of a partial date; None when it is none."""
    parts = text.split("-") if text else []
    if not 1 <= len(parts) <= 3 or not all(part.isdigit() for part in parts):
        return None
    year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else 12
    if not 1 <= year <= 9999 - 100 or not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(parts[2]) if len(parts) > 2 else last
    return date(year, month, day) if 1 <= day <= last else None
