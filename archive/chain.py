"""The hash chain of runs: each run's record names the hash of the record before it.

A record is JSON with sorted keys: the run, the hash of the record before, and for each table of
facts how many rows the run wrote there and the SHA-256 over them, a JSON array a line in the
order of their keys. Only what is never edited goes in: of a problem not when it went away, and
nothing that `verify` notes later. A run is sealed in the transaction that ends it; one that was
killed is sealed when the next one begins. Whoever kept the last hash can tell by it that nothing
before was altered, added or taken away.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

_RUN = ("id", "command", "software", "started_at", "finished_at", "exit_code")

# Never to be changed: the records of all archives are made with it.
_FACTS = {
    "captures": """select id, source_id, url, final_url, captured_at, outcome, status, sha256,
        bytes, etag, last_modified, permanent, via, archived_at, headers, message
        from captures where run_id = ? order by id""",
    "changes": """select id, at, kind, source_id, document_id, entry_id, from_sha256, to_sha256,
        edit, detail from changes where run_id = ? order by id""",
    "edits": """select e.change_id, e.position, e.page, e.kind, e.before, e.after, e.words
        from changes c join edits e on e.change_id = c.id where c.run_id = ?
        order by e.change_id, e.position""",
    "entry_history": """select entry_id, seen_at, listing_url, position, section, text, url
        from entry_history where run_id = ? order by entry_id""",
    "problems": """select id, at, stage, code, source_id, url, sha256, message
        from problems where run_id = ? and stage != 'verify' order by id""",
    "versions": """select v.document_id, v.number, v.sha256, v.captured_at, v.url, v.change,
        v.capture_id from captures c join versions v on v.capture_id = c.id where c.run_id = ?
        order by v.capture_id, v.document_id, v.number""",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A run's place in the chain, as stored."""

    run_id: int
    started_at: str
    record: str | None  # None: not sealed, as the run was killed or is under way
    record_sha256: str | None
    previous_sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What became of the chain."""

    runs: int  # sealed and found right, from the first one on
    head: str | None  # hash of the last of them
    broken: str = ""  # where it breaks first, and how; "" when it is whole


def seal(connection: sqlite3.Connection, run_id: int) -> None:
    """Write a run's record; every run before it is sealed. Call it in a transaction."""
    row = connection.execute(
        "select record_sha256 from runs where id < ? order by id desc limit 1", [run_id]
    ).fetchone()
    previous = row[0] if row else None
    record = record_of(connection, run_id, previous)
    connection.execute(
        "update runs set record = ?, record_sha256 = ?, previous_sha256 = ? where id = ?",
        [record, _sha256(record), previous, run_id],
    )


def seal_ended(connection: sqlite3.Connection) -> None:
    """Write the records of all runs that have none. Call it where no run is under way."""
    for (run_id,) in connection.execute(
        "select id from runs where record_sha256 is null order by id"
    ).fetchall():
        seal(connection, run_id)


def is_kept(connection: sqlite3.Connection) -> bool:
    """Whether a database has a chain: one that an older version published has none."""
    return any(row[1] == "record_sha256" for row in connection.execute("pragma table_info(runs)"))


def record_of(connection: sqlite3.Connection, run_id: int, previous: str | None) -> str:
    """A run's record, made from the rows as they are now."""
    run = connection.execute(
        f"select {', '.join(_RUN)} from runs where id = ?", [run_id]
    ).fetchone()
    facts = {table: _digest(connection, sql, run_id) for table, sql in _FACTS.items()}
    return _json(
        {
            "facts": facts,
            "previous_sha256": previous,
            "run": dict(zip(_RUN, run, strict=True)),
        }
    )


def checked(connection: sqlite3.Connection) -> Chain:
    """Make every record anew and compare it with the one stored, up to the first that differs."""
    runs, head, unsealed = 0, None, ""
    for link in links(connection):
        name = f"run {link.run_id} of {link.started_at}"
        if link.record is None:
            unsealed = unsealed or name
            continue
        if unsealed:
            words = f"{unsealed} has no record, though {name} after it has one"
            return Chain(runs=runs, head=head, broken=words)
        if broken := _broken(connection, link, head):
            return Chain(runs=runs, head=head, broken=f"{name} {broken}")
        runs, head = runs + 1, link.record_sha256
    return Chain(runs=runs, head=head)


def links(connection: sqlite3.Connection) -> Iterator[Link]:
    """The runs in order."""
    sql = "select id, started_at, record, record_sha256, previous_sha256 from runs order by id"
    for run_id, started_at, record, sha256, previous in connection.execute(sql):
        yield Link(
            run_id=run_id,
            started_at=started_at,
            record=record,
            record_sha256=sha256,
            previous_sha256=previous,
        )


def _broken(connection: sqlite3.Connection, link: Link, head: str | None) -> str:
    """What is wrong with a link after the one whose hash is `head`; "" when it holds."""
    record = link.record or ""
    if _sha256(record) != link.record_sha256:
        return "has a record that is not the one its hash was made of"
    if link.previous_sha256 != head:
        return "names another record before it than the one that is there"
    found = record_of(connection, link.run_id, head)
    return "" if found == record else _difference(record, found)


def _difference(stored: str, found: str) -> str:
    """Where a record made anew differs from the one stored, in words."""
    try:
        was, now = json.loads(stored), json.loads(found)
        for table, facts in now["facts"].items():
            if was["facts"][table] != facts:
                before, after = was["facts"][table]["rows"], facts["rows"]
                how = "other rows" if before == after else f"{after} rows in place of {before}"
                return f"has {how} in {table} since it ended"
    except (ValueError, LookupError, TypeError):
        return "has a record that cannot be read"
    return "is not described as it was when it ended"


def _digest(connection: sqlite3.Connection, sql: str, run_id: int) -> dict[str, object]:
    digest, number = hashlib.sha256(), 0
    for row in connection.execute(sql, [run_id]):
        digest.update(f"{_json(row)}\n".encode())
        number += 1
    return {"rows": number, "sha256": digest.hexdigest()}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
