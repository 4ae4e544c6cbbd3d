"""The ledger of changes: a page of it, what it can be filtered by, and when it was begun."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from itertools import groupby

from archive.web.queries import row, rows, value

PAGE_SIZE = 50
_EDITS_SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerScope:
    """Which changes are shown. None: all."""

    source: str | None = None
    kind: str | None = None
    edit: str | None = None
    document: str | None = None

    def parameters(self) -> dict[str, str | None]:
        """For the query, and for addresses."""
        return {
            "source": self.source,
            "kind": self.kind,
            "edit": self.edit,
            "document": self.document,
        }


_CONDITIONS = {
    "source": "c.source_id = :source",
    "kind": "c.kind = :kind",
    "edit": "c.edit = :edit",
    "document": "c.document_id = :document",
}


def changes(
    connection: sqlite3.Connection, scope: LedgerScope, page: int, size: int = PAGE_SIZE
) -> tuple[list[sqlite3.Row], bool]:
    """A page of the ledger, newest first, and whether there are more."""
    asked = scope.parameters()
    where = " and ".join(sql for name, sql in _CONDITIONS.items() if asked[name]) or "1"
    found = rows(
        connection,
        f"""select c.*, substr(c.at, 1, 10) as day, coalesce(d.title, e.text) as title,
               d.kind as document_kind, d.language, d.published,
               coalesce(d.issuer, s.publisher) as publisher, s.title as source_title,
               (select number from versions v where v.document_id = c.document_id
                   and v.sha256 = c.from_sha256 order by number desc limit 1) as from_version,
               (select number from versions v where v.document_id = c.document_id
                   and v.sha256 = c.to_sha256 order by number desc limit 1) as to_version
           from changes c join sources s on s.id = c.source_id
           left join documents d on d.id = c.document_id
           left join entries e on e.id = c.entry_id
           where {where} order by c.id desc limit :limit offset :offset""",
        {**asked, "limit": size + 1, "offset": (page - 1) * size},
    )
    return found[:size], len(found) > size


def edits(connection: sqlite3.Connection, ids: list[int]) -> dict[int, list[str]]:
    """The first single differences behind each of these changes, in words."""
    marks = ",".join("?" * len(ids))
    sql = f"""select change_id, words from edits
        where change_id in ({marks}) and position <= ? order by change_id, position"""
    found = rows(connection, sql, [*ids, _EDITS_SHOWN])
    return {
        change: [edit["words"] for edit in group]
        for change, group in groupby(found, key=lambda edit: int(edit["change_id"]))
    }


def choices(connection: sqlite3.Connection) -> dict[str, list[sqlite3.Row]]:
    """Sources, kinds of change and kinds of edit that the ledger knows, with counts."""
    by = {
        "kind": "select kind as value, null as label, count(*) as times from changes group by 1",
        "edit": "select edit as value, null as label, count(*) as times from changes "
        "where edit is not null group by 1",
        "source": "select c.source_id as value, s.title as label, count(*) as times from changes c "
        "join sources s on s.id = c.source_id group by 1",
    }
    return {name: rows(connection, f"{sql} order by 3 desc, 1") for name, sql in by.items()}


def last_run(connection: sqlite3.Connection) -> tuple[sqlite3.Row | None, list[sqlite3.Row]]:
    """The last run that changed something, and how many changes of each kind it brought."""
    run = row(
        connection,
        "select * from runs where id = (select run_id from changes order by id desc limit 1)",
    )
    if run is None:
        return None, []
    sql = "select kind, count(*) as times from changes where run_id = ? group by 1 order by 2 desc"
    return run, rows(connection, sql, [run["id"]])


def birth(connection: sqlite3.Connection) -> str:
    """What tells this archive from any other, the same in every snapshot of it."""
    return str(value(connection, "select started_at from runs order by id limit 1") or "unborn")
