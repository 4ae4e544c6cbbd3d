"""Cookies that cannot be parsed are left out: Datasette 1.0a41 answers them with an error page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def without_broken_cookies(app: App) -> App:
    """The application, asked without a Cookie header that is no list of cookies."""

    async def inner(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            headers = [
                (name, value)
                for name, value in scope["headers"]
                if name != b"cookie" or _is_sound(value)
            ]
            scope = {**scope, "headers": headers}
        await app(scope, receive, send)

    return inner


def _is_sound(value: bytes) -> bool:
    try:
        SimpleCookie().load(value.decode("latin-1"))
    except CookieError:
        return False
    return True
