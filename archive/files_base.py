"""What every place for the bytes of an archive can do, and what they share.

Two kinds of place there are: a folder (`archive.files`), and an object store or whatever else an
address leads to (`archive.files_remote`). Each stream of bytes is there once, under a name made of
its SHA-256; it is never changed and never deleted. Whatever comes is first written whole to
`incoming/` on this machine, then put under its name, and only then may a row mention it.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import BinaryIO

from metadata.errors import ArchiveLockedError, ConfigError, DocumentError, StorageError

_EXTENSIONS = {
    "application/pdf": "pdf",
    "text/html": "html",
    "application/xml": "xml",
    "application/octet-stream": "bin",
}
_CHUNK = 1 << 20

Bring = Callable[[str, Path], None]
"""Fetches the bytes with a hash to a new file, on whatever machine it is called. Raises ReadError
when they are not to be had, StorageError when the place does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A local file copied into `incoming/`."""

    path: Path
    sha256: str
    sha1_base32: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A complete temporary file, to be kept."""

    path: Path
    sha256: str
    media_type: str


def _opened(source: Path) -> BinaryIO:
    try:
        return source.open("rb")
    except OSError as error:
        raise DocumentError(f"{source} could not be read: {error.strerror}.") from error


def key(sha256: str, media_type: str) -> str:
    """The name of the bytes with this hash, the same in every place."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}.{_EXTENSIONS.get(media_type, 'bin')}"


class Files(ABC):
    """Where the bytes of the archive at `root` are. Several threads may use it at once.

    Whatever goes wrong with the place itself is raised as StorageError.
    """

    address: str | None = None  # None: the folder `files` of the archive
    bring: Bring | None = None  # None: readers open the file at its path

    def __init__(self, root: Path) -> None:
        self.root = root
        self.incoming = root / "incoming"  # what is not whole yet is always on this machine

    def prepare(self) -> None:
        """See that bytes can be written here. Raises StorageError."""
        with storage_errors(f"prepare the archive folder {self.root}"):
            self.incoming.mkdir(parents=True, exist_ok=True)
            probe = self.incoming / f"probe-{os.getpid()}"
            probe.write_bytes(b"")
            probe.unlink()

    @abstractmethod
    def path(self, sha256: str, media_type: str = "application/pdf") -> Path:
        """Where a reader finds the file; its name only, where readers have to `bring` it."""

    @abstractmethod
    def shown(self, name: str) -> str:
        """Where people find what has this name (see `key`)."""

    @abstractmethod
    def keep(self, temporary: Path, sha256: str, media_type: str) -> None:
        """Put a complete temporary file under its name, durably, and remove it. May be repeated."""

    def keep_all(self, files: Sequence[Incoming]) -> None:
        """The same for several, which may cost less than each of them."""
        for file in files:
            self.keep(file.path, file.sha256, file.media_type)

    @abstractmethod
    def size(self, sha256: str, media_type: str) -> int | None:
        """The length of what is there, None when nothing is. Raises StorageError."""

    @abstractmethod
    def read(self, sha256: str, media_type: str, start: int = 0, stop: int | None = None) -> bytes:
        """The bytes from `start` up to `stop`. Raises StorageError."""

    @abstractmethod
    def local(self, sha256: str, media_type: str) -> AbstractContextManager[Path]:
        """The file on this machine for as long as the `with` block lasts. Raises StorageError."""

    @abstractmethod
    def copy_out(self, sha256: str, media_type: str, target: Path) -> bool:
        """Copy a file to a new one on this machine, if its bytes have this hash.

        False, and no target, when it is not there or has other bytes.
        """

    @abstractmethod
    def names(self) -> Iterator[str]:
        """The names of all that is there, in order, a part at a time."""

    @abstractmethod
    def may_write(self) -> bool:
        """Whether anything can be put here, as far as can be told without trying."""

    def holds(self, sha256: str, media_type: str, size: int) -> bool:
        """Whether the file is there with the right length (a cheap check; `verify` hashes)."""
        return self.size(sha256, media_type) == size

    def digest(self, sha256: str, media_type: str, size: int) -> str:
        """SHA-256 of the `size` bytes that are there, hexadecimal. Raises StorageError."""
        found = hashlib.sha256()
        for start in range(0, size, _CHUNK * 8):
            found.update(self.read(sha256, media_type, start, min(start + _CHUNK * 8, size)))
        return found.hexdigest()

    def refuse_inside(self, dest: Path) -> None:
        """Nothing but the archive belongs into its folder: who copies that has it. ConfigError."""
        if self.root.resolve() in (dest.resolve(), *dest.resolve().parents):
            raise ConfigError(
                f"{dest} is the archive itself, or in it. Name a folder outside of it."
            )

    def copy_in(self, source: Path) -> Copied:
        """Copy a local file into `incoming/` while hashing it.

        Raises DocumentError when `source` cannot be read, StorageError when it cannot be kept.
        """
        sha256, sha1, size = hashlib.sha256(), hashlib.sha1(usedforsecurity=False), 0
        temporary = self.incoming / f"import-{os.getpid()}-{token_hex(4)}"
        with (
            _opened(source) as reading,
            storage_errors(f"copy {source}"),
            gone_unless_complete(temporary),
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

    def tidy(self) -> None:
        """Remove what an interrupted run left; downloads that broke off stay, to be resumed."""
        for name in ("import-*", "probe-*", "*.body"):
            for path in self.incoming.glob(name):
                path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One stored file, wherever it is."""

    files: Files
    sha256: str
    media_type: str = "application/pdf"

    @property
    def name(self) -> str:
        """Its file name."""
        return PurePosixPath(key(self.sha256, self.media_type)).name

    def size(self) -> int | None:
        """Its length in bytes, None when it is not there. Raises StorageError."""
        return self.files.size(self.sha256, self.media_type)

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from `start` up to `stop`. Raises StorageError."""
        return self.files.read(self.sha256, self.media_type, start, stop)

    def local(self) -> AbstractContextManager[Path]:
        """The file on this machine for a while. Raises StorageError."""
        return self.files.local(self.sha256, self.media_type)


@contextmanager
def gone_unless_complete(temporary: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def gone_when_in_vain(folder: Path) -> Iterator[None]:
    """Take a new folder away again when what was to be made in it failed before it held a file."""
    was = folder.exists()
    try:
        yield
    except ArchiveLockedError:
        raise
    except BaseException:
        if not was:
            with suppress(OSError):
                (folder / "archive.lock").unlink(missing_ok=True)
            for inside in ("incoming", "files", ""):
                with suppress(OSError):
                    (folder / inside).rmdir()
        raise


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
