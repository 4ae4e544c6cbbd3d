"""Hand-over formats, one module each: a module offers `write(connection, dest)`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from archive.export import delimited, jsonl
from archive.files import storage_errors
from archive.readonly import read_only
from archive.report import Screen
from metadata.errors import ConfigError

Writer = Callable[[sqlite3.Connection, Path], list[str]]
FORMATS: Mapping[str, Writer] = {"csv": delimited.write, "jsonl": jsonl.write}


def export_archive(format_name: str, root: Path, dest: Path, screen: Screen) -> int:
    """Write the archive's tables to the folder `dest`; returns 0.

    Raises ConfigError for an unknown format and StorageError when `dest` cannot be written.
    """
    if format_name not in FORMATS:
        raise ConfigError(f"There is no format {format_name}. Known: {', '.join(sorted(FORMATS))}.")
    with storage_errors(f"export to {dest}"):
        dest.mkdir(parents=True, exist_ok=True)
        written = FORMATS[format_name](read_only(root), dest)
    screen.result(f"Wrote {len(written)} files to {dest}.")
    return 0
