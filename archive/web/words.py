"""How values are said to people: dates, sizes, kinds, languages, text states."""

from __future__ import annotations

import re

from archive.web.language import DEFAULT, has, say


def date(text: str | None, lang: str = DEFAULT) -> str:
    """A partial date or a time as people write it: "April 2017", "18 April 2017, 09:30 UTC"."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d).*)?)?)?", text or "")
    if not match or not 1 <= int(match[2] or 1) <= 12:
        return text or ""
    if not match[2]:
        return say(lang, "date.year", year=match[1])
    month = say(lang, f"date.names.{int(match[2])}")
    if not match[3]:
        return say(lang, "date.month", month=month, year=match[1])
    whole = say(lang, "date.day", day=str(int(match[3])), month=month, year=match[1])
    return say(lang, "date.time", day=whole, time=match[4]) if match[4] else whole


def day(text: str | None, lang: str = DEFAULT) -> str:
    """The day of a time."""
    return date((text or "")[:10], lang)


def size(count: int | None, lang: str = DEFAULT) -> str:
    """A number of bytes: 248 KB is 248 times 1024."""
    if count is None:
        return ""
    if count < 1024:
        return say(lang, "size.bytes", n=count)
    if count < 1024 * 1024:
        return say(lang, "size.kb", n=f"{count / 1024:,.0f}")
    return say(lang, "size.mb", n=f"{count / 1024 / 1024:,.1f}")


def number(count: int | float | None) -> str:
    """With thousands set apart."""
    return "" if count is None else f"{count:,}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """ "1 page", "1,204 pages"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def label(name: str | None, lang: str = DEFAULT) -> str:
    """A stored kind, part or other name as a label: "annual-report" is "Annual report"."""
    for area in ("kind", "part"):
        if name and has(f"{area}.{name}"):
            return say(lang, f"{area}.{name}")
    text = (name or "").replace("-", " ").replace("_", " ")
    return text[:1].upper() + text[1:]


def language(code: str | None, lang: str = DEFAULT) -> str:
    """The name of a language."""
    return named("language", code, lang)


def named(area: str, name: str | None, lang: str = DEFAULT) -> str:
    """What a stored name is called, as `change.revised` or `text_is.ocr`; else the name itself."""
    return say(lang, f"{area}.{name}") if has(f"{area}.{name}") else name or ""


def relation(predicate: str, direction: str, lang: str = DEFAULT) -> str:
    """How a related document stands to the one shown; `direction` is "to" or "from"."""
    key = f"relation.{predicate}.{direction}"
    return say(lang, key) if has(key) else label(predicate)


def age(seconds: int | None, lang: str = DEFAULT) -> str:
    """How long ago, roughly."""
    if seconds is None:
        return say(lang, "age.never")
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit:
            return say(lang, f"n.{name}", n=seconds // unit)
    return say(lang, "age.now")


def body(*names: str | None) -> str | None:
    """The first body that has a name; files imported by hand come from none that is known."""
    return next((name for name in names if name and name != "unknown"), None)


def page_label(text: str | None, number: int) -> str:
    """What a page is called: its printed number without dashes around it, else its place."""
    return (text or "").strip(" -–—‐‑|·") or str(number)


def extension(media_type: str) -> str:
    """How a stored file of this type ends in its address."""
    return {"application/pdf": "pdf", "text/html": "html", "application/xml": "xml"}.get(
        media_type, "bin"
    )
