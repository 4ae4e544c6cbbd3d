"""Lines into drafts of entries: which lines make one item, and which heading it stands under."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ingest.listing_blocks import Block
from ingest.listing_headings import (
    BOLD,
    CAPTION,
    IMAGE,
    LONGEST_HEADING,
    POINTER,
    Headings,
    is_heading,
)
from ingest.listing_lines import Line, Link
from ingest.listing_links import is_document
from ingest.listing_marks import (
    continues,
    ends_sentence,
    heads_what_follows,
    is_date,
    is_explanation,
    is_pointer,
    item_mark,
    undecorated,
    without_mark,
)
from ingest.listing_parts import Part, in_prose, lead_of, parts_of
from ingest.listing_words import is_marker

_SHORT = 60  # characters of a row that is the caption of those below it
_WIDEST = 20  # cells with links from which on a table row is no item
_LONGEST = 2000  # characters of a paragraph that may be the text of a link in it


@dataclass(slots=True, eq=False)
class Draft:
    """An entry in the making."""

    lines: list[str]
    section: str | None
    link: Link | None
    lead: str  # what a marker after it goes with
    block: Block
    mark: str | None = None
    above_title: bool = False  # the page's own title comes after it
    is_bare: bool = False  # nothing but a link to a page

    @property
    def text(self) -> str:
        """As printed, one line per printed line."""
        return "\n".join(line for line in self.lines if line)


class Drafter:
    """Reads lines in page order into drafts. One instance reads one page."""

    def __init__(self, title: Block | None = None) -> None:
        self._title = title  # the heading that is the page's own
        self.drafts: list[Draft] = []
        self._headings = Headings()
        self._current: Draft | None = None  # what a following line may belong to
        self._plain: list[Line] = []  # lines that are nothing yet: a statement, a lead
        self._paragraph = ""  # the text of the block being read, "" when it is too long
        self._date: str | None = None  # a term that dates the definitions after it
        self._unlinked: dict[Block, str] = {}  # texts of items that only hold further items

    def read(self, lines: Iterable[Line]) -> list[Draft]:
        """All drafts of the lines."""
        for group in grouped(lines):
            self._headings.leave_scopes(group[0].block)
            self._group(group)
        return self.drafts

    def _group(self, group: Sequence[Line]) -> None:
        block = group[0].block
        if block.kind in ("heading", "caption"):
            self._heading(group)
        elif block.kind == "paragraph" or _is_set_in_lines(group):
            paragraph = " ".join(line.text for line in group)
            self._paragraph = paragraph if len(paragraph) <= _LONGEST else ""
            for line in group:
                self._line(line)
        else:
            self._promote(None)
            self._container(group)

    # --- headings ----------------------------------------------------------------------------

    def _heading(self, group: Sequence[Line]) -> None:
        block = group[0].block
        level = block.level if block.kind == "heading" else CAPTION
        self._forget()
        self._headings.close(level)
        for part in (part for line in group for part in parts_of(line)):
            self._add([part.text], part.link, block, lead_of(part))
        if block is self._title:
            for draft in self.drafts:
                draft.above_title = True
        text = " ".join(line.text for line in group)
        self._head(text, level, scope=block.scope if block.kind == "caption" else 0)

    def _head(self, text: str, level: int, scope: int = 0) -> None:
        self._forget()
        self._headings.open(text, level, scope)

    def _forget(self) -> None:
        self._current, self._plain, self._date = None, [], None

    def _add(self, lines: list[str], link: Link | None, block: Block, lead: str = "") -> Draft:
        draft = Draft(lines, self._headings.section, link, lead, block)
        self.drafts.append(draft)
        return draft

    # --- items in lists, rows and cards -------------------------------------------------------

    def _container(self, group: Sequence[Line]) -> None:
        block, parts = group[0].block, [part for line in group for part in parts_of(line)]
        date, self._date = self._date, None
        if not parts:
            self._unlinked_container(group, date)
            return
        before = len(self.drafts)
        if len({part.link.url for part in parts}) == 1:
            self._one_link(group, parts[0])
        elif block.kind == "row":
            self._row(group)
        else:
            self._many_links(group)
        if date and block.kind == "definition":
            self._date = date
            for draft in self.drafts[before:]:
                draft.lines.insert(0, date)
        self._plain = []
        self._current = self.drafts[-1] if block.kind == "term" and self.drafts else None

    def _unlinked_container(self, group: Sequence[Line], date: str | None) -> None:
        block, texts = group[0].block, [line.text for line in group]
        dead = any(line.links for line in group)
        if block.selected or (block.listed and not dead):
            self._add(texts, None, block)
        elif block.kind == "term":
            text = " ".join(texts)
            if is_date(text):
                self._date = text
            else:
                self._head(text, CAPTION, block.scope)
        elif block.kind == "definition":
            self._date = date
            if self._current and not dead:
                self._current.lines += texts
        elif block.kind == "row" and len(group) == 1 and not dead and len(texts[0]) <= _SHORT:
            self._head(texts[0], CAPTION, block.scope)
        if block.kind in ("item", "row"):
            self._unlinked[block] = " ".join(texts)

    def _one_link(self, group: Sequence[Line], part: Part) -> None:
        block = group[0].block
        worded = [line for line in group if not line.only_images] or group
        lines = [line.text for line in worded]
        if block.kind == "row":
            lines = [" ".join(lines)]
        text = " ".join(lines)
        if part.is_language_switch and block.parent not in self._unlinked:
            return
        if is_marker(text):
            lines = [_joined(self._lead_above(block), text)]
        draft = self._add(lines, part.link, block, lead_of(part))
        wordless = all(run.link for line in group for run in line.runs if run.text.strip())
        draft.is_bare = wordless and not is_document(part.link.url)

    def _row(self, group: Sequence[Line]) -> None:
        """Cells without links belong to every link of the row, in their place."""
        linked = {line.cell for line in group if parts_of(line)}
        lead = ""
        for line in group:
            for part in parts_of(line):
                own = _joined(lead, part.text) if part.is_marker and lead else part.text
                cells = [
                    own if other is line else other.text
                    for other in group
                    if other is line or (other.cell not in linked and not other.only_images)
                ]
                self._add([" ".join(cells)], part.link, line.block)
                lead = lead if part.is_marker else lead_of(part)

    def _many_links(self, group: Sequence[Line]) -> None:
        """Each link with its own text; a marker takes the text that it marks with it."""
        above: list[str] = []  # lines without a link, waiting for one
        lead, added = [self._lead_above(group[0].block)], None
        for line, following in zip_longest(group, group[1:]):
            parts = parts_of(line)
            if not parts and added and not _has_marker(following):
                added.lines.append(line.text)
            elif not parts:
                above.append(line.text)
                lead = above[:]
            for part in parts:
                if part.is_marker and lead[-1]:
                    lines = [*lead[:-1], _joined(lead[-1], part.text)]
                else:
                    lines, lead = [*above, part.text], [lead_of(part)]
                added = self._add(lines, part.link, line.block, lead[-1])
                above = []

    def _lead_above(self, block: Block) -> str:
        """What a link that is only a marker goes with: the item, line or heading above it."""
        above = self._unlinked.get(block.parent) if block.parent else None
        if above:
            return above
        if self._plain and len(self._plain[-1].text) <= LONGEST_HEADING:
            return self._plain[-1].text
        return self._headings.section or ""

    # --- lines in paragraphs -----------------------------------------------------------------

    def _line(self, line: Line) -> None:
        parts = parts_of(line)
        if not parts and line.links and not _says_more(line):
            return  # only links that lead nowhere
        text, mark = line.text, item_mark(line.text)
        if is_explanation(text) and (self._current or self._plain):
            self._explain(line, parts)
        elif parts:
            self._linked(line, parts)
        elif is_pointer(text) and not line.explained:
            self._promote(None)
            self._head(text, POINTER)
        elif mark:
            self._promote(mark)
            self._open([text], None, line, mark)
        elif is_heading(line):
            self._promote(None)
            self._head(text, IMAGE if line.only_images else BOLD)
        else:
            self._unmarked(line)

    def _explain(self, line: Line, parts: list[Part]) -> None:
        """A line that explains goes to the item above it, or makes one of the statement there."""
        current = self._current
        if self._plain or current is None:
            above = [plain.text for plain in self._plain]
            current = self._open(above, None, (self._plain or [line])[0], None)
        current.lines.append(line.text)
        if parts and current.link is None:
            current.link = parts[0].link

    def _linked(self, line: Line, parts: list[Part]) -> None:
        mark, current = item_mark(line.text), self._current
        joins = current is not None and current.block is line.block and not line.gap and not mark
        parts = [part for part in parts if joins or not part.is_language_switch]
        self._promote(mark)
        if joins and current and current.link is None and parts and parts[0].is_marker:
            current.lead, current.link = current.text, parts[0].link
            current.lines.append(parts[0].text)
            parts = parts[1:]
        lead = current.lead if joins and current else self._lead_above(line.block)
        for part in parts:
            plain = mark or (part.is_marker and len(parts) > 1)
            text = part.text if plain else in_prose(part, self._paragraph)
            if is_marker(undecorated(text)):
                text = _joined(lead, text)
            else:
                lead = lead_of(part)
            self._open([text], part.link, line, mark, lead)

    def _unmarked(self, line: Line) -> None:
        """A line without sign or link: the rest of an item, a statement, or mere prose."""
        current = self._current
        near = current is not None and current.block is line.block and not line.gap
        if current and near and _goes_on(current, line):
            current.lines.append(line.text)
            return
        if not (self._plain and _same_statement(self._plain[-1], line)):
            self._plain = []
        self._plain.append(line)

    def _open(
        self, lines: list[str], link: Link | None, line: Line, mark: str | None, lead: str = ""
    ) -> Draft:
        draft = self._add(lines, link, line.block, lead)
        draft.mark = mark
        self._current, self._plain = draft, []
        return draft

    def _promote(self, mark: str | None) -> None:
        """A short line with a sign, above items with another sign, was their heading."""
        current = self._current
        if not current or current.link or not current.mark or current.mark == mark:
            return
        short = len(current.lines) == 1 and len(current.text) <= LONGEST_HEADING
        if short and heads_what_follows(current.mark) and not ends_sentence(current.text):
            self.drafts.pop()
            self._head(current.text, BOLD)


def grouped(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines by their block, blocks in the order of their first lines."""
    groups: dict[Block, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.block, []).append(line)
    return list(groups.values())


