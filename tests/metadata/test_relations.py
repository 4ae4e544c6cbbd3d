"""How documents stand to one another, and the evidence for it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.records import Description
from metadata.records_between import Relation, Work
from metadata.relations import relate


def work(name: str, title: str, **more: Any) -> Work:
    return Work(
        id=name,
        source_id=more.get("source", "office"),
        url=more.get("url"),
        context=more.get("context"),
        first_page=more.get("first_page", ""),
        description=Description(
            title=title,
            kind=more.get("kind", "plan"),
            part=more.get("part"),
            published=more.get("published"),
            coverage=more.get("coverage"),
            language=more.get("language", "en"),
            issuer=None,
            identifier=more.get("identifier"),
            findings=(),
        ),
    )


def triples(*works: Work) -> set[tuple[str, str, str]]:
    return {(r.subject_id, r.predicate, r.object_id) for r in relate(works)}


def test_a_summary_belongs_to_the_full_text_of_its_date() -> None:
    works = [
        work("plan", "Basic Plan on Records", published="2017-04"),
        work("summary", "Basic Plan on Records", part="summary", published="2017-04"),
        work("older", "Basic Plan on Records", published="2012-05"),
    ]
    assert ("summary", "summary_of", "plan") in triples(*works)
    assert ("summary", "summary_of", "older") not in triples(*works)


def test_evidence_quotes_what_it_follows_from() -> None:
    works = [
        work("full", "記録白書", language="ja"),
        work("short", "記録白書（概要版）", language="ja"),
    ]
    (relation,) = relate(works)
    assert relation.predicate == "summary_of"
    assert "記録白書（概要版）" in relation.evidence


@pytest.mark.parametrize("title", ["Records Report Annex 2", "Records Report - Chapter 3 Results"])
def test_annexes_and_chapters_are_parts_of_the_report(title: str) -> None:
    assert triples(work("whole", "Records Report"), work("part", title)) == {
        ("part", "part_of", "whole")
    }


def test_files_under_one_entry_are_parts_of_its_full_version() -> None:
    works = [
        work("a", "Full text", context="Records Report 2020", language="en"),
        work("b", "Chapter 1 Introduction", context="Records Report 2020"),
        work("c", "Summary", context="Records Report 2020", part="summary"),
    ]
    assert triples(*works) == {("b", "part_of", "a"), ("c", "summary_of", "a")}


@pytest.mark.parametrize(
    ("title", "language", "whole", "predicate"),
    [
        ("Synthèse du rapport sur l'état des archives", "fr", "Rapport sur l'état des archives",
         "summary_of"),
        ("Summary of the Records Report", "en", "Records Report", "summary_of"),
        ("Sammanfattning av arkivplan för länet", "sv", "Arkivplan för länet", "summary_of"),
        ("Aktenbericht - Kurzfassung", "de", "Aktenbericht", "summary_of"),
        ("令和5年度記録管理計画の概要", "ja", "令和5年度記録管理計画", "summary_of"),
        ("Rapport d'archives - Annexe 2", "fr", "Rapport d'archives", "part_of"),
        ("Rapporto sugli archivi - Allegato B", "it", "Rapporto sugli archivi", "part_of"),
        ("記録白書 資料編", "ja", "記録白書 全体版", "part_of"),
    ],
)  # fmt: skip
def test_parts_of_a_work_in_other_languages(
    title: str, language: str, whole: str, predicate: str
) -> None:
    works = [work("whole", whole, language=language), work("part", title, language=language)]
    assert triples(*works) == {("part", predicate, "whole")}


def test_a_law_and_its_translation_share_their_number() -> None:
    works = [
        work("act", "Act on Records", kind="law", identifier="Act No. 5 of May 6, 2001"),
        work("法", "記録法", kind="law", language="ja", identifier="平成十三年法律第五号"),
    ]
    assert triples(*works) == {("act", "translation_of", "法")}


def test_ordinals_make_a_series_and_a_later_plan_replaces_the_one_before() -> None:
    works = [
        work("third", "Third Comprehensive Measures on Records"),
        work("first", "First Comprehensive Measures on Records"),
        work("second", "Second Comprehensive Measures on Records"),
    ]
    assert triples(*works) == {
        ("second", "same_series", "first"),
        ("second", "replaces", "first"),
        ("third", "same_series", "second"),
        ("third", "replaces", "second"),
    }


def test_japanese_ordinals_and_eras() -> None:
    plans = [work(f"k{n}", f"第{n}次記録管理基本計画", language="ja") for n in (3, 4)]
    papers = [
        work(f"w{n}", f"平成{n}年版 記録白書", language="ja", kind="white-paper") for n in (29, 30)
    ]
    papers.append(work("w31", "令和元年版 記録白書", language="ja", kind="white-paper"))
    assert triples(*plans, *papers) == {
        ("k4", "same_series", "k3"),
        ("k4", "replaces", "k3"),
        ("w30", "same_series", "w29"),
        ("w31", "same_series", "w30"),
    }


def test_annual_reports_are_a_series_but_replace_nothing() -> None:
    works = [
        work(f"r{y}", f"Records report {y}", kind="annual-report", coverage=str(y))
        for y in (2015, 2013, 2014)
    ]
    assert triples(*works) == {("r2014", "same_series", "r2013"), ("r2015", "same_series", "r2014")}


def test_a_series_keeps_to_its_source_language_and_part() -> None:
    works = [
        work("a", "Records report 2014", kind="report"),
        work("b", "Records report 2015", kind="report", source="elsewhere"),
        work("c", "Records report 2016", kind="report", language="de"),
        work("d", "Records report 2017 (Summary)", kind="report"),
    ]
    assert triples(*works) == set()


def test_translations_by_file_name_identifier_and_title() -> None:
    works = [
        work("n-en", "Report of the year", url="https://a.example/x/nenji_e.pdf"),
        work("n-ja", "年の報告", url="https://a.example/x/nenji.pdf", language="ja"),
        work("i-en", "Notice", identifier="NPA-12"),
        work("i-ja", "通達", identifier="NPA-12", language="ja"),
        work("t-en", "Basic Plan on Measures for Prevention of Disaster", published="2017-04"),
        work(
            "t-ja", "防災の対策に係る予防の基本計画(プラン)", published="2017-04-18", language="ja"
        ),
    ]
    assert triples(*works) == {
        ("n-en", "translation_of", "n-ja"),
        ("i-en", "translation_of", "i-ja"),
        ("t-en", "translation_of", "t-ja"),
    }


def test_two_candidates_of_one_language_are_no_translation() -> None:
    works = [
        work("a", "Notice", identifier="NPA-12"),
        work("b", "Notice again", identifier="NPA-12"),
        work("c", "通達", identifier="NPA-12", language="ja"),
    ]
    assert triples(*works) == set()


def test_a_first_page_that_says_what_it_replaces() -> None:
    text = (
        "Introduction. This framework replaces the General Guideline on Keeping Records. It is new."
    )
    works = [
        work("new", "Framework for the Care of Archives", kind="guideline", first_page=text),
        work("old", "General Guideline on Keeping Records", kind="guideline"),
    ]
    (relation,) = relate(works)
    assert (relation.subject_id, relation.predicate, relation.object_id) == (
        "new",
        "replaces",
        "old",
    )
    assert relation.evidence.startswith("This framework replaces")


def test_the_order_of_works_does_not_matter() -> None:
    works = [work(f"r{y}", f"Records report {y}", kind="report") for y in range(2000, 2020)]
    assert relate(works) == relate(works[::-1])


def test_many_works_of_one_title_take_no_square_of_time() -> None:
    works = [work(f"w{n}", "Annual report (Summary)", part="summary") for n in range(6_000)]
    works += [work(f"r{n}", f"Report on records {n}", kind="report") for n in range(6_000)]
    assert isinstance(relate(works), tuple)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=200)), max_size=8))
def test_any_text_at_all(texts: list[tuple[str, str]]) -> None:
    works = [
        work(
            str(n), title, first_page=page, url=page[:40] if page.isascii() else None, context=title
        )
        for n, (title, page) in enumerate(texts)
    ]
    for relation in relate(works):
        assert isinstance(relation, Relation)
        assert relation.subject_id != relation.object_id
        assert relation.evidence
