"""Bytes in an object store, or wherever else an address of fsspec leads: `s3://bucket/prefix`.

The only door to fsspec. An object is put under its name only when its hash is known; what is
there then is looked at: its length, and its MD5 where the store tells it, else its bytes. Putting
it again does no harm, nor does another writer of the same bytes. A store takes an object whole or
not at all; a remote file system may not, so there it is put beside and renamed.

Who we are comes from the environment, as the store's own library reads it (for S3
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE, AWS_ENDPOINT_URL); never from the archive.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import Any

import fsspec

from archive.files import file_sha256
from archive.files_base import Files, gone_unless_complete, key
from archive.files_scratch import Scratch
from metadata.errors import ConfigError, ReadError, StorageError

_WHOLE = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "memory"}
_S3 = {
    "connect_timeout": 5,  # seconds
    "read_timeout": 15,
    "retries": {"max_attempts": 2, "mode": "standard"},
    # We compare SHA-256 ourselves; some stores send the sum of the whole with a part of it.
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}
_TRIES = 2  # of s3fs, around those of the library below it
_COMING = "incoming"
_PART = 8 << 20  # bytes read at a time
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads."""

    address: str
    system: Any  # fsspec is not typed
    base: str  # the path there
    takes_whole: bool  # an object is there whole, or not at all
    failures: tuple[type[Exception], ...]  # how its library says that something went wrong

    def at(self, name: str) -> str:
        """The path of what has a name there."""
        return f"{self.base}/{name}"


@cache
def reached(address: str) -> Place:
    """Open the place at an address. Raises ConfigError, and StorageError where it must answer."""
    protocol = address.partition("://")[0]
    options = {"config_kwargs": _S3} if protocol in ("s3", "s3a") else {}
    try:
        system, base = fsspec.core.url_to_fs(
            address, use_listings_cache=False, skip_instance_cache=True, **options
        )
    except ImportError as error:
        package = "policy-archive[s3]" if options else (error.name or f"{protocol}fs")
        raise ConfigError(
            f"--files {address}: this installation cannot speak to {protocol} ({error.msg}). "
            f'Install it with `pip install "{package}"`.'
        ) from error
    except (ValueError, TypeError) as error:
        raise ConfigError(f"--files {address}: {error}. Write s3://bucket/prefix.") from error
    except OSError as error:
        raise StorageError(f"Could not reach {address}: {error}. {_next_step(error)}") from error
    if options:
        system.retries = _TRIES
    failures = _s3_failures() if options else ()
    return Place(address, system, base.rstrip("/"), protocol in _WHOLE, (OSError, *failures))


def _s3_failures() -> tuple[type[Exception], ...]:
    from botocore.exceptions import BotoCoreError, ClientError
    from s3fs.core import S3_RETRYABLE_ERRORS

    return BotoCoreError, ClientError, *S3_RETRYABLE_ERRORS


@contextmanager
def _said(place: Place, doing: str) -> Iterator[None]:
    """Translate what the place's library raises into StorageError with the next step."""
    try:
        yield
    except place.failures as error:
        seen = str(error) or type(error).__name__
        raise StorageError(
            f"Could not {doing} {place.address}: {seen.rstrip('.')}. {_next_step(error)}"
        ) from error


