"""Tables on pages made here: drawn, ruled and bare ones, and what only looks like one."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2 as pdfium
import pytest

from ingest.reader.tables import find_tables, join_continued
from metadata.records import RawTable
from tests.ingest.reader.paper import line, lines, pdf

PROSE = [
    "The responsible bodies report the measures that were taken in each region to",
    "the ministry, which publishes them every year together with the figures of the",
    "year before, so that everyone can see how far the plan has been carried out and",
    "what remains to be done; the reports are kept for ten years, and may be asked",
    "for by any citizen at the offices that are named at the end of this notice.",
]
FIGURES = [
    ("Region", "2019", "2020", "2021"),
    ("North", "1,204", "1,310", "1,402"),
    ("South and islands", "980", "1,022", "1,101"),
    ("East", "45", "51", "60"),
    ("West", "7,300", "7,411", "7,502"),
]


def tables_of(*contents: str) -> list[RawTable]:
    document = pdfium.PdfDocument(pdf(contents))
    return [
        t
        for at, page in enumerate(document, 1)
        for t in find_tables(page, page.get_textpage(), number=at)
    ]


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"0.5 w {x0} {y0} m {x1} {y1} l S\n"


def printed(rows: Sequence[Sequence[str]], *, top: float = 700, left: float = 72) -> str:
    """Rows of text in columns of 100 points, 14 points apart."""
    return "".join(
        line(text, left + 100 * column, top - 14 * row)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    )


def drawn(rows: int, columns: int, *, top: float = 712, left: float = 68) -> str:
    """The lines around the cells of `printed`."""
    right, bottom = left + 100 * columns, top - 14 * rows
    across = (rule(left, top - 14 * row, right, top - 14 * row) for row in range(rows + 1))
    down = (rule(left + 100 * at, bottom, left + 100 * at, top) for at in range(columns + 1))
    return "".join([*across, *down])


def grid(table: RawTable) -> list[list[str]]:
    rows = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.column] = cell.text
    return rows


def filled(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(row) for row in rows]


def test_a_drawn_table_has_its_cells_and_each_its_place() -> None:
    (table,) = tables_of(printed(FIGURES) + drawn(5, 4))
    assert grid(table) == filled(FIGURES)
    places = {cell.text: cell.box for cell in table.cells}
    assert places["1,310"] == pytest.approx((268, 94, 368, 108), abs=1)
    assert table.box == pytest.approx((68, 80, 468, 150), abs=1)


def test_a_drawn_table_keeps_empty_cells_and_most_of_them_may_be_empty() -> None:
    rows = [("Form", "Copies", "Sent")] + [(f"Form {at}", "", "") for at in range(6)]
    rows += [("Form 7", "12", "3"), ("Form 8", "4", "")]
    (table,) = tables_of(printed(rows) + drawn(9, 3))
    assert grid(table) == filled(rows)


def test_a_cell_without_an_inner_line_spans_its_columns() -> None:
    rows = [("Region", "Measures", "", ""), *FIGURES]
    inner = drawn(6, 4).replace(rule(268, 628, 268, 712), rule(268, 628, 268, 698))
    inner = inner.replace(rule(368, 628, 368, 712), rule(368, 628, 368, 698))
    (table,) = tables_of(printed(rows) + inner)
    (spanning,) = [cell for cell in table.cells if cell.text == "Measures"]
    assert (spanning.column, spanning.column_span, spanning.row_span) == (1, 3, 1)


def test_a_bare_table_of_figures_is_found_between_paragraphs() -> None:
    above, below = lines(PROSE, top=780), lines(PROSE, top=560)
    (table,) = tables_of(above + printed(FIGURES) + below)
    assert grid(table) == filled(FIGURES)


def test_a_table_between_rules_holds_its_header() -> None:
    rules = "".join(rule(68, y, 460, y) for y in (712, 696, 640))
    (table,) = tables_of(printed(FIGURES) + rules)
    assert grid(table) == filled(FIGURES)


def test_a_caption_vouches_for_a_table_of_words_alone() -> None:
    rows = [
        ("Body", "Measure", "Deadline"),
        ("Ministry", "Report", "In spring"),
        ("Agency", "Survey", "In autumn"),
    ]
    assert tables_of(printed(rows)) == []
    (table,) = tables_of(line("Table 2. Measures and bodies", 72, 718) + printed(rows))
    assert grid(table) == filled(rows)
    assert table.above == "Table 2. Measures and bodies"


@pytest.mark.parametrize("gap", [8, 15, 30])
def test_labels_of_a_like_width_under_a_caption_are_no_prose(gap: int) -> None:
    labels = ["Northern area", "Southern area", "Eastern areas", "Western areas", "Central area"]
    rows = [("Area", "2015", "2016"), *((x, f"{n}1,234", f"{n}8.5") for n, x in enumerate(labels))]
    body = line("Table 1. Cases by area and by year", 72, 720)
    for down, row in enumerate(rows):
        for across, text in enumerate(row):
            body += line(text, 72 + across * (35 + gap) + (35 if across else 0), 700 - 13 * down)
    after = ["The areas were newly drawn in 2014, when the ministries", "reviewed the plan. " * 3]
    [table] = tables_of(body + lines(after, top=610))
    assert [row[0] for row in grid(table)] == ["Area", *labels]


def test_a_form_to_be_filled_in_is_no_table() -> None:
    rows = [["Line", "Amount"], ["1 Wages", "11"], ["2 Interest", "22"], ["3 Total", "33"]]
    field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(f%d)/Rect[%d %d %d %d]/P 5 0 R>>"
    places = [(180, 701 - 14 * at, 240, 709 - 14 * at) for at in range(4)]
    annotations = "".join(field % (at, *place) for at, place in enumerate(places))
    content = printed(rows) + drawn(4, 2)
    assert len(tables_of(content)) == 1
    form = pdfium.PdfDocument(pdf([content], page=f"/Annots[{annotations}]"))[0]
    assert find_tables(form, form.get_textpage(), number=1) == ()


def test_crosses_stand_for_figures() -> None:
    rows = [("Task", "Ministry", "Agency")]
    rows += [(f"Task {name}", "x", "x" if at % 2 else "") for at, name in enumerate("ABCDE")]
    (table,) = tables_of(printed(rows))
    assert grid(table) == filled(rows)


def test_parts_of_one_table_are_joined_over_a_blank_line_but_not_over_a_caption() -> None:
    first, second = printed(FIGURES), printed(FIGURES[1:], top=598)
    (whole,) = tables_of(first + second)
    assert whole.rows == 9
    named = line("Table 5. The same for the year before", 72, 616)
    assert [table.rows for table in tables_of(first + named + second)] == [5, 4]


def test_rules_of_two_tables_with_a_caption_between_part_them() -> None:
    rules = "".join(rule(68, y, 460, y) for y in (712, 696, 640, 572, 556, 500))
    named = line("Table 5. The same for the year before", 72, 582)
    found = tables_of(printed(FIGURES) + named + printed(FIGURES, top=560) + rules)
    assert [grid(table) for table in found] == [filled(FIGURES)] * 2


def test_a_column_drawn_apart_belongs_to_its_table() -> None:
    extra = "".join(
        line(text, 480, 700 - 14 * at) for at, text in enumerate(["Open", "10", "25", "31", "47"])
    )
    (table,) = tables_of(printed(FIGURES) + drawn(5, 4) + extra + drawn(5, 1, left=474))
    assert [row[-1] for row in grid(table)] == ["Open", "10", "25", "31", "47"]


def test_an_underlined_word_in_a_cell_parts_no_row() -> None:
    rows = [("Body", "Address"), ("Agency", "www.agency.example"), ("Office", "www.office.example")]
    width = 87.3  # of the first address in this fount
    underline = rule(172, 684.8, 172 + width, 684.8)
    (table,) = tables_of(printed(rows) + drawn(3, 2) + underline)
    assert grid(table) == filled(rows)


def test_prose_is_no_table_even_in_columns() -> None:
    short = [text[:34].rsplit(" ", 1)[0] for text in PROSE * 3]
    assert tables_of(lines(short) + lines(short, x=330)) == []


def test_prose_beside_a_table_is_left_out() -> None:
    beside = [text[:30].rsplit(" ", 1)[0] for text in PROSE * 2]
    rows = [row[:2] for row in FIGURES]
    (table,) = tables_of(lines(beside, top=710) + printed(rows, left=330))
    assert grid(table) == filled(rows)


def test_a_list_is_no_table() -> None:
    items = "".join(
        line(f"({at})", 72, 700 - 14 * at)
        + line("Measures of the body named above", 110, 700 - 14 * at)
        for at in range(1, 9)
    )
    assert tables_of(items) == []


def test_a_table_of_contents_is_no_table() -> None:
    contents = "".join(
        line(f"{at}. Measures of the year" + " ." * 40, 72, 700 - 14 * at)
        + line(str(3 * at), 500, 700 - 14 * at)
        for at in range(1, 12)
    )
    assert tables_of(contents) == []


def test_underlined_headings_are_no_rules_of_a_table() -> None:
    text = "".join(
        line("Measures", 72, y)
        + rule(72, y - 2, 130, y - 2)
        + line("001", 72, y - 14)
        + line("Repair of the roads in the northern regions", 112, y - 14)
        for y in (700, 650, 600)
    )
    assert tables_of(text) == []


def test_a_table_that_goes_on_overleaf_is_one_and_says_its_header_once() -> None:
    head = FIGURES[0]
    body = [(f"Region {at}", str(at), str(at + 1), str(at + 2)) for at in range(46)]
    pages = [printed([head, *body[:40]]), printed([head, *body[40:]], top=740)]
    first, second = tables_of(*pages)
    (whole,) = join_continued([first, second], [792, 792])
    assert whole.rows == 1 + 40 + 6
    assert grid(whole)[41:] == filled(body[40:])
    assert {cell.page for cell in whole.cells if cell.row > 40} == {2}
    named = tables_of(pages[0], line("Table 9. Others", 72, 756) + pages[1])
    assert len(join_continued(named, [792, 792])) == 2


def test_short_words_lie_and_turned_ones_stand() -> None:
    turned = "".join(
        f"BT /F1 10 Tf 0 1 -1 0 {x} 500 Tm (Responsible body) Tj ET\n" for x in range(100, 500, 20)
    )
    assert tables_of(turned) == []
    rows = [("if", "is", "it"), *[(f"il{at}", "11", "1.1") for at in range(4)]]
    (table,) = tables_of(printed(rows) + drawn(5, 3))
    assert grid(table) == filled(rows)


def test_a_drawing_of_many_lines_and_a_flood_of_words_hold_no_table() -> None:
    paths = "".join(
        f"{at % 600} {at % 790} m {at % 590 + 9} {at % 780 + 9} l S\n" for at in range(20_001)
    )
    assert tables_of(paths + printed(FIGURES) + drawn(5, 4)) != tables_of(
        printed(FIGURES) + drawn(5, 4)
    )
    flood = "BT /F1 1 Tf 1 0 0 1 5 700 Tm (" + "12   ab   " * 20_000 + ") Tj ET\n"
    assert tables_of(flood) == []


def test_equal_pages_give_equal_tables() -> None:
    page = lines(PROSE, top=780) + printed(FIGURES) + drawn(5, 4)
    assert tables_of(page) == tables_of(page)


def test_a_header_over_the_only_rules_and_a_total_under_them_belong_to_the_table() -> None:
    rows = [*FIGURES, ("All regions", "9,000", "9,100", "9,200")]
    rules = rule(68, 696, 460, 696) + rule(68, 640, 460, 640)
    (table,) = tables_of(lines(PROSE, top=780) + printed(rows) + rules)
    assert grid(table) == filled(rows)


def test_heads_that_say_the_same_again_are_grouped_under_what_stands_over_them() -> None:
    heads = ("Region", *["Number", "Share"] * 2)
    body = [(f"Area {at}", f"{at}1", f"{at}.5", f"{at}2", f"{at}.7") for at in range(4)]
    groups = line("Towns", 215, 714) + line("Villages", 415, 714)
    (table,) = tables_of(groups + printed([heads, *body]))
    spans = {c.text: (c.row, c.column, c.column_span) for c in table.cells if c.column_span > 1}
    assert spans == {"Towns": (0, 1, 2), "Villages": (0, 3, 2)}


def test_labels_lose_the_dots_that_lead_to_their_figures() -> None:
    rows = [("Item", "2019", "2020"), *[(f"Item {at} . . . . . . .", "1", "2") for at in range(4)]]
    (table,) = tables_of(printed(rows))
    assert [row[0] for row in grid(table)] == ["Item", "Item 0", "Item 1", "Item 2", "Item 3"]


def test_a_table_printed_upwards_has_its_boxes_where_it_stands() -> None:
    upwards = f"q 0 1 -1 0 612 0 cm {printed(FIGURES, top=500) + drawn(5, 4, top=512)} Q"
    (table,) = tables_of(upwards)
    assert grid(table) == filled(FIGURES)
    place = next(cell.box for cell in table.cells if cell.text == "1,310")
    assert place == pytest.approx((114, 424, 128, 524), abs=1)


def test_figures_along_an_axis_are_no_table() -> None:
    ticks = [("80", "12", "31"), ("60", "14", "9"), ("40", "2", "16"), ("20", "7", "8")]
    assert tables_of(printed([*ticks, ("0", "1", "4")])) == []
