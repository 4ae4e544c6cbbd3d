"""A search over several archives gives, in every form, what one archive of all of them gives."""

from __future__ import annotations

import csv
import io
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import feedparser
import pytest
from datasette.app import Datasette

pytest_plugins = ["tests.web.several"]
pytestmark = pytest.mark.asyncio(loop_scope="session")
FORMS = ({"q": "measures"}, {"q": "plan water", "sort": "newest"}, {"q": "警察"}, {},
         {"kind": "plan"}, {"q": "measures", "from": "2014"}, {"q": "office", "source": "r"},
         {"q": "measures", "page": "2"}, {"sort": "oldest"}, {"q": "measures", "_as_of": "2025"},
         {"q": "measures", "document": "r-notice-3"})  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("asked", FORMS, ids=str)
async def test_every_form_of_a_search_gives_what_one_archive_of_all_gives(
    asked: dict[str, str], several: Datasette, merged: Datasette
) -> None:
    found, wanted = [
        (await served.client.get("/-/search.json", params=asked)).json()
        for served in (several, merged)
    ]
    assert found.pop("silent") == []
    assert sum(f["count"] for f in found["facets"].pop("collection")) == wanted["total_documents"]
    for items in (found["documents"], found["entries"]):
        names = [item.pop("collection") for item in items]
        assert set(names) <= {"left", "right"}
    for item in [*found["documents"], *(p for d in found["documents"] for p in d["pages"])]:
        item["url"] = item["url"].removeprefix("/left").removeprefix("/right")
    for item in [*found["entries"], *wanted["entries"]]:
        del item["id"]  # of a row; two archives use the same
    found["entries"].sort(key=str)
    wanted["entries"].sort(key=str)
    assert found == wanted
    table, of_one = [
        _csv(await served.client.get("/-/search.csv", params=asked)) for served in (several, merged)
    ]
    assert [row.pop("collection") for row in table] == [
        "left" if row["source_id"] == "l" else "right" for row in of_one
    ]
    for row in table:
        row["address"] = re.sub("/(left|right)/-/", "/-/", row["address"])
    assert table == of_one


def _csv(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))


@pytest.mark.slow
async def test_a_search_over_all_is_an_alert_that_outlives_a_new_archive(
    several: Datasette, merged: Datasette
) -> None:
    for asked in ("q=water", "kind=plan", ""):
        found, wanted = [
            feedparser.parse((await served.client.get(f"/-/search.atom?{asked}")).text)
            for served in (several, merged)
        ]
        assert found.entries
        assert sorted(e.title for e in found.entries) == sorted(e.title for e in wanted.entries)
        for entry in found.entries:
            answer = await several.client.get(entry.link.removeprefix("http://localhost"))
            assert answer.status_code == 200
            assert entry.title in answer.text
    left = feedparser.parse((await several.client.get("/left/-/search.atom?q=water")).text)
    both = feedparser.parse((await several.client.get("/-/search.atom?q=water")).text)
    assert {e.id for e in left.entries} < {e.id for e in both.entries}  # nothing is announced anew
    assert left.feed.id != both.feed.id
    page = (await several.client.get("/-/search?q=water")).text
    assert 'href="/-/search.atom?q=water"' in page


async def test_the_page_has_filters_counts_spellings_and_time(several: Datasette) -> None:
    page = (await several.client.get("/-/search?q=measures&kind=plan")).text
    assert "pages in scope are not searchable" not in page  # scans are no plans
    assert 'href="/-/search?q=measures"' in page  # takes the filter away
    assert re.search(r'collection=left">left</a> <span class="count">', page)
    assert (
        "4 pages in scope are not searchable"
        in (await several.client.get("/-/search?q=water")).text
    )
    listed = (await several.client.get("/-/search/unsearchable")).text
    assert 'href="/left/-/documents/l-scan"' in listed
    assert 'href="/right/-/documents/r-scan"' in listed
    misspelt = (await several.client.get("/-/search?q=watre+measures")).text
    assert "Nowhere here: watre" in misspelt
    assert 'href="/-/search?q=water+measures"' in misspelt
    offered = (await several.client.get("/-/search/suggest.json?q=wat")).json()
    assert [offer["url"] for offer in offered] == ["/right/-/documents/r-water"]
    then = await several.client.get("/-/search?q=water&_as_of=2026-01-01")
    assert 'href="/left/-/documents/l-report?q=water&amp;_as_of=2026-01-01"' in then.text
    before = (await several.client.get("/-/search.json?q=water&_as_of=2025")).json()
    assert before["total_documents"] == 0
    assert (await several.client.get("/-/search.csv?q=water&_as_of=nonsense")).status_code == 400
    neither = await several.client.get("/-/search.json?collection=neither")
    assert neither.status_code == 400
    assert "Archive: no document here has “neither”." in neither.json()["error"]
    wrong = await several.client.get("/-/search?q=water&from=2017-13&kind=none")
    assert wrong.text.count("Left out of this search.") == 2


@pytest.mark.slow
async def test_a_file_is_refused_when_an_archive_is_silent_and_a_page_names_it(
    parts: list[Path], tmp_path: Path
) -> None:
    from tests.web.several import config_of  # a plugin of pytest: it rewrites what it imports

    shutil.copytree(parts[1], tmp_path / "right")
    served = Datasette([], config=config_of(parts[0], tmp_path / "right"))
    await served.invoke_startup()
    with closing(sqlite3.connect(tmp_path / "right" / "archive.db")) as db:
        db.execute("drop table pages_fts")
        db.commit()
    assert (await served.client.get("/-/search.json?q=water")).json()["silent"] == ["right"]
    page = await served.client.get("/-/search?q=water")
    assert page.status_code == 200
    assert "Not searched, as it does not answer just now: right" in page.text
    for form in ("csv", "atom"):
        answer = await served.client.get(f"/-/search.{form}?q=water")
        assert answer.status_code == 503
        assert "right" in answer.text
    served.close()