def _next_step(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in _FULL:
        return "Free some space on this machine, then run again: it goes on where it stopped."
    if isinstance(error, PermissionError) or "redentials" in str(error):
        return (
            "Check the credentials in the environment (for S3 AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, or AWS_PROFILE) and what they may do there."
        )
    if isinstance(error, FileNotFoundError):
        return "Check the address, make the bucket, or run verify when a file has gone from it."
    return (
        "Check that the store answers (for another than Amazon's, AWS_ENDPOINT_URL names it), "
        "then run again: it goes on where it stopped."
    )


def _copied(place: Place, name: str, target: Path) -> bool:
    """Copy an object to a new file; False, and no file, when it is not there."""
    with _said(place, "read from"), gone_unless_complete(target):
        try:
            place.system.get_file(place.at(name), str(target))
        except FileNotFoundError:
            target.unlink(missing_ok=True)
            return False
    return True


def _md5() -> Any:
    return hashlib.md5(usedforsecurity=False)


@dataclass(frozen=True, slots=True)
class Bringer:
    """Fetches files from an address, on whatever machine it is sent to."""

    address: str

    def __call__(self, sha256: str, target: Path) -> None:
        """Fetch a file to a new one, named with its ending. Raises ReadError, StorageError."""
        place = reached(self.address)
        name = f"{sha256[:2]}/{sha256[2:4]}/{sha256}{target.suffix or '.pdf'}"
        if not _copied(place, name, target):
            raise ReadError(f"{place.address}/{name} is not there; run verify.")
        if file_sha256(target) != sha256:
            raise ReadError(f"{place.address}/{name} has other bytes than its name says.")


class RemoteFiles(Files):
    """Files of the archive at `root` that are kept at an address. Raises ConfigError."""

    def __init__(self, root: Path, address: str) -> None:
        super().__init__(root)
        self.address = address.rstrip("/")
        self.bring = Bringer(self.address)
        self._at = reached(self.address)
        self._scratch = Scratch()

    def prepare(self) -> None:
        """See that the place answers, and that files can be made ready for it here."""
        super().prepare()
        with _said(self._at, "reach"):
            if self._at.takes_whole:  # a bucket is never made by us
                self._at.system.info(self._at.base.partition("/")[0])
            else:
                self._at.system.makedirs(self._at.base, exist_ok=True)

    def path(self, sha256: str, media_type: str = "application/pdf") -> Path:
        """The file's name; readers bring it to a place of their own."""
        return Path(PurePosixPath(key(sha256, media_type)).name)

    def shown(self, name: str) -> str:
        """The address of an object."""
        return f"{self.address}/{name}"

    def keep(self, temporary: Path, sha256: str, media_type: str) -> None:
        """Put a complete temporary file there, look at what is there, remove it here."""
        name = key(sha256, media_type)
        with _said(self._at, "keep a file in"):
            if not self._is_same(name, temporary, look=False):
                self._put(temporary, name)
                if not self._is_same(name, temporary, look=True):
                    raise StorageError(
                        f"{self.shown(name)} did not come out as it was put there. Nothing was "
                        "recorded of it; run again, and look at the store if it says so again."
                    )
        temporary.unlink()

    def _put(self, temporary: Path, name: str) -> None:
        place = self._at
        if place.takes_whole:
            place.system.put_file(str(temporary), place.at(name))
            return
        beside = place.at(f"{_COMING}/{PurePosixPath(name).name}-{token_hex(8)}")
        for path in (beside, place.at(name)):
            place.system.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
        place.system.put_file(str(temporary), beside)
        place.system.mv(beside, place.at(name))

    def _is_same(self, name: str, temporary: Path, *, look: bool) -> bool:
        """Whether these bytes are there; `look`: read them where nothing else tells."""
        try:
            found = self._at.system.info(self._at.at(name))
        except FileNotFoundError:
            return False
        if found["size"] != temporary.stat().st_size:
            return False
        with temporary.open("rb") as file:
            md5 = hashlib.file_digest(file, _md5).hexdigest()
        if str(found.get("ETag", "")).strip('"') == md5:
            return True
        sha256 = PurePosixPath(name).stem
        return look and self._digest_of(name, int(found["size"])) == sha256

    def _digest_of(self, name: str, size: int) -> str:
        digest = hashlib.sha256()
        for start in range(0, size, _PART):
            stop = min(start + _PART, size)
            digest.update(self._at.system.cat_file(self._at.at(name), start=start, end=stop))
        return digest.hexdigest()

    def size(self, sha256: str, media_type: str) -> int | None:
        """The length of an object, None when it is not there. Raises StorageError."""
        with _said(self._at, "ask"):
            try:
                return int(self._at.system.info(self._at.at(key(sha256, media_type)))["size"])
            except FileNotFoundError:
                return None

    def read(self, sha256: str, media_type: str, start: int = 0, stop: int | None = None) -> bytes:
        """The bytes from `start` up to `stop`, and no others. Raises StorageError."""
        with _said(self._at, "read from"):
            path = self._at.at(key(sha256, media_type))
            return bytes(self._at.system.cat_file(path, start=start, end=stop))

    @contextmanager
    def local(self, sha256: str, media_type: str) -> Iterator[Path]:
        """A copy of the object, kept for a while; the path of nothing when it is not there."""
        name = key(sha256, media_type)
        with self._scratch.holding(
            PurePosixPath(name).name, lambda target: _copied(self._at, name, target)
        ) as path:
            yield path

    def copy_out(self, sha256: str, media_type: str, target: Path) -> bool:
        """Copy an object to a new file, if it is there and its bytes have this hash."""
        with gone_unless_complete(target):
            if not _copied(self._at, key(sha256, media_type), target):
                return False
            if file_sha256(target) == sha256:
                return True
            target.unlink()
            return False

    def names(self) -> Iterator[str]:
        """The names of all objects, in order, those that begin alike at a time."""
        with _said(self._at, "list"):
            try:
                first = self._at.system.ls(self._at.base, detail=True)
            except FileNotFoundError:
                return
        for one in sorted(first, key=itemgetter("name")):
            if one["name"] != self._at.at(_COMING):
                yield from self._below(one)

    def _below(self, one: dict[str, Any]) -> Iterator[str]:
        with _said(self._at, "list"):
            is_folder = one["type"] == "directory"
            found = sorted(self._at.system.find(one["name"])) if is_folder else [one["name"]]
        names = (path.removeprefix(f"{self._at.base}/") for path in found)
        yield from (name for name in names if not is_folder or "/" in name)  # not the folder's own

    def may_write(self) -> bool:
        """It will tell when it is tried."""
        return True
