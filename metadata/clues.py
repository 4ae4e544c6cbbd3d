"""Clues: what a text must hold for a pattern to match, so that most texts are not searched."""

from __future__ import annotations

import re
from collections.abc import Callable

Clue = Callable[[str], object]
"""Tells of a text, by truth, whether it is worth searching."""


def one_of(*words: str) -> Clue:
    """Whether a text holds one of some words, exactly as they are written."""
    return lambda text: any(word in text for word in words)


def four_digits(text: str) -> bool:
    """Whether a text holds four digits in a row, as a western year is written."""
    return _FOUR_DIGITS.search(text) is not None


_FOUR_DIGITS = re.compile(r"\d{4}")
