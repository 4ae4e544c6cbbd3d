"""A list item as printed into title, file, dates, part, number, issuer and kind.

The item is peeled from the outside in: bullets and window notes, file information, brackets,
dates at either end. What is left is the title; every stage records what it took and why.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from metadata.dates import FoundDate
from metadata.folding import fold
from metadata.identifiers import find_identifiers
from metadata.issuers import body_in_title
from metadata.item_brackets import peel_brackets
from metadata.item_dates import coverage_of, order_hint
from metadata.item_files import format_of_link
from metadata.item_found import Found
from metadata.item_lines import choose_title_line, peel_references
from metadata.item_peeling import peel_file
from metadata.item_remarks import peel_back, peel_front
from metadata.item_text import ItemText
from metadata.kinds import kind_of
from metadata.parts import (
    language_at_end,
    language_in_bracket,
    language_of_translation,
    part_of_title,
)
from metadata.records import Finding, ItemDescription, Kind


def describe_item(
    text: str, *, href: str | None, language: str, context: str | None = None
) -> ItemDescription:
    """Take a printed item apart; never raises, whatever the text.

    `language` is the page's (ISO 639-1). `context` is the heading above the item, or the text of
    the entry that led to its page: it only lends a kind where the item names none.
    """
    item = ItemText(text, language, order_hint(href, text))
    found = Found(item.printed, href or "")
    peel_front(item)
    peel_back(item, found)
    peel_file(item, found)
    peel_front(item)
    peel_back(item, found)
    only_file_peeled = item.snapshot()
    peel_references(item, found)
    peel_brackets(item, found)
    peel_back(item, found)
    choose_title_line(item, found)
    if not re.search(r"\w", item.rest):
        item.restore(only_file_peeled)
    title = item.remainder()
    _from_title(item, found, title)
    _from_link(found, href)
    return _described(item, found, title, _kind(found, title, language, href, context))


def _from_title(item: ItemText, found: Found, title: str) -> None:
    folded = fold(title)
    numbers = find_identifiers(folded, item.language)
    dates = tuple(
        date
        for date in item.dates(folded)
        if not any(n.start < date.end and date.start < n.end for n in numbers)
    )
    if (period := coverage_of(folded, dates)) is not None:
        shown = title[period.start : period.end]
        found.add("coverage", period.value, shown, f"period in title ({period.rule})")
    elif (month := _month_alone(folded, dates)) is not None:
        found.add("coverage", month.value, title, "month as title")
    _number_in_title(item, found, folded, title)
    part = part_of_title(folded)
    if part.value is not None:
        found.add("part", part.value, part.evidence, part.rule, 1)
        if part.value == "translation" and (code := language_of_translation(folded)):
            found.add("language", code, part.evidence, "language of translation", 1)
    if not found.has("language") and (code := language_in_bracket(_last_segment(folded))):
        found.add("language", code, title, "language as title", 2)
    if item.language != "en" and not found.has("language") and (code := language_at_end(folded)):
        found.add("language", code, title, "language at the end of the title", 2)
    if (body := body_in_title(folded)) is not None:
        start, end, rule = body
        found.add("issuer", title[start:end], title[start:end], rule, 2)


def _last_segment(title: str) -> str:
    """What stands after the last dash or colon: "Leitfaden - englische Version"."""
    return re.split(r"\s[-|:]\s|:\s", title)[-1]


def _month_alone(title: str, dates: tuple[FoundDate, ...]) -> FoundDate | None:
    """A month that is the whole title is a period."""
    months = [date for date in dates if re.fullmatch(r"\d{4}-\d\d", date.value)]
    if len(months) != 1:
        return None
    left = (title[: months[0].start] + title[months[0].end :]).strip()
    return None if re.search(r"\w", left) else months[0]


def _number_in_title(item: ItemText, found: Found, folded: str, title: str) -> None:
    if found.has("identifier"):
        return
    numbers = find_identifiers(folded, item.language)
    for number in numbers[:1]:
        value = title[number.value_start : number.value_end]
        found.add("identifier", value, value, f"number in title ({number.rule})", 1)
        leads = not re.search(r"\w", folded[: number.start])
        if number.kind is not None:
            found.add(
                "kind by number" if leads else "kind by mention", number.kind, value, number.rule
            )
        if number.body and len(number.body) > 1:
            found.add("issuer", number.body, value, "body named in the number", 1)


def _from_link(found: Found, href: str | None) -> None:
    extension = format_of_link(href) if href else None
    if extension is not None and href is not None:
        found.add("format", extension, href, "extension of the link", 9)


_PRESS = re.compile(
    r"/(?:press|houdou|hodo|kisha|news|presse|pressemitteilungen|nyheter)(?:[/_-]|$)"
)


# 会議録 and 議事録 spelt out, or "...Min012517.pdf".
_MINUTES = re.compile(r"kaigi-?roku|giji-?roku|[Mm]inutes|Min(?=[_-]?\d{4})|[Pp]rotokoll")
_FILE_NAME = 80  # characters at the end of an address that name its file


def _kind(
    found: Found, title: str, language: str, href: str | None, context: str | None
) -> Finding[Kind]:
    """The kind by the title's words, the number's form, the link's folder or the heading."""
    named = kind_of(title, language)
    numbered = found.best("kind by number")
    if numbered.value is not None and not _outweighs(named, title):
        return numbered
    if href and format_of_link(href) == "html" and _PRESS.search(href.casefold()):
        return Finding(value="news", evidence=href, where="url", rule="folder of the link")
    named = named if named.value is not None else found.best("kind by mention")
    if named.value is not None:
        return named
    if minutes := _MINUTES.search(unquote(href or "")[-_FILE_NAME:]):
        return Finding(value="minutes", evidence=minutes[0], where="url", rule="name of the file")
    if context:
        return kind_of(context.rsplit(" > ", 1)[-1], language, where="section")
    return named


def _outweighs(named: Finding[Kind], title: str) -> bool:
    """Whether the title says its kind better than its number: 食品表示基準Q&A（消食表第140号）."""
    instructs = named.value in {"guideline", "form"} and title.endswith(named.evidence)
    return instructs or named.rule.startswith("strong")


def _described(item: ItemText, found: Found, title: str, kind: Finding[Kind]) -> ItemDescription:
    rest: dict[str, Finding[Any]] = {
        name: found.best(name)
        for name in ("format", "declared_bytes", "pages", "published", "coverage", "part",
                     "language", "identifier", "issuer", "external_site")
    }  # fmt: skip
    if rest["format"].rule == "extension of the link":
        rest["format"] = replace(rest["format"], where="url")
    whole = item.printed.strip() if fold(item.printed).strip() else ""
    named = title or whole or None
    rule = "what is left of the item" if title else "the whole item"
    shown = Finding(value=named, evidence=whole if named else "", where="item", rule=rule)
    return ItemDescription(title=shown, kind=kind, **rest)
