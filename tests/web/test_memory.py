"""What is remembered for every visitor is asked again as soon as the database has changed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette

from archive.web.memory import remembered
from archive.web.queries import value
from tests.web.conftest import site_on

pytestmark = pytest.mark.asyncio(loop_scope="session")
ASKED: list[int] = []


def titles(connection: sqlite3.Connection) -> int:
    ASKED.append(1)
    return int(value(connection, "select count(*) from documents where title like 'Seen%'"))


@pytest.fixture
def own(small_archive: Path, tmp_path: Path) -> Iterator[tuple[Datasette, sqlite3.Connection]]:
    """A site on a copy, and a connection that writes to it while it is served."""
    shutil.copyfile(small_archive / "archive.db", tmp_path / "archive.db")
    site = site_on(tmp_path)
    with closing(sqlite3.connect(tmp_path / "archive.db", isolation_level=None)) as writing:
        writing.execute("pragma journal_mode = wal")
        yield site, writing
    site.close()


async def test_asked_once_until_something_is_written(
    own: tuple[Datasette, sqlite3.Connection],
) -> None:
    site, writing = own
    await site.invoke_startup()
    ASKED.clear()
    assert [await remembered(site, titles) for _ in range(3)] == [0, 0, 0]
    assert len(ASKED) == 1
    for at in range(1, 4):
        writing.execute("update documents set title = ? where docid = ?", [f"Seen {at}", at])
        assert await remembered(site, titles) == at
    assert len(ASKED) == 4


async def test_keys_tell_questions_apart(own: tuple[Datasette, sqlite3.Connection]) -> None:
    site, _ = own
    await site.invoke_startup()
    for n in range(200):  # more than are kept
        assert await remembered(site, lambda db, n=n: n, key=("number", n)) == n
    assert await remembered(site, lambda db: -1, key=("number", 199)) == 199
    assert await remembered(site, lambda db: -1, key=("number", 0)) == -1


async def test_a_search_shows_what_was_just_written(
    own: tuple[Datasette, sqlite3.Connection],
) -> None:
    site, writing = own
    await site.invoke_startup()
    before = (await site.client.get("/-/search.json?q=measures")).json()
    assert before == (await site.client.get("/-/search.json?q=measures")).json()
    found = before["documents"][0]
    writing.execute("update documents set title = 'Renamed' where id = ?", [found["id"]])
    after = (await site.client.get("/-/search.json?q=measures")).json()
    assert "Renamed" in {document["title"] for document in after["documents"]}
