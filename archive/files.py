"""Bytes in a folder, each stream once, named by its SHA-256, never changed and never deleted.

A file is written to `incoming/`, synced, renamed to its name, and its folder is synced; only
then may a row mention it. Whatever moment the power fails at, every row's file exists.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import IO

from archive.files_base import (
    Copied,
    Files,
    Incoming,
    gone_unless_complete,
    key,
    storage_errors,
)
from metadata.errors import ArchiveLockedError

__all__ = [
    "Copied", "FileStore", "Files", "Incoming", "copy_whole", "file_sha256", "free_bytes",
    "is_held", "key", "locked", "storage_errors", "sync",
]  # fmt: skip

# Files that may list documents and are none; any other is read, by us or by a plugin. For SQL.
NO_DOCUMENT = "('text/html', 'application/xml', 'application/octet-stream')"
_CHUNK = 1 << 20
# `struct flock`. A lock of an open file can be asked about without being taken, and is not lost
# when another part of the process closes the file.
_FLOCK = struct.Struct("hhqqi4x")
_WHOLE_FILE = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
_COMING = "incoming"  # in a folder on another disk: what has not taken its name yet


class FileStore(Files):
    """A folder: `files/` of the archive at `root`, or another one named by its path."""

    def __init__(self, root: Path, place: Path | None = None) -> None:
        super().__init__(root)
        is_ours = place is None or place.resolve() == (root / "files").resolve()
        self.place = root / "files" if place is None or is_ours else place.resolve()
        self.address = None if is_ours else self.place.as_uri()

    def prepare(self) -> None:
        """Create the folders. Raises StorageError when that is not possible."""
        with storage_errors(f"prepare the archive folder {self.root}"):
            self.place.mkdir(parents=True, exist_ok=True)
        super().prepare()

    def path(self, sha256: str, media_type: str = "application/pdf") -> Path:
        """Where the bytes with this hash live, whether they are there or not."""
        return self.place / key(sha256, media_type)

    def shown(self, name: str) -> str:
        """The path, relative to the archive where it lies inside."""
        return f"files/{name}" if self.address is None else str(self.place / name)

    def keep(self, temporary: Path, sha256: str, media_type: str) -> None:
        """Move a complete temporary file to its name, durably."""
        self.keep_all([Incoming(path=temporary, sha256=sha256, media_type=media_type)])

    def keep_all(self, files: Sequence[Incoming]) -> None:
        """The same for several, which together cost a disk little more than one.

        First the bytes of each are on the disk, then the names, then the folders that hold them.
        """
        moves: dict[Path, Path] = {}
        for file in files:
            target = self.path(file.sha256, file.media_type)
            with storage_errors(f"keep the file {target}"):
                if target not in moves and not _is_whole(target, file.sha256):
                    moves[target] = self._beside(file.path, file.sha256)
                    sync(moves[target], os.fdatasync)
        changed: set[Path] = set()
        for target, beside in moves.items():
            with storage_errors(f"keep the file {target}"):
                target.parent.mkdir(parents=True, exist_ok=True)
                beside.replace(target)
            changed.update(target.parents[:3])  # up to the place itself: any may be new
        with storage_errors(f"keep files in {self.place}"):
            for folder in changed:
                sync(folder)
            for file in files:
                file.path.unlink(missing_ok=True)

    def _beside(self, temporary: Path, sha256: str) -> Path:
        """The temporary file on the disk where files live: only there it can take its name."""
        if self.address is None or temporary.stat().st_dev == self.place.stat().st_dev:
            return temporary
        (self.place / _COMING).mkdir(exist_ok=True)
        copy = self.place / _COMING / f"{sha256}-{token_hex(8)}"
        shutil.copyfile(temporary, copy)
        return copy

    def size(self, sha256: str, media_type: str) -> int | None:
        """The length of the file, None when it is not there."""
        try:
            found = self.path(sha256, media_type).stat()
        except OSError:
            return None
        return found.st_size if stat.S_ISREG(found.st_mode) else None

    def read(self, sha256: str, media_type: str, start: int = 0, stop: int | None = None) -> bytes:
        """The bytes from `start` up to `stop`."""
        path = self.path(sha256, media_type)
        with storage_errors(f"read {path}"), path.open("rb") as file:
            file.seek(start)
            return file.read(-1 if stop is None else stop - start)

    def digest(self, sha256: str, media_type: str, size: int) -> str:
        """SHA-256 of the file, hexadecimal. Raises OSError."""
        return file_sha256(self.path(sha256, media_type))

    @contextmanager
    def local(self, sha256: str, media_type: str) -> Iterator[Path]:
        """The path of the file."""
        yield self.path(sha256, media_type)

    def copy_out(self, sha256: str, media_type: str, target: Path) -> bool:
        """Copy a file to a new one, if it is there and its bytes have this hash."""
        return copy_whole(self.path(sha256, media_type), target, sha256)

    def all(self) -> Iterator[Path]:
        """Everything below the folder that is no folder, in a fixed order, a folder at a time."""
        return (path for path in _below(self.place) if path.parent != self.place / _COMING)

    def names(self) -> Iterator[str]:
        """The same by name."""
        return (path.relative_to(self.place).as_posix() for path in self.all())

    def may_write(self) -> bool:
        """Whether this user may write there."""
        return os.access(self.place, os.W_OK)


def _is_whole(target: Path, sha256: str) -> bool:
    return target.exists() and file_sha256(target) == sha256


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)
        else:
            yield path


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_whole(source: Path, target: Path, sha256: str) -> bool:
    """Copy a file to a new one, if its bytes have this hash.

    False, and no target, when the source is not there, cannot be read or has other bytes.
    Raises OSError when the target cannot be written.
    """
    digest = hashlib.sha256()
    try:
        reading = source.open("rb")
    except OSError:
        return False
    with reading, gone_unless_complete(target), target.open("wb") as writing:
        for chunk in _chunks(reading):
            digest.update(chunk)
            writing.write(chunk)
    if digest.hexdigest() != sha256:
        target.unlink()
        return False
    return True


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """What can be read of a file: a disk that fails ends it, and the hash will tell."""
    with suppress(OSError):
        while chunk := file.read(_CHUNK):
            yield chunk


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the archive for one writer. The lock dies with the process, however it dies.

    Raises ArchiveLockedError when another process holds it, StorageError when the folder
    cannot be written.
    """
    with storage_errors(f"lock the archive {root}"):
        root.mkdir(parents=True, exist_ok=True)
        handle = (root / "archive.lock").open("a+")
    with handle:
        try:
            fcntl.fcntl(handle, fcntl.F_OFD_SETLK, _WHOLE_FILE)
        except BlockingIOError:
            handle.seek(0)
            raise ArchiveLockedError(
                f"Another run holds the archive {root} (process {handle.read().strip() or '?'}). "
                "Wait until it has ended, then run again."
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def is_held(root: Path) -> bool:
    """Whether a process holds the archive at this moment. Asks, and never takes the lock."""
    try:
        handle = (root / "archive.lock").open("rb")
    except OSError:
        return False
    with handle:
        in_its_way = fcntl.fcntl(handle, fcntl.F_OFD_GETLK, _WHOLE_FILE)
    kind: int = _FLOCK.unpack(in_its_way)[0]
    return kind != fcntl.F_UNLCK


def free_bytes(root: Path) -> int:
    """Free space where the archive lives, in bytes."""
    return shutil.disk_usage(root).free


def sync(path: Path, how: Callable[[int], None] = os.fsync) -> None:
    """Have a file, or the names in a folder, on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        how(handle)
    finally:
        os.close(handle)
