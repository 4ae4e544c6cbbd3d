"""Ranked hits of a search, grouped by document."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archive.search import Snippet, match_query, snippet
from archive.web.queries import rows, value

MOST_HITS = 1_000  # pages that are ranked and counted
DOCUMENTS_A_PAGE = 10
_PAGES_A_DOCUMENT = 4
_TITLE_WEIGHT = 0.35  # a document whose title matches too moves up by this share


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which documents are searched. None: all."""

    source: str | None = None
    kind: str | None = None
    language: str | None = None
    since: str | None = None  # partial date
    until: str | None = None  # partial date

    def parameters(self) -> dict[str, str | None]:
        """For `_IN_SCOPE`."""
        return {
            "source": self.source,
            "kind": self.kind,
            "language": self.language,
            "since": self.since,
            "until": self.until,
        }


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of results."""

    documents: tuple[DocumentHit, ...]
    total_documents: int
    total_pages: int
    is_capped: bool  # there may be more than `total_pages`
    has_more: bool
    entries: tuple[
        tuple[sqlite3.Row, Snippet], ...
    ]  # items on the publishers' pages without a document
    facets: dict[str, list[tuple[str, int]]]
    unsearchable: int  # pages in scope without text


# Dates are compared as far as they are known: 2017 lies in April 2017 and after, until 2017-03.
_IN_SCOPE = """
    (:source is null or d.source_id = :source) and (:kind is null or d.kind = :kind)
    and (:language is null or d.language = :language)
    and (:since is null or coalesce(d.published, substr(d.coverage, 1, 4)) || '~' >= :since)
    and (:until is null or coalesce(d.published, substr(d.coverage, 1, 4)) <= :until || '~')
"""
_PAGE_HITS = (
    """
    select p.id, p.number, d.id as document_id, hit.score
    from ({best}) as hit
    join pages p on p.id = hit.rowid join documents d on d.sha256 = p.sha256
    where """
    + _IN_SCOPE
    + """ order by hit.score limit :limit
"""
)
# The best of all pages; twice as many as are shown, for some belong to older versions.
_BEST = """select rowid, rank as score from pages_fts
    where pages_fts match :match order by rank limit 2 * :limit"""
# The best of those in scope. The plus keeps SQLite from running the match for each of them.
_BEST_IN_SCOPE = f"""select rowid, rank as score from pages_fts
    where pages_fts match :match and +rowid in (
        select p.id from documents d join pages p on p.sha256 = d.sha256 where {_IN_SCOPE})
    order by rank limit :limit"""
_TITLE_HITS = f"""
    select d.id, bm25(documents_fts) as score from documents_fts
    join documents d on d.docid = documents_fts.rowid
    where documents_fts match :match and {_IN_SCOPE} order by score limit 200
"""
_ENTRY_HITS = """
    select e.*, s.title as source_title from entries_fts
    join entries e on e.id = entries_fts.rowid join sources s on s.id = e.source_id
    where entries_fts match :match and e.document_id is null
        and (:source is null or e.source_id = :source)
    order by bm25(entries_fts) limit 10
"""
_UNSEARCHABLE = f"""
    select coalesce(sum(case when exists (select 1 from pages p where p.sha256 = d.sha256)
        then (select count(*) from pages p where p.sha256 = d.sha256 and p.text_source = 'none')
        else coalesce(d.page_count, 1) end), 0)
    from documents d
    where coalesce(d.text_status, 'none') in ('none', 'mixed', 'encrypted', 'damaged', 'limit')
        and {_IN_SCOPE}
