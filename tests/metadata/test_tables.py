from __future__ import annotations

from collections.abc import Sequence

import pytest

from metadata.records import Cell, RawCell, RawTable, Table
from metadata.tables import understand
from metadata.tables_numbers import column_style, number

Rows = Sequence[Sequence[str]]


def raw(rows: Rows, *, above: str = "", below: str = "") -> RawTable:
    """A table of these texts, in cells of 50 by 10 points."""
    cells = tuple(
        RawCell(
            row=row,
            column=column,
            row_span=1,
            column_span=1,
            text=text,
            page=1,
            box=(50.0 * column, 10.0 * row, 50.0 * column + 50, 10.0 * row + 10),
        )
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )
    return RawTable(
        page=1,
        position=1,
        box=(0.0, 0.0, 50.0 * len(rows[0]), 10.0 * len(rows)),
        rows=len(rows),
        columns=len(rows[0]),
        cells=cells,
        above=above,
        below=below,
    )


def understood(rows: Rows, language: str = "en", **around: str) -> Table:
    (table,) = understand([raw(rows, **around)], language)
    return table


def at(table: Table, row: int, column: int) -> Cell:
    (cell,) = [c for c in table.cells if (c.row, c.column) == (row, column)]
    return cell


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1,234", "en", 1234.0),
        ("１，２３４", "ja", 1234.0),
        ("▲12.3", "ja", -12.3),
        ("△ 1,200", "ja", -1200.0),
        ("−7", "en", -7.0),
        ("(5.1)", "en", -5.1),
        ("（５．１）", "ja", -5.1),
        ("1.234,5", "de", 1234.5),
        ("1 649 692", "fr", 1649692.0),
        ("12.3%", "en", 12.3),
        ("12.3％", "ja", 12.3),
        ("+ 827", "it", 827.0),
        ("$1,000", "en", 1000.0),
        ("△", "ja", None),
        ("―", "ja", None),
        ("*", "en", None),
        ("…", "en", None),
        ("n/a", "en", None),
        ("12 of 30", "en", None),
        ("3-5", "en", None),
        ("(5.1", "en", None),
        ("", "en", None),
    ],
)
def test_a_printed_number_has_its_value(text: str, language: str, value: float | None) -> None:
    table = understood([["Measure", "Figure"], ["Roads", text]], language)
    assert at(table, 1, 1).value == value
    assert at(table, 1, 1).text == text


def test_the_column_decides_how_a_doubtful_number_is_read() -> None:
    assert column_style(["1.234,5", "1.234"], "en") == "comma"
    assert column_style(["1,234.5", "1,234"], "de") == "point"
    assert column_style(["1,234"], "xx") == "unknown"
    assert number("1,234", "unknown") is None
    assert number("1,234", "point") == 1234.0
    assert number("1,234", "comma") == 1.234


def test_footnote_marks_stand_apart_from_text_and_number() -> None:
    table = understood(
        [["Prefecture", "Cases※3"], ["North*", "1,234 (2)"], ["South", "5.4**"]], "en"
    )
    assert (at(table, 0, 1).text, at(table, 0, 1).marks) == ("Cases", "※3")
    assert (at(table, 1, 0).text, at(table, 1, 0).marks) == ("North", "*")
    assert (at(table, 1, 1).value, at(table, 1, 1).marks) == (1234.0, "(2)")
    assert (at(table, 2, 1).value, at(table, 2, 1).marks) == (5.4, "**")


def test_headers_are_the_rows_above_and_the_columns_before_the_figures() -> None:
    table = understood([["", "2020", "2021"], ["North", "12", "13"], ["South", "14", "15"]])
    headers = {(c.row, c.column) for c in table.cells if c.is_header}
    assert headers == {(0, 0), (0, 1), (0, 2), (1, 0), (2, 0)}
    assert at(table, 0, 1).value is None
    assert at(table, 1, 1).value == 12.0


@pytest.mark.parametrize(
    ("rows", "above", "unit"),
    [
        ([["", "Share"], ["North", "12.5%"]], "", "%"),
        ([["", "件数(件)"], ["北", "12"]], "", "件"),
        ([["", "Turnover (million EUR)"], ["North", "12"]], "", "million EUR"),
    ],
)
def test_a_cell_has_the_unit_of_its_own_text_or_header(rows: Rows, above: str, unit: str) -> None:
    assert at(understood(rows, "ja", above=above), 1, 1).unit == unit


def test_the_unit_of_the_whole_table_is_said_around_it() -> None:
    rows = [["", "令和5年度"], ["道路", "1,234"]]
    table = understood(rows, "ja", above="表 2 事業費の推移\n（単位：百万円）")
    assert (table.unit, table.caption) == ("百万円", "表 2 事業費の推移")


def test_a_caption_is_the_title_above_and_no_date_or_sentence() -> None:
    rows = [["", "A"], ["x", "1"]]
    assert understood(rows, above="Table 3: Measures\nby region").caption == (
        "Table 3: Measures by region"
    )
    assert understood(rows, above="都道府県の状況\n2022/3/13 24時時点").caption == "都道府県の状況"
    assert understood(rows, above="The following figures were reported.").caption is None


def test_every_cell_keeps_its_place_on_the_page() -> None:
    source = raw([["", "A"], ["x", "1"]])
    (table,) = understand([source], "en")
    assert [(c.page, c.box, c.row, c.column) for c in table.cells] == [
        (c.page, c.box, c.row, c.column) for c in source.cells
    ]
