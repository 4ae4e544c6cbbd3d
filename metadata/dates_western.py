"""Western dates: orders by language, named months, fiscal years, quarters, ranges."""

from __future__ import annotations

import re
from functools import cache

from metadata.clues import Clue, four_digits, matching
from metadata.dates_parts import (
    DateRule,
    Order,
    Role,
    Value,
    full_year,
    half,
    incomplete,
    interval,
    partial,
    quarter,
    year_pair,
)
from metadata.dates_words import (
    AS_OF,
    FISCAL,
    HALVES,
    ORDINALS,
    PLANNED,
    QUARTERS,
    SPANS,
    TO,
    YEARLY,
    months,
)

_DAY_FIRST = {"de", "fr", "es", "it", "sv", "nl", "pt", "da", "fi", "nb", "no"}
_TRIMESTRES = {"fr", "es", "it", "pt"}
_YEAR = r"(?P<year>(?<![\d.,/])(?:1[6-9]|20|21)\d\d)(?![\d%]|[.,]\d)"
_ALONE = r"(?<![\w.,/-])(?P<year>(?:1[89]|20)\d\d)(?![\w%/]|[.,:-]\d|-[a-z])"
_ISO = r"(?P<year>(?<![\d/.-])(?:1[89]|20)\d\d)"
_YEARLY = re.compile(YEARLY, re.IGNORECASE)
_QUARTERED, _HALVED = matching(QUARTERS), matching(HALVES)
LONGEST_PLAN = 20  # years
_PLANNED_BEFORE = re.compile(
    rf"\b\w*(?:{PLANNED})\w{{0,3}}(?:\s\w+){{0,2}}[\s,:(]{{1,3}}$", re.IGNORECASE
)
_PLANNED_AFTER = re.compile(rf"[\s)]{{1,2}}(?:[\w&/-]+\s){{0,4}}\w*(?:{PLANNED})", re.IGNORECASE)
_SEP = r"\s{0,3}(?:of|de|del|,|\.)?\s{0,3}"


def _int(match: re.Match[str], name: str) -> int | None:
    printed = match.groupdict().get(name)
    return int(printed) if printed else None


def _iso(match: re.Match[str]) -> str | None:
    return partial(_int(match, "year"), _int(match, "month"), _int(match, "day"))


def numeric(match: re.Match[str], language: str, order: Order | None) -> tuple[str | None, str]:
    """The value of 3/4/2020 and the rule it was read by; the year alone when in doubt."""
    first, second, year = int(match["a"]), int(match["b"]), int(match["year"])
    year = full_year(year) if year < 100 else year
    chosen: Order | None = order or ("day-first" if language in _DAY_FIRST else None)
    if first == second or second > 12:
        chosen = "month-first"
    elif first > 12:
        chosen = "day-first"
    if chosen == "day-first":
        return partial(year, second, first), "day, month, year"
    if chosen == "month-first":
        return partial(year, first, second), "month, day, year"
    return partial(year), "order of day and month unknown"


def _pair(match: re.Match[str]) -> str | None:
    first, following = int(match["year"]), int(match["next"])
    if following > first + 1 and following - first <= 60:
        return interval(partial(first), partial(following))
    return year_pair(first, following)


def _short_pair(match: re.Match[str]) -> str | None:
    """2021-22 is one year over two; 2021-25 five years, where a plan or the like has them.

    Else it may be a number: Notice 2021-25.
    """
    first, following = int(match["year"]), int(match["next"])
    last = first - first % 100 + following + (100 if following < first % 100 else 0)
    if last == first + 1:
        return year_pair(first, following)
    if first + 1 < last <= first + LONGEST_PLAN and is_planned(match):
        return interval(partial(first), partial(last))
    return None


def is_planned(match: re.Match[str]) -> bool:
    """Whether years stand beside a word for what is planned or counted over several years."""
    text = match.string
    before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() :][:60]
    return bool(_PLANNED_BEFORE.search(before) or _PLANNED_AFTER.match(after))


def _span(match: re.Match[str]) -> str | None:
    """2018-2019 is one fiscal year where the text speaks of something yearly, else two years."""
    first, last = int(match["year"]), int(match["last"])
    if last == first + 1 and _YEARLY.search(match.string):
        return year_pair(first, last)
    return interval(partial(first), partial(last)) if last - first <= 60 else None


def _fiscal(match: re.Match[str]) -> str | None:
    year = int(match["year"])
    year = full_year(year) if year < 100 else year
    following = match["next"]
    return year_pair(year, int(following)) if following else partial(year)


def _quarter(match: re.Match[str]) -> str | None:
    printed = (match["nth"] or match.groupdict().get("nth2") or "").casefold()
    nth = int(printed) if printed.isdigit() else ORDINALS.get(printed)
    return quarter(int(match["year"]), nth) if nth else None


