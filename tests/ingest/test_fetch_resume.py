"""Downloads that break off, and where they go on."""

from __future__ import annotations

import hashlib
import json

import pytest

from metadata.errors import TruncatedError
from tests.faults import PDF, Published, pdf
from tests.fetching import Desk

pytest_plugins = ["tests.fetching_fixtures"]

SHA256 = hashlib.sha256(PDF).hexdigest()
ETAG = Published(body=PDF).etag


def test_a_short_body_is_resumed_where_it_broke_off(desk: Desk) -> None:
    fetched = desk.ask("/short?times=2&bytes=60000")
    assert (fetched.capture.outcome, fetched.capture.sha256) == ("new", SHA256)
    assert fetched.capture.bytes == len(PDF)
    assert fetched.path is not None
    assert fetched.path.read_bytes() == PDF
    _, second, third = desk.publisher.asked("/short")
    assert (second.headers["range"], second.headers["if-range"]) == ("bytes=60000-", ETAG)
    assert third.headers["range"] == "bytes=120000-"
    assert desk.leftovers == [fetched.path.name]


def test_a_body_that_stays_short_is_never_published_and_goes_on_at_the_next_run(
    desk: Desk,
) -> None:
    target = "/short?times=2&bytes=60000"
    broken = desk.ask(target, limits={"tries": 1})
    assert isinstance(broken.error, TruncatedError)
    assert (broken.capture.outcome, broken.capture.code) == ("failed", "truncated")
    assert "after 60,000 bytes" in broken.error.message
    assert broken.path is None
    assert {name.split(".")[1] for name in desk.leftovers} == {"part", "json"}
    fetched = desk.ask(target)
    assert fetched.capture.sha256 == SHA256
    assert desk.publisher.asked("/short")[1].headers["range"] == "bytes=60000-"
    assert len(desk.leftovers) == 1


def test_a_body_nobody_can_go_on_with_is_fetched_from_the_start(desk: Desk) -> None:
    fetched = desk.ask("/short?validators=no")
    assert fetched.capture.sha256 == SHA256
    assert "range" not in desk.publisher.asked("/short")[1].headers
    desk.ask("/short?validators=no&times=9", limits={"tries": 2})
    assert desk.leftovers == []


@pytest.mark.parametrize("how", ["ignored", "416", "wrong", "changed"])
def test_a_range_that_is_not_honoured_means_the_whole_file_again(desk: Desk, how: str) -> None:
    fetched = desk.ask(f"/bad-range?how={how}")
    assert (fetched.capture.outcome, fetched.capture.sha256) == ("new", SHA256)
    calls = desk.publisher.asked("/bad-range")
    assert calls[1].headers["range"] == "bytes=50000-"
    assert len(calls) == (2 if how == "ignored" else 3)
    assert fetched.path is not None
    assert desk.leftovers == [fetched.path.name]


def test_a_file_that_changed_in_between_is_fetched_whole(desk: Desk) -> None:
    target = "/short?times=1&bytes=60000"
    desk.ask(target, limits={"tries": 1})
    other = pdf("Second Basic Plan", padding=100_000)
    desk.publisher.put("/short", other)
    fetched = desk.ask(target)
    assert fetched.capture.sha256 == hashlib.sha256(other).hexdigest()
    assert desk.publisher.asked("/short")[1].headers["if-range"] == ETAG


@pytest.mark.parametrize(
    "note", [b"", b"{}", b"[]", b'{"bytes": "x"}', b'{"url": "http://other/", "bytes": 5}', b"\xff"]
)
def test_a_part_whose_note_is_not_right_is_not_trusted(desk: Desk, note: bytes) -> None:
    target = "/short?times=1&bytes=60000"
    desk.ask(target, limits={"tries": 1})
    (path,) = desk.incoming.glob("*.json")
    path.write_bytes(note)
    assert desk.ask(target).capture.sha256 == SHA256
    assert "range" not in desk.publisher.asked("/short")[1].headers


def test_only_the_bytes_known_to_be_on_the_disk_are_trusted(desk: Desk) -> None:
    target = "/short?times=1&bytes=60000"
    desk.ask(target, limits={"tries": 1})
    (note,) = desk.incoming.glob("*.json")
    (part,) = desk.incoming.glob("*.part")
    # What a power failure leaves: the part longer than what was synced, and its end garbage.
    note.write_text(json.dumps(json.loads(note.read_text()) | {"bytes": 40_000}))
    with part.open("r+b") as file:
        file.seek(40_000)
        file.write(b"\0" * 25_000)
    fetched = desk.ask(target)
    assert fetched.capture.sha256 == SHA256
    assert desk.publisher.asked("/short")[1].headers["range"] == "bytes=40000-"
