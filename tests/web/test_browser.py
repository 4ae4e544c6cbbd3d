"""A reader at a desk and one with a phone walk through the site in a real browser."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.web.conftest import HOSTILE, PLAN, REPORT, ROOT

CHROMIUM = Path("/usr/bin/chromium")
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
WAIT_SECONDS = 60

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]
EVERY_KIND = [
    "/", "/-/search", "/-/search?q=measures", "/-/search?q=警", "/-/search?q=nowhere",
    f"/-/documents/{PLAN}", f"/-/documents/{HOSTILE}", f"/-/documents/{PLAN}/pages/1?q=measures",
    f"/-/documents/{PLAN}/compare", f"/-/documents/{PLAN}/compare?view=inline",
    f"/-/documents/{PLAN}/lineage", f"/-/documents/{PLAN}/lineage?part=measures", "/-/late",
    "/-/tables/t1?sort=2", "/-/tables/t1/series", "/-/tables/t1", "/-/changes", "/-/problems",
]  # fmt: skip


@pytest.fixture(scope="module")
def address(small_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site as users start it, on a free port. It must still be there at the end."""
    log = tmp_path_factory.mktemp("log") / "datasette.log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "datasette", "serve", str(small_archive / "archive.db"),
               "-c", str(ROOT / "datasette.yaml"), "--port", str(port)]  # fmt: skip
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        _wait_for(f"http://127.0.0.1:{port}/-/changes.json")
        yield f"http://127.0.0.1:{port}"
        ended = server.poll()
        assert ended is None, f"the server ended with {ended}:\n{log.read_text()[-2000:]}"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


@pytest.fixture(params=SIZES, scope="module")
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Browser, address: str, size: str) -> Iterator[Page]:
    """A tab that remembers every complaint of the browser."""
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on(
        "console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None
    )
    yield tab
    context.close()
    assert complaints == []


def fits(page: Page) -> None:
    """Nothing sticks out to the side, once the page is there whole."""
    page.wait_for_load_state("load")
    page.wait_for_function(
        "document.readyState === 'complete'"
        " && document.scrollingElement.scrollWidth <= window.innerWidth",
        timeout=15_000,
    )


def test_search_open_turn_and_follow_a_change(page: Page, size: str) -> None:
    page.goto("/")
    fits(page)
    page.get_by_role("searchbox").fill("prevention OR measures")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_contain_text("pages in")
    expect(page.locator("mark").first).to_be_visible()
    fits(page)
    page.get_by_role("link", name="Basic Plan on Measures", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Basic Plan on Measures")
    fits(page)
    page.get_by_role("link", name="Read it here").click()
    picture = page.get_by_role("img", name=re.compile("Picture of page 1"))
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1000
    expect(page.locator("svg.marks rect")).to_have_count(3)
    fits(page)
    page.get_by_role("link", name="Next →").click()
    expect(page.locator("nav.turn")).to_contain_text("Page 2 of 2")
    expect(page.locator(".transcript mark").first).to_contain_text("Preven")
    fits(page)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("nav.turn")).to_contain_text("Page 1 of 2")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Changes").click()
    expect(page.get_by_role("link", name="Compare version 1 with 2")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="Compare version 1 with 2").click()
    expect(page.locator("ins").filter(has_text="90")).to_be_visible()
    expect(page.locator("del").filter(has_text="88")).to_be_visible()
    fits(page)


@pytest.mark.slow
def test_a_query_is_opened_in_python(page: Page) -> None:
    page.goto("/archive/documents?kind=plan&_size=1")
    page.get_by_text("Open in Python").click()
    code = page.locator(".pa-python pre").inner_text()
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.stdout == "3 rows\n", ran.stderr
    fits(page)


def test_keyboard_alone_reaches_a_document(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("警察")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("警察")


def test_narrowing_and_evidence(page: Page) -> None:
    page.goto("/-/search?q=plan OR report OR 計画")
    page.get_by_text("Narrow it down").click()
    page.get_by_label("Kind", exact=True).select_option("annual-report")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("article.hit")).to_have_count(1)
    page.goto(f"/-/documents/{PLAN}")
    page.get_by_text("Why do we think so?").last.click()
    fits(page)
    page.goto(f"/-/documents/{REPORT}")
    page.get_by_role("link", name="Figures by year").click()
    expect(page.get_by_role("cell", name="1,828")).to_be_visible()
    fits(page)


@pytest.mark.slow
@pytest.mark.parametrize("path", EVERY_KIND)
def test_every_kind_of_page_fits_and_is_accessible(page: Page, path: str, size: str) -> None:
    page.goto(path)
    fits(page)
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
    folder = os.environ.get("POLICY_SCREENSHOTS")
    if folder:
        name = re.sub(r"\W+", "-", path).strip("-") or "front"
        page.screenshot(path=Path(folder) / f"{name}-{size}.png", full_page=True)


@pytest.mark.parametrize("path", ["/archive", "/archive/documents", "/archive/what_cites"])
def test_stock_pages_fit_too(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.get_by_role("link", name="Policy archive")).to_be_visible()
    fits(page)


@pytest.mark.slow
def test_dark_letters_can_be_read(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, color_scheme="dark")
    tab = context.new_page()
    for path in ("/", "/-/search?q=measures", f"/-/documents/{PLAN}/compare", "/-/changes"):
        tab.goto(path)
        violations = Axe().run(tab, options={"runOnly": ["color-contrast"]}).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == [], path
    context.close()


def test_without_scripts_it_works(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"/-/documents/{PLAN}/pages/1?q=measures")
    tab.get_by_role("link", name="Next →").click()
    expect(tab.locator("nav.turn")).to_contain_text("Page 2 of 2")
    context.close()


@pytest.mark.slow
def test_menus_of_stock_tables_are_japanese(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, locale="ja")
    tab = context.new_page()
    tab.goto("/archive/documents")
    tab.locator("th.col-issuer svg.dropdown-menu-icon").click()
    menu = tab.locator(".dropdown-menu:visible").first
    for words in ("昇順に並べる", "降順に並べる", "この列で絞り込む", "この列を隠す"):
        expect(menu.get_by_text(words)).to_be_visible()
    expect(menu).to_contain_text("発行した機関。")  # what the column means
    expect(menu).not_to_contain_text("Sort")
    expect(tab.locator("td.col-kind").first).to_have_text("plan")  # data stay as they are
    menu.get_by_text("列を選ぶ").click()
    expect(tab.get_by_text("すべて選ぶ")).to_be_visible()
    context.close()
