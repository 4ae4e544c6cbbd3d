"""The site's words in the visitor's language: which one, and what is said in it.

The words are data: `messages/<area>.<language>.yaml`, each a tree of keys. A message is text with
`{places}`, or `{one: ..., other: ...}` chosen by the value of `n`. Every language has the same
keys; a test holds them to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from http.cookies import CookieError
from importlib.resources import files

import yaml
from datasette.utils.asgi import Request
from markupsafe import Markup, escape

LANGUAGES = {"en": "English", "ja": "日本語"}
DEFAULT = "en"
COOKIE = "policy_archive_lang"
A_YEAR = 365 * 24 * 60 * 60  # seconds

Message = str | Mapping[str, str]


def chosen(request: Request | None) -> str:
    """`?lang=`, else what was chosen before, else what the browser prefers, else English."""
    if request is None:
        return DEFAULT
    for given in (request.args.get("lang"), _remembered(request)):
        if given in LANGUAGES:
            return given
    return _preferred(request.headers.get("accept-language") or "")


def _remembered(request: Request) -> str | None:
    try:
        found: str | None = request.cookies.get(COOKIE)
    except CookieError:
        return None
    return found


def remembering(lang: str, path: str) -> bytes:
    """The Set-Cookie header that keeps a language that was chosen."""
    return f"{COOKIE}={lang}; Path={path}; Max-Age={A_YEAR}; SameSite=lax".encode()


def _preferred(header: str) -> str:
    """The best of ours in an Accept-Language header (RFC 9110)."""
    wishes = []
    wish = re.compile(r"\s*([A-Za-z]{1,8})[-\w]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")
    for place, part in enumerate(header.split(",")[:30]):
        match = wish.fullmatch(part)
        if match and match[1].lower() in LANGUAGES:
            wishes.append((-float(match[2] or 1), place, match[1].lower()))
    best = min(wishes, default=(0.0, 0, DEFAULT))
    return best[2] if best[0] < 0 else DEFAULT


@cache
def catalogue(lang: str) -> Mapping[str, Message]:
    """All messages of a language by their dotted keys."""
    found: dict[str, Message] = {}
    for file in sorted(files("archive.web").joinpath("messages").iterdir(), key=lambda f: f.name):
        if file.name.endswith(f".{lang}.yaml"):
            found.update(_flat(yaml.safe_load(file.read_text(encoding="utf-8")), ""))
    return found


def _flat(tree: Mapping[str, object], before: str) -> Iterator[tuple[str, Message]]:
    for key, value in tree.items():
        if isinstance(value, Mapping) and not set(value) <= {"one", "other"}:
            yield from _flat(value, f"{before}{key}.")
        elif isinstance(value, Mapping):
            yield f"{before}{key}", {name: str(text) for name, text in value.items()}
        else:
            yield f"{before}{key}", str(value)


def has(key: str) -> bool:
    """Whether there is such a message."""
    return key in catalogue(DEFAULT)


def say(lang: str, key: str, **values: object) -> str:
    """A message as plain text. Whole numbers get their thousands set apart.

    Raises KeyError for a key that English does not have.
    """
    return _chosen_form(lang, key, values).format(**_shown(values))


def say_html(lang: str, key: str, **values: object) -> Markup:
    """A message as HTML: message and values are escaped, values that are Markup are kept."""
    form = _escaped(_chosen_form(lang, key, values))
    if not values and "{" not in form:
        return form
    shown = {name: escape(value) for name, value in _shown(values).items()}
    return Markup(str.format(form, **shown))


@lru_cache(maxsize=4_096)
def _escaped(form: str) -> Markup:
    return escape(form)


def _chosen_form(lang: str, key: str, values: Mapping[str, object]) -> str:
    message = catalogue(lang).get(key)
    if message is None:
        message = catalogue(DEFAULT)[key]
    if isinstance(message, str):
        return message
    return message["one" if values.get("n") == 1 and "one" in message else "other"]


def _shown(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()
    }
