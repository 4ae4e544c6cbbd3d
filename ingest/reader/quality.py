"""How far the text of a page can be trusted, and why not further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.reader.drafts import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A page's score, its reasons, and whether OCR should look at it."""

    quality: float
    reasons: tuple[str, ...]
    scan: bool


def judge(lines: Sequence[Line], characters: int) -> Verdict:
    """Judge the text layer of a page."""
    if not lines:
        return Verdict(quality=0.0, reasons=("no text layer",), scan=False)
    return Verdict(quality=1.0, reasons=(), scan=False)
