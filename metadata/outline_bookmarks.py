"""The PDF's own outline, each bookmark mapped to the place of its heading on the page."""

from __future__ import annotations

from collections.abc import Sequence

from metadata.outline_lines import Line, key, lines_of
from metadata.outline_marks import mark_of
from metadata.records import OutlineItem, Page, Section

_WRAPPED = 3  # printed lines that one heading may take


def sections_of_bookmarks(
    outline: Sequence[OutlineItem], pages: Sequence[Page]
) -> tuple[Section, ...]:
    """Return the bookmarks that lead to a page, in reading order, as sections.

    A bookmark whose words are not printed where it leads keeps offset 0 of that page.
    """
    by_number = {page.number: index for index, page in enumerate(pages)}
    lines: dict[int, list[Line]] = {}
    for line in lines_of(pages):
        lines.setdefault(line.page, []).append(line)
    usable = [i for i in outline if i.page in by_number and i.title.strip()]
    placed: list[tuple[int, int, OutlineItem]] = []
    for item in usable:
        page = by_number[item.page or 0]
        after = placed[-1][1] if placed and placed[-1][0] == page else -1
        placed.append((page, _offset(item, lines.get(page, []), after), item))
    return _sections(placed, pages)


def _offset(item: OutlineItem, lines: Sequence[Line], after: int) -> int:
    """The first line, after the heading before, that the bookmark's title begins or is."""
    wanted = key(item.title)
    bare = key(mark.rest) if (mark := mark_of(item.title.strip())) else wanted
    best: int | None = None
    for index, line in enumerate(lines):
        if line.running or line.start <= after:
            continue
        printed = ""
        for part in lines[index : index + _WRAPPED]:
            printed += key(part.text)
            rest = mark_of(part.text)
            if wanted and (printed == wanted or (part is line and printed.endswith(wanted))):
                return line.start
            if best is None and bare and rest and key(rest.rest) == bare:
                best = line.start
            if best is None and wanted and _begins(printed, wanted):
                best = line.start
    return best if best is not None else 0


def _begins(printed: str, wanted: str) -> bool:
    return len(printed) >= 8 and (wanted.startswith(printed) or printed.startswith(wanted))


def _sections(
    placed: Sequence[tuple[int, int, OutlineItem]], pages: Sequence[Page]
) -> tuple[Section, ...]:
    levels = _levels([item.level for _, _, item in placed])
    sections = []
    for index, (page, start, item) in enumerate(placed):
        closing = next(
            (p for (p, _, _), level in zip(placed[index + 1 :], levels[index + 1 :], strict=True)
             if level <= levels[index]),
            len(pages) - 1,
        )  # fmt: skip
        mark = mark_of(item.title.strip())
        title = " ".join(item.title.split())
        sections.append(
            Section(
                position=index + 1,
                level=levels[index],
                number=mark.number if mark else None,
                heading=mark.rest if mark and mark.rest else title,
                page=pages[page].number,
                end_page=pages[max(page, closing)].number,
                start=start,
                rule="outline",
            )
        )
    return tuple(sections)


def _levels(levels: Sequence[int]) -> list[int]:
    """Levels from 1, no deeper than one below the heading before."""
    out: list[int] = []
    lowest = min(levels, default=1)
    for level in levels:
        highest = out[-1] + 1 if out else 1
        out.append(max(1, min(level - lowest + 1, highest)))
    return out
