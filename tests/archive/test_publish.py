"""Snapshots: served by plain Datasette, checked by sha256sum, never half there."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from archive.files import FileStore
from archive.publish import publish_archive
from archive.report import Screen
from metadata.errors import ArchiveLockedError, ConfigError
from tests.command import ROOT
from tests.web.conftest import PLAN

CONFIGURATION = ROOT / "datasette.yaml"


def publish(root: Path, dest: Path) -> int:
    return publish_archive(root, dest, CONFIGURATION, Screen())


def contents(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def sums_hold(folder: Path) -> bool:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],
        cwd=folder, capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode == 0


def change(root: Path, sql: str) -> None:
    with sqlite3.connect(root / "archive.db") as connection:
        connection.execute(sql)
    connection.close()


def first_file(root: Path) -> Path:
    return next(FileStore(root).all())


def test_twice_in_a_row_gives_the_same_bytes_and_sha256sum_accepts_them(
    root: Path, tmp_path: Path
) -> None:
    assert publish(root, tmp_path / "one") == 0
    assert sums_hold(tmp_path / "one")
    before = contents(tmp_path / "one")
    assert publish(root, tmp_path / "one") == 0
    assert publish(root, tmp_path / "two") == 0
    assert contents(tmp_path / "one") == before == contents(tmp_path / "two")
    assert {name.split("/")[0] for name in before} == {
        "SHA256SUMS", "archive.db", "datasette.yaml", "files",
    }  # fmt: skip


def test_a_snapshot_is_compact_whole_and_without_a_journal(root: Path, tmp_path: Path) -> None:
    publish(root, tmp_path / "out")
    connection = sqlite3.connect(f"file:{tmp_path / 'out' / 'archive.db'}?immutable=1", uri=True)
    answers = [
        connection.execute(f"pragma {name}").fetchone()[0]
        for name in ("integrity_check", "journal_mode", "freelist_count")
    ]
    connection.close()
    assert answers == ["ok", "delete", 0]


def test_a_writer_at_work_is_neither_seen_nor_waited_for(root: Path, tmp_path: Path) -> None:
    writer = sqlite3.connect(root / "archive.db", isolation_level=None)
    writer.execute("begin immediate")
    writer.execute("update documents set title = 'half written'")
    publish(root, tmp_path / "out")
    writer.execute("commit")
    writer.close()
    assert b"half written" not in (tmp_path / "out" / "archive.db").read_bytes()
    publish(root, tmp_path / "out")
    assert b"half written" in (tmp_path / "out" / "archive.db").read_bytes()


def test_who_reads_the_old_snapshot_reads_on(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(root, out)
    old = sqlite3.connect(f"file:{out / 'archive.db'}?immutable=1", uri=True)
    title = old.execute("select title from documents where id = ?", [PLAN]).fetchone()
    change(root, "update documents set title = 'Another title'")
    publish(root, out)
    assert old.execute("select title from documents where id = ?", [PLAN]).fetchone() == title
    assert old.execute("pragma integrity_check").fetchone() == ("ok",)
    old.close()
    assert sums_hold(out)


def test_messages_to_receivers_are_not_published(root: Path, tmp_path: Path) -> None:
    change(
        root,
        "insert into outbox (run_id, target, body, created_at) values "
        "(1, 'https://receiver.example/hidden-key', 'hidden-body', '2026-01-01T00:00:00Z')",
    )
    publish(root, tmp_path / "out")
    body = (tmp_path / "out" / "archive.db").read_bytes()
    assert b"hidden-key" not in body
    assert b"hidden-body" not in body


def test_damaged_bytes_are_named_and_not_published(root: Path, tmp_path: Path, capsys: Any) -> None:
    out, victim = tmp_path / "out", first_file(root)
    whole = victim.read_bytes()
    victim.write_bytes(whole[:-1] + b"?")
    assert publish_archive(root, out, CONFIGURATION, Screen(), as_json=True) == 1
    said = capsys.readouterr()
    assert victim.name in said.err
    assert json.loads(said.out)["left_out"] == [victim.relative_to(root).as_posix()]
    assert sums_hold(out)
    assert victim.name not in (out / "SHA256SUMS").read_text()
    victim.write_bytes(whole)
    assert publish(root, out) == 0
    assert victim.name in (out / "SHA256SUMS").read_text()
    victim.unlink()
    assert publish(root, out) == 0, "the snapshot has it already"
    assert sums_hold(out)


def test_what_is_published_does_not_share_the_archives_bytes(root: Path, tmp_path: Path) -> None:
    publish(root, tmp_path / "out")
    for path in FileStore(root).all():
        path.write_bytes(b"damaged")
    assert sums_hold(tmp_path / "out")


def test_a_folder_with_other_files_or_the_archive_itself_is_refused(
    root: Path, tmp_path: Path
) -> None:
    for inside in (root, root / "out", root / "joining", root / "a" / "b"):
        with pytest.raises(ConfigError, match="is the archive itself, or in it"):
            publish(root, inside)
        assert inside.exists() == (inside == root)
    other = Path(shutil.copytree(root, tmp_path / "other"))
    with pytest.raises(ConfigError, match="holds other files"):
        publish(root, other)


def test_one_at_a_time(root: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    handle = os.open(tmp_path / "out", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(ArchiveLockedError, match="Another process publishes"):
        publish(root, tmp_path / "out")
    os.close(handle)
    assert publish(root, tmp_path / "out") == 0


PUBLISH = """
import sys
from pathlib import Path
from archive.publish import publish_archive
from archive.report import Screen
from metadata.errors import RunError
try:
    sys.exit(publish_archive(*map(Path, sys.argv[1:4]), Screen()))
