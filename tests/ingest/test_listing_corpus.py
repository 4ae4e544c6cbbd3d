"""Real index pages and feeds: how many of the items that people named are found.

The floors are what is reached today. They may rise freely and fall only by hand.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from ingest.listing import parse_listing, pdf_links
from metadata.records import Listing, Source

pytestmark = pytest.mark.corpus

# page: (share of expected documents found, share of these whose text has the expected title,
# share of all entries that were expected). Courts list more than the expected files name.
FLOORS = {
    "acca_p_example": (1.0, 1.0, 0.49),
    "afcca_example": (1.0, 1.0, 0.27),
    "armfor_example": (1.0, 0.0, 0.89),
    "bia_example": (1.0, 1.0, 0.17),
    "calag_example": (1.0, 0.0, 1.0),
    "cavc_example": (1.0, 0.0, 0.28),
    "cit_example_2": (1.0, 1.0, 0.98),
    "conn_example": (1.0, 1.0, 0.48),
    "hawapp_example_2": (1.0, 0.89, 0.17),
    "mass_example": (1.0, 1.0, 0.03),
    "me_example": (1.0, 0.73, 0.45),
    "me_example_3": (1.0, 1.0, 0.66),
    "minnag_example": (1.0, 1.0, 1.0),
}
FEEDS = {"ca10": 6, "ca2_1": 4, "ca6": 9, "cafc": 1, "mdb_2": 1}


def source(url: str) -> Source:
    return Source(id="x", title="X", publisher="P", language="en", pages=(url,))


def parse(path: Path, url: str = "https://www.example.org/index.html") -> Listing:
    return parse_listing(path.read_bytes(), url=url, source=source(url))


def file_name(url: str | None) -> str:
    return unquote(url or "").rpartition("/")[2].replace(" ", "").lower()


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def expected(path: Path) -> dict[str, str]:
    """File name -> title, of the documents that the page's own scraper found."""
    cases: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return {
        file_name(case["download_urls"]): case["case_names"]
        for case in cases
        if case.get("download_urls")
    }


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_court_pages(corpus: Path, name: str) -> None:
    folder = corpus / "H_index_pages" / "juriscraper"
    wanted = expected(folder / f"{name}.compare.json")
    listing = parse(folder / f"{name}.html")
    found: dict[str, str] = {}
    for entry in listing.entries:
        if file_name(entry.url) in wanted:
            found[file_name(entry.url)] = found.get(file_name(entry.url), "") + entry.text
    named = [key for key, text in found.items() if letters(wanted[key])[:25] in letters(text)]
    recall, titles, precision = FLOORS[name]
    assert len(found) / len(wanted) >= recall
    assert len(named) / len(found) >= titles
    assert len(found) / len(listing.entries) >= precision


@pytest.mark.parametrize("name", sorted(FEEDS))
def test_court_feeds(corpus: Path, name: str) -> None:
    folder = corpus / "H_index_pages" / "rss"
    listing = parse(folder / f"{name}.xml")
    cases = json.loads((folder / f"{name}.json").read_text("utf-8"))
    numbers = [case["docket_number"] for case in cases]
    assert len(listing.entries) == FEEDS[name]
    assert all(re.search(r"\n\[20\d\d-\d\d-\d\d\]$", entry.text) for entry in listing.entries)
    listed = " ".join(entry.text for entry in listing.entries)
    assert all(re.sub(r"^\d:", "", number) in listed for number in numbers)


@pytest.mark.parametrize("number", ["2020_01", "2020_02", "2020_03", "2021_01", "2021_05"])
def test_japanese_item_pages_lead_to_their_documents(corpus: Path, number: str) -> None:
    path = corpus / "H_index_pages" / "cio_jp" / f"dp{number}.html"
    listing = parse(path, f"https://cio.go.jp/dp{number}")
    hrefs = [file_name(entry.url) for entry in listing.entries]
    assert f"dp{number}.pdf" in hrefs
    assert f"dp{number}.docx" in hrefs
    (title,) = [e.section for e in pdf_links(listing) if file_name(e.url) == f"dp{number}.pdf"]
    assert title is not None
    assert letters(title) in letters(listing.title or "")
    assert len(listing.entries) <= 8


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("city_scrapers/chi_board_elections.html", 15),
        ("city_scrapers/chi_teacherpension.html", 80),
        ("city_scrapers/cook_landbank_docs.html", 180),
        ("city_scrapers/cook_pension.html", 12),
        ("city_scrapers/il_board_of_examiners.html", 70),
        ("city_scrapers/il_elections_minutes.html", 20),
        ("bidwire/massgov-results-page.html", 1),
    ],
)
def test_meeting_pages_list_their_documents(corpus: Path, name: str, least: int) -> None:
    listing = parse(corpus / "H_index_pages" / name)
    assert len(pdf_links(listing)) >= least
    assert len(pdf_links(listing)) * 2 >= len(listing.entries) or least == 1
