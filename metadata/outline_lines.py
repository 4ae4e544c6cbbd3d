"""The printed lines of a document, and which of them are running heads or contents entries."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from metadata.outline_marks import mark_of
from metadata.records import Page

_LINE = re.compile(r"[^\r\n]+")
_LEADERS = re.compile(r"(?:[.．･・‥…_] ?){3,}|…+|‥+|(?:\t|\s{3,})(?=[0-9０-９ivxlc]+\s*$)")
_ENTRY = re.compile(
    r"^(?P<title>.*?\S)\s*(?P<leaders>(?:[.．･・‥…_]\s?){3,}|…+|‥+|\s)"
    r"\s*-? ?(?P<page>[0-9０-９]{1,4}|[ivxlc]{1,6}) ?-?$"
)
_CONTENTS = re.compile(
    r"^(?:table of )?contents$|^(?:<|〈|【)?目\s*次(?:>|〉|】)?$|^inhalt(?:sverzeichnis)?$"
    r"|^(?:table des matières|sommaire|índice|indice|innehåll)$",
    re.IGNORECASE,
)
_CONTINUED = re.compile(
    r"[(（]?(?:continue[sd] (?:on|from) (?:the )?(?:next|previous|following|preceding) page|"
    r"次(?:頁|ページ)(?:へ|に)(?:続く|つづく)|前(?:頁|ページ)(?:から|より)の?(?:続き|つづき))[)）]?",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\W_]+")
_MARKS_ASCII = {code: None for code in range(128) if not chr(code).isalnum()}
_FOLIO = re.compile(r"[-–— ]*(?:[0-9０-９]{1,4}|[ivxlc]{1,6})(?: ?/ ?\d{1,4})?[-–— ]*")
_NUMBER_AT_END = re.compile(r"^[0-9]{1,4}(?=\s)|(?<=\s)[0-9]{1,4}$")
_ONLY_LEADERS = re.compile(r"[.．…‥・\s]{4,}\s*([0-9０-９]{1,4}|[ivxlc]{1,6})")
_RUNNING_ON = 3  # a line at the edge of this many pages is a running head
_EDGE = 3  # lines from the top or the bottom where running heads stand
_TITLE_LENGTH = 300
_REMEMBERED = 8_192  # lines: each is asked about several times
_LONGEST_HEAD = 120


class Line(NamedTuple):
    """One printed line. A tuple, because a document has thousands."""

    page: int  # index in the document, from 0
    start: int  # offset in the page's text
    text: str  # stripped
    width: int  # in columns: a CJK character takes two
    running: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a printed table of contents."""

    title: str  # number and heading
    label: str  # the printed page number


@lru_cache(maxsize=_REMEMBERED)
def key(text: str) -> str:
    """What two prints of one heading have in common: no width, case, spaces or marks."""
    text = text[:_TITLE_LENGTH]
    if text.isascii():
        return text.translate(_MARKS_ASCII).lower()
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


def lines_of(pages: Sequence[Page]) -> list[Line]:
    """Return the non-empty lines of all pages in order."""
    raw = [
        [(m.start() + _indent(m.group()), m.group().strip()) for m in _LINE.finditer(page.text)]
        for page in pages
    ]
    kept = [[(start, text) for start, text in page if text] for page in raw]
    heads = _running_heads(kept)
    offset = _folio_offset(kept, pages)
    return [
        Line(
            page=index,
            start=start,
            text=text,
            width=columns(text),
            running=bool(_CONTINUED.fullmatch(text))
            or (
                _at_edge(number, len(page))
                and (
                    key(text) in heads
                    or is_folio(text)
                    or (number in (0, len(page) - 1) and index + 1 - offset in _folios(text))
                )
            ),
        )
        for index, page in enumerate(kept)
        for number, (start, text) in enumerate(page)
    ]


def split_contents(lines: Sequence[Line]) -> tuple[list[Line], list[Entry]]:
    """Return the lines of the body, and the entries of the printed tables of contents."""
    marked = contents_lines(lines)
    entries: list[Entry] = []
    body: list[Line] = []
    held: Line | None = None  # a first line of an entry that goes on over the line end
    for index, line in enumerate(lines):
        if line.running:
            continue
        entry = entry_of(line.text) if index in marked else None
        if index not in marked:
            body.append(line)
        if entry:
            entries.append(_whole(entry, held))
        held = None if entry else line
    return body, [e for e in entries if e.title]


