"""The captures as WARC records need them: their addresses, moments, heads and earlier twins."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

# How the body travelled, not what it is: told no longer as if it were true of the stored bytes.
_OF_THE_WAY = frozenset({
    "connection", "content-encoding", "content-length", "content-range", "keep-alive",
    "proxy-authenticate", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
})  # fmt: skip
_CAPTURES = """
    select c.id, c.url, c.final_url, c.captured_at, c.archived_at, c.outcome, c.status, c.sha256,
        c.via, c.headers, c.message, f.bytes, f.media_type, f.sha1_base32
    from captures c left join files f on f.sha256 = c.sha256 order by c.id"""
_EARLIER = """
    select url, final_url, coalesce(archived_at, captured_at), via from captures
    where url = ? and sha256 = ? and id < ? and outcome in ('new', 'changed')
    order by id desc limit 1"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """One capture. `earlier`: target and moment of the record that has its bytes already."""

    id: int
    asked: str
    answered: str
    captured_at: str
    archived_at: str | None
    outcome: str
    status: int | None
    sha256: str | None
    via: str
    headers: tuple[tuple[str, str], ...]
    message: str | None
    bytes: int
    media_type: str
    sha1_base32: str | None
    earlier: tuple[str, str] | None

    @property
    def target(self) -> str:
        """The address whose content it is."""
        return _target(self.asked, self.answered, self.via)

    @property
    def moment(self) -> str:
        """When that content stood there."""
        return self.archived_at or self.captured_at

    @property
    def is_http(self) -> bool:
        """Whether it was an exchange over HTTP, and no local file."""
        return self.target.lower().startswith(("http://", "https://"))

    @property
    def was_redirected(self) -> bool:
        """Whether another address answered than the one asked for."""
        return self.target != self.asked


def captures(connection: sqlite3.Connection) -> Iterator[Captured]:
    """Every capture, in order."""
    for row in connection.execute(_CAPTURES):
        number, url, final_url, captured_at, archived_at, outcome, status, sha256, via = row[:9]
        headers, message, size, media_type, sha1 = row[9:]
        yield Captured(
            id=number,
            asked=address(url),
            answered=address(final_url),
            captured_at=captured_at,
            archived_at=archived_at,
            outcome=outcome,
            status=status,
            sha256=sha256,
            via=via,
            headers=tuple((str(name), str(value)) for name, value in json.loads(headers or "[]")),
            message=message,
            bytes=size or 0,
            media_type=media_type or "application/octet-stream",
            sha1_base32=sha1,
            earlier=_earlier(connection, row) if outcome == "unchanged" else None,
        )


def _earlier(connection: sqlite3.Connection, row: tuple[object, ...]) -> tuple[str, str] | None:
    found = connection.execute(_EARLIER, [row[1], row[7], row[0]]).fetchone()
    if found is None:
        return None
    url, final_url, moment, via = found
    return _target(address(url), address(final_url), via), moment


def _target(asked: str, answered: str, via: str) -> str:
    """A copy in the Wayback Machine is of the address asked for, wherever it was read."""
    return answered if via == "origin" else asked


def headers_of(capture: Captured) -> tuple[str, list[tuple[str, str]]]:
    """Status line and headers of an answer that carries the stored bytes as they are.

    Where the last answer carried a part of them (206) or none (304), that of the whole.
    """
    partial = (None, 206, 304)
    status = 200 if capture.status in partial else int(capture.status or 200)
    reason = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unknown"
    headers = [
        (f"X-Archive-Orig-{name}" if name.lower() in _OF_THE_WAY else name, _printable(value))
        for name, value in capture.headers
    ]
    return f"{status} {reason}", [*headers, ("Content-Length", str(capture.bytes))]


def address(url: str) -> str:
    """An address as it may stand in a header: no spaces, line breaks or raw characters."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]|{}^`\\\"<>")


def _printable(value: str) -> str:
    return "".join(c if " " <= c <= "~" else quote(c, errors="replace") for c in value)
