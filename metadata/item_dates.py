"""Which printed date of an item is its publication, and which period it is about."""

from __future__ import annotations

import re

from metadata.dates import FoundDate, Order, complete, find_dates
from metadata.item_found import Found
from metadata.item_text import GONE, ItemText

_FILL = re.compile(
    r"改定|改正|改訂|策定|閣議|決定|公表|公開|更新|掲載|発行|発表|制定|施行|開催|実施|現在|時点|"
    r"付け?|日付|"
    r"訂正|作成|修正|議決|承認|公布|版|最終|一部|報道|配布|答申|発出|適用|改|了承|月|火|水|木|金|"
    r"土|日|曜|分|"
    r"\d{1,2}時(?:\d{1,2}分)?|\d{1,2}:\d\d|から|より|の|に|、|以降|"
    r"\b(?:last|updated?|published|publication|date|dated|released?|revised|revision|effective|"
    r"issued|"
    r"as|of|adopted|amended|approved|from|on|posted|modified|version|in|force|entered|into|"
    r"created|at|"
    r"the|reviewed|final|edition|stand|vom|veröffentlicht|aktualisiert|kraft|seit|zuletzt|"
    r"geändert|ab|"
    r"am|ausgabe|fassung|datum|consolidée?|konsolidierte?|consolidad[oa]|consolidat[oa]|"
    r"consolidated|erschienen|stand:|mise?|à|jour|le|du|en|publié|depuis|modifié|au|"
    r"actualizado|actualización|fecha|publicado|de|el|al|vigente|a|aggiornat[oa]|aggiornamento|del|"
    r"pubblicato|data|versione|uppdaterad|publicerad|i|senast|den|från|gäller|beslutad|updating|"
    r"und|and|for|meeting|held|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|"
    r"wed|"
    r"thu|fri|sat|sun|montag|dienstag|mittwoch|donnerstag|freitag|samstag)\b|[\s\x00.,;:/()\[\]-]",
    re.IGNORECASE,
)
_SCOPE = re.compile(
    r"\b(?:valid|expir\w+|born|on or after|on or before|closing|deadline|gültig|befristet|"
    r"jusqu|entro|fino|till och med|scad\w+|frist|plazo|vencimiento)\b|有効|期限|締切|〆切|以降に|"
    r"以前|以後|\b(?:until|by|before|after|since|hasta|bis|zum|up to)\s+(?:the\s|zum\s|al\s)?"
    r"(?=\d|(?-i:[A-Z][a-z]{2,8}\.?\s\d))",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"[\s_]*(?:第?\s?\d+\s?(?:回|号|次)|[^\d\s]{0,12}\d(?:回|定|臨)|[^\d\s]{0,12}(?:定例会|"
    r"臨時会)|法律|政令|省令)"
)
_LAW_BEFORE = re.compile(
    r"(?:\b(?:act|bill|regulations?|order|rules?|law|directive|ordinance|code|gesetz|verordnung|"
    r"loi|"
    r"ley|legge|lag|förordning|no\.?|nr\.?|n\.?|n[º°]|(?-i:[A-Z]{2,8}))\s?(?:of\s)?\(?|[:/.-])$",
    re.IGNORECASE,
)
_TARGET = re.compile(
    r"(?:\b(?:vision|agenda|strategy|strategie|stratégie|estrategia|horizon|towards?|by|until|bis|"
    r"beyond|objective|target|europe|plan)\s|プラン|ビジョン|アジェンダ)$",
    re.IGNORECASE,
)


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
    return _SCOPE.search(text) is not None


def only_dates(inner: str, dates: tuple[FoundDate, ...]) -> bool:
    """Whether folded text holds nothing but dates and the verbs that go with them."""
    return not _FILL.sub("", without(inner, dates))


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
        leads = _blank(before) and re.match(r"\s*(?:[(]?[月火水木金土日][)]|\s?[-:|,])?\s", after)
        trails = _DATE_WORDS_BEFORE.search(before) if _AFTER.fullmatch(after) else None
        if not (leads or trails) or is_scope(line[max(0, date.start - 30) : date.end + 12]):
            continue
        if trails and before.count("(") > before.count(")"):
            continue
        edge = start + (trails.start() if trails else date.start)
        if trails and _OF_ACT.search(before):
            _note(item, found, start, date)
            continue
        _take(item, found, date, (start, edge, end))


