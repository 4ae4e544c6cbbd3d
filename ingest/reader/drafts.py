"""What passes between the steps of reading: lines with their places, before they become text."""

from __future__ import annotations

from dataclasses import dataclass, field

from metadata.records import Box, Information, OutlineItem, RawTable, TextSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line, cleaned, with its place on the page."""

    text: str
    box: Box
    size: float = 0.0  # height of its letters in points; 0 when not known
    hyphen: bool = False  # a word goes on in the next line: its printed hyphen was taken off
    column: int = 0  # which column or block of the page it stands in
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some pages of a file as one process read them."""

    page_count: int  # of the whole file
    drafts: tuple[Draft, ...]
    tables: tuple[RawTable, ...] = ()
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