except RunError as error:
    sys.stderr.write(error.message)
    sys.exit(error.exit_code)
"""


def publish_process(root: Path, dest: Path, most: int | None = None) -> subprocess.Popen[str]:
    """`publish` in a process of its own, in which no file can be longer than `most` bytes."""

    def limit() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return subprocess.Popen(
        [sys.executable, "-c", PUBLISH, str(root), str(dest), str(CONFIGURATION)],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, cwd=ROOT, preexec_fn=limit,
    )  # fmt: skip


@pytest.mark.parametrize("part", ["database", "file"])
def test_a_full_disk_ends_with_74_and_what_was_there_stays(
    part: str, root: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    publish(root, out)
    before = contents(out)
    change(root, "update documents set title = 'Another title'")
    database = (root / "archive.db").stat().st_size
    if part == "file":
        big = os.urandom(3 * database)
        sha256 = hashlib.sha256(big).hexdigest()
        change(root, f"insert into files (sha256, bytes, media_type, first_captured_at) values "
                     f"('{sha256}', {len(big)}, 'application/pdf', '2026-01-01')")  # fmt: skip
        path = FileStore(root).path(sha256)
        path.parent.mkdir(parents=True)
        path.write_bytes(big)
    process = publish_process(root, out, most=2 * database if part == "file" else 20_000)
    _, said = process.communicate()
    assert process.returncode == 74, said
    assert "ree some space" in said
    assert contents(out) == before
    assert publish(root, out) == 0
    assert sums_hold(out)


def test_a_first_publish_that_failed_can_be_done_again(root: Path, tmp_path: Path) -> None:
    process = publish_process(root, tmp_path / "out", most=20_000)
    process.communicate()
    assert process.returncode == 74
    assert contents(tmp_path / "out") == {}
    assert publish(root, tmp_path / "out") == 0


def test_a_killed_publish_leaves_a_whole_snapshot_and_the_next_one_tidies_up(
    root: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    publish(root, out)
    before = contents(out)
    for title in range(4):
        change(root, f"update documents set title = 'Title {title}'")
        process = publish_process(root, out)
        while not (out / "publishing" / "archive.db").exists() and process.poll() is None:
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert sums_hold(out)
        published = {k: v for k, v in contents(out).items() if not k.startswith("publishing/")}
        assert set(published) == set(before)
    assert publish(root, out) == 0
    assert not (out / "publishing").exists()


@contextmanager
def datasette_on(folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "datasette", "-i", "archive.db", "-c", "datasette.yaml",
         "--port", str(port)],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert server.stderr is not None
        for line in server.stderr:
            if "Uvicorn running" in line:
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.communicate()


@pytest.mark.slow
def test_plain_datasette_serves_a_snapshot_also_while_the_next_one_is_made(
    root: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    publish(root, out)
    file = next(path for path in FileStore(root).all() if path.suffix == ".pdf")
    with datasette_on(out) as site:
        asked = urllib.request.Request(
            f"{site}/-/files/{file.name}", headers={"Range": "bytes=5-9"}
        )
        with urllib.request.urlopen(asked) as answer:
            assert answer.status == 206
            assert answer.read() == file.read_bytes()[5:10]
        change(root, "update documents set title = 'Another title'")
        publish(root, out)
        for place in ("/", "/archive/documents.json", "/-/search.json?q=plan"):
            with urllib.request.urlopen(f"{site}{place}") as answer:
                assert answer.status == 200
    assert sums_hold(out), "a server leaves nothing behind in it"
    assert {p.name for p in out.iterdir()} == {
        "SHA256SUMS", "archive.db", "datasette.yaml", "files",
    }  # fmt: skip
