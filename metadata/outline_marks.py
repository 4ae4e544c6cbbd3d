"""How a heading is numbered: `第１章`, `2.1`, `(3)`, `①`, `ア`, `Article 7`, `Measure 12` ..."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from metadata.outline_numbers import circled, integer, kana, letter, roman, word


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The numbering at the start of a line."""

    rule: str  # "chapter", "decimal", "parenthesised" ...
    style: str  # rule with its punctuation: what one list keeps to
    path: tuple[int, ...]  # (2, 1) for 2.1; one number for all others
    number: str  # as printed
    rest: str  # the heading after it
    second: int | None = None  # the other reading: i as a letter, イ in the iroha order


Value = Callable[[str], int | None]

_N = "[0-9０-９]{1,3}"
_K = "[〇一二三四五六七八九十百0-9０-９]{1,5}"
_SPELT = (
    r"(?:one|two|three|four(?:teen)?|five|six(?:teen)?|seven(?:teen)?|eight(?:een)?|nine(?:teen)?"
    r"|ten|eleven|twelve|thirteen|fifteen|twenty)(?![A-Za-z])"
)
_LABELS = (
    ("part", "part|teil|partie|parte|titre|title|часть"),
    ("chapter", "chapter|chapitre|kapitel|capítulo|capitolo|глава"),
    ("section", "section|abschnitt|sección|sezione|avsnitt|раздел"),
    ("article", "article|artikel|artículo|articolo|art\\.|статья"),
    ("annex", "annex|appendix|annexe|anhang|anlage|anexo|allegato|bilaga|schedule|"
              "attachment|приложение"),
    ("measure", "measure|action|recommendation|goal|objective|target|priority|principle|step|"
                "initiative|commitment|maßnahme|mesure|medida|misura|åtgärd|requirement|pillar"),
)  # fmt: skip
_LABELLED = tuple(
    (
        rule,
        re.compile(
            rf"^(?P<number>(?:{words})(?: ?(?:no\.? ?)?(?=[0-9])| )"
            rf"(?P<value>[0-9]{{1,4}}(?:[.-][0-9]{{1,3}})*|(?-i:[IVXLC]{{1,7}}|[A-Z])|"
            rf"{_SPELT}))"
            rf"(?:[.:)] ?|(?= )|$| ?[-–—] )(?P<rest>.*)$",
            re.IGNORECASE,
        ),
    )
    for rule, words in _LABELS
)
_JAPANESE = tuple(
    (rule, re.compile(rf"^(?P<number>{pattern})(?P<rest>.*)$"))
    for rule, pattern in (
        ("part", rf"第\s?(?P<value>{_K})\s?[部編]"),
        ("chapter", rf"第\s?(?P<value>{_K})\s?章"),
        ("section", rf"第\s?(?P<value>{_K})\s?[節款]"),
        ("article", rf"第\s?(?P<value>{_K})\s?条(?:の{_K})?(?![第のにをがはか、及])"),
        ("clause", rf"第\s?(?P<value>{_K})(?=[\s　])"),
        ("annex", rf"(?:別紙|別添|別表|別記|附属書|付属書|付録|附録|参考資料|資料|様式|別冊)\s?"
                  rf"第?(?P<value>{_K})(?:号)?(?=[\s　：:（(]|$)"),
        ("measure", rf"(?:施策|取組|対策|措置|項目|目標|重点(?:事項|施策)?|提言|基本方針)\s?"
                    rf"(?P<value>{_K})(?=[\s　：:．.]|$)"),
    )
)  # fmt: skip
_DECIMAL = re.compile(
    rf"^(?P<number>(?P<lead>[A-Z]|付|V)?(?P<sep>[.．])?(?P<value>{_N}(?:\s?[.．]\s?{_N}){{0,5}}))"
    r"(?P<dot>[.．])?(?:[\s　]+|(?=[ぁ-んァ-ヺ一-鿿「『]))(?P<rest>\S.*)$"
)
_DASHED = re.compile(
    rf"^(?P<number>(?P<value>{_N}(?:[-－‐–]{_N}){{1,3}}))[.．]?[\s　]+(?P<rest>\S.*)$"
)
_PLAIN = re.compile(
    rf"^(?P<number>(?P<value>{_N}|[一二三四五六七八九十]{{1,3}}))(?P<style>[.．)）、]|[\s　])"
    r"[\s　]*(?P<rest>\S.*)$"
)
_COUNTED = re.compile(
    r"つ|行目|番目|回目|か所|箇所|か月|ヶ月|"
    r"[件人年回点社校](?:の|は|が|に|を)|[月日%％]"
)
_BRACKETED = re.compile(
    r"^(?P<number>[(（\[](?P<value>[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|"
    r"[a-zA-Zａ-ｚ]{1,4}|[ァ-ヺ])[)）\]])[\s　]*(?P<rest>\S.*)$"
)
_CIRCLED = re.compile(r"^(?P<number>(?P<value>[①-⑳㉑-㉟㊱-㊿⑴-⒇⒈-⒛❶-❿]))[\s　]*(?P<rest>\S.*)$")
_KANA = re.compile(
    r"^(?P<number>(?P<value>[ア-ヺ]))(?P<style>[\s　．.、)）])[\s　]*(?P<rest>\S.*)$"
)
_LATIN = re.compile(
    r"^(?P<number>(?P<value>[A-Z]{1,4}|[a-z]{1,5}))(?P<style>[.)])[\s　]*(?P<rest>\S.*)$"
)
_BOX = re.compile(r"^(?P<number>[■◆●○◎□◇【＜<])[\s　]*(?P<rest>\S.*)$")


