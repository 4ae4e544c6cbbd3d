"""In a real browser: reading, citing by selection and by frame, zooming, and the PDF itself."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web import test_browser as walk
from tests.web.conftest import JAPANESE, PLAN, SUMMARY

pytestmark = [*walk.pytestmark, pytest.mark.slow]
address, browser, size, page = walk.address, walk.browser, walk.size, walk.page


@pytest.fixture
def shas(small_archive: Path) -> dict[str, str]:
    """The current file of each document."""
    database = sqlite3.connect(small_archive / "archive.db")
    found = dict(database.execute("select id, sha256 from documents").fetchall())
    database.close()
    return found


def complaints_of_axe(tab: Page) -> list[tuple[str, str]]:
    violations = Axe().run(tab).response["violations"]
    return [(v["id"], v["nodes"][0]["html"]) for v in violations]


def test_selected_words_become_a_citation(page: Page, shas: dict[str, str]) -> None:
    page.goto(f"/-/documents/{PLAN}/pages/2")
    page.evaluate(
        """() => {
            const text = document.getElementById("transcript").lastChild;
            const words = "Each body reports its figures";
            const start = text.data.indexOf(words);
            const range = document.createRange();
            range.setStart(text, start);
            range.setEnd(text, start + words.length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }"""
    )
    expect(page.get_by_label("Cite from this page")).to_have_value("Each body reports its figures")
    page.get_by_role("button", name="Cite the selected words").click()
    expect(page.locator("mark#passage")).to_contain_text("Each body reports its figures")
    expect(page.locator("blockquote.quoted")).to_contain_text("Each body reports its figures")
    assert urlsplit(page.url).path == f"/-/pages/{shas[PLAN]}/2"
    cutting = page.get_by_role("img", name="Picture of the cited place on page 2")
    assert cutting.evaluate("image => image.decode().then(() => image.naturalWidth)") > 200
    walk.fits(page)
    page.get_by_role("link", name="Read on in the document").click()
    expect(page.locator(".transcript mark").first).to_be_visible()


def test_a_frame_drawn_on_the_picture_becomes_a_citation(page: Page) -> None:
    page.goto(f"/-/documents/{PLAN}/pages/1")
    page.get_by_role("button", name="Draw a frame").click()
    sheet = page.locator(".sheet")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.2, steps=4)
    page.mouse.up()
    expect(page.locator("svg.marks rect")).to_have_count(1)
    sides = [int(side) for side in parse_qs(urlsplit(page.url).query)["box"][0].split(",")]
    assert sides[0] == pytest.approx(42, abs=3)
    assert sides[2] == pytest.approx(252, abs=3)
    walk.fits(page)


def test_zoom_and_headings(page: Page) -> None:
    page.goto(f"/-/documents/{PLAN}/pages/1")
    before = page.locator(".sheet img").bounding_box()
    page.get_by_role("link", name="200 %").click()
    picture = page.locator(".sheet img")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 2000
    after = picture.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"] * 1.4
    walk.fits(page)
    page.get_by_label("Section").select_option(label="2 Monitoring")
    page.locator("form", has=page.get_by_label("Section")).get_by_role("button").click()
    page.wait_for_url(re.compile(r"/pages/2\?zoom=200#s2$"))


@pytest.mark.slow
def test_every_page_of_a_document_is_accessible(page: Page, shas: dict[str, str]) -> None:
    for path in (
        f"/-/documents/{SUMMARY}",
        f"/-/documents/{JAPANESE}?lang=ja",
        f"/-/documents/{PLAN}/pages/1?zoom=200",
        f"/-/pages/{shas[PLAN]}/1?quote=90+measures",
        f"/-/pages/{shas[PLAN]}/2?quote=nowhere&box=50,50,90,90",
    ):
        page.goto(path)
        walk.fits(page)
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true; }")
        assert complaints_of_axe(page) == [], path
        walk.fits(page)


def test_dark_pages_can_be_read(browser: Browser, address: str, shas: dict[str, str]) -> None:
    context = browser.new_context(base_url=address, color_scheme="dark")
    tab = context.new_page()
    for path in (
        f"/-/documents/{SUMMARY}",
        f"/-/documents/{PLAN}/pages/1?q=measures",
        f"/-/pages/{shas[PLAN]}/1?quote=90+measures",
    ):
        tab.goto(path)
        assert complaints_of_axe(tab) == [], path
    context.close()


def test_citing_works_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"/-/documents/{PLAN}/pages/1")
    tab.get_by_label("Cite from this page").fill("the ministries  take 90\nmeasures")
    tab.get_by_role("button", name="Cite", exact=True).click()
    expect(tab.locator("mark#passage")).to_have_text("The ministries take 90 measures")
    expect(tab.locator("svg.marks rect")).to_have_count(1)
    context.close()


def test_a_pdf_opens_under_its_sandbox(
    browser: Browser, address: str, shas: dict[str, str]
) -> None:
    whole = browser.browser_type.launch(  # the viewer lives only in the whole browser
        executable_path=str(walk.CHROMIUM),
        headless=False,
        args=["--no-sandbox", "--headless=new", "--disable-gpu"],
    )
    tab = whole.new_page()
    file = f"{address}/-/files/{shas[PLAN]}.pdf"
    assert tab.request.head(file).headers["content-security-policy"].startswith("sandbox")
    tab.goto(file)
    for _ in range(50):
        if any(frame.url.startswith("chrome-extension://") for frame in tab.frames):
            break
        tab.wait_for_timeout(100)
    assert any(frame.url.startswith("chrome-extension://") for frame in tab.frames)
    whole.close()
