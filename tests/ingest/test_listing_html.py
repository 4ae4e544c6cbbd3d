from __future__ import annotations

import textwrap
from dataclasses import replace

import pytest

from ingest.listing import parse_listing
from metadata.records import Listing, Source

URL = "https://www.example.go.jp/a/index.html"
SOURCE = Source(id="x", title="X", publisher="P", language="en", pages=(URL,))


def parse(html: str, source: Source = SOURCE) -> Listing:
    body = f'<html><head><meta charset="utf-8"></head><body>{html}</body></html>'
    return parse_listing(body.encode(), url=URL, source=source)


def texts(html: str, source: Source = SOURCE) -> list[str]:
    return [entry.text for entry in parse(html, source).entries]


def sections(html: str) -> list[tuple[str | None, str]]:
    return [(entry.section, entry.text) for entry in parse(html).entries]


def test_list_items_are_printed_whole() -> None:
    assert texts(
        """<ul><li>2017.4.18 <a href=a.pdf>Basic   plan</a>\n[PDF: 248KB]</li>
        <li><a href=b.pdf>第４次基本計画</a>（ＰＤＦ：２４８ＫＢ）</li>
        <li><a href=c.pdf>Third<br>measures</a></li></ul>"""
    ) == [
        "2017.4.18 Basic plan [PDF: 248KB]",
        "第４次基本計画（ＰＤＦ：２４８ＫＢ）",
        "Third\nmeasures",
    ]


def test_formats_and_languages_take_the_title_with_them() -> None:
    assert texts(
        """<ul><li><a href=t.html>Plan</a> [<a href=t.pdf>PDF</a>] [<a href=t.xls>Excel:2KB</a>]
        <li>Report (<a href=a.pdf>PDF</a> / <a href=a_e.pdf>English</a>)
        <li>白書<ul><li><a href=p.pdf>概要（PDF）</a><li><a href=q.pdf>本文</a></ul></ul>
        <h3>Survey 2018</h3><p><a href=x.pdf>PDF</a> <a href=x.html>HTML</a></p>"""
    ) == [
        "Plan",
        "Plan [PDF]",
        "Plan [Excel:2KB]",
        "Report (PDF)",
        "Report (English)",
        "白書 概要（PDF）",
        "白書 本文",
        "Survey 2018 PDF",
        "Survey 2018 HTML",
    ]


def test_table_rows_with_links_are_items_and_others_are_captions() -> None:
    assert sections(
        """<h2>Minutes</h2><table><caption>Council</caption><tr><th>Date<th>Title<th>File</tr>
        <tr><td colspan=3>2016</td></tr>
        <tr><td>2 Jan<td>First meeting<td><a href=1.pdf>PDF</a> <a href=1.docx>Word</a></tr>
        <tr><td>3 Feb<td><a href=2.html>Second</a><td><a href=2.pdf><img alt="PDF"></a></tr>
        <tr><td>4 Mar<td>Cancelled<td>-</tr></table><p><a href=3.pdf>After</a></p>"""
    ) == [
        ("2016", "2 Jan First meeting PDF"),
        ("2016", "2 Jan First meeting Word"),
        ("2016", "3 Feb Second"),
        ("2016", "3 Feb Second PDF"),
        ("Minutes", "After"),
    ]


def test_definition_lists_date_or_head_their_items() -> None:
    assert sections(
        """<dl><dt>2017年4月18日<dd><a href=1.html>お知らせ一</a>
        <dt>令和6年5月1日（水）<dd><a href=2.html>お知らせ二</a></dl>
        <dl><dt>白書<dd><ul><li><a href=3.pdf>令和5年版</a></ul>
        <dt>統計<dd><a href=4.pdf>令和4年</a><br><a href=5.pdf>令和3年</a></dl>
        <dl><dt><a href=6.pdf>Plan</a><dd>In force since May.</dl>"""
    ) == [
        (None, "2017年4月18日\nお知らせ一"),
        (None, "令和6年5月1日（水）\nお知らせ二"),
        ("白書", "令和5年版"),
        ("統計", "令和4年"),
        ("統計", "令和3年"),
        (None, "Plan\nIn force since May."),
    ]


