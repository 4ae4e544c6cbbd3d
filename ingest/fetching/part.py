"""A body on its way to the disk: hashed while it is written, resumable when it breaks off.

`<hash of the address>.part` holds the bytes, `<hash of the address>.json` beside it says which
version of the file they belong to and how many of them are known to be on the disk. Only those
are trusted by a later run: what a power failure leaves of the rest may be anything.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest.fetching.content import HEAD, TAIL
from metadata.errors import StorageError

_CHECKPOINT = 1 << 20  # bytes written between two looks at the disk
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A complete body in a temporary file."""

    path: Path
    sha256: str
    sha1_base32: str
    size: int  # bytes
    head: bytes  # the first 4 KB
    tail: bytes  # the last 64 KB

    def discard(self) -> None:
        """Remove the temporary file."""
        with storage("remove", self.path):
            self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Where a broken download may go on, and the version of the file it belongs to."""

    offset: int
    validator: str  # a strong ETag or a Last-Modified date, for If-Range


class Part:
    """The temporary file of one address. Every method raises StorageError."""

    def __init__(self, incoming: Path, url: str) -> None:
        name = hashlib.sha256(url.encode()).hexdigest()[:40]
        self.path = incoming / f"{name}.part"
        self.note = incoming / f"{name}.json"
        self.size = 0
        self._url = url
        self._validator: str | None = None
        self._synced = 0
        self._file: BinaryIO | None = None

    def resumable(self) -> Resume | None:
        """What an earlier try or run left, if it can be trusted."""
        if not self.note.exists():
            return None
        try:
            note = json.loads(self.note.read_bytes())
            offset, validator, url = int(note["bytes"]), str(note["validator"]), note["url"]
            whole = self.path.stat().st_size >= offset
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if url != self._url or offset <= 0 or not whole:
            return None
        return Resume(offset=offset, validator=validator)

    def begin(self, validator: str | None) -> None:
        """Start from zero. Without a validator the part can not be resumed."""
        self._close()
        with storage("write", self.path):
            self.note.unlink(missing_ok=True)
            self._file = self.path.open("wb")
        self._start(validator)

    def go_on(self, resume: Resume) -> None:
        """Append to what is there, hashing that first."""
        with storage("write", self.path):
            self._file = self.path.open("r+b")
            self._file.truncate(resume.offset)
            self._start(resume.validator)
            while chunk := self._file.read(_CHUNK):
                self._hash(chunk)
        self._synced = self.size

    def write(self, chunk: bytes) -> None:
        """Add bytes; the disk is made sure of from time to time."""
        with storage("write", self.path):
            self._opened.write(chunk)
        self._hash(chunk)
        if self._validator is not None and self.size - self._synced >= _CHECKPOINT:
            self._checkpoint()

    def leave(self) -> None:
        """Close an incomplete part: kept when it can be resumed, removed when not."""
        if self._file is None:
            return
        if self._validator is not None and self.size:
            self._checkpoint()
            self._close()
        else:
            self.discard()

    def finish(self, name: str) -> Body:
        """Close a complete part and move it to a name of its own."""
        with storage("write", self.path):
            self._opened.close()
        self._file = None
        target = self.path.with_name(name)
        with storage("write", target):
            self.path.replace(target)
            self.note.unlink(missing_ok=True)
            head, tail = _ends(target)
        return Body(
            path=target,
            sha256=self._sha256.hexdigest(),
            sha1_base32=base64.b32encode(self._sha1.digest()).decode(),
            size=self.size,
            head=head,
            tail=tail,
        )

    def discard(self) -> None:
        """Remove everything."""
        self._close()
        with storage("remove", self.path):
            self.note.unlink(missing_ok=True)
            self.path.unlink(missing_ok=True)

    @property
    def _opened(self) -> BinaryIO:
        if self._file is None:
            raise ValueError("The part is not open.")
        return self._file

    def _start(self, validator: str | None) -> None:
        self._validator = validator
        self._synced = self.size = 0
        self._sha256 = hashlib.sha256()
        self._sha1 = hashlib.sha1(usedforsecurity=False)

    def _hash(self, chunk: bytes) -> None:
        self._sha256.update(chunk)
        self._sha1.update(chunk)
        self.size += len(chunk)

    def _checkpoint(self) -> None:
        note = {"url": self._url, "validator": self._validator, "bytes": self.size}
        with storage("write", self.path):
            self._opened.flush()
            os.fdatasync(self._opened.fileno())
            self.note.write_text(json.dumps(note))
        self._synced = self.size

    def _close(self) -> None:
        if self._file is not None:
            # Only called where the bytes no longer matter, or are on the disk already.
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None


@contextlib.contextmanager
def storage(doing: str, path: Path) -> Iterator[None]:
    """Translate what the disk says. Raises StorageError."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"Could not {doing} {path}: {error.strerror or error}. Free space or mend the disk, "
            "then run again; what is complete is kept."
        ) from error


def _ends(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, path.stat().st_size - TAIL))
        return head, file.read(TAIL)
