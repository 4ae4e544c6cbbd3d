"""Several archives as one, and a part of one as an archive of its own.

The new archive is complete, rows and files, before its database takes its name: one that was
interrupted is simply made again, and the archives it is made of are only read. Files are copied
when their bytes have the hash they are named after. Each archive's chain of runs must hold; the new
one's is made anew, and is that of the archive before when all its parts come together again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from archive import chain, keep, schema
from archive.export.tables import exported_tables, rows_of
from archive.files import Files, Incoming, locked, storage_errors, sync
from archive.files_base import gone_when_in_vain
from archive.files_opening import open_files
from archive.putting import put_away
from archive.readonly import read_only, reading
from archive.report import Screen
from archive.store import Store
from archive.store_opening import open_database
from archive.store_union import Part, Union
from metadata.errors import ConfigError

_STAGING = "joining"
_CHECKS = "fixity_checks"  # of stored files, since then


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """An archive that was made of others."""

    root: Path
    parts: Sequence[Part]
    heads: Sequence[str | None]  # of the chains of the parts
    left_out: Sequence[str]  # SHA-256 of files that no part has whole
    is_new: bool  # False: it was made before


def join_archives(
    dest: Files, parts: Sequence[Part], screen: Screen, *, as_json: bool = False
) -> int:
    """Make the archive `dest` of the parts.

    Returns 0, also when it was made before, or 1 when a stored file is damaged or missing in all
    of them; each is named. Raises ConfigError when they cannot be one or `dest` is something else,
    ArchiveLockedError while a run is on in one of them, StorageError.
    """
    with ExitStack() as stack:
        stack.enter_context(gone_when_in_vain(dest.root))
        dest.prepare()
        stack.enter_context(locked(dest.root))
        heads = [_looked_at(part.root, stack) for part in parts]
        with storage_errors(f"make the archive {dest.root}"):
            staging = _empty(dest.root / _STAGING)
            stack.callback(shutil.rmtree, staging, ignore_errors=True)
        _fill(staging, parts, dest)
        left_out = list(_copy_files(staging, parts, dest))
        is_new = _take_place(staging, dest.root)
    made = _Made(root=dest.root, parts=parts, heads=heads, left_out=left_out, is_new=is_new)
    _tell(screen, made, as_json=as_json)
    return 1 if left_out else 0


def contents(root: Path) -> dict[str, str]:
    """A hash of the rows of each table of an archive, in the order of their keys."""
    found = {}
    with reading(root) as connection:
        for table in exported_tables():
            digest = hashlib.sha256()
            for row in rows_of(connection, table)[1]:
                digest.update(json.dumps(row, ensure_ascii=False).encode())
            found[table] = digest.hexdigest()
    return found


def _looked_at(root: Path, stack: ExitStack) -> str | None:
    """Hold an archive still, and see that it can take part; the head of its chain."""
    if not (root / "archive.db").is_file():
        raise ConfigError(f"There is no archive in {root}.")
    if not (root / "SHA256SUMS").exists() and os.access(root, os.W_OK):
        stack.enter_context(locked(root))
    with closing(read_only(root)) as connection:
        if _migrations(connection) - _current():
            raise ConfigError(f"{root} was written by a newer version; install that one.")
        if _migrations(connection) != _current():
            raise ConfigError(
                f"{root} was written by an older version. Any `reread` brings it up to date."
            )
        found = chain.checked(connection)
    if found.broken:
        raise ConfigError(
            f"The chain of runs of {root} is broken: {found.broken}. A merge would hide it; "
            "`verify` says more."
        )
    return found.head


def _migrations(connection: sqlite3.Connection) -> set[str]:
    return {str(row[0]) for row in connection.execute("select name from _sqlite_migrations")}


def _current() -> set[str]:
    return set(schema.migration_names())


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)  # what an interrupted one left
    folder.mkdir()
    return folder


def _fill(staging: Path, parts: Sequence[Part], dest: Files) -> None:
    """Write the new database: rows first, then what follows from all of them."""
    database = open_database(staging / "archive.db")
    try:
        Union(database, parts).fill()
    finally:
        database.close()
    with Store(staging) as store:  # feeds the indexes
        keep.settle_relations(store)
        with store.together():
            store.keeping.remember_files(dest.address)


def _copy_files(staging: Path, parts: Sequence[Part], dest: Files) -> Iterator[str]:
    """Have every file the rows name in its place; gives those that no archive has whole."""
    held = [open_files(part.root) for part in parts]
    with reading(staging) as connection:
        for sha256, file in put_away(dest, _copied(connection, held, dest), itemgetter(1)):
            if file is None:
                yield sha256


def _copied(
    connection: sqlite3.Connection, held: Sequence[Files], dest: Files
) -> Iterator[tuple[str, Incoming | None]]:
    """A whole copy of each file that is not there yet, to be put away; None: there is none."""
    sql = "select sha256, media_type, bytes from files order by sha256"
    for sha256, media_type, size in connection.execute(sql):
        if dest.holds(sha256, media_type, size):
            continue
        coming = dest.incoming / f"import-{sha256}"
        with storage_errors(f"copy {sha256} to {dest.root}"):
            is_whole = any(files.copy_out(sha256, media_type, coming) for files in held)
        copy = Incoming(path=coming, sha256=sha256, media_type=media_type)
        yield sha256, copy if is_whole else None


def _take_place(staging: Path, root: Path) -> bool:
    """Give the new database its name; False when the archive there is the same already."""
    if (root / "archive.db").exists():
        there, new = contents(root), contents(staging)
        if all(there[table] == new[table] for table in new if table != _CHECKS):
            return False
        raise ConfigError(
            f"{root} holds another archive. Name a new folder, and that archive among those to "
            "be merged."
        )
    with storage_errors(f"make the archive {root}"):
        with closing(sqlite3.connect(staging / "archive.db")) as connection:
            connection.execute("pragma wal_checkpoint(truncate)")
        sync(staging / "archive.db")
        (staging / "archive.db").replace(root / "archive.db")
        sync(root)
    return True


def _tell(screen: Screen, made: _Made, *, as_json: bool) -> None:
    for sha256 in made.left_out:
        screen.say(f"{sha256} is damaged or missing everywhere; see verify.", "warning")
    with reading(made.root) as connection:
        head = chain.checked(connection).head
        documents = connection.execute("select count(*) from documents").fetchone()[0]
    if as_json:
        parts = zip(made.parts, made.heads, strict=True)
        made_of = [{"archive": str(part.root), "head": was} for part, was in parts]
        said = {"archive": str(made.root), "head": head, "made_of": made_of}
        screen.json({**said, "left_out": [*made.left_out]})
        return
    what = "Made" if made.is_new else "There is nothing to do for"
    screen.result(f"{what} {made.root} with {documents} documents.")
