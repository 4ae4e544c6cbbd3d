"""The Parquet files of one table: its types, row groups from a streaming cursor, equal bytes.

Only what the rows say goes in: no time of writing, a fixed version of the format, row groups cut
by number and size of the rows alone. pyarrow puts its own version into each file, so equal bytes
need an equal pyarrow.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from archive.export.handover import Handover
from archive.export.partitions import Row, partitions

ROWS = 20_000  # of a row group, at most
CHARACTERS = 8_000_000  # of the texts of a row group; the row that goes beyond is its last
GROUPS = 100  # of a file; then another one is begun

_TIME = pa.timestamp("ms", tz="UTC")
_TIMES = {"at", "first_archived", "last_changed", "first_seen", "last_seen", "missing_since"}
_TYPES = {"TEXT": pa.string(), "INTEGER": pa.int64(), "REAL": pa.float64()}
_YES_OR_NO = re.compile(r"check \((\w+) in \(0, 1\)\)")


def write_table(handover: Handover, table: str) -> None:
    """Write a table below a folder of its name. Raises OSError."""
    schema = schema_of(handover.connection, table)
    for partition in partitions(handover.connection, table):
        folder = handover.folder / table / partition.folder
        folder.mkdir(parents=True)
        _write(folder, schema, _groups(partition.rows))


def schema_of(connection: sqlite3.Connection, table: str) -> pa.Schema:
    """Names and types: times in UTC, yes or no, whole numbers, numbers, texts."""
    (sql,) = connection.execute(
        "select sql from sqlite_master where name = ? and type = 'table'", [table]
    ).fetchone()
    yes_or_no = set(_YES_OR_NO.findall(sql))
    described = connection.execute(f"pragma table_info({table})").fetchall()
    return pa.schema(
        [
            pa.field(name, _type(name, declared, yes_or_no), nullable=not (required or key))
            for _, name, declared, required, _, key in described
        ]
    )


def _type(name: str, declared: str, yes_or_no: set[str]) -> pa.DataType:
    if name in yes_or_no:
        return pa.bool_()
    if name.endswith("_at") or name in _TIMES:
        return _TIME
    return _TYPES[declared.upper()]


def _write(folder: Path, schema: pa.Schema, groups: Iterator[list[Row]]) -> None:
    """Write numbered files of so many row groups; one with no rows where there are none."""
    ahead: list[Row] | None = next(groups, [])
    number = 0
    while ahead is not None:
        with (
            (folder / f"part-{number:05d}.parquet").open("wb") as file,
            pq.ParquetWriter(
                file, schema, version="2.6", compression="zstd", compression_level=3,
                store_schema=False,
            ) as writer,
        ):  # fmt: skip
            for _ in range(GROUPS):
                writer.write_table(_columns(schema, ahead), row_group_size=ROWS)
                ahead = next(groups, None)
                if ahead is None:
                    break
        number += 1


def _groups(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """The rows in stretches that fit into memory."""
    group: list[Row] = []
    characters = 0
    for row in rows:
        group.append(row)
        characters += sum(len(value) for value in row if isinstance(value, str))
        if len(group) == ROWS or characters >= CHARACTERS:
            yield group
            group, characters = [], 0
    if group:
        yield group


def _columns(schema: pa.Schema, rows: Sequence[Row]) -> pa.Table:
    arrays = []
    for at, field in enumerate(schema):
        make = _MADE.get(field.type)
        values = [row[at] if make is None or row[at] is None else make(row[at]) for row in rows]
        arrays.append(pa.array(values, type=field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


_MADE: dict[pa.DataType, Callable[[Any], object]] = {
    _TIME: datetime.fromisoformat,
    pa.bool_(): bool,
}


def typed(schema: pa.Schema, rows: Iterator[Row]) -> Iterator[dict[str, Any]]:
    """Rows of the database as they stand in Parquet. Raises ValueError."""
    fields = [(field.name, _MADE.get(field.type)) for field in schema]
    for row in rows:
        yield {
            name: value if make is None or value is None else make(value)
            for (name, make), value in zip(fields, row, strict=True)
        }


def read_rows(folder: Path, schema: pa.Schema) -> Iterator[dict[str, Any]]:
    """The rows of the files right in a folder, a group at a time.

    Raises ValueError when a file is none that we wrote, OSError.
    """
    for path in sorted(folder.glob("*.parquet")):
        try:
            yield from _rows_of(path, schema)
        except pa.ArrowException as error:
            raise ValueError(f"{path.name}: {error}") from error


def _rows_of(path: Path, schema: pa.Schema) -> Iterator[dict[str, Any]]:
    with pq.ParquetFile(path) as file:
        groups = (file.metadata.row_group(number) for number in range(file.num_row_groups))
        if not file.schema_arrow.equals(schema) or any(group.num_rows > ROWS for group in groups):
            raise ValueError(f"{path.name} has other columns, or larger groups of rows, than ours")
        for batch in file.iter_batches(batch_size=ROWS):
            yield from batch.to_pylist()


def count_of(folder: Path) -> int:
    """How many rows the files below a folder say that they have. Raises ValueError, OSError."""
    try:
        return sum(pq.read_metadata(path).num_rows for path in folder.rglob("*.parquet"))
    except pa.ArrowException as error:
        raise ValueError(str(error)) from error
