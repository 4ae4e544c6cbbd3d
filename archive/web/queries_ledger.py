"""What the front page, the ledger of changes, the problems and the health page read."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.web import queries_changes
from archive.web.language import say
from archive.web.queries import row, rows, value
from archive.web.queries_changes import LedgerScope
from archive.web.timeline import Timeline, timeline

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Documents that have something in common."""

    value: str
    label: str | None  # None: the value says it
    note: str | None
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What stands on the front page."""

    documents: int
    pages: int
    tables: int
    since: str | None
    changes: list[sqlite3.Row]
    last_run: tuple[sqlite3.Row | None, list[sqlite3.Row]]
    sources: list[Shelf]
    kinds: list[Shelf]
    years: list[Shelf]  # newest first; "" is not dated
    timeline: Timeline | None


# Of files that were a version by then: a table itself does not know its day.
_TABLES = "select count(*) from extracted_tables where sha256 in (select sha256 from versions)"


def overview(connection: sqlite3.Connection) -> Overview:
    """Everything in one go, with one walk over the documents."""
    groups = rows(
        connection,
        """select source_id, kind, coalesce(substr(published, 1, 4), substr(coverage, 1, 4), '')
               as year, count(*) as documents, sum(page_count) as pages,
               min(first_archived) as since
           from documents group by 1, 2, 3""",
    )
    sources = {row["id"]: row for row in rows(connection, "select * from sources")}
    years = _shelves(groups, "year")
    return Overview(
        documents=sum(group["documents"] for group in groups),
        pages=sum(group["pages"] or 0 for group in groups),
        tables=value(connection, _TABLES),
        since=min((group["since"] for group in groups), default=None),
        changes=queries_changes.changes(connection, LedgerScope(), 1, 6)[0],
        last_run=queries_changes.last_run(connection),
        sources=_shelves(groups, "source_id", sources),
        kinds=_shelves(groups, "kind"),
        years=sorted(years, key=lambda shelf: shelf.value, reverse=True),
        timeline=timeline([(g["year"], g["kind"], g["documents"]) for g in groups]),
    )


def _shelves(
    groups: list[sqlite3.Row], column: str, sources: Mapping[str, sqlite3.Row] | None = None
) -> list[Shelf]:
    """The fullest first; with `sources` also those that are empty."""
    counts = Counter(dict.fromkeys(sources or (), 0))
    for group in groups:
        counts[group[column]] += group["documents"]
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = {name: (row["title"], row["publisher"]) for name, row in (sources or {}).items()}
    return [
        Shelf(value=name, label=label, note=note, documents=count)
        for name, count in ordered
        for label, note in [named.get(name, (None, None))]
    ]


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
    state = _state(last, ended_well, is_stale)
    code = last["exit_code"] if last is not None else None
    return {
        "ok": ended_well and not is_stale,
        "state": state,
        "reason": say("en", f"health.{state}", code=code),
        "last_run": {k: last[k] for k in last.keys() if k != "age"} if last is not None else None,  # noqa: SIM118
        "age_seconds": age,
        "open_problems": value(
            connection, "select count(*) from problems where resolved_at is null"
        ),
        "documents": value(connection, "select count(*) from documents"),
    }


def _state(last: sqlite3.Row | None, ended_well: bool, is_stale: bool) -> str:
    """A name for `health.*` in the messages."""
    if last is None:
        return "never"
    if not ended_well:
        return "failed"
    return "stale" if is_stale else "well"
