"""The wire of the fault publisher: files as a good server sends them, and raw access."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

LAST_MODIFIED = "Tue, 18 Apr 2017 00:30:00 GMT"
REASONS = {200: "OK", 206: "Partial Content", 304: "Not Modified", 404: "Not Found"}


def pdf(text: str = "Basic Plan", *, padding: int = 0) -> bytes:
    """A small, valid PDF of one page; `padding` adds so many bytes of comment."""
    stream = f"BT /F1 18 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, offsets = b"%PDF-1.7\n%" + b"x" * padding + b"\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return body + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (table, len(body))
    )


PDF = pdf(padding=200_000)
PAGE = b"<!DOCTYPE html><html><title>Not found</title><p>The page has moved.</p></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An ordinary file of the publisher."""

    body: bytes
    media_type: str = "application/pdf"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    validators: bool = True  # send ETag and Last-Modified

    @property
    def etag(self) -> str:
        """A strong one, made from the bytes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as it came, and the wire to answer on."""

    target: str  # as it was sent
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]  # lower-case names
    at: float  # monotonic seconds
    number: int  # the how-manieth request for this path and query, from 1
    wire: socket.socket = field(repr=False)
    closing: threading.Event = field(repr=False)  # set when the publisher ends

    def number_of(self, name: str, default: int) -> int:
        """A number from the query."""
        return int(self.query.get(name, default))

    def head(self, status: int, headers: Mapping[str, object]) -> None:
        """Send a status line and headers."""
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Trick')}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.wire.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("utf-8"))

    def answer(
        self, body: bytes = b"", *, status: int = 200, media_type: str = "application/pdf",
        headers: Mapping[str, object] | None = None,
    ) -> None:  # fmt: skip
        """Send a whole, honest answer."""
        self.head(
            status,
            {"Content-Type": media_type, "Content-Length": len(body)} | dict(headers or {}),
        )
        self.wire.sendall(body)

    def file(self, file: Published) -> None:
        """Answer as a good server does: conditions and ranges honoured."""
        named = {"ETag": file.etag, "Last-Modified": LAST_MODIFIED} if file.validators else {}
        headers = named | dict(file.headers)
        asked = self.headers.get("range")
        if file.validators and self.headers.get("if-none-match") == file.etag:
            self.head(304, headers)
        elif asked and self.headers.get("if-range") in named.values():
            start = int(asked.removeprefix("bytes=").partition("-")[0])
            span = f"bytes {start}-{len(file.body) - 1}/{len(file.body)}"
            self.answer(file.body[start:], status=206, headers={"Content-Range": span} | headers)
        else:
            self.answer(file.body, status=file.status, media_type=file.media_type, headers=headers)


class HangUpError(Exception):
    """Raised by a trick: close the connection without another word."""
