"""What a person can do about each kind of problem."""

from __future__ import annotations

from collections.abc import Mapping

_AGAIN = "Nothing yet, the next run tries again; when it stays, open the address in a browser."
_MEND = "Run again to fetch it anew, or `verify --repair FOLDER` with a copy."
_READ: Mapping[str, str] = {
    "encrypted": "Put its password under `passwords` in the source's file, then `reread`.",
    "damaged": "Open the file; when the publisher's copy is broken too, tell the publisher.",
    "limit": "Open the file; it is kept, but too large or too intricate to be read.",
    "partly_read": "Look at the pages named; the rest of the document is in the archive.",
    "plugin": "Mend or update the plugin that it names, or uninstall it; then run again.",
    "unreadable": "Open the file; it is kept, and the next reader may read it: `reread`.",
}
_FETCHED: Mapping[str, str] = {
    "deferred": "Nothing: run again after the time that the host named.",
    "gone": "Ask the publisher for it, or set `wayback: fallback` in the source's file.",
    "not_pdf": "Open the address; `add` the document when a browser gets it.",
    "too_large": "Fetch it with a browser and `add` it, if it is wanted.",
    "blocked": "Look at the address; name its host under `hosts` if it may be fetched.",
    "robots": "Ask the publisher for leave, or to open the page; it is not fetched against that.",
    "listing_changed": "Open the page, `check` the source and mend its file; nothing was lost.",
    "too_many_pages": "Make `follow` in the source's file more exact; what was read is kept.",
    "unreachable": "Open the page in a browser; when it moved, mend `pages` in the source's file.",
}
_KEPT: Mapping[str, str] = {
    "missing": _MEND,
    "altered": _MEND,
    "truncated": _MEND,
    "stranger": "Move it out of the archive, or `add` it.",
}


def what_to_do(stage: str, code: str) -> str:
    """The next step for problems of a stage and code."""
    if stage == "verify":
        return _KEPT.get(code, _MEND)
    return _READ.get(code) or _FETCHED.get(code, _AGAIN)
