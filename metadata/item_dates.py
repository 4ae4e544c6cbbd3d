"""Which printed date of an item is its publication, and which period it is about."""

from __future__ import annotations

import re

from metadata.dates import FoundDate, Order, complete, find_dates
from metadata.item_date_words import (
    FILL,
    JAPANESE_EVENT,
    LAW_BEFORE,
    MEETING,
    NAMED_BY_DATE,
    OF_ACT,
    SCOPE,
    SESSION,
    TARGET_AFTER,
    TARGET_BEFORE,
    TO_DATE,
)
from metadata.item_found import Found
from metadata.item_text import GONE, ItemText


def order_hint(href: str | None, text: str) -> Order | None:
    """How the publisher orders 3/4/2020: as the same date in the link, or as its country does."""
    if (same := _order_in_link(href, text)) is not None:
        return same
    host = re.match(r"(?:https?:)?//([^/:?#]+)", href or "")
    if host is None:
        return None
    name = host[1].casefold()
    if re.search(r"\.(?:gov|mil|us)$", name):
        return "month-first"
    return (
        "day-first" if re.search(r"\.(?:uk|ie|au|nz|eu|in|za|sg|int|hk|my|ke|ng)$", name) else None
    )


def _order_in_link(href: str | None, text: str) -> Order | None:
    """The order by which a date of the text is the date that the link's file name spells out."""
    spelt = re.sub(r"%20|[-_+/.]", " ", (href or "")[-200:])
    linked = {d.value for d in find_dates(spelt, "en") if len(d.value) == 10}
    orders: tuple[Order, ...] = ("day-first", "month-first")
    matching = [
        order for order in orders if linked & {d.value for d in find_dates(text[:500], "en", order)}
    ]
    return matching[0] if len(matching) == 1 else None


def is_scope(text: str) -> bool:
    """Whether a date here says whom or how long something concerns, not when it came out."""
    return SCOPE.search(text) is not None


def only_dates(inner: str, dates: tuple[FoundDate, ...]) -> bool:
    """Whether folded text holds nothing but dates and the verbs that go with them."""
    return not FILL.sub("", without(inner, dates))


def without(text: str, dates: tuple[FoundDate, ...]) -> str:
    """`text` with the dates blanked out, of the same length."""
    for date in dates:
        text = text[: date.start] + " " * (date.end - date.start) + text[date.end :]
    return text


def latest(dates: tuple[FoundDate, ...]) -> FoundDate | None:
    """The latest full date; the most precise of equals."""
    full = [date for date in dates if date.role == "date"]
    return max(full, key=lambda date: date.value) if full else None


def named_year(item: ItemText) -> FoundDate | None:
    """The one year the item names, for dates that are printed without it."""
    years = [d for d in item.dates(item.printed) if re.fullmatch(r"\d{4}", d.value)]
    return years[0] if len({year.value for year in years}) == 1 else None


def peel_ends(item: ItemText, found: Found, start: int, end: int) -> None:
    """Take a date off the front or the back of the title line and record it."""
    line = item.rest[start:end]
    for date in item.dates(line):
        before, after = line[: date.start], line[date.end :]
        leads = _LEADS.match(after) if _blank(before) else None
        trails = _DATE_WORDS_BEFORE.search(before) if _AFTER.fullmatch(after) else None
        if not (leads or trails) or is_scope(line[max(0, date.start - 30) : date.end + 12]):
            continue
        if trails and before.count("(") > before.count(")"):
            continue
        edge = start + (trails.start() if trails else date.start)
        stop = start + date.end + (leads.end() if leads and not trails else 0)
        if trails and OF_ACT.search(before):
            continue
        _take(item, found, date, (start, edge, stop))


def note_act_date(item: ItemText, found: Found, start: int, end: int) -> None:
    """The date that belongs to the name of an act in the title is that of the act."""
    line = item.rest[start:end]
    for date in item.dates(line):
        opening = line[: date.start].lstrip(" " + GONE)
        named = OF_ACT if OF_ACT.search(opening) else NAMED_BY_DATE
        if date.role == "date" and len(date.value) == 10 and named.search(opening):
            if named.match(opening):
                _note(item, found, start, date)
            return


def note_date_within(item: ItemText, found: Found, start: int, end: int) -> None:
    """A full date inside a title tells when a meeting was, or when a letter was sent (付け).

    "Pressemitteilung vom 12.05.2021: ..." is dated by what stands before its colon.
    """
    line = item.rest[start:end]
    full = [date for date in item.dates(line) if date.role == "date" and len(date.value) == 10]
    if len(full) != 1 or is_scope(line):
        return
    date = full[0]
    after = line[date.end :].lstrip()
    if after.startswith("付") or _heads(line[: date.start], after) or MEETING.search(line):
        evidence = item.evidence(start + date.start, start + date.end)
        found.add("published", date.value, evidence, f"date inside the title ({date.rule})", 3)


