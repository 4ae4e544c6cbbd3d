"""The sentences of the ledger: what was edited is said, most telling first, at bounded length."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from metadata import ledger
from metadata.compare import compare
from metadata.compare_summary import counted, told
from metadata.records_between import Edit
from tests.metadata.pages import pages

PLAN = (
    "Basic Plan on Measures\n"
    "Measure 1. The office publishes 88 figures.\n"
    "Measure 2. A meeting is held when it is needed.\n"
    "Measure 3. Forms are sent to the prefectures every year.\n"
)


def said(after: str, *, returned_to: int | None = None) -> str:
    return ledger.new_content("Basic Plan", compare(pages(PLAN), pages(after)), returned_to)


def test_one_figure_is_told_in_words() -> None:
    assert said(PLAN.replace("88", "90")) == (
        "“Basic Plan” was revised: page 1: 88 figures became 90."
    )


def test_figures_come_before_measures_before_wording_and_the_place_is_said_once() -> None:
    after = PLAN.replace("88", "90").replace("when it is needed", "twice each quarter")
    added_measure = "Measure 4. Revisions\nEach one is published with a table.\nIt is free.\n"
    words = said(f"{after}{added_measure}")
    figures, added, reworded = (
        words.index(part)
        for part in ("88 figures became 90", "Measure 4 was added", "Measure 2 was reworded")
    )
    assert figures < added < reworded
    assert words.count("page 1: ") == 1
    assert "more edit" not in words


def test_what_is_left_out_is_counted() -> None:
    edits = [
        Edit(page=n, kind="wording", before="a", after="b", words=f"page {n}: “a” became “b”")
        for n in range(1, 8)
    ]
    assert told(edits, 3) == (
        "page 1: “a” became “b”; page 2: “a” became “b”; page 3: “a” became “b”; "
        "and 4 more edits (4 passages reworded)"
    )
    assert told(edits[:4], 3).endswith("; and 1 more edit (1 passage reworded)")
    assert counted(edits[:1]) == "1 passage reworded"


def test_a_return_to_an_earlier_file_is_said() -> None:
    assert said(PLAN.replace("88", "90"), returned_to=1).endswith(
        " became 90. The file is version 1 again, byte for byte."
    )


def test_the_same_text_is_not_called_revised() -> None:
    assert said(PLAN.replace("\n", " ")) == (
        "“Basic Plan” was issued again with the same text "
        "(same text and figures, laid out differently)."
    )


EDITS = st.builds(
    Edit,
    page=st.none() | st.integers(1, 9),
    kind=st.sampled_from(["layout", "wording", "number", "table", "pages"]),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
    words=st.text(min_size=1, max_size=900),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=30))
def test_the_sentence_stays_short_whatever_was_edited(edits: list[Edit]) -> None:
    words = told(edits, 3)
    assert len(words) < 3 * 230 + 300
    assert "\n" not in words
