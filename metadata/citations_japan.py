"""Where a text names a Japanese law: by number, by title, by the short name it defined.

Everything here works on folded text. A name counts from the place of its definition on.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metadata.citations_codes import Mention
from metadata.citations_laws import SHARED_TITLES, known_titles, ministries
from metadata.clues import one_of
from metadata.outline_numbers import integer

_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERAS |= {"Meiji": 1867, "Taisho": 1911, "Showa": 1925, "Heisei": 1988, "Reiwa": 2018}
_KINDS = {"法律": "Act", "政令": "Cabinet Order", "勅令": "Imperial Ordinance", "条約": "Treaty"}
_NUMERAL = "[0-9〇一二三四五六七八九十百千]"
_NUMBERED_JA = re.compile(
    rf"(?P<era>明治|大正|昭和|平成|令和)(?P<year>元|{_NUMERAL}{{1,4}})年"
    rf"(?:{_NUMERAL}{{1,3}}月{_NUMERAL}{{1,3}}日)?"
    rf"(?P<kind>法律|政令|勅令|条約|[一-鿿デジタル・]{{2,36}}?(?:府令|庁令|省令|規則|告示))"
    rf"第(?P<number>{_NUMERAL}{{1,8}})号"
)
_BODY = (
    r"(?:the )?(?:Ministry of [A-Z][A-Za-z,' ]{3,60}?|Cabinet Office|Digital Agency|"
    r"National Public Safety Commission|National Personnel Authority|Supreme Court|"
    r"Prime Minister's Office)"
)
_NUMBERED_EN = re.compile(
    rf"(?<!\w)(?P<kind>Act|Law|Cabinet Order|Imperial Ordinance|Imperial Order|Treaty|Convention"
    rf"|(?:Joint )?(?:Order|Ordinance|Rules?|Public Notice) of {_BODY}"
    rf"|{_BODY} (?:Order|Ordinance|Rules?|Public Notice)) ?"
    r"(?:No\.?|Number|№) ?(?P<number>\d{1,4})(?:,? of |, ?)"
    r"(?:(?P<era>Meiji|Taisho|Showa|Heisei|Reiwa) (?P<era_year>\d{1,2})"
    r"|(?:[A-Z][a-z]{2,8}\.? (?:\d{1,2}, ?)?)?(?P<year>(?:18|19|20)\d\d))(?!\d)",
    re.IGNORECASE,
)
_NUMBER_EN = re.compile(r"(?:N[Oo]\.?|n[Oo]\.?|[Nn][Uu][Mm][Bb][Ee][Rr]|№) ?\d")
_LANDS = (
    "South Africa|India|Kenya|Sri Lanka|Nigeria|Uganda|Tanzania|Zambia|Malaysia|Singapore|"
    "Denmark|Danish|Norway|Norwegian|Italy|Italian|Spain|Spanish|France|French|Korea|Korean|"
    "Philippine|Philippines|Indonesia|Brazil|Czech|Slovak|Iceland|Thailand|Bulgaria|Romania"
)
_FOREIGN = re.compile(rf"\b(?:{_LANDS})\b")
_NAMES_A_LAND = one_of(*_LANDS.split("|"))
_NAMES_JAPAN = one_of("Japan", "JAPAN")
_HIRAGANA = re.compile("[ぁ-ゖ]")
_DEFINES_JA = re.compile(r"以下、?(?:単に)?[「『]([^「」『』]{1,40})[」』]と(?:いう|総称|略)")
_DEFINES_EN = re.compile(
    r"(?:hereinafter|hereafter)[^()\[\]\"“”A-Z]{0,40}[\"“'‘]?(?:the )?[\"“'‘]?"
    r"([A-Z][^\"“”()\[\];.]{1,60}?)[\"”'’]?(?=[)\];.,])"
)
_BETWEEN = re.compile(r"[)\]〕]?[ ,]?[(\[〔]?[^()\[\]〔〕]{0,12}")
_NAME_END = re.compile(r"(?:法|法律|令|規則|憲法|条約)$")
_NAME_JA = re.compile(r"[^。「」『』()〔〕\[\]?!\n]{2,120}$")
_RUN_JA = re.compile(r"(?<=[はがをにも、])[一-鿿ァ-ヺー・]{3,40}$")
_LINKING = frozenset(
    {"on", "of", "the", "and", "to", "for", "in", "by", "as", "with", "a", "or", "etc", "etc."}
)
GENERIC = frozenset({"Act", "Law", "Order", "Treaty", "Code"})
_LAST_NAMED_JA = re.compile(r"(?<![一-鿿])同(?:法律?|令|条約|規則)(?=第|[^一-鿿]|$)")
_LAST_NAMED_EN = re.compile(r"\b(?:the )?(?:same|said|aforementioned) (?:Act|Law|Order|Treaty)\b")
_LAST_NAMED = (
    (one_of("同"), _LAST_NAMED_JA),
    (one_of("same ", "said ", "aforementioned "), _LAST_NAMED_EN),
)
MOST_NAMES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A title or short name of a law, known from a place in the document on."""

    text: str
    target: str
    page: int  # index of the page it is defined on; -1: known beforehand
    offset: int  # in the folded page


