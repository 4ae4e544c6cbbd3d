"""The tricks of the fault publisher, one function each, published under its name."""

from __future__ import annotations

import socket
import struct
import zlib
from collections.abc import Callable

from tests.faults_wire import LAST_MODIFIED, PAGE, PDF, Call, HangUpError, Published, pdf

Trick = Callable[[Call], None]
TRICKS: dict[str, Trick] = {}


def trick(function: Trick) -> Trick:
    """Publish a trick under its own name, `_` written as `-`."""
    TRICKS["/" + function.__name__.replace("_", "-")] = function
    return function


@trick
def status(call: Call) -> None:
    """`code`, for the first `times` requests (always without it); `after`: Retry-After."""
    if call.number > call.number_of("times", 1_000_000):
        call.file(Published(body=PDF))
        return
    headers = {"Retry-After": call.query["after"]} if "after" in call.query else {}
    call.answer(b"", status=call.number_of("code", 503), headers=headers)


@trick
def short(call: Call) -> None:
    """Breaks off after `bytes` bytes, the first `times` times; goes on with Range.

    `validators=no` leaves out ETag and date, so that nobody can go on.
    """
    named = call.query.get("validators") != "no"
    file = Published(body=PDF, validators=named)
    if call.number > call.number_of("times", 1):
        call.file(file)
        return
    start = int(call.headers.get("range", "bytes=0-")[6:-1])
    headers: dict[str, object] = {"Content-Length": len(PDF) - start}
    if named:
        headers |= {"ETag": file.etag, "Last-Modified": LAST_MODIFIED}
    if start:
        headers["Content-Range"] = f"bytes {start}-{len(PDF) - 1}/{len(PDF)}"
    call.head(206 if start else 200, headers)
    call.wire.sendall(PDF[start : start + call.number_of("bytes", 50_000)])
    call.closing.wait(0.05)  # so that all of it has been read
    raise HangUpError


@trick
def bad_range(call: Call) -> None:
    """Breaks off once; then, asked to go on, does wrong: `how` = ignored, 416, wrong, changed."""
    file = Published(body=PDF)
    named: dict[str, object] = {"ETag": file.etag}
    if call.number == 1:
        call.head(200, {"Content-Length": len(PDF)} | named)
        call.wire.sendall(PDF[:50_000])
        call.closing.wait(0.05)
        raise HangUpError
    how = call.query["how"]
    if "range" not in call.headers or how == "ignored":
        call.answer(PDF, headers=named)
    elif how == "416":
        call.answer(status=416, headers={"Content-Range": f"bytes */{len(PDF)}"})
    elif how == "wrong":
        span = {"Content-Range": f"bytes 10-{len(PDF) - 1}/{len(PDF)}"}
        call.answer(PDF[10:], status=206, headers=span | named)
    else:
        other, start = pdf("Another plan", padding=200_000), 50_000
        span = {"Content-Range": f"bytes {start}-{len(other) - 1}/{len(other)}", "ETag": '"new"'}
        call.answer(other[start:], status=206, headers=span)


@trick
def cut(call: Call) -> None:
    """No length, and the connection ends after `bytes` bytes, the first `times` times.

    `end` = startxref leaves out only the last mark.
    """
    call.head(200, {"Content-Type": "application/pdf", "Connection": "close"})
    if call.query.get("end") == "startxref":
        call.wire.sendall(PDF.removesuffix(b"%%EOF\n"))
    elif call.number > call.number_of("times", 1_000_000):
        call.wire.sendall(PDF)
    else:
        call.wire.sendall(PDF[: call.number_of("bytes", 120_000)])
    raise HangUpError


@trick
def drip(call: Call) -> None:
    """One byte every 20 ms, for ever: `where` = headers or body."""
    if call.query.get("where") == "headers":
        call.wire.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    else:
        call.head(200, {"Content-Length": 1_000_000, "ETag": '"slow"'})
    while not call.closing.wait(0.02):
        call.wire.sendall(b"%")


