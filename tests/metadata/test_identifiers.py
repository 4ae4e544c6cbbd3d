"""Numbers of documents are found as printed, whatever surrounds them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.folding import fold
from metadata.identifiers import find_identifiers


def numbers(text: str, language: str = "en") -> list[tuple[str, str | None]]:
    folded = fold(text)
    return [(text[n.value_start : n.value_end], n.kind) for n in find_identifiers(folded, language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Act No. 52 of May 26, 1999", "en", ("Act No. 52 of May 26, 1999", "law")),
        ("the Act No. 52, 1999", "en", ("Act No. 52, 1999", "law")),
        ("H.R. 3684 as passed", "en", ("H.R. 3684", "law")),
        ("see COM(2020) 605 final", "en", ("COM(2020) 605 final", None)),
        ("A/RES/70/1", "en", ("A/RES/70/1", None)),
        ("GAO-24-106123", "en", ("GAO-24-106123", None)),
        ("Antwort (BT-Drs. 19/1234)", "de", ("BT-Drs. 19/1234", None)),
        ("Loi n° 2022-140", "fr", ("2022-140", "law")),
        ("Circulaire n° 2022-140", "fr", ("Circulaire n° 2022-140", "notice")),
        ("(NOR : JUSD2318545C)", "fr", ("NOR : JUSD2318545C", None)),
        ("Legge 19 luglio 2019, n. 69", "it", ("Legge 19 luglio 2019, n. 69", "law")),
        ("Skr. 2016/17:10", "sv", ("Skr. 2016/17:10", None)),
        ("SOU 2020:15", "sv", ("SOU 2020:15", "report")),
        ("令和６年総務省令第１２号", "ja", ("令和６年総務省令第１２号", "regulation")),
        ("こ成事第175号", "ja", ("こ成事第175号", "notice")),
        ("総行デ第1号", "ja", ("総行デ第1号", "notice")),
        ("令和4年4月1日付け総第12号", "ja", ("総第12号", "notice")),
    ],
)
def test_a_number_is_found_with_what_it_numbers(
    text: str, language: str, expected: tuple[str, str | None]
) -> None:
    assert expected in numbers(text, language)


@pytest.mark.parametrize("text", ["第3号", "様式第1号", "議案第", "COM(20) 5", "page 12 of 1999"])
def test_what_numbers_no_document_is_left(text: str) -> None:
    assert numbers(text, "ja") == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.sampled_from(["ja", "en", "de", "fr", "es", "it", "sv"]))
def test_any_text_gives_numbers_in_order_that_do_not_overlap(text: str, language: str) -> None:
    reached = 0
    for number in find_identifiers(fold(text), language):
        assert reached <= number.start <= number.value_start < number.value_end <= number.end
        reached = number.end


@pytest.mark.parametrize("piece", ["A/", "第", "No. 1 of ", "Legge 1 a ", "(令和", "NOR:"])
def test_a_hundred_kilobytes_of_one_thing_are_no_trouble(piece: str) -> None:
    assert isinstance(find_identifiers((piece * 100_000)[:100_000], "ja"), tuple)
