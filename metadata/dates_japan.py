"""Japanese dates: eras in full and abbreviated, fiscal years, quarters, kanji numerals."""

from __future__ import annotations

import re

from metadata.clues import one_of
from metadata.dates_parts import DateRule, Role, Value, half, incomplete, interval, partial, quarter
from metadata.folding import number

# The first year of each era and how far its years are counted in print. Plans written before
# a change of era count on ("平成32年度"), so the limit is generous.
_ERAS = {
    "令和": (2019, 60), "平成": (1989, 45), "昭和": (1926, 64), "大正": (1912, 15),
    "明治": (1868, 45), "㋿": (2019, 60), "㍻": (1989, 45), "㍼": (1926, 64), "㍽": (1912, 15),
    "㍾": (1868, 45), "R": (2019, 60), "H": (1989, 45), "S": (1926, 64), "T": (1912, 15),
    "M": (1868, 45), "令": (2019, 60), "平": (1989, 45), "昭": (1926, 64), "大": (1912, 15),
    "明": (1868, 45),
}  # fmt: skip
_KANJI = "〇零一二三四五六七八九十"
_NUM = rf"[\d{_KANJI}]{{1,4}}"
_N = r"\s{0,2}"
_ERA = (
    rf"(?P<era>令和|平成|昭和|大正|明治|[㋿㍻㍼㍽㍾]|(?<![A-Za-z])[RHSTM]){_N}(?P<eyear>元|{_NUM})"
)
_WEST = r"(?P<wyear>(?<!\d)(?:1[89]|20|21)\d\d|[一二][〇零一二三四五六七八九]{3})"
_YEAR = rf"(?:{_ERA}|{_WEST})"
_MONTH = rf"(?P<month>{_NUM}){_N}月"
_DAY = rf"(?P<day>{_NUM}){_N}日"
# The same year once more, in the other count: 令和5年(2023年)10月.
_GLOSS = r"(?:\s?\([^()\n]{2,8}年?\))?"
_SIGN = rf"{_GLOSS}{_N}年{_GLOSS}"
_DASH = r"\s*(?:~|-|から|より)\s*"


def era_year(era: str, year: str) -> int | None:
    """The western year of `year` in `era`; None when the era had no such year."""
    first, longest = _ERAS.get(era, (0, 0))
    value = number(year)
    if value is None or not 1 <= value <= longest:
        return None
    return first + value - 1


def _year(match: re.Match[str], suffix: str = "") -> int | None:
    groups = match.groupdict()
    if groups.get("era" + suffix):
        return era_year(groups["era" + suffix], groups["eyear" + suffix])
    west = groups.get("wyear" + suffix)
    return number(west) if west else None


def _number(match: re.Match[str], name: str) -> int | None:
    printed = match.groupdict().get(name)
    return number(printed) if printed else None


def _whole(match: re.Match[str]) -> str | None:
    month, day = _number(match, "month"), _number(match, "day")
    return partial(_year(match), month, day)


def _days(match: re.Match[str]) -> str | None:
    year, month = _year(match), _number(match, "month")
    month2 = _number(match, "month2") or month
    year2 = _year(match, "2") or year
    first = partial(year, month, _number(match, "day"))
    return interval(first, partial(year2, month2, _number(match, "day2")))


def _years(match: re.Match[str]) -> str | None:
    first = _year(match)
    if first is None:
        return None
    last = _year(match, "2")
    if last is None:
        short = _number(match, "short")
        if short is None:
            return None
        era = match.groupdict().get("era")
        last = era_year(era, str(short)) if era else short
        if last is not None and last < 100:
            last += first - first % 100
    return interval(partial(first), partial(last)) if last is not None else None


def _fiscal_quarter(match: re.Match[str]) -> str | None:
    year, nth = _year(match), _number(match, "quarter")
    if year is None or nth is None:
        return None
    return quarter(year, nth, 4 if match.groupdict().get("fiscal") else 1)


def _half(match: re.Match[str]) -> str | None:
    year = _year(match)
    nth = 1 if match["half"] == "上" else 2
    return half(year, nth) if year is not None else None


def _both(match: re.Match[str]) -> str | None:
    """令和5・6年度: two years that follow one another."""
    first, second = _year(match), _number(match, "short")
    if first is None or second is None or not match["era"]:
        return None
    last = era_year(match["era"], str(second))
    return interval(partial(first), partial(last)) if last == first + 1 else None


def _rule(name: str, role: Role, pattern: str, value: Value, *, clue: str = "年") -> DateRule:
    """A rule; its `clue` is in every text that the pattern matches."""
    return DateRule(
        name=name, role=role, pattern=re.compile(pattern), value=value, clue=one_of(clue)
    )


_SECOND = _YEAR.replace("era>", "era2>").replace("eyear>", "eyear2>").replace("wyear>", "wyear2>")
_WEEKDAY = r"(?:\s?\(?[月火水木金土日](?:曜日?)?\)?)?"
_DOT = r"\s?[./-]\s?"

