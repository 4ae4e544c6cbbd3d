"""Datasette's own pages in the visitor's language.

Datasette 1.0a41 speaks English only, in its templates and in its code. Its pages are taken as they
are, so that nothing of it has to be copied and kept up with: whatever stands between two tags, and
the few attributes that people read, is looked up in `sentences/stock.<language>.yaml`, and said in
the visitor's language where it is found. Data are never touched: cells of tables, SQL and scripts
are passed over, and forms match whole texts only.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Request

from archive.web import language
from archive.web.cookies import App
from archive.web.queries import DATABASE
from archive.web.sentences import stock_said

if TYPE_CHECKING:
    from datasette.app import Datasette

# What is passed over whole, and any other tag.
_PIECE = re.compile(
    r'<(script|style|textarea|pre|code)\b.*?</\1\s*>|<td class="col-.*?</td>|<!--.*?-->|<[^>]*>',
    re.DOTALL | re.IGNORECASE,
)
_READ = re.compile(r'\b(value|placeholder|title|aria-label|data-column-description)="([^"]*)"')
_SPOKEN_TAG = re.compile(r"<(?:a|button|div|input|nav|p|span|th)\b|<option value", re.IGNORECASE)
_VALUE_READ = re.compile(r"<input\b[^>]*\btype=\"?(?:submit|button)\b", re.IGNORECASE)
_DATA = ("<option>", "<dt", "<option selected")
_LONGEST = 1_000  # characters that are looked up: what is longer is data
_LANGUAGE = re.compile(r'<html lang="en"')


def in_language(page: str, lang: str) -> str:
    """A page of Datasette's, English, in another language."""
    out, at, before = [], 0, ""
    for piece in _PIECE.finditer(page):
        out.append(_text(page[at : piece.start()], before, lang))
        before = piece[0]
        out.append(_tag(before, lang))
        at = piece.end()
    out.append(page[at:])
    return _LANGUAGE.sub(f'<html lang="{lang}"', "".join(out), count=1)


def _text(text: str, tag: str, lang: str) -> str:
    """The text that follows a tag. Names of columns stand in options without a value."""
    bare = " ".join(text.split())
    if not 0 < len(bare) <= _LONGEST or tag.startswith(_DATA) or "data-facet-value" in tag:
        return text
    told = _looked_up(f"option: {bare}", lang) if tag.startswith("<option ") else None
    told = told or _looked_up(bare, lang)
    if told is None:
        return text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return f"{text[:start]}{told}{text[end:]}"


def _tag(tag: str, lang: str) -> str:
    if not _SPOKEN_TAG.match(tag):
        return tag

    def told(attribute: re.Match[str]) -> str:
        if attribute[1] == "value" and not _VALUE_READ.match(tag):
            return attribute[0]
        found = _looked_up(attribute[2], lang)
        return attribute[0] if found is None else f'{attribute[1]}="{found}"'

    return _READ.sub(told, tag)


@lru_cache(maxsize=2_048)
def _looked_up(text: str, lang: str) -> str | None:
    """What stands in HTML, in a language, for HTML; None when it is not known."""
    told = stock_said(unescape(text), lang)
    return None if told is None else escape(told)


def spoken(app: App, datasette: Datasette) -> App:
    """The application, its pages in the visitor's language where they are not ours.

    Datasette takes `?lang=` for a filter on a column, and finds nothing: it is never told of it.
    """
    root = datasette.setting("base_url")

    async def inner(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or DATABASE not in datasette.databases:
            await app(scope, receive, send)
            return
        request = Request(scope, receive)
        lang, cookie = language.chosen(request), None
        if "lang" in request.args and request.path.startswith(f"{root}{DATABASE}"):
            scope = _told_by_cookie(scope, request, lang)
            cookie = language.remembering(lang, root)
        await app(scope, receive, _Interpreter(send, lang, cookie).send)

    return inner


def _told_by_cookie(scope: dict[str, Any], request: Request, lang: str) -> dict[str, Any]:
    """The request with its language in a cookie and not in its address."""
    kept = [(key, value) for key, value in _query(request) if key != "lang"]
    headers = [pair for pair in scope["headers"] if pair[0] != b"cookie"]
    cookies = "; ".join(filter(None, [request.headers.get("cookie"), f"{language.COOKIE}={lang}"]))
    headers.append((b"cookie", cookies.encode("latin-1")))
    query = urlencode(kept, errors="surrogateescape")
    return {**scope, "headers": headers, "query_string": query.encode()}


def _query(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(request.query_string, keep_blank_values=True, errors="surrogateescape")


class _Interpreter:
    """Holds back a page of Datasette's until it is whole, and passes on everything else."""

    def __init__(self, send: Any, lang: str, cookie: bytes | None) -> None:
        self._send = send
        self._lang = lang
        self._cookie = cookie
        self._start: dict[str, Any] | None = None
        self._body = b""

    async def send(self, message: dict[str, Any]) -> None:
        """What the application sends."""
        if message["type"] == "http.response.start" and self._is_stock(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._say(self._start)

    def _is_stock(self, start: dict[str, Any]) -> bool:
        headers = {name.lower(): value for name, value in start["headers"]}
        is_page = headers.get(b"content-type", b"").startswith(b"text/html")
        return is_page and b"content-language" not in headers

    async def _say(self, start: dict[str, Any]) -> None:
        if self._lang != language.DEFAULT:
            page = self._body.decode("utf-8", "replace")
            self._body = in_language(page, self._lang).encode("utf-8")
        said = [
            (b"content-language", self._lang.encode()),
            (b"vary", b"Accept-Language, Cookie"),
        ]
        if self._body:  # of a HEAD, nobody knows how long it would be
            said.append((b"content-length", str(len(self._body)).encode()))
        if self._cookie:
            said.append((b"set-cookie", self._cookie))
        kept = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        await self._send({**start, "headers": kept + said})
        await self._send({"type": "http.response.body", "body": self._body})
