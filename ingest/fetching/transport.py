"""One HTTP exchange. The only module that knows the HTTP library and its exceptions.

The parser is the standard library's; it reads from a wire of ours, which knows deadlines. One
thread asks one host at a time, so nothing here waits for anybody else.
"""

from __future__ import annotations

import contextlib
import re
import ssl
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from http.client import HTTPException, HTTPResponse, IncompleteRead, RemoteDisconnected
from time import monotonic

from ingest.fetching.address import Address
from ingest.fetching.connecting import connect
from ingest.fetching.guard import check_literal
from ingest.fetching.records import FetchLimits
from ingest.fetching.retry import TryError
from ingest.fetching.wire import Halt, Patience, Wire

_CHUNK = 1 << 16
_DRAIN = 1 << 16  # an error page up to this long is read, so that the connection can be reused
_DRAIN_SECONDS = 5.0
_KEPT_OPEN = 32  # connections to hosts that may be asked again
_INTERIM = 8  # "wait, the answer is coming" before an answer
_UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+\s*")
_TROUBLES = (OSError, HTTPException)


@dataclass(slots=True, kw_only=True)
class Answer:
    """The head of a response, and its body still to be read."""

    status: int
    headers: tuple[tuple[str, str], ...]  # in order, as sent
    fields: Mapping[str, str] = field(init=False)  # lower-case names, the last one wins
    framed: bool  # the server said where the body ends
    wire: Wire
    response: HTTPResponse

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

    @property
    def may_be_followed(self) -> bool:
        """Whether all of it was read, and the connection is good for another."""
        whole = self.response.length == 0 or self.response.isclosed()
        return whole and not self.response.will_close

    def chunks(self) -> Iterator[bytes]:
        """The body, decoded, in pieces of bounded size whatever it inflates to."""
        if not self.encoded:
            yield from self._raw()
            return
        coding = self.fields["content-encoding"].strip().lower()
        if coding not in ("gzip", "x-gzip", "deflate"):
            raise TryError(f"sent a body compressed as {coding}, unasked", again=False)
        decoder = zlib.decompressobj(wbits=47 if coding != "deflate" else 15)
        for raw in self._raw():
            while raw:
                try:
                    piece = decoder.decompress(raw, _CHUNK)
                except zlib.error as error:
                    raise TryError(f"sent a damaged {coding} body ({error})") from error
                raw = decoder.unconsumed_tail
                yield piece
        if not decoder.eof:
            raise TryError("ended its compressed body too early", cut=True)

    def drain(self) -> None:
        """Read a short body that nobody wants. Whatever is wrong with it does not matter."""
        read, patience = 0, self.wire.patience
        until = min(patience.until, monotonic() + _DRAIN_SECONDS)
        self.wire.patience = replace(patience, until=until)
        with contextlib.suppress(TryError, *_TROUBLES):
            for raw in self._raw():
                read += len(raw)
                if read >= _DRAIN:
                    break

    def _raw(self) -> Iterator[bytes]:
        while raw := self.response.read1(_CHUNK):
            yield raw
        if self.response.length:
            raise TryError("ended its body too early", cut=True)


class Transport:
    """Connections to hosts, one for each, kept open for the next request."""

    def __init__(self, user_agent: str, limits: FetchLimits) -> None:
        self._limits = limits
        usual = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "identity"}
        self._usual = _lines(usual)
        self._open: dict[str, Wire] = {}  # by origin

    def close(self) -> None:
        """Close every connection."""
        while self._open:
            self._open.popitem()[1].close()

    @contextlib.contextmanager
    def open(self, address: Address, headers: Mapping[str, str], halt: Halt) -> Iterator[Answer]:
        """Send a GET and hand over the answer; the deadline covers all that is done with it.

        Raises TryError, also for what happens while the body is read, HaltedError, and
        BlockedAddressError.
        """
        check_literal(address)
        limits = self._limits
        patience = Patience(
            halt=halt, deadline=limits.deadline, until=monotonic() + limits.deadline,
            idle=limits.idle,
        )  # fmt: skip
        with self._wire(address, patience) as wire:
            try:
                wire.send(self._head(address, headers))
                answer = _answer(wire)
                yield answer
            except _TROUBLES as error:
                raise _translated(error) from error
            if answer.may_be_followed:
                self._keep(address, wire)

    @contextlib.contextmanager
    def _wire(self, address: Address, patience: Patience) -> Iterator[Wire]:
        """The connection that is open, or a new one; closed in the end unless it is kept."""
        wire = self._open.pop(address.origin, None)
        if wire is not None and not wire.is_quiet():
            wire.close()
            wire = None
        if wire is None:
            context = self._context if address.scheme == "https" else None
            wire = connect(address, patience, self._limits.connect, context)
        wire.patience = patience
        try:
            yield wire
        finally:
            if self._open.get(address.origin) is not wire:
                wire.close()

    def _keep(self, address: Address, wire: Wire) -> None:
        self._open[address.origin] = wire
        while len(self._open) > _KEPT_OPEN:
            oldest = self._open.pop(next(iter(self._open)), None)
            if oldest is not None:
                oldest.close()

    def _head(self, address: Address, headers: Mapping[str, str]) -> bytes:
        host = address.origin.partition("//")[2]
        return b"GET %b HTTP/1.1\r\nHost: %b\r\n%b%b\r\n" % (
            address.target.encode(), host.encode(), self._usual, _lines(headers),
        )  # fmt: skip

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context()


def _answer(wire: Wire) -> Answer:
    for _ in range(_INTERIM):
        response = HTTPResponse(wire, method="GET")  # type: ignore[arg-type]
        response.begin()
        if response.status >= 200:
            break
    else:
        raise TryError("answered without an end that the answer is coming")
    coding = response.headers.get("transfer-encoding", "identity").strip().lower()
    if coding not in ("chunked", "identity", ""):
        raise TryError(f"sent a body in a form that was not asked for ({coding[:100]})")
    return Answer(
        status=response.status,
        headers=tuple((_text(n), _text(v)) for n, v in response.headers.items()),
        framed=response.chunked or response.length is not None,
        wire=wire,
        response=response,
    )


def _translated(error: Exception) -> TryError:
    """What happened, in words, and whether another try may help."""
    match error:
        case IncompleteRead():
            return TryError("ended its body too early", cut=True)
        case OSError() if not isinstance(error, RemoteDisconnected):
            reason = error.strerror or str(error) or type(error).__name__
            return TryError(f"broke the connection ({reason})", cut=True)
        case RemoteDisconnected():
            return TryError("broke the connection (it was closed without an answer)", cut=True)
        case _:
            what = str(error)[:200] or type(error).__name__
            return TryError(f"answered something that is not HTTP ({what})")


def _lines(headers: Mapping[str, str]) -> bytes:
    """Header lines; what a publisher once sent cannot smuggle in a line of its own."""
    return "".join(
        f"{name}: {_UNSENDABLE.sub(' ', value)}\r\n" for name, value in headers.items()
    ).encode()


def _text(read: str) -> str:
    """A header as it was meant: UTF-8, or else Latin-1, as which the parser has read it."""
    if "\n" in read:  # an old form of a long line
        read = " ".join(read.split())
    if read.isascii():
        return read
    try:
        return read.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return read
