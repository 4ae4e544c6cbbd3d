"""What comes back for files as good servers send them, and how requests stream through."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.fetch import Request
from metadata.errors import StorageError
from tests.faults import LAST_MODIFIED, PAGE, PDF, Publisher, pdf
from tests.fetching import USER_AGENT, Desk

pytest_plugins = ["tests.fetching_fixtures"]

SHA256 = hashlib.sha256(PDF).hexdigest()


def test_a_new_file_comes_with_its_hashes_and_what_the_server_said(desk: Desk) -> None:
    url = desk.publisher.put("/plan.pdf", PDF)
    fetched = desk.ask("/plan.pdf", key=("plan", 1))
    capture = fetched.capture
    assert (capture.outcome, capture.status, capture.via) == ("new", 200, "origin")
    assert (capture.url, capture.final_url, capture.moved_permanently) == (url, url, False)
    assert capture.sha256 == SHA256
    assert capture.sha1_base32 == base64.b32encode(hashlib.sha1(PDF).digest()).decode()
    assert capture.bytes == len(PDF)
    assert capture.media_type == "application/pdf"
    assert capture.etag == desk.publisher.files["/plan.pdf"].etag
    assert capture.last_modified == LAST_MODIFIED
    assert ("Content-Type", "application/pdf") in capture.headers
    assert capture.captured_at == "2026-11-03T02:30:00Z"
    assert (capture.code, capture.message, fetched.error) == (None, None, None)
    assert fetched.request.key == ("plan", 1)
    assert fetched.path is not None
    assert fetched.path.read_bytes() == PDF


def test_it_says_who_asks_and_takes_files_as_they_are(desk: Desk) -> None:
    desk.ask("/status?code=200")
    headers = desk.publisher.asked("/status")[0].headers
    assert headers["user-agent"] == USER_AGENT
    assert headers["accept-encoding"] == "identity"
    assert "range" not in headers
    assert "if-none-match" not in headers


def test_a_copy_we_hold_is_asked_for_conditionally(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", PDF)
    first = desk.ask("/plan.pdf").capture
    again = desk.ask(
        "/plan.pdf",
        sha256=first.sha256,
        etag=first.etag,
        last_modified=first.last_modified,
        media_type=first.media_type,
    )
    assert (again.capture.outcome, again.capture.status) == ("unchanged", 304)
    assert again.capture.sha256 == SHA256
    assert again.capture.etag == first.etag
    assert again.capture.media_type == "application/pdf"
    assert again.path is None
    assert desk.publisher.asked("/plan.pdf")[1].headers["if-modified-since"] == LAST_MODIFIED


def test_the_same_bytes_again_are_unchanged_and_other_bytes_are_changed(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", PDF)
    same = desk.ask("/plan.pdf", sha256=SHA256)
    assert (same.capture.outcome, same.capture.status, same.path) == ("unchanged", 200, None)
    assert desk.leftovers == []
    desk.publisher.put("/plan.pdf", pdf("Second Basic Plan"))
    other = desk.ask("/plan.pdf", sha256=SHA256)
    assert other.capture.outcome == "changed"
    assert other.path is not None


def test_a_lost_copy_is_fetched_whole_whatever_the_server_thinks(desk: Desk) -> None:
    url = desk.publisher.put("/plan.pdf", PDF)
    etag = desk.publisher.files["/plan.pdf"].etag
    fetched = desk.ask("/plan.pdf", sha256=SHA256, etag=etag, held=False)
    assert fetched.capture.outcome == "unchanged"
    assert fetched.path is not None, f"{url} must come whole, our copy is gone"
    assert fetched.path.read_bytes() == PDF


def test_a_page_a_feed_and_anything_else_are_told_by_their_bytes(desk: Desk) -> None:
    for path, body in {
        "/a": PAGE,
        "/b": b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"/>',
        "/c": PDF,
        "/d": b"PK\x03\x04 a spreadsheet",
        "/e": '﻿<html lang="ja"><title>基本計画</title></html>'.encode("utf-16-le"),
    }.items():
        desk.publisher.put(path, body, media_type="text/plain")
    results = desk.ask_all([desk.request(f"/{name}") for name in "abcde"])
    assert [r.capture.media_type for r in results] == [
        "text/html", "application/xml", "application/pdf", "application/octet-stream", "text/html",
    ]  # fmt: skip


def test_redirects_are_followed_and_permanent_ones_told_apart(desk: Desk) -> None:
    url = desk.publisher.put("/plan.pdf", PDF)
    moved = desk.ask("/redirect?code=301&to=/plan.pdf").capture
    assert (moved.outcome, moved.final_url, moved.moved_permanently) == ("new", url, True)
    mixed = desk.ask("/redirect?code=308&to=/redirect%3Fcode=302%26to=/plan.pdf").capture
    assert (mixed.outcome, mixed.final_url, mixed.moved_permanently) == ("new", url, False)


def test_addresses_leave_as_the_publisher_wrote_them(desk: Desk) -> None:
    targets = {
        "/計画.pdf": "/%E8%A8%88%E7%94%BB.pdf",
        "/%8Cv%89%E6.pdf": "/%8Cv%89%E6.pdf",  # Shift_JIS, escaped
        "/a b.pdf?x=%7E~": "/a%20b.pdf?x=%7E~",
    }
    for written in targets:
        desk.ask(desk.publisher.url(written))
    sent = [call.target for call in desk.publisher.seen if call.path != "/robots.txt"]
    assert sent == list(targets.values())


def test_results_stream_while_requests_are_still_being_made(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", PDF)
    taken: list[int] = []

    def requests() -> Iterator[Request]:
        for number in range(60):
            taken.append(number)
            assert threading.current_thread() is threading.main_thread()
            yield desk.request(f"/plan.pdf?n={number}")

    with desk.fetcher(window=4) as fetcher:
        for given_back, fetched in enumerate(fetcher.fetch(requests()), 1):
            assert len(taken) - given_back <= 4
            assert fetched.path is not None
            fetched.path.unlink()
    assert len(taken) == 60
    assert desk.leftovers == []


def test_breaking_off_leaves_the_fetcher_usable(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", PDF)
    with desk.fetcher() as fetcher:
        for _ in fetcher.fetch([desk.request("/plan.pdf"), desk.request("/stall")]):
            break
        assert [f.capture.outcome for f in fetcher.fetch([desk.request("/plan.pdf?2")])] == ["new"]


def test_one_fetch_inside_another_does_not_wait_for_it(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", PDF)
    outer = (desk.request(f"/plan.pdf?n={number}") for number in range(8))
    with desk.fetcher(window=2) as fetcher:
        for _ in fetcher.fetch(outer):
            inner = list(fetcher.fetch([desk.request("/plan.pdf?inner")]))
            assert inner[0].error is None


def test_a_folder_that_is_missing_or_vanishes_stops_everything(
    desk: Desk, tmp_path: Path, publisher: Publisher
) -> None:
    with pytest.raises(StorageError, match="missing"):
        Desk(publisher, tmp_path / "missing").ask("/status?code=200")
    publisher.put("/plan.pdf", PDF)
    with desk.fetcher() as fetcher:
        desk.incoming.rmdir()
        with pytest.raises(StorageError, match="Could not write"):
            list(fetcher.fetch([desk.request("/plan.pdf")]))


def test_what_a_killed_run_left_complete_is_cleared_away(desk: Desk) -> None:
    (desk.incoming / "0123-1.body").write_bytes(PDF)
    desk.ask("/status?code=404")
    assert desk.leftovers == []
