"""Cited passages: their page, their JSON form, and addresses of any kind."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import sqlite3
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from datasette.app import Datasette
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from archive.citation_check import check_citation
from archive.citation_record import load
from ingest.reader import images
from metadata.errors import ConfigError
from tests.web.conftest import HOSTILE, JAPANESE, NASTY, PLAN
from tests.web.test_pages import Page, get, plain

pytestmark = pytest.mark.asyncio(loop_scope="session")


def sha256_of(database: sqlite3.Connection, name: str) -> str:
    sql = "select sha256 from documents where id = ?"
    return str(database.execute(sql, [name]).fetchone()[0])


async def record(site: Datasette, path: str, **parameters: str) -> Any:
    response = await site.client.get(path, params=parameters)
    assert response.status_code == 200, response.text[:300]
    return response.json()


@pytest.fixture
def plan(database: sqlite3.Connection) -> str:
    return f"/-/pages/{sha256_of(database, PLAN)}"


async def test_a_passage_is_marked_on_picture_and_text(site: Datasette, plan: str) -> None:
    response = await site.client.get(f"{plan}/1", params={"quote": "90 measures"})
    assert response.status_code == 200
    assert '<mark class="cited" id="passage">90 measures</mark>' in response.text
    assert response.text.count("<rect ") == 1
    words = plain(response.text)
    assert "Cited from page 1 Basic Plan on Measures" in words
    assert "Version 2, captured 2026-01-02T00:00:00Z, SHA-256 " in words
    assert ". p. 1. Retrieved January 2, 2026" in words


async def test_the_address_survives_width_case_and_line_breaks(site: Datasette, plan: str) -> None:
    names = (
        "child sexual exploitation",
        "ＣＨＩＬＤ Sexual\nExploi-\ntation",
        "Child  SEXUAL Exploitation",
    )
    found = [await record(site, f"{plan}/1.json", quote=name) for name in names]
    assert {one["quote"] for one in found} == {"Child Sexual\nExploitation"}
    assert len({one["address"] for one in found}) == 1
    again = urlsplit(found[0]["address"])
    assert set(parse_qs(again.query)) == {"quote", "box"}
    body = (await get(site, f"{again.path}?{again.query}")).text
    assert 'id="passage">Child Sexual' in body


async def test_a_box_still_shows_the_place_when_the_words_are_read_otherwise(
    site: Datasette, plan: str
) -> None:
    path = f"{plan}/1?quote=words+of+another+reading&box=60,60,200,90"
    body = (await get(site, path)).text
    assert "do not stand on this page" in body
    assert "shows the place that was cited" in body
    assert '<rect x="59.0" y="59.0" width="142.0" height="32.0"/>' in body
    assert (await site.client.get(f"{plan}/1.json?quote=nowhere+at+all")).status_code == 404


async def test_several_places_and_parts_of_words_are_said(site: Datasette, plan: str) -> None:
    words = plain((await get(site, f"{plan}/2?quote=prevention&nth=2")).text)
    assert "These words stand 2 times on this page; this is place 2." in words
    words = plain((await get(site, f"{plan}/1?quote=0+measures")).text)
    assert "The citation was widened to whole words." in words
    assert "90 measures" in words


async def test_a_whole_page_is_cited_by_its_hash_alone(site: Datasette, plan: str) -> None:
    assert "Page 2 as cited" in plain((await get(site, f"{plan}/2")).text)
    whole = await record(site, f"{plan}/2.json")
    assert whole["quote"] is None
    assert whole["page"] == 2
    assert whole["image"]["box"] == [0.0, 0.0, 420.0, 595.0]


async def test_japanese_is_quoted_over_a_line_end(
    site: Datasette, database: sqlite3.Connection
) -> None:
    path = f"/-/pages/{sha256_of(database, JAPANESE)}/1"
    found = await record(site, f"{path}.json", quote="対策の基本計画")
    assert found["quote"] == "対策の基\n本計画"
    assert len(found["boxes"]) == 2
    body = (await get(site, f"{path}?quote=対策の基本計画&lang=ja")).text
    assert "1ページからの引用" in body
    assert "SIST 02" in body


async def test_the_record_has_all_that_proves_it(site: Datasette, plan: str) -> None:
    found = await record(site, f"{plan}/1.json", quote="90 measures")
    assert found["page"] == 1
    assert found["sha256"] == plan.split("/")[-1]
    assert found["captured_at"] == "2026-01-02T00:00:00Z"
    assert found["url"] == f"https://publisher.example/{PLAN}.pdf"
    picture = base64.b64decode(found["image"]["base64"])
    assert hashlib.sha256(picture).hexdigest() == found["image"]["sha256"]
    x0, y0, x1, y1 = found["image"]["box"]
    size = Image.open(BytesIO(picture)).size
    assert abs(size[0] / size[1] - (x1 - x0) / (y1 - y0)) < 0.05
    assert x0 < found["box"][0] < found["box"][2] < x1
    cut = await get(site, f"{plan}/1/image?box={','.join(map(str, found['image']['box']))}")
    assert cut.content == picture


class Screen:
    """What would be printed."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def result(self, text: str) -> None:
        self.said.append(text)

    def json(self, body: object) -> None:
        self.said.append(json.dumps(body))


def changed(found: dict[str, Any], **changes: Any) -> str:
    """The record as JSON, with values at dotted (here: double underscored) places replaced."""
    copy = json.loads(json.dumps(found))
    for place, value in changes.items():
        *way, last = place.split("__")
        at = copy
        for step in way:
            at = at[step]
        at[last] = value
    return json.dumps(copy)


