"""A CSV that was cut at a limit says so, in its last line.

Datasette ends a CSV at `max_returned_rows`, or at the page of a table, and says nothing. A line
that starts with `CUT:` follows here, with the address of the rest where there is one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Request

from archive.web.cookies import App
from archive.web.queries import DATABASE

if TYPE_CHECKING:
    from datasette.app import Datasette

_WITHOUT = {"_stream", "_nocount", "_nofacet", "_dl", "_header", "_labels", "_trace"}


def marker(rows: int, how: str) -> str:
    """The last line of a CSV that holds only the first `rows` rows."""
    out = io.StringIO()
    csv.writer(out).writerow([f"CUT: only the first {rows:,} rows are in this file. {how}"])
    return out.getvalue()


def marked_when_cut(app: App, datasette: Datasette) -> App:
    """The application, with a last line on every CSV of Datasette that does not hold all."""
    start = f"{datasette.setting('base_url').rstrip('/')}/{DATABASE}/"

    async def inner(scope: dict[str, Any], receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        is_csv = scope["type"] == "http" and path.startswith(start) and path.endswith(".csv")
        if not is_csv or scope["method"] != "GET" or b"_stream=" in scope["query_string"]:
            await app(scope, receive, send)
            return
        request = Request(scope, receive)
        counted = _Counted(send, 0 if request.args.get("_header") == "off" else 1)
        await app(scope, receive, counted.send)
        await counted.end(await _mark(datasette, request, counted.rows))

    return inner


class _Counted:
    """Passes a CSV on, counts its rows and keeps its end open."""

    def __init__(self, send: Any, heads: int) -> None:
        self._send = send
        self._heads = heads
        self._is_quoted = False
        self._is_good = False
        self._has_ended = False
        self._lines = 0

    @property
    def rows(self) -> int:
        """Rows of data that went by; -1 when this is no answer."""
        return self._lines - self._heads if self._is_good else -1

    async def send(self, message: dict[str, Any]) -> None:
        """What the application sends."""
        if message["type"] == "http.response.start":
            self._is_good = message["status"] == 200
        elif message["type"] == "http.response.body":
            self._count(message.get("body", b"").splitlines(keepends=True))
            if not message.get("more_body"):
                self._has_ended = True
                message = {**message, "more_body": True}
        await self._send(message)

    def _count(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            self._is_quoted ^= line.count(b'"') % 2 == 1
            self._lines += line.endswith(b"\n") and not self._is_quoted

    async def end(self, last: str) -> None:
        """The last words."""
        if self._has_ended:
            body = last.encode("utf-8")
            await self._send({"type": "http.response.body", "body": body, "more_body": False})


async def _mark(datasette: Datasette, request: Request, rows: int) -> str:
    """What is said at the end: nothing, where nothing is missing."""
    if rows not in _limits(datasette, request):
        return ""
    path = request.path.removesuffix(".csv")
    asked = [
        (key, value)
        for key, value in parse_qsl(request.query_string, errors="replace")
        if key not in _WITHOUT
    ]
    address = f"{path}.json?{urlencode([*asked, ('_nocount', '1'), ('_nofacet', '1')])}"
    kept = {k: request.headers[k] for k in ("cookie", "authorization") if k in request.headers}
    answer = await datasette.client.get(address, headers=kept)
    found = answer.json() if answer.status_code == 200 else {}
    if found.get("next"):
        rest = urlencode([*((k, v) for k, v in asked if k != "_next"), ("_next", found["next"])])
        here = datasette.absolute_url(request, f"{path}.csv?{rest}")
        return marker(rows, f"The rest begins at {here}")
    return marker(rows, "Ask for less at a time.") if found.get("truncated") else ""


def _limits(datasette: Datasette, request: Request) -> set[int]:
    """The numbers of rows at which an answer may have been cut without having been asked to."""
    size, most = request.args.get("_size") or "", datasette.setting("max_returned_rows")
    is_number = size.isascii() and size.isdecimal() and len(size) < 9
    if is_number and int(size) <= most:
        return set()
    return {most, datasette.setting("default_page_size")}
