"""Bad input on each command: one clear sentence, the right exit code, nothing lost."""

from __future__ import annotations

import os
import socket
import sqlite3
from pathlib import Path

import pytest

from tests.command import command

UNREACHABLE = """\
id: nobody
title: Nobody
publisher: Nobody
language: en
pages: ["http://127.0.0.1:{port}/list.html"]
hosts: ["127.0.0.1:{port}"]
delay: 0
"""


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


COMMANDS = ("run", "add", "reread", "check", "verify", "status", "serve", "publish", "export",
            "demo")  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    done = command(name, "--help")
    assert done.code == 0
    assert f"policy-archive {name}" in done.out
    assert "--archive" in done.out


def test_an_unknown_command_is_a_usage_error() -> None:
    assert command("fetch").code == 2


@pytest.mark.slow
def test_a_source_that_nobody_answers_for_ends_with_69(tmp_path: Path) -> None:
    source = tmp_path / "nobody.yaml"
    source.write_text(UNREACHABLE.format(port=closed_port()))
    done = command("run", "--archive", tmp_path / "data", "--sources", source)
    assert done.code == 69
    assert "/list.html could not be reached" in done.err
    assert "as before" in done.err


def test_a_wrong_source_names_file_line_and_what_was_expected(tmp_path: Path) -> None:
    source = tmp_path / "bad.yaml"
    source.write_text(UNREACHABLE.format(port=1) + "colour: red\n")
    done = command("run", "--archive", tmp_path / "data", "--sources", source)
    assert done.code == 78
    assert "bad.yaml:8" in done.err
    assert not (tmp_path / "data").exists()


def test_a_folder_without_pdfs_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = command("add", tmp_path / "empty", "--archive", tmp_path / "data")
    assert done.code == 2
    assert "No PDF files were found" in done.err


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    done = command("add", tmp_path / "a.pdf", "--published", "April", "--archive", tmp_path / "d")
    assert done.code == 2
    assert "2017-04" in done.err


@pytest.mark.parametrize("name", ["status", "verify", "reread", "serve"])
def test_without_an_archive_the_next_step_is_said(name: str, tmp_path: Path) -> None:
    done = command(name, "--archive", tmp_path / "none")
    assert done.code == 78
    assert "There is no archive" in done.err


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "archive.db")
    connection.execute("create table recipes (title text)")
    connection.commit()
    connection.close()
    before = (tmp_path / "archive.db").read_bytes()
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    done = command("add", tmp_path / "a.pdf", "--archive", tmp_path)
    assert done.code == 74
    assert "another program" in done.err
    assert (tmp_path / "archive.db").read_bytes() == before


def test_a_file_where_the_archive_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    done = command("add", tmp_path / "a.pdf", "--archive", tmp_path / "data")
    assert done.code == 74
    assert "A file stands where a folder is needed" in done.err


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"")
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = command("serve", "--archive", tmp_path, "--port", str(port))
    assert done.code == 78
    assert "is in use" in done.err


def test_a_damaged_pdf_is_kept_and_becomes_a_problem_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing more")
    (tmp_path / "in" / "empty.pdf").write_bytes(b"")
    (tmp_path / "in" / "page.pdf").write_bytes(b"<!DOCTYPE html><html><body>Login</body></html>")
    done = command("add", tmp_path / "in", "--archive", tmp_path / "data", "--json")
    assert done.code == 1
    connection = sqlite3.connect(tmp_path / "data" / "archive.db")
    codes = connection.execute("select code from problems order by code").fetchall()
    statuses = connection.execute("select text_status from documents").fetchall()
    said = connection.execute("select message, sha256 from problems order by id").fetchall()
    connection.close()
    named = [m.startswith(f"Reading broken.pdf (SHA-256 {str(s)[:12]}): its ") for m, s in said]
    assert named.count(True) == 1, said
    assert "Reading broken.pdf" in done.err
    assert codes == [("damaged",), ("damaged",), ("not_pdf",)]
    assert statuses == [("damaged",), ("damaged",)]


def test_a_picture_is_not_imported_as_a_document(tmp_path: Path) -> None:
    picture = tmp_path / "chart.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    done = command("add", picture, "--archive", tmp_path / "data")
    assert done.code == 1
    assert "not a PDF; it was not imported" in done.err
    assert not [path for path in (tmp_path / "data" / "files").rglob("*") if path.is_file()]


def test_an_unknown_export_format_names_those_that_exist(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    command("add", tmp_path / "a.pdf", "--archive", tmp_path / "data")
    done = command("export", "docx", tmp_path / "out", "--archive", tmp_path / "data")
    assert done.code == 78
    assert "csv" in done.err


def test_what_is_no_file_is_not_imported(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    done = command("add", tmp_path / "pipe.pdf", "--archive", tmp_path / "data")
    assert done.code == 2
    assert "neither a file nor a folder" in done.err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "no..name"], "is no address"),
        (["--host", ""], "it is empty"),
        (["--host", "192.0.2.1"], "Name an address of this machine"),
    ],
)
def test_a_host_that_is_not_this_machine_is_said(
    words: list[str], said: str, tmp_path: Path
) -> None:
    (tmp_path / "archive.db").write_bytes(b"")
    done = command("serve", "--archive", tmp_path, *words)
    assert done.code == 78
    assert said in done.err


@pytest.mark.parametrize(
    "words",
    [["run", "--archive", ""], ["check", "--sources", ""], ["publish", ""], ["merge", "", "."]],
    ids=" ".join,
)
def test_an_empty_name_is_not_this_folder(words: list[str]) -> None:
    done = command(*words)
    assert done.code == 2
    assert "the name is empty" in done.err


def test_the_doctor_and_status_say_that_a_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(bytes(range(256)) * 40)
    done = command("doctor", "--archive", tmp_path, "--json")
    assert done.code == 1
    assert (
        "file is not a database" in next(c for c in done.json() if c["name"] == "database")["found"]
    )
    for name in ("status", "serve"):
        done = command(name, "--archive", tmp_path)
        assert done.code == 74
        assert "Restore a snapshot" in done.err


def test_a_snapshot_that_is_written_to_goes_on_as_an_archive(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.5")
    command("add", tmp_path / "a.pdf", "--archive", tmp_path / "data")
    command("publish", tmp_path / "out", "--archive", tmp_path / "data")
    done = command("add", tmp_path / "b.pdf", "--archive", tmp_path / "out")
    assert "goes on as an archive of its own" in done.err
    assert command("verify", "--archive", tmp_path / "out").code == 0


def test_a_release_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "chain.json").write_text("[]")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    done = command("add", tmp_path / "a.pdf", "--archive", tmp_path)
    assert done.code == 78
    assert "is a release" in done.err
    assert not (tmp_path / "archive.db").exists()


def test_the_demo_does_not_go_among_other_documents_unasked(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    command("add", tmp_path / "a.pdf", "--archive", tmp_path / "data")
    done = command("demo", "--no-serve", POLICY_ARCHIVE=str(tmp_path / "data"))
    assert done.code == 78
    assert "keeps local" in done.err
