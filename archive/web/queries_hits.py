"""All hits of a search without pages of results: for CSV and for feeds."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from archive.search import match_query
from archive.web.queries import rows
from archive.web.queries_search import Found, find, ordered, shelf

if TYPE_CHECKING:
    from archive.web.parameters import Asked

NEWS = 50  # documents in a feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A page with hits, or a document whose title alone matches."""

    docid: int
    page: int | None  # pages.id
    collection: str | None = None  # which of several archives has it


def hits_of(connection: sqlite3.Connection, asked: Asked, most: int) -> list[Hit]:
    """Everything a search finds, document by document in its order, at most `most`."""
    match = match_query(asked.query)
    if not match:
        is_blank = not asked.query.strip()
        docids = shelf(connection, asked.scope, asked.order, most, 0) if is_blank else []
        return [Hit(docid=docid, page=None) for docid in docids]
    found = find(connection, match, asked.scope, most)
    each = (hits_in(found, docid) for docid in ordered(connection, found, asked.order))
    return list(chain.from_iterable(each))[:most]


def hits_in(found: Found, docid: int, collection: str | None = None) -> list[Hit]:
    """The pages of a document that are found, best first; or the document, for its title."""
    pages = [page for _, page, _ in found.pages.get(docid, ())]
    return [Hit(docid=docid, page=page, collection=collection) for page in pages or (None,)]


def pages_of(connection: sqlite3.Connection, hits: list[Hit]) -> list[sqlite3.Row]:
    """The documents and page texts behind these hits, in their order."""
    wanted = json.dumps([[hit.docid, hit.page] for hit in hits])
    return rows(
        connection,
        """select d.id as document_id, d.title, d.kind, d.part, d.published, d.coverage,
               d.language, d.issuer, d.source_id, p.number as page, p.label, p.text
           from json_each(?) as hit
           cross join documents d on d.docid = json_extract(hit.value, '$[0]')
           left join pages p on p.id = json_extract(hit.value, '$[1]')
           order by hit.key""",
        [wanted],
    )


def best_of(connection: sqlite3.Connection, asked: Asked) -> list[Hit]:
    """The documents found, each with its best page; without words those that changed last."""
    match = match_query(asked.query)
    if match:
        found = find(connection, match, asked.scope)
        return [hits_in(found, docid)[0] for docid in found.docids]
    sql = f"""select d.docid from documents d where {asked.scope.where}
        order by d.last_changed desc, d.docid desc limit {NEWS}"""
    is_blank = not asked.query.strip()
    latest = rows(connection, sql, asked.scope.parameters()) if is_blank else []
    return [Hit(docid=row["docid"], page=None) for row in latest]


def latest_documents(connection: sqlite3.Connection, best: list[Hit]) -> list[sqlite3.Row]:
    """Of these documents those that came or changed last, last first, with the page given."""
    return rows(
        connection,
        """select d.*, p.number as page, p.text from json_each(?) as hit
           cross join documents d on d.docid = json_extract(hit.value, '$[0]')
           left join pages p on p.id = json_extract(hit.value, '$[1]')
           order by d.last_changed desc, d.docid desc limit ?""",
        [json.dumps([[hit.docid, hit.page] for hit in best]), NEWS],
    )
