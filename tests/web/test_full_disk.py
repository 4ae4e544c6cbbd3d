"""The site on a machine whose disk is full: pages are drawn, or a plain sentence says why not."""

from __future__ import annotations

import os
import re
import resource
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from archive.serve import is_free
from tests.command import ROOT

PORTS = range(18_700, 18_800)
SECONDS = 60


@contextmanager
def served(archive: Path, temporary: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The site of an archive, on a disk that was filled after it started, and its address."""
    port = next(port for port in PORTS if is_free("127.0.0.1", port))
    words = ["-i", str(archive / "archive.db"), "-c", str(ROOT / "datasette.yaml")]
    server = subprocess.Popen(
        [sys.executable, "-m", "datasette", "serve", *words, "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    try:
        for _ in range(SECONDS * 10):
            if server.poll() is not None or not is_free("127.0.0.1", port):
                break
            time.sleep(0.1)
        # From now on whoever writes to a file is told that there is no room for it.
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (0, 0))
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.terminate()


def answer(address: str) -> tuple[int, str, bytes]:
    """Status, media type and body."""
    try:
        with urllib.request.urlopen(address, timeout=SECONDS) as response:
            return response.status, response.headers["content-type"], response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["content-type"], error.read()


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_page_is_drawn_or_a_plain_sentence_says_why_not(
    small_archive: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(small_archive / "archive.db")) as db:
        sha256 = db.execute("select sha256 from pages where number = 1 limit 1").fetchone()[0]
    with served(small_archive, tmp_path) as (address, server):
        status, kind, body = answer(f"{address}/-/pages/{sha256}/1/image")
        page = answer(f"{address}/-/health")
    said, _ = server.communicate(timeout=SECONDS)
    if status == 200:
        assert kind.startswith("image/")
    else:
        assert status in (404, 503)
        assert "This page cannot be drawn." in re.sub(r"<[^>]+>", "", body.decode())
    assert page[0] in (200, 503)
    assert "Traceback" not in said
    assert b"Traceback" not in body
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
