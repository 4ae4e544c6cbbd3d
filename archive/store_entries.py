"""Rows of entries and their history. Part of the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from archive.search import index_text
from metadata.records import Entry, ItemDescription
from metadata.sightings import KnownEntry, Sighting, Sightings

Describe = Callable[[Entry], ItemDescription]
_FIELDS = (
    "title", "kind", "part", "published", "coverage", "format", "declared_bytes", "language",
    "identifier", "issuer", "external_site",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry with its number and what it leads to."""

    id: int
    entry: Entry
    document_id: str | None
    missing_since: str | None


class EntryRows:
    """Reads and writes `entries`, `entry_history` and their search index."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def known(self, source_id: str, *, followed: bool) -> list[KnownEntry]:
        """Entries of a source: those on its listings, or those on followed item pages."""
        rows = self._db.execute(
            f"""select id, listing_url, position, section, text, url, missing_since, document_id
                from entries where source_id = ? and context is {"not" if followed else ""} null
                order by id""",
            [source_id],
        )
        return [
            KnownEntry(
                id=r[0],
                listing_url=r[1],
                position=r[2],
                section=r[3],
                text=r[4],
                url=r[5],
                missing=r[6] is not None,
                document_id=r[7],
            )
            for r in rows
        ]

    def of_document(self, document_id: str) -> list[EntryRow]:
        """Entries that lead to a document, those still listed first, oldest first."""
        return self._rows("document_id = ? order by missing_since is not null, id", [document_id])

    def listed(self, source_id: str) -> list[EntryRow]:
        """Entries of a source that are listed now."""
        return self._rows("source_id = ? and missing_since is null order by id", [source_id])

    def listed_links(self, source_id: str) -> list[str | None]:
        """Where the entries lead that stand on a source's own pages now."""
        rows = self._db.execute(
            """select url from entries where source_id = ? and missing_since is null
               and context is null order by id""",
            [source_id],
        )
        return [row[0] for row in rows]

    def unlinked(self, source_id: str) -> list[EntryRow]:
        """Listed entries that link something and lead to no document yet."""
        return self._rows(
            """source_id = ? and missing_since is null and document_id is null
               and url is not null order by id""",
            [source_id],
        )

    def unannounced(self, source_id: str) -> list[EntryRow]:
        """Listed entries that lead to no document and were never announced as new."""
        return self._rows(
            """source_id = ? and missing_since is null and document_id is null and not exists (
                   select 1 from changes where entry_id = entries.id and kind = 'new')
               order by id""",
            [source_id],
        )

    def printed_for(self, sha256: str) -> tuple[str, str | None] | None:
        """The address that a file last came from, and the title that an item gives it there."""
        found: tuple[str, str | None] | None = self._db.execute(
            """select c.url, (select e.title from entries e where e.url = c.url
                   and e.title is not null order by e.id limit 1)
               from captures c where c.sha256 = ? order by c.id desc limit 1""",
            [sha256],
        ).fetchone()
        return found

    def record(self, run_id: int, at: str, sightings: Sightings, describe: Describe) -> None:
        """Write what is different: new entries, changed ones with their history, gone ones."""
        for entry in sightings.new:
            self._insert(run_id, at, entry, describe(entry))
        for sighting in sightings.again:
            if sighting.differs:
                self._update(run_id, at, sighting, describe(sighting.seen))
        for known in sightings.gone:
            self._db.execute(
                """update entries set missing_since = ?, last_seen = coalesce(
                       (select max(captured_at) from captures
                        where url = entries.listing_url and run_id < ?), last_seen)
                   where id = ?""",
                [at, run_id, known.id],
            )
            self._remember(known.id, run_id, at, None)

    def link(self, entry_ids: Iterable[int], document_id: str) -> None:
        """Say which document entries lead to."""
        for entry_id in entry_ids:
            self._db.execute(
                "update entries set document_id = ? where id = ? and document_id is not ?",
                [document_id, entry_id, document_id],
            )

    def redescribe(self, describe: Describe) -> None:
        """Take every item apart again, writing only where the conclusion differs."""
        for row in self._rows("1 order by id", []):
            values = _values(describe(row.entry))
            old = self._db.execute(
                f"select {', '.join(_FIELDS)} from entries where id = ?", [row.id]
            ).fetchone()
            if old != tuple(values.values()):
                assignments = ", ".join(f"{name} = ?" for name in values)
                self._db.execute(
                    f"update entries set {assignments} where id = ?", [*values.values(), row.id]
                )

    def index_all(self) -> None:
        """Feed the search index anew."""
        self._db.execute("insert into entries_fts (entries_fts) values ('delete-all')")
        for entry_id, text, section in self._db.execute("select id, text, section from entries"):
            self._index(entry_id, text, section)

    def _insert(self, run_id: int, at: str, entry: Entry, item: ItemDescription) -> None:
        row: dict[str, object] = {name: getattr(entry, name) for name in _PRINTED}
        row |= _values(item) | {"first_seen": at, "last_seen": at}
        cursor = self._db.execute(
            f"insert into entries ({', '.join(row)}) values ({', '.join('?' * len(row))})",
            list(row.values()),
        )
        entry_id = int(cursor.lastrowid or 0)
        self._remember(entry_id, run_id, at, entry)
        self._index(entry_id, entry.text, entry.section)

    def _update(self, run_id: int, at: str, sighting: Sighting, item: ItemDescription) -> None:
        known, seen = sighting.known, sighting.seen
        row: dict[str, object] = {name: getattr(seen, name) for name in _PRINTED}
        row |= _values(item) | {"last_seen": at, "missing_since": None}
        self._db.table("entries").update(known.id, row)
        self._remember(known.id, run_id, at, seen)
        if (known.text, known.section) != (seen.text, seen.section):
            self._unindex(known.id, known.text, known.section)
            self._index(known.id, seen.text, seen.section)

    def _remember(self, entry_id: int, run_id: int, at: str, entry: Entry | None) -> None:
        seen = (
            (entry.listing_url, entry.position, entry.section, entry.text, entry.url)
            if entry
            else (None,) * 5
        )
        self._db.execute(
            """insert or replace into entry_history
                   (entry_id, run_id, seen_at, listing_url, position, section, text, url)
               values (?, ?, ?, ?, ?, ?, ?, ?)""",
            [entry_id, run_id, at, *seen],
        )

    def _index(self, entry_id: int, text: str, section: str | None) -> None:
        self._db.execute(
            "insert into entries_fts (rowid, grams) values (?, ?)",
            [entry_id, index_text(f"{text}\n{section or ''}")],
        )

    def _unindex(self, entry_id: int, text: str, section: str | None) -> None:
        self._db.execute(
            "insert into entries_fts (entries_fts, rowid, grams) values ('delete', ?, ?)",
            [entry_id, index_text(f"{text}\n{section or ''}")],
        )

    def _rows(self, where: str, values: list[object]) -> list[EntryRow]:
        rows = self._db.execute(
            f"""select {", ".join(_PRINTED)}, id, document_id, missing_since
                from entries where {where}""",
            values,
        )
        return [
            EntryRow(
                id=r[-3],
                entry=Entry(**dict(zip(_PRINTED, r, strict=False))),
                document_id=r[-2],
                missing_since=r[-1],
            )
            for r in rows
        ]


_PRINTED = ("source_id", "listing_url", "position", "section", "text", "context", "href", "url")


def _values(item: ItemDescription) -> dict[str, object]:
    return {name: getattr(item, name).value for name in _FIELDS}
