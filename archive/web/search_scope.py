"""Which documents are searched: the filters of a search, as SQL and as counts."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from archive.web.queries import packed, rows, value

FACETS = ("source", "kind", "part", "language", "year", "text")
_MOST_VALUES = 20  # of a facet that are shown; years: all that fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Filters. None: all."""

    source: str | None = None
    kind: str | None = None
    language: str | None = None
    since: str | None = None  # partial date
    until: str | None = None  # partial date
    part: str | None = None
    text: str | None = None  # how the text was obtained: documents.text_status
    document: str | None = None

    def parameters(self) -> dict[str, str]:
        """The values of those that are on, by their names in `where`."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: given for name, given in found.items() if given is not None}

    @property
    def where(self) -> str:
        """The condition on `d`, a document; "1" when everything is in scope."""
        return " and ".join(_CONDITIONS[name] for name in self.parameters()) or "1"


# Dates are compared as far as they are known: 2017 lies in April 2017 and after, until 2017-03.
_CONDITIONS = {
    "source": "d.source_id = :source",
    "kind": "d.kind = :kind",
    "language": "d.language = :language",
    "since": "coalesce(d.published, substr(d.coverage, 1, 4)) || '~' >= :since",
    "until": "coalesce(d.published, substr(d.coverage, 1, 4)) <= :until || '~'",
    "part": "d.part = :part",
    "text": "d.text_status = :text",
    "document": "d.id = :document",
}
_GROUPS = """d.source_id as source, d.kind, coalesce(d.part, '') as part,
    coalesce(d.language, '') as language, coalesce(d.text_status, '') as text,
    coalesce(substr(d.published, 1, 4), substr(d.coverage, 1, 4), '') as year"""
_GROUPED = (*FACETS, "documents")
_NO_TEXT = "coalesce(d.text_status, 'none') in ('none', 'mixed', 'encrypted', 'damaged', 'limit')"
_PAGES_WITHOUT = """case when exists (select 1 from pages p where p.sha256 = d.sha256)
    then (select count(*) from pages p where p.sha256 = d.sha256 and p.text_source = 'none')
    else coalesce(d.page_count, 1) end"""


def facets_of(
    connection: sqlite3.Connection, docids: Iterable[int]
) -> dict[str, list[tuple[str, int]]]:
    """How many of these documents have each value of each facet."""
    sql = f"""select {_GROUPS}, count(*) as documents from documents d
        where d.docid in (select value from json_each(?)) group by 1, 2, 3, 4, 5, 6"""
    return _counted(list(packed(connection, _GROUPED, sql, [json.dumps(list(docids))])))


def facets_in(connection: sqlite3.Connection, scope: Scope) -> dict[str, list[tuple[str, int]]]:
    """How many documents in scope have each value of each facet."""
    sql = f"select {_GROUPS}, count(*) as documents from documents d where {scope.where}"
    grouped = f"{sql} group by 1, 2, 3, 4, 5, 6"
    return _counted(list(packed(connection, _GROUPED, grouped, scope.parameters())))


def documents_in(connection: sqlite3.Connection, scope: Scope) -> int:
    """How many documents are in scope."""
    sql = f"select count(*) from documents d where {scope.where}"
    return int(value(connection, sql, scope.parameters()))


def _counted(groups: list[tuple[Any, ...]]) -> dict[str, list[tuple[str, int]]]:
    found = {}
    for at, name in enumerate(FACETS):
        counts: Counter[str] = Counter()
        for group in groups:
            counts[group[at]] += group[-1]
        found[name] = _ordered(name, counts)
    return found


def _ordered(name: str, counts: Counter[str]) -> list[tuple[str, int]]:
    known = [(text, count) for text, count in counts.items() if text]
    if name == "year":
        return sorted(known, reverse=True)[: 2 * _MOST_VALUES]
    return sorted(known, key=lambda item: (-item[1], item[0]))[:_MOST_VALUES]


def unsearchable_pages(connection: sqlite3.Connection, scope: Scope) -> int:
    """Pages in scope that no search can find."""
    sql = f"select coalesce(sum({_PAGES_WITHOUT}), 0) from documents d"
    return int(value(connection, f"{sql} where {_NO_TEXT} and {scope.where}", scope.parameters()))


def unsearchable(connection: sqlite3.Connection, scope: Scope, most: int) -> list[sqlite3.Row]:
    """Documents in scope with pages that cannot be searched, and how many."""
    return rows(
        connection,
        f"""select d.id, d.title, d.language, d.text_status, d.page_count,
               {_PAGES_WITHOUT} as pages
           from documents d where {_NO_TEXT} and {scope.where} and pages > 0
           order by d.id limit {int(most)}""",
        scope.parameters(),
    )


def holds(connection: sqlite3.Connection, document: str) -> bool:
    """Whether there is a document of this name."""
    return value(connection, "select 1 from documents where id = ?", [document]) is not None


def choices(connection: sqlite3.Connection) -> dict[str, list[tuple[str, str]]]:
    """What the filters of the search form offer: value and label, which may be empty."""
    names = ("kind", "part", "language", "text")
    found = rows(connection, "select distinct kind, part, language, text_status from documents")
    sources = rows(connection, "select id, title from sources order by 2")
    offered = {
        name: [(text, "") for text in sorted({row[at] for row in found if row[at]})]
        for at, name in enumerate(names)
    }
    return {"source": [(row["id"], row["title"]) for row in sources], **offered}