# "Arrêté du 12 juin 2019", "Circolare n. 5/2022 del 10 maggio 2022": the date is part of the name.
_OF_ACT = re.compile(
    r"\b(?:arrêté|décret|décision|instruction|circulaire|loi|ordonnance|avis|délibération|erlass|"
    r"verordnung|gesetz|rundschreiben|bekanntmachung|richtlinie|verfügung|decreto|circolare|legge|"
    r"deliberazione|delibera|determina(?:zione)?|ordinanza|ley|resolución|orden|acuerdo|"
    r"instrucción|"
    r"förordning|beslut|real decreto|nota|note)\b[^\n]{0,40}?\s(?:du|vom|del|dell'|de|den|av den|"
    r"von)"
    r"\s+(?:le\s+)?$",
    re.IGNORECASE,
)


def note_act_date(item: ItemText, found: Found, start: int, end: int) -> None:
    """The date that belongs to the name of an act in the title is that of the act."""
    line = item.rest[start:end]
    for date in item.dates(line):
        opening = line[: date.start]
        if date.role == "date" and len(date.value) == 10 and _OF_ACT.search(opening):
            if _OF_ACT.match(opening.lstrip(" " + GONE)):
                _note(item, found, start, date)
            return


_MEETING = re.compile(
    r"\b(?:agenda|minutes|meeting|session|hearing|speech|remarks|sitzung|tagesordnung|séance|"
    r"réunion|"
    r"sesión|reunión|seduta|möte|sammanträde)\b|会議|議事|開催|会見|総会",
    re.IGNORECASE,
)


def note_date_within(item: ItemText, found: Found, start: int, end: int) -> None:
    """A full date inside a title tells when a meeting was, or when a letter was sent (付け)."""
    line = item.rest[start:end]
    full = [date for date in item.dates(line) if date.role == "date" and len(date.value) == 10]
    if len(full) != 1 or is_scope(line):
        return
    date = full[0]
    if line[date.end :].lstrip().startswith("付") or _MEETING.search(line):
        evidence = item.evidence(start + date.start, start + date.end)
        found.add("published", date.value, evidence, f"date inside the title ({date.rule})", 3)


def _note(item: ItemText, found: Found, start: int, date: FoundDate) -> None:
    if date.role != "date":
        return
    evidence = item.evidence(start + date.start, start + date.end)
    found.add("published", date.value, evidence, f"date of the act ({date.rule})", 2)


def _blank(text: str) -> bool:
    return not re.search(r"[^\W_]", text)


_AFTER = re.compile(
    r"[\s\x00.,;)\]]*(?:\([^)]*\)[\s\x00.]*)*(?:現在|更新|開催|付け?|公表|発行|改定|"
    r"改訂)?[\s\x00.]*"
)
_DATE_WORDS_BEFORE = re.compile(
    r"(?<=[\w)\]」'\"!?.])(?:[\s\x00_,:|-]+|(?<=[号)\]」]))"
    r"(?:(?:dated|released|published|updated|effective|held|of|on|from|the|vom|am|stand|du|le|"
    r"del|de|"
    r"den|dal|last|as|meeting|issued|revised|adopted|for|i kraft|fecha|data|på|since)[:.]?\s+)*$",
    re.IGNORECASE,
)


def _take(item: ItemText, found: Found, date: FoundDate, place: tuple[int, int, int]) -> None:
    start, edge, _ = place
    evidence = item.evidence(start + date.start, start + date.end)
    value: str | None = date.value if date.role == "date" else None
    if date.role == "incomplete" and len(date.value) > 4:
        year = named_year(item)
        value = complete(date, year) if year else None
        if value is None:
            return
    if len(date.value) == 7 and re.search(r":\s*$", item.rest[start : start + date.start]):
        found.add("coverage", date.value, evidence, "month after a colon")
        return
    if value is None or (date.role == "date" and not _is_title_beside(item, start, date, edge)):
        return
    found.add("published", value, evidence, f"date at the end of the title ({date.rule})", 1)
    item.erase(edge, start + date.end)


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
    if date.rule in {"era year", "era year without its sign"} and _SESSION.match(after):
        return False
    if date.rule == "year":
        return not _LAW_BEFORE.search(before) and not _TARGET.search(before)
    return True


def strip_gone(text: str) -> str:
    """Folded text for searching: what was peeled off reads as blanks."""
    return text.replace(GONE, " ")
