"""The newest good capture from the Wayback Machine, checked like any download."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ingest.fetch import Request
from ingest.wayback import Wayback
from metadata.errors import FetchError, NotAPdfError
from tests.faults import PAGE, Call, Published, pdf
from tests.fetching import Desk
from tests.wayback import WaybackStandIn

pytest_plugins = ["tests.fetching_fixtures"]

URL = "https://www.example.jp/measures/plan.pdf?lang=en"
OLD, NEW = pdf("Basic Plan [2015]"), pdf("Basic Plan [2017]")


@pytest.fixture
def machine() -> Iterator[WaybackStandIn]:
    with WaybackStandIn() as running:
        yield running


def ask(desk: Desk, machine: WaybackStandIn, **fields: Any) -> Any:
    request = Request(url=URL, hosts=("www.example.jp",), delay=0.0)
    with desk.fetcher() as fetcher:
        wayback = Wayback(fetcher, api=machine.url(""), delay=0.0)
        return wayback.fetch(replace(request, **fields))


def test_the_newest_capture_comes_with_its_date_and_address(
    desk: Desk, machine: WaybackStandIn
) -> None:
    machine.keep("20150401000000", URL, OLD)
    digest = machine.keep("20190405063000", URL, NEW)
    machine.keep("20200101000000", URL, PAGE, media_type="text/html", status=404)
    fetched = ask(desk, machine, key="plan")
    capture = fetched.capture
    assert (fetched.error, fetched.request.url, fetched.request.key) == (None, URL, "plan")
    assert fetched.path.read_bytes() == NEW
    assert (capture.url, capture.via, capture.outcome) == (URL, "wayback", "new")
    assert capture.final_url == machine.url(f"/web/20190405063000id_/{URL}")
    assert "2019-04-05T06:30:00Z" in capture.message
    assert capture.sha1_base32 == digest
    assert (capture.etag, capture.last_modified) == (None, None)


def test_a_capture_that_is_no_pdf_is_passed_over_for_an_older_one(
    desk: Desk, machine: WaybackStandIn
) -> None:
    machine.keep("20150401000000", URL, OLD)
    machine.keep("20180101000000", URL, PAGE)  # a soft 404 that was sent as a PDF
    fetched = ask(desk, machine)
    assert fetched.path.read_bytes() == OLD
    assert "2015-04-01" in fetched.capture.message


def test_when_no_capture_is_good_the_reason_is_told(desk: Desk, machine: WaybackStandIn) -> None:
    machine.keep("20180101000000", URL, PAGE)
    fetched = ask(desk, machine)
    assert isinstance(fetched.error, NotAPdfError)
    assert (fetched.capture.outcome, fetched.capture.via) == ("failed", "wayback")
    assert (fetched.path, desk.leftovers) == (None, [])


def test_without_captures_there_is_nothing(desk: Desk, machine: WaybackStandIn) -> None:
    machine.keep("20150401000000", "https://www.example.jp/other.pdf", OLD)
    assert ask(desk, machine) is None


def test_the_same_bytes_as_we_hold_are_unchanged(desk: Desk, machine: WaybackStandIn) -> None:
    machine.keep("20150401000000", URL, OLD)
    fetched = ask(desk, machine, sha256=hashlib.sha256(OLD).hexdigest(), etag='"ours"')
    assert (fetched.capture.outcome, fetched.path) == ("unchanged", None)
    changed = ask(desk, machine, sha256="0" * 64)
    assert changed.capture.outcome == "changed"


def test_a_digest_that_differs_is_noted(desk: Desk, machine: WaybackStandIn) -> None:
    machine.keep("20150401000000", URL, OLD)
    machine.files[f"/web/20150401000000id_/{URL.partition('?')[0]}"] = Published(body=NEW)
    machine.files.pop(f"/web/20150401000000id_/{URL}")
    assert "another digest" in ask(desk, machine).capture.message


def test_too_many_requests_is_not_argued_with(desk: Desk, machine: WaybackStandIn) -> None:
    def busy(call: Call) -> None:
        call.answer(status=429)

    machine.tricks["/cdx/search/cdx"] = busy
    request = Request(url=URL, hosts=(), delay=0.0)
    with desk.fetcher() as fetcher:
        wayback = Wayback(fetcher, api=machine.url(""), delay=0.0)
        for _ in range(3):
            with pytest.raises(FetchError, match="answered 429"):
                wayback.fetch(request)
    assert len(machine.seen) == 1


@pytest.mark.parametrize("body", [b"<html>", b'{"a": 1}', b'[["timestamp"], ["2015"]]', b"[1, 2]"])
def test_an_unreadable_answer_is_said(desk: Desk, machine: WaybackStandIn, body: bytes) -> None:
    machine.tricks["/cdx/search/cdx"] = lambda call: call.answer(body)
    with pytest.raises(FetchError, match="unreadable"):
        ask(desk, machine)


def test_searches_keep_the_pace(desk: Desk, machine: WaybackStandIn) -> None:
    request = Request(url=URL, hosts=(), delay=0.0)
    with desk.fetcher() as fetcher:
        wayback = Wayback(fetcher, api=machine.url(""), delay=0.1)
        assert [wayback.fetch(request) for _ in range(3)] == [None] * 3
    first, second, third = machine.seen
    assert second.at - first.at >= 0.1
    assert third.at - second.at >= 0.1
