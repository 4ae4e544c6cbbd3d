"""The lines of the text without running heads, with the reader's word before a guess.

Where the reader took running heads off a page, what still stands at its foot is text, however
often it is printed: `Responsible: the Agency` may end five pages, and a figure alone is a page
number only where it is the page's. At the top of a page a line that returns may be the head of
a table that goes on: amid a sentence it is left out, and elsewhere it does not count alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from metadata.outline_lines import Line, is_folio, key, lines_of
from metadata.records import Page

_WITH_FOLIO = re.compile(r"^\d+\s|\s\d+$|^[(（].*[)）]$")
_ENDS = re.compile(r"[。．！？.!?:：;；)）\]』」”\"]\s*$")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_AGREE = 3  # pages, and one in five, whose printed numbers lie as far behind their place


def body_lines(pages: Sequence[Page]) -> list[Line]:
    """All lines of all pages in order but for running heads, feet and page numbers.

    A line that keeps `running` may be text or the head of a table that goes on.
    """
    heads = {key(text) for page in pages for text in page.running}
    found = lines_of(pages)
    behind = _behind(pages, found)
    lengths = Counter(line.page for line in found)
    kept: list[Line] = []
    number = 0
    for line in found:
        number = number + 1 if kept and kept[-1].page == line.page else 0
        if not line.running:
            kept.append(line)
        elif pages[line.page].running and _is_text(line, heads, behind):
            if number * 2 >= lengths[line.page]:
                kept.append(line._replace(running=False))
            elif not kept or _ENDS.search(kept[-1].text) or is_folio(kept[-1].text):
                kept.append(line)
    return kept


def _is_text(line: Line, heads: set[str], behind: frozenset[int]) -> bool:
    if is_folio(line.text):
        numbers = _NUMBER.findall(line.text)
        return bool(numbers) and all(line.page + 1 - int(n) not in behind for n in numbers)
    return key(line.text) not in heads and not _WITH_FOLIO.search(line.text)


def _behind(pages: Sequence[Page], lines: Sequence[Line]) -> frozenset[int]:
    """By how many pages the printed page numbers lie behind the places in the file."""
    printed = [(i, text) for i, page in enumerate(pages) for text in page.running]
    printed += [(line.page, line.text) for line in lines if line.running]
    votes = Counter(
        page + 1 - int(number)
        for page, text in dict.fromkeys(printed)
        if len(text) < 80
        for number in _NUMBER.findall(text)
    )
    least = max(_AGREE, len(pages) / 5)
    return frozenset(offset for offset, count in votes.items() if count >= least)
