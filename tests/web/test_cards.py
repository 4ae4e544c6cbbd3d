"""What a page tells other programs of itself: citation tags, previews, its own address."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from datasette.app import Datasette

from archive.export.citation import Cited, highwire
from tests.web.conftest import HOSTILE, JAPANESE, NASTY, PLAN, REPORT

pytestmark = pytest.mark.asyncio(loop_scope="session")
ROOT = "http://localhost"


class Head(HTMLParser):
    """The meta and link elements of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.meta: dict[str, list[str]] = {}
        self.links: list[dict[str, str | None]] = []
        self.feed(page.partition("<body")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or found.get("property")
        if tag == "meta" and name:
            self.meta.setdefault(name, []).append(found.get("content") or "")
        if tag == "link":
            self.links.append(found)

    def to(self, rel: str, **wanted: str) -> list[str | None]:
        return [
            link["href"]
            for link in self.links
            if link["rel"] == rel and all(link.get(k) == v for k, v in wanted.items())
        ]


async def head(site: Datasette, path: str) -> Head:
    return Head((await site.client.get(path)).text)


async def test_a_document_can_be_cited_by_tools(site: Datasette) -> None:
    found = await head(site, f"/-/documents/{PLAN}?q=plan")
    issuer = "Ministerial Meeting Concerning Measures Against Crime"
    assert found.meta["citation_title"] == ["Basic Plan on Measures"]
    assert found.meta["citation_author"] == [issuer]
    assert found.meta["citation_technical_report_institution"] == [issuer]
    assert found.meta["citation_publication_date"] == ["2017/04"]
    assert found.meta["citation_language"] == ["en"]
    assert found.meta["citation_abstract_html_url"] == [f"{ROOT}/-/documents/{PLAN}"]
    pdf = await site.client.get(found.meta["citation_pdf_url"][0].removeprefix(ROOT))
    assert pdf.content.startswith(b"%PDF")
    assert found.to("canonical") == [f"{ROOT}/-/documents/{PLAN}"]
    for kind in ("x-bibtex", "x-research-info-systems", "ld+json", "atom+xml", "json"):
        for address in found.to("alternate", type=f"application/{kind}"):
            assert (await site.client.get(str(address))).status_code == 200


async def test_a_document_has_a_preview(site: Datasette) -> None:
    found = await head(site, f"/-/documents/{PLAN}")
    assert found.meta["og:title"] == ["Basic Plan on Measures"]
    assert found.meta["og:type"] == ["article"]
    assert found.meta["og:url"] == [f"{ROOT}/-/documents/{PLAN}"]
    expected = (
        "Plan, Ministerial Meeting Concerning Measures Against Crime, April 2017, 2 pages. "
        "Version 2, captured on 2 January 2026; kept as it was published."
    )
    assert found.meta["description"] == found.meta["og:description"] == [expected]
    japanese = await head(site, f"/-/documents/{JAPANESE}?lang=ja")
    assert japanese.meta["og:site_name"] == ["政策文書アーカイブ"]
    assert "1ページ。第1版" in japanese.meta["og:description"][0]


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/?lang=ja", "/"),
        (f"/-/documents/{PLAN}/pages/2?q=monitoring&zoom=200", f"/-/documents/{PLAN}/pages/2"),
        (f"/-/documents/{PLAN}/contents", f"/-/documents/{PLAN}/contents"),
        ("/-/tables/t1?sort=2", "/-/tables/t1"),
    ],
)
async def test_pages_name_their_own_address(site: Datasette, path: str, canonical: str) -> None:
    found = await head(site, path)
    assert found.to("canonical") == [f"{ROOT}{canonical}"]
    assert found.meta["og:url"] == [f"{ROOT}{canonical}"]
    other = "en" if "lang=ja" in path else "ja"
    [address] = found.to("alternate", hreflang=other)
    assert f"lang={other}" in str(address)


async def test_a_page_is_previewed_by_its_text(site: Datasette) -> None:
    found = await head(site, f"/-/documents/{PLAN}/pages/2")
    assert found.meta["og:description"][0].startswith("2 Monitoring")


async def test_hostile_text_stays_text(site: Datasette) -> None:
    page = (await site.client.get(f"/-/documents/{HOSTILE}")).text
    assert "<script>alert" not in page
    found = Head(page)
    assert found.meta["og:title"] == [NASTY]
    assert found.meta["citation_title"] == [" ".join(NASTY.split())]
    assert "alert(1)" not in "".join(name for name in found.meta)


async def test_what_is_not_known_has_no_tag(site: Datasette) -> None:
    found = await head(site, f"/-/documents/{REPORT}")
    assert found.meta["citation_publication_date"] == ["2015"]
    assert "citation_technical_report_number" not in found.meta
    bare = Cited(
        id="x", title="A\nreport", kind="report", issuer=None, published=None, language=None,
        identifier=None, url=None, archive_url="http://a/", version=1, sha256="0" * 64,
        captured_at="2026-01-01T00:00:00Z", page_count=None,
    )  # fmt: skip
    assert highwire(bare, None) == (
        ("citation_title", "A report"),
        ("citation_abstract_html_url", "http://a/"),
    )
