"""Every table as JSON Lines (UTF-8), streamed, the same bytes for the same archive."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from archive.export.tables import exported_tables, rows_of


def write(connection: sqlite3.Connection, dest: Path) -> list[str]:
    """Write `<table>.jsonl` for each table to `dest`; returns the names."""
    names = []
    for table in exported_tables():
        columns, rows = rows_of(connection, table)
        with (dest / f"{table}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            for row in rows:
                line = dict(zip(columns, row, strict=True))
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        names.append(f"{table}.jsonl")
    return names
