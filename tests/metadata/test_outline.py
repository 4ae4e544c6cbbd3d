"""Sections from bookmarks, and from the print alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.outline import find_sections, find_sections_from_text
from metadata.outline_lines import key
from metadata.outline_numbers import circled, integer, kana, letter, roman, roman_numeral
from metadata.records import Information, OutlineItem, Page, Reading, Section
from tests.metadata.pages import load, pages

PLAN = """記録管理に関する基本計画
第１章　総論
第１　はじめに
関係府省庁が連携して対策を進めている。平成28年に体制が
整備された。
第２　基本的な考え方
１　意識の向上
（１）広報の推進
① ウェブサイトによる広報
関係府省庁は、施策を周知する。
② パンフレットの配布
（２）調査研究の推進
調査を行う。
２　保存の推進
（１）教育の充実
ア 学校における教育
イ 職場における教育
（２）体制の整備
第２章　推進体制
１　会議の開催
２　進捗の点検"""

# Sections found without looking at the outline; a floor rises freely and falls only by hand.
FLOORS = {
    "A_text_truth/bench_1601.03642.pdf": 0.98,
    "A_text_truth/cio_jp/dp2020_03.pdf": 0.95,
    "A_text_truth/project-history.en.pdf": 0.97,
    "A_text_truth/project-history.fr.pdf": 0.97,
    "A_text_truth/project-history.ja.pdf": 0.97,
    "A_text_truth/project-history.ru.pdf": 0.98,
    "C_government_docs/debian/maint-guide.en.pdf": 0.97,
    "C_government_docs/govdocs1/020806.pdf": 0.79,
    "C_government_docs/govdocs1/316267.pdf": 0.91,
    "D_cjk/maint-guide.ja.pdf": 0.97,
    "G_versions/asvs/ASVS-5.0.0-en_2025-05-30_5cf9b032.pdf": 0.97,
    "G_versions/debian-policy/policy_4.7.2.0_trixie.pdf": 0.99,
}
OVERALL = 0.97


def tree(*texts: str) -> list[tuple[int, str | None, str]]:
    return [(s.level, s.number, s.heading) for s in find_sections_from_text(pages(*texts))]


def reading(read: tuple[Page, ...], outline: tuple[OutlineItem, ...]) -> Reading:
    return Reading(
        sha256="0" * 64,
        reader="test",
        text_status="text",
        information=Information(),
        pages=read,
        outline=outline,
    )


def test_a_japanese_plan_becomes_a_tree() -> None:
    assert tree(PLAN) == [
        (1, "第１章", "総論"),
        (2, "第１", "はじめに"),
        (2, "第２", "基本的な考え方"),
        (3, "１", "意識の向上"),
        (4, "（１）", "広報の推進"),
        (5, "①", "ウェブサイトによる広報"),
        (5, "②", "パンフレットの配布"),
        (4, "（２）", "調査研究の推進"),
        (3, "２", "保存の推進"),
        (4, "（１）", "教育の充実"),
        (5, "ア", "学校における教育"),
        (5, "イ", "職場における教育"),
        (4, "（２）", "体制の整備"),
        (1, "第２章", "推進体制"),
        (2, "１", "会議の開催"),
        (2, "２", "進捗の点検"),
    ]


def test_a_statute_with_paragraphs_and_items() -> None:
    text = (
        "第一条　この法律は、記録の保存を目的とする。\n２　前項の規定は、機関に準用する。\n"
        "第二条　次に掲げる用語の意義は、次のとおりとする。\n一　機関　国の機関をいう。\n"
        "二　記録　国の記録をいう。\n第三条の二　国は、施策を講ずる。"
    )
    assert [(level, number) for level, number, _ in tree(text)] == [
        (1, "第一条"),
        (2, "２"),
        (1, "第二条"),
        (2, "一"),
        (2, "二"),
        (1, "第三条の二"),
    ]


def test_english_numbering_of_every_kind() -> None:
    text = """BASIC PLAN
