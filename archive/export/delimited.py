"""Every table as a CSV file (RFC 4180, UTF-8), streamed, the same bytes for the same archive.

A text that a spreadsheet would run as a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

from archive.export.tables import exported_tables, rows_of


def write(connection: sqlite3.Connection, dest: Path) -> list[str]:
    """Write `<table>.csv` for each table to `dest`; returns the names."""
    names = []
    for table in exported_tables():
        columns, rows = rows_of(connection, table)
        with (dest / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([harmless(value) for value in row] for row in rows)
        names.append(f"{table}.csv")
    return names


def harmless(value: object) -> object:
    """The value, with what a spreadsheet would take for a formula defused."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
