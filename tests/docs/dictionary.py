"""The data dictionary, from the schema."""

from __future__ import annotations

from archive import schema


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
