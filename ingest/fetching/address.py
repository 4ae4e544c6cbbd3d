"""Addresses taken apart strictly, so that no two readers of one can disagree on its host."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

from metadata.errors import BlockedAddressError

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a last label like this makes the host a number
_IPV4 = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")
_KEPT = "!#$%&'()*+,/:;=?@[]~"  # reserved or already escaped: sent as the publisher wrote it


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An http or https address, ready to be sent."""

    scheme: str
    host: str  # lower case, ASCII, without a final dot; IPv6 in brackets
    port: int
    target: str  # path and query, percent-encoded

    @property
    def origin(self) -> str:
        """Scheme, host and port, the port only where it is not the usual one."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    @property
    def url(self) -> str:
        """The whole address as it is sent."""
        return self.origin + self.target

    @property
    def lane(self) -> str:
        """Requests with the same lane are made one after the other."""
        usual = self.port in _PORTS.values()
        return self.host if usual else f"{self.host}:{self.port}"


@lru_cache(maxsize=1024)  # the same address is asked about more than once on its way
def parse_address(url: str) -> Address:
    """Raises BlockedAddressError for anything but a plain http or https address."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        ascii_host = host if host.isascii() else host.encode("idna").decode()
    except ValueError as error:
        raise BlockedAddressError(f"{url} is not an address: {error}. Not fetched.") from error
    if parts.scheme not in _PORTS:
        raise BlockedAddressError(f"{url} is not an http or https address. Not fetched.")
    if _NUMBER.fullmatch(ascii_host.rpartition(".")[2]) and not _IPV4.fullmatch(ascii_host):
        raise BlockedAddressError(f"{url} hides a numeric address. Not fetched.")
    if ":" in ascii_host:
        ascii_host = f"[{ascii_host}]"
    if "@" in parts.netloc or not _HOST.fullmatch(ascii_host):
        raise BlockedAddressError(f"{url} has no plain host name. Not fetched.")
    query = f"?{_quoted(parts.query)}" if parts.query else ""
    return Address(
        scheme=parts.scheme,
        host=ascii_host,
        port=_PORTS[parts.scheme] if port is None else port,
        target=(_quoted(parts.path) or "/") + query,
    )


def redirected(current: Address, location: str) -> Address:
    """Where a redirect leads. Raises BlockedAddressError where it must not be followed."""
    try:
        target = urljoin(current.url, location.strip())
    except ValueError as error:
        raise BlockedAddressError(
            f"{current.url} redirects to {location!r}, which is not an address. Not followed."
        ) from error
    if urlsplit(target).scheme not in _PORTS:
        raise BlockedAddressError(
            f"{current.url} redirects to {target}, which is not http or https. Not followed."
        )
    address = parse_address(target)
    if current.scheme == "https" and address.scheme == "http":
        raise BlockedAddressError(
            f"{current.url} redirects to {target}, from https down to http. Not followed."
        )
    return address


def _quoted(text: str) -> str:
    # A header may carry bytes that are no UTF-8; they arrive as surrogates and leave as bytes.
    return quote(text.encode("utf-8", "surrogateescape"), safe=_KEPT)
