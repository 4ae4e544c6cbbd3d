"""What the catalogue of the whole archive reads."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.web.queries import rows, value

PAGE_SIZE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One page of all documents, each with its current version."""

    documents: list[sqlite3.Row]
    has_more: bool
    total: int
    modified: str | None
    publishers: list[str]


def shelf(connection: sqlite3.Connection, page: int) -> Shelf:
    """Page `page` (from 1) of the documents in the order of their names."""
    found = rows(
        connection,
        """select d.*, s.publisher, f.bytes, f.media_type, d.last_changed as captured_at,
               (select max(number) from versions v
                   where v.document_id = d.id and v.sha256 = d.sha256) as number
           from documents d join sources s on s.id = d.source_id
           join files f on f.sha256 = d.sha256
           order by d.id limit ? offset ?""",
        [PAGE_SIZE + 1, (page - 1) * PAGE_SIZE],
    )
    publishers = "select distinct publisher from sources order by 1 limit 50"
    return Shelf(
        documents=found[:PAGE_SIZE],
        has_more=len(found) > PAGE_SIZE,
        total=value(connection, "select count(*) from documents"),
        modified=value(connection, "select max(last_changed) from documents"),
        publishers=[row[0] for row in rows(connection, publishers)],
    )
