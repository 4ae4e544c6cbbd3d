"""Two versions of a document, in words and by kind of edit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.compare import align_sections, compare, diff_tokens
from metadata.compare_align import opcodes
from metadata.compare_passages import key
from metadata.outline import find_sections_from_text
from metadata.records import Cell, Table
from metadata.records_between import Comparison
from tests.metadata.pages import page, pages

BASE = (
    "Plan for Records\n"
    "The plan holds 88 measures in all. The office leads the work together with\n"
    "other ministries and reports on it.\n"
    "Measure 12 Publish a report every year about the results.\n"
    "Measure 13 Hold a meeting twice a year with the bodies responsible.\n"
    "The budget is 3.5 billion yen."
)


def words(comparison: Comparison) -> list[str]:
    return [edit.words for edit in comparison.edits]


def of(before: str, after: str) -> Comparison:
    return compare(pages(before), pages(after))


def test_the_same_text_is_restamped() -> None:
    same = of(BASE, BASE)
    assert (same.change, [e.kind for e in same.edits]) == ("restamped", ["container"])


@pytest.mark.parametrize(
    "after",
    [
        BASE.replace("\n", " "),
        BASE.replace(" leads ", "\nleads\n"),
        BASE.replace("ministries", "minis-\ntries"),
        BASE.replace("88", "８８"),
        BASE.replace(" ", "\u3000"),
    ],
)
def test_another_layout_of_the_same_text_is_restamped(after: str) -> None:
    comparison = of(BASE, after)
    assert comparison.change == "restamped"
    assert [e.kind for e in comparison.edits] == ["layout"]


def test_the_same_text_on_more_pages_is_restamped() -> None:
    split = BASE.split("other")
    comparison = compare(pages(BASE), pages(split[0], "other" + split[1]))
    assert comparison.change == "restamped"
    assert "on 2 pages instead of 1" in comparison.summary


def test_japanese_lines_break_anywhere() -> None:
    text = "本計画は八十八件の施策を定める。関係府省庁は毎年、実施の状況を取りまとめて公表する。"
    assert of(text, f"{text[:9]}\n{text[9:30]}\n{text[30:]}").change == "restamped"


def test_a_number_that_changed_is_named_with_what_it_counts() -> None:
    comparison = of(BASE, BASE.replace("88", "90"))
    assert comparison.change == "revised"
    assert words(comparison) == ["page 1: 88 measures became 90"]
    assert [e.kind for e in comparison.edits] == ["number"]
    assert comparison.summary == "1 number changed"


def test_numbers_in_japanese_keep_their_counter() -> None:
    assert words(of("計画は88件の施策を定める。", "計画は90件の施策を定める。")) == [
        "page 1: 88件 became 90"
    ]


def test_a_reworded_measure_is_named() -> None:
    comparison = of(BASE, BASE.replace("every year about", "each year on"))
    (edit,) = comparison.edits
    assert edit.kind == "wording"
    assert edit.words.startswith("page 1: Measure 12 was reworded: “")
    assert "“… 12 Publish a report every year about" in edit.words


def test_added_and_removed_paragraphs() -> None:
    more = f"{BASE}\nA new paragraph tells about the evaluation. It has two sentences."
    assert words(of(BASE, more)) == [
        "page 1: one paragraph was added: “A new paragraph tells about the evaluation. "
        "It has two sentences.”"
    ]
    assert of(more, BASE).summary == "1 passage removed"
    assert words(of(more, BASE))[0].startswith("page 1 of the earlier version: one paragraph was")


def test_added_pages_are_said_once() -> None:
    comparison = compare(pages(BASE), pages(BASE, "Another page. It says more.", "And a third."))
    assert words(comparison) == ["pages 2 to 3 were added, beginning “Another page.”"]
    assert [e.kind for e in comparison.edits] == ["pages"]


def test_removed_pages_are_said_once() -> None:
    comparison = compare(pages("Foreword of the head of the office.", BASE), pages(BASE))
    assert words(comparison) == [
        "page 1 of the earlier version was removed, beginning “Foreword of the head of the office.”"
    ]


def test_a_moved_passage_is_not_removed_and_added() -> None:
    first, second = "The office keeps all records of the council.", "It reports to the public."
    third = "Every record has a number of its own."
    comparison = of(f"{first}\n{second}\n{third}", f"{second}\n{third}\n{first}")
    assert comparison.change == "revised"
    assert comparison.summary == "1 passage moved"


def test_renumbering_is_no_rewording() -> None:
    before = "1.1 Scope of the plan\nText of it stands here and goes on to the end of the line.\n"
    before += "1.2 Terms of the plan\nMore text stands here and goes on to the end of the line."
    comparison = of(before, before.replace("1.2", "1.3"))
    assert words(comparison) == ["page 1: 1.2 is now numbered 1.3: “Terms of the plan”"]


def test_page_numbers_in_the_contents_do_not_count() -> None:
    contents = "Contents\n1 Scope ..... {}\n2 Terms ..... {}\n3 Duties ..... {}"
    body = "1 Scope\nIt is this.\n2 Terms\nThey are these.\n3 Duties\nThey are many."
    before, after = contents.format(2, 3, 4), contents.format(2, 4, 5)
    assert compare(pages(before, body), pages(after, body)).change == "restamped"


def test_a_figure_after_leaders_does_count() -> None:
    table = "Expenses\nPaper ........ 12\nShelves ........ 30\nPencils ........ {}"
    assert of(table.format(5), table.format(6)).summary == "1 number changed"


def test_footnotes_do_not_cut_the_text_at_a_page_break() -> None:
    before = pages(
        "The archive keeps records1 of all offices and makes\n1 A record is a document.",
        "them public after thirty years.",
    )
    after = pages(
        "The archive keeps records1 of all offices and makes\nthem public after thirty years.\n"
        "1 A record is a document.",
        "",
    )
    assert compare(before, after).change == "restamped"
    changed = page("1 A record is a file.")
    noted = [page(before[0].text.replace("document", "file")), before[1]]
    assert changed
    assert compare(before, noted).summary == "1 passage reworded"


def test_running_heads_are_compared_once() -> None:
    before = [page(BASE, n, ("Manual, Release 4.5", str(n))) for n in (1, 2)]
    after = [page(BASE, n, ("Manual, Release 4.6", str(n + 1))) for n in (1, 2)]
    assert words(compare(before, after)) == [
        "running heads: “Manual, Release 4.5” became “Manual, Release 4.6”"
    ]


def test_without_text_nothing_is_claimed() -> None:
    comparison = compare(pages("", ""), pages(""))
    assert comparison.change == "revised"
    assert comparison.summary.startswith("not compared: both versions have no readable text")


def table(rows: list[list[str]], caption: str | None = "Cases by year") -> Table:
    cells = tuple(
        Cell(
            row=r,
            column=c,
            row_span=1,
            column_span=1,
            text=text,
            marks="",
            value=None,
            unit=None,
            is_header=r == 0,
            page=5,
            box=(0.0, 0.0, 1.0, 1.0),
        )
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    return Table(
        page=5,
        position=1,
        caption=caption,
        unit=None,
        rows=len(rows),
        columns=len(rows[0]),
        box=(0.0, 0.0, 1.0, 1.0),
        cells=cells,
    )


def test_table_cells_are_named_by_row_and_column_and_said_once() -> None:
    before = [["Office", "2015", "2016"], ["Tokyo", "10", "12"], ["Osaka", "7", "8"]]
    after = [["Office", "2015", "2016"], ["Tokyo", "10", "14"], ["Kyoto", "1", "2"]]
    print_before, print_after = ("\n".join(" ".join(r) for r in t) for t in (before, after))
    comparison = compare(
        pages("Figures follow.\n" + print_before),
        pages("Figures follow.\n" + print_after),
        before_tables=[table(before)],
        after_tables=[table(after)],
    )
    assert words(comparison) == [
        "page 5, table “Cases by year”: row “Tokyo”, column “2016”: 12 became 14",
        "page 5, table “Cases by year”: row “Osaka” was removed",
        "page 5, table “Cases by year”: row “Kyoto” was added",
    ]
    assert comparison.summary == "3 table cells changed"


def test_diff_tokens_can_be_put_together_again() -> None:
    before, after = "The plan holds 88 measures.", "The new plan holds 90 measures."
    pieces = diff_tokens(before, after, "en")
    assert pieces == (
        ("equal", "The "),
        ("insert", "new "),
        ("equal", "plan holds "),
        ("delete", "88"),
        ("insert", "90"),
        ("equal", " measures."),
    )


def test_diff_tokens_cuts_japanese_where_the_script_changes() -> None:
    assert diff_tokens("施策を実施する", "対策を実施する", "ja") == (
        ("delete", "施策"),
        ("insert", "対策"),
        ("equal", "を実施する"),
    )


TEXT = st.text(alphabet="ab 1２。、施策\n-.", max_size=60)


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT)
def test_diff_tokens_loses_nothing(before: str, after: str) -> None:
    pieces = diff_tokens(before, after, "ja")
    assert "".join(t for change, t in pieces if change != "delete") == after.replace("\r\n", "\n")
    gone = "".join(t for change, t in pieces if change != "insert")
    assert key(gone) == key(before)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=40), st.lists(st.integers(0, 6), max_size=40))
def test_opcodes_turn_one_into_the_other(before: list[int], after: list[int]) -> None:
    rebuilt: list[int] = []
    at = 0
    for operation, i1, i2, j1, j2 in opcodes(before, after):
        assert (i1, j1) == (at, len(rebuilt))
        at = i2
        rebuilt += before[i1:i2] if operation == "equal" else after[j1:j2]
        assert operation != "equal" or before[i1:i2] == after[j1:j2]
    assert rebuilt == after
    assert at == len(before)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXT | st.text(max_size=50), max_size=4), st.lists(TEXT, max_size=4))
def test_any_text_at_all(before: list[str], after: list[str]) -> None:
    comparison = compare(pages(*before), pages(*after))
    assert comparison.summary
    assert comparison.edits
    assert compare(pages(*before), pages(*before)).change == (
        "restamped" if any(t.strip() for t in before) else "revised"
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from("一二三四五六七八九十"), min_size=2, max_size=9, unique=True))
def test_a_different_figure_is_never_called_restamped(order: list[str]) -> None:
    before = "\n".join(f"第{n}の施策の件数は{i}件。" for i, n in enumerate(order))
    after = "\n".join(f"第{n}の施策の件数は{i + (i == 1)}件。" for i, n in enumerate(order))
    assert of(before, after).change == "revised"


@pytest.mark.slow
def test_a_rewritten_book_takes_no_square_of_time() -> None:
    before = pages(*("\n".join(f"Line {p} {n} of it." for n in range(40)) for p in range(300)))
    after = pages(*("\n".join(f"Row {p} {n} of that." for n in range(40)) for p in range(300)))
    assert compare(before, after).change == "revised"
    same = pages(*("\n".join(["to be decided"] * 40) for _ in range(300)))
    other = pages(*("\n".join(["to be decided", "not yet"] * 20) for _ in range(300)))
    assert compare(same, other).change == "revised"


def test_sections_are_followed_when_moved_renumbered_and_retitled() -> None:
    before = pages("1 Scope\nIt is wide.\n2 Terms\nThey are few in number here.\n3 Duties\nMany.")
    after = pages(
        "1 Terms\nThey are few in number here.\n2 Scope\nIt is very wide.\n3 Tasks\nMany.\n"
        "4 Fees\nNone are taken."
    )
    old, new = find_sections_from_text(before), find_sections_from_text(after)
    pairs = align_sections(old, new, before, after)
    told = [
        (
            p.before.heading if p.before else None,
            p.after.heading if p.after else None,
            p.fate,
            p.moved,
            p.renumbered,
            p.retitled,
        )
        for p in pairs
    ]
    assert ("Duties", "Tasks", "same", False, False, True) in told
    assert (None, "Fees", "added", False, False, False) in told
    assert {t[:3] for t in told[:2]} == {("Terms", "Terms", "same"), ("Scope", "Scope", "reworded")}
    assert sum(t[3] for t in told) == 1
    assert all(t[4] for t in told[:2])


def test_documents_without_headings_have_no_sections() -> None:
    assert align_sections((), (), pages("Some text."), pages("Other text.")) == ()
