"""All hits of a search without pages of results: for CSV and for feeds."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.search import match_query
from archive.web.queries import rows
from archive.web.queries_search import find, ordered, shelf

if TYPE_CHECKING:
    from archive.web.parameters import Asked

_NEWS = 50  # documents in a feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A page with hits, or a document whose title alone matches."""

    docid: int
    page: int | None  # pages.id


def hits_of(connection: sqlite3.Connection, asked: Asked, most: int) -> list[Hit]:
    """Everything a search finds, document by document in its order, at most `most`."""
    match = match_query(asked.query)
    if not match:
        is_blank = not asked.query.strip()
        docids = shelf(connection, asked.scope, asked.order, most, 0) if is_blank else []
        return [Hit(docid=docid, page=None) for docid in docids]
    found = find(connection, match, asked.scope, most)
    hits: list[Hit] = []
    for docid in ordered(connection, found, asked.order):
        pages = found.pages.get(docid)
        hits += [Hit(docid=docid, page=page.id) for page in pages or ()]
        if not pages:
            hits.append(Hit(docid=docid, page=None))
    return hits[:most]


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


def latest_documents(connection: sqlite3.Connection, asked: Asked) -> list[sqlite3.Row]:
    """The documents found, those that came or changed last first, each with its best page."""
    match = match_query(asked.query)
    if match:
        found = find(connection, match, asked.scope)
        best = [
            [docid, found.pages[docid][0].id if docid in found.pages else None]
            for docid in found.docids
        ]
    else:
        is_blank = not asked.query.strip()
        docids = shelf(connection, asked.scope, "newest", _NEWS, 0) if is_blank else []
        best = [[docid, None] for docid in docids]
    return rows(
        connection,
        """select d.*, p.number as page, p.text from json_each(?) as hit
           cross join documents d on d.docid = json_extract(hit.value, '$[0]')
           left join pages p on p.id = json_extract(hit.value, '$[1]')
           order by d.last_changed desc, d.docid desc limit ?""",
        [json.dumps(best), _NEWS],
    )