def _note(item: ItemText, found: Found, start: int, date: FoundDate) -> None:
    if date.role != "date":
        return
    evidence = item.evidence(start + date.start, start + date.end)
    found.add("published", date.value, evidence, f"date of the act ({date.rule})", 2)


def _blank(text: str) -> bool:
    return not re.search(r"[^\W_]", text)


def _heads(before: str, after: str) -> bool:
    """Whether a few words and a date head a longer title."""
    between = before.rstrip()[-1:] in {"-", "|"} and after[:2] in {"- ", "| "}
    return (between or after[:1] in {":", "|"}) and 0 < len(before.split()) <= 4


_TIME = (
    r"(?:[\s,]{0,3}(?:at |um |à |alle |kl\.? )?(?:\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?|uhr|"
    r"h\d{0,2}|時(?:\d{1,2}分)?)|\d{1,2}:\d\d))?"
)
_WEEKDAY = r"(?:\s?[(]?[月火水木金土日](?:曜日?)?[)])?"
_LEADS = re.compile(rf"{_WEEKDAY}\s?{JAPANESE_EVENT}[\s:]|{_WEEKDAY}\s{{0,3}}[-:|,]?\s")
_AFTER = re.compile(
    rf"{_WEEKDAY}{_TIME}[\s\x00.,;)\]]*(?:\([^)]*\)[\s\x00.]*)*"
    rf"(?:(?:Dnr|Diarienr|Ref|Az|GZ)[.:]?\s?[\w/.-]{{2,30}})?{JAPANESE_EVENT}?[\s\x00.]*",
    re.IGNORECASE,
)
_DATE_WORDS_BEFORE = re.compile(
    r"(?:(?<=[\w)\]」'\"!?.])(?:[\s\x00_,:|-]+|(?<=[号)\]」]))|(?<=[a-zà-ÿ]{5})\.\s)"
    rf"{TO_DATE}$",
    re.IGNORECASE,
)


def _take(item: ItemText, found: Found, date: FoundDate, place: tuple[int, int, int]) -> None:
    start, edge, stop = place
    evidence = item.evidence(start + date.start, start + date.end)
    value: str | None = date.value if date.role == "date" else None
    if date.role == "incomplete" and len(date.value) > 4:
        year = named_year(item)
        value = complete(date, year) if year else None
        if value is None:
            return
    if value is None or (date.role == "date" and not _is_title_beside(item, start, date, edge)):
        return
    if len(value) == 7 and (rule := _month_of(item, found, start, date)):
        found.add("coverage", value, evidence, rule)
        return
    if len(value) == 7 and _blank(item.rest[start:edge]):
        found.add("published", value, evidence, "month before the title", 3)
        return
    found.add("published", value, evidence, f"date at the end of the title ({date.rule})", 1)
    item.erase(edge, stop)


def _month_of(item: ItemText, found: Found, start: int, date: FoundDate) -> str | None:
    """Why a month at the end of a title is the one it is about; None when it is its date."""
    before = item.rest[start : start + date.start]
    if re.search(r":\s*$", before):
        return "month after a colon"
    if any(other.role == "period" for other in item.dates(before)):
        return None
    dated = any(len(str(c.value)) == 10 for c in found.all("published"))
    return "month beside a full date" if dated and item.language != "ja" else None


def _is_title_beside(item: ItemText, start: int, date: FoundDate, edge: int) -> bool:
    """A date that is all the item says stays its title."""
    rest = item.rest
    beside = rest[start:edge] + rest[start + date.end :]
    return not only_dates(beside, ())


def coverage_of(title: str, dates: tuple[FoundDate, ...]) -> FoundDate | None:
    """The period a folded title is about; None when it names none or two different ones."""
    periods = [date for date in dates if date.role == "period" and _is_period(title, date)]
    exact = [date for date in periods if date.rule != "year" and date.rule != "era year"]
    chosen = exact or periods
    values = {date.value for date in chosen}
    if len(values) > 1:
        return None
    return chosen[0] if chosen else None


def _is_period(title: str, date: FoundDate) -> bool:
    if not re.fullmatch(r"\d{4}", date.value):
        return True
    before, after = title[: date.start], title[date.end :]
    if date.rule in {"era year", "era year without its sign"} and SESSION.match(after):
        return False
    if date.rule == "year":
        aimed = TARGET_BEFORE.search(before) or TARGET_AFTER.match(after)
        return not LAW_BEFORE.search(before) and not aimed
    return True
