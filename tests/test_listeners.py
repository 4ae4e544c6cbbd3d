"""Whoever listens may leave, be full or never have been there: what was asked for is done."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

import pytest

from tests.command import ROOT, command

pytestmark = pytest.mark.slow  # whole runs, in processes of their own


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    command("add", tmp_path / "a.pdf", "--archive", tmp_path / "data")
    return tmp_path / "data"


def shell(words: str, archive: Path) -> tuple[int, str]:
    """The exit code of a command, and what it said on stderr."""
    program = f"{sys.executable} {ROOT / 'pipeline.py'}"
    line = f"{program} {words.replace('ARCHIVE', f'--archive {archive}')}"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("POLICY_")}
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False,
        cwd=archive.parent, env=environment, timeout=110,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "words",
    [
        "verify ARCHIVE | true", "status ARCHIVE --json | true", "verify ARCHIVE >&-",
        "export csv out ARCHIVE <&- >&- 2>&-", "add nothing.pdf ARCHIVE 2>/dev/full || test $? = 2",
    ],
)  # fmt: skip
def test_who_does_not_listen_changes_nothing(words: str, archive: Path) -> None:
    assert shell(words, archive) == (0, "")


def test_a_result_that_could_not_be_written_is_said(archive: Path) -> None:
    code, said = shell("status ARCHIVE > /dev/full", archive)
    assert code == 74
    assert "standard output: No space left" in said


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["status", "--archive", "none"], 78),
        (["add", "none.pdf"], 2),
        (["status", "--archive", "x" * 5000], 74),
    ],
)
def test_errors_are_log_lines_as_the_others(words: list[str], code: int) -> None:
    done = command(*words, "--log-format", "json")
    assert done.code == code
    assert json.loads(done.err)["level"] == "error"


def test_a_log_says_when_runs_began_and_how_they_ended(archive: Path, tmp_path: Path) -> None:
    done = command("add", tmp_path / "a.pdf", "--archive", archive, "--log-format", "json")
    begun, *_, ended = [json.loads(line) for line in done.err.splitlines()]
    assert (begun["run"], begun["command"]) == (2, "add")
    assert (ended["run"], ended["exit_code"], ended["unchanged"]) == (2, done.code, 1)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", begun["at"])
    assert begun["at"] <= ended["at"]


def test_a_narrow_terminal_wraps_tables_and_leaves_nothing_out(archive: Path) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 20, 0, 0))
    words = [sys.executable, str(ROOT / "pipeline.py"), "status", "--archive", str(archive)]
    with subprocess.Popen(words, stdout=theirs, stderr=theirs, cwd=ROOT) as process:
        os.close(theirs)
        seen = b""
        with suppress(OSError):  # the end of a terminal
            while more := os.read(ours, 4096):
                seen += more
    os.close(ours)
    assert process.returncode == 0
    for column in ("last worked", "open problems", "exit code", "what to do"):
        assert column.encode() in seen
