"""A quick publisher on loopback, in a process of its own: `python -m tests.bench.publisher N SIZE`.

It lists N PDFs of SIZE bytes at `/index.html`, answers conditional requests, and prints its port.
`/counts` says how many requests it had and how many bytes of bodies it sent since it was last
asked.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping

from tests.ingest.reader.paper import lines, pdf

DATE = "Mon, 02 Nov 2026 03:00:00 GMT"


class Publisher(asyncio.Protocol):
    """One connection."""

    number = 0
    size = 0
    requests = 0
    sent = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self.wire = transport
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        """Answer every whole request that is there."""
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            first, *rest = head.decode("latin-1").split("\r\n")
            headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in rest)}
            self.answer(first.split(" ")[1], headers)

    def answer(self, path: str, headers: Mapping[str, str]) -> None:
        """One request."""
        if path == "/counts":
            body = json.dumps([Publisher.requests, Publisher.sent]).encode()
            Publisher.requests = Publisher.sent = 0
            self.send(200, body, "application/json")
            return
        Publisher.requests += 1
        if path == "/index.html":
            self.send(200, listing(self.number), "text/html; charset=utf-8")
        elif not path.startswith("/documents/"):
            self.send(404, b"", "text/plain")
        elif f'"{path}"' == headers.get("if-none-match") or headers.get("if-modified-since"):
            self.send(304, b"", "application/pdf", path)
        else:
            self.send(200, document(path, self.size), "application/pdf", path)

    def send(self, status: int, body: bytes, media_type: str, path: str = "") -> None:
        """An answer."""
        validators = f'ETag: "{path}"\r\nLast-Modified: {DATE}\r\n' if path else ""
        head = (
            f"HTTP/1.1 {status} OK\r\nContent-Type: {media_type}\r\n{validators}"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        Publisher.sent += len(body)
        self.wire.write(head.encode() + body)


def listing(number: int) -> bytes:
    """The index page."""
    items = "".join(
        f'<li><a href="/documents/{at}.pdf">Report on measures no. {at} [April 2017]</a></li>\n'
        for at in range(number)
    )
    return f"<html><body><h1>Reports</h1><ul>\n{items}</ul></body></html>".encode()


def document(path: str, size: int) -> bytes:
    """A PDF of one page, the same for the same path, padded to a size."""
    body = pdf([lines(["Report on measures", f"The office answers for {path}."])])
    return body + b"%" + b" " * (size - len(body) - 8) + b"\n%%EOF\n" if size else body


async def main(number: int, size: int) -> None:
    """Serve until the process is ended."""
    Publisher.number, Publisher.size = number, size
    server = await asyncio.get_running_loop().create_server(Publisher, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