RULES = (
    _rule(
        "range of days",
        "period",
        rf"{_YEAR}{_SIGN}{_N}{_MONTH}{_N}{_DAY}{_WEEKDAY}{_DASH}"
        rf"(?:{_SECOND}{_N}年{_N})?(?:(?P<month2>{_NUM}){_N}月{_N})?(?P<day2>{_NUM}){_N}日(?:まで)?",
        _days,
    ),
    _rule(
        "range of months",
        "period",
        rf"{_YEAR}{_SIGN}{_N}(?P<month>{_NUM}){_N}月?{_DASH}"
        rf"(?:{_SECOND}{_N}年{_N})?(?P<month2>{_NUM}){_N}月(?:まで|期|分)?",
        _days,
    ),
    _rule(
        "range of days",
        "period",
        rf"{_ERA}{_DOT}(?P<month>\d{{1,2}}){_DOT}(?P<day>\d{{1,2}})~"
        r"(?:(?P<month2>\d{1,2})\.)?(?P<day2>\d{1,2})(?![\d.])",
        _days,
        clue="~",
    ),
    _rule(
        "range of fiscal years",
        "period",
        rf"{_YEAR}{_N}(?:年度?)?{_DASH}(?:{_SECOND}|(?P<short>\d{{1,2}})){_N}年度",
        _years,
    ),
    _rule(
        "range of years",
        "period",
        rf"{_YEAR}{_N}年?{_DASH}(?:{_SECOND}|(?P<short>\d{{1,2}})){_N}年(?!\s?\d)(?:まで)?",
        _years,
    ),
    _rule(
        "quarter",
        "period",
        rf"{_YEAR}{_N}年(?P<fiscal>度)?{_N}第?{_N}(?P<quarter>[1-4一二三四]){_N}四半期",
        _fiscal_quarter,
    ),
    # Figures for a month: 5月分. Not 月分類 or 月期間.
    _rule(
        "month of figures",
        "period",
        rf"{_YEAR}{_SIGN}{_N}{_MONTH}{_N}(?:分(?![類野科析割布担解別])|期(?![一-龥]))",
        _whole,
    ),
    _rule(
        "half-year",
        "period",
        rf"{_YEAR}{_N}年{_N}[（(]?{_N}(?P<half>[上下])(?:半期|期)",
        _half,
    ),
    _rule("two fiscal years", "period", rf"{_YEAR}[・,、](?P<short>\d{{1,2}}){_N}年度", _both),
    _rule("era date", "date", rf"{_YEAR}{_SIGN}{_N}{_MONTH}(?:{_N}{_DAY})?", _whole),
    _rule(
        "abbreviated era date",
        "date",
        rf"{_ERA}{_DOT}(?P<month>\d{{1,2}})(?:{_DOT}(?P<day>\d{{1,2}}))?(?![\d-])",
        _whole,
        clue="",
    ),
    # As in lists of laws: 平29.4.18.
    _rule(
        "abbreviated era date",
        "date",
        rf"(?<![一-龥])(?P<era>[令平昭大明])(?P<eyear>元|\d{{1,2}}){_DOT}(?P<month>\d{{1,2}})"
        rf"{_DOT}(?P<day>\d{{1,2}})(?![\d-])",
        _whole,
        clue="",
    ),
    _rule(
        "fiscal year", "period", rf"{_YEAR}{_GLOSS}{_N}(?:会計|事務|事業|営業|学)?年{_N}度", _whole
    ),
    _rule("edition year", "period", rf"{_YEAR}{_N}年?版", _whole, clue="版"),
    _rule(
        "edition year", "period", r"(?<=[書報告])(?P<wyear>20\d\d)(?![\d年./-])", _whole, clue="20"
    ),
    _rule("era year", "period", rf"{_YEAR}{_SIGN}(?!代|[間\s]*(?:度|以内))", _whole),
    # "H29指定研究報告書", "平成27予算書": the sign 年 left out before another word.
    _rule(
        "era year without its sign",
        "period",
        r"(?P<era>令和|平成|(?<![A-Za-z0-9])[RH])(?P<eyear>元|\d{1,2})(?=[\s_)\]]|$|[一-龥ァ-ヺ])"
        r"(?![号条項章節回月日])",
        _whole,
        clue="",
    ),
    _rule(
        "month and day without a year",
        "incomplete",
        rf"(?<![\d年{_KANJI}]){_MONTH}{_N}{_DAY}",
        lambda m: incomplete(_number(m, "month"), _number(m, "day")),
        clue="月",
    ),
    _rule(
        "month without a year",
        "incomplete",
        rf"(?<![\d年{_KANJI}]){_MONTH}(?![間曜])",
        lambda m: incomplete(_number(m, "month"), None),
        clue="月",
    ),
)
