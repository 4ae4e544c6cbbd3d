"""The only writer of rows.

Everything that belongs together is written in one transaction; nothing is written when nothing
is different. Rows never leave this module as dicts: callers get records and plain values.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive import chain
from archive.search import NORMALISER
from archive.store_changes import ChangeRows
from archive.store_documents import DocumentRows
from archive.store_entries import EntryRows
from archive.store_keeping import KeepingRows
from archive.store_late import LateRows
from archive.store_opening import open_database, said_plainly, transaction
from archive.store_outbox import OutboxRows
from archive.store_readings import ReadingRows
from archive.store_relations import RelationRows
from metadata.errors import ArchiveError
from metadata.records import Capture, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What we hold of an address: validators for the next request, and the bytes."""

    etag: str | None
    last_modified: str | None
    sha256: str
    media_type: str
    bytes: int
    full_fetch_at: str  # when the bytes last came in full
    doubtful: bool  # the last check of the stored bytes found them damaged or absent


class Store:
    """The database of one archive. Use as a context manager; one writer at a time."""

    def __init__(self, root: Path) -> None:
        self.path = root / "archive.db"
        self._db = open_database(self.path)
        self.entries = EntryRows(self._db)
        self.documents = DocumentRows(self._db)
        self.changes = ChangeRows(self._db)
        self.relations = RelationRows(self._db)
        self.readings = ReadingRows(self._db)
        self.late = LateRows(self._db)
        self.keeping = KeepingRows(self._db)
        self.outbox = OutboxRows(self._db)
        with said_plainly(self.path):
            self._refresh_search()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, _: object, error: BaseException | None, trace: object) -> None:
        self._db.close()
        if isinstance(error, sqlite3.DatabaseError):  # from reading: writing says it itself
            with said_plainly(self.path):
                raise error

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write what follows in one transaction, or not at all. Raises StorageError."""
        with said_plainly(self.path), transaction(self._db):
            yield

    # --- runs ------------------------------------------------------------------------------

    def begin_run(self, command: str, software: str, at: datetime) -> tuple[int, str]:
        """Record that a run started; returns its number and the time it is said to start at."""
        started_at = self.after_all_runs(at)
        with self.together():
            chain.seal_ended(self._db.conn)  # the last one, if it was killed
            cursor = self._db.execute(
                "insert into runs (command, software, started_at) values (?, ?, ?)",
                [command, software, started_at],
            )
        return int(cursor.lastrowid or 0), started_at

    def after_all_runs(self, at: datetime) -> str:
        """The given time as text, never earlier than the last run: a clock may be set back."""
        last = self._one("select max(coalesce(finished_at, started_at)) from runs")
        return max(stamp(at), last or "")

    def finish_run(
        self, run_id: int, at: str, exit_code: int, report: Mapping[str, object],
        tell: str | None = None,
    ) -> None:  # fmt: skip
        """Record how a run ended, with its report and the counts under `totals`, and seal it.

        With it, so that neither is without the other, the messages about it are written for the
        receiver that `tell` names.
        """
        found = report.get("totals")
        totals = found if isinstance(found, dict) else {}
        counts, columns = list(totals.values()), ", ".join(f"{name} = ?" for name in totals)
        self._db.execute("pragma synchronous = full")  # with this the whole run is on the disk
        with self.together():
            self._db.execute(
                f"update runs set finished_at = ?, exit_code = ?, report = ?"
                f"{', ' + columns if columns else ''} where id = ?",
                [at, exit_code, json.dumps(report, ensure_ascii=False), *counts, run_id],
            )
            chain.seal(self._db.conn, run_id)
            if tell is not None:
                self.outbox.write(run_id, tell, at)

    def counts(self, run_id: int, source_id: str) -> dict[str, int]:
        """Changes of each kind and problems met of one source in one run."""
        rows = self._db.execute(
            "select kind, count(*) from changes where run_id = ? and source_id = ? group by kind",
            [run_id, source_id],
        )
        return {str(kind): int(number) for kind, number in rows}

    # --- sources, captures, files ----------------------------------------------------------

    def keep_source(self, source: Source) -> None:
        """Write a source's row when it is new or differs."""
        definition = {k: v for k, v in asdict(source).items() if k != "passwords"}
        row = {
            "id": source.id,
            "title": source.title,
            "publisher": source.publisher,
            "language": source.language,
            "url": source.pages[0] if source.pages else None,
            "enabled": int(source.enabled),
            "definition": json.dumps(definition, ensure_ascii=False, sort_keys=True),
        }
        known = self._db.execute(
            "select definition from sources where id = ?", [source.id]
        ).fetchone()
        if known is None or known[0] != row["definition"]:
            with self.together():
                self._db.table("sources").upsert({**row, "pages_read": None}, pk="id")

    def sources(self) -> list[Source]:
        """Every source the archive knows, as it was last defined."""
        rows = self._db.execute("select definition from sources order by id").fetchall()
        return [_source(json.loads(row[0])) for row in rows]

    def pages_read(self, source_id: str) -> str | None:
        """What was kept of a source's pages by `keep_pages_read`, since it was last defined."""
        return self._one("select pages_read from sources where id = ?", source_id)

    def keep_pages_read(self, source_id: str, text: str | None) -> None:
        """Keep what a source's pages list, or that it is not known."""
        with self.together():
            self._db.execute("update sources set pages_read = ? where id = ?", [text, source_id])

    def held(self, url: str) -> Held | None:
        """What the last successful capture of an address left us."""
        row = self._db.execute(
            """select c.etag, c.last_modified, c.sha256, f.media_type, f.bytes, (
                   select e.captured_at from captures e where e.url = c.url
                   and (e.outcome in ('new', 'changed') or e.outcome = 'unchanged'
                       and e.via != 'local' and e.status is not 304)
                   order by e.run_id desc, e.id desc limit 1),
                   exists (select 1 from fixity_checks k where k.sha256 = c.sha256
                       and k.outcome in ('damaged', 'absent'))
               from captures c join files f on f.sha256 = c.sha256
               where c.url = ? order by c.run_id desc, c.id desc limit 1""",
            [url],
        ).fetchone()
        if row is None:
            return None
        return Held(
            etag=row[0],
            last_modified=row[1],
            sha256=row[2],
            media_type=row[3],
            bytes=row[4],
            full_fetch_at=row[5] or "",
            doubtful=bool(row[6]),
        )

    def headers(self, url: str, sha256: str) -> list[tuple[str, str]]:
        """What the server said of these bytes when it sent them: a 304 does not repeat it."""
        found = self._one(
            """select headers from captures where url = ? and sha256 = ? and status is not 304
               and headers is not null order by run_id desc, id desc limit 1""",
            url,
            sha256,
        )
        return [(name, value) for name, value in json.loads(found or "[]")]

    def knows_file(self, sha256: str) -> bool:
        """Whether a file has its row."""
        return self._one("select 1 from files where sha256 = ?", sha256) is not None

    def keep_capture(self, run_id: int, source_id: str, capture: Capture) -> int:
        """Append a capture, and the row of its file when that is new. Returns its number.

        The file itself must be in its place before.
        """
        with self.together():
            return self._insert_capture(run_id, source_id, capture)

    def keep_captures(self, run_id: int, captures: Iterable[tuple[str, Capture]]) -> None:
        """Append captures, each with the name of its source, in one transaction."""
        with self.together():
            for source_id, capture in captures:
                self._insert_capture(run_id, source_id, capture)

    def _insert_capture(self, run_id: int, source_id: str, capture: Capture) -> int:
        known = capture.outcome == "unchanged" or capture.sha256 is None
        if not known and not self.knows_file(str(capture.sha256)):
            self._db.execute(
                """insert into files (sha256, bytes, media_type, sha1_base32, first_captured_at)
                   values (?, ?, ?, ?, ?)""",
                [
                    capture.sha256,
                    capture.bytes,
                    capture.media_type or "application/octet-stream",
                    capture.sha1_base32,
                    capture.captured_at,
                ],
            )
        headers = json.dumps(capture.headers) if capture.headers else None
        printed = (getattr(capture, name) for name in _CAPTURE_COLUMNS)
        more = (run_id, source_id, int(capture.moved_permanently), headers)
        cursor = self._db.execute(_INSERT_CAPTURE, (*printed, *more))
        return int(cursor.lastrowid or 0)

    # --- problems --------------------------------------------------------------------------

    def keep_problem(
        self,
        run_id: int,
        at: str,
        stage: str,
        error: ArchiveError,
        *,
        about: Mapping[str, str | None],
    ) -> None:
        """Record a problem unless the same one is still open.

        `about` may name `source_id`, `url` and `sha256`.
        """
        where = [about.get("source_id"), about.get("url"), about.get("sha256")]
        known = self._one(
            """select id from problems where resolved_at is null and stage = ? and code = ?
               and source_id is ? and url is ? and sha256 is ?""",
            stage,
            error.code,
            *where,
        )
        if known is None:
            with self.together():
                self._db.execute(
                    """insert into problems
                           (run_id, at, stage, code, source_id, url, sha256, message)
                       values (?, ?, ?, ?, ?, ?, ?, ?)""",
                    [run_id, at, stage, error.code, *where, error.message],
                )

    def troubled_addresses(self, stage: str) -> set[str]:
        """Addresses with an open problem in one stage."""
        rows = self._db.execute(
            "select url from problems where resolved_at is null and stage = ? and url is not null",
            [stage],
        )
        return {row[0] for row in rows}

    def resolve_problems(self, at: str, stage: str, *, url: str | None, sha256: str | None) -> None:
        """Close the open problems of an address, or of a file, in one stage."""
        found = self._one(
            """select 1 from problems where resolved_at is null and stage = ?
               and url is ? and sha256 is ?""",
            stage,
            url,
            sha256,
        )
        if found:
            with self.together():
                self._db.execute(
                    """update problems set resolved_at = ? where resolved_at is null
                       and stage = ? and url is ? and sha256 is ?""",
                    [at, stage, url, sha256],
                )

    # --- search ----------------------------------------------------------------------------

    def _refresh_search(self) -> None:
        """Feed the indexes anew when they were fed by another normaliser."""
        if self._one("select normaliser from search_index") == NORMALISER:
            return
        with self.together():
            for rows in (self.readings, self.documents, self.entries):
                rows.index_all()
            self._db.execute("delete from search_index")
            self._db.execute("insert into search_index values (?)", [NORMALISER])

    def _one(self, sql: str, *values: object) -> str | None:
        row = self._db.execute(sql, list(values)).fetchone()
        return None if row is None or row[0] is None else str(row[0])


_CAPTURE_COLUMNS = (
    "url", "final_url", "captured_at", "outcome", "status", "sha256", "bytes", "etag",
    "last_modified", "via", "archived_at", "message",
)  # fmt: skip
_INSERT_CAPTURE = f"""
    insert into captures ({", ".join(_CAPTURE_COLUMNS)}, run_id, source_id, permanent, headers)
    values ({", ".join("?" * (len(_CAPTURE_COLUMNS) + 4))})"""


def _source(definition: dict[str, Any]) -> Source:
    lists = {k: tuple(v) for k, v in definition.items() if isinstance(v, list)}
    return Source(**(definition | lists))


def stamp(at: datetime) -> str:
    """A time as the archive writes it: UTC, whole seconds, `Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
