"""The text that belongs to each link of a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.listing_lines import Line, Link, Run, printed
from ingest.listing_links import is_document
from ingest.listing_marks import (
    SEPARATORS,
    balanced,
    open_bracket_at_end,
    own_text,
    trailing_brackets,
    undecorated,
)
from ingest.listing_words import is_frame, is_language, is_marker, says_nothing

_SENTENCE = re.compile(r"(?<=[。．！？])|(?<=[.!?])\s")
_LONG = 60  # half-width columns of prose around a link, from which on it is a sentence's link


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A link with the text around it that is its own."""

    before: str
    anchor: str
    after: str
    link: Link
    cut: bool  # out of a line with further links

    @property
    def text(self) -> str:
        """All of it, as printed."""
        text = f"{self.before}{self.anchor}{self.after}".strip(" \u3000")
        return balanced(text.rstrip(SEPARATORS)) if self.cut else text

    @property
    def is_language_switch(self) -> bool:
        """Whether it leads to the page in another language rather than to a document."""
        return is_language(self.text) and not is_document(self.link.url)

    @property
    def is_marker(self) -> bool:
        """Whether it says no more than PDF, English, summary or here."""
        return is_marker(undecorated(self.text))


def parts_of(line: Line) -> list[Part]:
    """The links of a line that can be fetched, each with its own text, left to right."""
    merged = _merged(line.runs)
    places = [at for at, (_, link) in enumerate(merged) if link]
    parts: list[Part] = []
    before = merged[0][0] if merged and not merged[0][1] else ""
    for at in places:
        text, link = merged[at]
        between = merged[at + 1][0] if at + 1 < len(merged) else ""
        cut = len(between) if at == places[-1] else own_text(between)
        if link:
            after, shared = between[:cut], len(places) > 1
            parts.append(Part(before=before, anchor=text, after=after, link=link, cut=shared))
        before = between[cut:].lstrip(SEPARATORS)
    return parts


def _merged(runs: Sequence[Run]) -> list[tuple[str, Link | None]]:
    """Texts by the address they lead to; frame links and dead ones are text like any other."""
    merged: list[tuple[list[Run], Link | None]] = []
    live = {link for link, text in printed_links(runs) if link.url and not is_frame(text)}
    for run in runs:
        link = run.link if run.link in live else None
        if merged and _leads_to(merged[-1][1]) == _leads_to(link):
            merged[-1][0].append(run)
        else:
            merged.append(([run], link))
    return _without_empty([(_text(group, link), link) for group, link in merged])


def printed_links(runs: Sequence[Run]) -> list[tuple[Link, str]]:
    """The links among the runs, each with what it shows."""
    words: dict[Link, list[Run]] = {}
    for run in runs:
        if run.link:
            words.setdefault(run.link, []).append(run)
    return [(link, printed(inside) or link.label) for link, inside in words.items()]


def _leads_to(link: Link | None) -> str | None:
    return link.url if link else None


def _text(runs: list[Run], link: Link | None) -> str:
    """Text with its outer spaces, which part it from what stands beside it."""
    inner = printed(runs)
    if not inner:
        return link.label if link else " "
    raw = "".join(run.text for run in runs)
    return f"{' ' * raw[0].isspace()}{inner}{' ' * raw[-1].isspace()}"


def _without_empty(pieces: list[tuple[str, Link | None]]) -> list[tuple[str, Link | None]]:
    """Links that show nothing are gone; white space between two anchors of one link as well."""
    kept: list[tuple[str, Link | None]] = []
    for text, link in pieces:
        if link and not text.strip():
            continue
        spaced = len(kept) > 1 and not kept[-1][1] and not kept[-1][0].strip()
        if link and spaced and _leads_to(kept[-2][1]) == link.url:
            kept[-2:] = [(f"{kept[-2][0]} {text}", link)]
        elif kept and not link and not kept[-1][1]:
            kept[-1] = (kept[-1][0] + text, None)
        else:
            kept.append((text, link))
    return kept


def lead_of(part: Part) -> str:
    """What a marker beside this part goes with: its title without an opened bracket."""
    if is_marker(part.anchor):
        return part.before[: open_bracket_at_end(part.before)].strip()
    return f"{part.before}{part.anchor}".strip()


def in_prose(part: Part, paragraph: str) -> str:
    """The text of a link in a paragraph: the line, or in long prose the sentence or the link."""
    cut = trailing_brackets(part.after)
    around = part.before + part.after[cut:]
    if _columns(around) <= _LONG and not (is_marker(part.anchor) and says_nothing(part.text)):
        return part.text
    if not is_marker(part.anchor):
        return replace(part, before="", after=part.after[:cut]).text
    sentence = _sentence(part)
    return paragraph if paragraph and says_nothing(sentence) else sentence


def _sentence(part: Part) -> str:
    start = _SENTENCE.split(part.before)[-1]
    end = _SENTENCE.split(part.after)[0]
    return replace(part, before=start, after=end).text


def _columns(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
