"""A last chance for files whose trailer or page tree is lost: their objects are looked for.

PDFium finds objects by itself when it has a trailer to begin at, so one is written behind what
is left of the file: with the catalog that stands in it, else with a catalog and a page tree of
our own over the pages that are found.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HEADER_WITHIN = 1024  # bytes
LARGEST = 64 * 1024 * 1024  # bytes of a file that is looked through
MOST_PAGES = 2_000
MOST_CATALOGS = 4  # the last are the latest
MOST_UNPACKED = 16 * 1024 * 1024  # bytes, of one stream of objects
LONGEST = 8_192  # bytes of an object that are looked at
FREE = 8_000_000  # numbers from here on are ours

OBJECT = re.compile(rb"(?<!\d)(\d{1,7})\s+(\d{1,5})\s+obj\b")
CATALOG = re.compile(rb"/Type\s*/Catalog\b")
PAGE = re.compile(rb"/Type\s*/Page\b")
STREAM = re.compile(rb"\bstream\r?\n")
ENDS = (b"endobj", b"stream")


@dataclass(slots=True, kw_only=True)
class _Found:
    """What stands in what is left of a file."""

    catalogs: list[bytes] = field(default_factory=list)  # references, "5 0 R"
    pages: dict[bytes, None] = field(default_factory=dict)  # references, in their order
    unpacked: list[bytes] = field(default_factory=list)  # objects that stood in streams


def salvaged(path: Path) -> Iterator[bytes]:
    """The file with a trailer it may be read by, the likelier one first; none for no PDF."""
    if path.stat().st_size > LARGEST:
        return
    body = path.read_bytes()
    if b"%PDF" not in body[:HEADER_WITHIN] or b"/Encrypt" in body:
        return
    found = _looked_through(body)
    for catalog in found.catalogs[: -MOST_CATALOGS - 1 : -1]:
        yield body + b"\n" + b"".join(found.unpacked) + _trailer(catalog)
    pages = list(found.pages)[:MOST_PAGES]
    if pages:
        tree = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), b" ".join(pages))
        ours = _object(FREE, tree) + _object(FREE + 1, b"<</Type/Catalog/Pages %d 0 R>>" % FREE)
        yield body + b"\n" + b"".join(found.unpacked) + ours + _trailer(b"%d 0 R" % (FREE + 1))


def _looked_through(body: bytes) -> _Found:
    found = _Found()
    for head in OBJECT.finditer(body):
        content = body[head.end() : head.end() + LONGEST]
        dictionary = content[: min(_index(content, end) for end in ENDS)]
        _note(found, b"%b %b R" % head.groups(), dictionary)
        if b"/ObjStm" in dictionary:
            for number, inner in _unpacked(body, head.end(), dictionary):
                found.unpacked.append(_object(number, inner))
                _note(found, b"%d 0 R" % number, inner)
    return found


def _note(found: _Found, reference: bytes, dictionary: bytes) -> None:
    if CATALOG.search(dictionary):
        found.catalogs.append(reference)
    elif PAGE.search(dictionary):
        found.pages[reference] = None


def _unpacked(body: bytes, start: int, dictionary: bytes) -> Iterator[tuple[int, bytes]]:
    """The numbered objects in a stream of objects, as far as it is whole."""
    begin = STREAM.search(body, start)
    first = re.search(rb"/First\s+(\d{1,9})", dictionary)
    if begin is None or first is None:
        return
    try:
        text = zlib.decompressobj().decompress(body[begin.end() :], MOST_UNPACKED)
    except zlib.error:
        return
    offset = int(first[1])
    places = [int(word) for word in text[:offset].split() if word.isdigit() and len(word) < 9]
    numbers, starts = places[::2], places[1::2]
    for number, at, end in zip(numbers, starts, [*starts[1:], len(text)], strict=False):
        if 0 < number < FREE and at < end:
            yield number, text[offset + at : offset + end]


def _index(content: bytes, end: bytes) -> int:
    at = content.find(end)
    return len(content) if at < 0 else at


def _object(number: int, content: bytes) -> bytes:
    return b"%d 0 obj\n%b\nendobj\n" % (number, content)


def _trailer(catalog: bytes) -> bytes:
    size = FREE + 2
    return b"\ntrailer\n<</Root %b/Size %d>>\nstartxref\n0\n%%%%EOF\n" % (catalog, size)
