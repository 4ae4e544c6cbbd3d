"""Answers of the site: pages with a strict policy, JSON, and plain text of other kinds."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.resources import DatabaseResource
from datasette.utils.asgi import BadRequest, Base400, Forbidden, Request, Response
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from archive.search_hits import Piece
from archive.web import language, words
from archive.web.moments import PARAMETER
from archive.web.queries import DATABASE
from archive.web.sentences import problem_said, said
from archive.web.several import is_ours
from archive.web.visits import Visit, no_day

if TYPE_CHECKING:
    from datasette.app import Datasette

PLUGIN = "policy-archive"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FILES = (".csv", ".atom", ".bib", ".ris")  # that no page can stand for

View = Callable[["Datasette", Request], Awaitable[Response]]


def public(view: View) -> View:
    """A view of the archive: as `answering`, and only for those who may see it."""

    async def permitted(datasette: Datasette, request: Request) -> Response:
        is_allowed = await datasette.allowed(
            action="view-database", resource=DatabaseResource(DATABASE), actor=request.actor
        )
        if not is_allowed:
            raise Forbidden("You may not see this archive.")
        return await view(datasette, request)

    permitted.__doc__ = view.__doc__
    return answering(permitted)


def answering(view: View) -> View:
    """A view that takes GET and HEAD only, and is friendly when it fails."""

    async def answered(datasette: Datasette, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response.text("Only GET and HEAD.", status=405, headers={"Allow": "GET, HEAD"})
        try:
            _refuse_other_day(request)
            response = await view(datasette, request)
        except Forbidden:
            raise
        except Base400 as error:
            response = await _refusal(datasette, request, error)
        return _remembering(datasette, request, response)

    answered.__doc__ = view.__doc__  # the documentation lists addresses with what they give
    return answered


def _refuse_other_day(request: Request) -> None:
    """A page says that it understood no day and shows today; a file has no place to say so."""
    given = Visit.of(request).misunderstood
    if given and request.path.endswith((*_FILES, ".json", ".jsonld")):
        raise BadRequest(no_day(given))


def _remembering(datasette: Datasette, request: Request, response: Response) -> Response:
    """The answer, which makes the browser keep a language that was chosen."""
    asked = request.args.get("lang")
    if asked in language.LANGUAGES and isinstance(response, Response):
        path = datasette.urls.path("/")
        response.set_cookie(
            language.COOKIE, asked, path=path, max_age=language.A_YEAR, samesite="lax"
        )
    return response


async def _refusal(datasette: Datasette, request: Request, error: Base400) -> Response:
    message = str(error.args[0]) if error.args else "Something is not right with this address."
    return await refused(datasette, request, message, error.status)


async def refused(
    datasette: Datasette, request: Request, message: str, status: int = 400
) -> Response:
    """Why something is not answered: a page, JSON, or a line where a feed or file was asked for."""
    spoken = {"Content-Language": language.chosen(request), "Vary": "Accept-Language, Cookie"}
    words = said(message, language.chosen(request))
    if request.path.endswith((".json", ".jsonld", "/-/health")):
        body = {"ok": False, "error": words, "status": status}
        return as_json(body, status=status, headers=spoken)
    if request.path.endswith(_FILES):
        return as_text(f"{words}\n", "text/plain; charset=utf-8", status, spoken)
    key = f"refusal.{status}"
    title = language.say(language.chosen(request), key if language.has(key) else "refusal.other")
    context = {"title": title, "message": message, "up": _document_of(request, message)}
    return await page(datasette, request, "refusal.html", context, status=status)


def _document_of(request: Request, message: str) -> str | None:
    """The document that an address without a page leads below."""
    below = re.match(r"(/(?!/).*?-/documents/[^/]{1,600})/", request.path)
    return None if below is None or "no document" in message else below[1]


async def page(
    datasette: Datasette,
    request: Request,
    template: str,
    context: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An HTML page from `templates/policy_archive/`."""
    body = await datasette.render_template(
        f"policy_archive/{template}", dict(context), request=request, view_name="policy-archive"
    )
    spoken = {
        "Content-Language": language.chosen(request),
        "Vary": "Accept-Language, Cookie",
    }
    return Response.html(body, status=status, headers={**_HEADERS, **spoken, **(headers or {})})


