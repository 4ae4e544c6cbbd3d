"""A search as asked: filters whose value nothing here can have are left out, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datasette.utils.asgi import BadRequest, Request

from archive.web import words
from archive.web.language import has, say
from archive.web.parameters import Asked
from archive.web.visits import Visit

if TYPE_CHECKING:
    from archive.web.searching import Searched

_WORDS = {"kind": "kind", "part": "part", "language": "language", "text": "text_is"}


async def asked_of(searched: Searched, request: Request) -> Asked:
    """What is searched for on a page; its notes say which filters were left out."""
    asked, unknown = await _looked_up(searched, request)
    lang = Visit.of(request).lang
    notes = [_note(lang, name, given) for name, given in unknown.items()]
    kept = None if "collection" in unknown else asked.collection
    scope = replace(asked.scope, **dict.fromkeys(unknown.keys() - {"collection"}))
    return replace(asked, scope=scope, collection=kept, notes=(*asked.notes, *notes))


async def asked_of_file(searched: Searched, request: Request) -> Asked:
    """As `asked_of`, for JSON, CSV and feeds, which have no place to say what was left out.

    What no document has yet, though one could, stays: a feed may wait for the first law.
    Raises BadRequest for what cannot be.
    """
    asked, unknown = await _looked_up(searched, request)
    lang = Visit.of(request).lang
    wrong = [_note(lang, n, v) for n, v in unknown.items() if not has(f"{_WORDS.get(n)}.{v}")]
    if asked.notes or wrong:
        raise BadRequest(" ".join([*asked.notes, *wrong, say(lang, "search.correct")]))
    return asked


def _note(lang: str, name: str, given: str) -> str:
    given = words.named(_WORDS.get(name, name), given, lang)
    return say(lang, "search.no_value", name=say(lang, f"search.filter.{name}"), given=given)


async def _looked_up(searched: Searched, request: Request) -> tuple[Asked, dict[str, str]]:
    """The search, and the filters whose value no document has."""
    asked = searched.asked(request)
    given = asked.scope.parameters()
    if asked.collection:
        given["collection"] = asked.collection
    choices = await searched.choices()
    unknown = {
        name: given[name]
        for name, offered in choices.items()
        if name in given and given[name] not in {known for known, _ in offered}
    }
    if asked.scope.document and not await searched.holds(asked.scope.document):
        unknown["document"] = asked.scope.document
    return asked, unknown
