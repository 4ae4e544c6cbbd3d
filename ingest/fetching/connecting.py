"""From a host's name to an open connection, guarded where the socket is made."""

from __future__ import annotations

import errno
import os
import select
import socket
import ssl
from collections.abc import Iterable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from ingest.fetching.address import Address
from ingest.fetching.guard import guarded_socket
from ingest.fetching.retry import TryError
from ingest.fetching.wire import Patience, Wire

_Found = list[tuple[Any, ...]]
_GLANCE = 0.05  # seconds between two looks at whether somebody still waits for a name


def connect(
    address: Address, patience: Patience, seconds: float, context: ssl.SSLContext | None
) -> Wire:
    """An open connection, encrypted when there is a `context`.

    `seconds` are for one address of the host. Raises TryError, HaltedError, and
    BlockedAddressError for an address that is not to be connected to.
    """
    host = address.host.strip("[]")
    wire = Wire(_connected(_looked_up(host, address.port, patience), patience, seconds), patience)
    try:
        if context is not None:
            wire.encrypt(context, host)
    except BaseException as error:
        wire.close()
        raise _translated(error) from error
    return wire


def _looked_up(host: str, port: int, patience: Patience) -> _Found:
    """What the name means, asked for each connection."""
    came: SimpleQueue[_Found | OSError | UnicodeError] = SimpleQueue()
    # A thread of its own, which nobody waits for: looking a name up knows no deadline.
    Thread(target=_look_up, args=(host, port, came), name="name", daemon=True).start()
    while True:
        try:
            found = came.get(timeout=_GLANCE)
        except Empty:
            patience.halt.wait(0)
            patience.left()
            continue
        if not isinstance(found, list):
            raise TryError(f"has a host name that DNS does not know ({_why(found)})") from found
        return found


def _look_up(host: str, port: int, came: SimpleQueue[_Found | OSError | UnicodeError]) -> None:
    try:
        came.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError) as error:
        came.put(error)


def _connected(found: Iterable[tuple[Any, ...]], patience: Patience, seconds: float) -> Any:
    """A socket connected to the first address that answers; one after the other is tried."""
    trouble = TryError("could not be connected to (no address)")
    for info in found:
        made = guarded_socket(info)
        try:
            return _reached(made, info[4], patience, seconds)
        except OSError as error:
            trouble = TryError(f"could not be connected to ({_why(error)})")
            made.close()
        except BaseException:
            made.close()
            raise
    raise trouble


def _reached(made: socket.socket, where: Any, patience: Patience, seconds: float) -> socket.socket:
    made.setblocking(False)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    state = made.connect_ex(where)
    if state == errno.EINPROGRESS:
        wait = min(seconds, patience.left())
        if not patience.halt.wait(wait, made.fileno(), select.POLLOUT):
            patience.left()
            raise TimeoutError(errno.ETIMEDOUT, f"no answer within {seconds:g} seconds")
        state = made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if state:
        raise OSError(state, os.strerror(state))
    return made


def _translated(error: BaseException) -> BaseException:
    match error:
        case ssl.CertificateError():
            return TryError(f"has a certificate that is not valid ({_why(error)})", again=False)
        case ssl.SSLError():
            return TryError(f"could not agree on encryption ({_why(error)})", again=False)
        case OSError():
            return TryError(f"could not be connected to ({_why(error)})")
        case _:
            return error


def _why(error: Exception) -> str:
    reason = getattr(error, "verify_message", None) or getattr(error, "strerror", None)
    return str(reason or error or type(error).__name__)
