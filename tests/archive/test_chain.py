"""The chain of runs: whole whatever may change later, broken by anything that may not."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive import chain, schema
from archive.store import Store
from metadata.errors import DocumentError
from tests.command import command
from tests.web.conftest import PLAN, fill

AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs of an older version, which the third seals, and the third with a problem."""
    root = tmp_path_factory.mktemp("chain") / "data"
    fill(root)
    with Store(root) as store:
        run_id, _ = store.begin_run("run", "test", AT)
        about = {"source_id": "s", "url": "https://publisher.example/x"}
        error = DocumentError("It did not answer.")
        store.keep_problem(run_id, "2026-03-01T00:00:00Z", "collect", error, about=about)
        store.finish_run(run_id, "2026-03-01T00:00:01Z", 1, {"totals": {"new": 0}})
    return root


@pytest.fixture
def root(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "data"))


@contextmanager
def writing(root: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(root / "archive.db")) as db:
        yield db
        db.commit()


def checked(root: Path) -> chain.Chain:
    with writing(root) as db:
        return chain.checked(db)


def test_each_record_names_the_hash_of_the_one_before(root: Path) -> None:
    with writing(root) as db:
        links = list(chain.links(db))
    before = None
    for link in links:
        record = json.loads(link.record or "")
        assert link.previous_sha256 == record["previous_sha256"] == before
        assert list(record) == sorted(record)
        before = hashlib.sha256((link.record or "").encode()).hexdigest()
        assert link.record_sha256 == before
    assert len(links) == 3
    assert json.loads(links[0].record or "")["facts"]["captures"]["rows"] > 0
    assert checked(root) == chain.Chain(runs=3, head=before)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("update captures set sha256 = null where run_id = 2", "run 2 of 2026-01-02.*in captures"),
        ("update captures set message = 'x' where id = 1", "run 1 of 2026-01-01.*in captures"),
        ("update changes set detail = detail || '.' where id = 1", "run 1 .*in changes"),
        ("delete from edits", "run 2 .*0 rows in place of 1 in edits"),
        ("delete from problems where run_id = 3", "run 3 .*0 rows in place of 1 in problems"),
        ("update problems set message = 'fine'", "run .* has other rows in problems"),
        ("update versions set change = 'restamped' where number = 2", "run 2 .*in versions"),
        ("update versions set url = 'x'", "run 1 .*in versions"),
        ("update runs set exit_code = 0", "run 3 of 2026-03-01.* is not described as it was"),
        ("update runs set record = '{}' where id = 2", "run 2 .*not the one its hash was made of"),
        ("update runs set record = null where id = 1", "run 1 .*has no record, though run 2 "),
        ("insert into entry_history (entry_id, run_id, seen_at) select min(id), 1, 'x' "
         "from entries", "run 1 .*in entry_history"),
    ],
)  # fmt: skip
def test_what_is_altered_is_named_with_the_first_run_it_touches(
    sql: str, said: str, root: Path
) -> None:
    with writing(root) as db:
        db.execute(sql)
    assert re.match(said, checked(root).broken), checked(root).broken


def test_verify_says_where_it_breaks(root: Path) -> None:
    with writing(root) as db:
        db.execute("update changes set detail = 'nothing' where run_id = 2")
    done = command("verify", "--json", "--archive", root)
    assert done.code == 1
    [fault] = done.json()["faults"]
    assert fault["code"] == "chain"
    assert done.json()["chain"]["broken"] in fault["message"]
    assert done.json()["chain"]["runs"] == 1, "up to there it is right"


def test_a_run_that_is_taken_out_or_made_anew_is_noticed(root: Path) -> None:
    with writing(root) as db:
        db.execute("update captures set message = 'x' where run_id = 1")
        chain.seal(db, 1)  # somebody who knows how
    assert checked(root).broken.startswith("run 2 of 2026-01-02T00:00:00Z names another record")


def test_what_may_change_later_does_not_break_it(root: Path) -> None:
    before = checked(root)
    with writing(root) as db:
        db.execute("update problems set resolved_at = '2026-04-01T00:00:00Z'")
        db.execute("update documents set missing_since = '2026-04-01T00:00:00Z', title = 'Other'")
        db.execute("update entries set missing_since = '2026-04-01T00:00:00Z'")
        db.execute("delete from findings")
        db.execute("update pages set text = 'read anew'")
        (sha256,) = db.execute("select sha256 from documents where id = ?", [PLAN]).fetchone()
    next((root / "files").rglob(f"{sha256}.*")).unlink()
    done = command("verify", "--archive", root)
    assert done.code == 1, "the file is missing"
    assert "chain:" not in done.out
    assert f"3 runs in a chain up to {before.head}." in done.out
    with writing(root) as db:
        assert db.execute("select count(*) from problems where stage = 'verify'").fetchone()[0]
    assert checked(root) == before


def test_a_run_that_was_killed_is_sealed_by_the_next_one(root: Path) -> None:
    with Store(root) as store:
        store.begin_run("run", "test", AT)
    assert checked(root).runs == 3
    assert command("verify", "--archive", root).out.count("chain") == 1
    with Store(root) as store:
        run_id, _ = store.begin_run("run", "test", AT)
        assert checked(root).runs == 4
        store.finish_run(run_id, "2026-03-01T00:00:01Z", 0, {})
    found = checked(root)
    assert (found.runs, found.broken) == (5, "")


def test_the_runs_of_an_older_archive_are_sealed_when_it_is_opened(tmp_path: Path) -> None:
    db = Database(tmp_path / "archive.db")
    schema.migrations.apply(db, stop_before="m008_chain")
    for at in ("2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z"):
        db.execute("insert into runs (command, software, started_at) values ('run', '0', ?)", [at])
    assert not chain.is_kept(db.conn)
    db.close()
    with Store(tmp_path):
        pass
    found = checked(tmp_path)
    assert (found.runs, found.broken) == (2, "")


@pytest.mark.slow
def test_real_runs_make_a_chain_and_reading_again_goes_on_with_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "damaged.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    data = tmp_path / "data"
    assert command("add", tmp_path / "in", "--archive", data, "--workers", "1").code == 1
    assert command("reread", "--archive", data, "--workers", "1").code == 1
    assert command("add", tmp_path / "in", "--archive", data, "--workers", "1").code == 0
    found = checked(data)
    assert (found.runs, found.broken) == (3, "")
    assert command("verify", "--archive", data).code == 0