def as_json(
    body: object,
    status: int = 200,
    content_type: str = "application/json; charset=utf-8",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """JSON that people can read, too."""
    text = json.dumps(body, ensure_ascii=False, indent=2)
    return as_text(text + "\n", content_type, status, headers)


def as_text(
    body: str, content_type: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Text of any kind that a browser must not take for a page."""
    clean = body.encode("utf-8", "replace")
    return Response(clean, status=status, headers=secured(headers), content_type=content_type)


def secured(headers: Mapping[str, str] | None = None) -> dict[str, str]:
    """Headers of an answer that a browser must not take for a page."""
    closed = {"Content-Security-Policy": "sandbox; default-src 'none'"}
    return {**_HEADERS, **closed, **(headers or {})}


def script_json(body: object) -> Markup:
    """JSON for a data block in a page: nothing in it can end the block."""
    text = json.dumps(body, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def marked(pieces: tuple[Piece, ...]) -> Markup:
    """Pieces of text as HTML, hits in `<mark>`."""
    return Markup(
        "".join(
            f"<mark>{escape(text)}</mark>" if is_hit else escape(text) for text, is_hit in pieces
        )
    )


def linked(path: str, **parameters: object) -> str:
    """An address with those parameters that have a value."""
    kept = {key.rstrip("_"): str(v) for key, v in parameters.items() if v not in (None, "", False)}
    return f"{path}?{urlencode(kept, safe=',')}" if kept else path


def lang(code: str | None) -> Markup:
    """A `lang` attribute, when the code is one."""
    if not code or not _LANGUAGE.fullmatch(code):
        return Markup("")
    return Markup(f' lang="{code}"')


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((files("archive.web") / "static" / name).read_bytes()).hexdigest()[:12]


def furnish(environment: Environment, datasette: Datasette) -> None:
    """Give the templates their filters and helpers."""

    def asset(name: str) -> str:
        address = datasette.urls.static_plugins(PLUGIN, name)
        return f"{address}?_hash={_fingerprint(name)}"

    spoken: dict[str, Callable[..., str]] = {
        "pa_date": words.date,
        "pa_day": words.day,
        "pa_size": words.size,
        "pa_label": words.label,
        "pa_language": words.language,
        "pa_age": words.age,
    }
    environment.filters.update({name: _spoken(say) for name, say in spoken.items()})
    environment.filters.update(pa_said=_said, pa_problem=_problem)
    environment.filters.update(
        pa_number=words.number, pa_lang=lang, pa_marked=marked, pa_script_json=script_json
    )
    environment.globals.update(
        pa_absolute=_absolute_of(datasette),
        pa_asset=asset,
        pa_link=_link_of(datasette),
        pa_plural=words.plural,
        pa_body=words.body,
        pa_extension=words.extension,
        pa_page=words.page_label,
        pa_relation=_spoken(words.relation),
        pa_named=_spoken(words.named),
        pa_is_ours=lambda: is_ours(datasette),
        pa_has_archive=lambda: DATABASE in datasette.databases,
        pa_visit=_visit,
        t=_t,
    )


@pass_context
def _visit(context: Context) -> Visit:
    """`pa_visit()`: how the visitor looks at the site; a page of an error knows no request."""
    return Visit.of(context.get("request"))


def _spoken(say: Callable[..., str]) -> Callable[..., str]:
    """A function of `words` that is given the visitor's language."""

    @pass_context
    def spoken(context: Context, *values: Any) -> str:
        return say(*values, lang=_visit(context).lang)

    return spoken


@pass_context
def _said(context: Context, text: str | None, most: int = 2_000) -> Markup:
    """A sentence that the archive wrote in English, in the visitor's language if there is a way."""
    spoken = _visit(context).lang
    told = said(text, spoken)
    shown = escape(told if len(told) <= most else f"{told[:most].rstrip()}…")
    is_english = told == (text or "").strip()
    if not is_english or spoken == language.DEFAULT:
        return shown
    return Markup('<span lang="en">{}</span>').format(shown)


@pass_context
def _problem(context: Context, text: str | None, most: int = 4_000) -> Markup:
    """The message of a problem in the visitor's language; what stays English is marked as such."""
    spoken, given = _visit(context).lang, (text or "").strip()
    shown = f"{given[:most].rstrip()}…" if len(given) > most else given
    pieces = problem_said(shown, spoken) if spoken != language.DEFAULT else [(shown, True)]
    english = Markup('<span lang="en">{}</span> ')
    return Markup("").join(escape(p) if is_said else english.format(p) for p, is_said in pieces)


@pass_context
def _t(context: Context, key: str, **values: object) -> Markup:
    """`t("n.page", n=3)`: a message of `messages/` in the visitor's language, escaped."""
    return language.say_html(_visit(context).lang, key, **values)


def _absolute_of(datasette: Datasette) -> Callable[..., str]:
    @pass_context
    def absolute(context: Context, path: str) -> str:
        """A path of this site as a whole address; the page of an error may know no request."""
        request = context.get("request")
        shown = datasette.urls.path(path)
        return str(datasette.absolute_url(request, shown)) if request else str(shown)

    return absolute


def _link_of(datasette: Datasette) -> Callable[..., str]:
    @pass_context
    def link(context: Context, path: str, **parameters: object) -> str:
        """An address of this site; a journey in time goes on from page to page."""
        moment = _visit(context).moment
        is_data = path.startswith(f"/{DATABASE}/-/query")
        if moment is not None and (path.endswith("/") or ("/-/" in path and not is_data)):
            parameters.setdefault(PARAMETER, moment.asked)
        return linked(datasette.urls.path(path), **parameters)

    return link
