"""Hits of a search, grouped by document; without words, the documents in scope."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from archive.search import match_query
from archive.search_hits import Snippet, snippet
from archive.web.queries import packed, rows, value
from archive.web.search_scope import (
    Scope,
    documents_in,
    facets_in,
    facets_of,
    unsearchable_pages,
)

MOST_HITS = 2_500  # pages that are ranked and counted; of more, those archived last
DOCUMENTS_A_PAGE = 10
_PAGES_A_DOCUMENT = 3
_PAGES_OF_ONE = 100  # when only one document is searched
_TITLE_WEIGHT = 0.35  # a document whose title matches too moves up by this share
_MOST_TITLES = 200
MOST_ENTRIES = 10

Match = tuple[float, int, int]
"""A page that matches: its score, pages.id, docid. They sort best first."""

K = TypeVar("K", int, tuple[int, int])  # docid, or in which of several archives, and docid
Order = Literal["relevance", "newest", "oldest"]
ORDERS: tuple[Order, ...] = ("relevance", "newest", "oldest")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHit:
    """One page with hits."""

    number: int
    label: str | None
    snippet: Snippet


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHit:
    """One document with its best pages; none when only its title matches."""

    document: sqlite3.Row
    title: Snippet
    in_title: bool
    pages: tuple[PageHit, ...]
    more: int  # further pages with hits
    collection: str | None = None  # which of several archives has it


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryHit:
    """An item on a publisher's page without a document."""

    entry: sqlite3.Row
    snippet: Snippet
    collection: str | None = None  # which of several archives has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of results."""

    documents: tuple[DocumentHit, ...]
    total_documents: int
    total_pages: int
    is_capped: bool  # there are more than `total_pages`
    has_more: bool
    entries: tuple[EntryHit, ...]
    facets: dict[str, list[tuple[str, int]]]
    unsearchable: int  # pages in scope without text
    silent: tuple[str, ...] | None = None  # those of several archives that did not answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything that matches, before it is put on pages."""

    pages: Mapping[int, Sequence[Match]]  # docid -> its pages with hits, best first
    titles: Mapping[int, float]  # docid -> score of its title
    is_capped: bool

    @property
    def docids(self) -> set[int]:
        """Documents with hits."""
        return set(self.pages) | set(self.titles)


# The plus keeps SQLite from running the match once for every page in scope. Pages are walked from
# the one archived last, so that neighbours are read together and a limit leaves the newest.
_PAGE_HITS = """
    select p.id, d.docid, pages_fts.rank as score from pages_fts
    cross join pages p on p.id = pages_fts.rowid cross join documents d on d.sha256 = p.sha256
    where pages_fts match :match and {where} {among}
    order by pages_fts.rowid desc limit {limit}
"""
_AMONG = """and +pages_fts.rowid in (
    select p.id from documents d cross join pages p on p.sha256 = d.sha256 where {where})"""
_TITLE_HITS = """
    select d.docid, bm25(documents_fts) as score from documents_fts
    cross join documents d on d.docid = documents_fts.rowid
    where documents_fts match :match and {where} order by score limit {limit}
"""
_ENTRY_HITS = f"""
    select e.*, s.title as source_title from entries_fts
    join entries e on e.id = entries_fts.rowid join sources s on s.id = e.source_id
    where entries_fts match :match and e.document_id is null
        and (:source is null or e.source_id = :source)
    order by bm25(entries_fts) limit {MOST_ENTRIES}
"""
_DATE = "coalesce(d.published, substr(d.coverage, 1, 4))"
_BY_DATE = {
    "newest": f"{_DATE} is null, {_DATE} desc, d.docid desc",
    "oldest": f"{_DATE} is null, {_DATE}, d.docid",
}


def search(
    connection: sqlite3.Connection, query: str, scope: Scope, page: int, order: Order = "relevance"
) -> Results:
    """Page number `page`, from 1, of what `query` finds within `scope`.

    A blank query finds every document in scope, newest first; one of punctuation only, nothing.
    """
    match = match_query(query)
    if not match:
        return _documents_in(connection, query, scope, page, order)
    found = find(connection, match, scope)
    in_order = ordered(connection, found, order)
    first = (page - 1) * DOCUMENTS_A_PAGE
    shown = in_order[first : first + DOCUMENTS_A_PAGE]
    return Results(
        documents=hits_shown(connection, found, shown, query, pages_shown(scope)),
        total_documents=len(in_order),
        total_pages=min(MOST_HITS, sum(map(len, found.pages.values()))),
        is_capped=found.is_capped,
        has_more=len(in_order) > first + DOCUMENTS_A_PAGE,
        entries=entries(connection, query, scope) if page == 1 else (),
        facets=facets_of(connection, found.docids),
        unsearchable=unsearchable_pages(connection, scope),
    )


def pages_shown(scope: Scope) -> int:
    """How many pages of a document are shown; more of one that is searched by itself."""
    return _PAGES_OF_ONE if scope.document else _PAGES_A_DOCUMENT


def find(connection: sqlite3.Connection, match: str, scope: Scope, most: int = MOST_HITS) -> Found:
    """All that an FTS5 expression finds within `scope`, at most about `most` pages."""
    where, asked = scope.where, {"match": match, **scope.parameters()}
    among = _AMONG.format(where=where) if asked.keys() > {"match"} else ""
    sql = _PAGE_HITS.format(among=among, where=where, limit=most + 1)
    pages: dict[int, list[Match]] = {}
    hits = sorted(packed(connection, ("score", "id", "docid"), sql, asked))
    for hit in hits:
        pages.setdefault(hit[2], []).append(hit)
    titles = rows(connection, _TITLE_HITS.format(where=where, limit=_MOST_TITLES), asked)
    return Found(
        pages=pages,
        titles={hit["docid"]: hit["score"] for hit in titles},
        is_capped=len(hits) > most,
    )


