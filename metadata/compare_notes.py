"""Footnotes, told from the text they stand under.

A page break cuts a sentence in two and sets the notes of the page between the halves. Where a
note's number stands raised in the text and again before a line further down, from that line on
the page holds notes. They are compared after the text, without their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from metadata.outline_lines import Line
from metadata.records import Page

# `L2` and `MD5` are names, no words with a raised number.
_MARK = re.compile(
    r"(?<![A-Z])(?<=[^\W\d_]|[.,;:)\]”’\"』」。、])(?<!\d[.,])\[?([1-9]\d?)\]?(?![\d%.:]\d|\d|[^\W\d_])"
)
_FIRST = re.compile(r"^\[?(\d{1,2})\]?(?:[\s　]+(?=\S)|$|(?=[^\W\d]))")
_MOST_NOTES = 40  # on one page


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One footnote: its lines, the number taken off."""

    page: int  # index of the page
    mark: int  # offset of its number in the text of the page
    mark_length: int
    start: int  # offset of its first line
    end: int  # offset of the end of its last line
    lines: tuple[Line, ...]


def split_notes(lines: Sequence[Line], pages: Sequence[Page]) -> tuple[list[Line], list[Note]]:
    """Return the lines of the text, the marks of notes taken out of them, and the notes."""
    body: list[Line] = []
    notes: list[Note] = []
    for index, group in groupby(lines, key=lambda line: line.page):
        on_page = list(group)
        first, found = _notes_of(on_page, pages[index].text)
        body += [_without_marks(line, found) for line in on_page[:first]]
        notes += found
    return body, notes


def _notes_of(lines: Sequence[Line], text: str) -> tuple[int, list[Note]]:
    """The line with which the notes of a page begin, and the notes."""
    marks: dict[int, tuple[int, int]] = {}
    for match in _MARK.finditer(text):
        marks.setdefault(int(match[1]), match.span())
    for at in range(1, len(lines)):
        number = _number(lines[at])
        if number is None or number not in marks or marks[number][0] >= lines[at].start:
            continue
        starts = list(_starts(lines, at, number, marks))
        if starts:
            return at, [_note(lines, marks, *bounds) for bounds in starts]
    return len(lines), []


def _starts(
    lines: Sequence[Line], first: int, number: int, marks: dict[int, tuple[int, int]]
) -> Iterator[tuple[int, int, int]]:
    """(number, first line, line after the last) of the notes from line `first` on."""
    begin = first
    for at in range(first + 1, len(lines)):
        following = _number(lines[at])
        if following == number + 1 and _is_before(marks, following, lines[first]):
            yield number, begin, at
            number, begin = following, at
            if number > _MOST_NOTES:
                break
    yield number, begin, len(lines)


def _is_before(marks: dict[int, tuple[int, int]], number: int, line: Line) -> bool:
    return number in marks and marks[number][0] < line.start


def _note(
    lines: Sequence[Line], marks: dict[int, tuple[int, int]], number: int, begin: int, end: int
) -> Note:
    own = list(lines[begin:end])
    bare = _FIRST.sub("", own[0].text, count=1)
    own_end = own[-1].start + len(own[-1].text)
    own[0] = own[0]._replace(text=bare)
    start, stop = marks[number]
    return Note(
        page=own[0].page,
        mark=start,
        mark_length=stop - start,
        start=own[0].start,
        end=own_end,
        lines=tuple(line for line in own if line.text),
    )


def _number(line: Line) -> int | None:
    match = _FIRST.match(line.text)
    return int(match[1]) if match else None


def _without_marks(line: Line, notes: Sequence[Note]) -> Line:
    text = line.text
    for note in sorted(notes, key=lambda n: -n.mark):
        at = note.mark - line.start
        if 0 < at < len(line.text):
            text = text[:at] + text[at + note.mark_length :]
    return line._replace(text=text) if text != line.text else line
