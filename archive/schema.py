"""The storage specification: every table, view and migration of `archive.db`.

Facts (`runs`, `captures`, `files`, `entry_history`, `versions`, `changes`, `problems`) are
appended; of an existing fact only the end of something is ever written (`finished_at`,
`missing_since`, `resolved_at`). Readings (`pages`, `sections`, `extracted_tables`,
`table_cells`, `citations`, `page_words`, `file_findings`) and conclusions (`findings`,
`relations` and the descriptive columns of `entries` and `documents`) can be rebuilt from facts at
any time.

All times are UTC ISO 8601 with `Z`. Partial dates are `2017`, `2017-04` or `2017-04-18`.
Lengths on a page are points from the top left. The text after `--` on a line is the
description that Datasette and the data dictionary show: it is written here and nowhere else.

The full-text indexes hold no text of their own (`content=''`): they are fed by the store with
what `archive.search.index_text` makes of a row, and their rowids are `pages.id`,
`documents.docid` and `entries.id`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sqlite_utils import Database, Migrations

from archive import chain
from archive.schema_first import TABLES
from archive.schema_later import (
    CHAIN,
    ELI,
    EVENTS,
    KEEPING,
    LATE,
    MEASURES,
    PAGES_READ,
    SCHEMES,
    SERIES,
    TIMINGS,
    WHEREABOUTS,
    WORDS,
)  # fmt: skip
from archive.schema_views import SEARCH, VIEWS

APPLICATION_ID = 0x504F4C41  # "POLA": how an archive is told from any other SQLite file

migrations = Migrations("policy-archive")


@migrations()
def m001_the_archive(db: Database) -> None:
    """The first schema."""
    for script in (TABLES, SEARCH, VIEWS):
        _run(db, script)
    db.execute(f"pragma application_id = {APPLICATION_ID}")


@migrations()
def m002_keeping(db: Database) -> None:
    """Fixity checks, messages that wait for their receiver, the date of a Wayback copy."""
    _run(db, KEEPING)


@migrations()
def m003_series(db: Database) -> None:
    """Figures over years, and series whose next edition is overdue."""
    _run(db, SERIES)


@migrations()
def m004_measures(db: Database) -> None:
    """The numbered measures of plans."""
    _run(db, MEASURES)


@migrations()
def m005_events(db: Database) -> None:
    """What happened to each file in PREMIS's terms, and indexes for what the site counts."""
    _run(db, EVENTS)


@migrations()
def m006_timings(db: Database) -> None:
    """Where the time of runs goes."""
    _run(db, TIMINGS)


@migrations()
def m007_words(db: Database) -> None:
    """What OCR read, word by word."""
    _run(db, WORDS)


@migrations()
def m008_chain(db: Database) -> None:
    """Each run's record names the hash of the one before it, those of old runs too."""
    _run(db, CHAIN)
    chain.seal_ended(db.conn)


@migrations()
def m009_eli(db: Database) -> None:
    """Laws of states are cited by their European Legislation Identifiers, too."""
    _run(db, ELI)


@migrations()
def m010_schemes(db: Database) -> None:
    """Citations may be of schemes that plugins bring."""
    _run(db, SCHEMES)


@migrations()
def m011_pages_read(db: Database) -> None:
    """What the pages of each source listed when they were read last."""
    _run(db, PAGES_READ)


@migrations()
def m012_whereabouts(db: Database) -> None:
    """Files that are kept in an object store."""
    _run(db, WHEREABOUTS)


@migrations()
def m013_late(db: Database) -> None:
    """Series without a date of publication are late, too, by the years that they cover."""
    _run(db, LATE)


SCRIPTS = (
    TABLES,
    SEARCH,
    VIEWS,
    KEEPING,
    SERIES,
    MEASURES,
    EVENTS,
    TIMINGS,
    WORDS,
    CHAIN,
    ELI,
    SCHEMES,
    PAGES_READ,
    WHEREABOUTS,
    LATE,
)  # in the order of the migrations


def migration_names() -> frozenset[str]:
    """Every migration this version knows."""
    return frozenset(migration.name for migration in migrations.pending(Database(memory=True)))


def _run(db: Database, script: str) -> None:
    for statement in _statements(script):
        db.execute(statement)


def _statements(script: str) -> list[str]:
    """Split a script at the semicolons that end a line, or stand before its description."""
    found = re.findall(r".+?;[ \t]*(?:--[^\n]*)?(?:\n|$)", script, re.DOTALL)
    return [statement.strip() for statement in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableWords:
    """What a table or view and its columns mean, for people."""

    name: str
    is_view: bool
    description: str
    columns: tuple[tuple[str, str, str], ...]  # name, type, description; () for a view


_HEAD = re.compile(r"create (table|view) (\w+) (?:\(|as) -- (.+)")
_COLUMN = re.compile(r"    (\w+) (text|integer|real)\b.*? -- (.+)")
_ADDED = re.compile(r"alter table (\w+) add column (\w+) (text|integer|real)\b.*?; -- (.+)")
_RENAMED = re.compile(r"alter table (\w+) rename to (\w+)")
_DROPPED = re.compile(r"drop (?:table|view) (\w+)")


def words() -> tuple[TableWords, ...]:
    """Every table and view with its description and those of its columns, in schema order."""
    found: dict[str, TableWords] = {}
    for statement in (s for script in SCRIPTS for s in _statements(script)):
        if dropped := _DROPPED.match(statement):
            found.pop(dropped[1], None)  # one that is there during a migration only is in none
        if head := _HEAD.match(statement):
            found[head[2]] = _words_of(head, statement)
        if renamed := _RENAMED.match(statement):
            found[renamed[2]] = replace(found.pop(renamed[1]), name=renamed[2])
        if added := _ADDED.match(statement):
            before = found[added[1]]
            columns = (*before.columns, (added[2], added[3], added[4]))
            found[added[1]] = replace(before, columns=columns)
    return tuple(found.values())


def _words_of(head: re.Match[str], statement: str) -> TableWords:
    is_view = head[1] == "view"
    columns = ((m[1], m[2], m[3]) for m in map(_COLUMN.match, statement.split("\n")) if m)
    return TableWords(
        name=head[2],
        is_view=is_view,
        description=head[3],
        columns=() if is_view else tuple(columns),
    )
