"""Pings and messages about changes, through the real command line, to a real receiver."""

from __future__ import annotations

import json
import socket
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.command import Done, command
from tests.faults import Publisher
from tests.receiver import Receiver
from tests.torture.publisher import publish, write_source

SECRET = b64encode(bytes(range(32))).decode()


class Night:
    """A publisher and an archive; every run is a night."""

    def __init__(self, folder: Path, publisher: Publisher) -> None:
        self.archive, self.publisher = folder / "data", publisher
        self.source = write_source(folder / "office.yaml", publisher)

    def run(self, **environment: str) -> Done:
        """One run."""
        words = ("run", "--archive", self.archive, "--sources", self.source, "--workers", "1")
        return command(*words, **environment)


@pytest.fixture
def night(tmp_path: Path) -> Iterator[Night]:
    with Publisher() as publisher:
        publish(publisher, "first")
        yield Night(tmp_path, publisher)


@pytest.mark.slow
def test_messages_wait_while_the_receiver_is_down_and_come_in_order(night: Night) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = {"POLICY_WEBHOOK_URL": f"http://127.0.0.1:{port}/a-secret-path",
            "POLICY_WEBHOOK_SECRET": SECRET}  # fmt: skip
    down = night.run(**told)
    assert down.code == 0
    assert "hanges wait" in down.err
    assert "a-secret-path" not in down.err
    publish(night.publisher, "second")
    with Receiver(port) as receiver:
        receiver.answers.append(500)
        assert night.run(**told).code == 0  # the first message is refused, so none follows it
        assert len(receiver.got) == 1
        assert night.run(**told).code == 0
        assert night.run(**told).code == 0
    bodies = [json.loads(got.body) for got in receiver.got[1:]]
    assert [body["data"]["run_id"] for body in bodies] == [1, 2]
    assert {change["kind"] for change in bodies[0]["data"]["changes"]} == {"new"}
    assert "revised" in {change["kind"] for change in bodies[1]["data"]["changes"]}
    with closing(sqlite3.connect(night.archive / "archive.db")) as db:
        rows = db.execute("select attempts, delivered_at is not null from outbox").fetchall()
        everything = "\n".join(db.iterdump())
    assert rows == [(3, 1), (1, 1)]
    assert "a-secret-path" not in everything
    assert SECRET not in everything


@pytest.mark.slow
def test_a_health_check_hears_of_the_start_and_of_every_end(night: Night) -> None:
    with Receiver() as receiver:
        told = {"POLICY_PING_URL": receiver.url("/uuid")}
        assert night.run(**told).code == 0
        night.publisher.put("/report.pdf", b"<html><p>Login</p></html>", "text/html")
        assert night.run(**told).code == 1
        assert receiver.paths == ["/uuid/start", "/uuid", "/uuid/start", "/uuid/1"]
        receiver.answers.extend([500, 500])
        done = night.run(**told)
    assert done.code == 1
    assert "The health check could not be told" in done.err
    assert "uuid" not in done.err


def test_half_a_configuration_is_said_before_anyone_is_asked(night: Night) -> None:
    done = night.run(POLICY_WEBHOOK_URL="https://office.example/hook")
    assert done.code == 78
    assert "POLICY_WEBHOOK_SECRET" in done.err
    assert night.publisher.seen == []
    assert not night.archive.exists()
