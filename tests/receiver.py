"""A receiver of pings and messages on loopback that can be down, slow and out of order."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """One request as it came."""

    path: str
    headers: dict[str, str]  # lower-case names
    body: bytes


class Receiver:
    """Listens while the `with` block lasts. `answers` are used up first, then all is well."""

    def __init__(self, port: int = 0) -> None:
        self.got: list[Got] = []
        self.answers: deque[int] = deque()
        self.hangs = False
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.receiver = self
        self.port = int(self._server.server_address[1])

    def url(self, path: str = "/hook") -> str:
        """An address on it."""
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """What was asked, in order."""
        return [got.path for got in self.got]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    receiver: Receiver


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        receiver = self.server.receiver
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        receiver.got.append(Got(path=self.path, headers=headers, body=body))
        if receiver.hangs:
            receiver.closing.wait(30)
            return
        self.send_response(receiver.answers.popleft() if receiver.answers else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""
