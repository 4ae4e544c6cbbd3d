"""What the front page, the ledger of changes, the problems and the health page read."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from archive.web.queries import row, rows, value

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What stands on the front page."""

    counts: sqlite3.Row
    latest: list[sqlite3.Row]
    changes: list[sqlite3.Row]
    sources: list[sqlite3.Row]
    kinds: list[sqlite3.Row]
    years: list[sqlite3.Row]
    health: dict[str, Any]


def overview(connection: sqlite3.Connection, stale_after_hours: float) -> Overview:
    """Everything in one go."""
    counts = row(
        connection,
        """select (select count(*) from documents) as documents,
               (select count(*) from pages
                   where sha256 in (select sha256 from documents)) as pages,
               (select count(*) from extracted_tables
                   where sha256 in (select sha256 from documents)) as tables,
               (select count(*) from sources) as sources,
               (select count(*) from entries where missing_since is null) as entries,
               (select min(first_archived) from documents) as since""",
    )
    assert counts is not None  # a select without from gives a row
    return Overview(
        counts=counts,
        latest=rows(
            connection,
            """select d.*, s.publisher from documents d join sources s on s.id = d.source_id
               order by coalesce(d.published, substr(d.coverage, 1, 4), '') desc, d.docid desc
               limit 8""",
        ),
        changes=changes(connection, None, None, 1)[0][:6],
        sources=rows(
            connection,
            """select s.id, s.title, s.publisher, count(d.id) as documents from sources s
               left join documents d on d.source_id = s.id group by s.id order by 4 desc, 1""",
        ),
        kinds=rows(
            connection,
            "select kind, count(*) as documents from documents group by 1 order by 2 desc, 1",
        ),
        years=rows(
            connection,
            """select year, sum(documents) as documents from documents_by_year
               group by 1 order by 1 desc limit 40""",
        ),
        health=health(connection, stale_after_hours),
    )


def changes(
    connection: sqlite3.Connection, source: str | None, kind: str | None, page: int
) -> tuple[list[sqlite3.Row], bool]:
    """A page of the ledger, newest first, and whether there are more."""
    found = rows(
        connection,
        """select c.*, coalesce(d.title, e.text) as title, d.kind as document_kind, d.language,
               (select number from versions v where v.document_id = c.document_id
                   and v.sha256 = c.from_sha256 order by number desc limit 1) as from_version,
               (select number from versions v where v.document_id = c.document_id
                   and v.sha256 = c.to_sha256 order by number desc limit 1) as to_version
           from changes c left join documents d on d.id = c.document_id
           left join entries e on e.id = c.entry_id
           where (:source is null or c.source_id = :source) and (:kind is null or c.kind = :kind)
           order by c.id desc limit :limit offset :offset""",
        {
            "source": source,
            "kind": kind,
            "limit": PAGE_SIZE + 1,
            "offset": (page - 1) * PAGE_SIZE,
        },
    )
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def change_filters(
    connection: sqlite3.Connection,
) -> tuple[list[sqlite3.Row], list[sqlite3.Row]]:
    """Sources and kinds that the ledger knows, with counts."""
    return (
        rows(
            connection,
            """select c.source_id as value, s.title as label, count(*) as times from changes c
               join sources s on s.id = c.source_id group by 1 order by 3 desc, 1""",
        ),
        rows(
            connection,
            "select kind as value, kind as label, count(*) as times from changes group by 1 "
            "order by 3 desc, 1",
        ),
    )


def problems(connection: sqlite3.Connection, page: int) -> tuple[list[sqlite3.Row], bool]:
    """A page of problems, open ones first, newest first."""
    found = rows(
        connection,
        """select p.*, (select d.id from versions v join documents d on d.id = v.document_id
                   where v.sha256 = p.sha256 limit 1) as document_id
           from problems p order by p.resolved_at is not null, p.id desc limit ? offset ?""",
        [PAGE_SIZE + 1, (page - 1) * PAGE_SIZE],
    )
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def unsearchable(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """Documents with pages that cannot be searched, and how many."""
    return rows(
        connection,
        """select d.id, d.title, d.language, d.text_status, d.page_count,
               (select count(*) from pages p where p.sha256 = d.sha256
                   and p.text_source = 'none') as pages
           from documents d
           where coalesce(d.text_status, 'none') in
               ('none', 'mixed', 'encrypted', 'damaged', 'limit')
           order by d.id limit 500""",
    )


def health(connection: sqlite3.Connection, stale_after_hours: float) -> dict[str, Any]:
    """Whether the archive is kept as it should be, for people and for monitors.

    The age comes from the database's own clock. `ok` is false when no run ended, the last one
    ended badly, or it is longer ago than `stale_after_hours` (0: never stale).
    """
    last = row(
        connection,
        """select id, command, started_at, finished_at, exit_code,
               (julianday('now') - julianday(finished_at)) * 86400 as age
           from runs where finished_at is not null order by id desc limit 1""",
    )
    age = max(0, round(last["age"])) if last is not None and last["age"] is not None else None
    is_stale = bool(stale_after_hours and age is not None and age > stale_after_hours * 3600)
    ended_well = last is not None and last["exit_code"] in (0, 1)
    return {
        "ok": ended_well and not is_stale,
        "reason": _reason(last, ended_well, is_stale),
        "last_run": {k: last[k] for k in last.keys() if k != "age"} if last is not None else None,  # noqa: SIM118
        "age_seconds": age,
        "open_problems": value(
            connection, "select count(*) from problems where resolved_at is null"
        ),
        "documents": value(connection, "select count(*) from documents"),
    }


def _reason(last: sqlite3.Row | None, ended_well: bool, is_stale: bool) -> str:
    if last is None:
        return "No run has ended yet."
    if not ended_well:
        return f"The last run ended with exit code {last['exit_code']}."
    return "The last run is too long ago." if is_stale else "All is well."
