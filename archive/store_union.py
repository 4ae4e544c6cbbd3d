"""Rows of several archives as those of one new one. Part of the store.

Rows keep their numbers where they can, so that the parts of an archive that was split make the same
archive again. A row that several archives have, number and all, is one row. Where archives use one
number for different rows, all rows of that table are numbered anew in order of time, and whatever
names them follows. What belongs to a file (pages, tables and so on) comes whole from one archive.
What follows from all rows together (relations, indexes, the chain of runs) is made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from archive import chain
from archive.readonly import readable_at
from archive.store_opening import said_plainly
from archive.store_relations import owe_relations
from metadata.errors import ConfigError, StorageError

_OF_SOURCE = "source_id in (select name from temp.held where kind = 'sources' and origin = :origin)"
_OF_DOCUMENT = (
    "document_id in (select name from temp.held where kind = 'documents' and origin = :origin)"
)
_OF_FILE = "sha256 in (select sha256 from temp.owned where origin = :origin)"
_KEY = {"documents": "docid"}  # of a numbered table; of the others `id`
_NUMBERED = {  # which rows of numbered tables are wanted, in an order in which names come first
    "runs": "true",
    "entries": _OF_SOURCE,
    "captures": f"source_id is null or {_OF_SOURCE} or id in (select capture_id from src.versions "
    f"where {_OF_DOCUMENT})",
    "problems": f"source_id is null or {_OF_SOURCE}",
    "changes": _OF_SOURCE,
    "documents": "id in (select name from temp.held where kind = 'documents' and origin = :origin)",
    "pages": _OF_FILE,
    "sections": _OF_FILE,
    "citations": _OF_FILE,
}
_FOLLOWING = {  # which rows of the others are wanted
    "files": _OF_FILE,
    "versions": _OF_DOCUMENT,
    "findings": _OF_DOCUMENT,
    "entry_history": "true",
    "edits": "true",
    "table_cells": f"table_id in (select id from src.extracted_tables where {_OF_FILE})",
    **dict.fromkeys(
        ("extracted_tables", "file_findings", "fixity_checks", "measures", "page_words"), _OF_FILE
    ),
}
_NAMES = {  # columns that name a numbered row; None is no name
    "captures": {"run_id": "runs"},
    "problems": {"run_id": "runs"},
    "changes": {"run_id": "runs", "entry_id": "entries"},
    "entry_history": {"entry_id": "entries", "run_id": "runs"},
    "versions": {"capture_id": "captures"},
    "edits": {"change_id": "changes"},
}
_TIME = {"runs": "s.started_at", "entries": "s.first_seen", "documents": "s.first_archived"}
_MADE_ANEW = {"runs": ("record", "record_sha256", "previous_sha256")}
LEFT_BEHIND = frozenset({"relations", "upkeep", "search_index", "outbox", "whereabouts"})
COPIED = frozenset({"sources", *_NUMBERED, *_FOLLOWING})

_SCRATCH = """
    create temp table numbers (kind text, origin integer, old integer, digest text, name text,
        moment, new integer, is_first integer, primary key (kind, origin, old)) without rowid;
    create index temp.numbers_by_row on numbers (kind, old, digest);
    create temp table owned (sha256 text primary key, origin integer) without rowid;
    create temp table held (kind text, origin integer, name text,
        primary key (kind, origin, name)) without rowid;