def _documents_in(
    connection: sqlite3.Connection, query: str, scope: Scope, page: int, order: Order
) -> Results:
    """What a query without words finds."""
    is_blank = not query.strip()
    first = (page - 1) * DOCUMENTS_A_PAGE
    ids = shelf(connection, scope, order, DOCUMENTS_A_PAGE + 1, first) if is_blank else []
    facets = facets_in(connection, scope) if is_blank else {}
    found = Found(pages={}, titles={}, is_capped=False)
    return Results(
        documents=hits_shown(connection, found, ids[:DOCUMENTS_A_PAGE], "", 0),
        total_documents=documents_in(connection, scope) if is_blank else 0,
        total_pages=0,
        is_capped=False,
        has_more=len(ids) > DOCUMENTS_A_PAGE,
        entries=(),
        facets=facets,
        unsearchable=unsearchable_pages(connection, scope),
    )


def shelf(
    connection: sqlite3.Connection, scope: Scope, order: Order, most: int, first: int
) -> list[int]:
    """Documents in scope by date, newest first unless the oldest are asked for."""
    by_date = _BY_DATE["oldest" if order == "oldest" else "newest"]
    sql = f"""select d.docid from documents d where {scope.where} order by {by_date}
        limit {int(most)} offset {int(first)}"""
    return [found["docid"] for found in rows(connection, sql, scope.parameters())]


def ordered(connection: sqlite3.Connection, found: Found, order: Order) -> list[int]:
    """Documents in the order asked for."""
    if order == "relevance":
        return best_first(found.pages, found.titles)
    sql = f"""select d.docid from documents d
        where d.docid in (select value from json_each(?)) order by {_BY_DATE[order]}"""
    return [hit["docid"] for hit in rows(connection, sql, [json.dumps(list(found.docids))])]


def best_first(pages: Mapping[K, Sequence[Match]], titles: Iterable[K]) -> list[K]:
    """Documents by their best page and their title. Scores are negative: smaller is better."""
    best = {key: hits[0][0] for key, hits in pages.items()}
    strongest = min(best.values(), default=-1.0)
    for key in titles:
        extra = _TITLE_WEIGHT + (key not in best) * 0.3
        best[key] = best.get(key, 0.0) + strongest * extra
    return sorted(best, key=lambda key: (best[key], key))


def hits_shown(
    connection: sqlite3.Connection, found: Found, docids: list[int], query: str, most: int
) -> tuple[DocumentHit, ...]:
    """Documents with their best pages."""
    documents = _documents(connection, docids)
    pages = {docid: found.pages.get(docid, ()) for docid in docids}
    texts = _texts(connection, [page for hits in pages.values() for _, page, _ in hits[:most]])
    return tuple(
        DocumentHit(
            document=documents[docid],
            title=snippet(documents[docid]["title"], query, 500),
            in_title=docid in found.titles,
            pages=tuple(_page_hit(texts[page], query) for _, page, _ in pages[docid][:most]),
            more=max(0, len(pages[docid]) - most),
        )
        for docid in docids
    )


def _documents(connection: sqlite3.Connection, docids: list[int]) -> dict[int, sqlite3.Row]:
    sql = """select d.*, s.title as source_title, s.publisher from documents d
        join sources s on s.id = d.source_id
        where d.docid in (select value from json_each(?))"""
    return {found["docid"]: found for found in rows(connection, sql, [json.dumps(docids)])}


def _texts(connection: sqlite3.Connection, ids: list[int]) -> dict[int, sqlite3.Row]:
    sql = """select id, number, label, text, running from pages
        where id in (select value from json_each(?))"""
    return {found["id"]: found for found in rows(connection, sql, [json.dumps(ids)])}


def _page_hit(page: sqlite3.Row, query: str) -> PageHit:
    cut = page_snippet(page, query)
    return PageHit(number=page["number"], label=page["label"], snippet=cut)


def page_snippet(page: sqlite3.Row, query: str) -> Snippet:
    """Where the hits are densest in a page's text, or in its running heads."""
    cut = snippet(page["text"], query)
    if not cut.hits and page["running"]:
        cut = max(cut, snippet(page["running"], query), key=lambda s: s.hits)
    return cut


def entries(connection: sqlite3.Connection, query: str, scope: Scope) -> tuple[EntryHit, ...]:
    """Items without a document; a scope that only documents can fulfil leaves them out."""
    if scope != Scope(source=scope.source):
        return ()
    asked = {"match": match_query(query), "source": scope.source}
    return tuple(
        EntryHit(entry=entry, snippet=snippet(entry["text"], query, 400))
        for entry in rows(connection, _ENTRY_HITS, asked)
    )


def finds(connection: sqlite3.Connection, query: str, scope: Scope | None = None) -> bool:
    """Whether a query finds a page of a current document."""
    match, scope = match_query(query), scope or Scope()
    sql = f"""select 1 from pages_fts cross join pages p on p.id = pages_fts.rowid
        cross join documents d on d.sha256 = p.sha256
        where pages_fts match :match and {scope.where} limit 1"""
    asked = {"match": match, **scope.parameters()}
    return bool(match) and value(connection, sql, asked) is not None


def that_find(connection: sqlite3.Connection, queries: Iterable[str]) -> list[str]:
    """Those of these queries that find something."""
    return [query for query in queries if finds(connection, query)]
