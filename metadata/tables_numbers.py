"""Printed numbers into values, by the column's way of writing them.

`1,234` is a thousand in English and a fraction in German. A column that shows one way without
doubt (`1.234,5`) decides for its doubtful cells; otherwise the language does, and where neither
speaks a doubtful number has no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from metadata.folding import fold

Style = Literal["point", "comma", "unknown"]
"""Which sign parts the fraction: 1,234.5 is "point", 1.234,5 is "comma"."""

POINT = frozenset({"en", "ja", "zh", "ko", "th", "he", "mt", "ga", "cy", "hi"})
COMMA = frozenset(
    {"de", "fr", "it", "es", "pt", "nl", "ru", "pl", "cs", "sk", "sv", "da", "nb", "no", "nn",
     "fi", "el", "tr", "hu", "ro", "bg", "hr", "sl", "sr", "uk", "lt", "lv", "et", "id", "vi",
     "ca", "is"}
)  # fmt: skip

SIGNS = r"[-+▲△▼▽]"
NUMBER = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>{SIGNS})?\s*(?P<currency>[$€£¥￥])?\s*(?P<inner>{SIGNS})?\s*"
    r"(?P<digits>[0-9][0-9.,' ]*|[.,][0-9]+)\s*(?P<close>\))?\s*"
    r"(?P<unit>[%‰℃°$€£¥]|[^\W\d_]{1,12}\.?|(?:[^\W\d_]|[/²³]){1,12})?\s*",
)
NEGATIVE = frozenset("-▲△")
GROUPED = re.compile(r"[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?")
PLAIN = re.compile(r"[0-9]+")
POINTED = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.[0-9]+)?")
COMMAED = re.compile(r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]*)(?:,[0-9]+)?")
DOUBTFUL = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
LONGEST = 40  # characters; what is longer is text


def column_style(texts: Iterable[str], language: str) -> Style:
    """How the numbers of a column part their fraction, from themselves or the language."""
    shown = {style for text in texts if (style := _shown(text))}
    if len(shown) == 1:
        return shown.pop()
    base = language.lower().split("-")[0]
    if base in POINT:
        return "point"
    return "comma" if base in COMMA else "unknown"


def number(text: str, style: Style) -> float | None:
    """The value of a cell that is one number, with sign and unit; None when it is not.

    In brackets it is negative, as accounts write it.
    """
    match = _match(text)
    if match is None:
        return None
    value = _value(match["digits"].strip(), style)
    if value is None or bool(match["open"]) != bool(match["close"]):
        return None
    sign = match["sign"] or match["inner"] or "+"
    return -value if match["open"] or sign in NEGATIVE else value


def printed_unit(text: str) -> str | None:
    """The unit that stands behind the number in its own cell."""
    match = _match(text)
    if match is None:
        return None
    return match["unit"] or match["currency"] or None


@lru_cache(maxsize=4_096)  # a cell is asked about several times, and figures repeat
def _match(text: str) -> re.Match[str] | None:
    folded = " ".join(fold(text).split())
    return NUMBER.fullmatch(folded) if len(folded) <= LONGEST else None


def _shown(text: str) -> Style | None:
    """The style that a number shows beyond doubt."""
    match = _match(text)
    if match is None:
        return None
    digits = match["digits"].strip().replace(" ", "").replace("'", "")
    if PLAIN.fullmatch(digits) or DOUBTFUL.fullmatch(digits):
        return None
    point, comma = POINTED.fullmatch(digits), COMMAED.fullmatch(digits)
    if bool(point) == bool(comma):
        return None
    return "point" if point else "comma"


def _value(digits: str, style: Style) -> float | None:
    if " " in digits or "'" in digits:
        if not GROUPED.fullmatch(digits):
            return None
        digits = digits.replace(" ", "").replace("'", "")
        return float(digits.replace(",", "."))
    if PLAIN.fullmatch(digits):
        return float(digits)
    if style == "unknown":
        style = _alone(digits)
    if style == "point" and POINTED.fullmatch(digits):
        return float(digits.replace(",", ""))
    if style == "comma" and COMMAED.fullmatch(digits):
        return float(digits.replace(".", "").replace(",", "."))
    return None


def _alone(digits: str) -> Style:
    if DOUBTFUL.fullmatch(digits):
        return "unknown"
    point, comma = POINTED.fullmatch(digits), COMMAED.fullmatch(digits)
    if bool(point) == bool(comma):
        return "unknown"
    return "point" if point else "comma"