"""


def unsearchable_pages(connection: sqlite3.Connection, scope: Scope) -> int:
    """Pages in scope that no search can find."""
    return int(value(connection, _UNSEARCHABLE, scope.parameters()))


def search(connection: sqlite3.Connection, query: str, scope: Scope, page: int) -> Results:
    """Page number `page`, from 1, of what `query` finds within `scope`."""
    match = match_query(query)
    if not match:
        return _nothing(unsearchable_pages(connection, scope))
    pages = _page_hits(connection, match, scope)
    titles = {
        hit["id"]: hit["score"]
        for hit in rows(connection, _TITLE_HITS, {"match": match, **scope.parameters()})
    }
    order = _ranked(pages[:MOST_HITS], titles)
    first = (page - 1) * DOCUMENTS_A_PAGE
    shown = order[first : first + DOCUMENTS_A_PAGE]
    documents = _documents(connection, order)
    wanted = _best_pages(pages, shown)
    texts = _texts(connection, [hit["id"] for hits in wanted.values() for hit in hits])
    counts = Counter(hit["document_id"] for hit in pages[:MOST_HITS])
    return Results(
        documents=tuple(
            _document_hit(documents[name], wanted.get(name, []), texts, query, counts[name], titles)
            for name in shown
        ),
        total_documents=len(order),
        total_pages=min(len(pages), MOST_HITS),
        is_capped=len(pages) > MOST_HITS,
        has_more=len(order) > first + DOCUMENTS_A_PAGE,
        entries=_entries(connection, match, query, scope) if page == 1 else (),
        facets=_facets(documents.values()),
        unsearchable=unsearchable_pages(connection, scope),
    )


def _nothing(unsearchable: int) -> Results:
    return Results(
        documents=(),
        total_documents=0,
        total_pages=0,
        is_capped=False,
        has_more=False,
        entries=(),
        facets={},
        unsearchable=unsearchable,
    )


def _page_hits(connection: sqlite3.Connection, match: str, scope: Scope) -> list[sqlite3.Row]:
    """The best hits, one more than are counted."""
    best = _BEST if scope == Scope() else _BEST_IN_SCOPE
    parameters = {"match": match, "limit": MOST_HITS + 1, **scope.parameters()}
    return rows(connection, _PAGE_HITS.format(best=best), parameters)


def _ranked(pages: Iterable[sqlite3.Row], titles: dict[str, float]) -> list[str]:
    """Names of documents, best first. Scores are negative: smaller is better."""
    best: dict[str, float] = {}
    for hit in pages:
        best.setdefault(hit["document_id"], hit["score"])
    strongest = min(best.values(), default=-1.0)
    for name in titles:
        best[name] = best.get(name, 0.0) + strongest * (_TITLE_WEIGHT + (name not in best) * 0.3)
    return sorted(best, key=lambda name: (best[name], name))


def _best_pages(pages: list[sqlite3.Row], shown: list[str]) -> dict[str, list[sqlite3.Row]]:
    found: dict[str, list[sqlite3.Row]] = {name: [] for name in shown}
    for hit in pages:
        hits = found.get(hit["document_id"])
        if hits is not None and len(hits) < _PAGES_A_DOCUMENT:
            hits.append(hit)
    return found


def _documents(connection: sqlite3.Connection, names: list[str]) -> dict[str, sqlite3.Row]:
    found: dict[str, sqlite3.Row] = {}
    for at in range(0, len(names), 500):
        part = names[at : at + 500]
        marks = ",".join("?" * len(part))
        sql = f"""select d.*, s.title as source_title, s.publisher from documents d
                  join sources s on s.id = d.source_id where d.id in ({marks})"""
        found.update((doc["id"], doc) for doc in rows(connection, sql, part))
    return found


def _texts(connection: sqlite3.Connection, ids: list[int]) -> dict[int, sqlite3.Row]:
    marks = ",".join("?" * len(ids))
    sql = f"select id, label, text, running from pages where id in ({marks})"
    return {found["id"]: found for found in rows(connection, sql, ids)}


def _document_hit(
    document: sqlite3.Row,
    hits: list[sqlite3.Row],
    texts: dict[int, sqlite3.Row],
    query: str,
    count: int,
    titles: dict[str, float],
) -> DocumentHit:
    shown = tuple(_page_hit(hit, texts[hit["id"]], query) for hit in hits)
    return DocumentHit(
        document=document,
        title=snippet(document["title"], query, 500),
        in_title=document["id"] in titles,
        pages=shown,
        more=max(0, count - len(shown)),
    )


def _page_hit(hit: sqlite3.Row, page: sqlite3.Row, query: str) -> PageHit:
    cut = snippet(page["text"], query)
    if not cut.hits and page["running"]:
        cut = max(cut, snippet(page["running"], query), key=lambda s: s.hits)
    return PageHit(number=hit["number"], label=page["label"], snippet=cut)


def _entries(
    connection: sqlite3.Connection, match: str, query: str, scope: Scope
) -> tuple[tuple[sqlite3.Row, Snippet], ...]:
    """Items without a document; a scope that only documents can fulfil leaves them out."""
    if scope != Scope(source=scope.source):
        return ()
    found = rows(connection, _ENTRY_HITS, {"match": match, "source": scope.source})
    return tuple((entry, snippet(entry["text"], query, 400)) for entry in found)


def _facets(documents: Iterable[sqlite3.Row]) -> dict[str, list[tuple[str, int]]]:
    """Counts of documents by source, kind, language and year."""
    counters: dict[str, Counter[str]] = {
        name: Counter() for name in ("source", "kind", "language", "year")
    }
    for doc in documents:
        counters["source"][doc["source_id"]] += 1
        counters["kind"][doc["kind"]] += 1
        counters["language"][doc["language"] or ""] += 1
        counters["year"][(doc["published"] or doc["coverage"] or "")[:4]] += 1
    return {name: _sorted(name, counter) for name, counter in counters.items()}


def _sorted(name: str, counter: Counter[str]) -> list[tuple[str, int]]:
    known = [(text, count) for text, count in counter.items() if text]
    if name == "year":
        return sorted(known, reverse=True)[:20]
    return sorted(known, key=lambda item: (-item[1], item[0]))[:20]


def choices(connection: sqlite3.Connection) -> dict[str, list[sqlite3.Row]]:
    """What the filters of the search form offer."""
    return {
        "source": rows(connection, "select id as value, title as label from sources order by 2"),
        "kind": rows(
            connection, "select distinct kind as value, kind as label from documents order by 1"
        ),
        "language": rows(
            connection,
            "select distinct language as value, language as label from documents "
            "where language is not null order by 1",
        ),
    }


def plain(results: Results) -> dict[str, Any]:
    """Results as JSON has them, without addresses."""
    return {
        "total_documents": results.total_documents,
        "total_pages": results.total_pages,
        "is_capped": results.is_capped,
        "has_more": results.has_more,
        "unsearchable_pages": results.unsearchable,
        "facets": {
            name: [{"value": text, "count": count} for text, count in found]
            for name, found in results.facets.items()
        },
    }
