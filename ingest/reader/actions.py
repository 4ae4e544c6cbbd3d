"""Scripts, programs and attachments that a PDF brings along, found in its bytes.

Looking for the names of actions in the file and in its compressed object streams sees every
page, at a fraction of what walking through the objects one by one costs.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

MOST_BYTES = 64 * 1024 * 1024  # looked through: of the file, and of what is inflated
DICTIONARY = 1_000  # bytes between the type of a stream and its start, at most
SCRIPT = re.compile(rb"/S\s*/JavaScript\b|/JavaScript\s*(?:<<|\d+ \d+ R)")
LAUNCH = re.compile(rb"/S\s*/Launch\b")
ATTACHED = re.compile(rb"/Subtype\s*/FileAttachment\b")
DISGUISED = re.compile(rb"/[A-Za-z]*#[4-7][0-9A-Fa-f]")  # letters written as numbers


class Actions(NamedTuple):
    """What the bytes say."""

    javascript: bool
    launch: bool
    attached: bool  # a file hangs on a page
    disguised: bool  # names are written so as not to be found: look at the objects themselves


def find_actions(raw: bytes) -> Actions:
    """Look through the bytes of a file that is not encrypted."""
    parts = [raw, *_object_streams(raw)]
    return Actions(
        javascript=_any(parts, b"/JavaScript", SCRIPT),
        launch=_any(parts, b"/Launch", LAUNCH),
        attached=_any(parts, b"/FileAttachment", ATTACHED),
        disguised=_any(parts, b"#", DISGUISED),
    )


def _any(parts: list[bytes], word: bytes, pattern: re.Pattern[bytes]) -> bool:
    return any(word in part and pattern.search(part) is not None for part in parts)


def _object_streams(raw: bytes) -> Iterator[bytes]:
    """The object streams, inflated as far as they are whole and there is room."""
    left = MOST_BYTES
    at = raw.find(b"/ObjStm")
    while at >= 0 and left > 0:
        start = raw.find(b"stream", at, at + DICTIONARY) + len(b"stream")
        end = raw.find(b"endstream", start)
        if start > at and end > 0:
            body = raw[start:end].lstrip(b"\r\n")
            try:
                inflated = zlib.decompressobj().decompress(body, left)
            except zlib.error:
                inflated = b""
            left -= len(inflated)
            yield inflated
        at = raw.find(b"/ObjStm", at + 1)
