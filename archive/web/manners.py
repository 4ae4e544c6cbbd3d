"""What HTTP expects of every address, Datasette's own included.

Datasette 1.0a41 answers methods it does not know with 500, or as if they were GET, and says with
405 nothing of what is allowed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.web.cookies import App
from archive.web.queries import DATABASE
from archive.web.several import is_ours

if TYPE_CHECKING:
    from datasette.app import Datasette

_METHODS = ("GET", "HEAD", "POST", "OPTIONS")  # POST: of an operator who is signed in
_ALLOW = (b"allow", b"GET, HEAD")


def polite(app: App, datasette: Datasette) -> App:
    """The application, which refuses other methods in the form that HTTP prescribes."""
    root = datasette.setting("base_url")
    query = f"{root}{DATABASE}/-/query"  # a POST to it ends in 500

    async def inner(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not is_ours(datasette):
            await app(scope, receive, send)
        elif scope["method"] not in _METHODS or (scope["method"], scope["path"]) == ("POST", query):
            await _answer(send, 405, _ALLOW, b"Only GET and HEAD.")
        elif not scope["path"].strip("/") and scope["path"] not in ("", "/"):
            await _answer(send, 301, (b"location", root.encode()))  # Datasette leads to nowhere
        else:
            await app(scope, receive, _saying_what_is_allowed(send))

    return inner


async def _answer(send: Any, status: int, header: tuple[bytes, bytes], body: bytes = b"") -> None:
    headers = [header, (b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _saying_what_is_allowed(send: Any) -> Any:
    async def sent(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start" and message["status"] == 405:
            headers = [pair for pair in message["headers"] if pair[0].lower() != b"allow"]
            message = {**message, "headers": [*headers, _ALLOW]}
        await send(message)

    return sent
