"""The tutorial's clicks, in a real browser, and its pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.docs.markdown import DOCS
from tests.docs.pictures import CHROMIUM, SITE, SIZE, served
from tests.web.test_browser import pytestmark as browser_marks

pytestmark = [*browser_marks, pytest.mark.slow]
SAID = (DOCS / "tutorial.md").read_text(encoding="utf-8")
SELECT = """() => {
    const text = document.getElementById("transcript");
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
        const at = walker.currentNode.data.search(/90 $/);
        if (at >= 0) range.setStart(walker.currentNode, at);
        if (at < 0 && !range.collapsed) break;
        if (at >= 0) range.setEndAfter(walker.currentNode.nextSibling);
    }
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


@pytest.mark.timeout(300)
def test_the_walk_of_the_tutorial_ends_with_its_answer() -> None:
    with served() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, base_url=site)  # type: ignore[arg-type]
        search(page)
        compare(page)
        cite(page)
        browser.close()


def search(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill("instructors")
    page.keyboard.press("Enter")
    assert "Five pages in four documents" in SAID
    expect(page.get_by_text("5 pages in 4 documents.")).to_be_visible()
    page.get_by_role("link", name="Page 4").first.click()
    expect(page.locator(".transcript")).to_contain_text("completed by 90 instructors")


def compare(page: Page) -> None:
    page.get_by_role("link", name="Plan, April 2017").click()
    page.get_by_role("link", name="Compare with version 1").click()
    expect(page.get_by_text("page 4: 88 instructors became 90").first).to_be_visible()
    assert "It was 88" in SAID


def cite(page: Page) -> None:
    page.get_by_role("link", name="Changes").first.click()
    expect(page.get_by_text("88 instructors became 90").first).to_be_visible()
    page.goto("/-/search?q=instructors")
    page.get_by_role("link", name="Page 4").first.click()
    page.wait_for_url("**/pages/4*")
    page.wait_for_load_state("networkidle")
    page.evaluate(SELECT)
    page.get_by_role("button", name="Cite the selected words").click()
    expect(page).to_have_url(re.compile(r"/-/pages/[0-9a-f]{64}/4\?quote=90\+instructors"))
    (sha256,) = re.findall(r"F=([0-9a-f]{64})", SAID)
    assert sha256 in page.url
    expect(page.get_by_role("heading", name="Cite this")).to_be_visible()
    assert SITE in SAID


@pytest.mark.parametrize("path", sorted(DOCS.glob("pictures/*.png")), ids=lambda path: path.name)
def test_a_picture_shows_a_page(path: Path) -> None:
    with Image.open(path) as image:
        assert image.size == (SIZE["width"], SIZE["height"])
        assert len(image.convert("L").getcolors() or ()) > 20, "it is blank"
