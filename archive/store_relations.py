"""Rows of relations between documents, and what they are found from. Part of the store."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from metadata.records import Description, Kind, Part
from metadata.records_between import Relation, Work

BELIEVED = (
    "title", "kind", "part", "published", "coverage", "language", "issuer", "identifier",
)  # fmt: skip
FIRST_PAGE = 6_000  # characters of a first page; all documents are looked at together


def owe_relations(db: Database) -> None:
    """Note that a document came or changed since the documents were last related."""
    db.execute("insert or ignore into upkeep values ('relations')")


class RelationRows:
    """All relations of an archive at once: a new document may be related to any."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def owed(self) -> bool:
        """Whether a document came or changed since the documents were last related."""
        return bool(self._db.execute("select 1 from upkeep where task = 'relations'").fetchone())

    def works(self) -> tuple[Work, ...]:
        """Every document as `metadata.relations` sees it."""
        rows = self._db.execute(
            f"""select d.id, d.source_id, d.url, substr(p.text, 1, {FIRST_PAGE}), (
                    select e.context from entries e where e.document_id = d.id
                    and e.context is not null order by e.id limit 1),
                    {", ".join("d." + name for name in BELIEVED)}
                from documents d left join pages p on p.sha256 = d.sha256 and p.number = 1
                order by d.docid"""
        ).fetchall()
        return tuple(_work(r) for r in rows)

    def relate(self, relations: Sequence[Relation]) -> None:
        """Make these the relations, writing only when they differ."""
        names = ("subject_id", "predicate", "object_id", "evidence")
        wanted = sorted({tuple(getattr(r, name) for name in names) for r in relations})
        held = self._db.execute(f"select {', '.join(names)} from relations").fetchall()
        self._db.execute("delete from upkeep where task = 'relations'")
        if sorted(held) != wanted:
            self._db.execute("delete from relations")
            self._db.table("relations").insert_all(
                (dict(zip(names, row, strict=True)) for row in wanted), replace=True
            )


def _work(row: Sequence[str | None]) -> Work:
    believed = dict(zip(BELIEVED, row[5:], strict=True))
    kind: Kind = believed.pop("kind")  # type: ignore[assignment]
    part: Part | None = believed.pop("part")  # type: ignore[assignment]
    title = believed.pop("title") or ""
    return Work(
        id=str(row[0]),
        source_id=str(row[1]),
        url=row[2],
        first_page=row[3] or "",
        context=row[4],
        description=Description(title=title, kind=kind, part=part, findings=(), **believed),
    )
