"""Printed numerals of every script, as integers."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

_KANJI = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1, "両": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_GREAT = {"万": 10_000, "億": 100_000_000, "兆": 1_000_000_000_000}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_PARTS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
)  # fmt: skip
_KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラム"
    "ウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
)
LONGEST = 16


def integer(text: str) -> int | None:
    """Return the value of digits of any width or of kanji numerals, or None.

    >>> integer("五十二"), integer("２０１７"), integer("二〇一七"), integer("百")
    (52, 2017, 2017, 100)
    """
    if not text or len(text) > LONGEST:
        return None
    if all(c.isdecimal() for c in text):
        return int(unicodedata.normalize("NFKC", text))
    return kanji(text)


def kanji(text: str) -> int | None:
    """Return the value of a kanji numeral, by place names or digit by digit, or None."""
    if not text or any(c not in _KANJI and c not in _PLACES and c not in _GREAT for c in text):
        return None
    if all(c in _KANJI for c in text):
        return int("".join(str(_KANJI[c]) for c in text))
    total = group = 0
    digit: int | None = None
    for c in text:
        if c in _KANJI:
            digit = (digit or 0) * 10 + _KANJI[c]
        elif c in _PLACES:
            group, digit = group + (1 if digit is None else digit) * _PLACES[c], None
        else:
            total, group, digit = total + ((group + (digit or 0)) or 1) * _GREAT[c], 0, None
    return total + group + (digit or 0)


def roman(text: str) -> int | None:
    """Return the value of a well-formed Roman numeral, or None."""
    lower = unicodedata.normalize("NFKC", text).lower()
    if not lower or len(lower) > LONGEST or any(c not in _ROMAN for c in lower):
        return None
    values = [_ROMAN[c] for c in lower]
    total = sum(-a if a < b else a for a, b in pairwise([*values, 0]))
    return total if roman_numeral(total) == lower else None


def roman_numeral(number: int) -> str:
    """Return `number` (1 to 3999) in lower-case Roman numerals."""
    out = ""
    for value, letters in _ROMAN_PARTS:
        while number >= value:
            out, number = out + letters, number - value
    return out


def word(text: str) -> int | None:
    """Return the value of an English number word up to twenty, or None."""
    lower = text.lower()
    return _WORDS.index(lower) + 1 if lower in _WORDS else None


def letter(text: str) -> int | None:
    """Return 1 for a, 2 for b ..., 27 for aa (doubled letters count on), or None."""
    lower = unicodedata.normalize("NFKC", text).lower()
    if not lower or len(set(lower)) != 1 or not "a" <= lower[0] <= "z" or len(lower) > 4:
        return None
    return ord(lower[0]) - ord("a") + 1 + 26 * (len(lower) - 1)


def circled(text: str) -> int | None:
    """Return the value of a circled or bracketed single character such as ① or ⑴, or None."""
    if len(text) != 1 or text.isdecimal():
        return None
    folded = unicodedata.normalize("NFKC", text).strip("().")
    return int(folded) if folded.isdecimal() and folded.isascii() else None


def kana(text: str) -> tuple[int, ...]:
    """Return the places of a katakana in the two orders used for counting (gojuon, iroha)."""
    folded = unicodedata.normalize("NFKC", text)
    if len(folded) != 1:
        return ()
    return tuple(order.index(folded) + 1 for order in (_KANA, _IROHA) if folded in order)
