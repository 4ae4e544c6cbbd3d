"""What a bracket in an item says: date, number, part, language, body, site, or nothing at all."""

from __future__ import annotations

import re

from metadata.dates import FoundDate, complete
from metadata.identifiers import FoundIdentifier, find_identifiers
from metadata.issuers import body_in_bracket
from metadata.item_dates import is_scope, latest, named_year, only_dates, without
from metadata.item_found import Found
from metadata.item_remarks import is_noise
from metadata.item_text import GONE, Group, ItemText
from metadata.parts import (
    is_language_list,
    language_in_bracket,
    language_of_translation,
    part_in_bracket,
)

_SITE = re.compile(
    r"(?P<lead>(?:外部(?:リンク|サイト)|リンク|external link|link to|see|"
    r"→)\s?[:、]?\s?)?(?P<site>[^()]{1,60}?"
    r"(?:\s?(?:web ?sites?|web ?pages?|home ?page|sites?|site web|sitio web|sito(?: web)?|"
    r"webbplats|"
    r"portal)|ホームページ|ウェブ(?:サイト|ページ)|Web(?:サイト|ページ)|(?<=[一-龥ぁ-ヿ])(?:HP|"
    r"サイト)|HP|"
    r"webseite|website|internetseite))(?:へ|に?リンク|を開く|へのリンク|から|より|"
    r"に移動(?:します)?)*",
    re.IGNORECASE,
)
_KNOWN_SITE = re.compile(
    r"e-Stat|e-Gov(?:法令検索)?|J-STAGE|EUR-Lex|YouTube|GitHub|Légifrance|BOE\.es"
)
_NOT_SITE = re.compile(
    r"(?:外部|この|当|本|別|this|our|external|mobile|new|web|construction|nuclear|world heritage|"
    r"disposal|historic|landfill|リンク先|関連)[\s-]?(?:web)?(?:site|サイト|ホームページ|"
    r"ウェブサイト)s?|"
    r"(?:web ?sites?|home ?page|sites?|portal|ホームページ|HP|ウェブサイト|サイト)",
    re.IGNORECASE,
)
_AFTER_BODY = re.compile(
    r"(?:事務連絡|通知|通達|決定|告示|提出(?:資料)?|公表(?:資料)?|策定|作成(?:資料)?|発表|申合せ|"
    r"申し?合わせ|了承|"
    r"取りまとめ|とりまとめ|報告|答申|発行|発出|制定|発)$"
)
_PREFIX = re.compile(
    r"^(?:by|from|source|published by|prepared by|issued by|author|authors|herausgeber|von|par|por|"
    r"da|a cura di|av|utgivare|出典|発行|作成|提出者?|発表者?)[:\s]\s*",
    re.IGNORECASE,
)
_NUMBERED_ANNEX = re.compile(r"\d|[A-Z]$|別|表|[一二三四五六七八九十]")


def peel_brackets(item: ItemText, found: Found) -> None:
    """Take every bracket off `item` that only decorates it, and record what it says."""
    for group in item.groups():
        if not re.search(r"\w", group.inner) or _is_decoration(item, found, group):
            item.erase(group.start, group.end)


def _is_decoration(item: ItemText, found: Found, group: Group) -> bool:
    inner, outer = group.inner, _is_outer(item, group)
    dates = item.dates(inner)
    if dates and is_scope(inner) and not only_dates(inner, dates):
        return False
    if dates and only_dates(inner, dates):
        return _pure_date(item, found, group, dates)
    if is_noise(inner):
        return True
    left = without(inner, tuple(date for date in dates if date.role == "date"))
    understood = _numbered(item, found, group, left) if outer else ""
    understood = understood or _marked(item, found, group, left)
    understood = understood or (_bodied(item, found, group, left) if outer else "")
    if understood:
        _dated(item, found, group, dates)
        return understood != "keep"
    _mentioned(item, found, group, dates)
    return False


def _is_outer(item: ItemText, group: Group) -> bool:
    """At the end of the item or before its title, but for other brackets."""
    after = item.rest[group.end :].split("\n", 1)[0]
    after = without(after, tuple(date for date in item.dates(after) if date.role == "date"))
    before = item.rest[: group.start].rsplit("\n", 1)[-1]
    trailing = re.fullmatch(r"[\s\x00.,;:、。*※-]*(?:[(\[【〔〈《].*)?", after)
    return bool(trailing) or not re.search(r"\w", before)


def _pure_date(item: ItemText, found: Found, group: Group, dates: tuple[FoundDate, ...]) -> bool:
    """A bracket of dates only: a publication date leaves the title, a period stays in it."""
    if (date := latest(dates)) is not None:
        _dated(item, found, group, (date,))
        return True
    missing = [date for date in dates if date.role == "incomplete"]
    if missing and len(missing) == len(dates):
        year = named_year(item)
        value = complete(missing[0], year) if year else None
        if value is not None and year is not None:
            evidence = item.evidence(group.start, group.end)
            found.add(
                "published", value, evidence, f"{missing[0].rule}, {year.rule} named beside", 1
            )
        return len(missing[0].value) > 4
    opening = item.rest[group.start]
    if opening == "[" and len(dates) == 1 and dates[0].rule == "year" and _is_outer(item, group):
        found.add("published", dates[0].value, item.evidence(group.start, group.end),
                  "year in square brackets")  # fmt: skip
        return True
    return False


