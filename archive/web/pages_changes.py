"""The ledger of changes: as a page that reads like news, as Atom and as a JSON Feed."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette.utils.asgi import BadRequest, Request, Response

from archive.web import feeds, moments, parameters, queries_changes, words
from archive.web.feeds import Feed, Item
from archive.web.language import has, say
from archive.web.memory import remembered
from archive.web.queries import read, required, value
from archive.web.queries_changes import LedgerScope
from archive.web.render import as_json, as_text, linked, page, public
from archive.web.sentences import said
from archive.web.visits import Visit

if TYPE_CHECKING:
    from datasette.app import Datasette

_MOST_PAGES = 2_000
_FORMATS = {
    "html": "/-/changes",
    "atom": "/-/changes.atom",
    "json": "/-/changes.json",
}
_COLUMNS = (
    "id", "run_id", "at", "kind", "source_id", "document_id", "from_sha256", "to_sha256", "edit",
    "detail",
)  # fmt: skip


@public
async def changes(datasette: Datasette, request: Request) -> Response:
    """The ledger, newest first."""
    asked, number, moment = _scope(request), _number(request), moments.asked(request)
    scope, notes = _without_unknown(asked, Visit.of(request).lang)
    found, has_more = await read(
        datasette, lambda db: queries_changes.changes(db, scope, number), moment
    )
    ids = [change["id"] for change in found]
    edits = await read(datasette, lambda db: queries_changes.edits(db, ids))
    choices = await remembered(datasette, queries_changes.choices, moment)
    then = moment.asked if moment else None

    def link(form: str = "html", **changed: object) -> str:
        """The ledger with a filter changed; None takes it away."""
        values = {**scope.parameters(), "_as_of": then, **changed}
        return linked(datasette.urls.path(_FORMATS[form]), **values)

    context = {
        "changes": found, "edits": edits, "has_more": has_more, "page": number, "scope": scope,
        "on": {name: v for name, v in scope.parameters().items() if v}, "choices": choices,
        "link": link, "page_link": lambda to: link(page=to), "notes": notes,
    }  # fmt: skip
    return await page(datasette, request, "changes.html", context)


@public
async def changes_json(datasette: Datasette, request: Request) -> Response:
    """The ledger as a JSON Feed; `_change` is the row."""
    return as_json(feeds.json_feed(await _feed(datasette, request, _known(request), "json")))


@public
async def changes_atom(datasette: Datasette, request: Request) -> Response:
    """The ledger as an Atom feed."""
    return as_text(
        feeds.atom(await _feed(datasette, request, _known(request), "atom")), feeds.ATOM_TYPE
    )


@public
async def document_atom(datasette: Datasette, request: Request) -> Response:
    """What happens to one document, as an Atom feed."""
    document = parameters.name(request, "id")
    exists = "select 1 from documents where id = ?"
    required(await read(datasette, lambda db: value(db, exists, [document])), "such document")
    scope = LedgerScope(document=document)
    return as_text(feeds.atom(await _feed(datasette, request, scope, "atom")), feeds.ATOM_TYPE)


def _scope(request: Request) -> LedgerScope:
    names = ("source", "kind", "edit", "document")
    return LedgerScope(**{name: parameters.text(request, name, 600) for name in names})


def _without_unknown(scope: LedgerScope, lang: str) -> tuple[LedgerScope, list[str]]:
    """The scope without kinds that there are none of, and what was left out, in words."""
    areas = {"kind": "change", "edit": "edit"}
    wrong = {
        name: given
        for name, given in scope.parameters().items()
        if given and name in areas and not has(f"{areas[name]}.{given}")
    }
    notes = [
        say(lang, "changes.no_value", name=say(lang, f"changes.by.{name}"), given=given)
        for name, given in wrong.items()
    ]
    return replace(scope, **dict.fromkeys(wrong)), notes


def _known(request: Request) -> LedgerScope:
    """The scope of a feed, which has no place to say what was left out. Raises BadRequest."""
    lang = Visit.of(request).lang
    scope, notes = _without_unknown(_scope(request), lang)
    if notes:
        raise BadRequest(" ".join([*notes, say(lang, "search.correct")]))
    return scope


def _number(request: Request) -> int:
    return parameters.whole(request, "page", _MOST_PAGES)


async def _feed(datasette: Datasette, request: Request, scope: LedgerScope, form: str) -> Feed:
    number, moment, lang = _number(request), moments.asked(request), Visit.of(request).lang
    found, has_more = await read(
        datasette, lambda db: queries_changes.changes(db, scope, number), moment
    )
    birth = await remembered(datasette, queries_changes.birth)
    asked = scope.parameters()

    def address(path: str, **parameters: object) -> str:
        return str(datasette.absolute_url(request, linked(datasette.urls.path(path), **parameters)))

    key = f"{birth}|changes|{'|'.join(f'{name}={v}' for name, v in asked.items() if v)}"
    root = address("/").rstrip("/")
    following = address(_FORMATS[form], **asked, page=number + 1) if has_more else None
    return Feed(
        key=key,
        title=_title(found, asked, lang),
        language=lang,
        home=address(_FORMATS["html"], **asked),
        here=str(datasette.absolute_url(request, request.full_path)),
        following=following,
        items=tuple(_item(change, birth, root, lang) for change in found),
    )


def _title(found: list[sqlite3.Row], asked: dict[str, str | None], lang: str) -> str:
    """ "Changes in the policy archive: New, Watched page"."""
    parts = []
    if asked["document"]:
        parts.append((found[0]["title"] if found else None) or asked["document"])
    if asked["source"]:
        parts.append(found[0]["source_title"] if found else asked["source"])
    parts += [words.named("change", asked["kind"], lang), words.named("edit", asked["edit"], lang)]
    told = ", ".join(part for part in parts if part)
    title = say(lang, "changes.feed")
    return f"{title}: {told}" if told else title


def headline(change: sqlite3.Row, lang: str) -> str:
    """ "Revised: Basic Plan ..." on one line."""
    title = " ".join((change["title"] or say(lang, "changes.no_document")).split())
    return f"{words.named('change', change['kind'], lang)}: {title}"


def _item(change: sqlite3.Row, birth: str, root: str, lang: str) -> Item:
    place = "/-/changes"
    if change["document_id"]:
        place = f"/-/documents/{quote(change['document_id'], safe='')}"
    told = said(change["detail"], lang)
    row: dict[str, Any] = {name: change[name] for name in _COLUMNS}
    return Item(
        key=f"{birth}|change|{change['id']}|{change['at']}",
        title=headline(change, lang),
        at=change["at"],
        link=f"{root}{place}#change-{change['id']}",
        text=told,
        tags=tuple(tag for tag in (change["kind"], change["edit"]) if tag),
        language="en" if told == change["detail"] else lang,
        row={"_change": row},
    )
