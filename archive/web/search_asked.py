"""A search as asked of this archive: filters that nothing here can have are left out, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from datasette.utils.asgi import BadRequest, Request

from archive.web import moments, parameters, search_scope, words
from archive.web.language import has, say
from archive.web.memory import remembered
from archive.web.parameters import Asked
from archive.web.queries import read, value
from archive.web.visits import Visit

if TYPE_CHECKING:
    from datasette.app import Datasette

_WORDS = {"kind": "kind", "part": "part", "language": "language", "text": "text_is"}


async def asked_of(datasette: Datasette, request: Request) -> Asked:
    """What is searched for on a page; its notes say which filters were left out."""
    asked, unknown = await _looked_up(datasette, request)
    lang = Visit.of(request).lang
    notes = [_note(lang, name, given) for name, given in unknown.items()]
    scope = replace(asked.scope, **dict.fromkeys(unknown))
    return replace(asked, scope=scope, notes=(*asked.notes, *notes))


async def asked_of_file(datasette: Datasette, request: Request) -> Asked:
    """As `asked_of`, for JSON, CSV and feeds, which have no place to say what was left out.

    What no document has yet, though one could, stays: a feed may wait for the first law.
    Raises BadRequest for what cannot be.
    """
    asked, unknown = await _looked_up(datasette, request)
    lang = Visit.of(request).lang
    wrong = [_note(lang, n, v) for n, v in unknown.items() if not has(f"{_WORDS.get(n)}.{v}")]
    if asked.notes or wrong:
        raise BadRequest(" ".join([*asked.notes, *wrong, say(lang, "search.correct")]))
    return asked


def _note(lang: str, name: str, given: str) -> str:
    given = words.named(_WORDS.get(name, name), given, lang)
    return say(lang, "search.no_value", name=say(lang, f"search.filter.{name}"), given=given)


async def _looked_up(datasette: Datasette, request: Request) -> tuple[Asked, dict[str, str]]:
    """The search, and the filters whose value no document has."""
    asked, moment = parameters.asked(request), moments.asked(request)
    given = asked.scope.parameters()
    choices = await remembered(datasette, search_scope.choices, moment)
    unknown = {
        name: given[name]
        for name, offered in choices.items()
        if name in given and given[name] not in {known for known, _ in offered}
    }
    if asked.scope.document:
        exists, sought = "select 1 from documents where id = ?", [asked.scope.document]
        if not await read(datasette, lambda db: value(db, exists, sought), moment):
            unknown["document"] = asked.scope.document
    return asked, unknown
