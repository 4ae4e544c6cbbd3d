"""What the date rules share: found dates, validity, and the values they may take."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from metadata.clues import Clue

Role = Literal["date", "period", "incomplete"]
Order = Literal["day-first", "month-first"]
Value = Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """One printed date. `value` is a partial date, a period, or `--12-05` without a year.

    Periods: `2018` (a year or fiscal year), `2016/17`, `2021-2025`, `2014-04/2014-06`.
    """

    start: int  # offset in the text
    end: int
    value: str
    rule: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRule:
    """A pattern and how its match becomes a value (None: not a date after all)."""

    name: str
    role: Role
    pattern: re.Pattern[str]
    value: Value
    clue: Clue = bool  # what a text with a match holds


def partial(year: int | None, month: int | None = None, day: int | None = None) -> str | None:
    """`2017`, `2017-04` or `2017-04-18`; None when there is no such date."""
    if year is None or not 1600 <= year <= 2199:
        return None
    if month is None:
        return f"{year:04d}"
    if not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year:04d}-{month:02d}"
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= day <= monthrange(year, month)[1] else None


def incomplete(month: int | None, day: int | None) -> str | None:
    """`--12-05` or `--12`: a month, perhaps with its day, whose year is not printed here."""
    if month is None or not 1 <= month <= 12:
        return None
    if day is None:
        return f"--{month:02d}"
    return f"--{month:02d}-{day:02d}" if 1 <= day <= monthrange(2000, month)[1] else None


def interval(first: str | None, last: str | None) -> str | None:
    """`first/last` when both are dates in order; whole years become `2021-2025`."""
    if first is None or last is None or first >= last:
        return None
    if len(first) == len(last) == 4:
        return f"{first}-{last}"
    return f"{first}/{last}"


def year_pair(first: int, last: int) -> str | None:
    """`2016/17` for a year that starts in `first` and ends in the next; `last` may be short."""
    full = last if last > 99 else first - first % 100 + last
    if full < first:
        full += 100
    return f"{first}/{full % 100:02d}" if full == first + 1 and partial(first) else None


def full_year(short: int) -> int:
    """Two printed digits as a year between 1970 and 2069."""
    return short + (1900 if short >= 70 else 2000)


def half(year: int, nth: int, first_month: int = 1) -> str | None:
    """The months of a half-year, counted from `first_month` of `year`."""
    if not 1 <= nth <= 2:
        return None
    begin = first_month - 1 + 6 * (nth - 1)
    end = begin + 5
    return interval(
        partial(year + begin // 12, begin % 12 + 1), partial(year + end // 12, end % 12 + 1)
    )


def quarter(year: int, nth: int, first_month: int = 1) -> str | None:
    """The months of a quarter, counted from `first_month` of `year`."""
    if not 1 <= nth <= 4:
        return None
    begin = first_month - 1 + 3 * (nth - 1)
    end = begin + 2
    return interval(
        partial(year + begin // 12, begin % 12 + 1), partial(year + end // 12, end % 12 + 1)
    )
