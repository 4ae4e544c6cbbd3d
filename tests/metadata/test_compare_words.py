"""Where an edit begins and ends, and what is no edit at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.compare import compare
from metadata.compare_words import quote
from metadata.records import Cell, Page, Table
from tests.metadata.pages import page, pages

MEASURES = [
    f"Measure {n}. {title}\nThe office {verb} the list for all of the prefectures and of the "
    f"bodies that\nare told how it {verb} the list, and reports on it every year in June.\n"
    "Responsible: National Agency"
    for n, (title, verb) in enumerate(
        [("Lists of offices", "keeps"), ("Yearly review", "checks"), ("Training", "opens"),
         ("Experts", "reads"), ("Leaflets", "prints"), ("Statistics", "counts")], 1)
]  # fmt: skip
ADDED = (
    "Measure 7. Publication of revisions\nA revision of this plan is published with a table.\n"
    "Responsible: National Agency"
)


def words(before: str, after: str) -> list[str]:
    return [edit.words for edit in compare(pages(before), pages(after)).edits]


@pytest.mark.parametrize("at", range(7))
def test_an_added_measure_begins_with_its_number_wherever_it_stands(at: int) -> None:
    after = [*MEASURES[:at], ADDED, *MEASURES[at:]]
    (told,) = words("\n".join(MEASURES), "\n".join(after))
    assert told.startswith("page 1: Measure 7 was added: “Publication of revisions A revision")


def test_a_removed_measure_is_named() -> None:
    (told,) = words("\n".join(MEASURES), "\n".join([*MEASURES[:2], *MEASURES[3:]]))
    assert told.startswith("page 1 of the earlier version: Measure 3 was removed: “Training")


def test_several_added_measures_are_named() -> None:
    more = "\n".join(f"Measure {n}. Step {n}\nIt is new." for n in range(7, 13))
    (told,) = words("\n".join(MEASURES), "\n".join([*MEASURES, more]))
    assert "Measure 7, Measure 8, Measure 9 and 3 more were added" in told


def test_quotations_are_cut_between_words() -> None:
    long = "The office keeps every record of the council and of all its committees. " * 6
    said = quote(long)
    assert len(said) <= 165
    head, tail = said.strip("“”").split(" … ")
    assert long.startswith(f"{head} ")
    assert long.rstrip().endswith(f" {tail}")
    assert quote("施策" * 200).startswith("“施策施策")


def headed(text: str, number: int) -> Page:
    return page(text, number, ("A Plan of the Office", f"– {number} –"))


def paginated(lines: list[str], per_page: int) -> list[Page]:
    return [
        headed("\n".join(lines[at : at + per_page]), number)
        for number, at in enumerate(range(0, len(lines), per_page), 1)
    ]


LINES = "\n".join(MEASURES).split("\n")


@settings(max_examples=60, deadline=None)
@given(st.integers(5, 30), st.integers(5, 30))
def test_moved_page_breaks_are_no_edits(before: int, after: int) -> None:
    comparison = compare(paginated(LINES, before), paginated(LINES, after))
    assert comparison.change == "restamped"


def test_a_line_that_ends_many_pages_is_text_where_the_reader_found_the_heads() -> None:
    before = [headed(text, n) for n, text in enumerate(MEASURES, 1)]
    after = [*before[:2], headed(MEASURES[2].replace("National", "Regional"), 3), *before[3:]]
    (edit,) = compare(before, after).edits
    assert "“Responsible: National Agency” became “Responsible: Regional Agency”" in edit.words


def test_a_figure_alone_at_the_foot_of_a_page_counts() -> None:
    before = [headed(f"{text}\n{n * n * 7}", n) for n, text in enumerate(MEASURES, 1)]
    after = [*before[:-1], headed(f"{MEASURES[-1]}\n999", 6)]
    assert [e.kind for e in compare(before, after).edits] == ["number"]


def test_figures_that_changed_with_their_words_are_figures() -> None:
    before = "Measure 1. Three meetings are held in 8 regions with all offices of the country."
    after = "Measure 1. Three meetings are held in 47 prefectures with all offices of the country."
    (edit,) = compare(pages(before), pages(after)).edits
    assert edit.kind == "number"
    (moved,) = compare(pages("2.1 Scope of this plan"), pages("2.2 Scope of this text")).edits
    assert moved.kind == "wording"


def test_long_contents_entries_that_wrap_anew_are_no_edits() -> None:
    heads = ["Scope of the plan", "Terms of the plan", "A long heading that wraps", "Duties"]
    body = "\n".join(f"{n} {head}\nIt is this." for n, head in enumerate(heads, 1))
    contents = (
        "Contents\n1 Scope of the plan ..... {}\n2 Terms of the plan ..... {}\n"
        "3 A long heading\nthat wraps ..... {}\n4 Duties ..... {}\n"
    )
    before, after = contents.format(2, 3, 4, 5), contents.format(2, 3, 5, 6)
    after = after.replace("heading\nthat wraps", "heading that\nwraps")
    assert compare(pages(before, body), pages(after, body)).change == "restamped"


def table(rows: list[list[str]], page: int) -> Table:
    box = (0.0, 0.0, 1.0, 1.0)
    cells = tuple(
        Cell(row=r, column=c, row_span=1, column_span=1, text=text, marks="", value=None,
             unit=None, is_header=r == 0, page=page, box=box)
        for r, row in enumerate(rows) for c, text in enumerate(row)
    )  # fmt: skip
    return Table(page=page, position=1, caption="Cases", unit=None, rows=len(rows),
                 columns=len(rows[0]), box=box, cells=cells)  # fmt: skip


def test_a_row_that_a_page_break_pushed_over_was_neither_removed_nor_added() -> None:
    rows = [["Office", "2015"], ["Tokyo", "10"], ["Osaka", "7"], ["Kyoto", "5"]]
    text = "\n".join(" ".join(row) for row in rows)
    cut = text.index("Kyoto")
    comparison = compare(
        pages(text),
        pages(text[:cut], "Office 2015\n" + text[cut:]),
        before_tables=[table(rows, 1)],
        after_tables=[table(rows[:3], 1), table([rows[0], rows[3]], 2)],
    )
    assert not [edit for edit in comparison.edits if edit.kind == "table"]
