"""What the printed table of contents says about where headings stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from metadata.outline_lines import Entry, Line, key
from metadata.outline_marks import Mark, mark_of
from metadata.outline_numbers import integer

ENOUGH = 5  # entries that make a table of contents one to rely on
_WRAPPED = 3  # printed lines that one heading may take
_SHORTEST = 2
_NEAR = 1  # pages that an entry may be off


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A heading that the contents name."""

    last: int  # the last line it takes
    mark: Mark | None
    heading: str


class Contents:
    """The printed contents of one document, to be asked about its lines."""

    def __init__(self, entries: Sequence[Entry], body: Sequence[Line]) -> None:
        self._full: dict[str, list[int | None]] = {}
        self._bare: dict[str, list[tuple[Mark, int | None]]] = {}
        for entry in entries:
            label = integer(entry.label)
            mark = mark_of(entry.title)
            if len(key(entry.title)) > _SHORTEST:
                self._full.setdefault(key(entry.title), []).append(label)
            if mark and len(key(mark.rest)) > _SHORTEST:
                self._bare.setdefault(key(mark.rest), []).append((mark, label))
        marks = [mark_of(entry.title) for entry in entries]
        self.rules = frozenset(rule_of(mark) for mark in marks if mark)
        self.enough = len(entries) >= ENOUGH
        self._offset = self._page_offset(body)
        self._printed = self._full.keys() & {key(line.text) for line in body}

    def find(self, body: Sequence[Line], index: int, last: int, text: str) -> Hit | None:
        """Return the heading that begins with `text` on lines `index` to `last`, or None."""
        if not self._full:
            return None
        mark = mark_of(text)
        heading = mark.rest if mark else text
        for end in range(last, min(last + _WRAPPED, len(body))):
            if end > last:
                text, heading = f"{text} {body[end].text}", f"{heading} {body[end].text}"
            if self._is_named(key(text), key(heading), mark, body[index].page):
                return Hit(last=end, mark=mark, heading=heading.strip())
            if mark is None and (numbered := self._numbered(key(text), body[index].page)):
                return Hit(last=end, mark=numbered, heading=heading)
        return None

    def _is_named(self, full: str, bare: str, mark: Mark | None, page: int) -> bool:
        if full in self._full:
            return self._agrees(self._full[full], page)
        return mark is not None and self._agrees([at for _, at in self._bare.get(bare, [])], page)

    def _numbered(self, bare: str, page: int) -> Mark | None:
        """The number that the contents give to a heading whose number is not on its line."""
        if self._offset is None:
            return None
        for mark, label in self._bare.get(bare, []):
            printed = key(f"{mark.number}{mark.rest}") in self._printed
            if label is not None and page - label == self._offset and not printed:
                return mark
        return None

    def _agrees(self, labels: Sequence[int | None], page: int) -> bool:
        """Whether one of the entries leads to this page, as far as that can be said."""
        if self._offset is None:
            return bool(labels)
        return any(label is None or abs(page - label - self._offset) <= _NEAR for label in labels)

    def _page_offset(self, body: Sequence[Line]) -> int | None:
        """How far printed page numbers are from the places of pages in the file."""
        votes: Counter[int] = Counter()
        for line in body:
            labels = self._full.get(key(line.text), []) if len(line.text) < 200 else []
            votes.update(line.page - label for label in labels if label is not None)
        best = votes.most_common(1)
        if not best or best[0][1] < 3 or best[0][1] * 2 < sum(votes.values()):
            return None
        return best[0][0]


def rule_of(mark: Mark) -> str:
    """Return the kind of a numbering, decimals with their depth."""
    return f"decimal {len(mark.path)}" if mark.rule == "decimal" else mark.rule
