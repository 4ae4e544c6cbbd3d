"""What passes between the steps of reading: lines with their places, before they become text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from metadata.records import Box, TextSource


class Seen(NamedTuple):
    """One word as OCR saw it, cleaned."""

    text: str
    box: Box
    confidence: int  # per cent


class Line(NamedTuple):
    """One printed line, cleaned, with its place on the page.

    A tuple, because a document has thousands and each is written down and read again.
    """

    text: str
    box: Box
    size: float = 0.0  # height of its letters in points; 0 when not known
    hyphen: bool = False  # a word goes on in the next line: its printed hyphen was taken off
    vertical: bool = False  # printed top to bottom
    words: tuple[Seen, ...] = ()  # of a line read by OCR


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
class Recognised:
    """What OCR made of a page."""

    lines: tuple[Line, ...]
    confidence: float  # 0 to 1, mean over the characters
    words: int = 0
    doubtful: int = 0  # words that it is less than half sure of
    reason: str = ""  # why there are no lines, and what to do


def failed_draft(number: int, reason: str) -> Draft:
    """A page that could not be read: a row with its reason, never a gap."""
    return Draft(
        number=number, label=None, width=0.0, height=0.0, lines=(), source="none", quality=0.0,
        reasons=(reason,), failed=True,
    )  # fmt: skip
