"""Rows of readings: everything extracted from a file. Part of the store."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from sqlite_utils import Database

from archive.files import NO_DOCUMENT
from archive.search import index_text
from archive.store_digest import digest
from archive.store_inserting import insert_rows, insert_values
from archive.store_spool import Spool
from metadata.records import (
    Cell,
    Contents,
    Finding,
    Information,
    Page,
    Reading,
    Table,
    TextStatus,
)
from metadata.scanned import unpacked

_INFORMATION = (
    "title", "author", "subject", "keywords", "creator", "created", "modified", "producer",
)  # fmt: skip
_PAGE = (
    "id", "sha256", "number", "label", "text", "running", "text_source", "quality", "reasons",
    "width", "height",
)  # fmt: skip
_CELL = Cell._fields[:-1]  # its box fills four columns
_EDGES = ("x0", "y0", "x1", "y1")
_TABLES_OF_A_READING = ("citations", "sections", "measures", "file_findings", "page_words")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file as the coordinator needs it to have it read."""

    sha256: str
    bytes: int
    reader: str | None  # None: not read yet
    media_type: str


class ReadingRows:
    """Reads and writes what hangs on `files`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def unread(self, run_id: int, source_id: str) -> Spool[FileRow]:
        """PDFs captured in a run that nobody has read yet."""
        return self._files(
            "f.reader is null and f.sha256 in "
            "(select sha256 from captures where run_id = ? and source_id = ?)",
            [run_id, source_id],
        )

    def of_source(self, source_id: str) -> Spool[FileRow]:
        """Every PDF that first came from a source, in the order it was received."""
        return self._files(
            "(select c.source_id from captures c where c.sha256 = f.sha256"
            " order by c.id limit 1) = ?",
            [source_id],
        )

    def keep(self, reading: Reading, contents: Contents) -> bool:
        """Replace a file's reading; False when it is the same as the one held."""
        found = digest(reading, contents)
        held = self._db.execute(
            "select reading_sha256, reader from files where sha256 = ?", [reading.sha256]
        ).fetchone()
        if held == (found, reading.reader):
            return False
        self._forget(reading.sha256)
        self._db.table("files").update(
            reading.sha256, {**_file_values(reading, contents), "reading_sha256": found}
        )
        self._insert_pages(reading)
        insert_rows(self._db, "page_words", _words_of(reading))
        self._insert_contents(reading.sha256, contents)
        return True

    def keep_failure(self, sha256: str, status: TextStatus, reader: str) -> None:
        """Say that a file could not be read, and by whom."""
        self._forget(sha256)
        self._db.table("files").update(
            sha256, {"text_status": status, "reader": reader, "reading_sha256": None}
        )

    def pages(self, sha256: str) -> list[Page]:
        """The pages of a file."""
        rows = self._db.execute(
            """select number, label, width, height, text, running, text_source, quality, reasons
               from pages where sha256 = ? order by number""",
            [sha256],
        )
        return [
            Page(
                number=r[0],
                label=r[1],
                width=r[2],
                height=r[3],
                text=r[4],
                running=tuple(r[5].split("\n")) if r[5] else (),
                text_source=r[6],
                quality=r[7],
                reasons=tuple(r[8].split("\n")) if r[8] else (),
            )
            for r in rows
        ]

    def tables(self, sha256: str) -> list[Table]:
        """The tables of a file with their cells."""
        rows = self._db.execute(
            """select id, page, position, caption, unit, rows, columns, x0, y0, x1, y1
               from extracted_tables where sha256 = ? order by page, position""",
            [sha256],
        ).fetchall()
        return [
            Table(
                page=r[1],
                position=r[2],
                caption=r[3],
                unit=r[4],
                rows=r[5],
                columns=r[6],
                box=(r[7], r[8], r[9], r[10]),
                cells=self._cells(r[0]),
            )
            for r in rows
        ]

    def contents(self, sha256: str) -> Contents:
        """What a file says about itself, as `describe_document` needs it: its findings."""
        rows = self._db.execute(
            """select field, value, evidence, location, rule from file_findings
               where sha256 = ? order by position""",
            [sha256],
        )
        findings = tuple(
            (r[0], Finding(value=r[1], evidence=r[2], where=r[3], rule=r[4])) for r in rows
        )
        return Contents(sections=(), tables=(), citations=(), findings=findings)

    def information(self, sha256: str) -> Information | None:
        """What the PDF's information says, or None when it was never read."""
        row = self._db.execute(
            """select pdf_title, pdf_author, pdf_subject, pdf_keywords, pdf_creator, pdf_producer,
                   pdf_created, pdf_modified, pdf_version from files
               where sha256 = ? and reading_sha256 is not null""",
            [sha256],
        ).fetchone()
        if row is None:
            return None
        names = "title author subject keywords creator producer created modified pdf_version"
        return Information(**dict(zip(names.split(), row, strict=True)))

    def index_all(self) -> None:
        """Feed the search index anew."""
        self._db.execute("insert into pages_fts (pages_fts) values ('delete-all')")
        rows = self._db.execute("select id, text, running from pages")
        self._db.conn.executemany(
            "insert into pages_fts (rowid, grams) values (?, ?)",
            ((r[0], index_text(f"{r[1]}\n{r[2]}")) for r in rows),
        )

    def _files(self, where: str, values: Sequence[object]) -> Spool[FileRow]:
        return Spool(
            self._db,
            f"""select f.sha256, f.bytes, f.reader, f.media_type from files f
                where f.media_type not in {NO_DOCUMENT} and {where}
                order by f.first_captured_at, f.rowid""",
            values,
            FileRow,
        )

    def _forget(self, sha256: str) -> None:
        """Take a file's reading out of the tables and, exactly as it was fed, out of the index."""
        for page_id, text, running in self._db.execute(
            "select id, text, running from pages where sha256 = ?", [sha256]
        ).fetchall():
            self._db.execute(
                "insert into pages_fts (pages_fts, rowid, grams) values ('delete', ?, ?)",
                [page_id, index_text(f"{text}\n{running}")],
            )
        self._db.execute(
            "delete from table_cells where table_id in "
            "(select id from extracted_tables where sha256 = ?)",
            [sha256],
        )
        for table in ("extracted_tables", "pages", *_TABLES_OF_A_READING):
            self._db.execute(f"delete from {table} where sha256 = ?", [sha256])

    def _insert_pages(self, reading: Reading) -> None:
        first = self._db.execute("select coalesce(max(id), 0) + 1 from pages").fetchone()[0]
        pages = [(at, p, "\n".join(p.running)) for at, p in enumerate(reading.pages, first)]
        rows = (
            (
                number, reading.sha256, p.number, p.label, p.text, running, p.text_source,
                p.quality, "\n".join(p.reasons), p.width, p.height,
            )
            for number, p, running in pages
        )  # fmt: skip
        insert_values(self._db, "pages", _PAGE, rows)
        grams = ((number, index_text(f"{p.text}\n{running}")) for number, p, running in pages)
        insert_values(self._db, "pages_fts", ("rowid", "grams"), grams)

    def _insert_contents(self, sha256: str, contents: Contents) -> None:
        of_file = {"sha256": sha256}
        insert_rows(self._db, "sections", (of_file | asdict(s) for s in contents.sections))
        insert_rows(self._db, "citations", (of_file | asdict(c) for c in contents.citations))
        insert_rows(
            self._db,
            "file_findings",
            (
                {**of_file, "position": n, "field": field} | finding_values(finding)
                for n, (field, finding) in enumerate(contents.findings, 1)
            ),
        )
        insert_rows(
            self._db,
            "measures",
            (
                of_file | asdict(m) | {"responsible": json.dumps(m.responsible, ensure_ascii=False)}
                for m in contents.measures
            ),
        )
        self._insert_tables(sha256, contents.tables)

    def _insert_tables(self, sha256: str, tables: Sequence[Table]) -> None:
        names = ("page", "position", "caption", "unit", "rows", "columns")
        ids = [f"{sha256[:12]}-{table.page}-{table.position}" for table in tables]
        insert_rows(
            self._db,
            "extracted_tables",
            (
                {"id": table_id, "sha256": sha256}
                | {name: getattr(table, name) for name in names}
                | _edges(table.box)
                for table_id, table in zip(ids, tables, strict=True)
            ),
        )
        cells = (
            (table_id, *cell[:-1], *map(float, cell.box))
            for table_id, table in zip(ids, tables, strict=True)
            for cell in table.cells
        )
        insert_values(self._db, "table_cells", ("table_id", *_CELL, *_EDGES), cells)

    def _cells(self, table_id: str) -> tuple[Cell, ...]:
        rows = self._db.execute(
            """select row, column, row_span, column_span, text, marks, value, unit, is_header,
                   page, x0, y0, x1, y1
               from table_cells where table_id = ? order by row, column""",
            [table_id],
        )
        return tuple(
            Cell(**(dict(zip(_CELL, r, strict=False)) | {"is_header": bool(r[8])}), box=r[10:])
            for r in rows
        )


