"""Pings and signed messages, to a real receiver on loopback that is not always well."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from ingest import notify
from ingest.notify import Webhook, deliver, ping, ping_address, webhook
from metadata.errors import ConfigError
from tests.receiver import Got, Receiver

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
AT = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Note:
    name: str
    body: str


NOTES = [Note(f"2026-11-03T02:30:00Z-{n}", f'{{"n": {n}, "words": "新規"}}') for n in (1, 2, 3)]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


def hook(receiver: Receiver, secret: str = SECRET) -> Webhook:
    made = webhook(receiver.url(), secret)
    assert made is not None
    return made


def sent(made: Webhook) -> list[str | None]:
    return [trouble for _, trouble in deliver(made, NOTES, lambda: AT)]


def is_genuine(got: Got, key: bytes) -> bool:
    """What Standard Webhooks tells a receiver to do, written without a look at our code."""
    head = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode()
    mark = base64.b64encode(hmac.new(key, head + got.body, hashlib.sha256).digest()).decode()
    return f"v1,{mark}" in got.headers["webhook-signature"].split(" ")


def test_messages_come_in_order_signed_and_dated(receiver: Receiver) -> None:
    assert sent(hook(receiver)) == [None, None, None]
    assert [got.headers["webhook-id"] for got in receiver.got] == [note.name for note in NOTES]
    assert [json.loads(got.body)["n"] for got in receiver.got] == [1, 2, 3]
    for got in receiver.got:
        assert got.headers["content-type"] == "application/json"
        assert got.headers["webhook-timestamp"] == str(int(AT.timestamp()))
        assert is_genuine(got, KEY)
        assert not is_genuine(got, bytes(32))


def test_while_a_secret_is_replaced_both_are_good(receiver: Receiver) -> None:
    new = bytes(range(1, 33))
    sent(hook(receiver, f"{SECRET} {base64.b64encode(new).decode()}"))
    assert is_genuine(receiver.got[0], KEY)
    assert is_genuine(receiver.got[0], new)


@pytest.mark.parametrize("status", [500, 503, 429, 404, 401, 302])
def test_a_receiver_that_is_not_well_is_left_alone_and_the_order_is_kept(
    status: int, receiver: Receiver
) -> None:
    receiver.answers.extend([204, status])
    assert sent(hook(receiver)) == [None, f"http://127.0.0.1:{receiver.port} answered {status}."]
    assert len(receiver.got) == 2


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_message_that_is_not_taken_does_not_hold_up_the_others(
    status: int, receiver: Receiver
) -> None:
    receiver.answers.append(status)
    troubles = sent(hook(receiver))
    assert [trouble is None for trouble in troubles] == [False, True, True]


def test_a_receiver_that_is_down_is_said_without_its_path() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = webhook(f"http://127.0.0.1:{port}/a-secret-path", SECRET)
    assert made is not None
    assert sent(made) == [f"http://127.0.0.1:{port} could not be reached (Connection refused)."]


def test_a_receiver_that_does_not_answer_is_given_up(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "SENDING_SECONDS", 0.3)
    receiver.hangs = True
    assert sent(hook(receiver)) == [
        f"http://127.0.0.1:{receiver.port} did not answer within 0.3 seconds."
    ]


def test_when_the_time_is_over_the_rest_waits_untried(receiver: Receiver) -> None:
    times = iter([0, 0, 0, 4, 4, 6, 6, 6])  # seconds after the start, look by look
    clock = (AT.replace(second=second) for second in times)
    tried = list(deliver(hook(receiver), NOTES, lambda: next(clock)))
    assert [note.name for note, _ in tried] == [NOTES[0].name, NOTES[1].name]
    assert len(receiver.got) == 2


def test_pings_say_how_it_went_where_health_checks_look(receiver: Receiver) -> None:
    for event in ("start", "0", "1", "74"):
        assert ping(receiver.url("/uuid/?tag=a"), event, "run 3") is None
    assert receiver.paths == [
        "/uuid/start?tag=a",
        "/uuid/?tag=a",
        "/uuid/1?tag=a",
        "/uuid/74?tag=a",
    ]
    assert receiver.got[0].body == b"run 3"


def test_a_ping_that_fails_comes_back_as_a_sentence(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.answers.append(500)
    assert ping(receiver.url("/uuid"), "0", "") == f"{receiver.url('')} answered 500."
    monkeypatch.setattr(notify, "PING_SECONDS", 0.2)
    receiver.hangs = True
    assert "did not answer" in str(ping(receiver.url("/uuid"), "0", ""))


def test_nothing_configured_is_nothing_to_do() -> None:
    assert ping_address(None) is None
    assert ping_address("") is None
    assert webhook(None, SECRET) is None
    assert webhook("", None) is None


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("https://office.example/hook", None, "never sent unsigned"),
        ("https://office.example/hook", "short", "24 or more bytes in base64"),
        ("https://office.example/hook", base64.b64encode(bytes(8)).decode(), "24 or more bytes"),
        ("file:///etc/passwd", SECRET, "POLICY_WEBHOOK_URL is not an http or https address"),
        ("office.example/secret", SECRET, "POLICY_WEBHOOK_URL is not an http or https address"),
    ],
)
def test_half_a_configuration_is_refused_without_repeating_it(
    url: str, secret: str | None, words: str
) -> None:
    with pytest.raises(ConfigError, match=words) as raised:
        webhook(url, secret)
    assert url not in raised.value.message
    assert secret is None or secret not in raised.value.message


def test_an_address_of_a_health_check_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="POLICY_PING_URL"):
        ping_address("hc-ping.example/uuid")
