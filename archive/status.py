"""One screen that answers: is it healthy, when did each source last work, what needs a person."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from archive.readonly import read_only
from archive.report import Screen

_NUMBERS = {
    "documents": "select count(*) from documents",
    "versions": "select count(*) from versions",
    "files": "select count(*) from files where media_type = 'application/pdf'",
    "bytes": "select coalesce(sum(bytes), 0) from files",
    "pages": "select count(*) from pages",
    "pages_without_text": "select count(*) from pages where text_source = 'none'",
    "tables": "select count(*) from extracted_tables",
    "open_problems": "select count(*) from problems where resolved_at is null",
}
_TABLES = {
    "sources": ("source", "documents", "missing", "last worked", "open problems"),
    "runs": ("run", "command", "started", "finished", "exit code"),
}


def show_status(root: Path, screen: Screen, *, as_json: bool) -> int:
    """Print the state of an archive; returns 0."""
    connection = read_only(root)
    connection.row_factory = sqlite3.Row
    state = archive_state(connection)
    if as_json:
        screen.json(state)
        return 0
    numbers = state["archive"]
    screen.result(
        f"{root}: {numbers['documents']} documents in {numbers['versions']} versions, "
        f"{numbers['pages']} pages, {numbers['tables']} tables, "
        f"{numbers['bytes'] / 1e6:.1f} MB of files."
    )
    if numbers["pages_without_text"]:
        screen.result(f"{numbers['pages_without_text']} pages have no searchable text.")
    for title, columns in _TABLES.items():
        rows = [tuple(row.values()) for row in state[title]]
        screen.table(columns, rows, title.capitalize())
    if state["problems"]:
        problems = [tuple(row.values()) for row in state["problems"]]
        screen.table(("since", "source", "problem", "message"), problems, "Needs a person")
    else:
        screen.result("Nothing needs a person.")
    return 0


def archive_state(connection: sqlite3.Connection) -> dict[str, Any]:
    """The state of an archive as plain values."""
    return {
        "archive": {k: connection.execute(sql).fetchone()[0] for k, sql in _NUMBERS.items()},
        "sources": _rows(
            connection,
            """select s.id,
                   (select count(*) from documents d where d.source_id = s.id) as documents,
                   (select count(*) from documents d where d.source_id = s.id
                       and d.missing_since is not null) as missing,
                   (select max(captured_at) from captures c where c.source_id = s.id
                       and c.outcome in ('new', 'changed', 'unchanged')) as last_worked,
                   (select count(*) from problems p where p.source_id = s.id
                       and p.resolved_at is null) as open_problems
               from sources s order by s.id""",
        ),
        "runs": _rows(
            connection,
            """select id, command, started_at, finished_at, exit_code from runs
               order by id desc limit 5""",
        ),
        "problems": _rows(
            connection,
            """select at, source_id, code, message from problems where resolved_at is null
               order by id desc limit 20""",
        ),
    }


def _rows(connection: sqlite3.Connection, sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(sql)]
