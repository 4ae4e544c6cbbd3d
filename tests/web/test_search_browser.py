"""The reading room in a real browser: both languages, light and dark, desk and phone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.test_browser import CHROMIUM, SIZES, address, browser, fits

__all__ = ["address", "browser"]  # fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]
PAGES = {
    "front": "/", "search": "/-/search?q=measures", "narrowed": "/-/search?q=measures&kind=plan",
    "shelf": "/-/search?kind=plan", "nothing": "/-/search?q=meazures", "changes": "/-/changes",
    "hostile": "/-/search?q=hostile", "then": "/?_as_of=2026-01-01", "problems": "/-/problems",
    "unsearchable": "/-/search/unsearchable", "refused": "/-/documents/nothing",
}  # fmt: skip
LOOKS = [("desk", "light", "en"), ("phone", "dark", "ja")]


@pytest.fixture(params=LOOKS, ids="-".join)
def tab(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A tab of a reader; the browser must not complain of anything but a page that is not here."""
    size, scheme, lang = request.param
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, color_scheme=scheme,
        locale=lang, reduced_motion="reduce",
    )  # fmt: skip
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    yield page
    context.close()
    assert [c for c in complaints if "404" not in c] == []


@pytest.mark.slow
def test_every_page_fits_and_is_accessible_in_every_look(
    tab: Page, request: pytest.FixtureRequest
) -> None:
    look = request.node.callspec.id
    folder = os.environ.get("POLICY_SCREENSHOTS")
    for name, path in PAGES.items():
        tab.goto(path)
        fits(tab)
        assert tab.locator("html").get_attribute("lang") == look.rsplit("-", 1)[1]
        violations = Axe().run(tab).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == [], path
        if folder:
            tab.screenshot(path=Path(folder) / f"{name}-{look}.png", full_page=True)


def test_typing_brings_titles(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    tab = context.new_page()
    tab.goto("/")
    with tab.expect_response(re.compile("suggest")):
        tab.get_by_role("searchbox").press_sequentially("annual")
    offered = tab.get_by_role("list", name="Titles and issuers").get_by_role("link")
    expect(offered).to_have_text("Annual report")
    assert [v["id"] for v in Axe().run(tab).response["violations"]] == []
    offered.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Annual report")
    context.close()


@pytest.mark.slow
def test_a_language_once_chosen_stays(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, locale="en")
    tab = context.new_page()
    tab.goto("/-/search?q=measures")
    tab.get_by_role("navigation").get_by_role("link", name="日本語").click()
    expect(tab.get_by_role("searchbox")).to_have_value("measures")
    expect(tab.locator("html")).to_have_attribute("lang", "ja")
    tab.get_by_role("navigation", name="メインメニュー").get_by_role("link", name="変更").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("変更")
    tab.get_by_role("navigation").get_by_role("link", name="English").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Changes")
    context.close()


@pytest.mark.slow
def test_a_journey_in_time_goes_on_and_ends(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, locale="en", java_script_enabled=False)
    tab = context.new_page()
    tab.goto("/-/search?q=88")
    expect(tab.locator("article.hit")).to_have_count(1)
    tab.get_by_text("Narrow it down").click()
    tab.get_by_label("The archive as it stood on").fill("2026-01-01")
    tab.get_by_role("button", name="Search").click()
    expect(tab.locator("article.hit")).to_have_count(2)
    tab.get_by_role("navigation", name="Main").get_by_role("link", name="Changes").click()
    expect(tab.get_by_text("as it stood on 1 January 2026")).to_be_visible()
    expect(tab.get_by_text("Revised", exact=True)).to_have_count(0)
    tab.get_by_role("link", name="Back to today").click()
    expect(tab.get_by_text("Revised", exact=True)).not_to_have_count(0)
    context.close()


@pytest.mark.slow
def test_the_print_has_no_furniture(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    tab = context.new_page()
    tab.emulate_media(media="print")
    tab.goto("/-/search?q=measures")
    expect(tab.locator(".masthead")).to_be_hidden()
    expect(tab.get_by_role("searchbox")).to_be_hidden()
    expect(tab.locator("mark").first).to_be_visible()
    context.close()
