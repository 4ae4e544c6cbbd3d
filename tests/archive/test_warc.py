"""WARC files that warcio accepts, and that give back what was captured."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from base64 import b32encode
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.export import export_archive, warc
from archive.export.handover import Handover
from archive.files import FileStore
from archive.readonly import reading
from archive.report import Screen
from tests.web.maker import Maker

PLAN, REVISED, PAGE = b"%PDF-1.4 the plan " * 900, b"%PDF-1.4 revised " * 900, b"<html>list</html>"
AT = "https://publisher.example/plan.pdf"
MOVED = "https://publisher.example/moved.pdf"
CHUNKED = [["Content-Type", "application/pdf"], ["Transfer-Encoding", "chunked"],
           ["Content-Encoding", "gzip"], ["Content-Length", "7"], ["X-Note", "Größe\r\nX: y"],
           ["ETag", '"1"']]  # fmt: skip


class World:
    """An archive with a capture of every kind."""

    def __init__(self, root: Path) -> None:
        self.made, self.root = Maker(root), root
        self.made.row(
            "sources", id="s", title="P", publisher="B", language="en", definition="{}"
        )  # fmt: skip
        self.run = 0

    def day(self) -> str:
        self.run += 1
        at = f"2026-01-0{self.run}T00:00:00Z"
        self.made.row("runs", id=self.run, command="run", software="1.2", started_at=at)
        return at

    def file(self, body: bytes, **more: Any) -> str:
        sha1 = b32encode(hashlib.sha1(body).digest()).decode()
        return self.made.file(body, [], sha1_base32=sha1, **more)

    def capture(self, outcome: str, sha256: str | None = None, **more: Any) -> None:
        row = {"url": AT, "via": "origin", "status": 200, "headers": json.dumps(CHUNKED), **more}
        row.setdefault("final_url", row["url"])
        at = f"2026-01-0{self.run}T00:00:01Z"
        self.made.row(
            "captures", run_id=self.run, source_id="s", captured_at=at, outcome=outcome,
            sha256=sha256, **row,
        )  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = World(tmp_path_factory.mktemp("data"))
    world.day()
    plan = world.file(PLAN)
    page = world.file(PAGE, media_type="text/html")
    world.capture("new", page, url="https://publisher.example/", status=206)
    world.capture("new", plan)
    world.capture("new", plan, url="https://publisher.example/old link",
                  final_url=MOVED)  # fmt: skip
    world.capture("new", plan, url="file:///srv/in/plan.pdf", via="local", status=None,
                  headers=None)  # fmt: skip
    world.day()
    world.capture("unchanged", plan, status=304)
    world.capture("unchanged", page, url="https://publisher.example/")
    world.capture("unchanged", plan, url="file:///srv/in/plan.pdf", via="local", status=None,
                  headers=None)  # fmt: skip
    world.day()
    world.capture("changed", world.file(REVISED))
    world.capture("gone", url="https://publisher.example/gone.pdf", status=404,
                  message="It answered 404.\r\nWARC-Type: forged")  # fmt: skip
    world.capture("failed", url="https://nobody.example/x", status=None, headers=None)
    world.capture("new", plan, url="https://lost.example/plan.pdf", via="wayback",
                  final_url="https://web.archive.org/web/2019id_/https://lost.example/plan.pdf",
                  archived_at="2019-05-01T00:00:00Z")  # fmt: skip
    world.made.db.commit()
    world.made.db.close()
    return world.root


@pytest.fixture(scope="module")
def out(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    dest = tmp_path_factory.mktemp("out") / "warc"
    assert export_archive("warc", root, dest, Screen()) == 0
    return dest


def records(folder: Path) -> list[tuple[str, str, str, bytes, Any]]:
    """Type, target, date, content and the record, of every record."""
    found = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                header = record.rec_headers.get_header
                body = record.content_stream().read()
                target = header("WARC-Target-URI")
                found.append((record.rec_type, target, header("WARC-Date"), body, record))
    return found


def one(folder: Path, kind: str, target: str, date: str) -> tuple[bytes, Any]:
    ((body, record),) = [r[3:] for r in records(folder) if r[:3] == (kind, target, date)]
    return body, record


def test_warcio_accepts_every_file(out: Path) -> None:
    tool = [sys.executable, "-m", "warcio.cli"]
    done = subprocess.run(
        [*tool, "check", "-v", *map(str, sorted(out.iterdir()))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "fail" not in done.stdout
    assert done.stdout.count("WARC-Record-ID") == len(records(out))


def test_a_response_replays_the_bytes_with_headers_that_fit_them(out: Path) -> None:
    body, record = one(out, "response", AT, "2026-01-01T00:00:01Z")
    assert body == PLAN
    head = record.http_headers
    assert head.get_statuscode() == "200"
    assert head.get_header("Content-Length") == str(len(PLAN))
    assert head.get_header("Content-Type") == "application/pdf"
    assert head.get_header("ETag") == '"1"'
    assert head.get_header("Transfer-Encoding") is None
    assert head.get_header("Content-Encoding") is None
    assert head.get_header("X-Archive-Orig-Content-Encoding") == "gzip"
    assert head.get_header("X") is None, "a line break in a value begins no header"
    assert record.rec_headers.get_header("WARC-Payload-Digest").startswith("sha1:")


def test_what_was_put_together_from_parts_is_told_as_a_whole(out: Path) -> None:
    body, record = one(out, "response", "https://publisher.example/", "2026-01-01T00:00:01Z")
    assert (body, record.http_headers.get_statuscode()) == (PAGE, "200")


def test_unchanged_captures_are_revisits_of_the_record_with_the_bytes(out: Path) -> None:
    body, record = one(out, "revisit", AT, "2026-01-02T00:00:01Z")
    header = record.rec_headers.get_header
    assert body == b""
    assert header("WARC-Profile").endswith("/1.1/revisit/server-not-modified")
    assert header("Content-Length") == "0", "replayed with the head of the record it refers to"
    assert header("WARC-Refers-To-Target-URI") == AT
    assert header("WARC-Refers-To-Date") == "2026-01-01T00:00:01Z"
    _, record = one(out, "revisit", "https://publisher.example/", "2026-01-02T00:00:01Z")
    header = record.rec_headers.get_header
    assert header("WARC-Profile").endswith("/1.1/revisit/identical-payload-digest")


def test_every_revisit_leads_to_a_record_with_its_bytes(out: Path) -> None:
    found = records(out)
    whole = {
        (target, date): record.rec_headers.get_header("WARC-Payload-Digest")
        for kind, target, date, _, record in found
        if kind in ("response", "resource")
    }
    revisits = [record.rec_headers.get_header for kind, *_, record in found if kind == "revisit"]
    assert len(revisits) == 4
    for header in revisits:
        place = header("WARC-Refers-To-Target-URI"), header("WARC-Refers-To-Date")
        assert whole[place] == header("WARC-Payload-Digest")


def test_the_address_that_was_asked_for_leads_to_the_one_that_answered(out: Path) -> None:
    asked = "https://publisher.example/old%20link"
    _, record = one(out, "revisit", asked, "2026-01-01T00:00:01Z")
    assert record.rec_headers.get_header("WARC-Refers-To-Target-URI") == MOVED


def test_a_local_file_is_a_resource(out: Path) -> None:
    body, record = one(out, "resource", "file:///srv/in/plan.pdf", "2026-01-01T00:00:01Z")
    assert body == PLAN
    assert record.rec_headers.get_header("Content-Type") == "application/pdf"
    one(out, "revisit", "file:///srv/in/plan.pdf", "2026-01-02T00:00:01Z")


def test_a_failure_is_a_record_in_words(out: Path) -> None:
    body, _ = one(out, "metadata", "https://publisher.example/gone.pdf", "2026-01-03T00:00:01Z")
    assert body.decode().splitlines() == [
        "outcome: gone", "status: 404", "via: origin",
        "message: It answered 404. WARC-Type: forged",
    ]  # fmt: skip


def test_a_copy_from_the_wayback_machine_stands_for_its_original(out: Path) -> None:
    body, record = one(out, "response", "https://lost.example/plan.pdf", "2019-05-01T00:00:00Z")
    assert body == PLAN
    assert "web.archive.org" in record.rec_headers.get_header("WARC-Source-URI")
    assert record.rec_headers.get_header("WARC-Creation-Date") == "2026-01-03T00:00:01Z"


def test_the_first_record_says_what_wrote_the_file(out: Path) -> None:
    kind, _, date, body, record = records(out)[0]
    assert (kind, date) == ("warcinfo", "2026-01-03T00:00:00Z")
    assert b"software: policy-archive 1.2\r\n" in body
    assert record.rec_headers.get_header("WARC-Filename") == "policy-archive-00001.warc.gz"
    ids = [r[4].rec_headers.get_header("WARC-Record-ID") for r in records(out)]
    assert len(set(ids)) == len(ids)


def test_the_same_archive_gives_the_same_bytes(root: Path, out: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(root, tmp_path / "elsewhere"))
    for _ in range(2):  # the second replaces the first
        assert export_archive("warc", copy, tmp_path / "again", Screen()) == 0
    again = [(p.name, p.read_bytes()) for p in sorted((tmp_path / "again").iterdir())]
    assert again == [(p.name, p.read_bytes()) for p in sorted(out.iterdir())]


def test_files_are_split_and_each_begins_with_its_own_warcinfo(root: Path, tmp_path: Path) -> None:
    with reading(root) as connection:
        warc.write(
            Handover(connection=connection, files=FileStore(root), folder=tmp_path), volume=17_000
        )
    volumes = sorted(tmp_path.iterdir())
    assert len(volumes) > 3
    assert [p.name for p in volumes][1] == "policy-archive-00002.warc.gz"
    for volume in volumes:
        assert volume.stat().st_size < 17_000
        with volume.open("rb") as file:
            assert next(iter(ArchiveIterator(file))).rec_type == "warcinfo"
        assert gzip.decompress(volume.read_bytes())[-4:] == b"\r\n\r\n"
    assert len(records(tmp_path)) == 12 + len(volumes)


def test_damaged_bytes_are_left_out_and_named(root: Path, tmp_path: Path, capsys: Any) -> None:
    copy = Path(shutil.copytree(root, tmp_path / "data"))
    sha256 = hashlib.sha256(REVISED).hexdigest()
    FileStore(copy).path(sha256).write_bytes(REVISED[:-1] + b"?")
    assert export_archive("warc", copy, tmp_path / "out", Screen()) == 1
    assert sha256 in capsys.readouterr().err
    assert REVISED not in [body for *_, body, _ in records(tmp_path / "out")]


def test_a_file_that_changed_hands_without_a_first_capture_is_written_whole(
    root: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(root, tmp_path / "data"))
    with sqlite3.connect(copy / "archive.db") as connection:
        connection.execute("delete from captures where id = 2")
    connection.close()
    export_archive("warc", copy, tmp_path / "out", Screen())
    body, record = one(tmp_path / "out", "response", AT, "2026-01-02T00:00:01Z")
    assert (body, record.http_headers.get_statuscode()) == (PLAN, "200")
