"""How the site reads: one function, one connection, one consistent moment of the archive.

A page's SQL lives in the `queries_*` modules as plain functions of a connection. They run in
Datasette's reading threads inside one transaction, so that a run that writes meanwhile is
seen either before or after a page is put together, never half.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from datasette.utils.asgi import Base400, NotFound

from archive.files import Files, FileStore
from archive.files_base import KeptFile
from archive.files_opening import address_in, open_files
from archive.web.guards import TOO_LONG, unbound
from archive.web.moments import Moment, stand
from metadata.errors import ConfigError

if TYPE_CHECKING:
    from datasette.app import Datasette

DATABASE = "archive"
_SECONDS = 5.0  # a page that needs longer is refused
_MAPPED = 2**30  # bytes of the file
_STEPS = 20_000  # of SQLite between looks at the clock: one or two milliseconds

T = TypeVar("T")


class Unavailable(Base400):  # type: ignore[misc]  # Datasette is not typed
    """The archive cannot answer now; shown as 503."""

    status = 503


class Unreadable(Base400):  # type: ignore[misc]  # Datasette is not typed
    """A page or parameter that does not exist in this form; shown as 400."""


def map_pages(connection: sqlite3.Connection) -> None:
    """Read the database where the system holds it anyway, without a copy of each page.

    A search looks at thousands of rows that lie far apart; this halves its time. Nothing that
    runs beside the site makes the file shorter.
    """
    connection.execute(f"pragma mmap_size = {_MAPPED}")


async def read(
    datasette: Datasette,
    question: Callable[[sqlite3.Connection], T],
    moment: Moment | None = None,
) -> T:
    """Answer `question` from the archive, as it stood at `moment` or as it stands.

    Raises Unavailable when it takes too long or the database is not an archive.
    """

    def answer(connection: sqlite3.Connection) -> T:
        with _in_time(connection), unbound(connection):
            connection.execute("begin")
            try:
                if moment is not None:
                    stand(connection, moment)
                return question(connection)
            finally:
                connection.rollback()

    try:
        found: T = await datasette.get_database(DATABASE).execute_fn(answer)
    except sqlite3.OperationalError as error:
        raise Unavailable(_explained(error)) from error
    return found


@contextmanager
def _in_time(connection: sqlite3.Connection) -> Iterator[None]:
    """Interrupt what takes too long, and leave the other threads alone meanwhile."""
    deadline = time.monotonic() + _SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)


def _explained(error: sqlite3.OperationalError) -> str:
    if "interrupted" in str(error):
        return TOO_LONG
    if "no such" in str(error):
        return "This database is not an archive of this version. Run the pipeline once to mend it."
    return f"The archive could not be read just now ({error}). Try again in a moment."


def rows(
    connection: sqlite3.Connection, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()
) -> list[sqlite3.Row]:
    """All rows of a query."""
    return connection.execute(sql, parameters).fetchall()


def row(
    connection: sqlite3.Connection, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()
) -> sqlite3.Row | None:
    """The first row of a query, or None."""
    found: sqlite3.Row | None = connection.execute(sql, parameters).fetchone()
    return found


def value(
    connection: sqlite3.Connection, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()
) -> Any:
    """The first column of the first row, or None."""
    found = row(connection, sql, parameters)
    return found[0] if found is not None else None


def packed(
    connection: sqlite3.Connection,
    columns: Sequence[str],
    sql: str,
    parameters: Sequence[Any] | dict[str, Any],
) -> Iterator[tuple[Any, ...]]:
    """These columns of all rows, in no order, fetched in one step.

    Every row that Python fetches by itself waits for its turn among the threads; a search that
    fetched thousands would wait thousands of times.
    """
    lists = ", ".join(f"json_group_array({column})" for column in columns)
    whole = f"select json_array({lists}) from ({sql})"
    return zip(*json.loads(value(connection, whole, parameters)), strict=True)


def required(found: T | None, what: str) -> T:
    """`found`, or the answer 404 that names what is not here."""
    if found is None:
        raise NotFound(f"There is no {what} in this archive.")
    return found


async def kept_file(
    datasette: Datasette, sha256: str, media_type: str = "application/pdf"
) -> KeptFile:
    """A stored file, wherever the archive says that its files are. Raises Unavailable."""
    folder = Path(datasette.get_database(DATABASE).path).resolve().parent
    address = await read(datasette, address_in)
    try:
        return KeptFile(files=_opened(folder, address), sha256=sha256, media_type=media_type)
    except ConfigError as error:
        raise Unavailable("The files of this archive cannot be reached from here.") from error


@cache
def _opened(folder: Path, address: str | None) -> Files:
    return FileStore(folder) if address is None else open_files(folder, address)
