"""Who is told of runs: a health check that is pinged, and a receiver of signed messages.

Nothing here can fail a run or hold it up: what goes wrong comes back as a sentence, and all of
it together takes `PING_SECONDS` twice and `SENDING_SECONDS` once at most. Messages are signed as
Standard Webhooks does (https://www.standardwebhooks.com).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from urllib.parse import urlsplit, urlunsplit

from ingest.fetching.address import parse_address
from ingest.fetching.post import post
from metadata.errors import BlockedAddressError, ConfigError, FetchError

PING_SECONDS = 2.5  # for one ping; there is one when a run starts and one when it has ended
SENDING_SECONDS = 5.0  # for all messages that one run sends
_KEY_BYTES = 24  # a shorter secret could be guessed
_NOT_THIS_ONE = (400, 413, 415, 422)  # the receiver is well, it just does not take this message


class Message(Protocol):
    """What is sent: a name that is the same at every try, and JSON."""

    @property
    def name(self) -> str:
        """Tells a receiver that it has seen the message before."""

    @property
    def body(self) -> str:
        """The message itself."""


M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where messages go, and what they are signed with."""

    url: str
    keys: tuple[bytes, ...]  # more than one while a secret is being replaced

    @property
    def origin(self) -> str:
        """The host, which may be shown; the path may hold a secret."""
        return parse_address(self.url).origin


def ping_address(url: str | None) -> str | None:
    """The address of the health check, or None. Raises ConfigError when it is no address."""
    return _address("POLICY_PING_URL", url) if url else None


def webhook(url: str | None, secret: str | None) -> Webhook | None:
    """The receiver of messages, or None. Raises ConfigError when it is only half configured."""
    if not url:
        return None
    keys = tuple(_key(word) for word in (secret or "").split())
    if not keys:
        raise ConfigError(
            "POLICY_WEBHOOK_URL is set and POLICY_WEBHOOK_SECRET is not; messages are never sent "
            "unsigned. Make a secret with `openssl rand -base64 32` and give it to both sides."
        )
    return Webhook(url=_address("POLICY_WEBHOOK_URL", url), keys=keys)


def ping(url: str, event: str, words: str) -> str | None:
    """Tell a health check that a run starts (`start`) or ended (its exit code).

    Zero goes to the address itself, all else below it, as healthchecks.io and its likes
    understand. Returns what went wrong.
    """
    parts = urlsplit(url)
    path = parts.path if event == "0" else f"{parts.path.rstrip('/')}/{event}"
    there = urlunsplit(parts._replace(path=path))
    try:
        status = post(there, words.encode(), {"Content-Type": "text/plain"}, seconds=PING_SECONDS)
    except FetchError as error:
        return error.message
    return None if 200 <= status < 300 else f"{parse_address(url).origin} answered {status}."


def deliver(
    webhook: Webhook, waiting: Iterable[M], now: Callable[[], datetime]
) -> Iterator[tuple[M, str | None]]:
    """Send messages in order; each is given back with what went wrong, or None.

    Ends with the messages, with the time, or at a receiver that is not well: what comes after
    stays in its place for the next run.
    """
    end = now() + timedelta(seconds=SENDING_SECONDS)
    for message in waiting:
        left = (end - now()).total_seconds()
        if left <= 0:
            return
        at = int(now().timestamp())
        try:
            body = message.body.encode()
            status = post(webhook.url, body, _headers(webhook, message, at), seconds=left)
        except FetchError as error:
            yield message, error.message
            return
        taken = 200 <= status < 300
        yield message, None if taken else f"{webhook.origin} answered {status}."
        if not taken and status not in _NOT_THIS_ONE:
            return


def _headers(webhook: Webhook, message: Message, at: int) -> dict[str, str]:
    signed = f"{message.name}.{at}.{message.body}".encode()
    marks = (hmac.digest(key, signed, hashlib.sha256) for key in webhook.keys)
    return {
        "Content-Type": "application/json",
        "User-Agent": "policy-archive",
        "webhook-id": message.name,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{base64.b64encode(m).decode()}" for m in marks),
    }


def _address(name: str, url: str) -> str:
    try:
        parse_address(url)
    except BlockedAddressError:
        raise ConfigError(f"{name} is not an http or https address. Correct or unset it.") from None
    return url


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        key = b""
    if len(key) < _KEY_BYTES:
        raise ConfigError(
            f"POLICY_WEBHOOK_SECRET is not {_KEY_BYTES} or more bytes in base64. Make one with "
            "`openssl rand -base64 32` and give it to both sides."
        )
    return key
