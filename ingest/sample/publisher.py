"""The sample publisher: an edition of the bundled site over real HTTP on loopback."""

from __future__ import annotations

import hashlib
import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

HERE = Path(__file__).resolve().parent
PUBLISHED = {"first": 1_526_860_800, "second": 1_529_539_200}  # 21 May and 21 June 2018, UTC
_TYPES = {".pdf": "application/pdf", ".html": "text/html"}
Edition = Literal["first", "second"]


class SamplePublisher:
    """Serves one edition at a time while the `with` block lasts.

    `second/` holds only what differs from `first/`, and `removed.txt` what is no longer served.
    """

    def __init__(self, port: int = 0) -> None:
        self.edition: Edition = "first"
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self.port: int = self._server.server_address[1]
        self.base_url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def publish(self, edition: Edition) -> None:
        """Show another edition from now on."""
        self.edition = edition

    def find(self, path: str) -> tuple[Path, Edition] | None:
        """The file behind a path, and the edition that brought it."""
        name = unquote(urlsplit(path).path).lstrip("/")
        if ".." in name.split("/") or not name:
            return None
        second, first = HERE / "second" / name, HERE / "first" / name
        if self.edition == "second":
            if name in (HERE / "second" / "removed.txt").read_text().split():
                return None
            if second.is_file() and name != "removed.txt":
                return second, "second"
        return (first, "first") if first.is_file() else None


def write_sources(folder: Path, port: int) -> None:
    """Write the sample's source files, for a publisher on `port`, to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for template in sorted((HERE / "sources").glob("*.yaml")):
        text = template.read_text(encoding="utf-8").replace("{port}", str(port))
        (folder / template.name).write_text(text, encoding="utf-8")


def _handler(publisher: SamplePublisher) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet: the archive's own report is what counts."""

        def _answer(self, *, with_body: bool) -> None:
            found = publisher.find(self.path)
            if found is None:
                self._send(404, b"Not found.", {"Content-Type": "text/plain"}, with_body)
                return
            path, edition = found
            body = path.read_bytes()
            headers = {
                "Content-Type": _TYPES.get(path.suffix, "text/plain"),
                "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"',
                "Last-Modified": formatdate(PUBLISHED[edition], usegmt=True),
            }
            if self.headers.get("If-None-Match") == headers["ETag"]:
                self._send(304, b"", headers, with_body=False)
            else:
                self._send(200, body, headers, with_body)

        def _send(self, status: int, body: bytes, headers: dict[str, str], with_body: bool) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if with_body:
                self.wfile.write(body)

    return Handler
