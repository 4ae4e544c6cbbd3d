"""How hosts are treated: one thing at a time each, at their pace, and side by side."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from ingest.fetch import Request
from tests.faults import PDF, Call, Publisher, pdf
from tests.fetching import Desk

pytest_plugins = ["tests.fetching_fixtures"]


class Gauge:
    """A trick that counts how many requests are being answered at once."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.wires: set[int] = set()
        self._lock = threading.Lock()

    def __call__(self, call: Call) -> None:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.wires.add(id(call.wire))
        call.closing.wait(0.02)
        with self._lock:
            self.now -= 1
        call.answer(PDF)


def test_a_host_has_one_connection_and_one_request_at_a_time(desk: Desk) -> None:
    gauge = Gauge()
    desk.publisher.tricks["/gauge"] = gauge
    results = desk.ask_all([desk.request(f"/gauge?n={number}") for number in range(12)])
    assert all(r.error is None for r in results)
    assert (gauge.most, len(gauge.wires)) == (1, 1)


def test_the_delay_of_the_source_is_kept_between_all_requests(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", PDF)
    desk.ask_all([desk.request(f"/plan.pdf?n={number}", delay=0.1) for number in range(4)])
    times = [call.at for call in desk.publisher.seen]
    assert len(times) == 5
    assert all(later - earlier >= 0.1 for earlier, later in pairwise(times))


def test_the_delay_is_kept_from_one_call_to_the_next(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", PDF)
    with desk.fetcher() as fetcher:
        for number in range(3):
            list(fetcher.fetch([desk.request(f"/plan.pdf?n={number}", delay=0.1)]))
    times = [call.at for call in desk.publisher.seen]
    assert all(later - earlier >= 0.1 for earlier, later in pairwise(times))


def test_different_hosts_are_asked_at_the_same_time(desk: Desk) -> None:
    meeting = threading.Barrier(3, timeout=20)

    def meet(call: Call) -> None:
        meeting.wait()  # answers only when the other hosts are being asked as well
        call.answer(PDF)

    with Publisher() as second, Publisher() as third:
        publishers = [desk.publisher, second, third]
        for publisher in publishers:
            publisher.tricks["/meet"] = meet
        requests = [desk.request(p.url("/meet"), hosts=(p.host,)) for p in publishers]
        results = desk.ask_all(requests, deadline=20, idle=20)
    assert [r.error for r in results] == [None] * 3


def test_no_more_hosts_than_allowed_are_asked_at_the_same_time(desk: Desk) -> None:
    gauge = Gauge()
    with Publisher() as second, Publisher() as third:
        publishers = [desk.publisher, second, third]
        for publisher in publishers:
            publisher.tricks["/gauge"] = gauge
        requests = [desk.request(p.url(f"/gauge?{n}"), hosts=(p.host,))
                    for n in range(4) for p in publishers]  # fmt: skip
        results = desk.ask_all(requests, hosts_at_once=2)
    assert all(r.error is None for r in results)
    assert gauge.most == 2


def test_memory_stays_flat_over_many_requests(desk: Desk) -> None:
    desk.publisher.put("/plan.pdf", PDF)
    etag = desk.publisher.files["/plan.pdf"].etag

    def requests(count: int) -> Iterator[Request]:
        for number in range(count):
            yield desk.request(f"/plan.pdf?n={number}", sha256="0" * 64, etag=etag)

    peaks = []
    with desk.fetcher(window=20) as fetcher:
        for count in (50, 500):
            tracemalloc.start()
            done = 0
            for fetched in fetcher.fetch(requests(count)):
                assert fetched.capture.outcome == "unchanged"
                done += 1
                desk.publisher.seen.clear()
            assert done == count
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] + 500_000


INTERRUPTED = """
import signal, sys
from datetime import UTC, datetime
from pathlib import Path
from ingest.fetch import Fetcher, Request

class Terminated(BaseException):
    pass

def end(*_):
    raise Terminated

signal.signal(signal.SIGTERM, end)
url, host, incoming = sys.argv[1:]
try:
    with Fetcher(incoming=Path(incoming), now=lambda: datetime.now(UTC), user_agent="x/1") as f:
        for _ in f.fetch([Request(url=url, hosts=(host,), delay=0.0)]):
            pass
except Terminated:
    sys.exit(143)
"""


def test_a_signal_ends_it_and_the_next_run_goes_on_from_there(desk: Desk) -> None:
    whole = pdf("Basic Plan", padding=3_000_000)
    half_sent = threading.Event()

    def slowly(call: Call) -> None:
        start = int(call.headers.get("range", "bytes=0-")[6:-1])
        if call.number == 1:
            call.head(200, {"Content-Length": len(whole), "ETag": '"v1"'})
            call.wire.sendall(whole[:2_000_000])
            half_sent.set()
            call.closing.wait()
        span = f"bytes {start}-{len(whole) - 1}/{len(whole)}"
        call.answer(whole[start:], status=206, headers={"Content-Range": span, "ETag": '"v1"'})

    desk.publisher.tricks["/slowly.pdf"] = slowly
    url = desk.publisher.url("/slowly.pdf")
    child = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, url, desk.publisher.host, str(desk.incoming)],
        cwd=Path(__file__).parents[2],
    )
    assert half_sent.wait(30)
    while not list(desk.incoming.glob("*.json")):  # until some of it is known to be on the disk
        assert child.poll() is None
        half_sent.wait()
    child.send_signal(signal.SIGTERM)
    assert child.wait(30) == 143
    fetched = desk.ask("/slowly.pdf", limits={"max_bytes": 10_000_000})
    assert fetched.error is None
    assert fetched.path is not None
    assert fetched.path.read_bytes() == whole
    resumed = int(desk.publisher.asked("/slowly.pdf")[1].headers["range"][6:-1])
    assert 1_000_000 < resumed <= 2_000_000
