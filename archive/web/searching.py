"""What is searched: an archive, or several as one (`searching_several`).

The pages of a search ask what they show of a `Searched`, and know of no other difference.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from datasette.utils.asgi import Request, Response

from archive.web import (
    moments,
    parameters,
    queries_changes,
    queries_hits,
    queries_search,
    search_scope,
    spellings,
)
from archive.web.memory import remembered
from archive.web.moments import Moment
from archive.web.parameters import Asked
from archive.web.queries import read
from archive.web.queries_hits import Hit
from archive.web.queries_search import Results
from archive.web.render import View, public
from archive.web.spellings import Advice, Offer

if TYPE_CHECKING:
    from datasette.app import Datasette

Choices = dict[str, list[tuple[str, str]]]  # filter -> value and label, which may be empty


class Placed(NamedTuple):
    """A row, and which of several archives has it."""

    collection: str | None
    row: sqlite3.Row


class Searched(Protocol):
    """What a search looks in, as it stood at a moment. All may raise Unavailable."""

    @property
    def datasette(self) -> Datasette:
        """Whose addresses and templates show what is found."""

    @property
    def moment(self) -> Moment | None:
        """None: now."""

    @property
    def is_several(self) -> bool:
        """Whether what is found says in which archive it is."""

    def asked(self, request: Request) -> Asked:
        """The search in an address."""

    async def holds(self, document: str) -> bool:
        """Whether there is a document of this name."""

    async def results(self, asked: Asked) -> Results:
        """One page of what is found."""

    async def choices(self) -> Choices:
        """What the filters of the search form offer."""

    async def known(self) -> list[Offer]:
        """Issuers and titles for typing without scripts."""

    async def suggested(self, typed: str) -> list[Offer]:
        """Titles and issuers that begin like what is being typed."""

    async def advice(self, asked: Asked) -> Advice:
        """What to do when nothing was found."""

    async def unsearchable(self, asked: Asked, most: int) -> list[Placed]:
        """Documents in scope with pages that cannot be searched."""

    async def every_hit(self, asked: Asked, most: int) -> list[Hit]:
        """All that is found, best first, at most `most`."""

    async def texts(self, hits: list[Hit]) -> list[Placed]:
        """The documents and page texts behind these hits, in their order."""

    async def latest(self, asked: Asked) -> list[Placed]:
        """The documents found, those that came or changed last first, with their best page."""

    async def births(self) -> dict[str | None, str]:
        """What tells each archive from any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneArchive:
    """An archive that is served by itself."""

    datasette: Datasette
    moment: Moment | None
    is_several: bool = False

    def asked(self, request: Request) -> Asked:
        return parameters.asked(request)

    async def holds(self, document: str) -> bool:
        return await read(self.datasette, lambda db: search_scope.holds(db, document), self.moment)

    async def results(self, asked: Asked) -> Results:
        return await remembered(
            self.datasette,
            lambda db: queries_search.search(db, asked.query, asked.scope, asked.page, asked.order),
            self.moment,
            key=(asked.query, asked.scope, asked.page, asked.order),
        )

    async def choices(self) -> Choices:
        return await remembered(self.datasette, search_scope.choices, self.moment)

    async def known(self) -> list[Offer]:
        return await remembered(self.datasette, spellings.known, self.moment)

    async def suggested(self, typed: str) -> list[Offer]:
        return await read(self.datasette, lambda db: spellings.suggest(db, typed), self.moment)

    async def advice(self, asked: Asked) -> Advice:
        def ask(db: sqlite3.Connection) -> Advice:
            return spellings.advise(db, asked.query, asked.scope)

        return await read(self.datasette, ask, self.moment)

    async def unsearchable(self, asked: Asked, most: int) -> list[Placed]:
        def ask(db: sqlite3.Connection) -> list[sqlite3.Row]:
            return search_scope.unsearchable(db, asked.scope, most)

        return _here(await read(self.datasette, ask, self.moment))

    async def every_hit(self, asked: Asked, most: int) -> list[Hit]:
        def ask(db: sqlite3.Connection) -> list[Hit]:
            return queries_hits.hits_of(db, asked, most)

        return await read(self.datasette, ask, self.moment)

    async def texts(self, hits: list[Hit]) -> list[Placed]:
        def ask(db: sqlite3.Connection) -> list[sqlite3.Row]:
            return queries_hits.pages_of(db, hits)

        return _here(await read(self.datasette, ask, self.moment))

    async def latest(self, asked: Asked) -> list[Placed]:
        def ask(db: sqlite3.Connection) -> list[sqlite3.Row]:
            return queries_hits.latest_documents(db, queries_hits.best_of(db, asked))

        return _here(await read(self.datasette, ask, self.moment))

    async def births(self) -> dict[str | None, str]:
        return {None: await remembered(self.datasette, queries_changes.birth)}


def _here(found: list[sqlite3.Row]) -> list[Placed]:
    return [Placed(None, row) for row in found]


SearchView = Callable[[Searched, Request], Awaitable[Response]]


def in_one(view: SearchView) -> View:
    """A page of a search as a page of an archive that is served by itself."""

    async def answered(datasette: Datasette, request: Request) -> Response:
        searched = OneArchive(datasette=datasette, moment=moments.asked(request))
        return await view(searched, request)

    answered.__doc__ = view.__doc__  # the documentation lists addresses with what they give
    return public(answered)
