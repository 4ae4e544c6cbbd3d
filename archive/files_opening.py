"""Where an archive's files are: the folder `files` in it, or what `--files` named once.

The address is remembered in the archive, so that every command and the site find the files without
being told. It never holds a password: who we are comes from the environment.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from archive.files import FileStore
from archive.files_base import Files
from archive.readonly import read_only
from metadata.errors import ConfigError, StorageError

_SAMPLE = """select sha256, media_type, bytes from (
    select * from files order by first_captured_at limit 10)
    union select sha256, media_type, bytes from (
    select * from files order by first_captured_at desc limit 10)"""


def open_files(root: Path, address: str | None = None) -> Files:
    """The files of the archive at `root`, at an address or where the archive says they are.

    Raises ConfigError when the address cannot be used.
    """
    address = address_of(root) if address is None else address
    if address is None:
        return FileStore(root)
    protocol, colon, _ = address.partition("://")
    if not colon:
        return FileStore(root, Path(address))
    parts = _parts(address)
    if protocol == "file":
        return FileStore(root, Path(unquote(parts.path)))
    if parts.password or parts.query:
        raise ConfigError(
            "--files: an address is remembered in the archive and may hold no password or "
            "signature. Put credentials into the environment (for S3 AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY)."
        )
    try:
        from archive.files_remote import RemoteFiles
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"--files {address}: this installation cannot speak to an object store "
            f'({error.name} is missing). Install it with `pip install "policy-archive[s3]"`.'
        ) from error
    return RemoteFiles(root, address)


def _parts(address: str) -> SplitResult:
    """An address taken apart. Raises ConfigError when it says no protocol or no place."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise ConfigError(f"--files {address}: {error}. Write s3://bucket/prefix.") from error
    place = parts.path if parts.scheme in ("file", "local") else parts.netloc
    if not re.match(r"[a-z][a-z0-9+.-]+://", address) or not place.strip(":/"):
        raise ConfigError(
            f"--files {address}: this names no place. Write s3://bucket/prefix, or a folder."
        )
    return parts


def address_of(root: Path) -> str | None:
    """The address that the archive names; None for its own folder, or without an archive.

    What may be wrong with the database is for who opens it next to say.
    """
    if not (root / "archive.db").is_file():
        return None
    try:
        connection = read_only(root)
    except StorageError:
        return None
    with closing(connection):
        return address_in(connection)


def address_in(connection: sqlite3.Connection) -> str | None:
    """The address that a database names; one that an older version wrote names none."""
    known = connection.execute("select 1 from sqlite_master where name = 'whereabouts'").fetchone()
    if not known:
        return None
    row = connection.execute("select address from whereabouts where what = 'files'").fetchone()
    return str(row[0]) if row else None


def expect_files(files: Files, connection: sqlite3.Connection) -> None:
    """See that an archive's files are where it is to remember them. Raises ConfigError."""
    for sha256, media_type, size in connection.execute(_SAMPLE):
        if not files.holds(sha256, media_type, size):
            known = address_in(connection) or str(files.root / "files")
            raise ConfigError(
                f"--files {files.address or files.root / 'files'}: the archive's files are in "
                f"{known}, and {sha256} is not in this place. Copy them there first (for "
                "example with rclone), or leave --files (or POLICY_FILES) out."
            )
