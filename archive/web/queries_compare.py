"""Which two versions are compared, and what the ledger said about them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.web.queries import required, row, rows
from archive.web.queries_documents import document

_MOST_EDITS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two that are compared: a version of a document."""

    document: sqlite3.Row
    versions: list[sqlite3.Row]  # newest first
    version: sqlite3.Row

    @property
    def sha256(self) -> str:
        """The file."""
        return str(self.version["sha256"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Both, with what the ledger has about the step from one to the other."""

    older: Side
    newer: Side
    change: sqlite3.Row | None
    edits: list[sqlite3.Row]  # as stored with the change
    others: list[sqlite3.Row]  # documents of the same series, or that it replaces
    unknown: tuple[int, ...]  # version numbers asked for that do not exist


def sides(
    connection: sqlite3.Connection,
    document_id: str,
    with_id: str | None,
    numbers: tuple[int | None, int | None],
) -> Sides:
    """Two versions of one document, or one version each of two.

    `numbers` are the versions asked for, the older one first; without them the last two, or the
    current ones, which also stand in for numbers that do not exist. Of two documents the one
    published later is the newer. Answers 404 for documents that do not exist.
    """
    own = document(connection, document_id)
    other = document(connection, with_id) if with_id else own
    first, second = (other, own) if _date(other) <= _date(own) else (own, other)
    known = [_versions(connection, doc["id"]) for doc in (first, second)]
    latest = [str(versions[0]["number"]) if versions else "1" for versions in known]
    to = numbers[1] or int(latest[1])
    since = numbers[0] or (int(latest[0]) if with_id else max(1, to - 1))
    older = Side(document=first, versions=known[0], version=_version(known[0], since))
    newer = Side(document=second, versions=known[1], version=_version(known[1], to))
    wanted = ((older, since), (newer, to))
    unknown = tuple(n for side, n in wanted if side.version["number"] != n)
    change, edits = _ledger(connection, older, newer)
    return Sides(
        older=older,
        newer=newer,
        change=change,
        edits=edits,
        others=_others(connection, own["id"]),
        unknown=unknown,
    )


def _date(doc: sqlite3.Row) -> str:
    return str(doc["published"] or doc["coverage"] or doc["first_archived"])


def _versions(connection: sqlite3.Connection, document_id: str) -> list[sqlite3.Row]:
    return rows(
        connection,
        """select v.number, v.sha256, v.captured_at, v.change, f.page_count, f.text_status
           from versions v join files f on f.sha256 = v.sha256
           where v.document_id = ? order by v.number desc""",
        [document_id],
    )


def _version(versions: list[sqlite3.Row], number: int) -> sqlite3.Row:
    found = next((v for v in versions if v["number"] == number), None)
    return found or required(next(iter(versions), None), "version of this document")


def _ledger(
    connection: sqlite3.Connection, older: Side, newer: Side
) -> tuple[sqlite3.Row | None, list[sqlite3.Row]]:
    if older.document["id"] != newer.document["id"]:
        return None, []
    change = row(
        connection,
        """select * from changes where document_id = ? and from_sha256 = ? and to_sha256 = ?
           order by id desc""",
        [older.document["id"], older.sha256, newer.sha256],
    )
    if change is None:
        return None, []
    sql = "select * from edits where change_id = ? order by position limit ?"
    return change, rows(connection, sql, [change["id"], _MOST_EDITS])


def _others(connection: sqlite3.Connection, document_id: str) -> list[sqlite3.Row]:
    return rows(
        connection,
        """select distinct d.id, d.title, d.published, d.coverage, d.language
           from relations r join documents d
               on d.id = case when r.subject_id = :id then r.object_id else r.subject_id end
           where :id in (r.subject_id, r.object_id) and r.predicate in ('same_series', 'replaces')
           order by coalesce(d.published, d.coverage) limit 20""",
        {"id": document_id},
    )
