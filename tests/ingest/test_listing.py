from __future__ import annotations

from ingest.listing import parse_listing, pdf_links
from metadata.records import Listing, Source

URL = "https://www.example.go.jp/measures/index_e.html"
SOURCE = Source(
    id="x",
    title="X",
    publisher="P",
    language="en",
    pages=(URL,),
    follow=("previous articles", "more links"),
    min_entries=5,
)

FIRST = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><html lang="en">
<head><meta charset="utf-8"><title>Measures</title></head><body>
<div id="header"><a href="/index.html">Home</a> <a href="/contact.html">Organisation</a></div>
<p><img src="t.gif" alt="Title logo of the Unit"></p>
<p>The figures of all prefectures must be published.</p>
<p>☞ <strong>News</strong></p>
<p>✔ <a href="p.pdf">Basic Plan on Measures</a>[April 2017](PDF_248KB)<br>
✔ <a href="ps.pdf">Basic Plan on Measures</a>[April 2017](SUMMARY)(PDF_472KB)<br />
✔ <a href="https://other.example/x">Network of offices completed</a>(OTHER website)<br>
✔ <a href="third.pdf">Third Measures</a>(Ministerial Meeting)[July 2016](PDF_192KB)<br>
✔ <a href="rep.html">Annual report 2015</a><br>
✔ <a href="conf.html">The 14th Conference was Held.</a><br>
✮ A news item without a link<br>
⇒ Its explanation, with January 2014 and April 2015 in it</p>
<p>...✔ <a href="prev.html">previous articles</a></p>
<p>A registration becomes mandatory.<br>⇒ From 15 July 2015, as prescribed.(Article7(1))</p>
<p>Offices report each month.<br>⇒ Form 2.<br>Prefectures report each year.<br>⇒ Form 3.</p>
<p>☞ Links</p>
<p>✔ <a href="act.html">Act on Registration</a>[Act No. 52, 1999]<br>
...✔ <a href="more.html">more links</a></p>
<p>This page is managed by the Unit, JAPAN</p>
</body></html>
"""


def parse(html: str, source: Source = SOURCE, url: str = URL) -> Listing:
    return parse_listing(f'<meta charset="utf-8">{html}'.encode(), url=url, source=source)


def texts(html: str) -> list[str]:
    return [entry.text for entry in parse(html).entries]


def test_the_first_source_item_by_item() -> None:
    listing = parse(FIRST)
    assert listing.title == "Measures"
    assert [(entry.section, entry.text, entry.href) for entry in listing.entries] == [
        ("News", "✔ Basic Plan on Measures[April 2017](PDF_248KB)", "p.pdf"),
        ("News", "✔ Basic Plan on Measures[April 2017](SUMMARY)(PDF_472KB)", "ps.pdf"),
        ("News", "✔ Network of offices completed(OTHER website)", "https://other.example/x"),
        ("News", "✔ Third Measures(Ministerial Meeting)[July 2016](PDF_192KB)", "third.pdf"),
        ("News", "✔ Annual report 2015", "rep.html"),
        ("News", "✔ The 14th Conference was Held.", "conf.html"),
        (
            "News",
            "✮ A news item without a link\n"
            "⇒ Its explanation, with January 2014 and April 2015 in it",
            None,
        ),
        (
            "News",
            "A registration becomes mandatory.\n⇒ From 15 July 2015, as prescribed.(Article7(1))",
            None,
        ),
        ("News", "Offices report each month.\n⇒ Form 2.", None),
        ("News", "Prefectures report each year.\n⇒ Form 3.", None),
        ("Links", "✔ Act on Registration[Act No. 52, 1999]", "act.html"),
    ]
    assert [entry.position for entry in listing.entries] == list(range(1, 12))
    assert listing.entries[0].url == "https://www.example.go.jp/measures/p.pdf"
    assert listing.follow == (
        "https://www.example.go.jp/measures/prev.html",
        "https://www.example.go.jp/measures/more.html",
    )


def test_the_pdfs_of_a_page() -> None:
    listing = parse(
        """<ul><li><a href="a.PDF?x=1">A</a><li><a href="get?id=7">B (PDF: 2MB)</a>
        <li><a href="get?file=c.pdf">C</a><li><a href="d.xlsx">D (also as PDF)</a>
        <li><a href="e.html">E</a></ul>"""
    )
    assert [entry.text for entry in pdf_links(listing)] == ["A", "B (PDF: 2MB)", "C"]


def test_the_context_is_passed_on() -> None:
    listing = parse_listing(
        b"<p><a href=a.pdf>A report</a></p>", url=URL, source=SOURCE, context="Annual report 2015"
    )
    assert [entry.context for entry in listing.entries] == ["Annual report 2015"]
