"""Figures and dates of a summary that the full text does not have."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.summary_check import unsupported
from tests.metadata.pages import pages

FULL = pages(
    "Introduction to the plan.",
    "The plan of 18 April 2017 holds 88 measures in five fields.\nIt costs 1,200,000 yen.",
    "計画は平成二十九年四月十八日に決定された。対象は１２，０００人、三十五団体である。",
)


def values(text: str) -> list[tuple[str, str]]:
    return [(u.kind, u.value) for u in unsupported(pages(text), FULL)]


def test_a_figure_that_differs_is_listed_with_both_places() -> None:
    (found,) = unsupported(pages("1. The plan holds 90 measures in five fields."), FULL)
    assert (found.kind, found.value, found.text, found.page) == ("figure", "90", "90", 1)
    assert found.full_page == 2
    assert found.full_sentence is not None
    assert "88 measures" in found.full_sentence


def test_one_value_in_many_prints() -> None:
    assert values("It costs 1.2 million yen. 対象は1万2千人、35団体。Decided in April 2017.") == []
    assert values("平成29年4月18日決定。費用は120万円。") == []


def test_dates_are_compared_as_far_as_they_are_printed() -> None:
    assert values("The plan of 19 April 2017.") == [("date", "2017-04-19")]
    assert values("The plan of May 2017.") == [("date", "2017-05")]
    assert values("The plan of 2017.") == []


def test_numbers_of_items_are_no_figures() -> None:
    assert values("3. The plan\n(4) The plan\n2.7 The plan") == []


def test_what_the_full_text_never_speaks_of_has_no_place() -> None:
    (found,) = unsupported(pages("Elephants weigh 6000 kilograms."), FULL)
    assert (found.full_page, found.full_sentence) == (None, None)


@pytest.mark.parametrize(
    ("language", "summary", "full", "missing"),
    [
        ("de", "Es kostet 1,5 Millionen Euro.", "Die Kosten sind 1.500.000 Euro.", []),
        ("fr", "Le coût est de 2,5 millions.", "Il coûte 2 500 000 euros au total.", []),
        ("sv", "Kostnaden är 1 200 kronor.", "Den kostar 1200 kronor om året.", []),
        ("es", "Son 3,4 puntos más.", "El aumento es de 3,5 puntos.", ["3.4"]),
        ("it", "Sono 1.234 casi.", "I casi sono 1.243 in tutto.", ["1234"]),
        ("en", "It is 1,234 cases.", "There are 1234 cases in all.", []),
    ],
)
def test_figures_are_read_as_their_language_writes_them(
    language: str, summary: str, full: str, missing: list[str]
) -> None:
    found = unsupported(pages(summary), pages(full), language)
    assert [u.value for u in found] == missing


def test_nothing_missing_is_an_answer() -> None:
    assert unsupported(FULL, FULL) == ()


@settings(max_examples=100, deadline=None)
@given(
    st.text(alphabet="0123456789,.年月日一二十万億 Aprilmillion\n", max_size=120),
    st.text(max_size=80),
)
def test_any_text_at_all(summary: str, full: str) -> None:
    for found in unsupported(pages(summary + full), pages(full)):
        assert found.page == 1
        assert found.text
    assert unsupported(pages(summary), pages(summary)) == ()
