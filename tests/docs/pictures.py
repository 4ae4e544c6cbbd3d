"""The tutorial's pictures: the sample archive as it is served, in a real browser."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.docs.markdown import DOCS, ROOT, blocks
from tests.docs.scene import free_port

CHROMIUM = "/usr/bin/chromium"
SITE = "http://127.0.0.1:8001"
SIZE = {"width": 1120, "height": 720}
COLOURS = 128
PLAN = "sample-en-basic-plan-on-measures-against-child-sexual-exploitation-b222c4"


def take() -> None:
    """Write docs/pictures anew. Port 8001 must be free."""
    folder = DOCS / "pictures"
    folder.mkdir(exist_ok=True)
    with served(8001) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport=SIZE, base_url=site, reduced_motion="reduce")  # type: ignore[arg-type]
        for name, address in shots(page):
            page.goto(address)
            page.wait_for_load_state("networkidle")
            (folder / f"{name}.png").write_bytes(small(page.screenshot()))
        browser.close()


def shots(page: Page) -> Iterator[tuple[str, str]]:
    """What a picture is called, and the address it shows."""
    yield "front", "/"
    yield "search", "/-/search?q=instructors"
    yield "page", f"/-/documents/{PLAN}/pages/4?q=instructors"
    yield "compare", f"/-/documents/{PLAN}/compare?from=1&to=2"
    document = page.request.get(f"/-/documents/{PLAN}.json").json()["document"]
    yield "quote", f"/-/pages/{document['sha256']}/4?quote=90+instructors"
    (question,) = [b.text for b in blocks(DOCS / "tutorial.md") if b.language == "sql"]
    yield "sql", f"/archive/-/query?{urlencode({'sql': question.strip()})}"


def small(picture: bytes) -> bytes:
    """The same with fewer colours."""
    image = Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


@contextmanager
def served(port: int = 0) -> Iterator[str]:
    """Serve the demo's archive while the `with` block lasts; 0 is a free port."""
    port = port or free_port()
    with TemporaryDirectory() as folder:
        program = [sys.executable, str(ROOT / "pipeline.py")]
        where = ["--archive", f"{folder}/demo"]
        subprocess.run([*program, "demo", "--no-serve", *where], check=True, capture_output=True)
        log = Path(folder, "log")
        with log.open("wb") as output:
            server = subprocess.Popen(
                [*program, "serve", *where, "--port", str(port)], stdout=output, stderr=output
            )
        try:
            while "Uvicorn running" not in log.read_text(encoding="utf-8"):
                assert server.poll() is None, log.read_text(encoding="utf-8")
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)
