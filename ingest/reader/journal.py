"""A file of records that a task writes as it goes, so that its work outlives its process.

Each record has a head of its own: who coordinates sees how far a task came, and which page it
died at, without taking in what hostile files made it write.
"""

from __future__ import annotations

import errno
import pickle
import struct
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from metadata.errors import ReadLimitError, StorageError

OPENED: Final = b"o"  # number: pages of the file; whether it was repaired
DRAFT: Final = b"d"  # number: the page; its Draft
SCAN: Final = b"s"  # the same, of a page that OCR should look at
TABLES: Final = b"t"  # number: the page; its tables
ABOUT: Final = b"a"  # information, outline and notes
HEAD = struct.Struct("<cIQ")  # kind, number, bytes of the record that follows


class Mark(NamedTuple):
    """The head of a whole record."""

    kind: bytes
    number: int


class Journal:
    """A new journal to write. Use `with`."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=0)  # a crash loses nothing that was written

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def append(self, kind: bytes, number: int, record: Any) -> None:
        """Write a record. Raises ReadLimitError at the limit of output, StorageError."""
        body = pickle.dumps(record, pickle.HIGHEST_PROTOCOL)
        whole = HEAD.pack(kind, number, len(body)) + body
        try:
            written = self._file.write(whole)
        except OSError as error:
            if error.errno != errno.EFBIG:
                raise storage_error(error) from error
            written = 0
        if written != len(whole):
            raise ReadLimitError(
                "The reader reached its limit of output. The file may be built to exhaust readers; "
                "look at it by hand."
            )


def marks(path: Path) -> list[Mark]:
    """The heads of the whole records of a journal, in order; none when it was never begun."""
    found: list[Mark] = []
    if not path.exists():
        return found
    size = path.stat().st_size
    with path.open("rb") as file:
        while len(head := file.read(HEAD.size)) == HEAD.size:
            kind, number, length = HEAD.unpack(head)
            if file.seek(length, 1) > size:
                break
            found.append(Mark(kind, number))
    return found


def records(path: Path, kinds: Collection[bytes]) -> Iterator[tuple[Mark, Any]]:
    """The whole records of some kinds in a journal, one in memory at a time."""
    with path.open("rb") as file:
        while len(head := file.read(HEAD.size)) == HEAD.size:
            kind, number, length = HEAD.unpack(head)
            if kind not in kinds:
                file.seek(length, 1)
                continue
            body = file.read(length)
            if len(body) < length:
                return
            yield Mark(kind, number), pickle.loads(body)


def storage_error(error: OSError) -> StorageError:
    """The failure to write what a reader found, said so that one can do something."""
    return StorageError(
        f"Writing what was read to {error.filename or 'the temporary folder'} failed: "
        f"{error.strerror}. Make room there (TMPDIR names it) and run again."
    )
