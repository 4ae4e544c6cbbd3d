"""Rows of files that came before there was a reader of their kind. Part of the store."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from archive.files import NO_DOCUMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A file that an item links and that nobody read, as the last capture of its address has it."""

    sha256: str
    bytes: int
    media_type: str
    source_id: str
    url: str
    final_url: str
    permanent: bool
    etag: str | None
    last_modified: str | None
    came_again: bool  # captured in this run
    is_claimed: bool  # somebody claimed it before, and that run did not end


# What no reader claimed, and what one did that became no document.
_LATE = f"""
    select f.sha256, f.bytes, f.media_type, c.source_id, c.url, c.final_url, c.permanent,
        c.etag, c.last_modified, c.run_id = :run, f.media_type not in {NO_DOCUMENT}
    from files f join captures c on c.sha256 = f.sha256
    where (f.media_type = 'application/octet-stream'
            or f.media_type not in {NO_DOCUMENT} and f.media_type != 'application/pdf'
            and not exists (select 1 from versions v where v.sha256 = f.sha256))
        and c.id = (select max(l.id) from captures l
            where l.url = c.url and l.source_id = c.source_id and l.sha256 is not null)
        and exists (select 1 from entries e where e.url = c.url and e.source_id = c.source_id)
    order by c.id"""


class LateRows:
    """Asks for such files, and writes what they are."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def waiting(self, run_id: int) -> list[Late]:
        """Files that items link and that nobody has read because of what they are."""
        return [
            Late(
                sha256=r[0],
                bytes=r[1],
                media_type=r[2],
                source_id=r[3],
                url=r[4],
                final_url=r[5],
                permanent=bool(r[6]),
                etag=r[7],
                last_modified=r[8],
                came_again=bool(r[9]),
                is_claimed=bool(r[10]),
            )
            for r in self._db.execute(_LATE, {"run": run_id}).fetchall()
        ]

    def recognise(self, sha256: str, media_type: str) -> None:
        """Say what a file is, now that somebody knows."""
        self._db.table("files").update(sha256, {"media_type": media_type})
