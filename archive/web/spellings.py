"""Help with words: titles and issuers while typing, nearest spellings where nothing was found."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from archive.search import Term, fold, match_query, terms
from archive.web.queries import rows
from archive.web.queries_search import finds
from archive.web.search_scope import Scope

MOST_KNOWN = 24  # titles and issuers that a page carries for typing without scripts
MOST_SUGGESTED = 8
_SHORTEST = 4  # letters of a word that can be misspelt
_MOST_TERMS = 6  # of a query that are looked into
_STEMS = 8  # of the index that are looked at closely
MOST_SPELLINGS = 3
_SAMPLE = 3  # pages from which the spelling of a stem is read


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A title or an issuer that may be what somebody is typing."""

    value: str
    label: str  # who issued the title
    document: str | None  # the id of the document with this title
    collection: str | None = None  # which of several archives has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to do when nothing was found."""

    missing: tuple[str, ...]  # words that are nowhere in scope
    instead: tuple[str, ...]  # queries that find something


def known(connection: sqlite3.Connection) -> list[Offer]:
    """Issuers and titles of the documents that came last."""
    sql = "select id, title, issuer from documents order by docid desc limit ?"
    return _offered(rows(connection, sql, [MOST_KNOWN]), "")[:MOST_KNOWN]


def suggest(connection: sqlite3.Connection, typed: str) -> list[Offer]:
    """Titles and issuers in which words begin like those typed, best first."""
    match = match_query(f"{typed}*" if typed and not typed.endswith(('"', "*")) else typed)
    if not match:
        return []
    sql = """select d.id, d.title, d.issuer from documents_fts
        cross join documents d on d.docid = documents_fts.rowid
        where documents_fts match ? order by documents_fts.rank limit 40"""
    return _offered(rows(connection, sql, [match]), fold(typed))[:MOST_SUGGESTED]


def _offered(found: list[sqlite3.Row], typed: str) -> list[Offer]:
    """Each issuer that holds what was typed, and each title, once."""
    issuers = dict.fromkeys(row["issuer"] for row in found if typed in fold(row["issuer"] or ""))
    titles = {row["title"]: row for row in reversed(found)}
    offers = [Offer(value=name, label="", document=None) for name in issuers if name]
    return offers + [
        Offer(value=title, label=row["issuer"] or "", document=row["id"])
        for title, row in reversed(titles.items())
    ]


def advise(connection: sqlite3.Connection, query: str, scope: Scope) -> Advice:
    """Which words find nothing, and the nearest queries that do find something."""
    missing = nowhere(connection, query, scope)
    found = nearest(connection, query, scope, missing)
    return Advice(
        missing=tuple(term.words for term in missing), instead=tuple(found)[:MOST_SPELLINGS]
    )


def nowhere(connection: sqlite3.Connection, query: str, scope: Scope) -> list[Term]:
    """The words of a query that find nothing by themselves."""
    wanted = terms(query)[:_MOST_TERMS]
    return [term for term in wanted if not finds(connection, f'"{term.words}"', scope)]


def nearest(
    connection: sqlite3.Connection, query: str, scope: Scope, missing: Iterable[Term]
) -> list[str]:
    """The query with one of its missing words spelt as it is here, where that finds something."""
    instead: dict[str, None] = {}
    for term in missing:
        for word in _nearest(connection, term):
            changed = _replaced(query, term, word)
            if finds(connection, changed, scope):
                instead[changed] = None
    return list(instead)


def _replaced(query: str, term: Term, word: str) -> str:
    """The query with a word of it spelt otherwise; the word alone where it cannot be found."""
    changed, times = re.subn(re.escape(term.words), lambda _: word, query, flags=re.IGNORECASE)
    return changed if times else word


def _nearest(connection: sqlite3.Connection, term: Term) -> list[str]:
    if not re.fullmatch(r"[^\W\d_]+", term.words):
        return []
    if len(term.words) > 2 and match_query(term.words).count(" ") >= 1:
        return _parts(connection, term.words)  # a script without spaces: its pairs are a phrase
    if len(term.words) < _SHORTEST:
        return []
    typed = term.words
    near = sorted(_stems(connection, typed), key=lambda stem: _beginning_distance(stem, typed))
    spelt = {word for stem in near[:_STEMS] for word in _spelt(connection, stem)}
    limit = 1 if len(typed) < 6 else 2 if len(typed) < 10 else 3
    by_distance = sorted((distance(word, typed), word) for word in spelt)
    return [word for far, word in by_distance if 0 < far <= limit][:MOST_SPELLINGS]


def _parts(connection: sqlite3.Connection, run: str) -> list[str]:
    """The longest beginnings and ends of a run of characters that are found."""
    for length in range(min(len(run), 40) - 1, 1, -1):
        parts = dict.fromkeys((run[:length], run[-length:]))
        if found := [part for part in parts if finds(connection, part)]:
            return found
    return []


def _stems(connection: sqlite3.Connection, typed: str) -> list[str]:
    """Words of the index that begin with the same two letters, or with these exchanged."""
    for table, kind in (("vocabulary", "row"), ("occurrences", "instance")):
        connection.execute(
            f"create virtual table if not exists temp.{table} "
            f"using fts5vocab(main, pages_fts, {kind})"
        )
    found = []
    for start in dict.fromkeys((typed[:2], typed[1::-1], typed[0] + typed[2:3])):
        sql = """select term from temp.vocabulary where term >= ? and term < ?
            and length(term) between ? and ? limit 20000"""
        bounds = [start, start + "\U0010ffff", len(typed) - 6, len(typed) + 2]
        found += [row["term"] for row in rows(connection, sql, bounds)]
    return [stem for stem in found if _beginning_distance(stem, typed) <= 2]


def _beginning_distance(stem: str, typed: str) -> int:
    """How far a stem is from the nearest beginning of what was typed."""
    lengths = range(max(1, len(stem) - 1), min(len(typed), len(stem) + 2) + 1)
    return min((distance(stem, typed[:length]) for length in lengths), default=len(typed))


def _spelt(connection: sqlite3.Connection, stem: str) -> set[str]:
    """How words with this stem are written on some pages."""
    sql = """select p.text from (select doc from temp.occurrences where term = ? limit ?) as hit
        cross join pages p on p.id = hit.doc"""
    pattern = re.compile(rf"\b{re.escape(stem[: max(3, len(stem) - 1)])}[^\W\d_]*")
    texts = rows(connection, sql, [stem, _SAMPLE])
    return {word for row in texts for word in pattern.findall(fold(row["text"]))}


def distance(one: str, other: str) -> int:
    """Letters to change, add, leave out or exchange with their neighbour."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        row = [at]
        for to, against in enumerate(other, 1):
            cost = min(last[to] + 1, row[to - 1] + 1, last[to - 1] + (letter != against))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == against:
                cost = min(cost, before[to - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
