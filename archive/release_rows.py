"""Whether the rows of a release hold: against its bag, and against a reading made anew."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive import keep
from archive.differences import Difference, first_difference
from archive.export.partitions import OF_A_FILE
from archive.export.tables import exported_tables, rows_of
from archive.fixity import Fault
from archive.store import Store
from metadata.errors import ReadError
from metadata.records import Contents, Reading

_READ = {"files": "select * from files where sha256 = ?", **OF_A_FILE}
KEYS_OF_A_FILE = {
    "citations": ("sha256", "page", "start"),
    "extracted_tables": ("id",),
    "files": ("sha256",),
    "page_words": ("sha256", "number"),
    "pages": ("sha256", "number"),
    "table_cells": ("table_id", "row", "column"),
}  # of the others: file and position
_NUMBERED = {"pages", "sections", "citations"}  # whose `id` only counts rows


def bag_differences(connection: sqlite3.Connection, metadata: Path) -> Iterator[Fault]:
    """The first difference of each table from the rows in the folder `metadata` of the bag."""
    there = {row[0] for row in connection.execute("select name from sqlite_master")}
    for table in exported_tables():
        path = metadata / f"{table}.jsonl"
        if table not in there and not path.exists():
            continue  # a release of an older version
        if table not in there or not path.is_file():
            where = "the bag" if table in there else "archive.db"
            yield Fault(code="rows", path=path.name, message=f"{where} has no table {table}")
        elif difference := _from_bag(connection, table, path):
            yield Fault(code="rows", path="archive.db", message=difference)


def _from_bag(connection: sqlite3.Connection, table: str, path: Path) -> str:
    columns, rows = rows_of(connection, table)
    keys = [row[1] for row in connection.execute(f"pragma table_info({table})") if row[5]]
    stored = (dict(zip(columns, row, strict=True)) for row in rows)
    with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        try:
            difference = first_difference(table, keys, stored, map(json.loads, lines))
        except (ValueError, LookupError, TypeError):
            return f"{path.name} in the bag holds lines that are no rows of {table}"
    return difference.words("bag") if difference else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """A file to be read again."""

    sha256: str
    media_type: str
    reader: str  # name and version of the reader whose rows are in the release
    language: str  # of its source
    watched: bool  # False: its source is a person who imported it


def sampled(connection: sqlite3.Connection, number: int) -> list[Sampled]:
    """So many files at random, of those that anyone can read again: no passwords, no limits."""
    sql = """select f.sha256, f.media_type, f.reader, s.language, s.url is not null
        from files f join sources s on s.id = (
            select c.source_id from captures c where c.sha256 = f.sha256 order by c.id limit 1)
        where f.reader is not null and f.text_status is not 'limit'
            and not (f.encrypted = 1 and f.reading_sha256 is not null)
        order by random() limit ?"""
    return [
        Sampled(sha256=r[0], media_type=r[1], reader=r[2], language=r[3], watched=bool(r[4]))
        for r in connection.execute(sql, [number])
        if re.fullmatch(r"[0-9a-f]{64}", r[0])
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """A scratch archive into which files of a release are read again."""

    release: sqlite3.Connection
    store: Store

    def difference(
        self, sha256: str, result: tuple[Reading, Contents] | ReadError, reader: str
    ) -> Difference | None:
        """The first difference between the release's rows and those of a new reading."""
        self._begin(sha256)
        if isinstance(result, ReadError):
            keep.keep_unreadable(self.store, sha256, result, reader)
        else:
            keep.keep_reading(self.store, *result)
        with closing(sqlite3.connect(self.store.path)) as scratch:
            for table, sql in _READ.items():
                keys = KEYS_OF_A_FILE.get(table, ("sha256", "position"))
                stored, found = (_rows(db, table, sql, sha256) for db in (self.release, scratch))
                if difference := first_difference(table, keys, stored, found):
                    return difference
        return None

    def _begin(self, sha256: str) -> None:
        """The row of a file that nobody has read yet."""
        names = "sha256, bytes, media_type, sha1_base32, first_captured_at"
        row = self.release.execute(
            f"select {names} from files where sha256 = ?", [sha256]
        ).fetchone()
        with closing(sqlite3.connect(self.store.path)) as scratch, scratch:
            scratch.execute(f"insert into files ({names}) values (?, ?, ?, ?, ?)", row)


@contextmanager
def rereading(release: sqlite3.Connection) -> Iterator[Rereading]:
    """A scratch archive for as long as the `with` block lasts."""
    with TemporaryDirectory(prefix="policy-archive-") as folder, Store(Path(folder)) as store:
        yield Rereading(release=release, store=store)


def _rows(
    connection: sqlite3.Connection, table: str, sql: str, sha256: str
) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(sql, [sha256])
    names = [column[0] for column in cursor.description]
    for row in cursor:
        values = dict(zip(names, row, strict=True))
        if table in _NUMBERED:
            del values["id"]
        yield values
