"""Lines of printed contents, which are only an echo of the headings in the body.

Their page numbers move with every page break, and long entries wrap anew. A block of entries
most of which lead to a heading is left out whole; what only looks like an entry, as figures
after leaders do, is text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from metadata.outline_lines import Line, contents_lines, entry_of, lines_of
from metadata.outline_lines import key as heading_key
from metadata.outline_marks import mark_of
from metadata.records import Page

_GAP = 3  # unmarked lines inside a block: titles that wrap
_FEWEST = 3  # entries of a block
_MOST = 0.6  # share of its entries that lead to a heading


def without_contents(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that are not part of the printed contents."""
    marked = contents_lines(lines)
    body = {heading_key(line.text) for i, line in enumerate(lines) if i not in marked}
    out: set[int] = set()
    for block in _blocks(sorted(marked)):
        leading = {i for i in block if _leads(lines[i], body)}
        entries = sum(1 for i in block if entry_of(lines[i].text))
        if entries >= _FEWEST and len(leading) >= entries * _MOST:
            out |= set(range(block[0], block[-1] + 1))
        out |= leading
        out |= {i for i in block if not entry_of(lines[i].text)}
    return [line for i, line in enumerate(lines) if i not in out]


def contents_pages(pages: Sequence[Page]) -> frozenset[int]:
    """The numbers of pages that hold printed contents and little else."""
    lines = lines_of(pages)
    total = Counter(line.page for line in lines)
    listed = Counter(lines[index].page for index in contents_lines(lines))
    return frozenset(pages[page].number for page, n in listed.items() if n * 2 > total[page])


def _blocks(marked: Sequence[int]) -> Iterator[list[int]]:
    block: list[int] = []
    for index in marked:
        if block and index - block[-1] > _GAP:
            yield block
            block = []
        block.append(index)
    if block:
        yield block


def _leads(line: Line, body: set[str]) -> bool:
    entry = entry_of(line.text)
    if entry is None:
        return False
    mark = mark_of(entry.title)
    return heading_key(entry.title) in body or bool(mark and heading_key(mark.rest) in body)
