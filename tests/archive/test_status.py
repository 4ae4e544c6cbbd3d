"""One screen, and the same for machines: health, sources, what needs a person, fixity, messages."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from archive.advice import what_to_do
from archive.files import FileStore, locked
from archive.publish import publish_archive
from archive.report import Screen
from archive.status import show_status
from archive.verify import Budget, verify_archive
from metadata import errors
from tests.archive.test_verify import Clock
from tests.command import ROOT, command


def change(root: Path, sql: str, *values: object) -> None:
    with sqlite3.connect(root / "archive.db") as connection:
        connection.execute(sql, values)
    connection.close()


class Status:
    """The state of an archive, as a machine and as a person get it."""

    def __init__(self, root: Path, capsys: Any) -> None:
        capsys.readouterr()
        assert show_status(root, Screen(), as_json=True) == 0
        self.state = json.loads(capsys.readouterr().out)
        show_status(root, Screen(), as_json=False)
        self.screen = capsys.readouterr().out


def test_a_healthy_archive_says_so_on_one_screen(root: Path) -> None:
    done = command("status", "--archive", root)
    assert done.code == 0
    assert ": healthy." in done.out
    assert "5 documents in 6 versions" in done.out
    assert len(done.out.splitlines()) <= 30
    state = command("status", "--archive", root, "--json").json()
    assert state["healthy"] is True
    assert state["archive"]["documents"] == 5
    assert state["archive"]["bytes"] == sum(p.stat().st_size for p in FileStore(root).all())
    assert state["archive"]["database_bytes"] == (root / "archive.db").stat().st_size


def test_problems_stand_by_code_with_an_example_and_the_next_step(root: Path, capsys: Any) -> None:
    for number in range(3):
        change(
            root,
            """insert into problems (run_id, at, stage, code, source_id, sha256, message)
               values (2, ?, 'read', 'encrypted', 's', ?, ?)""",
            f"2026-01-0{number + 1}T00:00:00Z", str(number), f"File {number} wants a password.",
        )  # fmt: skip
    status = Status(root, capsys)
    first, second = status.state["problems"]
    assert (first["stage"], first["code"], first["open"]) == ("read", "encrypted", 3)
    assert first["since"] == "2026-01-01T00:00:00Z"
    assert first["example"]["message"] == "File 2 wants a password."
    assert "passwords" in first["what_to_do"]
    assert (second["code"], second["open"]) == ("not_pdf", 1)
    assert status.state["healthy"], "documents that need a person make no archive ill"
    assert "File 2 wants a password." in status.screen
    change(root, "update problems set resolved_at = '2026-02-01T00:00:00Z'")
    assert "Nothing needs a person." in Status(root, capsys).screen


def test_each_source_says_when_it_last_worked(root: Path, capsys: Any) -> None:
    (source,) = Status(root, capsys).state["sources"]
    assert (source["id"], source["last_worked"], source["trouble"]) == ("s", None, None)
    for run, outcome in ((1, "new"), (2, "failed")):
        change(
            root,
            """insert into captures (run_id, source_id, url, final_url, captured_at, outcome, via)
               values (?, 's', 'https://publisher.example/', '', ?, ?, 'origin')""",
            run, f"2026-01-0{run}T00:00:00Z", outcome,
        )  # fmt: skip
    change(
        root,
        """insert into problems (run_id, at, stage, code, source_id, message)
           values (2, '2026-01-02', 'discover', 'listing_changed', 's', 'It is empty.')""",
    )
    status = Status(root, capsys)
    (source,) = status.state["sources"]
    assert source["last_worked"] == "2026-01-01T00:00:00Z"
    assert source["trouble"] == "listing_changed"
    assert status.state["reasons"] == ["s has trouble with its pages (listing_changed)"]
    assert "needs attention: s has trouble" in status.screen


def test_a_run_that_is_on_is_told_from_one_that_was_killed(root: Path, capsys: Any) -> None:
    change(root, "update runs set finished_at = null, exit_code = null where id = 2")
    assert Status(root, capsys).state["reasons"] == ["run 2 was killed; run again"]
    with locked(root):
        status = Status(root, capsys)
    assert status.state["run_is_on"]
    assert status.state["healthy"]
    assert "A run is on." in status.screen
    change(
        root, "update runs set finished_at = '2026-01-02T00:00:00Z', exit_code = 74 where id = 2"
    )
    assert Status(root, capsys).state["reasons"] == ["run 2 ended with 74"]


ASKING = """
import os
import sys
from pathlib import Path
from archive.files import is_held
seen = set()
print("ready", flush=True)
parent = os.getppid()
while (len(seen) < 2 or not Path(sys.argv[2]).exists()) and os.getppid() == parent:
    seen.add(is_held(Path(sys.argv[1])))