def _is_set_in_lines(group: Sequence[Line]) -> bool:
    """Whether signs or line breaks, rather than the block itself, tell its items apart."""
    if group[0].block.selected:
        return False
    if any(is_explanation(line.text) for line in group):
        return True
    if group[0].block.kind == "row":
        linked = Counter(line.cell for line in group if line.links)
        if len(linked) > _WIDEST:
            return True
        return max(linked.values(), default=0) > 2 or sum(n > 1 for n in linked.values()) > 1
    return sum(bool(item_mark(line.text)) for line in group) > 1


def _has_marker(line: Line | None) -> bool:
    return line is not None and any(part.is_marker for part in parts_of(line))


def _says_more(line: Line) -> bool:
    words = [run.text for run in line.runs if not run.link]
    return bool(undecorated("".join(words)))


def _goes_on(current: Draft, line: Line) -> bool:
    if continues(line.runs[0].text):
        return True
    if current.link is not None:
        return False
    return not ends_sentence(current.lines[-1]) and not (
        line.explained and is_explanation(current.lines[-1])
    )


def _same_statement(above: Line, line: Line) -> bool:
    return above.block is line.block and not line.gap and not ends_sentence(above.text)


def _joined(lead: str, text: str) -> str:
    """A marker after what it marks, without the sign it was set off with."""
    return f"{lead} {without_mark(text) if lead else text}".strip()
