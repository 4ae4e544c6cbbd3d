"""Tables as data, drawn, stitched over editions; and series that are late."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.records import Cell, Table
from metadata.series import expectation
from metadata.series_chart import chart_of
from metadata.series_grid import Grid, grid_of, year_of
from metadata.series_tables import EditionTable, same_tables, stitch


def table(rows: list[list[str]], caption: str | None = "Table 1. Consultations") -> Table:
    box = (0.0, 0.0, 1.0, 1.0)
    cells = tuple(
        Cell(row=r, column=c, row_span=1, column_span=1, text=text, marks="", value=number(text),
             unit=None, is_header=r == 0 or c == 0, page=1, box=box)
        for r, row in enumerate(rows) for c, text in enumerate(row)
    )  # fmt: skip
    return Table(page=1, position=1, caption=caption, unit=None, rows=len(rows),
                 columns=len(rows[0]), box=box, cells=cells)  # fmt: skip


def number(text: str) -> float | None:
    bare = text.replace(",", "")
    return float(bare) if bare.replace(".", "", 1).isdecimal() else None


def grid(*rows: str) -> Grid:
    return grid_of(table([row.split("|") for row in rows]))


def edition(name: str, *rows: str, caption: str | None = "Table 1. Consultations") -> EditionTable:
    found = grid_of(table([row.split("|") for row in rows], caption))
    return EditionTable(table_id=f"t{name}", edition=name, order=name, caption=caption, grid=found)


@pytest.mark.parametrize(
    ("text", "year"),
    [("FY2016", 2016), ("2016/17", 2016), ("平成28年度", 2016), ("令和元年", 2019),
     ("２０１６年", 2016), ("12,016", None), ("Total", None), ("北海道", None), ("20160", None)],
)  # fmt: skip
def test_years_in_headings(text: str, year: int | None) -> None:
    assert year_of(text) == year


def test_labels_and_merged_headings_fill_their_places() -> None:
    merged = table([["", "Cases", ""], ["Office", "2015", "2016"], ["Tokyo", "10", "12"]])
    cells = list(merged.cells)
    head = cells[1]
    wide = head._replace(column_span=2)
    cells = [wide if c is head else c for c in cells if (c.row, c.column) != (0, 2)]
    cells = [c._replace(is_header=c.row < 2) for c in cells]
    found = grid_of(replace(merged, cells=tuple(cells)))
    assert found.columns == ("Office", "Cases / 2015", "Cases / 2016")
    assert [line.label for line in found.lines] == ["Tokyo"]
    assert [place.value for place in found.lines[0].places[1:]] == [10.0, 12.0]


def test_years_across_and_years_down_are_drawn_as_lines() -> None:
    across = chart_of(grid("Office|2013|2014|2015", "Tokyo|1|2|3", "Osaka|4|–|6"))
    down = chart_of(grid("Year|Tokyo|Osaka", "2013|1|4", "2014|2|–", "2015|3|6"))
    for chart in (across, down):
        assert chart is not None
        assert chart.kind == "years"
        assert chart.categories == ("2013", "2014", "2015")
        assert (chart.series[0].name, chart.series[0].values) == ("Tokyo", (1.0, 2.0, 3.0))
    assert down is not None
    assert [s.name for s in down.series] == ["Tokyo"], "two of three figures are too few"


def test_categories_are_drawn_unless_the_figures_only_name_or_mix_things() -> None:
    chart = chart_of(grid("Field|Yen", "A|30|", "B|10|", "C|20|"))
    assert chart is not None
    assert (chart.kind, chart.series[0].values) == ("categories", (30.0, 10.0, 20.0))
    assert chart_of(grid("Field|Measure", "A|4", "B|11", "C|12")) is None
    assert chart_of(grid("Field|Now", "A (%)|40", "B|6000", "C|12")) is None
    assert chart_of(grid("Field|Text", "A|x", "B|y", "C|z")) is None


def test_of_many_rows_the_largest_are_drawn_and_totals_are_not() -> None:
    rows = [f"Office {n}|{n}|{n}|{n}" for n in range(1, 10)]
    chart = chart_of(grid("Office|2013|2014|2015", *rows, "Total|45|45|45"))
    assert chart is not None
    assert [s.name for s in chart.series] == [f"Office {n}" for n in range(4, 10)]
    assert chart.left_out == 4


OLD = ("Form|2012|2013", "By telephone|5,034|5,217", "In person|1,885|1,902")
NEW = ("Form|2013|2014", "By telephone|5,200|5,412", "In person|1,902|1,874")


def test_editions_are_laid_over_one_another_and_restated_values_are_marked() -> None:
    found = stitch([edition("2014", *NEW), edition("2013", *OLD)])
    assert found.columns == ("2012", "2013", "2014")
    assert found.restated == 1
    label, figures = found.rows[0]
    assert label == "By telephone"
    restated = figures[1]
    assert restated is not None
    assert restated.restated
    assert [(s.edition, s.place.text) for s in restated.stated] == [
        ("2013", "5,217"), ("2014", "5,200"),
    ]  # fmt: skip
    assert restated.latest.place.value == 5200
    assert found.rows[1][1][1] is not None
    assert not found.rows[1][1][1].restated


def test_the_same_table_is_known_by_caption_and_rows() -> None:
    first = edition("2013", *OLD, caption="Table 1. Consultations by year (2013)")
    same = edition("2014", *NEW, caption="Table 2. Consultations by year (2014)")
    other = edition("2014", "Form|2013|2014", "Courses|1|2", caption="Table 3. Training")
    bare = edition("2015", *NEW, caption=None)
    found = same_tables(first, [other, same, first, bare])
    assert [t.table_id for t in found] == ["t2013", "t2014", "t2015"]
    assert found[1].caption == "Table 2. Consultations by year (2014)"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.text(max_size=6), min_size=3, max_size=3), min_size=1, max_size=5))
def test_any_table_at_all(rows: list[list[str]]) -> None:
    found = grid_of(table(rows))
    chart_of(found)
    one = EditionTable(table_id="a", edition="1", order="1", caption=None, grid=found)
    two = EditionTable(table_id="b", edition="2", order="2", caption=None, grid=found)
    assert stitch([one, two]).restated == 0
    assert one in same_tables(one, [two])


YEARLY = ["2012-03", "2013-03", "2014-03-20"]


def test_a_regular_series_is_late_after_its_longest_wait() -> None:
    found = expectation(YEARLY, "2015-06-01")
    assert found is not None
    assert (found.expected, found.days_late, found.state) == ("2015-03-20", 73, "late")
    assert found.evidence == (
        "3 editions came 354 to 365 days apart, the last one 2014-03-20; after the longest wait "
        "so far the next one would have come by 2015-03-20"
    )


def test_what_is_not_due_or_long_silent_is_said() -> None:
    due, ended = (expectation(YEARLY, day) for day in ("2015-03-20", "2020-01-01"))
    assert due is not None
    assert (due.days_late, due.state) == (0, "due")
    assert ended is not None
    assert ended.state == "ended"


@pytest.mark.parametrize(
    "dates",
    [[], ["2012-03", "2013-03"], ["2012-03", "2012-03", "2013-03"],
     ["2012-03", "2012-06", "2014-03"], ["2012-13", "x", "2012-02-30"]],
)  # fmt: skip
def test_without_three_regular_editions_nothing_is_expected(dates: list[str]) -> None:
    assert expectation(dates, "2020-01-01") is None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet="0129-x", max_size=11), max_size=6))
def test_any_dates_at_all(dates: list[str]) -> None:
    found = expectation(dates, "2026-01-01")
    assert found is None or found.days_late >= 0
