"""The editions a document's lineage runs through, and the reports that may mention them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.web.queries import rows
from archive.web.queries_documents import document
from archive.web.queries_readings import pages_of, sections_of, tables_of
from archive.web.queries_tables import named, series
from metadata.records import Page, Section, Table

_MOST_EDITIONS = 8  # the newest are followed
_MOST_REPORTS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition, or one version of a document that has no other editions."""

    document_id: str
    name: str
    sha256: str
    is_current: bool
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read from one file."""

    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A document with its editions, the oldest first, and the reports about them."""

    document: sqlite3.Row
    editions: tuple[Edition, ...]
    are_versions: bool
    left_out: int  # older editions that are not followed
    reports: tuple[sqlite3.Row, ...]  # id, title, language, sha256


def line_of(connection: sqlite3.Connection, document_id: str) -> Line:
    """The series of a document; of a document on its own, its versions. 404 for none."""
    doc = document(connection, document_id)
    members = series(connection, document_id)
    found = [
        Edition(
            document_id=m["id"], name=named(m), sha256=m["sha256"], is_current=True,
            language=m["language"],
        )
        for m in members
    ]  # fmt: skip
    are_versions = len(found) == 1
    if are_versions:
        found = _versions(connection, doc)
    kept = tuple(found[-_MOST_EDITIONS:])
    return Line(
        document=doc,
        editions=kept,
        are_versions=are_versions,
        left_out=len(found) - len(kept),
        reports=tuple(_reports(connection, doc, [m["id"] for m in members])),
    )


def _versions(connection: sqlite3.Connection, doc: sqlite3.Row) -> list[Edition]:
    known = rows(
        connection,
        """select number, sha256, captured_at from versions
           where document_id = ? and change != 'restamped' order by number""",
        [doc["id"]],
    )
    return [
        Edition(
            document_id=doc["id"],
            name=f"{v['number']} ({v['captured_at'][:10]})",
            sha256=v["sha256"],
            is_current=v["sha256"] == doc["sha256"],
            language=doc["language"],
        )
        for v in known
    ]


def _reports(
    connection: sqlite3.Connection, doc: sqlite3.Row, members: list[str]
) -> list[sqlite3.Row]:
    """Reports that cite an edition, or of the same source that print the title."""
    marks = ",".join("?" * len(members))
    return rows(
        connection,
        f"""select d.id, d.title, d.language, d.sha256, d.published from documents d
            where d.kind in ('report', 'annual-report', 'white-paper', 'minutes')
                and d.id not in ({marks}) and (
                d.sha256 in (select sha256 from citations
                    where scheme = 'document' and target in ({marks}))
                or d.source_id = ? and exists (select 1 from pages p
                    where p.sha256 = d.sha256 and p.number <= 10
                    and instr(replace(replace(p.text, char(10), ' '), '  ', ' '), ?)))
            order by d.published desc limit ?""",
        [*members, *members, doc["source_id"], doc["title"], _MOST_REPORTS],
    )


def read_of(connection: sqlite3.Connection, sha256: str) -> Read:
    """Everything that was read from a file."""
    return Read(
        pages=pages_of(connection, sha256),
        sections=sections_of(connection, sha256),
        tables=tables_of(connection, sha256),
    )
