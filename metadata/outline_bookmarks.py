"""The PDF's own outline, each bookmark mapped to the place of its heading on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from metadata.outline_lines import Line, key, lines_of
from metadata.outline_marks import mark_of
from metadata.records import OutlineItem, Page, Section

# What programs write into an outline by themselves: pages, slides, files put together, links.
_PAGES = r"pages?|p\.|pg|slide|folie|seite|página|pagina|diapositive|sida|sheet|ページ|スライド"
_FILES = r"pdf|docx?|xlsx?|pptx?|indd|tiff?|jpe?g|png|rtf|html?|qxd|wpd|jtd"
_MECHANICAL = re.compile(
    rf"(?:{_PAGES})\s?\W?\s?[\divxlc]+|slide number \d+|blank page|untitled|無題|"
    rf"[\w&,.()\[\] ~+-]+\.(?:{_FILES})|(?:https?://|www\.|mailto:)\S+|"
    r"microsoft (?:word|excel|powerpoint) - .*|_(?:Toc|GoBack|Ref|Hlk)\w*|"
    r"(?:structure )?bookmarks?",
    re.IGNORECASE,
)
_LONGEST = 200  # characters of a title that are looked at
_WRAPPED = 3  # printed lines that one heading may take


@dataclass(frozen=True, slots=True, kw_only=True)
class _Printed:
    """A line of a page, and its key: each bookmark of the page is held against it."""

    line: Line
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a bookmark's heading stands."""

    item: OutlineItem
    page: int  # index
    start: int
    number: str | None  # as printed before the heading, when the bookmark leaves it out


def is_mechanical(title: str) -> bool:
    """Whether a program put a bookmark there, and nobody who wrote the document."""
    return _MECHANICAL.fullmatch(" ".join(title.split())[:_LONGEST]) is not None


def sections_of_bookmarks(
    outline: Sequence[OutlineItem], pages: Sequence[Page]
) -> tuple[Section, ...]:
    """Return the bookmarks that lead to a page, in reading order, as sections.

    A bookmark whose words are not printed where it leads keeps offset 0 of that page.
    """
    if not outline:
        return ()
    by_number = {page.number: index for index, page in enumerate(pages)}
    targets = {by_number.get(item.page or 0) for item in outline}
    lines: dict[int, list[_Printed]] = {}
    for line in lines_of(pages):
        if line.page in targets and not line.running:
            lines.setdefault(line.page, []).append(_Printed(line=line, key=key(line.text)))
    placed: list[_Place] = []
    for item in outline:
        page = by_number.get(item.page or 0)
        if page is None or not item.title.strip():
            continue
        after = placed[-1].start if placed and placed[-1].page == page else -1
        placed.append(_place(item, page, lines.get(page, []), after))
    return _sections(placed, pages)


def _place(item: OutlineItem, page: int, lines: Sequence[_Printed], after: int) -> _Place:
    found = _line_of(item.title.strip(), lines, after)
    mark = mark_of(item.title.strip())
    number = mark.number if mark else None
    if found is not None and number is None:
        number = _number_before(item.title, lines, found)
    start = lines[found].line.start if found is not None else 0
    return _Place(item=item, page=page, start=start, number=number)


def _line_of(title: str, lines: Sequence[_Printed], after: int) -> int | None:
    """The first line, after the heading before, that is the bookmark's title or begins it."""
    wanted = key(title)
    mark = mark_of(title)
    bare = key(mark.rest) if mark else wanted
    best: int | None = None
    for index, first in enumerate(lines):
        if first.line.start <= after or not wanted:
            continue
        if first.key.endswith(wanted):
            return index
        printed = first.key
        for part in lines[index + 1 : index + _WRAPPED]:
            printed += part.key
            if printed == wanted:
                return index
        if best is None and (_begins(printed, wanted) or _is_numbered(first.line, bare)):
            best = index
    return best


def _is_numbered(line: Line, bare: str) -> bool:
    """Whether a line is the bare heading after a number."""
    mark = mark_of(line.text) if bare else None
    return mark is not None and key(mark.rest) == bare


def _begins(printed: str, wanted: str) -> bool:
    return len(printed) >= 8 and (wanted.startswith(printed) or printed.startswith(wanted))


def _number_before(title: str, lines: Sequence[_Printed], index: int) -> str | None:
    """`2.1` on the heading's own line, or `CHAPTER TWO` on the lines above it."""
    mark = mark_of(lines[index].line.text)
    if mark and key(mark.rest) and key(title).startswith(key(mark.rest)):
        return mark.number
    for lead in (1, 2):
        above = " ".join(one.line.text for one in lines[max(0, index - lead) : index])
        label = mark_of(above)
        if label and not label.rest and label.rule in {"chapter", "part", "annex", "article"}:
            return label.number
    return None


def _sections(placed: Sequence[_Place], pages: Sequence[Page]) -> tuple[Section, ...]:
    levels = _levels([place.item.level for place in placed])
    closing = _closing_pages(placed, levels, len(pages))
    sections = []
    for index, place in enumerate(placed):
        title = " ".join(place.item.title.split())
        mark = mark_of(title)
        sections.append(
            Section(
                position=index + 1,
                level=levels[index],
                number=place.number,
                heading=mark.rest if mark and mark.rest else title,
                page=pages[place.page].number,
                end_page=pages[max(place.page, closing[index])].number,
                start=place.start,
                rule="outline",
            )
        )
    return tuple(sections)


def _closing_pages(placed: Sequence[_Place], levels: Sequence[int], pages: int) -> list[int]:
    """The page on which the next bookmark of the same or a higher level stands."""
    closing = [pages - 1] * len(placed)
    waiting: list[int] = []
    for index, place in enumerate(placed):
        while waiting and levels[waiting[-1]] >= levels[index]:
            closing[waiting.pop()] = place.page
        waiting.append(index)
    return closing


def _levels(levels: Sequence[int]) -> list[int]:
    """Levels from 1, no deeper than one below the heading before."""
    out: list[int] = []
    lowest = min(levels, default=1)
    for level in levels:
        highest = out[-1] + 1 if out else 1
        out.append(max(1, min(level - lowest + 1, highest)))
    return out