Chapter 1 General Provisions
Article 1 (Purpose)
The purpose of this plan is to set out measures.
Article 2 (Definitions)
The terms are defined as provided in
Article 1 of the Act, and so on.
Chapter 2 Measures
Article 3 (Publication)
Measure 1: Publish an annual report
The bodies publish it each year.
Measure 2: Hold a meeting
Annex A Figures
Annex B Bodies"""
    assert tree(text) == [
        (1, "Chapter 1", "General Provisions"),
        (2, "Article 1", "(Purpose)"),
        (2, "Article 2", "(Definitions)"),
        (1, "Chapter 2", "Measures"),
        (2, "Article 3", "(Publication)"),
        (3, "Measure 1", "Publish an annual report"),
        (3, "Measure 2", "Hold a meeting"),
        (1, "Annex A", "Figures"),
        (1, "Annex B", "Bodies"),
    ]


def test_roman_letters_and_numbers_nest_in_the_order_they_open() -> None:
    text = "I. Introduction\nII. Measures\nA. Coordination\n1. Meetings\n2. Reports\nB. Awareness"
    text += "\n(i) Web site\n(ii) Leaflets\nIII. Conclusion"
    assert [(level, number) for level, number, _ in tree(text)] == [
        (1, "I"),
        (1, "II"),
        (2, "A"),
        (3, "1"),
        (3, "2"),
        (2, "B"),
        (3, "(i)"),
        (3, "(ii)"),
        (1, "III"),
    ]


def test_contents_lines_are_no_sections_but_tell_them() -> None:
    contents = (
        "Contents\n1 Scope ........ 2\n1.1 Terms ........ 2\n2 Duties ........ 3\nAnnexes ... 3"
    )
    first = (
        "1 Scope\nThis is what it is about.\n1.1 Terms\n1. a term is a word\n2. a word is a word"
    )
    second = "2 Duties\nThey are many.\nAnnexes\nNone."
    sections = find_sections_from_text(pages(contents, first, second))
    assert [(s.level, s.number, s.heading, s.page) for s in sections] == [
        (1, "1", "Scope", 2),
        (2, "1.1", "Terms", 2),
        (1, "2", "Duties", 3),
        (2, None, "Annexes", 3),
    ]


def test_a_list_in_prose_is_no_section_where_sections_are_decimal() -> None:
    text = (
        "1 Scope\n1.1 Terms\nThe following are needed:\n1. Paper\n2. Pencils\n3. Shelves\n"
        "1.2 Marks\nText of it.\n2 Duties\n2.1 Reports\nSome 3.5 million pages.\n2.2 Meetings\n"
    )
    assert [number for _, number, _ in tree(text)] == ["1", "1.1", "1.2", "2", "2.1", "2.2"]


def test_table_rows_and_references_are_no_sections() -> None:
    text = "1 Tokyo 12 34 56\n2 Osaka 23 45 67\n3 Nagoya 11 12 13\nReferences\n"
    text += "1. A. Author, A Book\n2. B. Author, Another"
    assert [heading for _, _, heading in tree(text)] == ["References"]


def test_where_a_section_ends() -> None:
    sections = find_sections_from_text(
        pages("1 One\n1.1 Under one\ntext", "more text\n1.2 Also under", "2 Two\n2.1 Under two")
    )
    assert [(s.number, s.page, s.end_page) for s in sections] == [
        ("1", 1, 2),
        ("1.1", 1, 2),
        ("1.2", 2, 2),
        ("2", 3, 3),
        ("2.1", 3, 3),
    ]


def test_bookmarks_are_mapped_to_their_headings() -> None:
    read = pages("Cover", "Report on records\n1. Scope\ntext\n1.1 Terms\ntext", "more\n2. Duties")
    outline = (
        OutlineItem(level=1, title="1. Scope", page=2),
        OutlineItem(level=2, title="1.1  Terms", page=2),
        OutlineItem(level=1, title="Duties", page=3),
        OutlineItem(level=1, title="Nowhere", page=None),
    )
    sections = find_sections(reading(read, outline))
    assert [(s.level, s.number, s.heading, s.page, s.rule) for s in sections] == [
        (1, "1", "Scope", 2, "outline"),
        (2, "1.1", "Terms", 2, "outline"),
        (1, "2", "Duties", 3, "outline"),
    ]
    assert [read[s.page - 1].text[s.start :].split("\n")[0] for s in sections] == [
        "1. Scope",
        "1.1 Terms",
        "2. Duties",
    ]


def test_one_bookmark_alone_says_less_than_the_print() -> None:
    outline = (OutlineItem(level=1, title="document.pdf", page=1),)
    assert find_sections(reading(pages(PLAN), outline))[0].number == "第１章"


@pytest.mark.parametrize("title", ["Page {n}", "Seite {n}", "scan{n}.pdf", "http://a.example/{n}"])
def test_bookmarks_that_a_program_made_say_nothing(title: str) -> None:
    made = [OutlineItem(level=1, title=title.format(n=n), page=n) for n in range(1, 5)]
    outline = (*made, OutlineItem(level=1, title="Cover", page=1))
    read = pages("1. Scope\ntext", "2. Duties\ntext", "3. Reports\ntext", "4. Costs\ntext")
    found = [section.heading for section in find_sections(reading(read, outline))]
    assert found == ["Scope", "Duties", "Reports", "Costs"]


def test_numerals_of_every_script() -> None:
    assert [integer(n) for n in ("五十二", "２０１７", "二〇一七", "百", "一万二千", "x")] == [
        52,
        2017,
        2017,
        100,
        12000,
        None,
    ]
    assert (roman("XIV"), roman("IIX"), roman_numeral(1994)) == (14, None, "mcmxciv")
    assert (letter("b"), letter("AA"), circled("⑳"), circled("⑴"), kana("イ")) == (
        2,
        27,
        20,
        1,
        (2, 1),
    )


def test_the_contents_may_name_the_chapters_alone() -> None:
    prose = "\nThis is a sentence of the plan that runs over the whole width of its printed page."
    plan = (
        "Contents\nChapter 1. Purpose ........ 1\nChapter 2. Awareness ........ 2\n"
        "Chapter 3. Review ........ 3\nChapter 4. Budget ........ 4\nChapter 5. Annex ........ 4\n"
        f"Chapter 1. Purpose\n1. Background{prose}{prose}\n2. Legal basis{prose}\n"
        "Bring with you:\n1. Paper\n2. Pens\n3. Rulers\n",
        f"Chapter 2. Awareness\n1. Public\nMeasure 1. Month{prose}\n2. Industry{prose}\n",
        f"Chapter 3. Review{prose}\nChapter 4. Budget{prose}\nChapter 5. Annex{prose}\n",
    )
    assert [(level, heading) for level, _, heading in tree(*plan)] == [
        (1, "Purpose"), (2, "Background"), (2, "Legal basis"),
        (1, "Awareness"), (2, "Public"), (3, "Month"), (2, "Industry"), (1, "Review"),
        (1, "Budget"), (1, "Annex"),
    ]  # fmt: skip


def test_the_heading_of_the_references_and_the_one_after_it_stay() -> None:
    report = (
        "1. METHOD\nText.\n2. REFERENCES\n1. A. Author, A report, 1991.\n"
        "2. B. Author, A report, 1992.\n3. C. Author, A report, 1993.\n4. DATE\nAugust 1999\n"
    )
    assert [heading for _, _, heading in tree(report)][:2] == ["METHOD", "REFERENCES"]
    short = report.replace("2. B. Author, A report, 1992.\n", "").replace("3. C", "2. C")
    short = short.replace("4. DATE", "3. DATE")
    assert [heading for _, _, heading in tree(short)][:2] == ["METHOD", "REFERENCES"]
    long = "".join(f"{n}. CHAPTER\nText.\n" for n in range(1, 11)) + (
        "11. REFERENCES\n1. A. Author, A report, 1991.\n2. B. Author, A report, 1992.\n"
        "12. DATE\nAugust 1999\n"
    )
    assert [heading for _, _, heading in tree(long)][-2:] == ["REFERENCES", "DATE"]


LINES = st.one_of(
    st.sampled_from(
        ["第１章 総論", "1.1 Terms", "(1) Items", "① 項目", "ア 事項", "Article 7", "II. Two"]
    ),
    st.sampled_from(
        ["Contents", "1 Scope .... 3", "CHAPTER", "TWO", "Annex A", "９９９.９９９ x", "。"]
    ),
    st.text(max_size=30),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(LINES, max_size=12).map("\n".join), max_size=4))
def test_any_text_at_all(texts: list[str]) -> None:
    read = pages(*texts)
    sections = find_sections_from_text(read)
    assert [s.position for s in sections] == list(range(1, len(sections) + 1))
    for section in sections:
        assert 1 <= section.page <= section.end_page <= len(read)
        assert 0 <= section.start < len(read[section.page - 1].text)
        assert section.level >= 1


def test_a_long_hostile_page_takes_linear_time() -> None:
    text = "(1) " * 50_000 + "\n" + "1.\n" * 20_000 + "." * 100_000 + "1"
    find_sections_from_text(pages(text, text))


def score(read: tuple[Page, ...], outline: tuple[OutlineItem, ...]) -> tuple[int, int, int]:
    """Bookmarks, sections found, and how many agree in page and heading."""
    wanted = {(key(i.title), i.page) for i in outline if i.page and key(i.title)}
    found: set[tuple[str, int]] = set()
    for section in find_sections_from_text(read):
        found.add(_matching(section, wanted, found))
    return len(wanted), len(found), len(wanted & found)


def _matching(
    section: Section, wanted: set[tuple[str, int]], found: set[tuple[str, int]]
) -> tuple[str, int]:
    """The bookmark a section is; its number may be left out or be set in another style."""
    full, bare = key(f"{section.number or ''}{section.heading}"), key(section.heading)
    for name in (full, bare):
        if (name, section.page) in wanted:
            return name, section.page
    close = (
        w
        for w in sorted(wanted - found)
        if w[1] == section.page
        and len(bare) > 3
        and w[0].endswith(bare)
        and len(w[0]) <= len(bare) + 8
    )
    return next(close, (full, section.page))


@pytest.mark.corpus
def test_the_print_agrees_with_the_outline_of_real_documents(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    below, totals = [], [0, 0, 0]
    for name, floor in FLOORS.items():
        wanted, found, agreed = score(*load(corpus / name))
        f1 = 2 * agreed / max(1, wanted + found)
        totals = [a + b for a, b in zip(totals, (wanted, found, agreed), strict=True)]
        with capsys.disabled():
            print(f"\nsections {name}: {wanted} bookmarks, {found} found, F1 {f1:.3f}", end="")
        if f1 < floor:
            below.append(f"{name}: F1 {f1:.3f} is below {floor}")
    overall = 2 * totals[2] / (totals[0] + totals[1])
    assert not below
    assert overall >= OVERALL


@pytest.mark.corpus
def test_every_bookmark_of_a_real_document_finds_its_heading(corpus: Path) -> None:
    read, outline = load(corpus / "G_versions/debian-policy/policy_4.7.2.0_trixie.pdf")
    sections = find_sections(reading(read, outline))
    assert len(sections) == len(outline)
    assert sum(s.start > 0 for s in sections) >= 0.9 * len(sections)
    assert [(s.page, s.start) for s in sections] == sorted((s.page, s.start) for s in sections)
