"""What the pages about one document read."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.scanned import words_of
from archive.web.queries import required, row, rows, value
from metadata.scanned import ScannedWord

_SECTIONS = 5_000  # headings of one document that are looked at
_LISTED = 200  # tables, citations and the like on one page
_IN_FULL = 20_000  # of anything in the form for scripts


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """Everything the catalogue page of a document shows."""

    document: sqlite3.Row
    file: sqlite3.Row
    versions: list[sqlite3.Row]
    findings: dict[str, list[sqlite3.Row]]
    entries: list[sqlite3.Row]
    related: list[sqlite3.Row]
    series: list[sqlite3.Row]  # its series from the oldest on, itself included; or none
    sections: list[sqlite3.Row]
    tables: list[sqlite3.Row]
    cites: list[sqlite3.Row]
    cited_by: list[sqlite3.Row]
    changes: list[sqlite3.Row]
    edits: dict[int, list[sqlite3.Row]]
    problems: list[sqlite3.Row]
    pages: list[sqlite3.Row]


def document(connection: sqlite3.Connection, document_id: str) -> sqlite3.Row:
    """A document with its source. Answers 404 when there is none."""
    found = row(
        connection,
        """select d.*, s.title as source_title, s.publisher, s.url as source_url
           from documents d join sources s on s.id = d.source_id where d.id = ?""",
        [document_id],
    )
    return required(found, "document of this name")


def document_page(
    connection: sqlite3.Connection, document_id: str, most: int = _LISTED
) -> DocumentPage:
    """Read all of it in one go, at most `most` of what a document may have many of."""
    doc = document(connection, document_id)
    sha256 = doc["sha256"]
    changes = changes_of(connection, document_id)
    return DocumentPage(
        document=doc,
        file=required(row(connection, "select * from files where sha256 = ?", [sha256]), "file"),
        versions=versions(connection, document_id),
        findings=_findings(connection, document_id),
        entries=rows(
            connection, "select * from entries where document_id = ? order by id", [document_id]
        ),
        related=_related(connection, document_id),
        series=_series(connection, document_id),
        sections=sections(connection, sha256),
        tables=rows(
            connection,
            "select * from extracted_tables where sha256 = ? order by page, position limit ?",
            [sha256, most],
        ),
        cites=_cites(connection, sha256, most),
        cited_by=_cited_by(connection, doc),
        changes=changes,
        edits=_edits(connection, [c["id"] for c in changes]),
        problems=_problems(connection, doc),
        pages=rows(
            connection,
            """select number, label, text_source, quality, width, height from pages
               where sha256 = ? order by number""",
            [sha256],
        ),
    )


def everything(connection: sqlite3.Connection, document_id: str) -> DocumentPage:
    """The same for scripts, without what is left out to fit a page."""
    return document_page(connection, document_id, _IN_FULL)


def sections(connection: sqlite3.Connection, sha256: str) -> list[sqlite3.Row]:
    """The headings of a file, in order."""
    sql = "select * from sections where sha256 = ? order by position limit ?"
    return rows(connection, sql, [sha256, _SECTIONS])


def versions(connection: sqlite3.Connection, document_id: str) -> list[sqlite3.Row]:
    """The versions of a document, newest first, with where they came from."""
    return rows(
        connection,
        """select v.*, c.*, f.bytes, f.page_count, f.text_status, f.media_type
           from versions v join files f on f.sha256 = v.sha256
           join captures c on c.id = v.capture_id
           where v.document_id = ? order by v.number desc""",
        [document_id],
    )


def changes_of(connection: sqlite3.Connection, document_id: str) -> list[sqlite3.Row]:
    """What happened to a document, newest first."""
    return rows(
        connection,
        "select * from changes where document_id = ? order by id desc limit 50",
        [document_id],
    )


def _findings(connection: sqlite3.Connection, document_id: str) -> dict[str, list[sqlite3.Row]]:
    found: dict[str, list[sqlite3.Row]] = {}
    sql = "select * from findings where document_id = ? order by position"
    for finding in rows(connection, sql, [document_id]):
        found.setdefault(finding["field"], []).append(finding)
    return found


def _related(connection: sqlite3.Connection, document_id: str) -> list[sqlite3.Row]:
    """Related documents; `direction` is "to" when this document is the subject."""
    return rows(
        connection,
        """select 'to' as direction, r.predicate, r.evidence, d.id, d.title, d.kind, d.part,
               d.published, d.coverage, d.language, d.sha256
           from relations r join documents d on d.id = r.object_id where r.subject_id = :id
           union all
           select 'from', r.predicate, r.evidence, d.id, d.title, d.kind, d.part,
               d.published, d.coverage, d.language, d.sha256
           from relations r join documents d on d.id = r.subject_id where r.object_id = :id
           order by 2, 1, 8, 4 limit 200""",
        {"id": document_id},
    )


def _series(connection: sqlite3.Connection, document_id: str) -> list[sqlite3.Row]:
    found = rows(
        connection,
        """with recursive chain (id) as (
               select :id union
               select iif(r.subject_id = chain.id, r.object_id, r.subject_id)
               from chain join relations r on r.predicate = 'same_series'
                   and (r.subject_id = chain.id or r.object_id = chain.id))
           select d.id, d.title, d.published, d.coverage, d.language
           from chain join documents d on d.id = chain.id
           order by coalesce(d.published, d.coverage, ''), d.title, d.id limit 60""",
        {"id": document_id},
    )
    return found if len(found) > 1 else []


def _cites(connection: sqlite3.Connection, sha256: str, most: int) -> list[sqlite3.Row]:
    return rows(
        connection,
        """select c.scheme, c.target, min(c.text) as text, count(*) as times,
               min(c.page) as page, d.title, d.id as document_id
           from citations c left join documents d on c.scheme = 'document' and d.id = c.target
           where c.sha256 = ? group by c.scheme, c.target
           order by c.scheme, min(c.page), c.target limit ?""",
        [sha256, most],
    )


def _cited_by(connection: sqlite3.Connection, doc: sqlite3.Row) -> list[sqlite3.Row]:
    """Documents that cite this one by its name in the archive or by its official number."""
    return rows(
        connection,
        """select d.id, d.title, d.kind, d.published, min(c.page) as page, count(*) as times
           from citations c join documents d on d.sha256 = c.sha256
           where d.id != :id and (
               (c.scheme = 'document' and c.target = :id)
               or (c.scheme != 'document' and :identifier is not null
                   and c.target >= :identifier and c.target < :identifier || '~'
                   and (c.target = :identifier or c.target like :identifier || ', %')))
           group by d.id order by d.published desc, d.id limit 200""",
        {"id": doc["id"], "identifier": _canonical(doc["identifier"])},
    )


def _canonical(identifier: str | None) -> str | None:
    """ "Act No. 52, 1999" the way citations write it: "Act No. 52 of 1999"."""
    if not identifier or len(identifier) < 6:
        return None
    head, comma, year = identifier.rpartition(", ")
    return f"{head} of {year}" if comma and year.isdigit() and len(year) == 4 else identifier


def _edits(connection: sqlite3.Connection, changes: list[int]) -> dict[int, list[sqlite3.Row]]:
    found: dict[int, list[sqlite3.Row]] = {}
    marks = ",".join("?" * len(changes))
    sql = f"select * from edits where change_id in ({marks}) order by change_id, position limit 300"
    for edit in rows(connection, sql, changes):
        found.setdefault(edit["change_id"], []).append(edit)
    return found


def _problems(connection: sqlite3.Connection, doc: sqlite3.Row) -> list[sqlite3.Row]:
    return rows(
        connection,
        """select * from problems where sha256 in
               (select sha256 from versions where document_id = ?) or (url is not null and url = ?)
           order by resolved_at is not null, id desc limit 50""",
        [doc["id"], doc["url"]],
    )


# --- one page of it ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One page of one version."""

    document: sqlite3.Row
    versions: list[sqlite3.Row]
    sha256: str
    version: int  # its number
    page: sqlite3.Row
    count: int  # pages of this file that were read
    sections: list[sqlite3.Row]  # of the whole file
    tables: list[sqlite3.Row]
    words: tuple[ScannedWord, ...]  # as OCR saw them; none where the PDF holds the text

    @property
    def doubtful(self) -> list[ScannedWord]:
        """The words of the text that OCR was less than half sure of."""
        length = len(self.page["text"])
        return [word for word in self.words if word.is_doubtful and word.end <= length]

    @property
    def here(self) -> list[sqlite3.Row]:
        """The headings that begin on this page."""
        return [s for s in self.sections if s["page"] == self.page["number"]][:40]

    @property
    def trail(self) -> list[sqlite3.Row]:
        """The headings under which the page begins, the widest first."""
        number = self.page["number"]
        open_ones: list[sqlite3.Row] = []
        for section in self.sections:
            if section["page"] >= number:
                break
            open_ones = [s for s in open_ones if s["level"] < section["level"]] + [section]
        return [s for s in open_ones if s["end_page"] >= number]


def page_view(
    connection: sqlite3.Connection, document_id: str, number: int, sha256: str | None
) -> PageView:
    """A page of the current version, or of the one whose file is `sha256`."""
    doc = document(connection, document_id)
    known = versions(connection, document_id)
    wanted = sha256 or doc["sha256"]
    version = next((v["number"] for v in known if v["sha256"] == wanted), None)
    page = row(connection, "select * from pages where sha256 = ? and number = ?", [wanted, number])
    return PageView(
        document=doc,
        versions=known,
        sha256=wanted,
        version=required(version, "version of this document with that file"),
        page=required(page, f"page {number} with text or image in this version"),
        count=value(connection, "select max(number) from pages where sha256 = ?", [wanted]),
        sections=sections(connection, wanted),
        tables=rows(
            connection,
            "select id, caption, rows, columns from extracted_tables where sha256 = ? and page = ?",
            [wanted, number],
        ),
        words=words_of(connection, wanted, number),
    )


def page_texts(connection: sqlite3.Connection, sha256: str) -> list[str]:
    """The texts of a file's pages, in order."""
    sql = "select text from pages where sha256 = ? order by number limit 2000"
    return [found["text"] for found in rows(connection, sql, [sha256])]