def numbered_laws(text: str) -> Iterator[Mention]:
    """Yield laws given by their number, in either language."""
    for match in _NUMBERED_JA.finditer(text) if "号" in text else ():
        target = _target_ja(match)
        if target:
            yield Mention(start=match.start(), end=match.end(), scheme="jp-law", target=target)
    for match in _NUMBERED_EN.finditer(text) if _NUMBER_EN.search(text) else ():
        yield Mention(
            start=match.start(), end=match.end(), scheme="jp-law", target=_target_en(match)
        )


def is_foreign(texts: Sequence[str]) -> bool:
    """Whether `Act No. 5 of 1999` in these texts is likely another country's."""
    return not any(map(_is_home, texts)) and any(
        _NAMES_A_LAND(text) and _FOREIGN.search(text) for text in texts
    )


def _is_home(text: str) -> bool:
    """Whether a text names Japan or is written there."""
    return bool(_NAMES_JAPAN(text)) or bool(not text.isascii() and _HIRAGANA.search(text))


def last_named(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places that say "the same law"."""
    for clue, pattern in _LAST_NAMED:
        for match in pattern.finditer(text) if clue(text) else ():
            yield match.start(), match.end()


def beforehand(texts: Sequence[str]) -> tuple[Name, ...]:
    """Return the well-known titles in the texts; those other countries use too, only in Japan's."""
    home = any(map(_is_home, texts))
    whole = "\n".join(texts)
    return tuple(
        Name(text=title, target=target, page=-1, offset=0)
        for title, target in known_titles().items()
        if (home or title not in SHARED_TITLES) and title in whole
    )


def defined_names(page: int, text: str, laws: Sequence[Mention]) -> Iterator[Name]:
    """Yield the titles that stand before a law's number and the short names defined after it."""
    for law in laws:
        for title in _titles_before(text, law.start):
            yield Name(text=title, target=law.target, page=page, offset=law.start)
    ends = sorted(laws, key=lambda law: law.end)
    for pattern in (_DEFINES_JA, _DEFINES_EN):
        for match in pattern.finditer(text):
            defined = _defined_by(text, match.start(), ends)
            if defined:
                short = match[1].strip().rstrip("'’”\"")
                yield Name(text=short, target=defined.target, page=page, offset=match.end())


def named_laws(page: int, text: str, names: Sequence[Name]) -> Iterator[Mention]:
    """Yield laws given by a name known at that place; `names` may hold a name twice."""
    for name in names:
        if name.page > page:
            continue
        at = text.find(name.text, name.offset if name.page == page else 0)
        while at >= 0:
            end = at + len(name.text)
            if _stands_alone(text, at, end):
                yield Mention(start=at, end=end, scheme="jp-law", target=name.target)
            at = text.find(name.text, end)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A name is not the tail or the head of a longer one."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if text[start:end] in GENERIC and not text.startswith("the ", start - 4):
        return False
    if text[start].isascii():
        return not (before.isalnum() or after.isalnum())
    if end - start <= 2 and not re.match(rf"第{_NUMERAL}+条", text[end : end + 12]):
        return False
    return not re.match(r"[一-鿿ァ-ヺー]", before) and not re.match(r"律|施行|[典案制]", after)


def _target_ja(match: re.Match[str]) -> str | None:
    year = 1 if match["year"] == "元" else integer(match["year"])
    number = integer(match["number"])
    if year is None or number is None:
        return None
    return f"{_kind_ja(match['kind'])} No. {number} of {_ERAS[match['era']] + year}"


def _kind_ja(kind: str) -> str:
    if kind in _KINDS:
        return _KINDS[kind]
    body, form = kind[:-2], kind[-2:]
    if form in {"府令", "庁令", "省令"}:
        body, form = body + form[0] * (not body.endswith(form[0])), "Order"
    form = {"規則": "Rule", "告示": "Public Notice"}.get(form, form)
    names = (ministries().get(part, part) for part in body.split("・"))
    return f"{form} of the {' and the '.join(names)}"


def _target_en(match: re.Match[str]) -> str:
    year = (
        int(match["year"])
        if match["year"]
        else _ERAS[match["era"].title()] + int(match["era_year"])
    )
    return f"{_kind_en(match['kind'])} No. {int(match['number'])} of {year}"


def _kind_en(kind: str) -> str:
    simple = {"law": "Act", "imperial order": "Imperial Ordinance", "convention": "Treaty"}
    if " of " not in kind and not re.search(r"office|agency|commission|court", kind, re.I):
        return simple.get(kind.lower(), kind.title())
    form = re.search(r"order|ordinance|rule|public notice", kind, re.I)
    word = form.group().title() if form else "Order"
    body = re.sub(
        r"(?i)\b(?:joint |order|ordinance|rules?|public notice)( of)?\b", "", kind, count=1
    )
    body = re.sub(r"(?i)^\s*(?:of )?(?:the )?", "", body).strip()
    return f"{'Order' if word == 'Ordinance' else word} of the {body}"


def _titles_before(text: str, start: int) -> Iterator[str]:
    if text[start - 1 : start] not in {"(", "[", "〔"}:
        return
    window = text[max(0, start - 300) : start - 1].rstrip()
    if window and not window[-1].isascii():
        yield from _titles_ja(window)
    else:
        title = _title_en(window)
        if title:
            yield title


def _titles_ja(window: str) -> Iterator[str]:
    match = _NAME_JA.search(window[-120:])
    if not match or not _NAME_END.search(match.group()):
        return
    for title in {match.group(), match.group().rsplit("、", 1)[-1]}:
        if len(title) >= 4 and title[0] not in "等にのをは及並":
            yield title
    run = _RUN_JA.search(window)
    if run:
        yield run.group()


def _title_en(window: str) -> str | None:
    """Walk back over capitalised words and the small words between them."""
    words = window.split(" ")
    first = len(words)
    while first and (words[first - 1][:1].isupper() or words[first - 1].rstrip(",") in _LINKING):
        first -= 1
    kept = words[first:]
    starts = [i for i, w in enumerate(kept) if w in {"Act", "Law"} and i + 1 < len(kept)]
    if starts and kept[starts[0] + 1].lower() in {"on", "for", "concerning", "to", "regarding"}:
        kept = kept[starts[0] :]
    elif "the" in kept:
        kept = kept[len(kept) - kept[::-1].index("the") :]
    while kept and kept[0].rstrip(",") in _LINKING:
        kept = kept[1:]
    title = " ".join(kept)
    return (
        title if len(kept) > 1 and re.search(r"\b(?:Act|Law|Code|Order|Treaty)\b", title) else None
    )


def _defined_by(text: str, start: int, ends: Sequence[Mention]) -> Mention | None:
    """The last law whose bracket, or the bracket right after it, holds the definition."""
    last = bisect_right(ends, start, key=lambda law: law.end)
    near = [law for law in ends[max(0, last - 1) : last] if start - 40 <= law.end]
    if near and _BETWEEN.fullmatch(text[near[-1].end : start]):
        return near[-1]
    return None
