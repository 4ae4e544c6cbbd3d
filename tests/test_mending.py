"""What a check found damaged is fetched anew by the next run, once, and its problem is over."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.command import command
from tests.web.maker import make_pdf

pytestmark = pytest.mark.slow  # whole runs, in processes of their own

SOURCE = """\
id: body
title: A public body
publisher: A Public Body
language: en
pages: ["http://127.0.0.1:{port}/list.html"]
hosts: ["127.0.0.1:{port}"]
delay: 0
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Path]:
    """An archive of three documents whose publisher, who answers 304, is still there."""
    site = tmp_path / "site"
    site.mkdir()
    names = ("plan", "report", "notice")
    for name in names:
        (site / f"{name}.pdf").write_bytes(make_pdf([f"The {name} of the responsible bodies"]))
    items = "".join(f'<li><a href="{name}.pdf">The {name} (PDF)</a></li>' for name in names)
    (site / "list.html").write_text(f"<html><body><ul>{items}</ul></body></html>")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "source.yaml").write_text(SOURCE.format(port=server.server_port))
    assert run(tmp_path)["totals"]["new"] == 3
    yield tmp_path / "data"
    server.shutdown()
    server.server_close()


def run(folder: Path) -> dict[str, dict[str, int]]:
    done = command(
        "run", "--archive", folder / "data", "--sources", folder / "source.yaml", "--json"
    )
    assert done.code == 0, done.err
    found: dict[str, dict[str, int]] = done.json()
    return found


def rows(archive: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(archive / "archive.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("lose", [lambda path: path.write_bytes(b""), lambda path: path.unlink()])
def test_no_new_archive_begins_over_the_files_of_a_lost_one(
    lose: Callable[[Path], object], archive: Path
) -> None:
    kept = sorted((archive / "files").rglob("*.pdf"))
    whole = (archive / "archive.db").read_bytes()
    lose(archive / "archive.db")
    state = (archive / "archive.db").exists()
    for words in (
        ["run", "--sources", archive.parent / "source.yaml"],
        ["reread"],
        ["add", kept[0]],
    ):
        done = command(*words, "--archive", archive)
        if words == ["reread"] and not state:
            assert done.code == 78
            continue
        assert done.code == 74, done.err
        assert "the database was lost. Nothing was changed." in done.err
    assert (archive / "archive.db").exists() == state
    assert sorted((archive / "files").rglob("*.pdf")) == kept
    anew = command("add", archive / "files", "--archive", archive.parent / "anew")
    assert anew.code == 0, anew.err
    assert rows(archive.parent / "anew", "select count(*) from documents") == [(3,)]
    (archive / "archive.db").write_bytes(whole)
    assert run(archive.parent)["totals"]["new"] == 0


def test_damaged_copies_are_fetched_anew_and_their_problems_end(archive: Path) -> None:
    pdfs = sorted((archive / "files").rglob("*.pdf"))
    whole = {path: path.read_bytes() for path in pdfs}
    altered, truncated, missing = pdfs
    altered.write_bytes(whole[altered][:-1] + b"?")  # as long as before: only the hash tells
    truncated.write_bytes(b"%PDF-")
    missing.unlink()
    assert command("verify", "--archive", archive, "--budget", "1 fortnight").code == 2
    assert command("verify", "--archive", archive, "--budget", "1h").code == 1
    assert rows(archive, "select count(*) from problems where resolved_at is null") == [(3,)]
    assert run(archive.parent)["totals"]["revised"] == 0
    assert {path: path.read_bytes() for path in pdfs} == whole
    assert rows(archive, "select count(*) from problems where resolved_at is null") == [(0,)]
    outcomes = "select count(*) from fixity_checks where outcome = 'repaired'"
    assert rows(archive, outcomes) == [(3,)]
    assert run(archive.parent)["totals"]["fetched"] == 0, "mended once, not every time"
    assert command("verify", "--archive", archive).code == 0