"""
_HELD_DOCUMENTS = f"""
    insert into temp.held select 'documents', :origin, id from (
        select id from src.documents where {_OF_SOURCE}
        union select document_id from src.entries where {_OF_SOURCE}
        union select document_id from src.changes where {_OF_SOURCE}) where id is not null"""
_HELD_FILES = f"""
    insert or ignore into temp.owned select sha256, :origin from src.files where sha256 in (
        select sha256 from src.captures where {_NUMBERED["captures"]}
        union select sha256 from src.versions where {_OF_DOCUMENT}
        union select sha256 from src.documents where {_NUMBERED["documents"]}
        union select from_sha256 from src.changes where {_OF_SOURCE}
        union select to_sha256 from src.changes where {_OF_SOURCE})"""
_HELD_SOURCES = f"""
    insert or ignore into main.sources ({{columns}}) select {{columns}} from src.sources
    where id in (select name from temp.held where kind = 'sources' and origin = :origin)
        or id in (select source_id from src.documents where {_NUMBERED["documents"]})
        or id in (select source_id from src.captures where {_NUMBERED["captures"]})"""
_EARLIEST = """
    update main.files set first_captured_at = s.first_captured_at from src.files s
    where s.sha256 = files.sha256 and s.first_captured_at < files.first_captured_at"""
_SOURCES_OTHERWISE = """
    update main.sources set pages_read = null from src.sources s
    where s.id = sources.id and s.pages_read is not sources.pages_read"""
_RENUMBER = """
    with each as (select old, digest, min(moment) as moment, min(origin) as origin
            from temp.numbers where kind = :kind group by old, digest),
        anew as (select old, digest, row_number() over (order by moment, old, origin) as new
            from each)
    update temp.numbers set new = anew.new from anew
    where numbers.kind = :kind and numbers.old = anew.old and numbers.digest = anew.digest"""
_FIRST = """
    update temp.numbers set is_first = not exists (select 1 from temp.numbers n
        where n.kind = :kind and n.old = numbers.old and n.digest = numbers.digest
        and n.origin < numbers.origin) where kind = :kind"""
_CLASH = """
    select name, min(origin), max(origin) from temp.numbers where kind = 'documents'
    group by name having count(distinct digest || ' ' || old) > 1 order by name"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An archive that takes part."""

    root: Path
    sources: frozenset[str] | None = None  # None: all of them