def _dated(item: ItemText, found: Found, group: Group, dates: tuple[FoundDate, ...]) -> None:
    if (date := latest(dates)) is not None:
        start = group.start + 1
        evidence = item.evidence(start + date.start, start + date.end)
        found.add("published", date.value, evidence, f"date in bracket ({date.rule})")


def _numbered(item: ItemText, found: Found, group: Group, left: str) -> str:
    """A bracket that holds the document's number, perhaps with the body that gave it."""
    numbers = find_identifiers(left, item.language)
    if not numbers:
        return ""
    rest = left
    for number in numbers:
        rest = rest[: number.start] + " " * (number.end - number.start) + rest[number.end :]
    bare = _FILLER.sub("", _FILLER.sub("", rest))
    body = body_in_bracket(_trimmed(bare)) if bare else None
    if bare and body is None:
        return ""
    offset = group.start + 1
    record_identifiers(item, found, numbers, offset, "number in bracket")
    if body is not None:
        found.add("issuer", body[0], item.evidence(group.start, group.end), body[1])
    return "erase"


_FILL = (
    r"(?:[\s\x00,、;:/・()\[\]-]|及び|並びに|と|付け?|一部|最終|改正|改定|施行|公布|制定|"
    r"\b(?:and|of|the|as|amended|rev\.?|ref)\b)+"
)
_FILLER = re.compile(rf"^{_FILL}|{_FILL}$", re.IGNORECASE)


def record_identifiers(
    item: ItemText,
    found: Found,
    numbers: tuple[FoundIdentifier, ...],
    offset: int,
    where: str,
) -> None:
    """Record identifiers whose places count from `offset`, joined when there are several."""
    spans = [(n.value_start + offset, n.value_end + offset) for n in numbers]
    values = list(dict.fromkeys(item.evidence(*span) for span in spans))
    first = numbers[0]
    rank = 1 if where == "number in title" else 0
    found.add("identifier", "; ".join(values), "; ".join(values), f"{where} ({first.rule})", rank)
    for number in numbers:
        if number.kind is not None:
            found.add("kind by number", number.kind, values[0], number.rule)
        if number.year and (date := next(iter(item.dates(values[0])), None)):
            found.add("published", date.value, values[0], "year in the number of an ordinance", 2)
        if number.body and len(number.body) > 1:
            found.add("issuer", number.body, values[0], "body named in the number", 1)


_BETWEEN = re.compile(r"\s*[・、,/;|・]\s*|\s+(?:and|&|-)\s+")


def _marked(item: ItemText, found: Found, group: Group, left: str) -> str:
    """A bracket that names a part, a translation, a language or another site, or several."""
    content = left.replace(GONE, " ").strip(" ,;:、/")
    pieces = [_meaning(piece) for piece in _BETWEEN.split(content) if piece]
    apart = {k: v for piece in reversed(pieces) for k, v in (piece or {}).items()}
    meaning = _meaning(content) if None in pieces or not apart else apart
    if meaning is None:
        return ""
    evidence = item.evidence(group.start, group.end)
    for field, value in meaning.items():
        found.add(field, value, evidence, f"{field} in bracket")
    numbered = meaning.get("part") == "annex" and _NUMBERED_ANNEX.search(content)
    return "keep" if numbered else "erase"


def _meaning(content: str) -> dict[str, str] | None:
    """What words in a bracket say by field of an item; None when they are not understood."""
    language = language_in_bracket(content)
    if part := part_in_bracket(content):
        language = language or language_of_translation(content)
        said = part == "translation" and language
        return {"part": part, "language": language} if said and language else {"part": part}
    if language:
        return {"language": language}
    if _KNOWN_SITE.fullmatch(content):
        return {"external_site": content}
    if is_noise(content) or is_language_list(content):
        return {}
    site = _SITE.fullmatch(content)
    if site and not _NOT_SITE.fullmatch(site["site"].strip()):
        return {"external_site": site["site"].strip(" :")}
    return None


def _bodied(item: ItemText, found: Found, group: Group, left: str) -> str:
    """A bracket that names the body or office-holder a document comes from."""
    trimmed = _trimmed(left)
    body = body_in_bracket(trimmed)
    if body is None:
        return ""
    name, rule = body
    place = item.rest.find(name, group.start, group.end)
    shown = item.evidence(place, place + len(name)) if place >= 0 else name
    found.add("issuer", shown, item.evidence(group.start, group.end), rule)
    if re.search(r"事務連絡|通知|通達", left):
        found.add("kind by number", "notice", item.evidence(group.start, group.end), "letter")
    return "erase"


def _trimmed(left: str) -> str:
    content = left.replace(GONE, " ").strip(" ,;:、/・")
    content = re.sub(r"^(?:付け?|付|日|:)\s?", "", content)
    return _PREFIX.sub("", _AFTER_BODY.sub("", content)).strip(" ,;:、/・")


def _mentioned(item: ItemText, found: Found, group: Group, dates: tuple[FoundDate, ...]) -> None:
    """A bracket that stays: its full date still tells when, and leaves a Japanese title."""
    full = [date for date in dates if date.role == "date"]
    if len(full) != 1 or not _is_outer(item, group) or is_scope(group.inner):
        return
    _dated(item, found, group, tuple(full))
    date = full[0]
    start = group.start + 1 + date.start
    if item.language == "ja" and not re.search(r"\w$", group.inner[: date.start]):
        after = group.inner[date.end :]
        if not re.match(r"\w", after):
            item.erase(start, group.start + 1 + date.end)
