"""Which addresses may never be connected to, whatever a page, a redirect or DNS says."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from ingest.fetching.address import parse_address
from ingest.fetching.guard import check_host, is_public, named_pairs
from metadata.errors import BlockedAddressError
from tests.faults import PDF, Publisher
from tests.fetching import Desk

pytest_plugins = ["tests.fetching_fixtures"]


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.8.8", "168.63.129.16",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1",
        "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1",
        "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
        "2606:4700::1%eth0", "not an address", "",
    ],
)  # fmt: skip
def test_these_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1",
     "198.17.0.1", "223.255.255.1", "2606:4700::1111", "2a00:1450::1", "2001:200::1"],
)  # fmt: skip
def test_these_are_public(address: str) -> None:
    assert is_public(address)


def test_only_numbers_and_localhost_with_a_port_permit_a_private_address() -> None:
    assert named_pairs(["127.0.0.1:8400", "[::1]:81"]) == {("127.0.0.1", 8400), ("::1", 81)}
    assert named_pairs(["localhost:8400"]) == {("127.0.0.1", 8400), ("::1", 8400)}
    assert named_pairs(["127.0.0.1", "::1", "intranet.example:8400", ""]) == frozenset()


def test_a_host_is_allowed_by_name_and_by_port_where_one_is_written() -> None:
    hosts = ["WWW.example.jp", "127.0.0.1:8400", "[::1]:81", "日本.example"]
    for good in [
        "https://www.example.jp/a", "http://www.example.jp./", "http://WWW.EXAMPLE.JP:8080/",
        "http://127.0.0.1:8400/", "http://[::1]:81/", "http://xn--wgv71a.example/",
        "http://日本.example/",
    ]:  # fmt: skip
        check_host(parse_address(good), hosts)
    for bad in [
        "https://example.jp/", "https://evil-www.example.jp/", "https://www.example.jp.evil.test/",
        "http://127.0.0.1/", "http://127.0.0.1:8401/", "http://[::1]/",
    ]:  # fmt: skip
        with pytest.raises(BlockedAddressError, match="not among the source's hosts"):
            check_host(parse_address(bad), hosts)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://www.example.jp/", "http://", "http:///a", "www.example.jp/a",
     "http://user@www.example.jp/", "http://www.example.jp\\@127.0.0.1/", "http://a b/",
     "http://www.example.jp:99999/", "http://www.example.jp:x/", "http://[::1/", "http://[v1.x]/",
     "http://%31%32%37.0.0.1/", "javascript:alert(1)", "http://-/",
     "http://" + "é" * 70 + "/"],
)  # fmt: skip
def test_an_address_with_two_readings_is_refused(url: str) -> None:
    with pytest.raises(BlockedAddressError):
        check_host(parse_address(url), ["www.example.jp", "a", "127.0.0.1"])


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1",
     "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "127.0.0.1."],
)  # fmt: skip
def test_no_spelling_of_this_machine_is_connected_to(desk: Desk, host: str) -> None:
    fetched = desk.ask(desk.publisher.url("/status?code=200", host), hosts=(host,))
    assert (fetched.capture.outcome, fetched.capture.code) == ("blocked", "blocked")
    assert desk.publisher.seen == [], "nothing reached the server, not even for robots.txt"


def test_a_redirect_to_a_private_address_is_blocked_though_its_host_is_named(desk: Desk) -> None:
    with Publisher() as inner:
        to = inner.url("/status?code=200", "localhost")
        fetched = desk.ask(f"/redirect?to={to}", hosts=(desk.publisher.host, "localhost"))
        assert fetched.capture.outcome == "blocked"
        assert "not a public address" in (fetched.capture.message or "")
        assert inner.seen == []


def test_a_name_that_dns_leads_here_is_blocked(desk: Desk, monkeypatch: Any) -> None:
    resolved = []

    def lying(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        resolved.append(host)
        return [
            (family, socket.SOCK_STREAM, 6, "", (address, port, *more))
            for family, address, more in (
                (socket.AF_INET6, "::ffff:127.0.0.1", (0, 0)),
                (socket.AF_INET, "127.0.0.1", ()),
            )
        ]

    monkeypatch.setattr(socket, "getaddrinfo", lying)
    url = desk.publisher.url("/status?code=200", "www.example.jp")
    for hosts in [("www.example.jp",), (f"www.example.jp:{desk.publisher.port}",)]:
        fetched = desk.ask(url, hosts=hosts)
        assert fetched.capture.outcome == "blocked"
    assert resolved == ["www.example.jp"] * 2, "blocked for good, not tried again"
    assert desk.publisher.seen == []


def test_what_one_source_permits_is_not_permitted_to_another(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", PDF)
    own = desk.request("/plan.pdf")
    other = desk.request("/plan.pdf?other", hosts=("127.0.0.1",))
    with desk.fetcher() as fetcher:
        assert next(iter(fetcher.fetch([own]))).error is None
        fetched = next(iter(fetcher.fetch([other])))
    assert fetched.capture.outcome == "blocked", "an open connection must not be a way in"


def test_a_named_private_address_is_reachable_by_number_and_as_localhost(
    desk: Desk, publisher: Publisher
) -> None:
    publisher.put("/plan.pdf", PDF)
    assert desk.ask("/plan.pdf").error is None
    url = publisher.url("/plan.pdf", "localhost")
    assert desk.ask(url, hosts=(f"localhost:{publisher.port}",)).error is None
