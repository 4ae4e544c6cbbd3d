"""Several archives searched as one: every question goes to all of them at the same time."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, TypeVar

from archive.search import match_query
from archive.web import (
    parameters,
    queries_changes,
    queries_hits,
    queries_several,
    search_scope,
    spellings,
)
from archive.web.memory import remembered
from archive.web.moments import Moment
from archive.web.parameters import Asked
from archive.web.queries import Unavailable, read
from archive.web.queries_hits import Hit
from archive.web.queries_search import (
    DOCUMENTS_A_PAGE,
    MOST_ENTRIES,
    MOST_HITS,
    DocumentHit,
    EntryHit,
    Results,
    hits_shown,
    pages_shown,
)
from archive.web.queries_several import Gathered, Ranked
from archive.web.searching import Choices, Placed
from archive.web.several import Collection
from archive.web.spellings import Advice, Offer

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

T = TypeVar("T")
Question = Callable[[sqlite3.Connection], T]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralArchives:
    """The archives that a visitor may see."""

    datasette: Datasette
    moment: Moment | None
    seen: tuple[Collection, ...]
    is_several: bool = True

    def asked(self, request: Request) -> Asked:
        asked = parameters.asked(request)
        return replace(asked, collection=parameters.text(request, "collection"))

    async def holds(self, document: str) -> bool:
        answers = await self._answers(partial(search_scope.holds, document=document))
        return any(found is not False for _, found in answers)  # a silent one may have it

    async def results(self, asked: Asked) -> Results:
        """An archive that does not answer in time is named, and not waited for."""
        first = (asked.page - 1) * DOCUMENTS_A_PAGE
        ask = partial(
            queries_several.with_rest, asked=asked, documents=first + DOCUMENTS_A_PAGE + 1
        )
        answers = await self._answers(ask, asked)
        heard = _heard(answers)
        parts = [found for _, found in heard]
        ranked = queries_several.rank(parts, asked.order)
        counts = [(one.name, found.documents) for one, found in heard if found.documents]
        return Results(
            documents=await self._shown([one for one, _ in heard], ranked, asked, first),
            total_documents=sum(found.documents for found in parts),
            total_pages=ranked.pages,
            is_capped=ranked.is_capped,
            has_more=len(ranked.order) > first + DOCUMENTS_A_PAGE,
            entries=tuple(_entries(heard)[:MOST_ENTRIES]),
            facets={"collection": sorted(counts, key=lambda count: -count[1]), **ranked.facets},
            unsearchable=sum(found.unsearchable for found in parts),
            silent=_silent(answers),
        )

    async def _shown(
        self, parts: Sequence[Collection], ranked: Ranked, asked: Asked, first: int
    ) -> tuple[DocumentHit, ...]:
        """The documents of one page of results, in their order."""
        keys = ranked.order[first : first + DOCUMENTS_A_PAGE]
        found: dict[tuple[int, int], DocumentHit] = {}
        for at, one in enumerate(parts):
            docids = [docid for where, docid in keys if where == at]
            show = partial(
                hits_shown, found=ranked.found[at], docids=docids, query=asked.query,
                most=pages_shown(asked.scope),
            )  # fmt: skip
            hits = await read(one.site, show, self.moment) if docids else ()
            for docid, hit in zip(docids, hits, strict=True):
                found[at, docid] = replace(hit, collection=one.name)
        return tuple(found[key] for key in keys)

    async def choices(self) -> Choices:
        """Each value of each archive once; a source is called as in the first that has it."""
        each = [found for _, found in await self._told(search_scope.choices)]
        offered: Choices = {"collection": [(one.name, "") for one in self.seen]}
        for name in dict.fromkeys(chain.from_iterable(each)):
            values = chain.from_iterable(found[name] for found in reversed(each))
            by_label = (lambda v: (v[1], v[0])) if name == "source" else None
            offered[name] = sorted(dict(values).items(), key=by_label)
        return offered

    async def known(self) -> list[Offer]:
        return _offers(await self._told(spellings.known))[: spellings.MOST_KNOWN]

    async def suggested(self, typed: str) -> list[Offer]:
        answers = await self._answers(partial(spellings.suggest, typed=typed))
        return _offers(_heard(answers))[: spellings.MOST_SUGGESTED]

    async def advice(self, asked: Asked) -> Advice:
        """A word is nowhere when no archive has it."""
        ask = partial(spellings.nowhere, query=asked.query, scope=asked.scope)
        each = [found for _, found in await self._every(ask, asked)]
        missing = [term for term in chain(*each[:1]) if all(term in found for found in each)]
        spell = partial(spellings.nearest, query=asked.query, scope=asked.scope, missing=missing)
        spelt = dict.fromkeys(chain(*(found for _, found in await self._every(spell, asked))))
        near = sorted(spelt, key=lambda query: (spellings.distance(query, asked.query), query))
        return Advice(
            missing=tuple(term.words for term in missing),
            instead=tuple(near[: spellings.MOST_SPELLINGS]),
        )

    async def unsearchable(self, asked: Asked, most: int) -> list[Placed]:
        ask = partial(search_scope.unsearchable, scope=asked.scope, most=most)
        each = await self._every(ask, asked)
        return [Placed(one.name, row) for one, found in each for row in found][:most]

    async def every_hit(self, asked: Asked, most: int) -> list[Hit]:
        parts, ranked = await self._ranked(asked, most)
        hits = (
            queries_hits.hits_in(ranked.found[at], docid, parts[at].name)
            for at, docid in ranked.order
        )
        return list(chain.from_iterable(hits))[:most]

    async def texts(self, hits: list[Hit]) -> list[Placed]:
        rows: dict[str | None, list[Placed]] = {}
        for one in self.seen:
            own = [hit for hit in hits if hit.collection == one.name]
            ask = partial(queries_hits.pages_of, hits=own)
            found = await read(one.site, ask, self.moment) if own else []
            rows[one.name] = [Placed(one.name, row) for row in reversed(found)]
        return [rows[hit.collection].pop() for hit in hits]

    async def latest(self, asked: Asked) -> list[Placed]:
        found: list[Placed] = []
        for one, best in await self._best(asked):
            ask = partial(queries_hits.latest_documents, best=best)
            found += [Placed(one.name, row) for row in await read(one.site, ask, self.moment)]
        found.sort(key=lambda placed: placed.row["last_changed"], reverse=True)
        return found[: queries_hits.NEWS]

    async def _best(self, asked: Asked) -> list[tuple[Collection, list[Hit]]]:
        """The documents that each archive has found, with the page that is best among all."""
        if not match_query(asked.query):
            return await self._every(partial(queries_hits.best_of, asked=asked), asked)
        parts, ranked = await self._ranked(asked, MOST_HITS)
        return [
            (one, [queries_hits.hits_in(found, docid)[0] for docid in found.docids])
            for one, found in zip(parts, ranked.found, strict=True)
        ]

    async def births(self) -> dict[str | None, str]:
        births = await self._every(queries_changes.birth)
        return {one.name: birth for one, birth in births}

    async def _ranked(self, asked: Asked, most: int) -> tuple[list[Collection], Ranked]:
        """What all archives find, for a file that has no place to name one that is silent."""
        ask = partial(queries_several.part, asked=asked, hits=most, documents=most)
        each = await self._every(ask, asked)
        return [one for one, _ in each], queries_several.rank([a for _, a in each], asked.order)

    async def _told(self, question: Question[T]) -> list[tuple[Collection, T]]:
        """What is the same for every visitor, of those that answer."""
        told = []
        for one in self.seen:
            with suppress(Unavailable):
                told.append((one, await remembered(one.site, question, self.moment)))
        return told

    async def _every(
        self, question: Question[T], asked: Asked | None = None
    ) -> list[tuple[Collection, T]]:
        """What every archive answers. Raises Unavailable when one of them does not."""
        answers = await self._answers(question, asked)
        if silent := _silent(answers):
            raise Unavailable(f"These archives do not answer just now: {', '.join(silent)}.")
        return _heard(answers)

    async def _answers(
        self, question: Question[T], asked: Asked | None = None
    ) -> list[tuple[Collection, T | Unavailable]]:
        """What the archives that are asked answer."""
        only = asked.collection if asked else None
        wanted = [one for one in self.seen if only in (None, one.name)]
        answers = await asyncio.gather(
            *(read(one.site, question, self.moment) for one in wanted), return_exceptions=True
        )
        found: list[tuple[Collection, T | Unavailable]] = []
        for one, answer in zip(wanted, answers, strict=True):
            if isinstance(answer, BaseException) and not isinstance(answer, Unavailable):
                raise answer
            found.append((one, answer))
        return found


def _heard(answers: Sequence[tuple[Collection, T | Unavailable]]) -> list[tuple[Collection, T]]:
    return [(one, found) for one, found in answers if not isinstance(found, Unavailable)]


def _silent(answers: Sequence[tuple[Collection, object]]) -> tuple[str, ...]:
    return tuple(one.name for one, found in answers if isinstance(found, Unavailable))


def _in_turn(each: Iterable[Sequence[T]]) -> list[T]:
    """The first of each, the second of each, and so on."""
    turns = chain.from_iterable(zip_longest(*each))
    return [one for one in turns if one is not None]


def _entries(each: Sequence[tuple[Collection, Gathered]]) -> list[EntryHit]:
    """The items that the archives find, in turn: the best of each first."""
    return _in_turn([replace(h, collection=one.name) for h in found.entries] for one, found in each)


def _offers(each: Sequence[tuple[Collection, Sequence[Offer]]]) -> list[Offer]:
    """What the archives offer, in turn, each text once."""
    placed = ([replace(offer, collection=one.name) for offer in found] for one, found in each)
    return list({offer.value: offer for offer in reversed(_in_turn(placed))}.values())[::-1]