@pytest.mark.parametrize("mark", ["✔", "✮", "・", "●", "◆", "※", "<img src=c.gif alt='✔'>"])
def test_signs_and_line_breaks_set_items_off(mark: str) -> None:
    found = texts(
        f"<p>{mark}<a href=1.pdf>First</a>[April 2017](PDF_1KB)<br>{mark} <a href=2.pdf>Second</a>"
        f"<br>　(Ministerial Meeting)[July 2016]<br>{mark}<a href=3.pdf>Third</a></p>"
    )
    assert [text.lstrip("✔✮・●◆※ ") for text in found] == [
        "First[April 2017](PDF_1KB)",
        "Second\n(Ministerial Meeting)[July 2016]",
        "Third",
    ]


def test_items_without_a_link() -> None:
    assert texts(
        """<p>Prose that stands for itself.</p>
        <p>✮ A news item that goes<br>on for two lines<br>⇒ and is explained</p>
        <p>An office becomes responsible.</p><p>⇒ From 15 July 2015.(Article7(1))</p>
        <p>One statement.<br>⇒ Its meaning.<br>Another statement.<br>⇒ Its meaning,<br>too.</p>
        <p>More prose.<br>And more.</p>
        <ul><li><a href=1.pdf>First</a><li>Second, forthcoming</ul>
        <ul><li>A point of prose<li>Another</ul>"""
    ) == [
        "✮ A news item that goes\non for two lines\n⇒ and is explained",
        "An office becomes responsible.\n⇒ From 15 July 2015.(Article7(1))",
        "One statement.\n⇒ Its meaning.",
        "Another statement.\n⇒ Its meaning,\ntoo.",
        "First",
        "Second, forthcoming",
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "<h2>News</h2>",
        "<p>☞ News</p>",
        "<p><img src=n.gif alt=News></p>",
        "<p><b>News</b></p>",
        "<div>■News</div>",
        "<dl><dt>News</dt></dl><h4>News</h4>",
    ],
)
def test_what_stands_above_is_the_section(heading: str) -> None:
    html = f"<h1>Measures</h1>{heading}<p>✔ <a href=1.pdf>One</a><br>✔ <a href=2.pdf>Two</a></p>"
    assert sections(html) == [("News", "✔ One"), ("News", "✔ Two")]


def test_prose_whose_links_only_point() -> None:
    assert sections(
        """<h2>基本計画(子供の性被害防止プラン)</h2>
        <p>平成29年4月18日、犯罪対策閣僚会議において「基本計画」が決定されました。<br>
        詳細は<a href=1.pdf>こちら（PDF：248KB）</a>をご覧ください。</p>
        <h2>リンク集</h2><p>内閣府の取組は<a href=2.html>こちら</a><br>
        法務省の取組は<a href=3.html>こちら</a></p>
        <h2>体制</h2><p><a href=4.pdf>こちら</a></p>"""
    ) == [
        (
            "基本計画(子供の性被害防止プラン)",
            "平成29年4月18日、犯罪対策閣僚会議において「基本計画」が決定されました。 "
            "詳細はこちら（PDF：248KB）をご覧ください。",
        ),
        ("リンク集", "内閣府の取組はこちら"),
        ("リンク集", "法務省の取組はこちら"),
        ("体制", "体制 こちら"),
    ]


def test_a_named_link_in_long_prose_stands_for_itself() -> None:
    assert texts(
        """<p>The ministry has to report to parliament each spring on what has been done, see the
        <a href=1.pdf>Annual report 2015</a> (PDF, 2MB), and parliament debates it in summer.</p>"""
    ) == ["Annual report 2015 (PDF, 2MB)"]


def test_the_frame_of_a_page_lists_nothing() -> None:
    assert texts(
        """<header><a href=/logo.html>The Ministry</a></header>
        <nav><ul><li><a href=/a.html>Policies</a></ul></nav>
        <div class="breadcrumb"><a href=/>Top</a> &gt; <a href=/s/>Safety</a></div>
        <p><a href=/>Home</a> &gt; <a href=/s/>Safety</a> &gt; Measures</p>
        <div role=navigation><a href=/b.html>Statistics</a></div><div id=side-menu>
        <a href=/c.html>Laws</a></div><p><a href=/ja/>日本語</a></p>
        <ul><li><a href=1.pdf>The plan</a><li><a href=#x>In this page</a>
        <li><a href=index.html#y>In this page too</a><li><a href=javascript:x()>Open</a>
        <li><a href=mailto:a@example.org>Write to us</a></ul>
        <p><a href=#top>Page top</a></p><p><a href=/top.html>このページの先頭へ</a></p>
        <p><a href=?p=2>2</a> <a href=?p=3>3</a> <a href=?p=2>Next</a></p>
        <table><tr><td><a href=/>Home</a><td><a href=/d.html>Offices</a>
        <td><a href=/e.html>Contact us</a></tr></table>
        <aside><a href=/e.html>Related</a></aside><footer><a href=/f.html>Privacy</a></footer>"""
    ) == ["The plan"]


