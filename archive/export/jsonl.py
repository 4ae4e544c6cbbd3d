"""Every table as JSON Lines (UTF-8), streamed, the same bytes for the same archive."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from archive.export.handover import Format, Handover
from archive.export.tables import exported_tables, rows_of


def write(handover: Handover) -> None:
    """Write `<table>.jsonl` for each table."""
    for table in exported_tables():
        path = handover.folder / f"{table}.jsonl"
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines(handover, table))


def lines(handover: Handover, table: str) -> Iterator[str]:
    """A table's rows, a JSON object a line."""
    columns, rows = rows_of(handover.connection, table)
    for row in rows:
        yield json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n"


FORMAT = Format(
    name="jsonl",
    says="every table as JSON Lines",
    write=write,
    names=re.compile(rf"({'|'.join(exported_tables())})\.jsonl"),
)
