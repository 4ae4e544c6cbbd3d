"""Passages of a page: found by their words, so that an address survives another reading.

Width, case, line breaks and hyphens at line ends make no difference; figures and whole words
do: "8 measures" is not in "88 measures". A long passage may be named by its first and last
words with an ellipsis between them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 4_000  # characters of a quotation that are looked for
_CONTEXT = 40  # characters before and after that are kept with a passage
_IN_FULL = 240  # a longer passage is named by its ends
_END = 90  # characters of each end
_INVISIBLE = re.compile("[\x00\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_HYPHENS = "-\u2010\u2011"
_SPACELESS = "\u2e80"  # scripts from here on write without spaces between words
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage as it stands in the text of a page."""

    start: int  # offset in the text
    end: int
    exact: str  # as printed, line breaks included
    prefix: str  # what stands just before it
    suffix: str  # what stands just after it
    nth: int  # which of its occurrences it is, from 1
    times: int  # how often it occurs
    is_widened: bool  # more than was asked for: the words around it are whole

    @property
    def line(self) -> str:
        """The passage on one line, words broken at line ends made whole."""
        return on_one_line(self.exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folded:
    text: str
    origin: tuple[int, ...]  # offset in the original of each character


def find(text: str, quote: str, nth: int = 1) -> Passage | None:
    """The `nth` place of `quote` in `text`; the first when there are fewer; None when none.

    A quotation that begins or ends inside a word is widened to whole words, and says so.
    """
    folded, wanted = _fold(text), quote[:LONGEST]
    for spans, is_widened in (
        (_whole(folded, wanted), False),
        (_between(folded, wanted), False),
        (_widened(folded, wanted), True),
    ):
        if spans:
            chosen = nth if 1 <= nth <= len(spans) else 1
            return _passage(text, spans, chosen, is_widened)
    return None


def stands_in(text: str, quote: str) -> bool:
    """Whether all of `quote`, with its first and last words whole, stands in `text`."""
    return bool(_whole(_fold(text), quote))


def named(text: str, passage: Passage) -> str:
    """The shortest sure name of a passage: itself, or its first and last words."""
    line = passage.line
    if len(line) <= _IN_FULL:
        return line
    short = f"{_cut(line[:_END], from_end=True)} … {_cut(line[-_END:], from_end=False)}"
    found = find(text, short, passage.nth)
    same = found is not None and (found.start, found.end) == (passage.start, passage.end)
    return short if same else line[:LONGEST]


def on_one_line(text: str) -> str:
    """Text without its line breaks: words divided at line ends joined, no gap inside Japanese."""
    joined = re.sub(rf"(?<=[^\W\d_])[{_HYPHENS}][^\S\n]*\n\s*(?=[a-z])", "", text)
    gap = rf"(?<=[{_SPACELESS}-\U0003ffff])\s*\n\s*(?=[{_SPACELESS}-\U0003ffff])"
    return " ".join(re.sub(gap, "", joined).split())


def _cut(text: str, *, from_end: bool) -> str:
    """An end of a passage without the half word at its edge."""
    if from_end:
        return re.sub(r"[!-⺀]+$", "", text).rstrip() or text
    return re.sub(r"^[!-⺀]+", "", text).lstrip() or text


def _passage(text: str, spans: list[tuple[int, int]], nth: int, is_widened: bool) -> Passage:
    start, end = spans[nth - 1]
    return Passage(
        start=start,
        end=end,
        exact=text[start:end],
        prefix=text[max(0, start - _CONTEXT) : start],
        suffix=text[end : end + _CONTEXT],
        nth=nth,
        times=len(spans),
        is_widened=is_widened,
    )


def _whole(folded: _Folded, quote: str) -> list[tuple[int, int]]:
    return [
        _span(folded, start, end)
        for start, end in _occurrences(folded.text, _wanted(quote))
        if _is_edge(folded.text, start) and _is_edge(folded.text, end)
    ]


def _between(folded: _Folded, quote: str) -> list[tuple[int, int]]:
    """From the first words to the nearest last words after them."""
    parts = [_wanted(part) for part in _ELLIPSIS.split(quote)]
    if len(parts) != 2 or not all(parts):
        return []
    spans = []
    for start, middle in _occurrences(folded.text, parts[0]):
        at = folded.text.find(parts[1], middle)
        end = at + len(parts[1])
        if at >= 0 and _is_edge(folded.text, start) and _is_edge(folded.text, end):
            spans.append(_span(folded, start, end))
    return spans


def _widened(folded: _Folded, quote: str) -> list[tuple[int, int]]:
    spans = []
    for start, end in _occurrences(folded.text, _wanted(quote)):
        while not _is_edge(folded.text, start):
            start -= 1
        while not _is_edge(folded.text, end):
            end += 1
        spans.append(_span(folded, start, end))
    return list(dict.fromkeys(spans))


def _wanted(quote: str) -> str:
    """What to look for; a hyphen at either end may divide a word that goes on."""
    return re.sub(r"(?<=[^\W\d_])-+$|^-+(?=[^\W\d_])", "", _fold(quote).text)


def _occurrences(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        yield at, at + len(wanted)
        at = text.find(wanted, at + len(wanted))


def _span(folded: _Folded, start: int, end: int) -> tuple[int, int]:
    return folded.origin[start], folded.origin[end - 1] + 1


def _is_edge(text: str, at: int) -> bool:
    """Whether no word, figure or sign of a figure is cut in two at this place."""
    if not 0 < at < len(text):
        return True
    further = text[at - 2] if at >= 2 else " "
    before, after = text[at - 1], text[at]
    beyond = text[at + 1] if at + 1 < len(text) else " "
    if _is_word(before) and _is_word(after):
        return False
    if after.isdigit() and before in ".,":
        return not further.isdigit()
    if before.isdigit() and after in ".,":
        return not beyond.isdigit()
    return not (after.isdigit() and before in "-−" and not further.isdigit())


def _is_word(character: str) -> bool:
    """A letter or digit of a script that separates words."""
    return character.isalnum() and character < _SPACELESS


def _fold(text: str) -> _Folded:
    """What is compared; gaps stay only where they part words or figures."""
    plain = [
        (folded, offset)
        for offset, character in enumerate(text)
        if not _INVISIBLE.match(character)
        for folded in unicodedata.normalize("NFKC", character).casefold()
    ]
    kept: list[tuple[str, int]] = []
    at = 0
    while at < len(plain):
        character, offset = plain[at]
        at += 1
        if character in _HYPHENS:
            before = plain[at - 2][0] if at >= 2 else ""
            if before.isalpha() and _next_solid(plain, at).isalpha():
                at = _skip_spaces(plain, at)
            else:
                kept.append(("-", offset))
        elif character.isspace():
            at = _skip_spaces(plain, at)
            if kept and _is_word(kept[-1][0]) and _is_word(_next_solid(plain, at) or " "):
                kept.append((" ", offset))
        else:
            kept.append((character, offset))
    return _Folded(text="".join(c for c, _ in kept), origin=tuple(o for _, o in kept))


def _skip_spaces(plain: list[tuple[str, int]], at: int) -> int:
    while at < len(plain) and plain[at][0].isspace():
        at += 1
    return at


def _next_solid(plain: list[tuple[str, int]], at: int) -> str:
    at = _skip_spaces(plain, at)
    return plain[at][0] if at < len(plain) else ""
