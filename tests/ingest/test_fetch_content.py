"""What bytes are, and whether a PDF came to its end."""

from __future__ import annotations

import resource
from datetime import UTC, datetime

import pytest

from ingest.fetching.address import parse_address, redirected
from ingest.fetching.content import HEAD, TAIL, is_challenge, media_type, pdf_ending
from ingest.fetching.retry import retry_after
from metadata.errors import StorageError
from tests.faults import PDF, pdf
from tests.fetching import Desk

pytest_plugins = ["tests.fetching_fixtures"]

NOW = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "declared", "found"),
    [
        (PDF, "text/html", "application/pdf"),
        (b"\n" * 1019 + b"%PDF-1.4", "", "application/pdf"),
        (b"\n" * 1020 + b"%PDF-1.4", "application/pdf", "application/octet-stream"),
        (b"<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>", "", "text/html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "", "text/html"),
        (b"\xef\xbb\xbf<rss version='2.0'><channel>", "text/html", "application/xml"),
        (b"<p>A fragment", "", "text/html"),
        (b"Plans of 2017", "text/html; charset=x", "text/html"),
        (b"Plans of 2017", "text/plain", "application/octet-stream"),
        (b"PK\x03\x04\0\0", "text/html", "application/octet-stream"),
        (b"", "text/html", "application/octet-stream"),
    ],
)
def test_media_types(head: bytes, declared: str, found: str) -> None:
    assert media_type(head, declared) == found


@pytest.mark.parametrize(
    ("body", "ending"),
    [
        (PDF, "whole"),
        (PDF + b"\0" * 1000, "whole"),
        (PDF.removesuffix(b"%%EOF\n"), "odd"),
        (PDF[:-200], "cut"),
        (PDF[:1000], "cut"),
        (b"%PDF-1.7\n1 0 obj\n<</Linearized 1/L 90>>\nstartxref\n0\n%%EOF\n" + b"x" * 9000, "odd"),
        (b"%PDF-1.7\n1 0 obj\n<</Linearized 1/L 99999>>\nstartxref\n0\n" + b"x" * 9000, "cut"),
    ],
)
def test_endings(body: bytes, ending: str) -> None:
    assert pdf_ending(body[:HEAD], body[-TAIL:], len(body)) == ending


def test_an_article_about_bot_checks_is_no_bot_check() -> None:
    assert not is_challenge(b"<html><title>Report</title><p>Just a moment, please</p>", {})
    assert is_challenge(b"<html><title>Just a moment...</title>", {})


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None), ("", None), ("soon", None), ("-1", None), ("1.5", None), ("120", 120.0),
        ("Tue, 03 Nov 2026 02:31:00 GMT", 60.0), ("Tue, 03 Nov 2026 02:29:00 GMT", 0.0),
        ("Tue, 03 Nov 2026 11:31:00 +0900", 60.0), ("Tue, 99 Nov 2026 02:31:00 GMT", None),
        ("١٢", None), ("9" * 400, 9_999_999_999.0),
    ],
)  # fmt: skip
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_addresses_and_where_they_lead() -> None:
    address = parse_address("HTTP://WWW.Example.JP.:80/a/../b?q=東京#part")
    assert address.url == "http://www.example.jp/a/../b?q=%E6%9D%B1%E4%BA%AC"
    assert address.lane == parse_address("https://www.example.jp/").lane
    assert address.lane != parse_address("http://www.example.jp:8080/").lane
    assert redirected(address, "../c d.pdf").url == "http://www.example.jp/c%20d.pdf"
    assert redirected(address, "//other.example/").host == "other.example"
    raw = "/\udce8\udca8\udc88.pdf"  # bytes of a header that no charset explains
    assert redirected(address, raw).target == "/%E8%A8%88.pdf"


def test_a_full_disk_stops_everything_and_leaves_nothing(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", pdf(padding=900_000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(StorageError, match="File too large"):
            desk.ask("/plan.pdf")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert desk.leftovers == []
    assert desk.ask("/plan.pdf").error is None
