"""What a search finds in several archives, ranked as one.

Each archive gives its hits with how often each phrase stands on a page, and what its index holds;
the scores are then reckoned anew over all of them (`scores`).
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.search import match_query, phrases
from archive.web import scores
from archive.web.queries import rows, value
from archive.web.queries_search import Found, Match, Order, best_first, find
from archive.web.scores import Statistics
from archive.web.search_scope import Scope, facets_of

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """All archives as one."""

    order: tuple[Key, ...]
    found: tuple[Found, ...]  # of each archive, scored anew
    facets: Facets
    documents: tuple[int, ...]  # found in each
    pages: int
    is_capped: bool


def gather(connection: sqlite3.Connection, query: str, scope: Scope) -> Gathered:
    """What a query finds within `scope` in one archive; `query` has something to search for."""
    found = find(connection, match_query(query), scope)
    ids = json.dumps([hit.id for hits in found.pages.values() for hit in hits])
    asked, here = phrases(query), _statistics(connection, phrases(query))
    sizes = {row["id"]: _varints(row["sz"])[0] for row in rows(connection, _SIZES, [ids])}
    counts = {page: ([0] * len(asked), size) for page, size in sizes.items()}
    for at, phrase in enumerate(asked):
        for page, score in rows(connection, _SCORES, [phrase, ids]):
            counts[page][0][at] = scores.times(score, at, sizes[page], here)
    docids = json.dumps(list(found.docids))
    return Gathered(
        found=found,
        counts=counts,
        statistics=here,
        facets=facets_of(connection, found.docids),
        dates={row["docid"]: row["dated"] for row in rows(connection, _DATES, [docids])},
    )


def rank(each: Sequence[Gathered], order: Order) -> Ranked:
    """Put what the archives found in one order."""
    every = scores.together(one.statistics for one in each)
    found = tuple(_scored(one, every) for one in each)
    pages = {(at, docid): hits for at, one in enumerate(found) for docid, hits in one.pages.items()}
    titles = [(at, docid) for at, one in enumerate(found) for docid in one.titles]
    keys = best_first(pages, titles)
    if order != "relevance":
        dates = {key: each[key[0]].dates.get(key[1]) or "" for key in keys}
        known = sorted((k for k in keys if dates[k]), key=lambda k: dates[k])
        known = known[::-1] if order == "newest" else known
        keys = [*known, *(k for k in keys if not dates[k])]
    return Ranked(
        order=tuple(keys),
        found=found,
        facets=_summed([one.facets for one in each]),
        documents=tuple(len(one.docids) for one in found),
        pages=sum(len(hits) for hits in pages.values()),
        is_capped=any(one.is_capped for one in found),
    )


def _scored(one: Gathered, every: Statistics) -> Found:
    """The same hits with the scores they have among all archives."""
    pages: dict[int, Sequence[Match]] = {}
    for docid, hits in one.found.pages.items():
        anew = (hit._replace(score=scores.score(*one.counts[hit.id], every)) for hit in hits)
        pages[docid] = sorted(anew)
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
