"""Measures of a plan become rows, and each is followed into the next version."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.measures import Measure, measures_of
from metadata.measures_followed import follow
from metadata.outline import find_sections_from_text
from tests.metadata.pages import pages

PLAN_EN = (
    "Chapter 1. Awareness\n"
    "Measure 1. National month\n"
    "November is the month of awareness. Posters are made available.\n"
    "Responsible: Cabinet Office; National Police Agency\n"
    "Measure 2. Survey\n"
    "A survey is carried out with 3,000 persons each.\n"
    "Responsible: Cabinet Office\n",
    "Chapter 2. Training\n"
    "Measure 3. Teachers\n"
    "Teachers are trained every year in all prefectures.\n"
    "Responsible: Ministry of Education, Culture, Sports, Science and\nTechnology\n",
)
PLAN_JA = (
    "第１　連携の強化\n１　広報啓発\n(1) 広報月間\n毎年11月を広報月間とし、資料を配布す\n"
    "る。〔内閣府、警\n察庁〕\n"
    "(2) 情報提供\n次の事項を説明する。\n① 窓口の名称\n② 設定の方法 〔内閣府、文部科学省等〕\n"
    "２　産業界との連携\n(1) 協議会\n協議会を年２回開催する。〔総務省〕\n"
    "(2) 普及\n利用率を公表する。〔総務省〕\n"
    "第２　検証\n(1) 公表\n結果を公表する（平成30年度）。\n(2) 見直し\n必要に応じ見直す。\n"
)


def rows(*texts: str) -> tuple[Measure, ...]:
    read = pages(*texts)
    return measures_of(find_sections_from_text(read), read)


def test_labelled_measures_carry_their_text_bodies_and_place() -> None:
    first, second, third = rows(*PLAN_EN)
    assert (first.number, first.heading, first.page) == ("Measure 1", "National month", 1)
    assert first.text.startswith("November is the month of awareness.")
    assert first.responsible == ("Cabinet Office", "National Police Agency")
    assert (second.position, second.path) == (2, "Chapter 1 Awareness")
    assert third.responsible == ("Ministry of Education, Culture, Sports, Science and Technology",)
    assert {m.rule for m in (first, second, third)} == {"label"}


def test_measures_without_a_label_are_known_by_who_is_responsible() -> None:
    found = rows(PLAN_JA)
    assert [(m.number, m.heading) for m in found] == [
        ("(1)", "広報月間"), ("(2)", "情報提供"), ("(1)", "協議会"), ("(2)", "普及"),
    ]  # fmt: skip
    assert found[0].responsible == ("内閣府", "警察庁")
    assert found[0].text == "毎年11月を広報月間とし、資料を配布する。〔内閣府、警察庁〕"
    assert found[1].responsible == ("内閣府", "文部科学省")
    assert "② 設定の方法" in found[1].text
    assert found[2].path == "第１ 連携の強化 > ２ 産業界との連携"


def test_a_document_that_names_no_measures_has_no_rows() -> None:
    assert rows("1. Introduction\nText of the report.\n2. Results\nMore text (Table 1).\n") == ()
    assert rows("第１章　総則\n第１条　この要領は、次の事項を定める。\n第２条　施行する。\n") == ()


def test_each_measure_is_followed_into_the_next_version() -> None:
    council = "Measure 1. Liaison council\nThe council of ministries meets.\n"
    first = PLAN_EN[0].replace("Measure 2", "Measure 3").replace("Measure 1", "Measure 2")
    later = (
        first.replace("Measure 2", f"{council}Measure 2").replace("3,000", "4,000"),
        PLAN_EN[1].replace("Measure 3", "Measure 4")
        + "Measure 5. Publication\nEvery revision is published on the day it is decided.\n",
    )
    changes = [
        (f.change, f.before and f.before.number, f.after and f.after.number)
        for f in follow(rows(*PLAN_EN), rows(*later))
    ]
    assert changes == [
        ("new", None, "Measure 1"),
        ("renumbered", "Measure 1", "Measure 2"),
        ("reworded", "Measure 2", "Measure 3"),
        ("renumbered", "Measure 3", "Measure 4"),
        ("new", None, "Measure 5"),
    ]


def test_a_measure_that_went_is_dropped() -> None:
    before = rows(*PLAN_EN)
    dropped = follow(before, before[1:])[-1]
    assert (dropped.change, dropped.before, dropped.after) == ("dropped", before[0], None)


PIECES = st.sampled_from(
    [
        "Measure 1. ",
        "施策２ ",
        "(1) 計画",
        "〔警察庁〕",
        "〔",
        "Responsible: ",
        "\n",
        "; ",
        "第１ ",
        "text. ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(PIECES | st.text(max_size=8), max_size=25).map("".join), max_size=3))
def test_any_text_gives_rows_that_stand_in_it(texts: list[str]) -> None:
    found = rows(*texts)
    printed = "".join("".join(texts).split())
    for position, measure in enumerate(found, start=1):
        assert measure.position == position
        assert "".join(measure.text.split()) in printed
        assert 1 <= measure.page <= measure.end_page <= len(texts)
    assert all(f.change == "same" for f in follow(found, found) if len(set(found)) == len(found))
    assert len(follow((), found)) == len(follow(found, ())) == len(found)


def test_a_hundred_kilobytes_of_measures_are_no_trouble() -> None:
    text = "Measure 1. Title\nResponsible: Cabinet Office\n" * 2500
    found = rows(text, "〔" * 100_000, "(1) 計画〔警察庁〕\n" * 5000)
    assert len(follow(found, found[::-1])) >= len(found)
