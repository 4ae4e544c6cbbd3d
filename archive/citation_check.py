"""Whether a citation holds: every claim of its record against the archive, without network.

What rests on facts (bytes, capture, words on the page) holds or fails; what rests on today's
reading and may change with the next (a title, a picture drawn by another version) is `open`
when it differs.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from archive.citation_pictures import are_alike
from archive.citation_record import Claim, load
from archive.export.quotation import union
from archive.files import file_sha256
from archive.files_opening import open_files
from archive.quoting import LONGEST, find, stands_in
from archive.readonly import reading
from archive.report import Screen
from archive.scanned import words_of
from metadata.errors import ReadError
from metadata.records import Box
from metadata.scanned import ScannedWord
from metadata.scanned import places as places_of

_MOST = 100  # places of one quotation that are looked at
_CLOSE = 3.0  # points by which a place may differ
_FACTS = ("final_url", "via", "status", "archived_at")  # of a capture, where the record has them


class Picture(Protocol):
    """A drawn part of a page."""

    @property
    def body(self) -> bytes: ...


class Drawer(Protocol):
    """Who looks at the pages of the PDF itself. Both raise ReadError."""

    def render_box(self, path: Path, number: int, width: int, box: Box) -> Picture: ...

    def find_places(self, path: Path, number: int, phrase: str) -> tuple[tuple[Box, ...], ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One claim and what came of it."""

    claim: Literal["record", "file", "quote", "place", "picture", "capture", "document"]
    outcome: Literal["holds", "fails", "open"]
    message: str


def check_citation(
    root: Path, citation: Path, drawer: Drawer, screen: Screen, *, as_json: bool
) -> int:
    """Check the record in the file `citation` against the archive at `root`, and print it.

    Returns 0 when nothing fails, else 1. Raises ConfigError for what is no citation record.
    """
    claim = load(citation)
    files = open_files(root)
    with reading(root) as connection, files.local(claim.sha256, claim.media_type) as path:
        connection.row_factory = sqlite3.Row
        checked = list(_all(connection, path, claim, drawer))
    does_hold = not any(one.outcome == "fails" for one in checked)
    if as_json:
        screen.json({"holds": does_hold, "checked": [asdict(one) for one in checked]})
    else:
        for one in checked:
            screen.result(f"{one.claim}: {one.outcome}. {one.message}")
        screen.result("The citation holds." if does_hold else "The citation does not hold.")
    return 0 if does_hold else 1


def _all(
    connection: sqlite3.Connection, path: Path, claim: Claim, drawer: Drawer
) -> Iterator[Checked]:
    yield _record(claim)
    file = _row(connection, "select * from files where sha256 = ?", claim.sha256)
    yield _file(file, path, claim)
    if file is None or not path.is_file():
        return
    page = _row(
        connection,
        "select * from pages where sha256 = ? and number = ?",
        claim.sha256,
        claim.page,
    )
    scanned = words_of(connection, claim.sha256, claim.page)
    places = _scanned(page, claim, scanned) if scanned else _places(path, claim, drawer)
    yield _quote(page, claim, places)
    if claim.boxes:
        yield _place(page, claim, places)
    if claim.picture is not None:
        yield _picture(path, claim, drawer)
    yield _capture(connection, claim)
    yield _document(connection, claim)


def _record(claim: Claim) -> Checked:
    if claim.contradictions:
        said = f"The record contradicts itself: {'; '.join(claim.contradictions)}."
        return Checked(claim="record", outcome="fails", message=said)
    return Checked(claim="record", outcome="holds", message="The record agrees with itself.")


def _row(connection: sqlite3.Connection, sql: str, *values: object) -> sqlite3.Row | None:
    found: sqlite3.Row | None = connection.execute(sql, values).fetchone()
    return found


def _file(file: sqlite3.Row | None, path: Path, claim: Claim) -> Checked:
    if file is None:
        said = f"This archive has no file {claim.sha256}."
        return Checked(claim="file", outcome="fails", message=said)
    if not path.is_file():
        said = "The bytes are not in the archive; run verify."
        return Checked(claim="file", outcome="fails", message=said)
    if (file["bytes"], file["media_type"]) != (claim.length, claim.media_type):
        said = f"It has {file['bytes']} bytes of {file['media_type']}; the record says otherwise."
        return Checked(claim="file", outcome="fails", message=said)
    if file_sha256(path) != claim.sha256:
        said = "The stored bytes no longer have this hash; run verify."
        return Checked(claim="file", outcome="fails", message=said)
    said = f"The stored bytes have the hash {claim.sha256}."
    return Checked(claim="file", outcome="holds", message=said)


def _places(path: Path, claim: Claim, drawer: Drawer) -> tuple[tuple[Box, ...], ...]:
    """Where the words stand in the PDF itself; nowhere when that cannot be told."""
    if not claim.quote:
        return ()
    try:
        return drawer.find_places(path, claim.page, claim.quote)
    except ReadError:
        return ()


def _scanned(
    page: sqlite3.Row | None, claim: Claim, words: Sequence[ScannedWord]
) -> tuple[tuple[Box, ...], ...]:
    """Where OCR saw the words, each time that they stand on the page."""
    first = find(page["text"], claim.quote) if page is not None and claim.quote else None
    if first is None or page is None or claim.quote is None:
        return ()
    each = (find(page["text"], claim.quote, n) for n in range(1, min(first.times, _MOST) + 1))
    return tuple(places_of(words, found.start, found.end) for found in each if found)


