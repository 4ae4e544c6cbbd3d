"""Rows about the keeping of files: when each was last checked, and what is wrong with it.

Part of the store. A file has one row in `fixity_checks`, its last check. What is wrong becomes a
problem of the stage `verify` that is resolved when a later check, or whole bytes, say so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

Outcome = Literal["intact", "damaged", "absent", "repaired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a look at one stored file found."""

    sha256: str
    outcome: Outcome
    code: str = ""  # code of the problem; "" when there is none
    message: str = ""  # in words; "" when it was intact


class KeepingRows:
    """Reads and writes fixity checks and the problems they find."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def is_doubtful(self, sha256: str) -> bool:
        """Whether the last check found the stored bytes damaged or absent, and nobody mended it."""
        sql = """select 1 from fixity_checks where sha256 = ?
                 and outcome in ('damaged', 'absent')"""
        return self._db.execute(sql, [sha256]).fetchone() is not None

    def came_whole(self, sha256: str, at: str) -> None:
        """Say that whole bytes are in the file's place again; nothing when nothing was wrong.

        Call it when complete bytes came and were kept.
        """
        if self.is_doubtful(sha256):
            with self._db.atomic():
                self.record(at, [Check(sha256=sha256, outcome="repaired", message="Came anew.")])

    def record(self, at: str, checks: Iterable[Check]) -> None:
        """Write the results of checks and what follows for the open problems."""
        troubled = self._troubled()
        for check in checks:
            self._db.execute(
                """insert into fixity_checks (sha256, checked_at, outcome, message)
                   values (?, ?, ?, ?) on conflict (sha256) do update set
                   checked_at = excluded.checked_at, outcome = excluded.outcome,
                   message = excluded.message""",
                [check.sha256, at, check.outcome, check.message],
            )
            if check.code != troubled.get(check.sha256, ""):
                self._resolve(at, "sha256 = ?", check.sha256)
                if check.code:
                    self._open(at, check.code, check.sha256, check.message)

    def strangers(self, at: str, messages: Collection[str]) -> None:
        """Bring the open problems about strangers up to date; each is known by its message."""
        sql = """select message from problems where stage = 'verify' and code = 'stranger'
                 and resolved_at is null"""
        known = {str(row[0]) for row in self._db.execute(sql)}
        for message in sorted(known - set(messages)):
            self._resolve(at, "code = 'stranger' and message = ?", message)
        for message in messages:
            if message not in known:
                self._open(at, "stranger", None, message)

    def remember_files(self, address: str | None) -> None:
        """Write where the stored files are; None: in the archive's own folder."""
        known = self._db.execute("select address from whereabouts where what = 'files'").fetchone()
        if (known[0] if known else None) == address:
            return
        with self._db.atomic():
            self._db.execute("delete from whereabouts where what = 'files'")
            if address is not None:
                self._db.execute("insert into whereabouts values ('files', ?)", [address])

    def _troubled(self) -> dict[str, str]:
        sql = """select sha256, code from problems where stage = 'verify' and sha256 is not null
                 and resolved_at is null"""
        return {str(sha256): str(code) for sha256, code in self._db.execute(sql)}

    def _open(self, at: str, code: str, sha256: str | None, message: str) -> None:
        """A check is no run: a problem it finds is told of the last run before it."""
        self._db.execute(
            """insert into problems (run_id, at, stage, code, source_id, sha256, message)
               select max(id), ?, 'verify', ?, (
                   select source_id from captures where sha256 = ? order by id limit 1), ?, ?
               from runs having max(id) is not null""",
            [at, code, sha256, sha256, message],
        )

    def _resolve(self, at: str, where: str, value: str) -> None:
        self._db.execute(
            f"""update problems set resolved_at = ? where stage = 'verify'
                and resolved_at is null and {where}""",
            [at, value],
        )
