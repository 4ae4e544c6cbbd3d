"""Whether the Parquet of a release has the rows of its database: streamed, in the order written.

pyarrow is an extra of the installation: where it is missing, importing this raises
ModuleNotFoundError.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from archive.differences import first_difference
from archive.export.parquet_files import count_of, read_rows, schema_of, typed
from archive.export.partitions import OF_A_FILE, partitions
from archive.export.tables import exported_tables
from archive.fixity import Fault
from archive.release_rows import KEYS_OF_A_FILE


def parquet_differences(connection: sqlite3.Connection, folder: Path) -> Iterator[Fault]:
    """The first difference of each table from its Parquet in `folder`."""
    there = {row[0] for row in connection.execute("select name from sqlite_master")}
    for table in exported_tables():
        if table not in there and not (folder / table).exists():
            continue  # a release of an older version
        try:
            said = _difference(connection, table, folder / table) if table in there else ""
        except (OSError, ValueError) as error:
            words = " ".join(str(error).split())[:200]
            said = f"the Parquet of the table {table} cannot be compared ({words})"
        if table not in there:
            said = f"archive.db has no table {table}"
        if said:
            yield Fault(code="rows", path=f"{folder.name}/{table}", message=said)


def _difference(connection: sqlite3.Connection, table: str, folder: Path) -> str:
    schema, keys = schema_of(connection, table), _keys(connection, table)
    compared: set[Path] = set()
    for partition in partitions(connection, table):
        part = folder / partition.folder
        if not part.is_dir():
            return f"table {table}: the Parquet has no {part.relative_to(folder.parent)}"
        compared.update(part.glob("*.parquet"))
        stored = typed(schema, partition.rows)
        difference = first_difference(table, keys, stored, read_rows(part, schema))
        if difference:
            return f"{difference.words('Parquet')}{_counts(connection, table, folder)}"
    others = sorted(path for path in folder.rglob("*") if path.is_file() and path not in compared)
    if others:
        return f"table {table}: the database has no rows for {others[0].relative_to(folder.parent)}"
    return ""


def _keys(connection: sqlite3.Connection, table: str) -> Sequence[str]:
    if table in OF_A_FILE:
        return KEYS_OF_A_FILE.get(table, ("sha256", "position"))
    described: Iterable[Sequence[Any]] = connection.execute(f"pragma table_info({table})")
    return [row[1] for row in sorted((r for r in described if r[5]), key=lambda r: r[5])]


def _counts(connection: sqlite3.Connection, table: str, folder: Path) -> str:
    """How many rows each side has, where that differs."""
    (stored,) = connection.execute(f"select count(*) from {table}").fetchone()
    found = count_of(folder)
    return "" if stored == found else f" ({stored} rows in the database, {found} in the Parquet)"
