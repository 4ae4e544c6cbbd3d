"""Another program at the database: readers are never in the way, writers are waited for."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import store_opening
from archive.store import Store
from metadata.errors import StorageError
from metadata.records import Capture, Source

AT = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)
SOURCE = Source(id="office", title="Office", publisher="Office", language="en", pages=())
CAPTURE = Capture(
    url="http://office.example/plan.pdf",
    final_url="http://office.example/plan.pdf",
    captured_at="2026-11-03T02:30:00Z",
    outcome="new",
    via="origin",
    sha256="ab" * 32,
    bytes=10,
    media_type="application/pdf",
)


@contextmanager
def writer(archive: Path) -> Iterator[sqlite3.Connection]:
    """Another program in the middle of a transaction that writes."""
    with closing(sqlite3.connect(archive / "archive.db", check_same_thread=False)) as other:
        other.isolation_level = None
        other.execute("begin immediate")
        yield other


def prepared(archive: Path) -> int:
    with Store(archive) as store:
        store.keep_source(SOURCE)
        return store.begin_run("run", "0", AT)[0]


def test_a_writer_that_ends_soon_is_waited_for(tmp_path: Path) -> None:
    run_id = prepared(tmp_path)
    with Store(tmp_path) as store, writer(tmp_path) as other:
        other.execute("update sources set title = 'Changed by another program'")
        release = threading.Thread(target=lambda: (time.sleep(0.4), other.execute("commit")))
        release.start()
        store.keep_capture(run_id, "office", CAPTURE)  # looks for the file first, then writes
        release.join()
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        assert db.execute("select count(*) from captures").fetchone() == (1,)
        assert db.execute("select title from sources").fetchone() == ("Changed by another program",)


def test_a_writer_that_stays_is_said_plainly_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = prepared(tmp_path)
    monkeypatch.setattr(store_opening, "BUSY_SECONDS", 0.2)
    with (
        Store(tmp_path) as store,
        writer(tmp_path),
        pytest.raises(StorageError, match="Another program has held it") as raised,
    ):
        store.keep_capture(run_id, "office", CAPTURE)
    assert raised.value.exit_code == 74
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        assert db.execute("select count(*) from captures").fetchone() == (0,)


def test_a_reader_in_the_middle_of_a_long_query_is_not_in_the_way(tmp_path: Path) -> None:
    run_id = prepared(tmp_path)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as reader, Store(tmp_path) as store:
        reader.execute("begin")
        before = reader.execute("select count(*) from captures").fetchone()
        store.keep_capture(run_id, "office", CAPTURE)
        assert reader.execute("select count(*) from captures").fetchone() == before == (0,)
        reader.execute("commit")
        assert reader.execute("select count(*) from captures").fetchone() == (1,)
