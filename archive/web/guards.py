"""Bounds on what SQL of visitors may take: the size of a value, of an answer, and all memory.

Time and rows are bounded by Datasette's settings. One operation of SQLite can still make a huge
value, or compare one a million million times, before the clock is looked at; and the rows of an
answer are held in memory. What `allow: false` closes in datasette.yaml is open to SQL: columns that
may hold secrets are sealed here. Our own pages ask for what they need and are let through.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datasette import handle_exception
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError

from archive.web.functions import bound_functions

if TYPE_CHECKING:
    from datasette.app import Datasette

TOO_LONG = "This took too long. Ask for something narrower."
_ODD = {  # what SQLite says of an address that holds what no query can
    "query string is too large": "This address asks for more than one query can hold.",
    "the query contains a null character": "There is a character in this address that no text has.",
}
_OURS = 128 * 1024 * 1024  # bytes of one value that our own pages may read
_COLUMNS = 200  # of an answer, and terms of its order
_SQL = 20_000  # characters of a statement: a phrase of the index takes time by its words
_NO_FORM = "Invalid format: "
_PATTERN = 1_000  # bytes of a LIKE pattern
_SECRETS = frozenset({"target", "body", "last_error"})  # columns of `outbox`


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What SQL may take, from `plugins: policy-archive: sql:` in datasette.yaml."""

    value_kb: int = 1_000  # one value, stored or made
    answer_mb: int = 20  # all rows of an answer
    memory_mb: int = 256  # all of SQLite in this process

    @classmethod
    def of(cls, datasette: Datasette, plugin: str) -> Bounds:
        """As configured; what is not said is as above."""
        given = (datasette.plugin_config(plugin) or {}).get("sql", {})
        return cls(**{name: int(value) for name, value in given.items()})


def bound(connection: sqlite3.Connection, bounds: Bounds) -> None:
    """Lay the bounds on a connection."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, bounds.value_kb * 1024)
    connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, _COLUMNS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _SQL)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, _PATTERN)
    bound_functions(connection, bounds.value_kb * 1024)
    connection.set_authorizer(_sealed)
    connection.execute(f"pragma hard_heap_limit = {bounds.memory_mb * 1024 * 1024}")
    connection.row_factory = _Purse(bounds.answer_mb * 1024 * 1024).row


def _sealed(action: int, table: str | None, column: str | None, *_: str | None) -> int:
    """Addresses and messages of receivers may hold secrets: whoever reads them reads NULL."""
    is_secret = action == sqlite3.SQLITE_READ and table == "outbox" and column in _SECRETS
    return sqlite3.SQLITE_IGNORE if is_secret else sqlite3.SQLITE_OK


@contextmanager
def unbound(connection: sqlite3.Connection) -> Iterator[None]:
    """Let a question of our own read what it needs."""
    length = connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _OURS)
    rows = connection.row_factory
    connection.row_factory = sqlite3.Row
    try:
        yield
    finally:
        connection.row_factory = rows
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, length)


class _Purse:
    """Counts the bytes of the rows of the statement that is being read."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._spent = 0
        self._for: weakref.ref[sqlite3.Cursor] | None = None

    def row(self, cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        """A row factory that refuses when all rows together are too large."""
        if self._for is None or self._for() is not cursor:
            self._for, self._spent = weakref.ref(cursor), 0
        self._spent += sum(len(value) for value in values if isinstance(value, str | bytes))
        if self._spent > self._most:
            raise sqlite3.OperationalError("the answer is too large: ask for fewer or shorter rows")
        return sqlite3.Row(cursor, values)


def refusal(exception: Exception) -> str | None:
    """What to tell whoever met a bound; None when it was something else."""
    if isinstance(exception, MemoryError):
        return "This query needs more memory than is allowed here."
    if isinstance(exception, sqlite3.DataError) and "too big" in str(exception):
        return "A value in this answer is larger than is allowed here."
    if isinstance(exception, QueryInterrupted):  # Datasette says 500 where it is no query of ours
        return TOO_LONG
    if isinstance(exception, sqlite3.Error) and str(exception) in _ODD:
        return _ODD[str(exception)]
    return None


def mistake(exception: Exception) -> tuple[str, int] | None:
    """What Datasette says of a wrong address or query, and its status; None for anything else."""
    if isinstance(exception, NotADirectoryError):  # an address that goes on below a static file
        return "There is no page at this address.", 404
    if isinstance(exception, Base400) and exception.args:
        return str(exception.args[0]), int(exception.status)
    if isinstance(exception, AssertionError) and str(exception).startswith(_NO_FORM):
        return str(exception), 404  # of a table; Datasette says 500
    if isinstance(exception, DatasetteError) and not exception.message_is_html:
        return str(exception.message), int(exception.status)
    return None


def refuse_quietly() -> None:
    """Keep Datasette from printing every refused address with all local variables.

    Where rich is installed it does so for each 404 and each mistake in SQL, which takes a second
    of a processor: anybody could stop the site with a few of them. Real errors are still printed.
    """
    handle_exception.rich = None