def _half(match: re.Match[str]) -> str | None:
    printed = match["nth"].casefold()
    nth = int(printed) if printed.isdigit() else ORDINALS.get(printed)
    return half(int(match["year"]), nth) if nth else None


class _Named:
    """Rules with named months of one language."""

    def __init__(self, language: str) -> None:
        self.months = months(language)
        names = "|".join(sorted(map(re.escape, self.months), key=len, reverse=True))
        self.in_a_month = matching(rf"(?:{names})\b")
        self.month = rf"(?P<month>{names})\b\.?"
        self.month2 = rf"(?P<month2>{names})\b\.?"

    def dated(self, text: str) -> bool:
        """Whether a text names a month and has four digits in a row."""
        return four_digits(text) and bool(self.in_a_month(text))

    def number(self, match: re.Match[str], name: str = "month") -> int | None:
        printed = match.groupdict().get(name)
        return self.months[printed.casefold()] if printed else None

    def date(self, match: re.Match[str]) -> str | None:
        return partial(_int(match, "year"), self.number(match), _int(match, "day"))

    def days(self, match: re.Match[str]) -> str | None:
        year, month2 = _int(match, "year"), self.number(match, "month2")
        first_year = _int(match, "year0") or year
        first = partial(first_year, self.number(match) or month2, _int(match, "day"))
        return interval(first, partial(year, month2, _int(match, "day2")))

    def ending(self, match: re.Match[str]) -> str | None:
        """A year, half-year or quarter by its last month: "year ending March 2022"."""
        year, month = int(match["year"]), self.number(match)
        span = next(n for words, n in SPANS.items() if match["span"].casefold().startswith(words))
        if month is None:
            return None
        first = 12 * year + month - span
        return interval(partial(first // 12, first % 12 + 1), partial(year, month))

    def without_year(self, match: re.Match[str]) -> str | None:
        return incomplete(self.number(match), _int(match, "day"))


_D = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?"
_D2 = r"(?P<day2>\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?"
_TO = rf"\s{{0,3}}(?:{TO})\s{{0,3}}"
_Y0 = r"(?:\s?,?\s?(?P<year0>(?:19|20)\d\d))?"
_Y = r"(?P<year>(?:1[6-9]|20|21)\d\d)(?!\d)"


def _ranges(n: _Named) -> tuple[tuple[str, str], ...]:
    of = r"\s{0,3}(?:of|de|del)?\s{0,3}"
    return (
        ("range of days", rf"{_D}{of}{n.month}{_Y0}{_TO}{_D2}{of}{n.month2}{_SEP}{_Y}"),
        ("range of days", rf"{_D}\s?(?:-|to|bis|au|al|a|till|y|und|and)\s?{_D2}{of}{n.month2}"
         rf"{_SEP}{_Y}"),
        ("range of months", rf"\b{n.month}{_Y0}{_TO}{n.month2}{_SEP}{_Y}"),
    )  # fmt: skip


@cache
def rules(language: str) -> tuple[DateRule, ...]:
    """The western rules for a text in `language`, most specific first."""
    n = _Named(language)
    return (*_days(n), *_parts_of_years(language), *_years(), *_without_year(n))


def _rule(name: str, role: Role, pattern: str, value: Value, clue: Clue = four_digits) -> DateRule:
    compiled = re.compile(pattern, re.IGNORECASE)
    return DateRule(name=name, role=role, pattern=compiled, value=value, clue=clue)


def _days(n: _Named) -> tuple[DateRule, ...]:
    """Days and months, and what begins and ends with them."""
    return (
        _rule("year, month, day", "date",
              rf"{_ISO}(?P<s>[-/.])(?P<month>\d{{1,2}})(?P=s)(?P<day>\d{{1,2}})(?!\d|(?P=s)\d)",
              _iso),
        *(_rule(name, "period", pattern, n.days, n.dated) for name, pattern in _ranges(n)),
        _rule("period by its last month", "period",
              rf"\b(?P<span>{'|'.join(SPANS)})s? (?:end(?:ing|ed)|to)\s{{1,2}}(?:\d{{1,2}}\s)?"
              rf"{n.month}(?:\s\d{{1,2}}(?:st|nd|rd|th)?)?{_SEP}{_Y}", n.ending, n.dated),
        _rule("day, month, year", "date",
              rf"{_D}\s{{0,3}}(?:of|de)?\s{{0,3}}{n.month}{_SEP}{_Y}", n.date, n.dated),
        _rule("day, month, year", "date",
              rf"(?<![\d-]){_D}-{n.month}-{_Y}", n.date, n.dated),
        _rule("day, month, year", "date",
              rf"{_D} day of {n.month}{_SEP}{_Y}", n.date, n.dated),
        _rule("month, day, year", "date",
              rf"\b{n.month}\s{{0,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{{0,3}},?\s{{0,3}}{_Y}",
              n.date, n.dated),
        _rule("month and year", "date", rf"(?<!\d )(?<!\d\. )\b{n.month}{_SEP}{_Y}", n.date,
              n.dated),
    )  # fmt: skip


def _parts_of_years(language: str) -> tuple[DateRule, ...]:
    """Quarters and half-years."""
    spelt = rf"\b(?:T(?P<nth>[1-4])|(?P<nth2>[1-4])T)\s?{_YEAR}"
    trimestres = [_rule("quarter", "period", spelt, _quarter)] if language in _TRIMESTRES else []
    return (
        _rule("quarter", "period", rf"\bQ(?P<nth>[1-4])\s?[-/ ]?\s?{_YEAR}", _quarter),
        _rule("quarter", "period", rf"{_YEAR}\s?[-/ ]?\s?Q(?P<nth>[1-4])\b", _quarter),
        *trimestres,
        _rule("quarter", "period",
              rf"\b(?P<nth>[1-4]|{'|'.join(ORDINALS)})(?:st|nd|rd|th|er|e|ème|º|°|\.|:a|:e)?\s?"
              rf"(?:{QUARTERS})\s{{0,2}}(?:of|de|del|,|/)?\s{{0,2}}{_YEAR}", _quarter, _QUARTERED),
        _rule("half-year", "period", rf"\b(?:H|S)(?P<nth>[12])\s?[-/ ]?\s?{_YEAR}", _half),
        _rule("half-year", "period",
              rf"\b(?P<nth>[12]|{'|'.join(ORDINALS)})(?:st|nd|er|º|°|\.|:a|e|ème)?\s?"
              rf"(?:{HALVES})\s{{0,2}}(?:of|de|del|,|/)?\s{{0,2}}{_YEAR}", _half, _HALVED),
        _rule("quarter", "period",
              rf"\b(?:{QUARTERS})\s(?P<nth>[1-4]|i{{1,3}}|iv)[\s,/-]{{1,2}}{_YEAR}", _quarter,
              _QUARTERED),
    )  # fmt: skip


def _years() -> tuple[DateRule, ...]:
    """Years in figures, with a month or not, and several of them."""
    return (
        _rule("month and year in figures", "date",
              rf"(?:\b(?:{AS_OF})[\s:]{{1,2}}|(?<=[(\[]))(?P<month>0[1-9]|1[0-2]|[1-9](?=/))\s?[/.]\s?"
              r"(?P<year>(?:19|20)\d\d)(?![\d/.-]\d)(?=$|[\s)\],;])", _iso),
        _rule("fiscal year", "period",
              rf"\b(?:{FISCAL})\s?(?P<year>(?:19|20)\d\d|(?<=[FC]Y)\d\d)"
              r"(?:\s?[/-]\s?(?P<next>(?:20)?\d\d)(?!\d))?(?!\d)", _fiscal, bool),
        _rule("year pair", "period",
              rf"{_ISO}\s?/\s?(?P<next>(?:20)?\d\d)(?![\d/.-])", _pair),
        _rule("range of years", "period",
              r"(?<![\d/.])(?P<year>(?:19|20)\d\d)\s?(?:-|~|to|bis|till|through)\s?"
              r"(?P<last>(?:19|20|21)\d\d)(?![\d/.]\d|-\d)", _span),
        _rule("short year pair", "period",
              rf"{_ISO}\s?-\s?(?P<next>\d\d)(?![\d/.:-])", _short_pair),
        _rule("year and month", "date",
              rf"{_ISO}[-/.](?P<month>0[1-9]|1[0-2])(?![\d/.-]\d|\d)", _iso),
        _rule("year", "period", _ALONE, _iso),
    )  # fmt: skip


def _without_year(n: _Named) -> tuple[DateRule, ...]:
    return (
        _rule("month and day without a year", "incomplete",
              rf"{_D}\s{{0,3}}(?:of|de)?\s{{0,3}}{n.month}", n.without_year, n.in_a_month),
        _rule("month and day without a year", "incomplete",
              rf"\b{n.month}\s{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b", n.without_year,
              n.in_a_month),
    )  # fmt: skip


NUMERIC = re.compile(
    r"(?<![\d./-])(?P<a>\d{1,2})(?P<s>[/.-])(?P<b>\d{1,2})(?P=s)(?P<year>(?:19|20)\d\d|\d\d)"
    r"(?![\d./-]\d|\d)"
)
COMPACT = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)")
