"""Messages about changes: written with the end of a run, kept until they are taken."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive import store_outbox
from archive.store import Store
from archive.store_changes import Change
from metadata.records import Source

AT = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)
STAMP = "2026-11-03T02:30:00Z"
TARGET = "https://user:word@office.example:8443/hooks/a-secret?token=b"
SOURCE = Source(id="office", title="Office", publisher="Office", language="en", pages=())


def run(store: Store, changes: int, *, killed: bool = False) -> int:
    """A run that finds so many changes, and ends unless it is killed."""
    store.keep_source(SOURCE)
    run_id, _ = store.begin_run("run", "0", AT)
    for number in range(changes):
        change = Change(
            run_id=run_id, at=STAMP, kind="new", source_id="office", detail=f"“{number}” is new."
        )
        with store.together():
            store.changes.announce(change)
    if not killed:
        store.finish_run(run_id, STAMP, 0, {"totals": {}}, tell=TARGET)
    return run_id


def told(store: Store) -> list[dict[str, Any]]:
    return [json.loads(message.body)["data"] for message in store.outbox.waiting()]


def test_a_run_with_changes_leaves_one_message_and_one_without_none(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        first = run(store, 2)
        run(store, 0)
        ((data),) = told(store)
        (message,) = store.outbox.waiting()
    assert (data["run_id"], data["part"], data["parts"]) == (first, 1, 1)
    assert [c["detail"] for c in data["changes"]] == ["“0” is new.", "“1” is new."]
    assert set(data["changes"][0]) == {
        "id", "at", "kind", "source_id", "document_id", "title", "url", "detail", "from_sha256",
        "to_sha256",
    }  # fmt: skip
    assert json.loads(message.body)["type"] == "run.changes"
    assert message.name == f"{STAMP}-{message.number}"
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        rows = db.execute("select target from outbox").fetchall()
    assert rows == [("https://office.example:8443",)]


def test_the_changes_of_a_killed_run_are_told_by_the_next_that_ends(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        first = run(store, 1, killed=True)
        second = run(store, 0)
        assert [data["run_id"] for data in told(store)] == [first]
        killed = run(store, 3, killed=True)
        last = run(store, 1)
        assert [data["run_id"] for data in told(store)] == [first, killed, last]
    assert second < killed


def test_who_begins_to_listen_does_not_hear_of_years(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for _ in range(3):
            old, _ = store.begin_run("run", "0", AT)
            store.keep_source(SOURCE)
            change = Change(
                run_id=old, at=STAMP, kind="new", source_id="office", detail="Long ago."
            )
            with store.together():
                store.changes.announce(change)
            store.finish_run(old, STAMP, 0, {"totals": {}})
        new = run(store, 1)
        assert [data["run_id"] for data in told(store)] == [new]


def test_many_changes_become_several_messages_and_none_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_outbox, "MOST_CHANGES", 3)
    with Store(tmp_path) as store:
        run(store, 7)
        messages = told(store)
    assert [(m["part"], m["parts"], len(m["changes"])) for m in messages] == [
        (1, 3, 3), (2, 3, 3), (3, 3, 1),
    ]  # fmt: skip


def test_what_was_not_taken_waits_and_what_was_taken_does_not(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        run(store, 1)
        run(store, 1)
        first, second = store.outbox.waiting()
        store.outbox.tried(first.number, STAMP, "https://office.example answered 500.")
        assert [m.number for m in store.outbox.waiting()] == [first.number, second.number]
        store.outbox.tried(first.number, STAMP, None)
        assert [m.number for m in store.outbox.waiting()] == [second.number]
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        rows = db.execute("select attempts, last_error, delivered_at from outbox").fetchall()
    assert rows == [(2, None, STAMP), (0, None, None)]


def test_a_message_that_is_never_taken_is_given_up_and_stays_to_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_outbox, "MOST_TRIES", 2)
    with Store(tmp_path) as store:
        run(store, 1)
        run(store, 1)
        first, second = store.outbox.waiting()
        for _ in range(2):
            store.outbox.tried(first.number, STAMP, "https://office.example answered 400.")
        assert [m.number for m in store.outbox.waiting()] == [second.number]
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        (last_error,) = db.execute("select last_error from outbox where delivered_at is null "
                                   "and attempts = 2").fetchone()  # fmt: skip
    assert last_error == "https://office.example answered 400."


def test_a_run_does_not_end_without_its_message(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        run_id = run(store, 1, killed=True)
        with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
            db.execute("create trigger full before insert on outbox begin "
                       "select raise(abort, 'no room'); end")  # fmt: skip
        with pytest.raises(sqlite3.IntegrityError, match="no room"):
            store.finish_run(run_id, STAMP, 0, {"totals": {}}, tell=TARGET)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        assert db.execute("select finished_at from runs").fetchone() == (None,)
