"""Files and pictures over HTTP: ranges, validators, names, safe headers."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from datasette.app import Datasette
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.web.media import disposition, parse_ranges
from tests.web.conftest import HOSTILE, JAPANESE, PLAN

NONE = "0" * 64  # no file has this hash
ON_SITE = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def pdf(database: sqlite3.Connection, small_archive: Path) -> tuple[str, bytes]:
    sql = "select sha256 from documents where id = ?"
    sha256 = database.execute(sql, [PLAN]).fetchone()[0]
    path = small_archive / "files" / sha256[:2] / sha256[2:4] / f"{sha256}.pdf"
    return f"/-/files/{sha256}.pdf", path.read_bytes()


@ON_SITE
async def test_whole_file_with_safe_headers(site: Datasette, pdf: tuple[str, bytes]) -> None:
    path, body = pdf
    response = await site.client.get(path)
    assert response.status_code == 200
    assert response.content == body
    headers = response.headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-length"] == str(len(body))
    assert headers["accept-ranges"] == "bytes"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("sandbox")
    assert 'inline; filename="Basic Plan on Measures.pdf"' in headers["content-disposition"]
    head = await site.client.head(path)
    assert head.content == b""
    assert head.headers["content-length"] == str(len(body))


@ON_SITE
@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=100-", 100, None), ("bytes=-10", -10, None),
     ("bytes=5-5", 5, 5), ("bytes=0-999999999", 0, None), ("bytes=-99999999", 0, None),
     ("bytes=0-4,5-9", 0, 9), ("bytes=0-9, 5-20", 0, 20)],
)  # fmt: skip
async def test_one_range(
    site: Datasette, pdf: tuple[str, bytes], asked: str, first: int, last: int | None
) -> None:
    path, body = pdf
    response = await site.client.get(path, headers={"Range": asked})
    wanted = body[first:] if last is None else body[first : last + 1]
    assert response.status_code == 206
    assert response.content == wanted
    start = first % len(body)
    end = start + len(wanted) - 1
    assert response.headers["content-range"] == f"bytes {start}-{end}/{len(body)}"
    assert response.headers["content-length"] == str(len(wanted))


@ON_SITE
async def test_several_ranges(site: Datasette, pdf: tuple[str, bytes]) -> None:
    path, body = pdf
    response = await site.client.get(path, headers={"Range": "bytes=0-4,100-104,-3"})
    assert response.status_code == 206
    kind, _, boundary = response.headers["content-type"].partition("; boundary=")
    assert kind == "multipart/byteranges"
    assert response.headers["content-length"] == str(len(response.content))
    parts = response.content.split(f"--{boundary}".encode())
    bodies = [part.split(b"\r\n\r\n", 1)[1].removesuffix(b"\r\n") for part in parts[1:-1]]
    assert bodies == [body[:5], body[100:105], body[-3:]]


@ON_SITE
@pytest.mark.parametrize(
    ("asked", "status"),
    [("bytes=999999999-", 416), ("bytes=-0", 416), ("bytes=9-5", 200), ("bytes=x-y", 200),
     ("lines=0-5", 200), ("bytes=", 200), ("bytes=0-0," * 40 + "5-9", 200), ("bytes=--5", 200),
     ("bytes=99999999999999999999999-", 416)],
)  # fmt: skip
async def test_ranges_that_make_no_sense(
    site: Datasette, pdf: tuple[str, bytes], asked: str, status: int
) -> None:
    path, body = pdf
    response = await site.client.get(path, headers={"Range": asked})
    assert response.status_code == status
    if status == 416:
        assert response.headers["content-range"] == f"bytes */{len(body)}"


@ON_SITE
async def test_validators(site: Datasette, pdf: tuple[str, bytes]) -> None:
    path, body = pdf
    etag = (await site.client.get(path)).headers["etag"]
    for header in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        response = await site.client.get(path, headers={"If-None-Match": header})
        assert (response.status_code, response.content) == (304, b"")
    ranged = {"Range": "bytes=0-4"}
    fresh = await site.client.get(path, headers={**ranged, "If-Range": etag})
    assert fresh.status_code == 206
    stale = await site.client.get(path, headers={**ranged, "If-Range": '"other"'})
    assert (stale.status_code, len(stale.content)) == (200, len(body))


@ON_SITE
async def test_names_come_from_titles(site: Datasette, database: sqlite3.Connection) -> None:
    for name in (JAPANESE, HOSTILE):
        sha256 = database.execute("select sha256 from documents where id = ?", [name]).fetchone()[0]
        header = (await site.client.get(f"/-/files/{sha256}.pdf?download=1")).headers
        assert header["content-disposition"].startswith("attachment; ")
        assert header["content-disposition"].isascii()
        assert header["content-disposition"].count('"') == 2
    assert "filename*=UTF-8''%E5%85%90%E7%AB%A5.pdf" in disposition("児童", "pdf", False)


@given(st.text(max_size=200))
def test_no_title_breaks_a_header(title: str) -> None:
    header = disposition(title, "pdf", False)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


@given(st.text(alphabet="bytes=0123456789-, x", max_size=40), st.integers(1, 300))
def test_ranges_lie_within_the_file(header: str, size: int) -> None:
    ranges = parse_ranges(header, size)
    for first, last in ranges or ():
        assert 0 <= first <= last < size


@ON_SITE
async def test_page_pictures(site: Datasette, pdf: tuple[str, bytes]) -> None:
    sha256 = pdf[0][9:73]
    path = f"/-/pages/{sha256}/1/image"
    response = await site.client.get(f"{path}?width=300")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("image/")
    assert response.headers["x-content-type-options"] == "nosniff"
    again = await site.client.get(
        f"{path}?width=300", headers={"If-None-Match": response.headers["etag"]}
    )
    assert again.status_code == 304
    for width in ("0", "x", "-5", "99999999999999"):
        assert (await site.client.get(f"{path}?width={width}")).status_code == 200
    assert (await site.client.get(f"/-/pages/{sha256}/99/image")).status_code == 404


@ON_SITE
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    asked=st.lists(
        st.sampled_from(
            ["0-0", "0-", "-5", "5-1", "99999-", "-0", "x", "", "1" * 40, "3-" + "9" * 40]
        ),
        max_size=10,
    ).map(",".join),
    tag=st.sampled_from([None, '"x"', "*", "W/*", "", '"']),
    condition=st.sampled_from([None, '"x"', "Tue, 18 Apr 2017 01:00:00 GMT", ""]),
)
async def test_any_range_is_answered_with_bytes_of_the_file(
    site: Datasette, pdf: tuple[str, bytes], asked: str, tag: str | None, condition: str | None
) -> None:
    path, body = pdf
    given_headers = {"Range": f"bytes={asked}", "If-None-Match": tag, "If-Range": condition}
    headers = {name: value for name, value in given_headers.items() if value is not None}
    response = await site.client.get(path, headers=headers)
    assert response.status_code in (200, 206, 304, 416)
    if response.status_code == 200:
        assert response.content == body
    if response.status_code == 206 and "content-range" in response.headers:
        first, last = map(int, response.headers["content-range"][6:].split("/")[0].split("-"))
        assert response.content == body[first : last + 1]
    if response.status_code in (304, 416):
        assert response.content == b""


@ON_SITE
@pytest.mark.parametrize(
    "path",
    ["/-/files/../../../etc/passwd", "/-/files/%2e%2e/%2e%2e/x", "/-/files/..%2farchive.db",
     f"/-/files/{NONE}.pdf", f"/-/files/{NONE[1:]}.pdf", f"/-/files/{'A' * 64}.pdf",
     f"/-/files/{NONE}.pdf/../x", f"/-/files/{'9' * 5000}", f"/-/pages/{NONE}/1",
     f"/-/pages/{NONE}/1.json", f"/-/pages/{NONE}/1/image", "/-/pages/x/1/image"],
)  # fmt: skip
async def test_what_is_not_there_is_not_found(site: Datasette, path: str) -> None:
    for method in (site.client.get, site.client.head):
        assert (await method(path)).status_code == 404


@ON_SITE
async def test_a_part_of_a_page_is_a_picture_with_its_own_validator(
    site: Datasette, pdf: tuple[str, bytes]
) -> None:
    path = f"/-/pages/{pdf[0][9:73]}/1/image"
    whole = await site.client.get(f"{path}?width=400")
    part = await site.client.get(f"{path}?width=400&box=40,40,200,90")
    assert part.headers["content-type"] == "image/png"
    assert part.headers["etag"] != whole.headers["etag"]
    assert "sandbox" in part.headers["content-security-policy"]
    known = {"If-None-Match": part.headers["etag"]}
    again = await site.client.get(f"{path}?width=400&box=40,40,200,90", headers=known)
    assert again.status_code == 304
    for box in ("9,9,1,1", "x", "0,0,99999,99999", "1,2,3", "nan,0,9,9", "1e9,0,2e9,5"):
        assert (await site.client.get(f"{path}?box={box}")).status_code == 200
