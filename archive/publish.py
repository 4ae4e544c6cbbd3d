"""A consistent, compact snapshot of an archive, to be served or handed on while runs go on.

The same archive gives the same bytes. The database is never replaced in place while it is the
one being served: a changed snapshot comes as a new file that takes the name in one step.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from archive.files import FileStore, file_sha256, storage_errors
from archive.report import Screen
from archive.verify import read_only
from metadata.errors import ConfigError


def publish_archive(root: Path, dest: Path, configuration: Path, screen: Screen) -> int:
    """Write database, files, configuration and checksums to `dest`; returns 0.

    Raises ConfigError when `dest` is the archive or something else's folder, and StorageError
    when it cannot be written.
    """
    _refuse(root, dest)
    with storage_errors(f"publish to {dest}"):
        dest.mkdir(parents=True, exist_ok=True)
        snapshot = dest / "archive.db.part"
        snapshot.unlink(missing_ok=True)
        _snapshot(root, snapshot)
        names = _link_files(root, snapshot, dest)
        _take_name(snapshot, dest / "archive.db")
        shutil.copyfile(configuration, dest / "datasette.yaml")
        sums = _checksums(dest, ["archive.db", "datasette.yaml", *names])
        (dest / "SHA256SUMS").write_text(sums, encoding="utf-8")
    screen.result(
        f"Published {len(names)} files to {dest}. Serve it with: "
        f"datasette -i {dest / 'archive.db'} -c {dest / 'datasette.yaml'}"
    )
    return 0


def _refuse(root: Path, dest: Path) -> None:
    if dest.resolve() == root.resolve():
        raise ConfigError(f"{dest} is the archive itself. Name another folder to publish to.")
    if dest.is_dir() and any(dest.iterdir()) and not (dest / "SHA256SUMS").exists():
        raise ConfigError(f"{dest} holds other files. Name an empty folder to publish to.")


def _snapshot(root: Path, target: Path) -> None:
    source = read_only(root)
    source.execute("vacuum into ?", [str(target)])
    source.close()
    copy = sqlite3.connect(target)
    copy.execute("pragma journal_mode = delete")
    copy.close()


def _link_files(root: Path, snapshot: Path, dest: Path) -> list[str]:
    """Put every file the snapshot names beside it, without a second copy where possible."""
    connection = sqlite3.connect(f"{snapshot.resolve().as_uri()}?mode=ro", uri=True)
    rows = connection.execute("select sha256, media_type from files order by sha256").fetchall()
    connection.close()
    names = []
    for sha256, media_type in rows:
        source, target = (
            FileStore(root).path(sha256, media_type),
            FileStore(dest).path(sha256, media_type),
        )
        names.append(target.relative_to(dest).as_posix())
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _link_or_copy(source, target)
    return names


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        part = target.with_suffix(".part")
        shutil.copyfile(source, part)
        part.replace(target)


def _take_name(snapshot: Path, target: Path) -> None:
    if target.exists() and file_sha256(target) == file_sha256(snapshot):
        snapshot.unlink()
    else:
        snapshot.replace(target)


def _checksums(dest: Path, names: list[str]) -> str:
    """What `sha256sum -c` reads; a file's name is its hash, so only the others are computed."""
    lines = []
    for name in sorted(names):
        stem = Path(name).stem
        digest = stem if name.startswith("files/") else file_sha256(dest / name)
        lines.append(f"{digest}  {name}\n")
    return "".join(lines)
