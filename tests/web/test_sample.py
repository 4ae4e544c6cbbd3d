"""The site on a real archive: the sample publisher, archived over HTTP in two editions."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections import Counter, deque
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from datasette.app import Datasette

from tests.web.conftest import ROOT, site_on

pytestmark = pytest.mark.asyncio(loop_scope="session")
MOST_ADDRESSES = 260
_LINK = re.compile(r'(?:href|src)="(/[^"#]*)')


@pytest.fixture(scope="module")
def sample_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sample")
    command = [sys.executable, "pipeline.py", "demo", "--no-serve", "--archive", str(root)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr[-3000:]
    return root


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sample(sample_archive: Path) -> Any:
    datasette = site_on(sample_archive)
    await datasette.invoke_startup()
    yield datasette
    datasette.close()


@pytest.mark.parametrize(
    "query",
    [
        "警",
        "警察",
        "児童",
        "基本計画",
        "measures",
        "ｍｅａｓｕｒｅｓ",
        '"child sexual exploitation"',
    ],
)
async def test_search_finds_every_script(sample: Datasette, query: str) -> None:
    found = (await sample.client.get("/-/search.json", params={"q": query})).json()
    assert found["total_documents"] > 0
    pieces = [p for d in found["documents"] for page in d["pages"] for p in page["pieces"]]
    assert any(piece["hit"] for piece in pieces)


async def test_the_ledger_says_what_the_second_edition_changed(sample: Datasette) -> None:
    items = (await sample.client.get("/-/changes.json")).json()["items"]
    kinds = Counter(item["tags"][0] for item in items)
    for kind in ("revised", "restamped", "missing", "retitled"):
        assert kinds[kind] == 1, kinds
    page = (await sample.client.get("/-/changes?kind=revised")).text
    address = re.search(r'href="([^"]+/compare\?[^"]+)"', page)
    assert address is not None
    compared = (await sample.client.get(html.unescape(address[1]))).text
    assert "<ins>" in compared
    assert "<del>" in compared


async def test_health_is_good_after_a_run(sample: Datasette) -> None:
    response = await sample.client.get("/-/health")
    assert response.status_code == 200
    assert response.json()["ok"] is True


@pytest.mark.slow
async def test_no_link_of_ours_is_dead(sample: Datasette) -> None:
    """Follow every link on our pages; Datasette's own pages are opened, not followed."""
    waiting, seen = deque(["/", "/-/search?q=measures", "/-/search?q=警"]), set()
    while waiting and len(seen) < MOST_ADDRESSES:
        path = waiting.popleft()
        if path in seen:
            continue
        seen.add(path)
        response = await sample.client.get(path, follow_redirects=True)
        assert response.status_code == 200, path
        is_ours = (
            not path.startswith("/archive") and "text/html" in response.headers["content-type"]
        )
        if is_ours:
            waiting.extend(html.unescape(link) for link in _LINK.findall(response.text))
    assert len(seen) > 80