@trick
def stall(call: Call) -> None:
    """Sends the head and then nothing, the first `times` times."""
    if call.number > call.number_of("times", 1_000_000):
        call.file(Published(body=PDF))
        return
    call.head(200, {"Content-Length": 1000})
    call.closing.wait()


@trick
def declared(call: Call) -> None:
    """Says it is `bytes` long."""
    call.head(200, {"Content-Length": call.number_of("bytes", 10**12)})
    call.wire.sendall(b"%PDF-1.7\n")
    call.closing.wait()


@trick
def endless(call: Call) -> None:
    """A body without length and without end."""
    call.head(200, {"Content-Type": "application/pdf", "Connection": "close"})
    while not call.closing.is_set():
        call.wire.sendall(b"%PDF-1.7\n" * 7000)


@trick
def bomb(call: Call) -> None:
    """A small body that inflates to 1 GB, compressed unasked: `coding` = gzip, br or deflate."""
    coding = call.query.get("coding", "gzip")
    packer = zlib.compressobj(9, wbits=31 if coding == "gzip" else 15)
    call.head(200, {"Content-Encoding": coding, "Connection": "close"})
    zeros = bytes(1 << 22)
    for _ in range(256):
        call.wire.sendall(packer.compress(zeros))
    call.wire.sendall(packer.flush())
    raise HangUpError


@trick
def gzipped(call: Call) -> None:
    """The good file, compressed unasked; with `broken`, not really."""
    packer = zlib.compressobj(wbits=31)
    body = packer.compress(PDF) + packer.flush()
    call.answer(
        body[: len(body) // 2] if "broken" in call.query else body,
        headers={"Content-Encoding": "gzip"},
    )


@trick
def redirect(call: Call) -> None:
    """Leads to `to`, by `code`."""
    call.answer(status=call.number_of("code", 302), headers={"Location": call.query["to"]})


@trick
def broken_error(call: Call) -> None:
    """`code`, with an error page that breaks off."""
    call.head(call.number_of("code", 404), {"Content-Length": 1000, "Set-Cookie": "id=1"})
    call.wire.sendall(PAGE)
    raise HangUpError


@trick
def loop(call: Call) -> None:
    """Leads to itself; with `n`, to an ever higher n."""
    to = f"/loop?n={int(call.query['n']) + 1}" if "n" in call.query else "/loop"
    call.answer(status=301, headers={"Location": to})


@trick
def soft_404(call: Call) -> None:
    """200 and a page, whatever was asked for."""
    call.answer(PAGE, media_type=call.query.get("type", "text/html"))


@trick
def challenge(call: Call) -> None:
    """A bot check in place of the page."""
    body = b"<html><title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x>"
    call.answer(body, media_type="text/html", status=call.number_of("code", 200),
                headers={"cf-mitigated": "challenge"})  # fmt: skip


@trick
def stray(call: Call) -> None:
    """`bytes` stray bytes before the PDF, sent as `type`."""
    filler = b"\xef\xbb\xbf" + b"\n" * (call.number_of("bytes", 100) - 3)
    call.answer(filler + PDF, media_type=call.query.get("type", "application/pdf"))


@trick
def always_304(call: Call) -> None:
    """Never anything but "not modified"; with `times`, so many times."""
    if call.number > call.number_of("times", 1_000_000):
        call.file(Published(body=PDF))
    else:
        call.head(304, {"ETag": '"whatever"'})


@trick
def reset(call: Call) -> None:
    """Resets the connection, the first `times` times."""
    if call.number > call.number_of("times", 1_000_000):
        call.file(Published(body=PDF))
        return
    call.wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise HangUpError


@trick
def not_http(call: Call) -> None:
    """Something that is not HTTP."""
    call.wire.sendall(b"220 mail.example ESMTP\r\n\r\n")
    raise HangUpError


@trick
def slow(call: Call) -> None:
    """The good file after `ms` milliseconds."""
    call.closing.wait(call.number_of("ms", 100) / 1000)
    call.file(Published(body=PDF))
