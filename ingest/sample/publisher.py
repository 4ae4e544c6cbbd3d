"""The sample publisher: an edition of the bundled site over real HTTP on loopback."""

from __future__ import annotations

import hashlib
import re
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import unquote, urlsplit

Edition = Literal["first", "second"]

_HERE = Path(__file__).resolve().parent
_REMOVED = "removed.txt"  # in second/: what the first edition had and the second has not
_PUBLISHED = {
    "first": datetime(2017, 4, 18, 1, 0, tzinfo=UTC),
    "second": datetime(2018, 5, 18, 1, 0, tzinfo=UTC),
}
_TYPES = {
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_CHARSET = re.compile(rb"""<meta charset=["']?([\w-]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One file of the site as it is served."""

    body: bytes
    media_type: str  # with the charset that the page itself names
    etag: str  # strong: made from the bytes
    modified: datetime  # UTC, whole seconds; when the edition that brought it was published


class SamplePublisher:
    """Serves one edition at a time while the `with` block lasts, the first one to begin with.

    `port` 0 is a free one. Raises OSError when a given port is in use.
    """

    def __init__(self, port: int = 0) -> None:
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.port: int = self._server.server_address[1]
        self.base_url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()

    def publish(self, edition: Edition) -> None:
        """Show another edition from now on."""
        self._server.resources = resources(edition)


def resources(edition: Edition) -> Mapping[str, Resource]:
    """Everything that an edition serves, by its path, which begins with "/".

    `second/` holds only what differs from `first/`; it is laid over it.
    """
    found = _in_folder("first")
    if edition == "second":
        removed = (_HERE / "second" / _REMOVED).read_text(encoding="utf-8").split()
        found = {path: r for path, r in found.items() if path not in removed}
        found |= _in_folder("second")
    return found


def write_sources(folder: Path, port: int) -> None:
    """Write the sample's source files, for a publisher on `port`, to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for template in sorted((_HERE / "sources").glob("*.yaml")):
        text = template.read_text(encoding="utf-8").replace("{port}", str(port))
        (folder / template.name).write_text(text, encoding="utf-8")


def _in_folder(edition: Edition) -> dict[str, Resource]:
    root = _HERE / edition
    files = sorted(path for path in root.rglob("*") if path.is_file() and path.name != _REMOVED)
    return {f"/{path.relative_to(root).as_posix()}": _resource(path, edition) for path in files}


def _resource(path: Path, edition: Edition) -> Resource:
    body = path.read_bytes()
    media_type = _TYPES[path.suffix]
    if charset := _CHARSET.search(body, 0, 1024) if path.suffix == ".html" else None:
        media_type += f"; charset={charset[1].decode('ascii')}"
    return Resource(
        body=body,
        media_type=media_type,
        etag=f'"{hashlib.sha256(body).hexdigest()[:20]}"',
        modified=_PUBLISHED[edition],
    )


class _Server(ThreadingHTTPServer):
    """Keeps count of its open connections, so that it can end while a client keeps one alive."""

    daemon_threads = False  # so that closing waits for the answers under way

    def __init__(self, address: tuple[str, int], handler: type[_Handler]) -> None:
        super().__init__(address, handler)
        self.resources = resources("first")
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that clients keep open."""
        with self._lock:
            for connection in self._open:
                with suppress(OSError):  # the client was quicker
                    connection.shutdown(socket.SHUT_RD)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "SamplePublisher/1"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet: the archive's own report is what counts."""

    def _answer(self, *, with_body: bool) -> None:
        found = self.server.resources.get(unquote(urlsplit(self.path).path))
        if found is None:
            body = b"<!DOCTYPE html><title>Not found</title><p>There is no such page.</p>\n"
            self._send(404, {"Content-Type": "text/html; charset=utf-8"}, body, with_body)
            return
        headers = {
            "ETag": found.etag,
            "Last-Modified": format_datetime(found.modified, usegmt=True),
            "Cache-Control": "no-cache",
        }
        if self._is_known(found):
            self._send(304, headers, None, with_body)
        else:
            self._send(200, headers | {"Content-Type": found.media_type}, found.body, with_body)

    def _is_known(self, found: Resource) -> bool:
        """Whether the client has these bytes already; If-None-Match outranks the date."""
        if (tags := self.headers.get("If-None-Match")) is not None:
            known = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
            return found.etag in known or known == ["*"]
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
            return found.modified <= since
        except (ValueError, TypeError):  # no date, or one without a zone
            return False

    def _send(
        self, status: int, headers: Mapping[str, str], body: bytes | None, with_body: bool
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if body is not None:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if body is not None and with_body:
            self.wfile.write(body)
