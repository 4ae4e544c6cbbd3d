"""One screen that answers: is it healthy, when did each source last work, what needs a person.

Health is about the machinery: runs end, sources can be read, stored bytes are whole, messages are
taken. A single document that could not be had or read needs a person, and is no illness.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from archive.advice import what_to_do
from archive.files import NO_DOCUMENT, is_held
from archive.files_opening import address_of
from archive.readonly import reading
from archive.report import Screen, show_state

State = dict[str, Any]

_NUMBERS = {
    "documents": "select count(*) from documents",
    "versions": "select count(*) from versions",
    "files": f"select count(*) from files where media_type not in {NO_DOCUMENT}",
    "bytes": "select coalesce(sum(bytes), 0) from files",
    "pages": "select count(*) from pages",
    "pages_without_text": "select count(*) from pages where text_source = 'none'",
    "tables": "select count(*) from extracted_tables",
    "open_problems": "select count(*) from problems where resolved_at is null",
}
_SOURCES = """
    select s.id,
        (select p.code from problems p where p.source_id = s.id and p.resolved_at is null
            and p.stage = 'discover' order by p.id desc limit 1) as trouble,
        case when s.url is null
            then (select max(captured_at) from captures c where c.source_id = s.id)
            else (select captured_at from captures c where c.url = s.url
                and c.outcome in ('new', 'changed', 'unchanged')
                order by c.run_id desc, c.id desc limit 1) end as last_worked,
        (select count(*) from documents d where d.source_id = s.id) as documents,
        (select count(*) from documents d where d.source_id = s.id
            and d.missing_since is not null) as missing,
        (select count(*) from problems p where p.source_id = s.id
            and p.resolved_at is null) as open_problems
    from sources s where s.enabled = 1 order by s.id"""
_RUNS = """
    select id, command, started_at, finished_at, exit_code from runs order by id desc limit 5"""
_PROBLEMS = """
    select stage, code, count(*) as open, min(at) as since, max(id) as example
    from problems where resolved_at is null group by stage, code order by count(*) desc, min(id)"""
_EXAMPLE = "select source_id, url, sha256, message from problems where id = ?"
_FIXITY = """
    select max(c.checked_at) as last_check, min(c.checked_at) as oldest_check,
        sum(c.sha256 is null) as unchecked,
        min(case when c.sha256 is null then f.first_captured_at end) as oldest_unchecked,
        coalesce(sum(c.outcome in ('damaged', 'absent')), 0) as damaged
    from files f left join fixity_checks c on c.sha256 = f.sha256"""
_OUTBOX = """
    select count(*) as waiting, min(created_at) as since, max(attempts) as attempts,
        (select last_error from outbox where delivered_at is null and last_error is not null
            order by id desc limit 1) as last_error
    from outbox where delivered_at is null"""

# The last days with runs: how far apart they are at most, and how long ago the last one is.
_RHYTHM = """
    select max(day) as last, count(*) as days, cast(max(gap) as integer) as longest,
        cast(julianday(date('now')) - julianday(max(day)) as integer) as silent
    from (select day, julianday(day) - lag(julianday(day)) over (order by day) as gap
        from (select distinct date(started_at) as day from runs where command = 'run'
            order by day desc limit 6))"""
_FEWEST_DAYS = 4  # with runs, from which on they are expected to go on


def show_status(root: Path, screen: Screen, *, as_json: bool) -> int:
    """Print the state of an archive; returns 0. Raises StorageError when it cannot be read."""
    with reading(root) as connection:
        connection.row_factory = sqlite3.Row
        state = archive_state(connection, partial(is_held, root))
    state["files_address"] = address_of(root)
    state["archive"]["database_bytes"] = (root / "archive.db").stat().st_size
    if as_json:
        screen.json(state)
    else:
        show_state(screen, str(root), state)
    return 0


def archive_state(connection: sqlite3.Connection, held: Callable[[], bool]) -> State:
    """The state of an archive as plain values; `connection` gives rows with names."""
    state: State = {
        "archive": {k: connection.execute(sql).fetchone()[0] for k, sql in _NUMBERS.items()},
        "sources": _rows(connection, _SOURCES),
        "runs": _rows(connection, _RUNS),
        "rhythm": _rows(connection, _RHYTHM)[0],
        "problems": [_with_example(connection, row) for row in _rows(connection, _PROBLEMS)],
        "fixity": _row_of(connection, "fixity_checks", _FIXITY),
        "outbox": _row_of(connection, "outbox", _OUTBOX),
    }
    last = state["runs"][0] if state["runs"] else None
    is_on = last is not None and last["finished_at"] is None and held()
    reasons = list(_reasons(state, last, is_on))
    return {"healthy": not reasons, "reasons": reasons, "run_is_on": is_on, **state}


def _reasons(state: State, last: State | None, is_on: bool) -> Iterator[str]:
    """What keeps the archive from being healthy, in words."""
    if last is None:
        yield "nothing has run yet"
    elif last["finished_at"] is None and not is_on:
        yield f"run {last['id']} was killed; run again"
    elif last["exit_code"] not in (None, 0, 1):
        yield f"run {last['id']} ended with {last['exit_code']}"
    rhythm = state["rhythm"]
    if rhythm["days"] >= _FEWEST_DAYS and rhythm["silent"] > 2 * rhythm["longest"]:
        every = "day" if rhythm["longest"] == 1 else f"{rhythm['longest']} days"
        yield (
            f"nothing has run since {rhythm['last']}, {rhythm['silent']} days ago; "
            f"before that something ran at least every {every}"
        )
    for source in state["sources"]:
        if source["trouble"]:
            yield f"{source['id']} has trouble with its pages ({source['trouble']})"
    if damaged := state["fixity"].get("damaged"):
        yield f"{damaged} stored files are damaged or missing"
    if state["outbox"].get("last_error"):
        yield f"{state['outbox']['waiting']} messages could not be delivered"


def _with_example(connection: sqlite3.Connection, group: State) -> State:
    (example,) = _rows(connection, _EXAMPLE, group["example"])
    return {**group, "example": example, "what_to_do": what_to_do(group["stage"], group["code"])}


def _row_of(connection: sqlite3.Connection, table: str, sql: str) -> State:
    """The row; empty in an archive that an older version wrote."""
    known = connection.execute("select 1 from sqlite_master where name = ?", [table]).fetchone()
    return _rows(connection, sql)[0] if known else {}


def _rows(connection: sqlite3.Connection, sql: str, *values: object) -> list[State]:
    return [dict(row) for row in connection.execute(sql, values)]
