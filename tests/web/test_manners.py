"""Every address keeps to HTTP: other methods, HEAD, and addresses that nobody would write."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from datasette.app import Datasette

from tests.web.conftest import JAPANESE, PLAN

pytestmark = pytest.mark.asyncio(loop_scope="session")
OURS = (
    "/", "/-/search?q=plan", "/-/search.json?q=plan", "/-/search.csv?q=plan",
    "/-/search.atom?q=plan", "/-/search/suggest.json?q=pl", "/-/search/unsearchable",
    "/-/changes", "/-/changes.atom", "/-/changes.json", "/-/problems", "/-/health",
    "/-/metrics", "/-/late", "/-/tables/t1", "/-/tables/t1.csv", "/-/tables/t1.json",
    "/-/tables/t1/series", f"/-/documents/{PLAN}", f"/-/documents/{JAPANESE}/pages/1",
    f"/-/documents/{PLAN}/contents", f"/-/documents/{PLAN}/compare",
    f"/-/documents/{PLAN}/lineage", f"/-/documents/{PLAN}.json", f"/-/documents/{PLAN}.bib",
    f"/-/documents/{PLAN}.atom", "/-/catalog.jsonld", "/-/opensearch.xml", "/nowhere",
)  # fmt: skip
STOCK = (
    "/archive", "/archive/documents", "/archive/documents.json", "/archive/documents.csv",
    f"/archive/documents/{PLAN}", "/archive/what_cites?target=x", "/archive/-/query?sql=select+1",
    "/-/versions.json", "/favicon.ico",
)  # fmt: skip
TELLING = ("content-type", "content-language", "etag", "content-disposition", "vary")


@pytest.fixture(scope="module")
def files(small_archive: Path) -> tuple[str, ...]:
    with sqlite3.connect(small_archive / "archive.db") as db:
        sql = "select sha256 from documents where id = ?"
        sha256 = db.execute(sql, [PLAN]).fetchone()[0]
    held = f"/-/pages/{sha256}/1"
    return f"/-/files/{sha256}.pdf", held, f"{held}.json", f"{held}/image?width=100"


async def test_head_answers_like_get(site: Datasette, files: tuple[str, ...]) -> None:
    for path in (*OURS, *STOCK, *files):
        get, head = await site.client.get(path), await site.client.head(path)
        assert head.status_code == get.status_code, path
        assert head.content == b"", path
        for name in TELLING:
            assert head.headers.get(name) == get.headers.get(name), (path, name)
        assert head.headers.get("content-length") != "0", path


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "FOO"])
async def test_other_methods_are_refused(
    site: Datasette, method: str, files: tuple[str, ...]
) -> None:
    for path in (*OURS, *STOCK, *files):
        answer = await site.client.request(method, path)
        assert answer.status_code == 405, path
        assert answer.headers["allow"] == "GET, HEAD"


async def test_nothing_is_posted(site: Datasette) -> None:
    for path in (*OURS[:-1], *STOCK):
        answer = await site.client.post(path)
        assert answer.status_code in (200, 302, 400, 403, 404, 405), path
        if answer.status_code == 405:
            assert answer.headers["allow"] == "GET, HEAD", path


@pytest.mark.parametrize(
    "odd",
    ["/", "//", "%00", "%ff", "%2f", "/..", "/%2e%2e/x", ";a=b", "%0d%0aX:1", ".xml",
     "?x=%00&%00=1&=&&y[]=1", "?page=999999999999999999999&page=-1", "?q=%F0%9F&lang=%F0",
     "?width=99999999999999999999&sort=99999999999&n=1e999&version=9999999999999999999999",
     "?with=%00&from=0&to=99999999999&show=zz&sha256=zz&quote=%00&box=1,2,3&nth=9999999999",
     "?" + "a=1&" * 1_500],
)  # fmt: skip
async def test_odd_addresses_are_answered(
    site: Datasette, odd: str, files: tuple[str, ...]
) -> None:
    for path in (*OURS[1:18:3], *OURS[18:22], *STOCK[1:6], *files[1:3]):
        bare = path.partition("?")[0]
        answer = await site.client.get(bare + odd)
        assert answer.status_code < 500, (bare, answer.text[:300])
        if answer.status_code == 404 and "html" in answer.headers["content-type"]:
            assert "To the front page" in answer.text, bare


@pytest.mark.parametrize("path", ["//", "///", "/-/search/", "/archive/"])
async def test_slashes_lead_somewhere(site: Datasette, path: str) -> None:
    answer = await site.client.get(f"http://localhost{path}", follow_redirects=False)
    assert answer.status_code in (301, 302)
    assert answer.headers["location"].startswith("/")
    assert not answer.headers["location"].startswith("//")


async def test_an_address_below_a_static_file_is_none(site: Datasette) -> None:
    answer = await site.client.get("/-/static-plugins/policy-archive/style.css/x")
    assert answer.status_code == 404
