"""Partial dates the way citation styles print them."""

from __future__ import annotations

import re

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_WHOLE = {"May", "June", "July"}  # months that MLA does not shorten


def parts(date: str | None) -> list[int]:
    """Year, month and day as far as they are stated; empty for what is no date."""
    match = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?![\d/])", date or "")
    if not match:
        return []
    found = [int(part) for part in match.groups() if part]
    return found if len(found) == 1 or 1 <= found[1] <= 12 else found[:1]


def month_day(date: str | None) -> str:
    """ "2017, April 18", as APA has it; other texts as they are."""
    found = parts(date)
    if not found:
        return date or ""
    rest = " ".join([*(_MONTHS[month - 1] for month in found[1:2]), *map(str, found[2:])])
    return f"{found[0]}, {rest}" if rest else str(found[0])


def long_date(date: str | None) -> str:
    """ "April 18, 2017", as Chicago has it."""
    found = parts(date)
    if len(found) == 3:
        return f"{_MONTHS[found[1] - 1]} {found[2]}, {found[0]}"
    return " ".join([_MONTHS[found[1] - 1], str(found[0])]) if len(found) == 2 else date or ""


def short_date(date: str | None) -> str:
    """ "18 Apr. 2017", as MLA has it."""
    found = parts(date)
    if len(found) < 2:
        return date or ""
    month = _MONTHS[found[1] - 1]
    short = month if month in _WHOLE else f"{month[:4] if month == 'September' else month[:3]}."
    return " ".join([*map(str, found[2:]), short, str(found[0])])
