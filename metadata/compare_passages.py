"""A document as a sequence of passages: sentences, headings, items, table rows."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from metadata.compare_contents import without_contents
from metadata.compare_notes import split_notes
from metadata.compare_running import body_lines
from metadata.outline_lines import Line, full_width
from metadata.records import Page

_ENDS = re.compile(r"[。．！？.!?:：;；][\s」』）)”\"'\]]*$")
_OPENS = re.compile(
    r"^(?:[•◦▪■□◆◇●○◎・※＊*►▶➢✓✔–—-]\s?\S|[(（]?[0-9０-９]{1,3}[)）.．]|[0-9]{1,2}(?:\.[0-9]{1,3})+\s"
    r"|[①-⑳㉑-㊿⑴-⒇]|[(（][a-zA-Zァ-ヺ一-十][)）]|[ア-ン][\s　.．]"
    r"|第[0-9０-９一二三四五六七八九十百]+"
    r"|[A-Z][a-z]+ \d{1,3}[.:\s]|[a-zA-Z][.)]\s)"
)
_SENTENCE = re.compile(
    r"(?<=[。！？])(?![」』）)])|(?<=[.!?][”\")\]])\s+(?=[A-Z“\"(])|(?<=[.!?])\s+(?=[A-Z“\"(])"
)
_HYPHENS = re.compile(r"(?<=[^\W\d_])[-‐‑\u00ad\ufffe]\s*(?=[^\W\d_])")
_IGNORED = re.compile(r"[\s\u00ad\ufffe\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_SOFT = "‐‑\u00ad\ufffe"  # hyphens that only a line end makes
_LEAD = 5  # characters that the number of an item may take
_SHORT = 0.6  # a line shorter than this share of a full one ends its paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One sentence, heading, item or row."""

    page: int  # the page number it begins on
    start: int  # offset of its paragraph in that page's text
    text: str  # on one line
    key: str  # what it is compared by
    opens: bool  # it begins a paragraph
    sequence: int  # place in the document, from 0
    weak: bool = False  # perhaps the head of a table that goes on: no edit of its own


def key(text: str) -> str:
    """What two prints of one text have in common: width, white space, hyphenation do not count."""
    folded = unicodedata.normalize("NFKC", text)
    return _IGNORED.sub("", _HYPHENS.sub("", folded))


def passages_of(pages: Sequence[Page]) -> list[Passage]:
    """Cut the text of all pages into passages, over page breaks; footnotes come last."""
    lines = without_contents(body_lines(pages))
    body, notes = split_notes(lines, pages)
    width = full_width(body)
    passages: list[Passage] = []
    paragraph: list[Line] = []
    for line in body:
        if paragraph and _breaks(paragraph[-1], line, width):
            _cut(paragraph, pages, passages)
            paragraph = []
        paragraph.append(line)
    for whole in (paragraph, *(list(note.lines) for note in notes)):
        if whole:
            _cut(whole, pages, passages)
    return passages


def _breaks(line: Line, following: Line, width: int) -> bool:
    """Whether a paragraph ends with `line`."""
    if line.text[-1] in "-‐‑\u00ad":
        return False
    if _OPENS.match(following.text):
        return True
    return line.width < width * _SHORT or (
        bool(_ENDS.search(line.text)) and line.width < width * 0.9
    )


def _cut(paragraph: Sequence[Line], pages: Sequence[Page], passages: list[Passage]) -> None:
    text, starts = _joined(paragraph)
    at = 0
    for piece in _sentences(text):
        line = paragraph[bisect_right(starts, at) - 1]
        stripped = piece.strip()
        compared = key(stripped)
        if compared:
            passages.append(
                Passage(
                    page=pages[line.page].number,
                    start=line.start,
                    text=stripped,
                    key=compared,
                    opens=at == 0,
                    sequence=len(passages),
                    weak=all(part.running for part in paragraph),
                )
            )
        at += len(piece)


def _sentences(text: str) -> list[str]:
    cuts = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    if len(cuts) > 2 and cuts[1] <= _LEAD:
        del cuts[1]  # `1. The plan ...`: the number of an item is no sentence
    return [text[a:b] for a, b in pairwise(cuts) if b > a]


def _joined(paragraph: Sequence[Line]) -> tuple[str, list[int]]:
    """The lines as one text, and where each begins in it."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for line in paragraph:
        if parts and not _runs_on(parts[-1], line.text):
            parts.append(" ")
            length += 1
        elif parts and parts[-1][-1] in _SOFT:
            parts[-1] = parts[-1][:-1]
            length -= 1
        starts.append(length)
        parts.append(line.text)
        length += len(line.text)
    return "".join(parts), starts


def _runs_on(text: str, following: str) -> bool:
    """Japanese lines and hyphenated words go on without a space."""
    if text[-1] in "-‐‑\u00ad\ufffe":
        return following[0].islower()
    return all(unicodedata.east_asian_width(c) in "WF" for c in (text[-1], following[0]))
