"""The lines of an item: which one is the title, and what the others say beside it."""

from __future__ import annotations

import re

from metadata.identifiers import find_identifiers
from metadata.item_brackets import record_identifiers
from metadata.item_date_words import LABEL_BEFORE
from metadata.item_dates import (
    is_scope,
    latest,
    note_act_date,
    note_date_within,
    only_dates,
    peel_ends,
)
from metadata.item_found import Found
from metadata.item_text import GONE, ItemText
from metadata.parts import language_in_bracket

_REFERENCE = re.compile(
    r"(?<!\w)(?:Ref(?:erence)?s?|Dnr|Aktenzeichen|Diarienummer)\s?[:]\s?(?P<refs>[^\n\x00]{2,120})"
)
_BY = re.compile(
    r"\s*(?:published by|prepared by|issued by|authors?|organisation|organization|department|"
    r"herausgeber|herausgegeben von|utgivare|auteur|autor|autore|発行者?|作成者?|発表者?)\s?:\s?"
    r"(?P<body>[^\n\x00]{2,100})",
    re.IGNORECASE,
)


def peel_references(item: ItemText, found: Found) -> None:
    """Take a "Ref:" note off the end of a line; its numbers, joined, are the identifier."""
    match = _REFERENCE.search(item.rest)
    if match is None or not re.search(r"\d", match["refs"]):
        return
    parts = [
        part.strip(" .")
        for part in re.split(r",\s(?!\d{4}-\d\d\b)|;", match["refs"])
        if re.search(r"\d", part)
    ]
    printed = [_as_printed(item, part, match.start("refs")) for part in parts]
    evidence = item.evidence(match.start(), match.end())
    found.add("identifier", "; ".join(printed), evidence, "reference line")
    item.erase(match.start(), match.end())


def _as_printed(item: ItemText, part: str, after: int) -> str:
    place = item.rest.find(part, after)
    return item.evidence(place, place + len(part)) if place >= 0 else part


def choose_title_line(item: ItemText, found: Found) -> None:
    """Keep the first line that says more than a date; take what the others say and drop them."""
    lines = _line_spans(item.rest)
    worded = [(s, e) for s, e in lines if re.search(r"\w", item.rest[s:e])]
    title = next((line for line in worded if not _only_a_date(item, *line)), None)
    if title is None:
        return
    start, end = title
    for line in [line for line in worded if line[0] > start]:
        if not _continues(item.rest[start:end], item.rest[slice(*line)]):
            break
        end = line[1]
    for line in worded:
        if not start <= line[0] < end:
            _take_line(item, found, *line)
    _peel_labelled(item, found, start, end)
    note_act_date(item, found, start, end)
    note_date_within(item, found, start, end)
    peel_ends(item, found, start, end)
    _peel_number(item, found, start, end)


def _line_spans(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for line in text.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def _only_a_date(item: ItemText, start: int, end: int) -> bool:
    line = item.rest[start:end]
    dates = item.dates(line)
    return latest(dates) is not None and only_dates(line, dates)


def _continues(title: str, line: str) -> bool:
    """A line that wraps: a bracket is open, or it goes on in lower case or after a comma."""
    opened = sum(title.count(c) for c in "([「『【〔") > sum(title.count(c) for c in ")]」』】〕")
    stripped = line.lstrip(" " + GONE)
    return opened or stripped[:1].islower() or title.rstrip(" " + GONE)[-1:] in ",、&"


def _take_line(item: ItemText, found: Found, start: int, end: int) -> None:
    line = item.rest[start:end]
    dates = item.dates(line)
    date = latest(dates)
    if date is not None and not is_scope(line):
        evidence = item.evidence(start + date.start, start + date.end)
        rank = 0 if only_dates(line, dates) else 1
        found.add("published", date.value, evidence, f"date on its own line ({date.rule})", rank)
    said = line.replace(GONE, " ").strip()
    numbers = find_identifiers(said, item.language)
    if numbers and (numbers[0].start, numbers[0].end) == (0, len(said)):
        record_identifiers(
            item, found, numbers, line.index(said[0]) + start, "number on its own line"
        )
    elif language := language_in_bracket(said):
        found.add("language", language, said, "language on its own line")
    if match := _BY.fullmatch(line.rstrip(" " + GONE)):
        body = item.evidence(start + match.start("body"), start + match.end("body"))
        found.add("issuer", body, item.evidence(start, end), "issuer line")
    item.erase(start, end)


def _peel_labelled(item: ItemText, found: Found, start: int, end: int) -> None:
    """Take "Published: 12 May 2020" off the title line; the first label is the one believed."""
    for date in item.dates(item.rest[start:end]):
        label = LABEL_BEFORE.search(item.rest[start : start + date.start])
        if label is None or date.role != "date":
            continue
        evidence = item.evidence(start + label.start(), start + date.end)
        found.add("published", date.value, evidence, f"labelled date ({date.rule})")
        closing = 1 if item.rest[start + date.end : start + date.end + 1] in {".", ";"} else 0
        item.erase(start + label.start(), start + date.end + closing)


def _peel_number(item: ItemText, found: Found, start: int, end: int) -> None:
    """A number after a dash at the end of the title is not part of the title."""
    line = item.rest[start:end]
    for number in find_identifiers(line, item.language):
        before, after = line[: number.start], line[number.end :]
        if re.search(r"\w", after) or found.has("identifier"):
            continue
        dash = re.search(r"(?:\s-|[,:]|\s[|])\s*$", before[-20:])
        if dash and len(before[:-20].lstrip(" " + GONE)) + dash.start() > 6:
            record_identifiers(item, found, (number,), start, "number after the title")
            item.erase(start + number.start, start + number.end)
