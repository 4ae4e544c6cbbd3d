"""A connection on which no wait is longer than allowed.

Every wait ends with the deadline of the whole exchange, after so long a silence, or when the
caller wants no more. That is why the sockets do not block and all waiting is done here.
"""

from __future__ import annotations

import contextlib
import io
import os
import select
import socket
import ssl
from dataclasses import dataclass
from time import monotonic

from ingest.fetching.retry import TryError

_HEAD = 1 << 14  # bytes read at a time where lines are read


class HaltedError(Exception):
    """The caller wants no more: what is under way is broken off and nothing is said of it."""


class Halt:
    """A word to stop, which reaches whoever waits for anything on behalf of the same requests."""

    def __init__(self) -> None:
        self.said = False
        self._read, self._write = os.pipe()

    def say(self) -> None:
        """Stop."""
        if not self.said:
            self.said = True
            with contextlib.suppress(OSError):  # closed: nobody waits any more
                os.write(self._write, b".")

    def close(self) -> None:
        """Nobody waits any more, nor will."""
        self.said = True
        for end in (self._read, self._write):
            with contextlib.suppress(OSError):
                os.close(end)

    def wait(self, seconds: float, descriptor: int | None = None, events: int = 0) -> bool:
        """Whether `events` happened at the descriptor within so many seconds.

        Without a descriptor, sleep. Raises HaltedError.
        """
        poll = select.poll()
        poll.register(self._read, select.POLLIN)
        if descriptor is not None:
            poll.register(descriptor, events)
        happened = poll.poll(max(0.0, seconds) * 1000)
        if self.said:
            raise HaltedError
        return bool(happened)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long one exchange may take, in seconds, and who may end it."""

    halt: Halt
    deadline: float  # for all of it
    until: float  # on the monotonic clock
    idle: float  # without a byte

    def left(self) -> float:
        """Seconds until the deadline. Raises TryError when it has passed."""
        left = self.until - monotonic()
        if left <= 0:
            words = f"was not finished after {self.deadline:g} seconds"
            raise TryError(words, again=False, cut=True)
        return left

    def wait(self, descriptor: int, events: int) -> None:
        """Wait until something can be read or written. Raises TryError and HaltedError."""
        if not self.halt.wait(min(self.idle, self.left()), descriptor, events):
            self.left()
            raise TryError(f"sent nothing for {self.idle:g} seconds", cut=True)


class Wire(io.RawIOBase):
    """An open connection, as a file that is read and a `send`."""

    def __init__(self, connected: socket.socket, patience: Patience) -> None:
        connected.setblocking(False)
        self._socket = connected
        self.patience = patience
        self._reader = _Reader(self, _HEAD)

    def makefile(self, mode: str = "rb") -> _Reader:
        """What the standard library's parser reads from: the same for every answer."""
        return self._reader

    def encrypt(self, context: ssl.SSLContext, host: str) -> None:
        """Agree on encryption and check who is there. Raises ssl.SSLError, OSError, TryError."""
        secure = context.wrap_socket(
            self._socket, server_hostname=host, do_handshake_on_connect=False
        )
        self._socket = secure
        while True:
            try:
                secure.do_handshake()
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as error:
                self._wait_for(error, select.POLLIN)
            else:
                return

    def send(self, data: bytes) -> None:
        """Send all of it. Raises OSError, TryError."""
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[self._socket.send(rest) :]
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError) as error:
                self._wait_for(error, select.POLLOUT)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """What has come, waiting for something. Raises OSError, TryError."""
        self.patience.left()
        while True:
            try:
                return self._socket.recv_into(buffer)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError) as error:
                self._wait_for(error, select.POLLIN)

    def is_quiet(self) -> bool:
        """Whether it is open and nothing has come that nobody asked for."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return not poll.poll(0)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()
        super().close()

    def _wait_for(self, error: OSError, events: int) -> None:
        if isinstance(error, ssl.SSLWantReadError):
            events = select.POLLIN
        elif isinstance(error, ssl.SSLWantWriteError):
            events = select.POLLOUT
        self.patience.wait(self._socket.fileno(), events)


class _Reader(io.BufferedReader):
    """Outlives the answers read from it: the parser closes it after each."""

    def close(self) -> None:
        """Leave the connection open; `Wire.close` ends it."""
