"""The stored bytes over HTTP: whole, in ranges, or not at all when the browser has them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import quote

from archive.files_base import KeptFile

Send = Callable[[dict[str, Any]], Awaitable[None]]
Range = tuple[int, int]  # first and last byte, both included

_CHUNK = 1024 * 1024  # what is asked of an object store at a time
_MOST_RANGES = 8  # more are answered with the whole file
_BOUNDARY = "policy-archive-part"
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")


class StoredFile:
    """A response for Datasette: streams a file that never changes, named by its hash."""

    def __init__(self, kept: KeptFile, size: int, media_type: str, headers: dict[str, str]) -> None:
        self.kept = kept
        self.etag = f'"{kept.sha256}"'
        self.media_type = media_type
        self.size = size
        self.headers = {
            "ETag": self.etag,
            "Accept-Ranges": "bytes",
            "Cache-Control": "public, max-age=31536000, immutable",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            **headers,
        }

    def answer(self, method: str, request_headers: Any) -> Answer:
        """What to say to a request with these headers (lower-case names)."""
        if is_known(request_headers.get("if-none-match"), self.etag):
            return Answer(self, 304, [], method)
        ranges = self._ranges(request_headers)
        if ranges is None:
            return Answer(self, 200, [(0, self.size - 1)], method)
        return Answer(self, 206 if ranges else 416, ranges, method)

    def _ranges(self, request_headers: Any) -> list[Range] | None:
        only_if = request_headers.get("if-range")
        if only_if is not None and only_if.strip() != self.etag:
            return None
        return parse_ranges(request_headers.get("range"), self.size)


class Answer:
    """One exchange about a stored file."""

    def __init__(self, file: StoredFile, status: int, ranges: Sequence[Range], method: str) -> None:
        self.file = file
        self.status = status
        self.ranges = ranges
        self.method = method
        self._set_cookie_headers: list[str] = []

    @property
    def headers(self) -> dict[str, str]:
        """All headers of the answer."""
        headers = dict(self.file.headers)
        if self.status == 304:
            return headers
        headers["Content-Type"] = self.file.media_type
        if self.status == 416:
            return {**headers, "Content-Range": f"bytes */{self.file.size}", "Content-Length": "0"}
        length = sum(last - first + 1 for first, last in self.ranges)
        if len(self.ranges) > 1:
            length += sum(len(head) for head in self._part_heads()) + len(_last_line())
            headers["Content-Type"] = f"multipart/byteranges; boundary={_BOUNDARY}"
        elif self.status == 206:
            headers["Content-Range"] = self._content_range(self.ranges[0])
        return {**headers, "Content-Length": str(length)}

    async def asgi_send(self, send: Send) -> None:
        """Send it in pieces; the file is read outside the event loop."""
        headers = [[k.lower().encode(), v.encode("latin-1")] for k, v in self.headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        if self.method != "HEAD" and self.status in (200, 206):
            async for chunk in self._body():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _body(self) -> AsyncIterator[bytes]:
        heads = self._part_heads() if len(self.ranges) > 1 else [b""] * len(self.ranges)
        for head, wanted in zip(heads, self.ranges, strict=True):
            if head:
                yield head
            async for chunk in _read(self.file.kept, wanted):
                yield chunk
        if len(self.ranges) > 1:
            yield _last_line()

    def _part_heads(self) -> list[bytes]:
        return [
            f"\r\n--{_BOUNDARY}\r\nContent-Type: {self.file.media_type}\r\n"
            f"Content-Range: {self._content_range(part)}\r\n\r\n".encode()
            for part in self.ranges
        ]

    def _content_range(self, part: Range) -> str:
        return f"bytes {part[0]}-{part[1]}/{self.file.size}"


def _last_line() -> bytes:
    return f"\r\n--{_BOUNDARY}--\r\n".encode()


async def _read(kept: KeptFile, wanted: Range) -> AsyncIterator[bytes]:
    first, last = wanted
    while first <= last:
        chunk = await asyncio.to_thread(kept.read, first, min(first + _CHUNK, last + 1))
        if not chunk:
            return
        first += len(chunk)
        yield chunk


def parse_ranges(header: str | None, size: int) -> list[Range] | None:
    """The byte ranges asked for, merged and in order.

    None: no range, one that makes no sense, or too many, so that the whole file is the answer.
    An empty list: none of them lies within the file.
    """
    if not header or not (match := re.fullmatch(r"\s*bytes\s*=\s*(.{1,500})", header, re.I)):
        return None
    specs = [part.strip() for part in match[1].split(",") if part.strip()]
    found = [re.fullmatch(r"([0-9]*)\s*-\s*([0-9]*)", spec) for spec in specs]
    if not specs or len(specs) > _MOST_RANGES:
        return None
    ranges: list[Range] = []
    for spec in found:
        if spec is None or not (spec[1] or spec[2]):
            return None
        if spec[1] and spec[2] and int(spec[1]) > int(spec[2]):
            return None
        ranges += _within(spec[1], spec[2], size)
    return _merged(sorted(ranges))


def _within(first: str, last: str, size: int) -> list[Range]:
    if not first:
        length = min(int(last), size)
        return [(size - length, size - 1)] if length else []
    if int(first) >= size:
        return []
    return [(int(first), min(int(last) if last else size - 1, size - 1))]


def _merged(ranges: list[Range]) -> list[Range]:
    """Ranges that touch become one: nobody gets a byte twice."""
    merged: list[Range] = []
    for first, last in ranges:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def is_known(if_none_match: str | None, etag: str) -> bool:
    """Whether the browser holds these bytes already."""
    if not if_none_match:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in tags or etag in tags


def disposition(title: str, extension: str, is_download: bool) -> str:
    """A Content-Disposition whose file name comes from a title (RFC 5987 and RFC 6266)."""
    name = " ".join(_UNREADABLE.sub(" ", title).split())[:120].strip(" .") or "document"
    name = name.encode("utf-8", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9 ._()-]+", "_", name).strip("_ ") or "document"
    kind = "attachment" if is_download else "inline"
    return (
        f'{kind}; filename="{plain}.{extension}"; '
        f"filename*=UTF-8''{quote(f'{name}.{extension}', safe='')}"
    )
