"""The text of a page as HTML: hits and cited passages marked, headings made reachable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from datasette.utils.asgi import Request
from markupsafe import Markup, escape

from archive.web.language import say
from archive.web.reflow import GONE, reflowed
from archive.web.visits import Visit
from metadata.scanned import ScannedWord


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of the text to mark; marks may overlap."""

    start: int
    end: int
    id: str = ""  # the fragment that leads to it; "" for a hit of a search
    doubt: str = ""  # what is said of words that OCR doubts; they are no hit


def doubted(request: Request, words: Sequence[ScannedWord]) -> list[Mark]:
    """A mark for each word that OCR was less than half sure of."""
    lang = Visit.of(request).lang
    return [
        Mark(start=word.start, end=word.end, doubt=say(lang, "reader.unsure", n=word.confidence))
        for word in words
        if word.is_doubtful
    ]


def transcript(
    text: str,
    marks: Sequence[Mark],
    anchors: Sequence[tuple[int, str]],
    doubts: Sequence[Mark] = (),
) -> Markup:
    """The text in paragraphs, with `<mark>` around the marks and an anchor at each (offset, id).

    Offsets are those of `text`.
    """
    marks = [*marks, *doubts]
    text = reflowed(text, {offset for offset, _ in anchors})
    named: dict[int, str] = {}
    for offset, name in anchors:
        if 0 <= offset < len(text):
            named.setdefault(offset, name)
    headings = {offset: _line_end(text, offset) for offset in named}
    edges = {min(edge, len(text)) for mark in marks for edge in (mark.start, mark.end)}
    cuts = sorted({0, len(text), *edges, *headings, *headings.values()})
    waiting = sorted(marks, key=lambda mark: mark.start, reverse=True)
    open_marks: list[Mark] = []
    parts: list[Markup] = []
    seen: set[str] = set()
    heading_ends = 0
    for start, end in pairwise([*cuts, len(text)]):
        while waiting and waiting[-1].start <= start:
            open_marks.append(waiting.pop())
        open_marks = [mark for mark in open_marks if mark.end > start]
        if start in named:
            parts.append(Markup('<span id="{}" class="anchor"></span>').format(named[start]))
            heading_ends = max(heading_ends, headings[start])
        if start < end:
            piece = _piece(text[start:end], open_marks, seen)
            parts.append(Markup("<b>{}</b>").format(piece) if start < heading_ends else piece)
    return Markup("").join(parts)


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def _piece(text: str, over: Sequence[Mark], seen: set[str]) -> Markup:
    text = text.replace(GONE, "")
    shown = escape(text)
    doubt = next((mark.doubt for mark in over if mark.doubt), "")
    if doubt:
        shown = Markup('<span class="unsure" title="{}">{}</span>').format(doubt, shown)
    if all(mark.doubt for mark in over):
        return shown
    name = next((mark.id for mark in over if mark.id), "")
    css = Markup(' class="cited"') if name else Markup("")
    if name and name not in seen:
        seen.add(name)
        return Markup('<mark{} id="{}">{}</mark>').format(css, name, shown)
    return Markup("<mark{}>{}</mark>").format(css, shown)
