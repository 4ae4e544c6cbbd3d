"""What tells one reading of a file from another. Part of the store."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from functools import cache
from typing import Any

from metadata.records import Contents, Reading


def digest(reading: Reading, contents: Contents) -> str:
    """The SHA-256 of a reading and of what follows from it, the same for the same content.

    It is that of their JSON, made piece by piece: a long document's is hundreds of megabytes.
    """
    hashed = hashlib.sha256()
    for value in (*_values(reading), *_values(contents)):
        parts = value if isinstance(value, tuple) else (value,)
        for part in parts:
            hashed.update(_JSON.encode(part).encode())
            hashed.update(b",")
        hashed.update(b"\n")
    return hashed.hexdigest()


def _values(record: Any) -> list[object]:
    """A record as the array of its values: their names are in the code."""
    return [getattr(record, name) for name in _names(record.__class__)]


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_values)