@lru_cache(maxsize=8_192)  # a line is asked about several times
def mark_of(text: str) -> Mark | None:
    """Return the numbering at the start of a stripped line, or None."""
    head = text[:400]
    for reader in (_labelled, _japanese, _decimal, _bracketed, _single):
        mark = reader(head)
        if mark:
            return mark
    return None


def _labelled(text: str) -> Mark | None:
    if not text[:1].isupper() or ord(text[0]) > 0x4FF:
        return None
    for rule, pattern in _LABELLED:
        match = pattern.match(text)
        if match:
            value = match["value"]
            path = _path(value) or _one(word(value), roman(value), letter(value))
            if path:
                return _mark(rule, rule, path, match)
    return None


def _japanese(text: str) -> Mark | None:
    for rule, pattern in _JAPANESE:
        match = pattern.match(text)
        value = integer(match["value"]) if match else None
        if match and value is not None:
            return _mark(rule, rule, (value,), match)
    return None


def _decimal(text: str) -> Mark | None:
    match = _DECIMAL.match(text) or _DASHED.match(text)
    path = _path(match["value"]) if match else ()
    if not match or not path:
        return None
    lead = match.groupdict().get("lead")
    first = letter(lead) if lead else None
    if lead and first is None:
        return None
    if lead and len(path) == 1 and not match["sep"]:
        return None  # E1 is a code more often than a heading
    if lead and first is not None:
        return _mark("decimal", f"decimal {lead}", (first, *path), match)
    if len(path) == 1:
        return _plain(text)
    return _mark("decimal", "decimal", path, match)


def _plain(text: str) -> Mark | None:
    match = _PLAIN.match(text)
    value = integer(match["value"]) if match else None
    if (
        match
        and value is not None
        and not (match["style"] in " 　" and _COUNTED.match(match["rest"]))
    ):
        style = match["style"].strip() or "space"
        return _mark("number", f"number {style}", (value,), match)
    glued = re.match(rf"^(?P<number>{_N})(?P<rest>[ぁ-んァ-ヺ一-鿿「『].*)$", text)
    value = integer(glued["number"]) if glued else None
    if (
        glued
        and value is not None
        and not re.match(r"[年月日時分件人歳か個回以０-９]", glued["rest"])
    ):
        return _mark("number", "number space", (value,), glued)
    return None


def _bracketed(text: str) -> Mark | None:
    match = _BRACKETED.match(text)
    if match:
        value = match["value"]
        number = integer(value)
        if number is not None:
            return _mark("parenthesised", "parenthesised", (number,), match)
        if kana(value):
            return _mark("kana", "kana ()", kana(value)[:1], match, kana(value)[-1])
        return _letters(match, value, "()")
    return None


def _single(text: str) -> Mark | None:
    match = _CIRCLED.match(text)
    if match:
        return _mark("circled", "circled", _one(circled(match["value"])), match)
    match = _KANA.match(text)
    if match and kana(match["value"]):
        values = kana(match["value"])
        return _mark("kana", "kana", values[:1], match, values[-1])
    match = _LATIN.match(text)
    if match:
        return _letters(match, match["value"], match["style"])
    return _plain(text) if text[:1] in "一二三四五六七八九十" else None


def _letters(match: re.Match[str], value: str, style: str) -> Mark | None:
    """`i.` may be Roman one or the ninth letter: both readings are kept."""
    as_roman, as_letter = roman(value), letter(value)
    case = "upper" if value.isupper() else "lower"
    if as_roman is not None and (len(value) > 1 or value.lower() in "ivx"):
        return _mark("roman", f"roman {case} {style}", (as_roman,), match, as_letter)
    if as_letter is not None:
        return _mark("letter", f"letter {case} {style}", (as_letter,), match)
    return None


def _path(value: str) -> tuple[int, ...]:
    parts = [integer(part.strip()) for part in re.split(r"[.．－‐–-]", value)]
    return tuple(p for p in parts if p is not None) if all(p is not None for p in parts) else ()


def _one(*values: int | None) -> tuple[int, ...]:
    return next(((value,) for value in values if value is not None), ())


def _mark(
    rule: str, style: str, path: tuple[int, ...], match: re.Match[str], second: int | None = None
) -> Mark | None:
    if not path:
        return None
    return Mark(
        rule=rule,
        style=style,
        path=path,
        number=match["number"].strip(),
        rest=match["rest"].strip(" 　:：.．"),
        second=second,
    )
