"""The bytes, each stream once, named by its SHA-256, never changed and never deleted.

A file is written to `incoming/`, synced, renamed to its name, and its folder is synced; only
then may a row mention it. Whatever moment the power fails at, every row's file exists.
"""

from __future__ import annotations

import base64
import errno
import fcntl
import hashlib
import os
import shutil
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from metadata.errors import ArchiveLockedError, ConfigError, StorageError

_EXTENSIONS = {
    "application/pdf": "pdf",
    "text/html": "html",
    "application/xml": "xml",
    "application/octet-stream": "bin",
}
_CHUNK = 1 << 20
# `struct flock`. A lock of an open file can be asked about without being taken, and is not lost
# when another part of the process closes the file.
_FLOCK = struct.Struct("hhqqi4x")
_WHOLE_FILE = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A local file copied into `incoming/`."""

    path: Path
    sha256: str
    sha1_base32: str
    bytes: int


class FileStore:
    """The folder `files/` of the archive at `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.incoming = root / "incoming"

    def prepare(self) -> None:
        """Create the folders. Raises StorageError when that is not possible."""
        with storage_errors(f"prepare the archive folder {self.root}"):
            (self.root / "files").mkdir(parents=True, exist_ok=True)
            self.incoming.mkdir(exist_ok=True)
            probe = self.incoming / f"probe-{os.getpid()}"
            probe.write_bytes(b"")
            probe.unlink()

    def path(self, sha256: str, media_type: str = "application/pdf") -> Path:
        """Where the bytes with this hash live, whether they are there or not."""
        name = f"{sha256}.{_EXTENSIONS.get(media_type, 'bin')}"
        return self.root / f"files/{sha256[:2]}/{sha256[2:4]}/{name}"

    def keep(self, temporary: Path, sha256: str, media_type: str) -> Path:
        """Move a complete temporary file to its name, durably. Returns the new place."""
        target = self.path(sha256, media_type)
        with storage_errors(f"keep the file {target}"):
            if target.exists() and file_sha256(target) == sha256:
                temporary.unlink()
                return target
            sync(temporary)
            _folder(target.parent)
            temporary.replace(target)
            sync(target.parent)
        return target

    def copy_in(self, source: Path) -> Copied:
        """Copy a local file into `incoming/` while hashing it.

        Raises OSError when `source` cannot be read and StorageError when it cannot be kept.
        """
        sha256, sha1, size = hashlib.sha256(), hashlib.sha1(usedforsecurity=False), 0
        temporary = self.incoming / f"import-{os.getpid()}"
        with (
            source.open("rb") as reading,
            storage_errors(f"copy {source}"),
            _gone_unless_complete(temporary),
            temporary.open("wb") as writing,
        ):
            while chunk := reading.read(_CHUNK):
                sha256.update(chunk)
                sha1.update(chunk)
                size += len(chunk)
                writing.write(chunk)
        return Copied(
            path=temporary,
            sha256=sha256.hexdigest(),
            sha1_base32=base64.b32encode(sha1.digest()).decode(),
            bytes=size,
        )

    def holds(self, sha256: str, media_type: str, size: int) -> bool:
        """Whether the file is there with the right length (a cheap check; `verify` hashes)."""
        try:
            found = self.path(sha256, media_type).stat()
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and found.st_size == size

    def all(self) -> Iterator[Path]:
        """Everything below `files/` that is no folder, in a fixed order, a folder at a time."""
        return _below(self.root / "files")

    def refuse_inside(self, dest: Path) -> None:
        """Nothing but stored files belongs among them. Raises ConfigError."""
        within = (dest.resolve(), *dest.resolve().parents)
        if dest.resolve() == self.root.resolve() or (self.root / "files").resolve() in within:
            raise ConfigError(f"{dest} is the archive itself. Name a folder outside of it.")

    def tidy(self) -> None:
        """Remove what an interrupted run left; downloads that broke off stay, to be resumed."""
        for name in ("import-*", "probe-*", "*.body"):
            for path in self.incoming.glob(name):
                path.unlink(missing_ok=True)


def _folder(folder: Path) -> None:
    """Make a folder and those above it, durably."""
    if not folder.is_dir():
        _folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


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


@contextmanager
def _gone_unless_complete(temporary: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


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
    with reading, _gone_unless_complete(target), target.open("wb") as writing:
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


@contextmanager
def storage_errors(doing: str) -> Iterator[None]:
    """Translate the operating system's errors into StorageError with the next step."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"Could not {doing}: {error.strerror}. {_next_step(error)}") from error


def _next_step(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "Free some space, then run again: it goes on where it stopped."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "Give this user write permission there, or name another folder with --archive."
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return "A file stands where a folder is needed; move it or name another with --archive."
    return "Check the disk, then run again."


def free_bytes(root: Path) -> int:
    """Free space where the archive lives, in bytes."""
    return shutil.disk_usage(root).free


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
