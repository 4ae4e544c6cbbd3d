"""A publisher that does everything a publisher's server ever did wrong, on request.

    with Publisher() as publisher:
        publisher.put("/plan.pdf", pdf("Basic Plan"))     # an ordinary file
        fetch(publisher.url("/status?code=503&times=2"))  # a trick; TRICKS lists them all
        publisher.seen                                    # what was asked, in order

It listens on a free port of 127.0.0.1 only, and ends with the block. To try it by hand:
`python -m tests.faults`.
"""

from __future__ import annotations

import itertools
import socket
import socketserver
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from tests.faults_tricks import TRICKS
from tests.faults_wire import LAST_MODIFIED, PAGE, PDF, Call, HangUpError, Published, pdf

__all__ = ["LAST_MODIFIED", "PAGE", "PDF", "Call", "Published", "Publisher", "pdf"]


class Publisher:
    """The server. `files`, `tricks` and `robots` can be changed at any time."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.files: dict[str, Published] = {}
        self.tricks = dict(TRICKS)
        self.robots = Published(body=b"", media_type="text/plain", status=404)
        self.seen: list[Call] = []
        self.connections = 0
        self.closing = threading.Event()
        self._tls = tls
        self._counts: Counter[str] = Counter()
        self._server = _Server(("127.0.0.1", 0), _Connection, bind_and_activate=True)
        self._server.publisher = self
        self.port = int(self._server.server_address[1])

    @property
    def host(self) -> str:
        """host:port, as a source's `hosts` wants it."""
        return f"127.0.0.1:{self.port}"

    def url(self, target: str, host: str = "127.0.0.1") -> str:
        """The address of a path on this server."""
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{target}"

    def put(self, path: str, body: bytes, media_type: str = "application/pdf") -> str:
        """Publish an ordinary file. Returns its address."""
        self.files[path] = Published(body=body, media_type=media_type)
        return self.url(path)

    def asked(self, path: str) -> list[Call]:
        """The requests for a path, in order."""
        return [call for call in self.seen if call.path == path]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def wrap(self, wire: socket.socket) -> socket.socket:
        """Speak TLS when told to."""
        self.connections += 1
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._tls.wrap_socket(wire, server_side=True) if self._tls else wire

    def receive(self, head: bytes, wire: socket.socket) -> None:
        """Answer one request."""
        first, *rest = head.decode("latin-1").split("\r\n")
        target = first.split(" ")[1]
        parts = urlsplit(target)
        self._counts[target] += 1
        call = Call(
            target=target,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={n.lower(): v.strip() for n, _, v in (line.partition(":") for line in rest)},
            at=time.monotonic(),
            number=self._counts[target],
            wire=wire,
            closing=self.closing,
        )
        self.seen.append(call)
        if parts.path == "/robots.txt":
            call.file(self.robots)
        elif file := self.files.get(target) or self.files.get(parts.path):
            call.file(file)
        elif parts.path in self.tricks:
            self.tricks[parts.path](call)
        else:
            call.answer(PAGE, status=404, media_type="text/html")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    publisher: Publisher

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what these tests are about."""


class _Connection(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        wire = self.server.publisher.wrap(self.request)
        try:
            for head in _heads(wire):
                self.server.publisher.receive(head, wire)
        except HangUpError:
            pass
        finally:
            wire.close()


def _heads(wire: socket.socket) -> Iterator[bytes]:
    pending = b""
    while True:
        while b"\r\n\r\n" not in pending:
            more = wire.recv(65536)
            if not more:
                return
            pending += more
            if not pending[:1].isalpha():  # TLS where none is spoken
                wire.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                return
        head, _, pending = pending.partition(b"\r\n\r\n")
        yield head


def main() -> None:
    """Serve until interrupted, and say what there is."""
    with Publisher() as publisher:
        for path, function in sorted(TRICKS.items()):
            print(publisher.url(path), "", (function.__doc__ or "").split("\n")[0])
        for _ in itertools.repeat(None):
            time.sleep(3600)


if __name__ == "__main__":
    main()