def test_only_the_main_part_counts_where_there_is_one() -> None:
    assert texts(
        """<ul><li><a href=/a.html>Policies</a></ul><main><h1>Plans</h1>
        <p><a href=1.pdf>The plan</a></p></main><div><a href=/b.html>Elsewhere</a></div>"""
    ) == ["The plan"]


def test_a_menu_without_a_name_stands_above_the_title() -> None:
    assert texts(
        """<table><tr><td><a href=/a.html>Policies</a></tr><tr><td><a href=/b.html>Laws</a></tr>
        </table><h1>Plans</h1><ul><li><a href=1.html>The plan</a></ul>"""
    ) == ["The plan"]


def test_cards_are_items() -> None:
    card = '<div class="card n{0}"><p>{0} May</p><h3><a href={0}.html>Title {0}</a></h3></div>'
    html = f"<div>{''.join(card.format(n) for n in (1, 2, 3))}</div>"
    assert texts(html) == [f"{n} May\nTitle {n}" for n in (1, 2, 3)]


def test_an_image_is_read_where_it_is_all_that_a_link_shows() -> None:
    assert texts(
        """<p><a href=1.pdf><img alt="The plan"></a></p>
        <p><a href=2.pdf><img alt="PDF icon"> The report</a></p>
        <p>The survey <a href=3.pdf><i class=icon></i></a></p>"""
    ) == ["The plan", "The report", "The survey PDF"]


def test_links_are_resolved_against_the_base_and_kept_as_written() -> None:
    (entry,) = parse("<base href='/docs/'><p><a href=' 計 画.pdf#p2 '>Plan</a></p>").entries
    assert entry.href == " 計 画.pdf#p2 "
    assert entry.url == "https://www.example.go.jp/docs/%E8%A8%88%20%E7%94%BB.pdf"


def test_two_anchors_of_one_link_are_one_entry() -> None:
    html = """<ul><li><a href=1.pdf><img alt=PDF></a> <a href=1.pdf>The plan</a>
        <a href=1.pdf>(2MB)</a></ul>"""
    assert texts(html) == ["The plan (2MB)"]


def test_further_pages_are_followed_and_not_listed() -> None:
    source = replace(SOURCE, follow=("more links", "/^page \\d+$/"))
    listing = parse(
        """<p>✔ <a href=1.pdf>Plan</a><br>...✔ <a href=m.html>More  Links</a></p>
        <p>More links in the text are <a href=2.pdf>a report</a></p>
        <nav><a href=p2.html>Page 2</a> <a href=p3.html>Page 3</a> <a href=#>Page 4</a></nav>""",
        source,
    )
    assert [entry.href for entry in listing.entries] == ["1.pdf", "2.pdf"]
    assert listing.follow == tuple(
        f"https://www.example.go.jp/a/{name}.html" for name in ("m", "p2", "p3")
    )


def test_a_selector_names_the_items() -> None:
    html = """<nav><a class=doc href=1.pdf>One</a></nav><h2>Plans</h2>
        <div class=doc>Two, forthcoming</div><p><a href=3.pdf>Three</a></p>"""
    listing = parse(html, replace(SOURCE, select=".doc"))
    assert [(e.section, e.text, e.href) for e in listing.entries] == [
        (None, "One", "1.pdf"),
        ("Plans", "Two, forthcoming", None),
    ]


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<h1>Down for maintenance</h1><p>Please come back later.</p>",
        "<nav><a href=/a.html>Policies</a></nav><p>Nothing was found.</p>",
        "<div class=menu><a href=/a.html>Policies</a></div>",
    ],
)
def test_a_page_without_items_has_none(html: str) -> None:
    assert parse(html).entries == ()


def test_the_same_link_listed_twice_under_other_words_stays_twice() -> None:
    html = textwrap.dedent(
        """<ul><li><a href=1.pdf>Plan</a><li><a href=1.pdf>Basic plan</a>
        <li><a href=1.pdf>Plan</a></ul>"""
    )
    assert texts(html) == ["Plan", "Basic plan"]
