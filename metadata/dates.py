"""Printed dates into partial dates, with the precision and by the rule they were printed by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from metadata import dates_japan, dates_western
from metadata.dates_parts import DateRule, FoundDate, Order, incomplete, interval, partial
from metadata.dates_words import YEARLY
from metadata.folding import fold

__all__ = ["FoundDate", "Order", "complete", "find_dates", "incomplete", "interval", "partial"]

NO_DATE = ""  # of what is printed like a date that no calendar has
_WHOLE_DATES = {"year, month, day", "day, month, year", "month, day, year", "era date"}
_PAIR_OR_MONTH = {"short year pair", "year and month"}
_JAPANESE = re.compile("[ぁ-ヿ一-龥]")
_NUMERAL = re.compile(r"[\d〇零一二三四五六七八九十元]")
_YEARLY = re.compile(YEARLY, re.IGNORECASE)
_EAST = re.compile("[年月㋿㍻㍼㍽㍾]|令和|平成|昭和")


def find_dates(text: str, language: str, order: Order | None = None) -> tuple[FoundDate, ...]:
    """Return the dates printed in `text`, in order, none overlapping another.

    `language` (ISO 639-1) decides names of months and the order of 3/4/2020; `order` is a
    better hint where there is one. Where neither decides, only the year is returned, with the
    rule "order of day and month unknown".
    """
    folded = fold(text)
    if not _NUMERAL.search(folded):
        return ()
    taken = bytearray(len(folded))
    found = [date for date in _candidates(folded, language, order) if _claim(taken, date)]
    return tuple(sorted((d for d in found if d.value != NO_DATE), key=lambda date: date.start))


def _candidates(text: str, language: str, order: Order | None) -> Iterator[FoundDate]:
    if language == "ja" or _EAST.search(text):
        for rule in dates_japan.RULES:
            yield from _applied(rule, text)
    western = dates_western.rules(language)
    yield from _applied(western[0], text)
    yield from _numeric(text, language, order)
    for rule in western[1:]:
        if rule.name != "short year pair" or language != "ja":
            yield from _applied(rule, text)


def _applied(rule: DateRule, text: str) -> Iterator[FoundDate]:
    if not rule.clue(text):
        return
    for match in rule.pattern.finditer(text):
        value = rule.value(match) or _impossible(match, rule.name)
        if value is None or (rule.name in _PAIR_OR_MONTH and _doubtful(match, text, rule.name)):
            continue
        yield FoundDate(
            start=match.start(), end=match.end(), value=value, rule=rule.name, role=rule.role
        )


def _impossible(match: re.Match[str], rule: str) -> str | None:
    """NO_DATE for a day that its month does not have: a misprint, of which not even the year holds.

    "45 March 2020" is none: 45 is no day, but may be the number of an issue.
    """
    day = match.groupdict().get("day") or "1"
    is_day = not day.isdecimal() or int(day) <= 31
    return NO_DATE if rule in _WHOLE_DATES and is_day else None


def _doubtful(match: re.Match[str], text: str, rule: str) -> bool:
    """2011-12 may be December or two years: a pair only where the text speaks of something yearly.

    A month only where it cannot be a pair, or in Japanese, which does not write pairs so.
    """
    if rule == "short year pair":
        sure = _YEARLY.search(text) or dates_western.is_planned(match)
        return int(match["next"]) <= 12 and not sure
    following = (int(match["year"]) + 1) % 100
    return int(match["month"]) == following and not _JAPANESE.search(text)


def _numeric(text: str, language: str, order: Order | None) -> Iterator[FoundDate]:
    for match in dates_western.NUMERIC.finditer(text):
        if language == "ja" and len(match["year"]) == 2:
            continue  # 24.3.29 may be of any era, and ends in the day
        value, rule = dates_western.numeric(match, language, order)
        if value is not None:
            yield FoundDate(
                start=match.start(), end=match.end(), value=value, rule=rule, role="date"
            )
    for match in dates_western.COMPACT.finditer(text):
        value = partial(int(match["year"]), int(match["month"]), int(match["day"]))
        if value is not None:
            yield FoundDate(
                start=match.start(), end=match.end(), value=value, rule="eight digits", role="date"
            )


def _claim(taken: bytearray, date: FoundDate) -> bool:
    if any(taken[date.start : date.end]):
        return False
    taken[date.start : date.end] = b"\x01" * (date.end - date.start)
    return True


def complete(date: FoundDate, year: FoundDate) -> str | None:
    """`--12-05` with the year named elsewhere in the item; a fiscal year starts in April."""
    if date.role != "incomplete" or not re.fullmatch(r"\d{4}", year.value):
        return None
    numbers = [int(part) for part in date.value[2:].split("-")]
    number = int(year.value)
    if year.rule == "fiscal year" and numbers[0] <= 3:
        number += 1
    return partial(number, *numbers)
