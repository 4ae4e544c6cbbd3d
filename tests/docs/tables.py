"""Tables in Markdown."""

from __future__ import annotations


def table(*rows: tuple[str, ...]) -> list[str]:
    """Rows as lines; the first row is the head."""
    head, *body = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in body)]
