"""The document's own numbering as a tree of sections.

Where the PDF has an outline it is the publisher's word, and each bookmark is mapped to the
place of its heading. Else the tree comes from the printed contents, from how headings are
numbered and from the shape of their lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from metadata.outline_bookmarks import is_mechanical, sections_of_bookmarks
from metadata.outline_headings import candidates_of
from metadata.outline_lines import Line, lines_of, split_contents
from metadata.outline_tree import Placed, place
from metadata.records import Page, Reading, Section

_BOOKMARKS_ENOUGH = 3


def find_sections(reading: Reading) -> tuple[Section, ...]:
    """Return the sections of a reading in order, from its outline if that says anything."""
    written = [item for item in reading.outline if not is_mechanical(item.title)]
    bookmarks = sections_of_bookmarks(written, reading.pages)
    if len(bookmarks) >= _BOOKMARKS_ENOUGH and 2 * len(written) >= len(reading.outline):
        return bookmarks
    return find_sections_from_text(reading.pages) or bookmarks


def find_sections_from_text(pages: Sequence[Page]) -> tuple[Section, ...]:
    """Return the sections that the printed text alone shows.

    `rule` names how a heading was known: the kind of its numbering (`chapter`, `article`,
    `decimal`, `parenthesised`, `measure` ...), `contents` for an unnumbered one that the
    printed table of contents lists, `item` for a numbered item that is a sentence.
    """
    lines = lines_of(pages)
    body, entries = split_contents(lines)
    placed = place(candidates_of(body, entries))
    return _sections(placed, body, pages)


def _sections(
    placed: Sequence[Placed], body: Sequence[Line], pages: Sequence[Page]
) -> tuple[Section, ...]:
    ends = _end_pages(placed, body, len(pages))
    return tuple(
        Section(
            position=position,
            level=item.level,
            number=item.candidate.mark.number if item.candidate.mark else None,
            heading=item.candidate.heading,
            page=pages[body[item.candidate.line].page].number,
            end_page=pages[end].number,
            start=body[item.candidate.line].start,
            rule=_rule(item),
        )
        for position, (item, end) in enumerate(zip(placed, ends, strict=True), start=1)
    )


def _rule(item: Placed) -> str:
    if item.candidate.mark is None:
        return "contents" if item.candidate.listed else "heading"
    return item.candidate.mark.rule if item.candidate.title_like else "item"


def _end_pages(placed: Sequence[Placed], body: Sequence[Line], pages: int) -> list[int]:
    """The page on which the next heading of the same or a higher level begins."""
    ends = [pages - 1] * len(placed)
    waiting: list[int] = []
    for index, item in enumerate(placed):
        while waiting and placed[waiting[-1]].level >= item.level:
            closed = waiting.pop()
            ends[closed] = max(
                _last_page_before(body, item.candidate.line),
                body[placed[closed].candidate.line].page,
            )
        waiting.append(index)
    return ends


def _last_page_before(body: Sequence[Line], line: int) -> int:
    return body[line - 1].page if line else body[line].page
