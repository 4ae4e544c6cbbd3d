"""Every table as a CSV file (RFC 4180, UTF-8), streamed, the same bytes for the same archive.

A text that a spreadsheet would run as a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import re

from archive.export.handover import Format, Handover
from archive.export.tables import exported_tables, rows_of

# Also after a line break, and in the full-width forms that Japanese spreadsheets take as well;
# alone, those are how a table prints "none".
_FORMULA = re.compile(r"[=+\-@\t\r\n]|[＝＋－＠].", re.DOTALL)


def write(handover: Handover) -> None:
    """Write `<table>.csv` for each table."""
    for table in exported_tables():
        columns, rows = rows_of(handover.connection, table)
        path = handover.folder / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([harmless(value) for value in row] for row in rows)


def harmless(value: object) -> object:
    """The value, with what a spreadsheet would take for a formula defused."""
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value


FORMAT = Format(
    name="csv",
    says="every table as a CSV file for spreadsheets",
    write=write,
    names=re.compile(rf"({'|'.join(exported_tables())})\.csv"),
)
