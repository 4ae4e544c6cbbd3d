"""Printed dates become partial dates of the precision they were printed with."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata import dates_japan, dates_western
from metadata.dates import Order, complete, find_dates
from metadata.folding import fold

CASES = [
    ("平成29年4月18日", "ja", "2017-04-18", "era date"),
    ("平成二十九年四月十八日", "ja", "2017-04-18", "era date"),
    ("令和元年五月", "ja", "2019-05", "era date"),
    ("㋿元年5月1日", "ja", "2019-05-01", "era date"),
    ("昭和６３年１２月３１日", "ja", "1988-12-31", "era date"),
    ("大正12年9月1日", "ja", "1923-09-01", "era date"),
    ("明治45年7月", "ja", "1912-07", "era date"),
    ("R6.3.5", "ja", "2024-03-05", "abbreviated era date"),
    ("H29.3", "ja", "2017-03", "abbreviated era date"),
    ("令和5年（2023年）10月1日", "ja", "2023-10-01", "era date"),
    ("二〇二三年四月", "ja", "2023-04", "era date"),
    ("令和5年度", "ja", "2023", "fiscal year"),
    ("令和５年版", "ja", "2023", "edition year"),
    ("令和3〜7年度", "ja", "2021-2025", "range of fiscal years"),
    ("平成29年度～令和3年度", "ja", "2017-2021", "range of fiscal years"),
    ("令和6年度第2四半期", "ja", "2024-07/2024-09", "quarter"),
    ("令和6年度第4四半期", "ja", "2025-01/2025-03", "quarter"),
    ("2014年4月～6月", "ja", "2014-04/2014-06", "range of months"),
    ("平成２９年４月１日～６月３０日", "ja", "2017-04-01/2017-06-30", "range of days"),
    ("令和3年7月1日から令和4年6月30日まで", "ja", "2021-07-01/2022-06-30", "range of days"),
    ("2026/7/30", "ja", "2026-07-30", "year, month, day"),
    ("23 January 2025", "en", "2025-01-23", "day, month, year"),
    ("Nov 30, 2023", "en", "2023-11-30", "month, day, year"),
    ("April 2017", "en", "2017-04", "month and year"),
    ("9/17/19", "en", "2019-09-17", "month, day, year"),
    ("3/4/2020", "en", "2020", "order of day and month unknown"),
    ("3.4.2020", "de", "2020-04-03", "day, month, year"),
    ("31. März 2020", "de", "2020-03-31", "day, month, year"),
    ("1er janvier 2020", "fr", "2020-01-01", "day, month, year"),
    ("12 de enero de 2021", "es", "2021-01-12", "day, month, year"),
    ("10 maggio 2022", "it", "2022-05-10", "day, month, year"),
    ("den 5 maj 2020", "sv", "2020-05-05", "day, month, year"),
    ("2010-10-01", "sv", "2010-10-01", "year, month, day"),
    ("FY2023/24", "en", "2023/24", "fiscal year"),
    ("FY 2023", "en", "2023", "fiscal year"),
    ("2016/17", "en", "2016/17", "year pair"),
    ("2019/2020", "en", "2019/20", "year pair"),
    ("annual report 2018-2019", "en", "2018/19", "range of years"),
    ("2021-2025", "en", "2021-2025", "range of years"),
    ("Q3 2022", "en", "2022-07/2022-09", "quarter"),
    ("1er trimestre 2023", "fr", "2023-01/2023-03", "quarter"),
    ("2. Quartal 2023", "de", "2023-04/2023-06", "quarter"),
    ("January to March 2019", "en", "2019-01/2019-03", "range of months"),
    ("1 April 2018 to 31 March 2019", "en", "2018-04-01/2019-03-31", "range of days"),
    ("report 2015", "en", "2015", "year"),
]


MORE = [
    ("05-Nov-2020", "en", "2020-11-05"), ("on the 3rd day of June 2018", "en", "2018-06-03"),
    ("vom 1. bis 3. Juni 2022", "de", "2022-06-01/2022-06-03"),
    ("T2 2022", "fr", "2022-04/2022-06"), ("II semestre 2019", "it", "2019-07/2019-12"),
    ("kvartal 3 2020", "sv", "2020-07/2020-09"), ("setiembre de 2019", "es", "2019-09"),
    ("大正12年9月1日", "ja", "1923-09-01"), ("平成29～31年度", "ja", "2017-2019"),
    ("㋿6年3月", "ja", "2024-03"), ("Ｒ６．３．５", "ja", "2024-03-05"),
    ("R6/3/5", "ja", "2024-03-05"),
    ("平29.4.18", "ja", "2017-04-18"), ("平成29（2017）年4月18日", "ja", "2017-04-18"),
    ("二〇二四年三月", "ja", "2024-03"), ("令和5・6年度", "ja", "2023-2024"),
    ("令和5年上半期", "ja", "2023-01/2023-06"), ("令和5年度下期", "ja", "2023"),
    ("2023事務年度", "ja", "2023"), ("令和6年3月分", "ja", "2024-03"), ("年報2023", "ja", "2023"),
    ("year ending March 2022", "en", "2021-04/2022-03"),
    ("quarter ended 31 December 2020", "en", "2020-10/2020-12"),
    ("H1 2022", "en", "2022-01/2022-06"), ("second half of 2022", "en", "2022-07/2022-12"),
    ("CY 2024", "en", "2024"), ("updated 10/2023", "en", "2023-10"),
    ("Stand: 01/2024", "de", "2024-01"), ("1. Halbjahr 2022", "de", "2022-01/2022-06"),
    ("T3 2022", "fr", "2022-07/2022-09"), ("2e semestre 2022", "fr", "2022-07/2022-12"),
    ("1er juillet 2023", "fr", "2023-07-01"), ("primo semestre 2022", "it", "2022-01/2022-06"),
    ("kvartal 3 2021", "sv", "2021-07/2021-09"), ("första halvåret 2022", "sv", "2022-01/2022-06"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language", "value"), MORE)
def test_one_date_of_many_forms(text: str, language: str, value: str) -> None:
    assert [date.value for date in find_dates(f"« {text} »", language)] == [value]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("31 February 2020", "en"),
        ("February 30, 2021", "en"),
        ("published on 31 April 2021 in the Gazette", "en"),
        ("30 février 2021", "fr"),
        ("31. April 2021", "de"),
        ("2020-02-31", "en"),
        ("2020年2月31日", "ja"),
        ("令和2年13月1日", "ja"),
    ],
)
def test_a_day_that_no_month_has_gives_no_date_and_no_year(text: str, language: str) -> None:
    assert find_dates(text, language) == ()


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("Strategy 2021-25", "en", ["2021-2025"]),
        ("2021–25 Corporate Plan", "en", ["2021-2025"]),
        ("Action plan 2009-12", "en", ["2009-2012"]),
        ("Plan stratégique 2021-25", "fr", ["2021-2025"]),
        ("Piano triennale 2021-23", "it", ["2021-2023"]),
        ("Handlingsplan för 2021–25", "sv", ["2021-2025"]),
        ("Programme 1999-02", "en", ["1999-2002"]),
        ("Notice 2021-25", "en", []),
        ("Working Paper 2019-23", "en", []),
        ("Report 2021/22", "en", ["2021/22"]),
        ("Regulation 2021/25", "en", []),
    ],
)
def test_years_of_a_plan_are_a_period_and_numbers_of_notices_are_none(
    text: str, language: str, values: list[str]
) -> None:
    assert [date.value for date in find_dates(text, language)] == values


def test_an_era_needs_japanese_around_it() -> None:
    assert [d.value for d in find_dates("Table S3, H1 results and R6.3.5", "en")] == []
    assert [d.value for d in find_dates("24.3.29", "ja")] == []
    assert [d.value for d in find_dates("2020年代", "ja")] == []


@pytest.mark.parametrize(("text", "language", "value", "rule"), CASES)
def test_one_date(text: str, language: str, value: str, rule: str) -> None:
    (found,) = find_dates(f"« {text} »", language)
    assert (found.value, found.rule) == (value, rule)


@pytest.mark.parametrize("case", [str, str.upper, str.lower])
def test_a_clue_is_in_every_text_that_its_pattern_matches(case: Callable[[str], str]) -> None:
    matched = 0
    for text, language, *_ in (*CASES, *MORE):
        folded = fold(case(text))
        for rule in (*dates_japan.RULES, *dates_western.rules(language)):
            if rule.pattern.search(folded):
                matched += 1
                assert rule.clue(folded), (rule.name, folded)
    assert matched > len(CASES)


@pytest.mark.parametrize(
    ("order", "value"), [("day-first", "2020-04-03"), ("month-first", "2020-03-04")]
)
def test_a_hint_decides_the_order(order: Order, value: str) -> None:
    assert find_dates("3/4/2020", "en", order)[0].value == value


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Circular 0012/2025", "en"),
        ("0043-2019", "en"),
        ("TSFS 2010:139", "sv"),
        ("31 June 2020 rev", "en"),
        ("令和5年13月", "ja"),
        ("H5N1", "ja"),
        ("version 2.3.4", "en"),
        ("2011-12", "en"),
        ("30.2.2020", "de"),
    ],
)
def test_what_is_no_whole_date(text: str, language: str) -> None:
    assert not [d for d in find_dates(text, language) if len(d.value) > 7 or d.rule == "year pair"]
    assert not any(d.value.startswith("2011") for d in find_dates(text, language))


def test_a_day_takes_the_year_named_beside_it() -> None:
    year, day = find_dates("令和6年度 第3回 2月5日", "ja")
    assert complete(day, year) == "2025-02-05"
    year, day = find_dates("令和6年第9回 11月11日", "ja")
    assert complete(day, year) == "2024-11-11"


@settings(max_examples=300, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=120),
        st.text(
            alphabet="令和平成元年度月日第四半期版0123456789〇一二十百千./-~～ RHSQFYMayto,",
            max_size=60,
        ),
    ),
    language=st.sampled_from(["ja", "en", "de", "fr", "es", "it", "sv", "zz"]),
)
def test_any_text(text: str, language: str) -> None:
    end = 0
    for date in find_dates(text, language):
        assert end <= date.start < date.end <= len(text)
        end = date.end
        part = r"\d{4}(?:-\d\d){0,2}"
        assert re.fullmatch(
            rf"{part}|\d{{4}}/\d\d|\d{{4}}-\d{{4}}|{part}/{part}|--\d\d(?:-\d\d)?", date.value
        )
