"""The data dictionary, generated from the schema: `python -m tests.docs --write`."""

from __future__ import annotations

import sys
from pathlib import Path

from archive import schema

TARGET = Path(__file__).resolve().parent.parent / "docs" / "data-dictionary.md"


def data_dictionary() -> str:
    """The text of docs/data-dictionary.md."""
    lines = ["# Data dictionary", "", "Generated from `archive/schema.py` by `make docs`.", ""]
    for table in schema.words():
        kind = "view" if table.is_view else "table"
        lines += [f"## `{table.name}` ({kind})", "", table.description, ""]
        if table.columns:
            lines += ["| column | type | meaning |", "|---|---|---|"]
            lines += [f"| `{name}` | {type_} | {text} |" for name, type_, text in table.columns]
            lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    if "--write" in sys.argv:
        TARGET.write_text(data_dictionary(), encoding="utf-8")
    else:
        print(data_dictionary())
