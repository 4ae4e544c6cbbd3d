"""Whatever comes over the wire, a listing is parsed without an error and in bounded time."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.listing import parse_listing, pdf_links
from metadata.records import Listing, Source
from tests.ingest.test_listing import FIRST

URL = "https://www.example.go.jp/a/index.html"
SOURCE = Source(
    id="x", title="X", publisher="P", language="en", pages=(URL,), follow=("more", "/p(a|ge)+/")
)


def words(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from(text.split())


TAG_NAMES = "a b p br hr ul ol li dl dt dd table tr td th caption h1 h2 h3 div nav main img pre"
OTHER_TAGS = """<a|href=x.pdf> <a|href='?p=1'> <a|href=#t> <a|href='http://['> <base|href=//>
    <img|alt=✔> &#xD800; &#x110000; <div|class=nav> <div|id=main> <meta|charset=sjis>
    <rss> <item> <title> <link>
    <feed> <pubDate> <![CDATA[ <!-- \x00"""
PIECES = st.one_of(
    words(TAG_NAMES).map("<{}>".format),
    words(TAG_NAMES).map("</{}>".format),
    words(OTHER_TAGS).map(lambda tag: tag.replace("|", " ")),
    words("✔ ✮ ⇒ ☞ ・ ■ （ ） [ ] 。 > PDF こちら English 2017年4月 Plan"),
    st.text(max_size=8),
)
QUICK = settings(deadline=None, max_examples=60)
PAGES = st.lists(PIECES, max_size=60).map(" ".join)


def check(listing: Listing) -> None:
    assert [entry.position for entry in listing.entries] == list(range(1, len(listing.entries) + 1))
    for entry in listing.entries:
        assert entry.text.strip() or entry.url
        assert entry.url is None or entry.url.startswith(("http://", "https://"))
        assert "#" not in (entry.url or "")
        (entry.text + (entry.href or "") + (entry.section or "")).encode()
    assert set(pdf_links(listing)) <= set(listing.entries)


@QUICK
@given(st.binary(max_size=600), st.sampled_from([None, "utf-8", "shift_jis", "x"]))
def test_random_bytes(body: bytes, charset: str | None) -> None:
    check(parse_listing(body, url=URL, source=SOURCE, charset=charset))


@QUICK
@given(PAGES, st.sampled_from(["utf-8", "cp932", "euc_jp", "utf-16"]))
def test_random_markup(page: str, encoding: str) -> None:
    body = page.encode(encoding, errors="ignore")
    check(parse_listing(body, url=URL, source=SOURCE))


@QUICK
@given(st.sampled_from(["<rss><channel>{}</channel></rss>", "<feed>{}", "<rdf:RDF>{}"]), PAGES)
def test_random_feeds(frame: str, content: str) -> None:
    page = frame.format(f"<item>{content}</item><entry>{content}</entry>")
    check(parse_listing(page.encode("utf-8", errors="ignore"), url=URL, source=SOURCE))


@QUICK
@given(st.randoms(use_true_random=False))
def test_a_real_page_with_bytes_changed(chance: random.Random) -> None:
    body = bytearray(FIRST.encode())
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(body))
        body[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(4))
    check(parse_listing(bytes(body), url=URL, source=SOURCE))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "before", "one", "after"),
    [
        (5000, "<ul>", "<li><a href={}.pdf>Title {}</a> (PDF_{}KB)</li>", "</ul>"),
        (5000, "<p>", "✔ <a href={}.pdf>Title {}</a>[April 2017]({})<br>", "</p>"),
        (1000, "<p>", "<a href={}.pdf>Title {}</a>[April 2017]{}, ", "</p>"),
        (5000, "<table>", "<tr><td>2017<td><a href={}.pdf>Title {}</a><td>{}</tr>", "</table>"),
        (1000, "<table><tr>", "<td><a href={}.pdf>Title {}</a> {}</td>", "</table>"),
        (1000, "<ul><li>", "<div><a href={}.pdf>Title {}</a> {}</div>", "</ul>"),
        (1000, "", "<h2>Part</h2><p><a href={}.pdf>Title {}</a> {}</p>", ""),
        (
            5000,
            "<rss><channel>",
            "<item><title>{}{}</title><link>/{}</link></item>",
            "</channel></rss>",
        ),
    ],
)
def test_thousands_of_links(count: int, before: str, one: str, after: str) -> None:
    items = "".join(one.format(number, number, number) for number in range(count))
    body = f"{before}{items}{after}".encode()
    listing = parse_listing(body, url=URL, source=SOURCE)
    assert len(listing.entries) == count
    assert re.match(rf"(?:✔ |2017 |{count - 1})?(?:Title )?{count - 1}", listing.entries[-1].text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["(", "✔", ".", " \t", "　あ", "<b>", "<ul><li>", "<!--", "&amp;", "PDF ", "⇒<br>", "a) "],
)
def test_a_long_page_of_one_piece(piece: str) -> None:
    size = 20_000 if "<" in piece else 2_000_000
    body = ("<p><a href=x.pdf>a</a>" + piece * (size // len(piece.encode()))).encode()
    check(parse_listing(body, url=URL, source=SOURCE))


@pytest.mark.slow
def test_five_megabytes_of_noise() -> None:
    check(parse_listing(random.Random(1).randbytes(5_000_000), url=URL, source=SOURCE))
