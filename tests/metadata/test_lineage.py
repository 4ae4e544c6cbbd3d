"""Paragraphs, measures and stated figures, followed from edition to edition."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.compare_passages import passages_of
from metadata.lineage import Thread, threads_of
from metadata.lineage_figures import stated_figures
from metadata.lineage_measures import measure_threads, mentions
from metadata.measures import Measure
from tests.metadata.pages import pages
from tests.metadata.test_series import table

A = "(1) The office keeps the list of all bodies that are concerned with records."
B = "(2) A meeting of the bodies is held in every prefecture twice a year in spring."
C = "(3) The figures of every year are published in June together with a short report."
D = "(4) Fees are not taken for the use of the reading room or of its catalogue."


def follow(*editions: list[str]) -> tuple[Thread, ...]:
    return threads_of([passages_of(pages(*edition)) for edition in editions])


def told(thread: Thread) -> list[str | None]:
    return [p and p.state for p in thread.presences]


def test_each_paragraph_is_first_written_carried_edited_dropped_and_may_come_back() -> None:
    found = follow(
        [f"{A}\n{B}\n{C}"],
        [f"{A}\n{B.replace('twice', 'once')}\n{D}"],
        [f"{A}\n{B.replace('twice', 'once')}\n{C}\n{D}"],
    )
    states = {thread.latest.text[:3]: told(thread) for thread in found}
    assert states == {
        "(1)": ["first", "same", "same"],
        "(2)": ["first", "edited", "same"],
        "(3)": ["first", None, "returned"],
        "(4)": [None, "first", "same"],
    }
    assert [thread.latest.text[:3] for thread in found] == list(states), "in reading order"


def test_moved_page_breaks_and_paragraphs_are_carried_over() -> None:
    found = follow([f"{A}\n{B}\n{C}\n{D}"], [f"{A}\n{D}", f"{B}\n{C}"])
    assert {tuple(told(thread)) for thread in found} == {("first", "same")}
    assert [p.page for t in found if (p := t.presences[1])] == [1, 2, 2, 1]


def test_a_paragraph_that_was_cut_in_two_goes_on_in_both() -> None:
    first, second = "The office keeps a list of all bodies.", f"{B[4:-1]} and in autumn, too."
    found = follow([f"{first} {second}"], [f"{first}\n{second}"])
    assert [told(thread) for thread in found] == [["first", "same"], ["first", "same"]]


def test_a_paragraph_that_went_into_another_is_still_there() -> None:
    first, second = "The office keeps a list of all bodies.", f"{B[4:-1]} and in autumn, too."
    found = follow([f"{first}\n{second}"], [f"{first} {second}"], [f"{first}\n{second}"])
    assert [told(thread)[:2] for thread in found] == [["first", "same"], ["first", "same"]]
    assert all(state == "same" for thread in found for state in told(thread)[1:])


def test_a_sentence_taken_out_is_an_edit_of_its_paragraph() -> None:
    (thread,) = follow([f"{A} {B[4:]} {C[4:]}"], [f"{A} {C[4:]}"])
    assert told(thread) == ["first", "edited"]


TEXT = st.lists(st.sampled_from([A, B, C, D, A.upper(), "short", ""]), max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_any_editions_at_all(editions: list[list[str]]) -> None:
    found = follow(*(["\n".join(lines)] for lines in editions))
    for thread in found:
        assert len(thread.presences) == len(editions)
        assert told(thread)[thread.first] in ("first", "returned")
        assert thread.presences[thread.last] is not None


def measure(position: int, number: str, heading: str, text: str) -> Measure:
    return Measure(position=position, number=number, heading=heading, text=text, responsible=(),
                   path="", page=position, end_page=position, rule="label")  # fmt: skip


def test_measures_are_followed_when_renumbered_reworded_or_dropped() -> None:
    first = [
        measure(1, "Measure 1", "Lists of offices", "The office keeps the list of all bodies."),
        measure(2, "Measure 2", "Hotline", "Reports are answered within three working days."),
        measure(3, "Measure 3", "Leaflets", "Leaflets are printed for schools."),
    ]
    second = [
        measure(1, "Measure 1", "Lists of offices", "The office keeps the list of all bodies."),
        measure(2, "Measure 2", "Fees", "Nothing is charged to visitors at any time."),
        measure(3, "Measure 3", "Hotline", "Reports are answered within three working days."),
    ]
    states = {
        thread.latest.heading: [step and (step[0].number, step[1]) for step in thread.steps]
        for thread in measure_threads([first, second])
    }
    assert states == {
        "Lists of offices": [("Measure 1", "first"), ("Measure 1", "same")],
        "Fees": [None, ("Measure 2", "first")],
        "Hotline": [("Measure 2", "first"), ("Measure 3", "renumbered")],
        "Leaflets": [("Measure 3", "first"), None],
    }
    assert list(states)[-1] == "Leaflets", "what is gone stands last"


def test_a_report_mentions_a_measure_by_its_whole_number() -> None:
    report = pages(
        "The list was kept (Measure 1). See Measure 12 and measure 1, too.", "施策１の状況"
    )
    one = measure(1, "Measure 1", "Lists", "Text")
    assert [(m.page, "Measure 12" in m.text) for m in mentions(one, report)] == [
        (1, True),
        (1, True),
    ]
    assert len(mentions(measure(1, "Measure 2", "X", "Y"), report)) == 0
    assert [m.page for m in mentions(measure(1, "施策1", "X", "Y"), report)] == [2]
    assert mentions(measure(1, "(1)", "X", "Y"), report) == (), "a bare number names nothing"


def test_targets_and_results_are_told_with_year_unit_and_place() -> None:
    text = passages_of(pages(
        "By the end of fiscal year 2018 the course is to be completed by 88 instructors.\n"
        "In 2017 the course was completed by 1,051 persons.\n"
        "The office was founded in 1998 in 3 rooms.\n"
        "令和３年度までに相談員を120人とする。"
    ))  # fmt: skip
    found = [(f.kind, f.year, f.value, f.unit, f.page) for f in stated_figures(text, ())]
    assert found == [
        ("target", 2018, "88", "instructors", 1),
        ("result", 2017, "1,051", "persons", 1),
        ("target", 2021, "120", "人", 1),
    ]


def test_tables_of_indicators_state_targets_and_results() -> None:
    rows = [["Indicator", "FY2016", "FY2021 target"], ["Known (%)", "38.5", "60.0"]]
    found = stated_figures((), [table(rows, "Indicators")])
    assert [(f.kind, f.year, f.value, f.unit, f.what) for f in found] == [
        ("result", 2016, "38.5", "%", "Known (%)"),
        ("target", 2021, "60.0", "%", "Known (%)"),
    ]
    assert stated_figures((), [table([["Office", "2016"], ["Tokyo", "5"]], "Offices")]) == ()
