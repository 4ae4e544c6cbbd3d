"""How values are said to people: dates, sizes, kinds, languages, text states."""

from __future__ import annotations

import re

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish",
    "pt": "Portuguese", "ru": "Russian", "th": "Thai", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_PREDICATES = {
    ("summary_of", "to"): "Is the summary of",
    ("summary_of", "from"): "Has the summary",
    ("translation_of", "to"): "Is a translation of",
    ("translation_of", "from"): "Is translated as",
    ("part_of", "to"): "Is a part of",
    ("part_of", "from"): "Has the part",
    ("replaces", "to"): "Replaces",
    ("replaces", "from"): "Is replaced by",
    ("same_series", "to"): "Same series",
    ("same_series", "from"): "Same series",
}
TEXT_STATUS = {
    "text": "Searchable: the text is the PDF's own.",
    "ocr": "Searchable: the text was read from the page images (OCR) and may hold errors.",
    "mixed": "Partly read from page images (OCR); some pages may not be searchable.",
    "none": "Not searchable: the pages are images without text.",
    "encrypted": "Not searchable: the file needs a password.",
    "damaged": "Not searchable: the file is damaged.",
    "limit": "Not searchable: reading it was stopped at a limit of time or memory.",
}
CHANGES = {
    "new": "New",
    "revised": "Revised",
    "restamped": "Restamped",
    "retitled": "Retitled",
    "moved": "Moved",
    "missing": "Missing",
    "restored": "Restored",
}


def date(text: str | None) -> str:
    """A partial date or a time as people write it: "April 2017", "18 April 2017, 09:30 UTC"."""
    if not text:
        return ""
    match = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d).*)?)?", text)
    if not match or not 1 <= int(match[2]) <= 12:
        return text
    month = f"{_MONTHS[int(match[2]) - 1]} {match[1]}"
    day = f"{int(match[3])} {month}" if match[3] else month
    return f"{day}, {match[4]} UTC" if match[4] else day


def day(text: str | None) -> str:
    """The day of a time."""
    return date((text or "")[:10])


def size(count: int | None) -> str:
    """A number of bytes: 248 KB is 248 times 1024."""
    if count is None:
        return ""
    if count < 1024:
        return f"{count} bytes"
    if count < 1024 * 1024:
        return f"{count / 1024:,.0f} KB"
    return f"{count / 1024 / 1024:,.1f} MB"


def number(count: int | float | None) -> str:
    """With thousands set apart."""
    return "" if count is None else f"{count:,}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """ "1 page", "1,204 pages"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def label(name: str | None) -> str:
    """A stored name as a label: "annual-report" is "Annual report"."""
    text = (name or "").replace("-", " ").replace("_", " ")
    return text[:1].upper() + text[1:]


def language(code: str | None) -> str:
    """The English name of a language."""
    return _LANGUAGES.get(code or "", code or "")


def relation(predicate: str, direction: str) -> str:
    """How a related document stands to the one shown; `direction` is "to" or "from"."""
    return _PREDICATES.get((predicate, direction), label(predicate))


def age(seconds: int | None) -> str:
    """How long ago, roughly."""
    if seconds is None:
        return "never"
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit:
            return f"{plural(seconds // unit, name)} ago"
    return "just now"


def page_label(text: str | None, number: int) -> str:
    """What a page is called: its printed number without dashes around it, else its place."""
    return (text or "").strip(" -–—‐‑|·") or str(number)


def extension(media_type: str) -> str:
    """How a stored file of this type ends in its address."""
    return {"application/pdf": "pdf", "text/html": "html", "application/xml": "xml"}.get(
        media_type, "bin"
    )
