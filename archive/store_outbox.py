"""Rows of messages about changes that wait until their receiver takes them. Part of the store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database

MOST_TRIES = 60  # of one message; after that it stays in the table, with the last error
MOST_CHANGES = 500  # in one message; more become several messages

_COLUMNS = (
    "id", "at", "kind", "source_id", "document_id", "title", "url", "detail", "from_sha256",
    "to_sha256",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message that has not been taken yet."""

    number: int
    name: str  # the same at every try: tells a receiver that it has seen the message before
    body: str  # JSON


class OutboxRows:
    """Reads and writes `outbox`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def write(self, run_id: int, target: str, at: str) -> None:
        """Write the messages that tell of a run's changes; none when there are none.

        Runs before it that were killed after they had found changes are told of as well. To be
        called in the transaction that ends the run. Of the address `target` only the host is
        kept: the rest may be a secret, and whoever serves the archive shows this table.
        """
        address = urlsplit(target)
        host = f"{address.scheme}://{address.netloc.rpartition('@')[2]}"
        for told_run in self._untold(run_id):
            changes = self._changes(told_run)
            parts = range(0, len(changes), MOST_CHANGES)
            for part, start in enumerate(parts, 1):
                data = {
                    "run_id": told_run,
                    "part": part,
                    "parts": len(parts),
                    "changes": changes[start : start + MOST_CHANGES],
                }
                body = {"type": "run.changes", "timestamp": at, "data": data}
                self._db.execute(
                    "insert into outbox (run_id, target, body, created_at) values (?, ?, ?, ?)",
                    [told_run, host, json.dumps(body, ensure_ascii=False), at],
                )

    def waiting(self) -> Iterator[Waiting]:
        """The messages to be sent, oldest first; each is asked for when it is its turn."""
        last = 0
        while row := self._db.execute(
            """select id, created_at, body from outbox
               where delivered_at is null and attempts < ? and id > ? order by id limit 1""",
            [MOST_TRIES, last],
        ).fetchone():
            last, created_at, body = row
            yield Waiting(number=last, name=f"{created_at}-{last}", body=body)

    def tried(self, number: int, at: str, error: str | None) -> None:
        """Note that a message was sent: taken, or not and why."""
        self._db.execute(
            """update outbox set attempts = attempts + 1, last_error = ?, delivered_at = ?
               where id = ?""",
            [error, None if error else at, number],
        )

    def _untold(self, run_id: int) -> list[int]:
        """This run and those before it whose changes nobody was told of, back to the last told.

        Where nobody was ever told of anything, back to the last run that ended: who begins to
        listen does not want to hear of years.
        """
        rows = self._db.execute(
            """select distinct run_id from changes where run_id <= :run and run_id > coalesce(
                   (select max(run_id) from outbox),
                   (select max(id) from runs where id < :run and finished_at is not null), 0)
               order by run_id""",
            {"run": run_id},
        )
        return [int(row[0]) for row in rows]

    def _changes(self, run_id: int) -> list[dict[str, Any]]:
        rows = self._db.execute(
            """select c.id, c.at, c.kind, c.source_id, c.document_id, coalesce(d.title, e.title),
                   coalesce(d.url, e.url), c.detail, c.from_sha256, c.to_sha256
               from changes c left join documents d on d.id = c.document_id
               left join entries e on e.id = c.entry_id
               where c.run_id = ? order by c.id""",
            [run_id],
        )
        return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
