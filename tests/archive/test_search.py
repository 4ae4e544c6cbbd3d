"""The normaliser, against SQLite's own full-text index."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import escape_fts, index_text, match_query, terms
from archive.search_hits import highlight, hits, snippet

PAGES = {
    1: "警察庁は、児童の性的搾取等に係る対策の基\n本計画を定める。",
    2: "Basic Plan on Measures against Child Sexual\nExploitation, adopted by the Meeting.",
    3: "ＰＤＦ文書 第３章 ｶﾞｲﾄﾞﾗｲﾝ の改定",
    4: "The ministries co-\noperate on preven-\ntion; résumé of the naïve plan.",
    5: "県警 の 体制",
    6: "各府省庁の取組（平成28年度）について",
}


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "create virtual table t using fts5(grams, content='', "
        "tokenize='porter unicode61 remove_diacritics 2')"
    )
    rows = [(number, index_text(text)) for number, text in PAGES.items()]
    connection.executemany("insert into t (rowid, grams) values (?, ?)", rows)
    yield connection
    connection.close()


def found(index: sqlite3.Connection, query: str) -> set[int]:
    return {r[0] for r in index.execute("select rowid from t where t match ?", [escape_fts(query)])}


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("警", {1, 5}),
        ("警察", {1}),
        ("児童", {1}),
        ("庁", {1, 6}),
        ("基本計画", {1}),
        ("measures", {2}),
        ("MEASURE", {2}),
        ("ｍｅａｓｕｒｅｓ", {2}),
        ('"child sexual exploitation"', {2}),
        ('"sexual child"', set()),
        ("exploit*", {2}),
        ("第3章", {3}),
        ("第３章", {3}),
        ("ガイドライン", {3}),
        ("ｶﾞｲﾄﾞﾗｲﾝ", {3}),
        ("PDF", {3}),
        ("pdf文書", {3}),
        ("prevention", {4}),
        ("cooperate", {4}),
        ("co-operate", {4}),
        ("resume naive", {4}),
        ("警 NOT 察", {5}),
        ("NOT 児童 警", {5}),
        ("基本計画 OR measures", {1, 2}),
        ("child AND plan", {2}),
        ("child plan nowhere", set()),
        ("“sexual exploitation”", {2}),
        ('"child sexual', {2}),
        ("平成28年", {6}),
        ("28年度", {6}),
    ],
)
def test_finds(index: sqlite3.Connection, query: str, pages: set[int]) -> None:
    assert found(index, query) == pages


@pytest.mark.parametrize("query", ["", " ", "?!", '"', '""', "*", "NOT", "\x00", "- - -", "NOT x"])
def test_nothing_searchable_is_answered(index: sqlite3.Connection, query: str) -> None:
    assert found(index, query) == set()


def test_very_long_queries_are_answered(index: sqlite3.Connection) -> None:
    for query in ("a" * 10_000, "a " * 5_000, "警" * 10_000, '"' * 9_999, "NOT a OR " * 2_000):
        assert found(index, query) == set()


@given(st.text(max_size=80))
def test_no_query_is_an_error(index: sqlite3.Connection, query: str) -> None:
    found(index, query)
    highlight(PAGES[1], query)


@given(st.text(alphabet="ab警察 \"*()NOTANDOR-:^+,.'{}\n\x00", max_size=40))
def test_no_syntax_leaks(index: sqlite3.Connection, query: str) -> None:
    found(index, query)


@given(st.text(alphabet="警察児童計画カﾞーが한국ไทย𠮷々", min_size=1, max_size=12))
def test_every_part_of_a_run_is_found(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "create virtual table t using fts5(g, content='', tokenize='porter unicode61')"
    )
    connection.execute("insert into t (rowid, g) values (1, ?)", [index_text(text)])
    whole = unicodedata.normalize("NFKC", text)  # a voicing mark of its own is part of its kana
    for query in (text, whole[:1], whole[-2:]):
        if match_query(query):
            assert found(connection, query) == {1}, query


@given(st.text(max_size=60), st.text(max_size=8))
def test_pieces_are_the_text(text: str, query: str) -> None:
    assert "".join(piece for piece, _ in highlight(text, query)) == text


def marked(text: str, query: str) -> list[str]:
    return [text[a:b] for a, b in hits(text, query)]


def test_marks_cross_lines_widths_and_accents() -> None:
    assert marked(PAGES[1], "基本計画") == ["基\n本計画"]
    assert marked(PAGES[2], '"child sexual exploitation"') == ["Child Sexual\nExploitation"]
    assert marked(PAGES[3], "ガイドライン") == ["ｶﾞｲﾄﾞﾗｲﾝ"]
    assert marked(PAGES[3], "pdf") == ["ＰＤＦ"]
    assert marked(PAGES[4], "prevention resume") == ["preven-\ntion", "résumé"]
    assert marked("A measure, measuring measures; immeasurable", "measures") == [
        "measure",
        "measuring",
        "measures",
    ]


def test_excluded_words_are_not_marked() -> None:
    assert marked("plan and draft", "plan NOT draft") == ["plan"]


def test_snippet_shows_the_hit_far_in_the_text() -> None:
    text = "word " * 400 + "the basic plan\nis here " + "word " * 400
    cut = snippet(text, '"basic plan"')
    assert ("basic plan", True) in cut.pieces
    assert cut.pieces[0] == ("… ", False)
    assert cut.pieces[-1] == (" …", False)
    assert len("".join(p for p, _ in cut.pieces)) < 320


def test_snippets_close_line_ends_inside_japanese_words() -> None:
    assert ("基本計画", True) in snippet(PAGES[1], "基本計画").pieces


def test_terms_are_what_is_wanted() -> None:
    assert [t.words for t in terms('警察 "basic  Plan" draft* NOT old')] == [
        "警察",
        "basic plan",
        "draft",
    ]


@pytest.mark.parametrize("text", ["", "plain words", "児童"])
def test_index_text_is_stable(text: str) -> None:
    assert index_text(text) == index_text(text)


@pytest.mark.parametrize(("first", "last"), [("A", "z"), ("ぁ", "ゖ"), ("ァ", "ヾ"), ("一", "龥")])
def test_letters_are_found_where_they_stand(first: str, last: str) -> None:
    letters = [chr(code) for code in range(ord(first), ord(last) + 1, 29) if chr(code).isalpha()]
    assert [c for c in letters if hits(f"- {c} -", c) != ((2, 3),)] == []
