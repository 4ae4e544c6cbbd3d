"""One POST to an address that the operator gave: no redirect, no second try, bounded in time.

It may be a private address: it comes from the person who runs us, never from a page. Therefore
nothing else may call this with an address that a page, a redirect or a document named.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from queue import Empty, SimpleQueue
from threading import Thread

from ingest.fetching.address import Address, parse_address
from metadata.errors import FetchError


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float) -> int:
    """Send the body; returns the HTTP status, whatever it is.

    Raises FetchError when there was none after so many seconds, and BlockedAddressError when
    `url` is no http or https address. Messages name the host and not the path, which may hold a
    secret.
    """
    address = parse_address(url)
    came: SimpleQueue[int | FetchError] = SimpleQueue()
    # A thread of its own, which nobody waits for: looking a name up, and a receiver that sends a
    # byte from time to time, know no deadline.
    work = (address, body, headers, seconds + 1, came)  # it is not the thread that gives up first
    Thread(target=_exchange, args=work, name="post", daemon=True).start()
    try:
        result = came.get(timeout=seconds)
    except Empty:
        raise FetchError(f"{address.origin} did not answer within {seconds:.3g} seconds.") from None
    if isinstance(result, FetchError):
        raise result
    return result


def _exchange(
    address: Address, body: bytes, headers: Mapping[str, str], seconds: float,
    came: SimpleQueue[int | FetchError],
) -> None:  # fmt: skip
    host = address.host.strip("[]")
    connection = (
        http.client.HTTPConnection(host, address.port, timeout=seconds)
        if address.scheme == "http"
        else http.client.HTTPSConnection(
            host, address.port, timeout=seconds, context=ssl.create_default_context()
        )
    )
    try:
        connection.request("POST", address.target, body, dict(headers))
        came.put(connection.getresponse().status)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        came.put(FetchError(f"{address.origin} could not be reached ({reason})."))
    finally:
        connection.close()