async def test_a_record_is_checked_offline_and_no_change_goes_unnoticed(
    site: Datasette, plan: str, small_archive: Path, tmp_path: Path
) -> None:
    found = await record(site, f"{plan}/1.json", quote="The ministries take 90 measures")
    white = BytesIO()
    size = Image.open(BytesIO(base64.b64decode(found["image"]["base64"]))).size
    Image.new("RGB", size, "white").save(white, "PNG")
    blank = {
        "image__base64": base64.b64encode(white.getvalue()).decode(),
        "image__sha256": hashlib.sha256(white.getvalue()).hexdigest(),
    }
    other = "2026-01-01T00:00:00Z"
    cases: list[tuple[dict[str, Any], int, str]] = [
        ({}, 0, "The citation holds."),
        ({"quote": "The ministries take 9 measures"}, 1, "quote: fails"),
        ({"quote": "The ministries take 91 measures"}, 1, "quote: fails"),
        ({"page": 2}, 1, "quote: fails"),
        ({"occurrence": 2}, 1, "quote: fails"),
        ({"box": [9, 9, 40, 40], "boxes": [[9, 9, 40, 40]]}, 1, "place: fails"),
        ({"box": [9, 9, 40, 40]}, 1, "record: fails"),
        (blank, 1, "picture: fails"),
        ({"captured_at": other, "capture__captured_at": other}, 1, "capture: fails"),
        ({"captured_at": other}, 1, "record: fails"),
        ({"http_headers": [["ETag", "x"]]}, 1, "capture: fails"),
        ({"capture__via": "wayback"}, 1, "capture: fails"),
        ({"url": "https://elsewhere.example/", "capture__url": "https://elsewhere.example/"}, 1,
         "capture: fails"),
        ({"sha256": "0" * 64, "file__sha256": "0" * 64}, 1, "file: fails"),
        ({"file__bytes": 5}, 1, "file: fails"),
        ({"document__version": 1}, 1, "document: fails"),
        ({"document__title": "Another title"}, 0, "document: open"),
        ({"citation__APA": "Somebody else"}, 1, "record: fails"),
    ]  # fmt: skip
    for changes, code, said in cases:
        file = tmp_path / "citation.json"
        file.write_text(changed(found, **changes), encoding="utf-8")
        screen = Screen()
        ended = check_citation(small_archive, file, images, screen, as_json=False)  # type: ignore[arg-type]
        assert ended == code, (changes, screen.said)
        assert any(line.startswith(said) for line in screen.said), (changes, screen.said)


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", "{}", '{"format": "policy-archive-citation/1"}', "\x00", "[" * 100_000,
     '{"format": "policy-archive-citation/1", "image": 5, "file": 7}',
     '{"format": "policy-archive-citation/1", "x": 9223372036854775808}',
     '{"format": "policy-archive-citation/1", "x": "\\ud800"}'],
)  # fmt: skip
async def test_what_is_no_record_is_refused_in_words(body: str, tmp_path: Path) -> None:
    file = tmp_path / "citation.json"
    file.write_text(body, encoding="utf-8")
    with pytest.raises(ConfigError, match="citation"):
        load(file)
    with pytest.raises(ConfigError, match="is no file"):
        load(Path("/dev/zero"))


async def test_hostile_text_stays_text(site: Datasette, database: sqlite3.Connection) -> None:
    path = f"/-/pages/{sha256_of(database, HOSTILE)}/1"
    for query in ("", "?quote=<script>alert(1)</script>", '?quote="><script>&box="><script>'):
        response = await site.client.get(f"{path}{query}")
        assert response.status_code == 200
        page = Page(response.text)
        assert page.scripts == set()
        assert not [n for _, n, _ in page.attributes if n.startswith("on") or n == "style"]
        assert not [v for _, n, v in page.attributes
                    if n in ("href", "src") and v.startswith("javascript")]  # fmt: skip
        assert "default-src 'none'" in response.headers["content-security-policy"]
    assert html.escape(NASTY.split("\n")[0], quote=False)[:8] in response.text
    found = await record(site, f"{path}.json", quote="<script>alert(1)</script>")
    assert found["document"]["title"] == NASTY
    link = (await site.client.get(path)).headers["link"]
    assert re.fullmatch(r'(<[^<>"]+>; rel="[a-z-]+"(; type="[^"]+")?(, |$))+', link)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    number=st.one_of(st.integers(0, 10**10).map(str), st.sampled_from(["-1", "x", "1.5", "%00"])),
    quote=st.text(max_size=40),
    nth=st.text(alphabet="0123456789-x", max_size=12),
    box=st.one_of(st.text(max_size=20), st.lists(st.integers(0, 99999), min_size=4, max_size=4)
                  .map(lambda sides: ",".join(map(str, sides)))),
    form=st.sampled_from(["", ".json", "/image"]),
)  # fmt: skip
async def test_any_address_of_a_passage_is_answered(
    site: Datasette, plan: str, number: str, quote: str, nth: str, box: str, form: str
) -> None:
    parameters = {"quote": quote.encode("utf-8", "replace"), "nth": nth, "box": box, "width": nth}
    response = await site.client.get(f"{plan}/{number}{form}", params=parameters)
    assert response.status_code in (200, 404)
    if int(number) not in (1, 2) if number.isascii() and number.isdigit() else True:
        assert response.status_code == 404
