"""What is believed about a document, from which source, and what disagreed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.describe import describe_document, describe_reading
from metadata.items import describe_item
from metadata.records import (
    Contents,
    Description,
    Information,
    ItemDescription,
    Page,
    Reading,
    Source,
)

SOURCE = Source(id="npa", title="Measures", publisher="National Police Agency", language="en",
                pages=("https://www.example.go.jp/",))  # fmt: skip


def page(text: str, number: int = 1) -> Page:
    return Page(number=number, label=None, width=595.0, height=842.0, text=text, running=(),
                text_source="text", quality=1.0)  # fmt: skip


def reading(*texts: str, information: Information | None = None) -> Reading:
    pages = tuple(page(text, number) for number, text in enumerate(texts, start=1))
    return Reading(sha256="0" * 64, reader="test 1", text_status="text", pages=pages,
                   information=information or Information())  # fmt: skip


def item(text: str, language: str = "en", href: str | None = None) -> ItemDescription:
    return describe_item(text, href=href, language=language)


def as_context(described: ItemDescription) -> ItemDescription:
    fields = {name: getattr(described, name) for name in ItemDescription.__slots__}
    return ItemDescription(**{k: replace(f, where="context") for k, f in fields.items()})


def believed(description: Description, field: str) -> tuple[str, str]:
    """(where, rule) of the candidate that was believed."""
    finding = next(f for name, f in description.findings if name == field)
    return finding.where, finding.rule


PLAN_PAGE = (
    "（資料１）\n児童の性的搾取等に係る対策の基本計画\n（子供の性被害防止プラン）\n\n"
    "平成29年4月18日\n犯罪対策閣僚会議\n\n"
    "第１ 目的\nこの計画は、関係省庁が連携して取り組む施策を定めるものである。\n第２ "
    "施策\n施策を次のとおり定める。\n第３ 推進体制\n会議を置く。"
)


def contents(*texts: str, language: str = "ja", information: Information | None = None) -> Contents:
    return describe_reading(reading(*texts, information=information), language)


def test_a_title_page_tells_title_date_issuer_and_language() -> None:
    found: dict[str, str | None] = {}
    for field, finding in contents(PLAN_PAGE, language="en").findings:
        found.setdefault(field, finding.value)
    assert found == {
        "language": "ja",
        "title": "児童の性的搾取等に係る対策の基本計画",
        "kind": "plan",
        "published": "2017-04-18",
        "issuer": "犯罪対策閣僚会議",
    }


def test_a_reading_brings_sections_too() -> None:
    headings = [(s.number, s.heading) for s in contents(PLAN_PAGE).sections]
    assert headings == [("第１", "目的"), ("第２", "施策"), ("第３", "推進体制")]


def test_a_page_of_dates_or_of_running_text_tells_no_title_page() -> None:
    table = "Notice Date\n06/22/2015\n06/30/2015\n07/14/2015\n07/22/2015"
    assert "published" not in {name for name, _ in contents(table, language="en").findings}
    prose = "and the measures that were taken in the year before were continued\nby the agencies."
    assert "title" not in {name for name, _ in contents(prose, language="en").findings}


def test_the_item_is_believed_before_the_title_page_and_the_rest_is_kept() -> None:
    description = describe_document(
        items=[item("Basic Plan on Measures[May 2017](PDF_1KB)")],
        contents=contents(PLAN_PAGE, information=Information(created="2017-05-09T10:00:00+09:00")),
        information=None,
        source=SOURCE,
        http_last_modified="Tue, 02 May 2017 05:06:07 GMT",
    )
    assert (description.title, description.published) == ("Basic Plan on Measures", "2017-05")
    assert (description.kind, description.issuer, description.language) == (
        "plan", "犯罪対策閣僚会議", "ja",
    )  # fmt: skip
    dates = [(f.value, f.where) for name, f in description.findings if name == "published"]
    assert dates == [("2017-05", "item"), ("2017-04-18", "page 1"), ("2017-05-09", "pdf info")]
    said = [f.value for name, f in description.findings if name == "disagreement"]
    assert "published: 2017-05 (item), 2017-04-18 (page 1)" in said
    assert not [value for value in said if value and "2017-05-09" in value]
    server = [f for name, f in description.findings if name == "last_modified"]
    assert [(f.value, f.where) for f in server] == [("2017-05-02", "http")]


def test_what_the_user_gave_comes_first() -> None:
    description = describe_document(
        items=[item("Annual report 2019 (PDF)")], contents=None, information=None, source=SOURCE,
        given={"title": "Own title", "kind": "statistics", "published": "2020-02"},
    )  # fmt: skip
    assert (description.title, description.kind, description.published, description.coverage) == (
        "Own title", "statistics", "2020-02", "2019",
    )  # fmt: skip
    assert believed(description, "title") == ("option", "given by the user")


@pytest.mark.parametrize(
    "generic", ["Full text", "PDF (1.2MB)", "本文", "全文", "Download", "h29_plan.pdf"]
)
def test_a_generic_title_gives_way_to_the_item_that_led_there(generic: str) -> None:
    context = as_context(item("Third Comprehensive Measures[July 2016]"))
    description = describe_document(
        items=[item(generic), context], contents=None, information=None, source=SOURCE
    )
    assert description.title == "Third Comprehensive Measures"
    assert (description.published, description.kind) == ("2016-07", "plan")
    assert believed(description, "published")[0] == "context"


def test_a_title_of_its_own_stands_before_the_context() -> None:
    context = as_context(item("Third Comprehensive Measures[July 2016]"))
    described = describe_document(
        items=[item("Annex 1 Schedule of work(PDF)"), context], contents=None, information=None,
        source=SOURCE,
    )  # fmt: skip
    assert (described.title, described.part) == ("Annex 1 Schedule of work", "annex")


def test_the_title_is_never_empty() -> None:
    sensible = Information(title="Report on Measures")
    template = Information(title="Microsoft Word - 0401_final.doc")
    linked = item("PDF", href="/files/plan%20b.pdf")

    def title(items: list[ItemDescription], information: Information | None) -> str:
        return describe_document(
            items=items, contents=None, information=information, source=SOURCE
        ).title

    assert title([linked], sensible) == "Report on Measures"
    assert title([linked], template) == "PDF"
    assert title([item("", href="/files/plan%20b.pdf")], template) == "plan b.pdf"
    assert title([], None) == "Untitled document"


def test_a_heading_lends_a_kind_only_where_the_document_names_none() -> None:
    listed = describe_item("対策を推進するための資料", href=None, language="ja", context="お知らせ")
    assert (listed.kind.value, listed.kind.where) == ("notice", "section")

    def kind(read: Contents | None) -> str:
        return describe_document(
            items=[listed], contents=read, information=None, source=SOURCE
        ).kind

    assert kind(contents(PLAN_PAGE)) == "plan"
    assert kind(None) == "notice"


def test_a_creation_date_is_marked_as_what_it_is() -> None:
    description = describe_document(
        items=[item("Basic Plan")], contents=None, source=SOURCE,
        information=Information(created="2017-04-18T09:00:00Z"),
    )  # fmt: skip
    assert description.published == "2017-04-18"
    assert believed(description, "published") == ("pdf info", "PDF creation date")


def test_an_issuer_goes_by_its_canonical_name() -> None:
    description = describe_document(
        items=[item("基本計画（厚労省）", "ja")], contents=None, information=None, source=SOURCE
    )
    assert description.issuer == "厚生労働省"


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300), title=st.text(max_size=60), created=st.text(max_size=30))
def test_any_reading_can_be_described(text: str, title: str, created: str) -> None:
    information = Information(title=title, created=created, author=title, language=created)
    description = describe_document(
        items=[item(text), item(title, "ja")],
        contents=contents(text, information=information),
        information=information,
        source=SOURCE,
        http_last_modified=created,
        given={"kind": title},
    )
    assert description.title.strip()
    assert all(finding.rule for _, finding in description.findings)


ACT = (
    "Unit for Measures\nAct on Regulation and Punishment of Certain Acts\n"
    "Act No. 52 of May 26, 1999\nAs amended by Act No. 79 of 2014\nTable of Contents\n"
)


def test_the_date_printed_in_an_act_wins_over_the_day_its_file_was_made_anew() -> None:
    information = Information(created="2018-05-18")
    listed = item("Act on Regulation and Punishment of Certain Acts[Act No. 52, 1999]")
    description = describe_document(
        items=[listed],
        contents=describe_reading(reading(ACT, information=information), "en"),
        information=information,
        source=SOURCE,
    )
    assert description.published == "1999-05-26"
    assert believed(description, "published") == ("page 1", "date of the number (month, day, year)")
    made = [finding for field, finding in description.findings if field == "created"]
    assert [f.value for f in made] == ["2018-05-18"]
    assert "not believed: the first page names" in made[0].rule
    assert not [f for field, f in description.findings if field == "disagreement"]


@pytest.mark.parametrize(
    ("text", "created", "expected"),
    [
        ("Report on measures\nfor 2012 and 2013\n", "2014-03-02", "2014-03-02"),
        ("Report on measures\nin figures\n", "2014-03-02", "2014-03-02"),
        ("Report on measures\nof the year 2009\n", "2014-03-02", None),
        ("報告書\n平成二十一年度の施策\n", "2014-03-02", None),
        ("Report on measures\nin figures\n", "0000-01-01", None),
    ],
)
def test_a_file_made_years_after_what_it_prints_does_not_date_the_work(
    text: str, created: str, expected: str | None
) -> None:
    information = Information(created=created)
    description = describe_document(
        items=[],
        contents=describe_reading(reading(text, information=information), "en"),
        information=information,
        source=SOURCE,
    )
    assert description.published == expected


def test_an_act_without_text_is_not_dated_by_its_file() -> None:
    description = describe_document(
        items=[item("Act on Certain Measures[Act No. 52, 1999]")],
        contents=None,
        information=Information(created="2018-05-18"),
        source=SOURCE,
    )
    assert description.published is None
    assert ("created", "2018-05-18") in {(field, f.value) for field, f in description.findings}


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        ("閣議決定\n施策に関する業務の基本方針\n平成28年3月29日\n", "内閣"),
        ("施策に関する業務の基本方針\n平成28年3月29日 閣議決定\n", "内閣"),
        (
            "施策の推進について\n（平成30年3月30日 関係府省庁連絡会議申合せ）\n",
            "関係府省庁連絡会議",
        ),
        ("施策の基本計画\n平成29年4月18日\n犯罪対策閣僚会議決定\n", "犯罪対策閣僚会議"),
        ("Basic Policy on Measures\nCabinet Decision, 29 March 2016\n", "Cabinet"),
        ("施策の一覧\n府省庁 主な業務 担当課室\n警察庁 調整 少年課\n", None),
        ("発行 内閣府（作成 印刷局）\n官報 政府調達版\n", "内閣府"),
        ("病院の一覧\n医療法人\n", None),
    ],
)
def test_who_decided_is_read_from_the_title_page(lines: str, issuer: str | None) -> None:
    language = "en" if lines.isascii() else "ja"
    found = dict(reversed(describe_reading(reading(lines), language).findings))
    assert (found["issuer"].value if "issuer" in found else None) == issuer


def test_a_day_before_what_happened_on_it_dates_the_page() -> None:
    text = "05 gennaio 2021 - Aggiornamento dei dati\nDati aggregati per regione\n"
    found = dict(reversed(describe_reading(reading(text), "it").findings))
    assert found["published"].value == "2021-01-05"
