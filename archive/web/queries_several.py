"""What a search finds in several archives, ranked as one.

Each archive gives its hits with how often each phrase stands on a page, and what its index holds;
the scores are then reckoned anew over all of them (`scores`).
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.search import match_query, phrases
from archive.web import scores
from archive.web.parameters import Asked
from archive.web.queries import rows, value
from archive.web.queries_search import (
    MOST_HITS,
    EntryHit,
    Found,
    Match,
    Order,
    best_first,
    entries,
    find,
    shelf,
)
from archive.web.scores import Statistics
from archive.web.search_scope import (
    Scope,
    documents_in,
    facets_in,
    facets_of,
    unsearchable_pages,
)

Key = tuple[int, int]  # which archive, docid
Facets = dict[str, list[tuple[str, int]]]

_SIZES = """select id, sz from pages_fts_docsize where id in (select value from json_each(?))"""
_SCORES = """
    select rowid, rank from pages_fts
    where pages_fts match ? and +rowid in (select value from json_each(?))"""
_DATES = """
    select docid, coalesce(published, substr(coverage, 1, 4)) as dated from documents
    where docid in (select value from json_each(?))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What one archive finds, before others are looked at."""

    found: Found
    counts: Mapping[int, tuple[Sequence[int], int]]  # pages.id -> times of each phrase, tokens
    statistics: Statistics
    facets: Facets
    dates: Mapping[int, str | None]  # docid -> partial date
    documents: int  # in all, also those that are not in `dates`
    unsearchable: int = 0  # pages in scope without text
    entries: tuple[EntryHit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """All archives as one."""

    order: tuple[Key, ...]
    found: tuple[Found, ...]  # of each archive, scored anew
    facets: Facets
    pages: int
    is_capped: bool


def part(connection: sqlite3.Connection, asked: Asked, hits: int, documents: int) -> Gathered:
    """What one archive finds of at most so many pages or, without words, documents."""
    if match_query(asked.query):
        return gather(connection, asked.query, asked.scope, hits)
    return _shelved(connection, asked, documents)


def with_rest(connection: sqlite3.Connection, asked: Asked, documents: int) -> Gathered:
    """The same with what a page of results says beside it."""
    is_first = asked.page == 1 and match_query(asked.query)
    return replace(
        part(connection, asked, MOST_HITS, documents),
        unsearchable=unsearchable_pages(connection, asked.scope),
        entries=entries(connection, asked.query, asked.scope) if is_first else (),
    )


def gather(
    connection: sqlite3.Connection, query: str, scope: Scope, most: int = MOST_HITS
) -> Gathered:
    """What a query finds within `scope` in one archive; `query` has something to search for."""
    found = find(connection, match_query(query), scope, most)
    ids = json.dumps([page for hits in found.pages.values() for _, page, _ in hits])
    asked, here = phrases(query), _statistics(connection, phrases(query))
    sizes = {row["id"]: _varints(row["sz"])[0] for row in rows(connection, _SIZES, [ids])}
    counts = {page: ([0] * len(asked), size) for page, size in sizes.items()}
    for at, phrase in enumerate(asked):
        for page, score in rows(connection, _SCORES, [phrase, ids]):
            counts[page][0][at] = scores.times(score, at, sizes[page], here)
    return Gathered(
        found=found,
        counts=counts,
        statistics=here,
        facets=facets_of(connection, found.docids),
        dates=_dates(connection, found.docids),
        documents=len(found.docids),
    )


def _shelved(connection: sqlite3.Connection, asked: Asked, most: int) -> Gathered:
    """What a query without words finds; one of punctuation only, nothing."""
    is_blank = not asked.query.strip()
    docids = shelf(connection, asked.scope, asked.order, most, 0) if is_blank else []
    return Gathered(
        found=Found(pages={}, titles={}, is_capped=False),
        counts={},
        statistics=Statistics(rows=0, tokens=0, holding=()),
        facets=facets_in(connection, asked.scope) if is_blank else {},
        dates=_dates(connection, docids),
        documents=documents_in(connection, asked.scope) if is_blank else 0,
    )


def _dates(connection: sqlite3.Connection, docids: Iterable[int]) -> dict[int, str | None]:
    found = rows(connection, _DATES, [json.dumps(list(docids))])
    return {row["docid"]: row["dated"] for row in found}


def rank(each: Sequence[Gathered], order: Order) -> Ranked:
    """Put what the archives found in one order; without words it is that of dates."""
    every = scores.together(one.statistics for one in each)
    found = tuple(_scored(one, every) for one in each)
    pages = {(at, docid): hits for at, one in enumerate(found) for docid, hits in one.pages.items()}
    titles = [(at, docid) for at, one in enumerate(found) for docid in one.titles]
    keys = best_first(pages, titles)
    if order != "relevance" or not keys:
        dates = {(at, docid): d for at, one in enumerate(each) for docid, d in one.dates.items()}
        keys = _by_date(dates, order)
    return Ranked(
        order=tuple(keys),
        found=found,
        facets=_summed([one.facets for one in each]),
        pages=sum(len(hits) for hits in pages.values()),
        is_capped=any(one.is_capped for one in found),
    )


def _by_date(dates: Mapping[Key, str | None], order: Order) -> list[Key]:
    """Newest first unless the oldest are asked for; those without a date at the end."""
    is_newest = order != "oldest"
    in_order = sorted(dates, key=lambda key: (dates[key] or "", key), reverse=is_newest)
    return sorted(in_order, key=lambda key: not dates[key])


def _scored(one: Gathered, every: Statistics) -> Found:
    """The same hits with the scores they have among all archives."""
    pages: dict[int, Sequence[Match]] = {}
    for docid, hits in one.found.pages.items():
        pages[docid] = sorted(
            (scores.score(*one.counts[page], every), page, docid) for _, page, _ in hits
        )
    return Found(pages=pages, titles=one.found.titles, is_capped=one.found.is_capped)


def _summed(each: Sequence[Facets]) -> Facets:
    found: Facets = {}
    for name in dict.fromkeys(name for facets in each for name in facets):
        counts: Counter[str] = Counter()
        for facets in each:
            counts.update(dict(facets.get(name, ())))
        by_name = name == "year"
        found[name] = sorted(
            counts.items(), key=lambda item: (0 if by_name else -item[1], item[0]), reverse=by_name
        )
    return found


def _statistics(connection: sqlite3.Connection, asked: Sequence[str]) -> Statistics:
    """What FTS5 keeps of its index: rows and tokens stand in one record of varints."""
    record = _varints(value(connection, "select block from pages_fts_data where id = 1") or b"")
    count = "select count(*) from pages_fts where pages_fts match ?"
    return Statistics(
        rows=record[0] if record else 0,
        tokens=sum(record[1:]),
        holding=tuple(int(value(connection, count, [phrase])) for phrase in asked),
    )


def _varints(record: bytes) -> list[int]:
    """Numbers as SQLite packs them: seven bits a byte, and more to come when the eighth is set."""
    found, number = [], 0
    for byte in record:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(number)
            number = 0
    return found
