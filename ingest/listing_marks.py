"""The signs that publishers set items off with, and the brackets that belong to a link."""

from __future__ import annotations

import re

_ARROWS = "⇒⇨⟹➡➔➜→"
_POINTERS = "☞☛👉"
_MARKS = "✔✓✅☑✮✭✯✪✩✦★☆●○◎〇◯◉■□◆◇▲△▼▽▶►▷▸◾◼▪・•‣◦∙·➢➤❖❏"
_HEADING_MARKS = frozenset("●○◎〇◯◉■□◆◇▼▽▲△▶►▷◾◼▪❖★☆")
_OPEN, _CLOSE = "([{（［〔【「『＜〈《", ")]}）］〕】」』＞〉》"

_DATE_WORDS = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|\b(?:date|of|th|[rhs])\b"
    r"|(?<=\d)(?:st|nd|rd|th)|[rhs](?=\d)|令和|平成|昭和|元年|[年月日火水木金土更新公表掲載]"
)
_TO_SEPARATOR = re.compile(r"[^,、，;；|｜/／]{0,100}(?=[,、，;；|｜]|\s[/／]\s)")
SEPARATORS = " \u3000,、，;；|｜/／・"

_ITEM = re.compile(rf"[.…‥\s]*([{_MARKS}])[\ufe0e\ufe0f]?\s*")
_ARROW = re.compile(rf"\s*(?:[{_ARROWS}]|[=-]>)[\ufe0e\ufe0f]?\s*")
_POINTER = re.compile(rf"\s*[{_POINTERS}][\ufe0e\ufe0f]?\s*")
_DECORATION = (
    f" \t\n\u3000.…‥:：|/／,、，;；-–—<>＜＞«»‹›≪≫{_MARKS}{_ARROWS}{_POINTERS}\ufe0e\ufe0f"
)
_CONTINUES = re.compile(rf"[{re.escape(_OPEN)}※＊*]|\u3000\S|[a-z]")
_SENTENCE_END = re.compile(r"[。．.!?！？][」』）)\]\"”]*\s*$")
_BRACKETS = re.compile(
    r"\s*(?:\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|（[^（）]{0,200}）|［[^［］]{0,200}］"
    r"|〔[^〔〕]{0,200}〕|【[^【】]{0,200}】|＜[^＜＞]{0,200}＞|<[^<>]{0,200}>)"
)
_SIGN = re.compile(rf"[\s{_MARKS}{_ARROWS}{_POINTERS}※\ufe0e\ufe0f]+")


def item_mark(text: str) -> str | None:
    """The sign that sets a line off as an item, if it starts with one."""
    found = _ITEM.match(text)
    return found[1] if found else None


def without_mark(text: str) -> str:
    """A line without the sign at its beginning."""
    found = _ITEM.match(text)
    return text[found.end() :] if found else text


def is_explanation(text: str) -> bool:
    """Whether a line explains the one before it (⇒ ...)."""
    return bool(_ARROW.match(text))


def is_pointer(text: str) -> bool:
    """Whether a line points to what follows it (☞ News)."""
    return bool(_POINTER.match(text))


def is_sign(text: str) -> bool:
    """Whether a text is nothing but signs, as of a bullet that is an image."""
    return bool(_SIGN.fullmatch(text))


def heads_what_follows(mark: str) -> bool:
    """Whether a sign is also used before headings."""
    return mark in _HEADING_MARKS


def undecorated(text: str) -> str:
    """A line without the signs and dots around it."""
    return text.strip(_DECORATION)


def continues(raw: str) -> bool:
    """Whether a line goes on from the one before: bracket, note sign, indent, small letter."""
    return bool(_CONTINUES.match(raw))


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return bool(_SENTENCE_END.search(text[-12:]))


def own_text(text: str) -> int:
    """How much of the text between two links belongs to the first: up to a comma or bar."""
    brackets = trailing_brackets(text)
    rest = _TO_SEPARATOR.match(text, brackets)
    return rest.end() if rest else brackets


def trailing_brackets(text: str) -> int:
    """How much of the text after a link is brackets, closed or whole."""
    end = len(text) - len(text.lstrip())
    while end < len(text) and text[end] in _CLOSE:
        end += 1
    while group := _BRACKETS.match(text, end):
        end = group.end()
    return end


def open_bracket_at_end(text: str) -> int:
    """Where the brackets start that a text ends with opening; its length when none do."""
    return len(text.rstrip(_OPEN + " \u3000"))


def balanced(text: str) -> str:
    """A text cut out of a line, with the brackets whose other half stayed there completed."""
    waiting: list[str] = []
    before = ""
    for letter in text:
        if letter in _OPEN:
            waiting.append(_CLOSE[_OPEN.index(letter)])
        elif letter in _CLOSE and waiting:
            waiting.pop()
        elif letter in _CLOSE:
            before = _OPEN[_CLOSE.index(letter)] + before
    return f"{before}{text.rstrip() if waiting else text}{''.join(reversed(waiting))}"


def is_date(text: str) -> bool:
    """Whether a text is a date and no more, as beside or above an item."""
    words = _DATE_WORDS.sub("", text.lower())
    return len(text) <= 40 and any(map(str.isdecimal, text)) and not any(map(str.isalpha, words))
