"""A day, a month or a year as people type it: 2017-04, 2017/4, April 2017, 平成29年4月."""

from __future__ import annotations

import calendar
import re
import unicodedata

from metadata.dates import find_dates

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_PLAIN = re.compile(r"[0-9]{4}\D|.*[^\W\d_]")  # 3/4/2020 could be two days
_LONGEST = 30  # characters
_LANGUAGES = ("en", "ja")


def typed(text: str | None) -> str | None:
    """The partial date that was typed, `2017`, `2017-04` or `2017-04-18`; None: it is none."""
    given = unicodedata.normalize("NFKC", text or "").strip()
    iso = _ISO.fullmatch(given)
    if iso:
        return given if _is_in_calendar(int(iso[1]), int(iso[2] or 1), int(iso[3] or 1)) else None
    if len(given) > _LONGEST or not _PLAIN.match(given):
        return None
    for language in _LANGUAGES:
        for found in find_dates(given, language):
            is_all = (found.start, found.end) == (0, len(given))
            if is_all and _ISO.fullmatch(found.value):
                return found.value
    return None


def _is_in_calendar(year: int, month: int, day: int) -> bool:
    if year < 1 or not 1 <= month <= 12:
        return False
    return 1 <= day <= calendar.monthrange(year, month)[1]


def is_before(last: str, first: str) -> bool:
    """Whether a partial date ends before another begins: 2015 is before 2016-04."""
    shared = min(len(last), len(first))
    return last[:shared] < first[:shared]


def last_day(partial: str) -> str:
    """The last day of a partial date: of 2024-02, 2024-02-29."""
    if len(partial) == len("2024-02-29"):
        return partial
    month = f"{partial}-12"[:7]
    return f"{month}-{calendar.monthrange(int(month[:4]), int(month[5:]))[1]}"
