"""A citation record as somebody handed it in: read with suspicion, nothing in it is trusted."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.export.quotation import FORMAT, union
from metadata.errors import ConfigError
from metadata.records import Box

_LARGEST = 32 * 1024 * 1024  # bytes of a record
_DIGITS = 15  # of a whole number


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a citation record claims. Texts are as they stand in it."""

    sha256: str
    length: int  # of the file in bytes
    media_type: str
    page: int
    quote: str | None
    occurrence: int
    prefix: str
    suffix: str
    boxes: tuple[Box, ...]
    picture: bytes | None  # encoded
    picture_width: int
    picture_box: Box | None
    url: str | None
    captured_at: str
    headers: list[list[str]]
    capture: dict[str, Any] | None
    document: dict[str, Any]
    contradictions: tuple[str, ...]  # where the record does not agree with itself


def load(path: Path) -> Claim:
    """Read a record. Raises ConfigError, naming what is wrong with it."""
    try:
        if path.stat().st_size > _LARGEST:
            raise ConfigError(f"{path}: too large for a citation.")
        if not path.is_file():
            raise ConfigError(f"{path} is no file. Give the JSON form of a cited passage.")
        record = json.loads(path.read_text(encoding="utf-8"), parse_int=_number)
        json.dumps(record, ensure_ascii=False).encode()  # half a character is none
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ConfigError(
            f"{path} could not be read as a citation: {error}. "
            "Give the JSON form of a cited passage."
        ) from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ConfigError(f"{path} is no citation record of this kind; expected format {FORMAT}.")
    try:
        return _claim(record)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise ConfigError(
            f"{path}: the record is incomplete or malformed ({type(error).__name__}: {error}). "
            "Fetch it again from the archive."
        ) from error


def _number(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError(f"no number of a record is as long as {digits[:40]}")
    return int(digits)


def _claim(record: dict[str, Any]) -> Claim:
    image, file = record["image"], record["file"]
    return Claim(
        sha256=_hash(record["sha256"]),
        length=_whole(file["bytes"]),
        media_type=_text(file["media_type"]),
        page=_whole(record["page"]),
        quote=None if record["quote"] is None else _text(record["quote"]),
        occurrence=_whole(record["occurrence"]),
        prefix=_text(record["prefix"]),
        suffix=_text(record["suffix"]),
        boxes=tuple(_box(box) for box in record["boxes"]),
        picture=base64.b64decode(_text(image["base64"]), validate=True) if image else None,
        picture_width=_whole(image["width"]) if image else 0,
        picture_box=_box(image["box"]) if image else None,
        url=None if record["url"] is None else _text(record["url"]),
        captured_at=_text(record["captured_at"]),
        headers=[[_text(name), _text(value)] for name, value in record["http_headers"]],
        capture=None if record["capture"] is None else dict(record["capture"]),
        document=dict(record["document"]),
        contradictions=tuple(_contradictions(record)),
    )


def _contradictions(record: dict[str, Any]) -> Iterator[str]:
    image, capture = record["image"], record["capture"]
    if record["file"]["sha256"] != record["sha256"]:
        yield "it names two files"
    boxes = tuple(_box(box) for box in record["boxes"])
    if (boxes and _box(record["box"]) != union(boxes)) or bool(boxes) != bool(record["box"]):
        yield "its box is not around its boxes"
    if image and hashlib.sha256(base64.b64decode(image["base64"])).hexdigest() != image["sha256"]:
        yield "its picture does not have the hash it names"
    if capture and any(capture[name] != record[name] for name in ("url", "captured_at")):
        yield "it names two captures"
    texts = [_text(text) for text in dict(record["citation"]).values()]
    if not all(record[name] in text for name in ("sha256", "address") for text in texts):
        yield "its references cite something else"


def _hash(value: object) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", _text(value)):
        raise ValueError("expected a SHA-256 in hexadecimal")
    return _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, found {str(value)[:40]}")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value < 2**53:
        raise TypeError(f"expected a whole number, found {str(value)[:40]}")
    return value


def _box(value: Any) -> Box:
    x0, y0, x1, y1 = (float(side) for side in value)
    if not (0 <= x0 <= x1 < 1e6 and 0 <= y0 <= y1 < 1e6):
        raise ValueError("a box that is none")
    return (x0, y0, x1, y1)
