"""The shape of a line that is a heading: short, no sentence, not running on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from metadata.outline_lines import Line
from metadata.outline_marks import Mark, mark_of

CJK = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]")
_SENTENCE = re.compile(r"[。;；,，、：]$|(?<![A-Z])\.$")
_LONGEST = 160


def is_title(text: str) -> bool:
    """Return whether `text` is short, no sentence, and not mostly figures."""
    if not text or len(text) > _LONGEST or _SENTENCE.search(text) or text[0].islower():
        return False
    letters = sum(c.isalpha() for c in text)
    figures = sum(c.isdigit() for c in text)
    return letters >= 2 and figures * 2 <= letters and "。" not in text


def is_weak_title(text: str) -> bool:
    """Return whether `text` would be a title but for its small first letter."""
    return bool(text) and len(text) <= 60 and is_title(text[0].upper() + text[1:])


def wraps(body: Sequence[Line], last: int, width: int) -> bool:
    """Return whether the line after `last` is the short rest of a heading that was too long."""
    if last + 1 >= len(body) or body[last].width < width * 0.75:
        return False
    following = body[last + 1]
    return (
        following.page == body[last].page
        and following.width < width * 0.6
        and is_title(following.text[0].upper() + following.text[1:])
        and mark_of(following.text) is None
    )


def is_heading(body: Sequence[Line], last: int, mark: Mark, heading: str, width: int) -> bool:
    """Return whether the numbered heading that ends on line `last` stands for itself."""
    if not is_title(heading):
        return mark.rule in {"article", "measure", "annex"} and not heading
    following = body[last + 1].text if last + 1 < len(body) else ""
    runs_on = body[last].width >= width * 0.85 and bool(CJK.match(following[:1]))
    return not runs_on and not following[:1].islower()


def may_be_item(mark: Mark, heading: str) -> bool:
    """Return whether a sentence may be a numbered measure: where lists order the text."""
    if mark.rule in {"measure", "article"}:
        return not heading[:1].islower()  # `Article 1 of the Act` is a reference
    lists = {"parenthesised", "circled", "kana", "number"}
    return mark.rule in lists and bool(CJK.search(heading))
