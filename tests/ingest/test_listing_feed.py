from __future__ import annotations

import pytest

from ingest.listing import parse_listing
from metadata.records import Listing, Source

URL = "https://www.example.org/feed.xml"
SOURCE = Source(id="x", title="X", publisher="P", language="en", pages=(URL,))


def parse(text: str, encoding: str = "utf-8", charset: str | None = None) -> Listing:
    return parse_listing(text.encode(encoding), url=URL, source=SOURCE, charset=charset)


RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0"><channel><title>新着情報</title><link>https://www.example.org/</link>
<item><title>基本計画を&amp;公表しました</title><link>/plan.html#top</link>
<description>A summary.</description><pubDate>Tue, 18 Apr 2017 23:30:00 -0500</pubDate></item>
<item><title>Annual &lt;b&gt;report&lt;/b&gt;
 2015</title><link>https://www.example.org/r.html</link>
<enclosure url="https://www.example.org/r.pdf" type="application/pdf" length="5"/></item>
<item><title>Without a link</title><guid isPermaLink="false">1</guid></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Publications</title>
<entry><title type="html">Plan &lt;i&gt;2017&lt;/i&gt;</title>
<link rel="alternate" href="plan.html"/><updated>2017-04-18T01:00:00+09:00</updated></entry>
</feed>"""


@pytest.mark.parametrize("encoding", ["utf-8", "shift_jis", "euc-jp"])
def test_rss(encoding: str) -> None:
    listing = parse(RSS.format(encoding=encoding), encoding)
    assert listing.title == "新着情報"
    assert [(e.text, e.section, e.href, e.url) for e in listing.entries] == [
        (
            "基本計画を&公表しました\n[2017-04-18]",
            "新着情報",
            "/plan.html#top",
            "https://www.example.org/plan.html",
        ),
        (
            "Annual report 2015",
            "新着情報",
            "https://www.example.org/r.pdf",
            "https://www.example.org/r.pdf",
        ),
        ("Without a link", "新着情報", None, None),
    ]


def test_atom_keeps_the_day_of_the_publishers_clock() -> None:
    (entry,) = parse(ATOM).entries
    assert entry.text == "Plan 2017\n[2017-04-18]"
    assert entry.url == "https://www.example.org/plan.html"
    assert entry.section == "Publications"


def test_a_feed_with_broken_markup_still_lists_what_it_can() -> None:
    broken = RSS.format(encoding="utf-8").replace("</description>", "").replace("</rss>", "<")
    assert [e.url for e in parse(broken).entries][:1] == ["https://www.example.org/plan.html"]


def test_a_header_that_lies_about_a_feed() -> None:
    text = RSS.format(encoding="utf-8")
    assert parse(text, "shift_jis", "iso-8859-1").title == "新着情報"


def test_no_entity_is_expanded_and_nothing_is_fetched() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "lol">' + "".join(
        f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(9)
    )
    outside = '<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    rss = f"{bomb}{outside}<rss><channel><item><title>T &x;&a8;</title></item></channel></rss>"
    assert all(len(entry.text) < 100 for entry in parse(rss).entries)


def test_a_page_that_mentions_feeds_is_a_page() -> None:
    listing = parse("<html><body><p>The &lt;rss&gt; <a href='a.pdf'>Plan</a></p></body></html>")
    assert [entry.href for entry in listing.entries] == ["a.pdf"]
