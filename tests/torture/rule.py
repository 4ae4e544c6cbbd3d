"""The one rule: what must hold of an archive at any moment, and what two archives must share.

`broken` looks at one archive as a killed run left it. `same` is everything in it that does not
depend on when it was made and in how many runs. Left out on purpose, and nothing else: the rows
of `runs` and `captures` themselves (of captures, what each address came to is compared), all
times, and the numbers that only count rows (of runs, captures, entries, pages, changes).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from archive.search import match_query

_EXTENSIONS = {"application/pdf": "pdf", "text/html": "html", "application/xml": "xml"}
_NOT_COMPARED = {"runs", "captures", "search_index"}
_LEFT_OUT = {
    "documents": {"docid", "first_archived", "last_changed"},
    "versions": {"captured_at", "capture_id"},
    "files": {"first_captured_at"},
    "entries": {"id", "first_seen", "last_seen"},
    "entry_history": {"entry_id", "run_id", "seen_at"},
    "pages": {"id"},
    "sections": {"id"},
    "citations": {"id"},
    "changes": {"id", "run_id", "at", "entry_id"},
    "edits": {"change_id"},
    "problems": {"id", "run_id", "at"},
}
_ONLY_WHETHER = {"missing_since", "resolved_at"}  # times: compared is whether there is one
_QUERIES = ("plan", "offices", "report", "training", "statistics", "consultation")

_ONE_ROW_EACH = {
    "a document without its versions": """select id from documents d where not exists
        (select 1 from versions v where v.document_id = d.id)""",
    "a document that does not show its last version": """select id from documents d where sha256
        is not (select sha256 from versions v where v.document_id = d.id
                order by number desc limit 1)""",
    "a document that was never announced": """select id from documents d where not exists
        (select 1 from changes c where c.document_id = d.id and c.kind = 'new')""",
    "a version whose change was never announced": """select document_id || ' ' || number
        from versions v where not exists (select 1 from changes c
        where c.document_id = v.document_id and c.kind = v.change and c.to_sha256 = v.sha256)""",
    "a reading with pages missing": """select sha256 from files f where reading_sha256 is not null
        and page_count != (select count(*) from pages p where p.sha256 = f.sha256)""",
    "pages without a reading": """select sha256 from files f where reading_sha256 is null
        and exists (select 1 from pages p where p.sha256 = f.sha256)""",
}  # fmt: skip


def broken(archive: Path) -> list[str]:
    """What the rule finds wrong with an archive, in words; an empty list is what is wanted."""
    found = [f"torn file {p}" for p in _files(archive) if _sha256(p) != p.stem]
    path = archive / "archive.db"
    if not path.exists():
        return found
    with closing(sqlite3.connect(path)) as db:
        found += [f"integrity: {line}" for (line,) in db.execute("pragma integrity_check")
                  if line != "ok"]  # fmt: skip
        found += [f"foreign key: {row}" for row in db.execute("pragma foreign_key_check")]
        if db.execute("select 1 from sqlite_master where name = 'files'").fetchone():
            found += _rows_without_files(db, archive)
            for words, sql in _ONE_ROW_EACH.items():
                found += [f"{words}: {row[0]}" for row in db.execute(sql)]
    return found


def same(archive: Path) -> dict[str, list[str]]:
    """Everything of an archive that must not depend on how often its runs were killed."""
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        found = {table: _rows(db, table) for table in _tables(db)}
        found["files on disk"] = sorted(p.name for p in _files(archive))
        found["captures"] = sorted(map(repr, db.execute(
            """select url, final_url, sha256, permanent, via from captures c
               where id = (select max(id) from captures where url = c.url)"""
        )))  # fmt: skip
        for query in _QUERIES:
            found[f"search for {query}"] = _found(db, query)
    return found


def difference(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """Where two archives differ, a line each."""
    lines = []
    for table in sorted(one.keys() | other.keys()):
        a, b = one.get(table, []), other.get(table, [])
        if a != b:
            lines += [f"{table}: - {row}" for row in a if row not in b]
            lines += [f"{table}: + {row}" for row in b if row not in a]
            lines += [f"{table}: {len(a)} rows, then {len(b)}, or in another order"]
    return lines


def _tables(db: sqlite3.Connection) -> list[str]:
    rows = db.execute(
        """select name from sqlite_master where type = 'table' and name not like '%\\_fts%'
           escape '\\' and name not like '\\_%' escape '\\' and name not like 'sqlite%'"""
    )
    return sorted({name for (name,) in rows} - _NOT_COMPARED)


def _rows(db: sqlite3.Connection, table: str) -> list[str]:
    columns = [row[1] for row in db.execute(f"pragma table_info({table})")]
    kept = [c for c in columns if c not in _LEFT_OUT.get(table, set())]
    shown = [f"{c} is not null" if c in _ONLY_WHETHER else f'"{c}"' for c in kept]
    return sorted(map(repr, db.execute(f"select {', '.join(shown)} from {table}")))


def _found(db: sqlite3.Connection, query: str) -> list[str]:
    """What a search finds, in documents, pages and entries."""
    match = match_query(query)
    asked = (
        "select 'page', p.sha256, p.number from pages_fts f join pages p on p.id = f.rowid",
        "select 'document', d.id, '' from documents_fts f join documents d on d.docid = f.rowid",
        "select 'entry', e.text, e.url from entries_fts f join entries e on e.id = f.rowid",
    )
    rows: list[str] = []
    for sql in asked:
        table = sql.split(" from ")[1].split(" ")[0]
        where = f"where f.rowid in (select rowid from {table} where {table} match ?)"
        rows += sorted(map(repr, db.execute(f"{sql} {where}", [match])))
    return rows


def _rows_without_files(db: sqlite3.Connection, archive: Path) -> Iterator[str]:
    for sha256, size, media_type in db.execute("select sha256, bytes, media_type from files"):
        name = f"{sha256}.{_EXTENSIONS.get(media_type, 'bin')}"
        path = archive / "files" / sha256[:2] / sha256[2:4] / name
        if not path.is_file() or path.stat().st_size != size:
            yield f"a row without its file: {sha256}"


def _files(archive: Path) -> list[Path]:
    return sorted(p for p in (archive / "files").rglob("*") if p.is_file())


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
