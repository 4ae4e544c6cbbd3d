"""A document of no known body: nothing names one, and references begin with the title."""

from __future__ import annotations

import json
import sqlite3

import bibtexparser
import pytest
import rispy
from datasette.app import Datasette

from tests.web.conftest import REPORT, fill, site_on

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(scope="module")
def nameless(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    root = tmp_path_factory.mktemp("nameless")
    fill(root)
    with sqlite3.connect(root / "archive.db") as db:
        db.execute("update sources set publisher = 'unknown', title = 'Files imported by hand'")
        db.execute("update documents set issuer = null where id = ?", [REPORT])
        sha256 = db.execute("select sha256 from documents where id = ?", [REPORT]).fetchone()[0]
    site = site_on(root)
    site.__dict__["sha256_of_report"] = sha256
    return site


async def test_no_page_names_the_unknown(nameless: Datasette) -> None:
    sha256 = nameless.__dict__["sha256_of_report"]
    for path in (
        "/", "/-/search?q=report", "/-/search", f"/-/documents/{REPORT}", "/-/changes",
        f"/-/pages/{sha256}/1?quote=report", f"/-/pages/{sha256}/1", "/-/catalog.jsonld",
        *(f"/-/documents/{REPORT}.{form}" for form in ("jsonld", "bib", "ris", "csl.json")),
    ):  # fmt: skip
        text = (await nameless.client.get(path)).text.lower()
        assert "unknown" not in text, path


async def test_references_begin_with_the_title(nameless: Datasette) -> None:
    page = (await nameless.client.get(f"/-/documents/{REPORT}")).text
    assert "Annual report (2015) [Version 1, captured" in page
    assert ">“Annual report.” 2015." in page
    assert ">Annual report [online]. 2015." in page
    path = f"/-/documents/{REPORT}"
    [entry] = bibtexparser.loads((await nameless.client.get(f"{path}.bib")).text).entries
    assert entry["title"] == "Annual report"
    assert "author" not in entry
    [record] = rispy.loads((await nameless.client.get(f"{path}.ris")).text)
    assert record["title"] == "Annual report"
    assert "authors" not in record
    [item] = json.loads((await nameless.client.get(f"{path}.csl.json")).text)
    assert "author" not in item
    linked = (await nameless.client.get(f"{path}.jsonld")).json()
    assert not {"creator", "publisher"} & set(linked)


async def test_files_imported_by_hand_are_said(nameless: Datasette) -> None:
    for path in ("/", f"/-/documents/{REPORT}", "/-/search?source=s"):
        page = (await nameless.client.get(path, headers={"Accept-Language": "ja"})).text
        assert "手で取り込んだファイル" in page


async def test_words_that_are_lost_are_not_cited(nameless: Datasette) -> None:
    place = f"/-/pages/{nameless.__dict__['sha256_of_report']}/1"
    lost = (await nameless.client.get(f"{place}?quote=never+printed+here")).text
    assert "These words do not stand on this page" in lost
    assert 'href="/-/search?q=never+printed+here"' in lost
    assert ".json" not in lost
    assert "Cite this" not in lost
    found = (await nameless.client.get(f"{place}?quote=Annual+report")).text
    assert "Cite this" in found
