"""The heading that a line of a page stands under."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.listing_blocks import Block
from ingest.listing_lines import Line
from ingest.listing_marks import ends_sentence, undecorated

_PICTURE = re.compile(
    r"(?i)logo|banner|photo|icon\b|写真|ロゴ|バナー|\.(?:jpe?g|png|gif)$|^\S*\d{2}\S*$"
)
IMAGE, POINTER, CAPTION, BOLD = 7, 8, 8, 9  # levels below the page's own headings
LONGEST_HEADING = 120  # characters
_DEEPEST = 20  # blocks around a block that are looked at


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int
    text: str
    scope: int  # the list or table it is confined to; 0: none


class Headings:
    """The headings above the line being read, outermost first."""

    def __init__(self) -> None:
        self._open: list[_Heading] = []

    @property
    def section(self) -> str | None:
        """The nearest heading."""
        return self._open[-1].text if self._open else None

    def close(self, level: int) -> None:
        """End the sections that a heading of this level ends."""
        while self._open and self._open[-1].level >= level:
            self._open.pop()

    def open(self, text: str, level: int, scope: int = 0) -> None:
        """Begin a section. One with a scope ends with that list or table."""
        self.close(level)
        if words := undecorated(text):
            self._open.append(_Heading(level, words, scope))

    def leave_scopes(self, block: Block) -> None:
        """End the sections of captions and terms whose table or list the block is not in."""
        while self._open and self._open[-1].scope not in (0, *_scopes(block)):
            self._open.pop()


def is_heading(line: Line) -> bool:
    """Whether a line without sign or link is set as a heading."""
    text = line.text
    if line.explained or len(text) > LONGEST_HEADING or not any(map(str.isalnum, text)):
        return False
    if line.only_images:
        return not _PICTURE.search(text)
    return line.bold and not ends_sentence(text)


def _scopes(block: Block | None) -> list[int]:
    scopes: list[int] = []
    while block and len(scopes) < _DEEPEST:
        scopes.append(block.scope)
        block = block.parent
    return scopes