def _whole(entry: Entry, held: Line | None) -> Entry:
    """An entry that began on the line before."""
    if held is None or (entry.title and (mark_of(entry.title) or not mark_of(held.text))):
        return entry
    return Entry(title=f"{held.text} {entry.title}".strip(), label=entry.label)


def full_width(lines: Iterable[Line]) -> int:
    """Return the width that a full line of prose has in this document, in columns."""
    widths = sorted(line.width for line in lines if line.width > 20)
    return widths[int(len(widths) * 0.8)] if widths else 80


def columns(text: str) -> int:
    """Return the width of `text` in columns."""
    if text.isascii():
        return len(text)
    return sum(map(_columns_of, text))


@lru_cache(maxsize=20_000)
def _columns_of(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _at_edge(number: int, total: int) -> bool:
    return number < _EDGE or number >= total - _EDGE


def is_folio(text: str) -> bool:
    """Return whether a line is a page number alone."""
    return _FOLIO.fullmatch(text) is not None


def _folios(text: str) -> list[int]:
    """The page numbers that a running head or foot such as `6 Chapter 1. Scope` may bear."""
    if len(text) > _LONGEST_HEAD:
        return []
    return [int(n) for n in _NUMBER_AT_END.findall(text)]


def _folio_offset(lines: Sequence[Sequence[tuple[int, str]]], pages: Sequence[Page]) -> int:
    """How far the page numbers in heads and feet lie behind the place in the file.

    Far out of reach when fewer than three pages, or a third of them, agree.
    """
    votes: Counter[int] = Counter()
    for index, (page, read) in enumerate(zip(lines, pages, strict=True), start=1):
        edges = {page[0][1], page[-1][1], *read.running} if page else set(read.running)
        votes.update({index - n for text in edges for n in _folios(text)})
    best = votes.most_common(1)
    if best and best[0][1] >= max(_RUNNING_ON, len(pages) / 3):
        return best[0][0]
    return 10**6


def _running_heads(pages: Sequence[Sequence[tuple[int, str]]]) -> frozenset[str]:
    counts: Counter[str] = Counter()
    for page in pages:
        edge = {t for n, (_, t) in enumerate(page) if _at_edge(n, len(page))}
        counts.update({key(text) for text in edge if not is_folio(text)})
    labels = {"chapter", "part", "annex", "appendix", "глава", "chapitre", "kapitel"}
    return frozenset(k for k, n in counts.items() if n >= _RUNNING_ON and k and k not in labels)


def contents_lines(lines: Sequence[Line]) -> set[int]:
    """Return the indexes of lines with leaders, and of entries under a heading "Contents"."""
    leaders = [i for i, line in enumerate(lines) if _has_leaders(line.text)]
    marked = {i for i in leaders if _company(lines, leaders, i)} if len(leaders) > 2 else set()
    for index, line in enumerate(lines):
        if _CONTENTS.match(line.text) and not line.running:
            marked |= _run_of_entries(lines, index + 1)
            marked.add(index)
    return marked


def _company(lines: Sequence[Line], leaders: Sequence[int], index: int) -> bool:
    at = bisect_left(leaders, index)
    near = leaders[max(0, at - 2) : at + 3]
    return sum(abs(other - index) <= 6 for other in near) >= 3


def _run_of_entries(lines: Sequence[Line], start: int) -> set[int]:
    """Consecutive lines that end in page numbers; one or two without are wrapped titles."""
    found: list[int] = []
    misses = 0
    for index in range(start, len(lines)):
        if lines[index].running:
            continue
        if entry_of(lines[index].text):
            found.append(index)
            misses = 0
        elif (misses := misses + 1) > 2:
            break
    if len(found) < 3:
        return set()
    return set(range(start, found[-1] + 1))


def _has_leaders(text: str) -> bool:
    return len(text) <= _TITLE_LENGTH and text[-1:].isalnum() and bool(_LEADERS.search(text))


def entry_of(text: str) -> Entry | None:
    """Return the contents entry that a line is, or None."""
    if len(text) > _TITLE_LENGTH:
        return None
    match = _ENTRY.match(text)
    if match:
        return Entry(title=match["title"].rstrip(" .．…‥・"), label=match["page"])
    only = _ONLY_LEADERS.fullmatch(text)
    return Entry(title="", label=only[1]) if only else None