def _quote(page: sqlite3.Row | None, claim: Claim, places: tuple[tuple[Box, ...], ...]) -> Checked:
    if page is None:
        said = f"This archive has read no page {claim.page} of the file."
        return Checked(claim="quote", outcome="fails", message=said)
    if claim.quote is None:
        said = f"Page {claim.page} is there; no words are quoted."
        return Checked(claim="quote", outcome="holds", message=said)
    if stands_in(page["text"], claim.quote):
        found = find(page["text"], claim.quote, claim.occurrence)
        if found is not None and found.times < claim.occurrence:
            said = f"The words stand {found.times} times on the page, not {claim.occurrence}."
            return Checked(claim="quote", outcome="fails", message=said)
        around = find(page["text"], claim.prefix + claim.quote + claim.suffix)
        said = f"The words stand on page {claim.page}."
        if around is None and len(claim.quote) <= LONGEST:
            said += " What stands around them is read otherwise today."
        return Checked(claim="quote", outcome="holds", message=said)
    if places:
        said = f"The words stand on page {claim.page} of the PDF; it is read otherwise today."
        return Checked(claim="quote", outcome="holds", message=said)
    said = f"The words do not stand on page {claim.page}."
    return Checked(claim="quote", outcome="fails", message=said)


def _place(page: sqlite3.Row | None, claim: Claim, places: tuple[tuple[Box, ...], ...]) -> Checked:
    box = union(claim.boxes)
    if page is not None and (box[2] > page["width"] + _CLOSE or box[3] > page["height"] + _CLOSE):
        said = "The place lies outside of the page."
        return Checked(claim="place", outcome="fails", message=said)
    if not places:
        said = "Where the words stand on the page cannot be told from the PDF; look at the picture."
        held = "A place on the page; no words go with it."
        return (
            Checked(claim="place", outcome="open", message=said)
            if claim.quote
            else Checked(claim="place", outcome="holds", message=held)
        )
    if any(_is_near(union(place), box) for place in places if place):
        said = "The words stand there in the PDF itself."
        return Checked(claim="place", outcome="holds", message=said)
    said = "The words stand elsewhere on the page."
    return Checked(claim="place", outcome="fails", message=said)


def _is_near(one: Box, other: Box) -> bool:
    return all(abs(a - b) <= _CLOSE for a, b in zip(one, other, strict=True))


def _picture(path: Path, claim: Claim, drawer: Drawer) -> Checked:
    box = claim.picture_box
    if claim.picture is None or box is None:
        return Checked(claim="picture", outcome="open", message="There is no picture.")
    if claim.boxes and not _is_inside(union(claim.boxes), box):
        said = "The picture does not show the cited place."
        return Checked(claim="picture", outcome="fails", message=said)
    try:
        drawn = drawer.render_box(path, claim.page, claim.picture_width, box)
    except ReadError as error:
        said = f"The place cannot be drawn anew: {error.message}"
        return Checked(claim="picture", outcome="open", message=said)
    if drawn.body == claim.picture or are_alike(drawn.body, claim.picture):
        said = "The picture is what the PDF shows there."
        return Checked(claim="picture", outcome="holds", message=said)
    said = "The picture is not what the PDF shows there."
    return Checked(claim="picture", outcome="fails", message=said)


def _is_inside(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - _CLOSE and inner[1] >= outer[1] - _CLOSE
        and inner[2] <= outer[2] + _CLOSE and inner[3] <= outer[3] + _CLOSE
    )  # fmt: skip


def _capture(connection: sqlite3.Connection, claim: Claim) -> Checked:
    said = _capture_of(claim)
    rows = connection.execute("select * from captures where sha256 = ?", [claim.sha256])
    for row in rows:
        stored = dict(row)
        stored["headers"] = json.loads(row["headers"] or "[]")
        if all(stored.get(name) == value for name, value in said.items()):
            words = f"Captured {claim.captured_at} from {claim.url}, with these HTTP headers."
            return Checked(claim="capture", outcome="holds", message=words)
    words = "No capture of this file has this address, time, way and these headers."
    return Checked(claim="capture", outcome="fails", message=words)


def _capture_of(claim: Claim) -> dict[str, Any]:
    """What the capture's row must say."""
    said = {name: (claim.capture or {}).get(name) for name in _FACTS}
    known = {name: value for name, value in said.items() if value is not None}
    return {
        **known, "url": claim.url, "captured_at": claim.captured_at, "headers": claim.headers,
    }  # fmt: skip


def _document(connection: sqlite3.Connection, claim: Claim) -> Checked:
    said = claim.document
    row = _row(
        connection,
        """select d.*, coalesce(d.issuer, s.publisher) as issued_by,
               coalesce(d.published, d.coverage) as dated
           from versions v join documents d on d.id = v.document_id
           join sources s on s.id = d.source_id
           where v.document_id = ? and v.number = ? and v.sha256 = ?""",
        str(said.get("id")),
        said["version"] if isinstance(said.get("version"), int) else 0,
        claim.sha256,
    )
    if row is None and said.get("id") == claim.sha256:
        words = "No document held the file when it was cited."
        return Checked(claim="document", outcome="open", message=words)
    if row is None:
        words = "The file is no such version of this document."
        return Checked(claim="document", outcome="fails", message=words)
    today = {"title": row["title"], "issuer": row["issued_by"], "published": row["dated"]}
    other = [name for name, value in today.items() if value != said.get(name)]
    if other:
        words = f"Today the archive has another {', '.join(other)} for it: " + "; ".join(
            str(today[name]) for name in other
        )
        return Checked(claim="document", outcome="open", message=words)
    words = f"It is version {said['version']} of “{row['title']}”."
    return Checked(claim="document", outcome="holds", message=words)
