"""The bundled sample publisher's pages, which have the form of the first source's."""

from __future__ import annotations

from pathlib import Path

import ingest.sample
from ingest.listing import parse_listing, pdf_links
from ingest.sources import load_sources
from metadata.records import Listing

FIRST = Path(ingest.sample.__file__).parent / "first" / "safetylife" / "syonen"
SITE = "https://www.npa.go.jp/safetylife/syonen"


def parse(path: str, source_id: str) -> Listing:
    (source,) = load_sources(only=[source_id])
    return parse_listing((FIRST / path).read_bytes(), url=f"{SITE}/{path}", source=source)


def test_the_english_page() -> None:
    listing = parse("no_cp/measures/index_e.html", "npa-csec")
    news = [entry for entry in listing.entries if entry.section == "News"]
    assert [bool(entry.url) for entry in news[:7]] == [True] * 6 + [False]
    assert [entry.text for entry in news[:6]] == [
        "✔ Basic Plan on Measures against Child Sexual Exploitation[April 2017](PDF_248KB)",
        "✔ Basic Plan on Measures against Child Sexual Exploitation[April 2017](SUMMARY)"
        "(PDF_472KB)",
        "✔ Japan child sex abuse network ringleader identified via INTERPOL is jailed"
        "(INTERPOL website)",
        "✔ Third Comprehensive Measures to Eliminate Child Pornography(Ministerial Meeting "
        "Concerning Measures Against Crime)[July 2016](PDF_192KB)",
        "✔ Child pornography report 2015",
        "✔ The 14th Conference of Investigators on Commercial Sexual Exploitation of Children "
        "in Southeast Asia was Held.",
    ]
    assert news[6].text.startswith("✮ ")
    assert "\n⇒ " in news[6].text
    notices = news[7:]
    assert len(notices) == 5
    assert all(entry.text.count("\n⇒ ") == 1 and entry.url is None for entry in notices)
    assert notices[0].text.endswith("(Article7(1))")
    (act,) = [entry for entry in listing.entries if entry.section == "Links"]
    assert act.text.endswith("and the Protection of Children[Act No. 52, 1999]")
    assert len(listing.follow) == 2


def test_the_japanese_page() -> None:
    listing = parse("sakusyu/measure_by_govt.html", "npa-csec-ja")
    assert listing.encoding == "cp932"
    assert [entry.section for entry in listing.entries[:2]] == [
        "児童の性的搾取等に係る対策に関する業務の基本方針〔閣議決定〕",
        "児童の性的搾取等に係る対策の基本計画(子供の性被害防止プラン)",
    ]
    assert [entry.section for entry in listing.entries[2:]] == ["リンク集"] * 4
    assert all(len(entry.text) > len("こちら") for entry in listing.entries)


def test_a_page_that_holds_the_report() -> None:
    listing = parse("no_cp/measures/report_2015_e.html", "npa-csec")
    assert [entry.href for entry in pdf_links(listing)] == ["pdf/report2015_e.pdf"]
    assert not pdf_links(parse("no_cp/measures/conference_e.html", "npa-csec"))
