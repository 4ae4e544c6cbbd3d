"""One HTTP exchange. The only module that knows the HTTP library and its exceptions."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import zlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import aiohttp
import yarl

from ingest.fetching.address import Address
from ingest.fetching.guard import check_literal, guarded_socket
from ingest.fetching.records import FetchLimits
from ingest.fetching.retry import TryError

_CHUNK = 1 << 16
_DRAIN = 1 << 16  # an error page up to this long is read, so that the connection can be reused
_DRAIN_SECONDS = 5.0


@dataclass(slots=True, kw_only=True)
class Answer:
    """The head of a response, and its body still to be read."""

    status: int
    headers: tuple[tuple[str, str], ...]  # in order, as sent
    fields: Mapping[str, str] = field(init=False)  # lower-case names, the last one wins
    framed: bool  # the server said where the body ends
    body: aiohttp.StreamReader

    def __post_init__(self) -> None:
        self.fields = {name.lower(): value for name, value in self.headers}

    @property
    def length(self) -> int | None:
        """Content-Length, when it is a number."""
        value = self.fields.get("content-length", "")
        return int(value) if value.isdigit() and value.isascii() and len(value) < 19 else None

    @property
    def encoded(self) -> bool:
        """Whether the body is compressed."""
        return self.fields.get("content-encoding", "identity").strip().lower() not in (
            "", "identity",
        )  # fmt: skip

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body, decoded, in pieces of bounded size whatever it inflates to."""
        if not self.encoded:
            while raw := await self.body.readany():
                yield raw
            return
        coding = self.fields["content-encoding"].strip().lower()
        if coding not in ("gzip", "x-gzip", "deflate"):
            raise TryError(f"sent a body compressed as {coding}, unasked", again=False)
        decoder = zlib.decompressobj(wbits=47 if coding != "deflate" else 15)
        while raw := await self.body.readany():
            while raw:
                try:
                    piece = decoder.decompress(raw, _CHUNK)
                except zlib.error as error:
                    raise TryError(f"sent a damaged {coding} body ({error})") from error
                raw = decoder.unconsumed_tail
                yield piece
        if not decoder.eof:
            raise TryError("ended its compressed body too early", cut=True)

    async def drain(self) -> None:
        """Read a short body that nobody wants. Whatever is wrong with it does not matter."""
        read = 0
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with asyncio.timeout(_DRAIN_SECONDS):
                while read < _DRAIN and (raw := await self.body.readany()):
                    read += len(raw)


class Transport:
    """Connections to hosts, one for each, guarded where the sockets are made."""

    def __init__(self, user_agent: str, limits: FetchLimits) -> None:
        self._limits = limits
        connector = aiohttp.TCPConnector(
            limit_per_host=1,
            socket_factory=guarded_socket,
            # Addresses one after the other: racing them swallows the guard's refusal.
            happy_eyeballs_delay=None,
            use_dns_cache=False,  # what a name means is asked, and checked, for each connection
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "identity"},
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=limits.connect, sock_read=limits.idle
            ),
            auto_decompress=False,
            max_line_size=32768,
            max_field_size=32768,
        )
        # It would send a GET again by itself, and "at most five tries" would be ten.
        self._session._retry_connection = False

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()

    @contextlib.asynccontextmanager
    async def open(self, address: Address, headers: Mapping[str, str]) -> AsyncIterator[Answer]:
        """Send a GET and hand over the answer; the deadline covers all that is done with it.

        Raises TryError, also for what happens while the body is read, and BlockedAddressError.
        """
        check_literal(address)
        url = yarl.URL(address.url, encoded=True)
        try:
            secure = self._context if address.scheme == "https" else True
            async with (
                asyncio.timeout(self._limits.deadline),
                self._session.get(
                    url, headers=headers, allow_redirects=False, ssl=secure
                ) as response,
            ):
                yield Answer(
                    status=response.status,
                    headers=tuple((_text(n), _text(v)) for n, v in response.raw_headers),
                    framed=_framed(response),
                    body=response.content,
                )
        except _TROUBLES as error:
            raise self._translated(error) from error

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def _translated(self, error: Exception) -> TryError:
        """What happened, in words, and whether another try may help."""
        limits = self._limits
        match error:
            case aiohttp.ConnectionTimeoutError():
                return TryError(f"could not be connected to within {limits.connect:g} seconds")
            case aiohttp.SocketTimeoutError():
                return TryError(f"sent nothing for {limits.idle:g} seconds", cut=True)
            case TimeoutError():
                words = f"was not finished after {limits.deadline:g} seconds"
                return TryError(words, again=False, cut=True)
            case aiohttp.ClientConnectorCertificateError() | ssl.CertificateError():
                return TryError(f"has a certificate that is not valid ({_why(error)})", again=False)
            case aiohttp.ClientSSLError() | ssl.SSLError():
                return TryError(f"could not agree on encryption ({_why(error)})", again=False)
            case aiohttp.ClientConnectorDNSError():
                return TryError(f"has a host name that DNS does not know ({_why(error)})")
            case aiohttp.ClientConnectorError():
                return TryError(f"could not be connected to ({_why(error)})")
            case aiohttp.ClientPayloadError():
                return TryError("ended its body too early", cut=True)
            case aiohttp.InvalidURL():
                return TryError("is not an address that can be asked for", again=False)
            case aiohttp.ClientResponseError():
                why = error.message.partition("\n")[0].rstrip(":")  # below it stands what came
                return TryError(f"answered something that is not HTTP ({why[:200]})")
            case _:
                return TryError(f"broke the connection ({_why(error)})", cut=True)


_TROUBLES = (aiohttp.ClientError, TimeoutError, OSError, UnicodeError)


def _framed(response: aiohttp.ClientResponse) -> bool:
    chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
    return chunked or "Content-Length" in response.headers


def _why(error: Exception) -> str:
    cause = getattr(error, "os_error", None) or getattr(error, "certificate_error", None) or error
    reason = getattr(cause, "verify_message", None) or getattr(cause, "strerror", None)
    return str(reason or cause or type(cause).__name__)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
