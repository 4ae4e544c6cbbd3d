"""The addresses of the site, from its routes and what their views say of themselves."""

from __future__ import annotations

import re

from archive.web.pages_documents import unknown
from archive.web.routes import ROUTES
from tests.docs.tables import table

HEAD = """\
# Addresses of the site

Generated from `archive/web/routes.py` by `make docs`. `ID` is what the archive calls a document or
a table, `N` a page's number from 1, `SHA256` the hash of a file. Every page takes `?lang=en` or
`?lang=ja`, and most take [`?_as_of=2025-04-01`](../explanation/changes.md#the-archive-as-it-stood).
Datasette's own addresses stay what they are: `/archive`, `/archive/documents`,
`/archive/documents.json` and so on ([query](../how-to/query.md)).
"""
GROUPS = {
    "/-/search": "Search",
    "/-/documents": "Documents",
    "/-/tables": "Tables",
    "/-/pages": "Pages and passages",
    "/-/files": "Files",
    "/-/changes": "Changes",
    "/": "The archive as a whole",
}
NAMED = {"id": "ID", "sha256": "SHA256", "number": "N"}


def addresses() -> str:
    """The text of docs/reference/addresses.md."""
    lines = [HEAD]
    rows = [(_shown(pattern), _said(view)) for pattern, view in ROUTES if view is not unknown]
    for start, title in GROUPS.items():
        own = [row for row in rows if _group(row[0]) == start]
        lines += [f"## {title}", "", *table(("address", "gives"), *_quoted(own)), ""]
    return "\n".join(lines)


def _group(address: str) -> str:
    return next(start for start in GROUPS if address.startswith(start))


def _quoted(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(f"`{address}`", said) for address, said in rows]


def _said(view: object) -> str:
    said = (view.__doc__ or "").split("\n")[0]
    assert said, f"{view} needs a docstring: a sentence that says what the address gives"
    return said


def _shown(pattern: str) -> str:
    """A route as a person reads it: /-/documents/ID/pages/N."""

    def group(found: re.Match[str]) -> str:
        name, inside = found[1], found[2].replace("\\", "")
        return NAMED.get(name) or "{" + inside.replace("|", ",").rstrip(",") + "}"

    shown = re.sub(r"\(\?P<(\w+)>([^)]*)\)", group, pattern)
    return shown.replace("\\", "").removesuffix("$")
