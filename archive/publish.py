"""A consistent, compact snapshot of an archive, to be served or handed on while runs go on.

The same archive gives the same bytes. Everything new is complete and on the disk in a folder of
its own, `publishing/`, before anything takes its name: first the files, which only ever become
more, then the database, the configuration and, last, `SHA256SUMS`. Whoever reads the database that
was there before reads on undisturbed, but half in the old and half in the new one once it opens
more connections: start its server anew after a publish, or publish to a new folder and switch.

The files are copies, not links: damage to the archive's disk does not reach them, and `verify
--repair` can take them back. Only files in an object store may stay where they are, on request: the
snapshot then names their address. Messages to receivers stay behind: their addresses are nobody's
business.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.files import Files, FileStore, file_sha256, storage_errors, sync
from archive.files_base import gone_when_in_vain
from archive.files_opening import open_files
from archive.readonly import read_only, reading
from archive.report import Screen
from metadata.errors import ArchiveLockedError, ConfigError, StorageError

_STAGING = "publishing"
_SUMS = "SHA256SUMS"


def publish_archive(
    root: Path, dest: Path, configuration: Path, screen: Screen, *, as_json: bool = False,
    refer: bool = False,
) -> int:  # fmt: skip
    """Write database, files, configuration and checksums to `dest`.

    `refer`: the files stay in their object store, and the snapshot names it.

    Returns 0, or 1 when a stored file is damaged and could not be published; each is named.
    Raises ConfigError when `dest` is the archive or something else's folder, ArchiveLockedError
    while another one publishes there, StorageError when it cannot be written; what was published
    before is then as it was.
    """
    files = open_files(root)
    _refuse(files, dest, refer=refer)
    publishing = storage_errors(f"publish to {dest}")
    with gone_when_in_vain(dest), publishing, _staging(dest) as staging:
        snapshot(root, staging / "archive.db", refer=refer)
        shutil.copyfile(configuration, staging / "datasette.yaml")
        left_out = [] if refer else _publish_files(files, staging, dest, screen)
        _write_sums(staging, dest)
        os.sync()  # all of it once: waiting for file after file takes minutes
        for name in ("archive.db", "datasette.yaml", _SUMS):
            (staging / name).replace(dest / name)
        sync(dest)
    if as_json:
        screen.json({"dest": str(dest), "left_out": left_out})
        return 1 if left_out else 0
    screen.result(
        f"Published to {dest}. Serve it with: "
        f"datasette -i {dest / 'archive.db'} -c {dest / 'datasette.yaml'}"
    )
    return 1 if left_out else 0


def _refuse(files: Files, dest: Path, *, refer: bool) -> None:
    if refer and files.address is None:
        raise ConfigError(
            "--refer is for files in an object store; this archive's are in its folder. "
            "Leave it out, and they are copied."
        )
    files.refuse_inside(dest)
    names = {path.name for path in dest.iterdir()} if dest.is_dir() else set()
    if "chain.json" in names:
        raise ConfigError(f"{dest} holds a release. Name another folder, or give --release.")
    ours = {_SUMS, _STAGING} & names or names == {"files"}  # the last: one that did not finish
    if names and not ours:
        raise ConfigError(f"{dest} holds other files. Name an empty folder to publish to.")


@contextmanager
def _staging(dest: Path) -> Iterator[Path]:
    """The folder in which a snapshot is made; one at a time, and gone afterwards."""
    dest.mkdir(parents=True, exist_ok=True)
    handle, staging = os.open(dest, os.O_RDONLY), dest / _STAGING
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(staging, ignore_errors=True)  # what a killed one left
        staging.mkdir()
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except BlockingIOError:
        words = f"Another process publishes to {dest}. Wait until it has ended, then publish again."
        raise ArchiveLockedError(words) from None
    finally:
        os.close(handle)


def snapshot(root: Path, target: Path, *, refer: bool = False) -> None:
    """A copy of the database as it stands now, without free space and without a journal."""
    source = read_only(root)
    try:
        source.execute("vacuum into ?", [str(target)])
        copy = sqlite3.connect(target, isolation_level=None)
        copy.execute("pragma journal_mode = delete")
        copy.execute("pragma secure_delete = on")
        for table in ("outbox",) if refer else ("outbox", "whereabouts"):
            if copy.execute("select 1 from sqlite_master where name = ?", [table]).fetchone():
                copy.execute(f"delete from {table}")
        copy.close()
    except sqlite3.DatabaseError as error:
        raise StorageError(
            f"Could not publish the database to {target.parent.parent}: {error}. "
            "What was published before is as it was; free some space or check the disk."
        ) from error
    finally:
        source.close()


def _publish_files(files: Files, staging: Path, dest: Path, screen: Screen) -> list[str]:
    """Put every file the snapshot names into its place; returns those that could not be."""
    left_out = []
    published = FileStore(dest)
    for sha256, media_type, size in _files(staging):
        target = published.path(sha256, media_type)
        if published.holds(sha256, media_type, size):
            continue
        if not files.copy_out(sha256, media_type, staging / sha256):
            name = target.relative_to(dest).as_posix()
            left_out.append(name)
            screen.say(f"{name} is damaged or missing in {files.root}; see verify.", "warning")
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        (staging / sha256).replace(target)
    return left_out


def _files(staging: Path) -> Iterator[tuple[str, str, int]]:
    with reading(staging) as connection:
        yield from connection.execute("select sha256, media_type, bytes from files order by sha256")


def _write_sums(staging: Path, dest: Path) -> None:
    """What `sha256sum -c` reads; a file's name is its hash, so only the others are computed."""
    published = FileStore(dest)
    with (staging / _SUMS).open("w", encoding="utf-8") as sums:
        for name in ("archive.db", "datasette.yaml"):
            sums.write(f"{file_sha256(staging / name)}  {name}\n")
        for sha256, media_type, size in _files(staging):
            if published.holds(sha256, media_type, size):
                name = published.path(sha256, media_type).relative_to(dest).as_posix()
                sums.write(f"{sha256}  {name}\n")
