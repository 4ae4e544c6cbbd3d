"""A search as the SQL that an analyst can take further."""

from __future__ import annotations

from dataclasses import dataclass

from archive.web.parameters import Asked

_ROWS = 100
_CONDITIONS = {
    "source": "documents.source_id = :source",
    "kind": "documents.kind = :kind",
    "language": "documents.language = :language",
    "since": "coalesce(documents.published, documents.coverage) || '~' >= :since",
    "until": "coalesce(documents.published, documents.coverage) <= :until || '~'",
    "part": "documents.part = :part",
    "text": "documents.text_status = :text",
    "document": "documents.id = :document",
}
_ORDERS = {
    "relevance": "pages_fts.rank",
    "newest": "documents.published desc, pages_fts.rank",
    "oldest": "documents.published, pages_fts.rank",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AsSql:
    """A statement and its parameters."""

    sql: str
    parameters: dict[str, str]


def as_sql(asked: Asked) -> AsSql:
    """The pages a search finds, best first; `escape_fts` reads the query as the site does."""
    given = asked.scope.parameters()
    conditions = [
        "pages_fts match escape_fts(:q)",
        *(_CONDITIONS[name] for name in given),
    ]
    sql = (
        "select documents.title, documents.published, pages.number as page,\n"
        "  documents.id as document_id, pages_fts.rank as score\n"
        "from pages_fts\n"
        "join pages on pages.id = pages_fts.rowid\n"
        "join documents on documents.sha256 = pages.sha256\n"
        f"where {' and '.join(conditions)}\n"
        f"order by {_ORDERS[asked.order]} limit {_ROWS}"
    )
    return AsSql(sql=sql, parameters={"q": asked.query, **given})