def finding_values(finding: Finding[str]) -> dict[str, str | None]:
    """The columns that a finding fills."""
    return {
        "value": finding.value,
        "evidence": finding.evidence,
        "location": finding.where,
        "rule": finding.rule,
    }


def _file_values(reading: Reading, contents: Contents) -> dict[str, object]:
    information = reading.information
    found = next((f for field, f in contents.findings if field == "language"), None)
    return {f"pdf_{name}": getattr(information, name) for name in _INFORMATION} | {
        "pdf_version": information.pdf_version,
        "page_count": len(reading.pages),
        "text_status": reading.text_status,
        "tagged": int(information.tagged),
        "encrypted": int(information.encrypted),
        "language": (found.value if found else None) or information.language,
        "attachments": json.dumps(information.attachments, ensure_ascii=False),
        "javascript": int(information.javascript),
        "launch_actions": int(information.launch_actions),
        "signatures": information.signatures,
        "outline": json.dumps([asdict(item) for item in reading.outline], ensure_ascii=False),
        "reader": reading.reader,
    }


def _words_of(reading: Reading) -> Iterator[dict[str, object]]:
    for page in reading.pages:
        if page.words:
            words = unpacked(page.words)
            yield {
                "sha256": reading.sha256,
                "number": page.number,
                "total": len(words),
                "doubtful": sum(word.is_doubtful for word in words),
                "places": page.words,
            }


def _edges(box: Sequence[float]) -> dict[str, float]:
    return dict(zip(_EDGES, map(float, box), strict=True))
