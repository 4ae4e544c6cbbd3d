"""What kind of document a title names, and by which word."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from metadata.folding import fold
from metadata.kinds_words import HEAD, STRONG, Words
from metadata.records import Finding, Kind

_LONGEST = 600


class _Hit(NamedTuple):
    kind: Kind
    start: int
    end: int
    evidence: str


# "Japan ... ringleader identified via INTERPOL is jailed": a sentence about an event is news.
_EVENT = re.compile(
    r"\b(?:was|were|has been|have been)\s(?:\w+ly\s)?(?:\w{3,}ed|held|won|sent|made|set up|begun|"
    r"taken|given)\b|\b(?:is|are)\s(?:jailed|arrested|sentenced|opened|launched|appointed|awarded|"
    r"published|released)\b|\b(?:announces|launches|publishes|welcomes|"
    r"hosts|visits|meets|signs|releases|attends)\b",
    re.IGNORECASE,
)
_EN_BREAK = re.compile(
    r"\s(?:of|on|for|to|in|regarding|concerning|under|about|by|with|from|against|relating)\s|"
    r"\s[-|]\s|[:;,(]",
    re.IGNORECASE,
)
_BREAKS = {
    "en": _EN_BREAK,
    "de": re.compile(r"\s(?:zur|zum|für|über|der|des|von|vom|zu|im|in|und|auf)\s|\s[-|]\s|[:;,(]"),
    "fr": re.compile(r"\s(?:sur|de|du|des|pour|relatif|relative|en|à|au|aux)\s|d'|\s[-|]\s|[:;,(]"),
    "es": re.compile(r"\s(?:de|del|sobre|para|en|por|a|al)\s|\s[-|]\s|[:;,(]"),
    "it": re.compile(
        r"\s(?:di|del|della|dei|delle|dello|sul|sulla|per|in|a|al)\s|dell'|\s[-|]\s|[:;,(]"
    ),
    "sv": re.compile(r"\s(?:om|för|av|till|i|på|över|med)\s|\s[-|]\s|[:;,(]"),
}
_YEAR_END = re.compile(
    r"(?:^|\s)(?:reports?)\s\(?(?:for |of |FY ?)?(?:19|20)\d\d(?:[/-]\d{2,4})?\)?$|"
    r"^(?:19|20)\d\d(?:[/-]\d{2,4})?\s[\w\s-]{1,60}\breport$",
    re.IGNORECASE,
)


@cache
def _compiled(language: str, strong: bool) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    table = (STRONG if strong else HEAD).get(language, ())
    return tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in table)


def words_of(kind: Kind, language: str) -> str:
    """The regular expression of the words for `kind` in `language`; "" when there are none."""
    tables: tuple[Words, ...] = (STRONG.get(language, ()), HEAD.get(language, ()))
    return "|".join(words for table in tables for named, words in table if named == kind)


def kind_of(text: str, language: str, *, where: str = "item") -> Finding[Kind]:
    """Return the kind that `text` (a title or heading) names, None when it names none.

    Words of `language` come first, English ones after; Japanese ones where there is Japanese.
    """
    folded = fold(text[:_LONGEST])
    for code in _languages(folded, language):
        for finder in (_strong, _yearly, _head):
            if (hit := finder(folded, code)) is not None:
                rule = f"{finder.__name__.strip('_')} word ({code})"
                evidence = text[hit.start : hit.end]
                return Finding(value=hit.kind, evidence=evidence, where=where, rule=rule)
    if "en" in _languages(folded, language) and (match := _EVENT.search(folded)):
        evidence = text[match.start() : match.end()]
        return Finding(value="news", evidence=evidence, where=where, rule="sentence about an event")
    return Finding(value=None, evidence="", where=where, rule="kind")


def _languages(text: str, language: str) -> tuple[str, ...]:
    if re.search("[ぁ-ヿ一-龥]", text):
        return ("ja", "en") if re.search("[A-Za-z]{4}", text) else ("ja",)
    if language == "ja":
        return ("en", "ja")
    return (language, "en") if language != "en" else ("en",)


def _strong(text: str, language: str) -> _Hit | None:
    for kind, pattern in _compiled(language, True):
        if match := pattern.search(text):
            return _Hit(kind, match.start(), match.end(), match[0])
    return None


def _yearly(text: str, language: str) -> _Hit | None:
    """A report of one year: "report 2015", "2015 ... report"."""
    if language == "en" and (match := _YEAR_END.search(text)):
        return _Hit("annual-report", match.start(), match.end(), match[0])
    return None


def _head(text: str, language: str) -> _Hit | None:
    return _last_word(text) if language == "ja" else _first_phrase(text, language)


_INVITING = re.compile(
    r"(?:ましょう|ませんか|でしょうか|ください|下さい|を開催|を実施)[!?。」\s]*$"
)


def _hits(text: str, language: str) -> list[_Hit]:
    return [
        _Hit(kind, match.start(), match.end(), match[0])
        for kind, pattern in _compiled(language, False)
        for match in pattern.finditer(text)
    ]


# Words that only close a Japanese title: "基本計画について" is the plan.
_CLOSING = re.compile(
    r"(?:の(?:概要|策定|改定|改訂|公表|見直し|変更|決定|推進|一部改正|改正))?(?:について)?"
    r"(?:\s?第?[\d一二三四五]+[次期版]|\s?\(.{0,40}\)|\s?(?:概要|本文|本編|資料編|全文|目次|案))*$"
)


# Material of a meeting is about something, but no notice of it.
_MATERIAL = re.compile(r"(?:参考)?資料\s?[\d一二三四五六七八九十]")


def _last_word(text: str) -> _Hit | None:
    """Japanese puts the head last; a closing について counts only when nothing else does."""
    if _INVITING.search(text):
        return None
    hits = _hits(text, "ja")
    named = [hit for hit in hits if not hit.evidence.startswith("について")]
    quoted = [hit for hit in named if not _inside_quotes(text, hit)]
    if text.rstrip("。) ").endswith("について") and _administrative(text):
        return next((hit for hit in hits if hit.evidence.startswith("について")), None)
    best = quoted or named or (() if _MATERIAL.match(text) else hits)
    return max(best, key=lambda hit: (hit.end, hit.end - hit.start)) if best else None


def _administrative(text: str) -> bool:
    return bool(
        re.search(
            r"(?:取扱い|運用|送付|施行|実施|適用|協力|対応|徹底|周知|依頼|留意点)(?:等)?について",
            text,
        )
    )


def _inside_quotes(text: str, hit: _Hit) -> bool:
    before = text[: hit.start]
    return before.count("「") > before.count("」")


def _first_phrase(text: str, language: str) -> _Hit | None:
    """Elsewhere the head is the last word of the kind in the first phrase that has one."""
    breaks = _BREAKS.get(language, _EN_BREAK)
    start, found = 0, _hits(text, language)
    for match in [*breaks.finditer(text), None]:
        stop = match.start() if match else len(text)
        hits = [hit for hit in found if start <= hit.start < stop]
        if hits:
            return max(hits, key=lambda hit: (hit.end, hit.end - hit.start))
        start = match.start() if match else stop
    return None
