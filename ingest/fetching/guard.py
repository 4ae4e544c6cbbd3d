"""Which hosts and which network addresses may be connected to.

Two questions, both asked at every hop. May this host be asked at all (`hosts` of the source)?
And, when the socket is made, is the address that the name led to a public one? The second is a
deny list of our own: `ipaddress.is_global` lets NAT64, 6to4 and multicast pass.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from contextvars import ContextVar
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from ingest.fetching.address import Address, parse_address
from metadata.errors import BlockedAddressError

Pair = tuple[str, int]
"""A numeric address and a port."""

permitted: ContextVar[frozenset[Pair]] = ContextVar("permitted", default=frozenset())
"""The private addresses the current request may use because its source names them."""

_DENIED_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's metadata service on a public number
        "169.254.0.0/16",  # link-local, and most clouds' metadata service
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",
    )
)
# IPv6 the other way round: only 2000::/3 is given out to the public, less these. That leaves
# out loopback, mapped and compatible IPv4, NAT64, unique local, link-local and multicast.
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_DENIED_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which carries any IPv4 address
        "3fff::/20",  # documentation
    )
)
_LOOPBACK = ("127.0.0.1", "::1")


@lru_cache(maxsize=256)
def is_public(address: str) -> bool:
    """Whether a numeric address belongs to the public Internet."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _DENIED_4)
    if ip.scope_id is not None or ip not in _PUBLIC_6:
        return False
    return not any(ip in network for network in _DENIED_6)


def named_pairs(hosts: Iterable[str]) -> frozenset[Pair]:
    """The private addresses that `hosts` permits: numeric ones, or localhost, with a port.

    A name is not enough: DNS decides what it means, and DNS may lie.
    """
    return _named_pairs(tuple(hosts))


@lru_cache(maxsize=256)
def _named_pairs(hosts: tuple[str, ...]) -> frozenset[Pair]:
    pairs: set[Pair] = set()
    for entry in hosts:
        host, port = _split(entry)
        if port is None:
            continue
        for address in _LOOPBACK if host == "localhost" else (host.strip("[]"),):
            try:
                pairs.add((str(ipaddress.ip_address(address)), port))
            except ValueError:
                continue
    return frozenset(pairs)


def check_host(address: Address, hosts: Iterable[str]) -> None:
    """Raises BlockedAddressError when `hosts` does not name the host of the address."""
    for entry in hosts:
        host, port = _split(entry)
        if host == address.host and port in (None, address.port):
            return
    raise BlockedAddressError(
        f"{address.url} was not fetched: {address.host} is not among the source's hosts. "
        "Add it to `hosts` if it belongs to the publisher."
    )


def check_pair(address: str, port: int) -> None:
    """Raises BlockedAddressError for an address that is neither public nor permitted now."""
    if not is_public(address) and (address, port) not in permitted.get():
        raise BlockedAddressError(
            f"A connection to {address} port {port} was refused: it is not a public address. "
            "If it is meant, write it with its port into the source's `hosts`."
        )


def check_literal(address: Address) -> None:
    """Ask for an address written in numbers before an open connection to it can be reused."""
    host = address.host.strip("[]")
    if host == "localhost":
        host = _LOOPBACK[0]
    try:
        check_pair(str(ipaddress.ip_address(host)), address.port)
    except ValueError:
        return  # a name: its address is checked when the socket is made


def guarded_socket(info: tuple[Any, ...]) -> socket.socket:
    """Make the socket for one connection. Raises BlockedAddressError.

    `info` is a row of getaddrinfo. The error is no OSError on purpose: that would be taken for
    a failed connection, and the next address would be tried.
    """
    family, kind, protocol, _, where = info
    check_pair(where[0], where[1])
    return socket.socket(family=family, type=kind, proto=protocol)


@lru_cache(maxsize=1024)
def _split(entry: str) -> tuple[str, int | None]:
    """An entry of `hosts` as host, written as in an Address, and port."""
    try:
        parts = urlsplit(f"http://{entry}")
        return parse_address(f"http://{entry}").host, parts.port
    except (ValueError, BlockedAddressError):
        return "", None
