"""Series of publications: which one should have had its next edition by now."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.web.queries import rows, value
from metadata.series import Expectation, expectation

_MOST = 20_000  # dated members of series


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A series whose next edition is overdue."""

    latest: sqlite3.Row  # its newest document: id, title, source_id, publisher, language, published
    covers: str | None  # the year that one covers, when nothing says when the editions came
    expectation: Expectation


def late_series(connection: sqlite3.Connection, today: str | None = None) -> list[Late]:
    """Overdue series on `today` (YYYY-MM-DD; None: by the database's clock).

    Those that are late stand before those that have probably ended, the longest overdue first.
    """
    day = today or str(value(connection, "select date('now')"))
    found = []
    for members in _series(connection):
        latest = members[-1]
        covers = None if latest["published"] else latest["coverage"]
        expected = expectation([m["came"] for m in members], day, covers)
        if expected is not None and expected.state != "due":
            found.append(Late(latest=latest, covers=covers, expectation=expected))
    found.sort(key=lambda one: (one.expectation.state, one.expectation.days_late), reverse=True)
    return found


def _series(connection: sqlite3.Connection) -> Iterator[list[sqlite3.Row]]:
    """The dated members of every series, oldest first."""
    members = rows(
        connection,
        """with recursive member(series, id) as (
               select object_id, object_id from relations r
               where predicate = 'same_series' and not exists (
                   select 1 from relations
                   where predicate = 'same_series' and subject_id = r.object_id)
               union
               select m.series, r.subject_id from member m
               join relations r on r.object_id = m.id and r.predicate = 'same_series'
           ),
           counted as (
               select m.series, d.id, d.title, d.language, d.published, d.coverage, d.source_id,
                   s.publisher, s.title as source_title, case
                   when max(d.published) over (partition by m.series) is not null then d.published
                   when d.coverage glob '[12][0-9][0-9][0-9]' then cast(d.coverage + 1 as text)
                   end as came
               from member m join documents d on d.id = m.id join sources s on s.id = d.source_id
           )
           select * from counted where came is not null
           order by series, came || substr('-12-31', length(came) - 3), id
           limit ?""",
        [_MOST],
    )
    group: list[sqlite3.Row] = []
    for member in members:
        if group and member["series"] != group[-1]["series"]:
            yield group
            group = []
        group.append(member)
    if group:
        yield group