class Union:
    """Fills the new, empty database `db` with the rows of the parts, in the order given."""

    def __init__(self, db: Database, parts: Sequence[Part]) -> None:
        self._db, self._parts = db, parts

    def fill(self) -> None:
        """Copy every row, and leave what follows from all of them to be made anew.

        Raises ConfigError when the archives cannot be one, StorageError when the disk is full.
        """
        self._db.conn.create_function("digest_of", -1, _digest, deterministic=True)
        self._db.conn.executescript(_SCRATCH)
        self._db.execute("pragma foreign_keys = off")
        with said_plainly(Path("the new archive")):
            self._each(self._hold)
            self._each(self._own_read_files)
            self._each(self._own_files)
            for kind in _NUMBERED:
                self._each(partial(self._note, kind))
                self._number(kind)
            self._refuse_clashes()
            self._each(self._copy)
            self._each(self._reconcile)
            self._finish()

    def _each(self, do: Callable[[int], None]) -> None:
        """Do something with the archive of each part as `src`."""
        for origin, part in enumerate(self._parts):
            self._db.execute("attach database ? as src", [readable_at(part.root)])
            try:
                with self._db.atomic():
                    do(origin)
            finally:
                self._db.execute("detach database src")

    def _hold(self, origin: int) -> None:
        """Note which sources of a part are wanted, and the documents that go with them."""
        part = self._parts[origin]
        known = {str(row[0]) for row in self._db.execute("select id from src.sources")}
        wanted = known if part.sources is None else part.sources
        if unknown := sorted(wanted - known):
            raise ConfigError(
                f"{part.root} has no source {', '.join(unknown)}. "
                f"It has: {', '.join(sorted(known))}."
            )
        for name in sorted(wanted):
            self._db.execute("insert into temp.held values ('sources', ?, ?)", [origin, name])
        self._db.execute(_HELD_DOCUMENTS, {"origin": origin})

    def _own_read_files(self, origin: int) -> None:
        self._db.execute(f"{_HELD_FILES} and reader is not null", {"origin": origin})

    def _own_files(self, origin: int) -> None:
        self._db.execute(_HELD_FILES, {"origin": origin})

    def _note(self, kind: str, origin: int) -> None:
        """Note the rows of a numbered table, and what tells them from others of that number."""
        key = _KEY.get(kind, "id")
        wanted = _NUMBERED[kind]
        if wanted == _OF_FILE:  # of one archive only: where it is from tells them apart
            told, name, moment = "cast(:origin as text)", "null", ":origin"
        else:
            told = f"digest_of({', '.join(self._expressions(kind, leave=key))})"
            name = "s.id" if kind == "documents" else "null"
            moment = _TIME.get(kind) or _named("runs", "s.run_id")
        self._db.execute(
            f"""insert into temp.numbers (kind, origin, old, digest, name, moment)
                select '{kind}', :origin, s.{key}, {told}, {name}, {moment}
                from src.{kind} s where {wanted}""",
            {"origin": origin},
        )

    def _number(self, kind: str) -> None:
        """Give every row its number: its own, unless archives use one for different rows."""
        sql = """select 1 from temp.numbers where kind = ? group by old
                 having count(distinct digest) > 1 limit 1"""
        with self._db.atomic():
            if self._db.execute(sql, [kind]).fetchone():
                self._db.execute(_RENUMBER, {"kind": kind})
            else:
                self._db.execute("update temp.numbers set new = old where kind = ?", [kind])
            self._db.execute(_FIRST, {"kind": kind})

    def _refuse_clashes(self) -> None:
        clashes = self._db.execute(_CLASH).fetchall()
        if clashes:
            name, one, other = clashes[0]
            raise ConfigError(
                f"{self._parts[one].root} and {self._parts[other].root} have different histories "
                f"of {name}{f' and {len(clashes) - 1} more' if len(clashes) > 1 else ''}, so that "
                "they cannot be one. Leave the source out of one of them with `split`."
            )

    def _copy(self, origin: int) -> None:
        columns = ", ".join(f'"{c}"' for c in self._columns("sources"))
        self._db.execute(_HELD_SOURCES.format(columns=columns), {"origin": origin})
        for table in (*_NUMBERED, *_FOLLOWING):
            self._copy_table(origin, table)

    def _copy_table(self, origin: int, table: str) -> None:
        columns = [c for c in self._columns(table) if c not in _MADE_ANEW.get(table, ())]
        names, values = ", ".join(f'"{c}"' for c in columns), self._expressions(table)
        found = f"from src.{table} s"
        if table in _NUMBERED:
            found += f""" join temp.numbers n on n.kind = '{table}' and n.origin = :origin
                and n.is_first and n.old = s.{_KEY.get(table, "id")} order by n.new"""
        elif table in ("entry_history", "edits"):  # they come with the row they belong to
            column, kind = next(iter(_NAMES[table].items()))
            found += f""" join temp.numbers n on n.kind = '{kind}' and n.origin = :origin
                and n.old = s.{column} where true"""
        else:
            found += f" where {_FOLLOWING[table]}"
        self._db.execute(
            f"insert or ignore into main.{table} ({names}) select {', '.join(values)} {found}",
            {"origin": origin},
        )

    def _expressions(self, table: str, leave: str = "") -> list[str]:
        """What each column of a row of `src` becomes, but one and what is made anew."""
        left, names = {leave, *_MADE_ANEW.get(table, ())}, _NAMES.get(table, {})
        key = _KEY.get(table, "id") if table in _NUMBERED else None
        return [
            "n.new" if column == key
            else _named(names[column], f"s.{column}") if column in names
            else f's."{column}"'
            for column in self._columns(table) if column not in left
        ]  # fmt: skip

    def _columns(self, table: str) -> list[str]:
        return [str(row[1]) for row in self._db.execute(f"pragma main.table_info({table})")]

    def _reconcile(self, origin: int) -> None:
        self._db.execute(_EARLIEST)
        self._db.execute(_SOURCES_OTHERWISE)

    def _finish(self) -> None:
        """Seal the runs anew, those that were sealed, and see that nothing names what is not."""
        broken = self._db.execute("pragma foreign_key_check").fetchone()
        if broken:
            raise StorageError(f"Rows of {broken[0]} would name {broken[2]} that are not there.")
        with self._db.atomic():
            for run_id in self._sealed():
                chain.seal(self._db.conn, run_id)
            owe_relations(self._db)

    def _sealed(self) -> list[int]:
        """All runs but those at the end that were killed and have no record yet."""
        ids: list[int] = []
        last = 0
        for run_id, finished_at in self._db.execute(
            "select id, finished_at from runs order by id"
        ).fetchall():
            ids.append(run_id)
            last = run_id if finished_at else last
        return [run_id for run_id in ids if run_id <= last]


def _named(kind: str, value: str) -> str:
    """The new number of a row that was named by its old one."""
    return (
        f"(select new from temp.numbers where kind = '{kind}' and origin = :origin "
        f"and old = {value})"
    )


def _digest(*values: object) -> str:
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()
