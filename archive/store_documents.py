"""Rows of documents and their versions. Part of the store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from archive.files import NO_DOCUMENT
from archive.search import index_text
from archive.store_inserting import insert_rows
from archive.store_readings import finding_values
from archive.store_relations import BELIEVED, owe_relations
from archive.store_spool import Spool
from metadata.records import Description, Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A captured file that is not yet the current version of its document."""

    capture_id: int
    url: str  # as the entry links it
    address: str  # where the document lives: the same, or where a permanent redirect leads
    captured_at: str
    sha256: str
    document_id: str | None  # None: a document we do not have yet
    current_sha256: str | None
    seen_before: int | None  # the version number these bytes had earlier, if any
    archived_at: str | None  # when the Wayback Machine made the copy; None for an original


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """A document whose presence at the publisher is not what the archive says."""

    document_id: str
    title: str
    now: str  # listed, unlisted, gone


class DocumentRows:
    """Reads and writes `documents`, `versions`, `findings`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- what is to be done -------------------------------------------------------------------

    def arrivals(self, run_id: int, source_id: str) -> Spool[Arrival]:
        """Files to be read, captured in this run, that are not the current version of a document.

        The question is asked of the rows, so a run that was killed after the capture leaves
        the work to the next one.
        """
        return Spool(
            self._db,
            f"""select c.id as capture_id, c.url, iif(c.permanent, c.final_url, c.url) as address,
                   c.captured_at, c.sha256, d.id as document_id, d.sha256 as current_sha256, (
                   select max(number) from versions v
                   where v.document_id = d.id and v.sha256 = c.sha256) as seen_before, c.archived_at
               from captures c join files f on f.sha256 = c.sha256
               left join documents d on d.id = coalesce(
                   (select min(o.id) from documents o
                    where o.source_id = c.source_id and o.url = c.url),
                   (select min(o.id) from documents o
                    where c.permanent and o.source_id = c.source_id and o.url = c.final_url))
               where c.run_id = ? and c.source_id = ? and f.media_type not in {NO_DOCUMENT}
                   and d.sha256 is not c.sha256
               order by c.id""",
            [run_id, source_id],
            Arrival,
        )

    def find(self, source_id: str, url: str) -> str | None:
        """The document at an address of a source."""
        row = self._db.execute(
            "select id from documents where source_id = ? and url = ? order by id",
            [source_id, url],
        ).fetchone()
        return None if row is None else str(row[0])

    def exists(self, document_id: str) -> bool:
        """Whether there is a document of this name."""
        return bool(
            self._db.execute("select 1 from documents where id = ?", [document_id]).fetchone()
        )

    def redirected(self, run_id: int, source_id: str) -> list[tuple[str, str, str]]:
        """Documents that a permanent redirect moved in this run: id, old and new address."""
        rows = self._db.execute(
            """select d.id, d.url, c.final_url from captures c
               join documents d on d.source_id = c.source_id and d.url = c.url
               where c.run_id = ? and c.source_id = ? and c.permanent = 1
                   and c.final_url != d.url and c.sha256 is not null order by c.id""",
            [run_id, source_id],
        )
        return [(r[0], r[1], r[2]) for r in rows]

    def presences(self, run_id: int, source_id: str) -> list[Presence]:
        """Documents whose presence at the publisher changed with this run."""
        rows = self._db.execute(
            """select d.id, d.title, d.missing_since is not null,
                   exists (select 1 from entries e where e.document_id = d.id
                       and e.missing_since is null) as listed,
                   coalesce((select c.outcome from captures c
                       where c.url = d.url and c.run_id = :run and c.source_id = d.source_id
                       and c.via not in ('wayback', 'local')
                       order by c.id desc limit 1),
                       (select c.outcome from captures c
                       where c.final_url = d.url and c.run_id = :run and c.permanent
                       and c.source_id = d.source_id order by c.id desc limit 1))
               from documents d where d.source_id = :source
                   and exists (select 1 from entries e where e.document_id = d.id)
               order by d.id""",
            {"run": run_id, "source": source_id},
        )
        found = []
        for document_id, title, missing, listed, outcome in rows:
            gone = outcome == "gone"
            back = listed and outcome in ("new", "changed", "unchanged")
            if not missing and (gone or not listed):
                now = "gone" if gone else "unlisted"
                found.append(Presence(document_id=document_id, title=title, now=now))
            elif missing and back:
                found.append(Presence(document_id=document_id, title=title, now="listed"))
        return found

    # --- writing ------------------------------------------------------------------------------

    def create(self, document_id: str, source_id: str, arrival: Arrival, says: Description) -> None:
        """Write a document with its first version."""
        docid = self._db.execute("select coalesce(max(docid), 0) + 1 from documents").fetchone()[0]
        self._db.table("documents").insert(
            {
                "id": document_id,
                "docid": docid,
                "source_id": source_id,
                "url": arrival.address,
                "sha256": arrival.sha256,
                "first_archived": arrival.captured_at,
                "last_changed": arrival.captured_at,
            }
            | _believed(says)
        )
        self._add_version(document_id, arrival, "new")
        self._write_findings(document_id, says)
        self._index(document_id)
        self.refresh(arrival.sha256)

    def revise(self, document_id: str, arrival: Arrival, change: str) -> None:
        """Make a captured file the current version of its document."""
        self._db.table("documents").update(
            document_id, {"sha256": arrival.sha256, "last_changed": arrival.captured_at}
        )
        self._add_version(document_id, arrival, change)
        self.refresh(arrival.sha256)
        owe_relations(self._db)

    def describe(self, document_id: str, says: Description) -> None:
        """Write what is believed of a document where that differs from what was."""
        values = _believed(says)
        held = self._db.execute(
            f"select {', '.join(values)} from documents where id = ?", [document_id]
        ).fetchone()
        if held != tuple(values.values()):
            self._unindex(document_id)
            self._db.table("documents").update(document_id, values)
            self._index(document_id)
            owe_relations(self._db)
        if self._findings(document_id) != _finding_rows(says):
            self._db.execute("delete from findings where document_id = ?", [document_id])
            self._write_findings(document_id, says)

    def refresh(self, sha256: str) -> None:
        """Copy what the reading of a file says to the documents that show it."""
        self._db.execute(
            """update documents set (page_count, text_status) =
                   (select page_count, text_status from files where files.sha256 = documents.sha256)
               where sha256 = ?""",
            [sha256],
        )

    def move(self, document_id: str, url: str) -> None:
        """Give a document its new address."""
        self._db.table("documents").update(document_id, {"url": url})

    def set_presence(self, presence: Presence, at: str) -> None:
        """Say that a document is missing, and why, or that it is back."""
        listed = presence.now == "listed"
        self._db.table("documents").update(
            presence.document_id,
            {
                "missing_since": None if listed else at,
                "missing_reason": None if listed else presence.now,
            },
        )

    # --- reading back -------------------------------------------------------------------------

    def of_source(self, source_id: str) -> list[str]:
        """The documents of a source, in order of arrival."""
        rows = self._db.execute(
            "select id from documents where source_id = ? order by docid", [source_id]
        )
        return [str(r[0]) for r in rows]

    def title(self, document_id: str) -> str:
        """The title of a document."""
        return str(self._value("title", document_id))

    def text_status(self, document_id: str) -> str | None:
        """How its current file's text was obtained, or why there is none."""
        return self._value("text_status", document_id)

    def current(self, document_id: str) -> tuple[str, str, str | None]:
        """Source, current file and address of a document."""
        row = self._db.execute(
            "select source_id, sha256, url from documents where id = ?", [document_id]
        ).fetchone()
        return row[0], row[1], row[2]

    def given(self, document_id: str) -> dict[str, str]:
        """What a person said about a document when it was added by hand."""
        return {
            field: value
            for _, field, value, _, location, _ in self._findings(document_id)
            if location == "option" and value
        }

    def index_all(self) -> None:
        """Feed the search index anew."""
        self._db.execute("insert into documents_fts (documents_fts) values ('delete-all')")
        for (document_id,) in self._db.execute("select id from documents").fetchall():
            self._index(document_id)

    def _value(self, column: str, document_id: str) -> str | None:
        row = self._db.execute(
            f"select {column} from documents where id = ?", [document_id]
        ).fetchone()
        return None if row is None else row[0]

    def _add_version(self, document_id: str, arrival: Arrival, change: str) -> None:
        self._db.execute(
            """insert into versions (document_id, number, sha256, captured_at, url, change,
                   capture_id)
               values (?, (select coalesce(max(number), 0) + 1 from versions where document_id = ?),
                   ?, ?, ?, ?, ?)""",
            [
                document_id,
                document_id,
                arrival.sha256,
                arrival.captured_at,
                arrival.address,
                change,
                arrival.capture_id,
            ],
        )

    def _findings(self, document_id: str) -> list[tuple[int, str, str | None, str, str, str]]:
        return self._db.execute(
            """select position, field, value, evidence, location, rule from findings
               where document_id = ? order by position""",
            [document_id],
        ).fetchall()

    def _write_findings(self, document_id: str, says: Description) -> None:
        names = ("position", "field", "value", "evidence", "location", "rule")
        insert_rows(
            self._db,
            "findings",
            (
                {"document_id": document_id, **dict(zip(names, row, strict=True))}
                for row in _finding_rows(says)
            ),
        )

    def _index(self, document_id: str) -> None:
        docid, text = self._indexed(document_id)
        self._db.execute(
            "insert into documents_fts (rowid, grams) values (?, ?)", [docid, index_text(text)]
        )

    def _unindex(self, document_id: str) -> None:
        docid, text = self._indexed(document_id)
        self._db.execute(
            "insert into documents_fts (documents_fts, rowid, grams) values ('delete', ?, ?)",
            [docid, index_text(text)],
        )

    def _indexed(self, document_id: str) -> tuple[int, str]:
        row = self._db.execute(
            "select docid, title, issuer, identifier from documents where id = ?", [document_id]
        ).fetchone()
        return row[0], "\n".join(filter(None, row[1:]))


def _believed(says: Description) -> dict[str, str | None]:
    return {name: getattr(says, name) for name in BELIEVED}


def _finding_rows(says: Description) -> list[tuple[int, str, str | None, str, str, str]]:
    rows: Iterable[tuple[int, tuple[str, Finding[str]]]] = enumerate(says.findings, 1)
    return [
        (n, field, values["value"], str(values["evidence"]), str(values["location"]),
         str(values["rule"]))
        for n, (field, finding) in rows
        for values in (finding_values(finding),)
    ]  # fmt: skip
