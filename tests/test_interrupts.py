"""Ctrl-C and the request to end, at moments when little has begun: no trace, and the right code."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import Terminated, exit_code_of
from tests.command import ROOT, command
from tests.ingest.reader.paper import lines, pdf

pytestmark = pytest.mark.slow  # whole runs, in processes of their own


@pytest.mark.parametrize("module", ["datetime", "click", "archive.keep", "ingest.fetch"])
def test_ctrl_c_while_it_loads_ends_it_without_a_word(module: str) -> None:
    words = [sys.executable, "-X", "importtime", str(ROOT / "pipeline.py"), "status"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stderr
        for line in child.stderr:  # a line a module that was loaded
            if line.rstrip().endswith(f" {module}"):
                child.send_signal(signal.SIGINT)
                break
        rest = child.stderr.read()
    assert child.returncode == 130
    assert "Traceback" not in rest


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "term"]
)
def test_readers_that_are_being_born_say_nothing(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for at in range(12):
        (papers / f"{at}.pdf").write_bytes(pdf([lines([f"Measure {at} is taken."])]))
    archive = tmp_path / "data"
    words = [sys.executable, str(ROOT / "pipeline.py"), "add", str(papers), "--workers", "4"]
    child = subprocess.Popen(
        [*words, "--archive", str(archive)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
        text=True, cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    while child.poll() is None and not list((archive / "files").rglob("*.pdf")):
        pass
    os.killpg(child.pid, number) if number == signal.SIGINT else child.send_signal(number)
    said = child.communicate()[1]
    assert "Traceback" not in said
    assert child.returncode in (code, 0)
    assert command("add", papers, "--archive", archive).code == 0
    assert command("verify", "--archive", archive).code == 0


@pytest.mark.parametrize(("cause", "code"), [(KeyboardInterrupt(), 130), (Terminated(), 143)])
def test_an_end_while_a_class_is_made_is_an_end(cause: BaseException, code: int) -> None:
    error = RuntimeError("Error calling __set_name__")
    error.__cause__ = cause
    assert exit_code_of(error) == code


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "term"])
def test_a_site_that_is_being_started_ends_without_a_word(
    number: signal.Signals, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    command("add", tmp_path / "a.pdf", "--archive", tmp_path / "data")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    words = [sys.executable, str(ROOT / "pipeline.py"), "serve", "--port", port]
    child = subprocess.Popen(
        [*words, "--archive", str(tmp_path / "data")], stderr=subprocess.PIPE, text=True,
        cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    assert child.stderr
    assert "Ctrl-C ends it" in child.stderr.readline()
    time.sleep(0.2)  # its interpreter is there, its modules are not
    os.killpg(child.pid, number) if number == signal.SIGINT else child.send_signal(number)
    assert "Traceback" not in child.communicate()[1]
    assert child.returncode == (0 if number == signal.SIGINT else 143)
