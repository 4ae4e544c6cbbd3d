"""Rows of the ledger: what each run found different. Part of the store."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlite_utils import Database

from archive.store_inserting import insert_rows
from metadata.records_between import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the ledger, before it has a number."""

    run_id: int
    at: str
    kind: str
    source_id: str
    detail: str
    document_id: str | None = None
    entry_id: int | None = None
    from_sha256: str | None = None
    to_sha256: str | None = None
    edit: str | None = None


class ChangeRows:
    """Writes `changes` and `edits`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def announce(self, change: Change, comparison: Comparison | None = None) -> None:
        """Append a change to the ledger, with its single edits when there are some."""
        row = {name: getattr(change, name) for name in Change.__slots__}
        table = self._db.table("changes").insert(row, pk="id")
        if comparison is not None:
            edits = (
                {"change_id": table.last_pk, "position": n} | asdict(edit)
                for n, edit in enumerate(comparison.edits, 1)
            )
            insert_rows(self._db, "edits", edits)
