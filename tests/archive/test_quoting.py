"""Passages are found by their words, however the lines were broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.quoting import find, named, on_one_line, stands_in

ENGLISH = (
    "Basic Plan on Measures against Child Sexual\nExploitation\nThe ministries take 88 measures. "
    "Rates of 1.5 and -5 per cent. Preven-\ntion comes first; prevention is co-operation."
)
JAPANESE = (
    "児童の性的搾取等に係る対策の基\n本計画\n\n警察庁は関係府省庁と連携して８８施策を推進する。"
)


@pytest.mark.parametrize(
    ("text", "quote", "exact"),
    [
        (ENGLISH, "child sexual exploitation", "Child Sexual\nExploitation"),
        (ENGLISH, "88 Measures", "88 measures"),
        (ENGLISH, "Prevention comes first", "Preven-\ntion comes first"),
        (ENGLISH, "Preven- tion comes first", "Preven-\ntion comes first"),
        (ENGLISH, "cooperation", "co-operation"),
        (ENGLISH, "ｍｉｎｉｓｔｒｉｅｓ　ｔａｋｅ", "ministries take"),
        (ENGLISH, "The ministries … 1.5", "The ministries take 88 measures. Rates of 1.5"),
        (JAPANESE, "基本計画", "基\n本計画"),
        (JAPANESE, "88施策", "８８施策"),
    ],
)
def test_line_breaks_width_and_case_make_no_difference(text: str, quote: str, exact: str) -> None:
    found = find(text, quote)
    assert found is not None
    assert found.exact == exact
    assert not found.is_widened


@pytest.mark.parametrize(
    ("quote", "whole"),
    [("8 measures", "88 measures"), ("5 and", "1.5 and"), ("tion comes", "Preven-\ntion comes"),
     ("Rates of 1", "Rates of 1.5")],
)  # fmt: skip
def test_a_part_of_a_word_or_figure_is_widened_and_does_not_count(quote: str, whole: str) -> None:
    assert not stands_in(ENGLISH, quote)
    found = find(ENGLISH, quote)
    assert found is not None
    assert found.is_widened
    assert found.exact == whole


def test_a_sign_belongs_to_its_figure() -> None:
    assert not stands_in("It fell by -7 points.", "7 points")
    assert stands_in("It fell by -7 points.", "-7 points")
    assert not stands_in("1,200 cases", "200 cases")


def test_the_place_is_chosen_by_its_number() -> None:
    second = find(ENGLISH, "prevention", 2)
    assert second is not None
    assert (second.exact, second.nth, second.times) == ("prevention", 2, 2)
    assert second.prefix.endswith("comes first; ")
    beyond = find(ENGLISH, "prevention", 9)
    assert beyond is not None
    assert beyond.nth == 1
    assert find(ENGLISH, "nowhere") is None
    assert find(ENGLISH, " \n") is None
    assert find("", "a") is None


def test_a_long_passage_is_named_by_its_ends() -> None:
    text = " ".join(f"Measure {number} is taken by body {number}." for number in range(60))
    passage = find(text, text[:2000].rsplit(" ", 1)[0])
    assert passage is not None
    short = named(text, passage)
    assert len(short) < 200
    again = find(text, short)
    assert again is not None
    assert (again.start, again.end) == (passage.start, passage.end)


def test_one_line_is_what_one_reads() -> None:
    assert on_one_line("Preven-\ntion of 2015-\n16\nharm") == "Prevention of 2015- 16 harm"
    assert on_one_line("基\n本計画 と\nPlan") == "基本計画 と Plan"


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_text_is_searched_without_error(text: str, quote: str) -> None:
    found = find(text, quote)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert found.exact == text[found.start : found.end]
        name = named(text, found)
        again = find(text, name, found.nth)
        assert again is None or again.exact


@given(st.text(alphabet="ab1 -\n.基本。", min_size=1, max_size=40), st.data())
def test_whole_words_of_a_text_stand_in_it(text: str, data: st.DataObject) -> None:
    words = text.split()
    if not words:
        return
    first = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[first : data.draw(st.integers(first, len(words) - 1)) + 1])
    if any(character.isalnum() for character in quote):
        assert find(text, quote) is not None
