"""What passes between the steps of reading: lines with their places, before they become text."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

from metadata.records import Box, Information, OutlineItem, TextSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line, cleaned, with its place on the page."""

    text: str
    box: Box
    size: float = 0.0  # height of its letters in points; 0 when not known
    hyphen: bool = False  # a word goes on in the next line: its printed hyphen was taken off
    vertical: bool = False  # printed top to bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One page as its own process saw it, before it is compared with the others."""

    number: int  # from 1
    label: str | None
    width: float
    height: float
    lines: tuple[Line, ...]
    source: TextSource
    quality: float
    reasons: tuple[str, ...] = ()
    failed: bool = False  # it could not be read at all
    scan: bool = False  # its text is missing or lies, and its image may hold it


class Drafts(Sequence[Draft]):
    """The drafts of a long document, each packed until it is looked at.

    Thousands of pages of lines with their places would be many times the size of their text.
    Take one at a time: every look unpacks the page again.
    """

    __slots__ = ("_packed",)

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self._packed = [pickle.dumps(draft, pickle.HIGHEST_PROTOCOL) for draft in drafts]

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, at: int) -> Draft: ...
    @overload
    def __getitem__(self, at: slice) -> list[Draft]: ...
    def __getitem__(self, at: int | slice) -> Draft | list[Draft]:
        if isinstance(at, slice):
            return [pickle.loads(packed) for packed in self._packed[at]]
        draft: Draft = pickle.loads(self._packed[at])
        return draft

    def __iter__(self) -> Iterator[Draft]:
        return map(pickle.loads, self._packed)

    def extend(self, others: Drafts) -> None:
        """Take the drafts of another part behind these."""
        self._packed += others._packed

    def put(self, at: int, draft: Draft) -> None:
        """Put a draft in the place of another."""
        self._packed[at] = pickle.dumps(draft, pickle.HIGHEST_PROTOCOL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some pages of a file as one process read them."""

    page_count: int  # of the whole file
    drafts: Drafts
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The first part of a file, and what the file says about itself."""

    part: Part
    information: Information = field(default_factory=Information)
    outline: tuple[OutlineItem, ...] = ()


def failed_draft(number: int, reason: str) -> Draft:
    """A page that could not be read: a row with its reason, never a gap."""
    return Draft(
        number=number, label=None, width=0.0, height=0.0, lines=(), source="none", quality=0.0,
        reasons=(reason,),
        failed=True,
    )  # fmt: skip
