"""One-to-one folding: width and dash variants become plain, offsets stay what they were."""

from __future__ import annotations

import unicodedata

_SPECIAL = {
    "\u3000": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2007": " ",
    "〜": "~", "～": "~", "∼": "~", "˜": "~", "⁓": "~",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "－": "-", "⁃": "-",
    "／": "/", "⁄": "/", "∕": "/", "：": ":", "’": "'", "‘": "'", "º": "º", "ª": "ª",
    "［": "[", "］": "]", "（": "(", "）": ")", "｛": "{", "｝": "}", "｟": "(", "｠": ")",
}  # fmt: skip


class _Plain(dict[int, str]):
    """The plain variant of each character by its code, told when it is first asked for."""

    def __missing__(self, code: int) -> str:
        plain = self[code] = _fold_character(chr(code))
        return plain


_PLAIN = _Plain()


def _fold_character(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if unicodedata.category(character) in {"Cc", "Cf", "Cs"} and character != "\n":
        return " "
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if len(compatible) == 1 else character


def fold(text: str) -> str:
    """Return `text` with every character replaced by its plain variant, of the same length."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_PLAIN)


_KANJI = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}


def number(digits: str) -> int | None:
    """The value of folded Arabic digits, 元 or kanji numerals (二十八, 二〇二三)."""
    if digits == "元":
        return 1
    if digits.isascii() and digits.isdigit():
        return int(digits) if len(digits) <= 9 else None
    if not digits or len(digits) > 9:
        return None
    return _positional(digits) if not set(digits) & set(_TENS) else _multiplied(digits)


def _positional(digits: str) -> int | None:
    values = [_KANJI.get(c) for c in digits]
    return None if None in values else int("".join(str(v) for v in values))


def _multiplied(digits: str) -> int | None:
    total, pending = 0, 0
    for character in digits:
        if character in _TENS:
            total += (pending or 1) * _TENS[character]
            pending = 0
        elif character in _KANJI:
            pending = _KANJI[character]
        else:
            return None
    return total + pending