"""


@pytest.mark.parametrize(("silent", "healthy"), [(1, True), (2, True), (40, False)])
def test_runs_that_stopped_coming_are_no_good_health(
    silent: int, healthy: bool, root: Path, capsys: Any
) -> None:
    for night in range(silent + 5, silent - 1, -1):
        change(
            root,
            """insert into runs (command, software, started_at, finished_at, exit_code) values
               ('run', '0', strftime('%Y-%m-%dT03:15:00Z', 'now', ?1),
                strftime('%Y-%m-%dT03:16:00Z', 'now', ?1), 0)""",
            f"-{night} days",
        )
    status = Status(root, capsys)
    assert status.state["healthy"] is healthy
    if not healthy:
        assert f"{silent} days ago; before that something ran at least every day" in status.screen


def test_whoever_asks_whether_a_run_is_on_is_never_in_the_way_of_one(tmp_path: Path) -> None:
    archive, enough = tmp_path / "data", tmp_path / "enough"
    with locked(archive):
        pass
    asking = [sys.executable, "-c", ASKING, str(archive), str(enough)]
    with subprocess.Popen(asking, cwd=ROOT, stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout
            assert other.stdout.readline() == "ready\n"
            for _ in range(600):
                with locked(archive):  # a shared lock in its way refuses one in some hundred
                    pass
            with locked(archive):
                enough.touch()
                time.sleep(0.1)
            other.wait(10)
        finally:
            other.kill()
    assert other.returncode == 0, "it has seen the archive both held and free"


def test_the_state_of_the_checks_is_told(root: Path, capsys: Any) -> None:
    assert "never checked; run verify" in Status(root, capsys).screen
    first = next(FileStore(root).all())
    first.unlink()
    files = len(list(FileStore(root).all())) + 1
    verify_archive(root, Screen(), as_json=True, now=Clock(), limit=Budget(bytes=1))
    fixity = Status(root, capsys).state["fixity"]
    assert fixity["unchecked"] == files - 1
    assert fixity["oldest_unchecked"] == "2026-01-01T00:00:00Z"
    verify_archive(root, Screen(), as_json=True, now=Clock())
    status = Status(root, capsys)
    assert status.state["fixity"]["unchecked"] == 0
    assert status.state["fixity"]["damaged"] == 1
    assert status.state["fixity"]["last_check"].startswith("2026-02-01T")
    assert "1 stored files are damaged or missing" in status.screen
    (problem,) = [p for p in status.state["problems"] if p["stage"] == "verify"]
    assert (problem["code"], problem["example"]["sha256"]) == ("missing", first.stem)
    assert "verify --repair FOLDER" in problem["what_to_do"]


def test_messages_that_wait_are_told(root: Path, capsys: Any) -> None:
    change(
        root,
        """insert into outbox (run_id, target, body, created_at, attempts, last_error)
           values (1, 'https://receiver.example/', '{}', '2026-01-01T00:00:00Z', 3, 'HTTP 503')""",
    )
    status = Status(root, capsys)
    assert status.state["outbox"]["waiting"] == 1
    assert "1 messages wait since 2026-01-01T00:00:00Z. Last error: HTTP 503" in status.screen
    assert not status.state["healthy"]
    change(root, "update outbox set delivered_at = '2026-01-02T00:00:00Z'")
    assert "messages wait" not in Status(root, capsys).screen


def test_snapshots_and_archives_of_an_older_version_have_a_state_too(
    root: Path, tmp_path: Path, capsys: Any
) -> None:
    for table in ("fixity_checks", "outbox"):
        change(root, f"drop table {table}")
    publish_archive(root, tmp_path / "out", ROOT / "datasette.yaml", Screen())
    before = sorted(p.name for p in (tmp_path / "out").iterdir())
    status = Status(tmp_path / "out", capsys)
    assert status.state["archive"]["documents"] == 5
    assert "never checked" in status.screen
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == before


def test_hostile_text_stays_text_and_short(root: Path, capsys: Any) -> None:
    message = "\x1b[2J[red]" + "很" * 5000
    change(root, "update problems set message = ?", message)
    status = Status(root, capsys)
    assert "\x1b" not in status.screen
    assert "[red]" in status.screen
    assert len(status.screen) < 6000


def test_every_problem_has_advice_of_its_own() -> None:
    def below(kind: type[errors.ArchiveError]) -> set[str]:
        return {kind.code}.union(*(below(each) for each in kind.__subclasses__()))

    general = what_to_do("collect", "no such code")
    known = below(errors.DocumentError) | below(errors.SourceError)
    tried_again = {"document", "source", "fetch_failed", "truncated"}
    assert {c for c in known if what_to_do("collect", c) == general} == tried_again
    for code in ("missing", "altered", "truncated"):
        assert "--repair" in what_to_do("verify", code)
    assert "add" in what_to_do("verify", "stranger")
