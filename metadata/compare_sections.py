"""Two versions section by section, moved and renumbered ones recognised."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from metadata.compare_align import align
from metadata.compare_notes import split_notes
from metadata.compare_passages import key
from metadata.compare_running import body_lines
from metadata.compare_tokens import Change, diff_tokens
from metadata.outline_lines import lines_of
from metadata.records import Page, Section

_DISPLACED = 40  # shorter texts are too common to say that they come from next door
_EDGES = "0123456789.,;:。、()（）[]"  # what a page break leaves at the ends of such a text
_EDGES_OF_LINES = ".,;:()[] \n　"
_NOTE_NUMBER = re.compile(r"[\s.]*(\d{1,2})\s")  # the mark of a footnote that was displaced
_NEAR = 4  # sections to either side

Fate = Literal["same", "reworded", "added", "removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPair:
    """A section in both versions; one side is None when it is new or gone.

    The texts are each section's own, without its subsections and without its heading.
    """

    before: Section | None
    after: Section | None
    fate: Fate
    moved: bool  # it stands in another place of the order
    renumbered: bool
    retitled: bool
    before_text: str
    after_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    section: Section
    text: str
    text_key: str
    heading: str
    trail: tuple[str, ...]  # keys of the headings above it, outermost first
    around: str  # key of the text some sections to either side


def align_sections(
    before: Sequence[Section],
    after: Sequence[Section],
    before_pages: Sequence[Page],
    after_pages: Sequence[Page],
) -> tuple[SectionPair, ...]:
    """Return the sections of both versions in the order of the newer one, removed ones last
    before the section they stood in front of.

    Sections are matched by heading and place in the tree, then by heading, number or text.
    """
    old, new = _own(before, before_pages), _own(after, after_pages)
    matches = _matches(old, new)
    in_order = set(align_order(matches))
    pairs = [
        _pair(old[i], new[j], moved=(i, j) not in in_order) for i, j in sorted(matches.items())
    ]
    by_after = {id(pair.after): pair for pair in pairs}
    return tuple(_ordered(old, new, matches, by_after))


def align_order(matches: dict[int, int]) -> list[tuple[int, int]]:
    """Return the matches that keep their order; the others have moved."""
    ranked = sorted(matches.items())
    by_new = [i for i, _ in sorted(ranked, key=lambda pair: pair[1])]
    kept = align([i for i, _ in ranked], by_new)
    return [ranked[a] for a, _ in kept]


def _ordered(
    old: Sequence[_Own],
    new: Sequence[_Own],
    matches: dict[int, int],
    by_after: dict[int, SectionPair],
) -> Iterator[SectionPair]:
    gone = {i for i in range(len(old)) if i not in matches}
    to_old = {j: i for i, j in matches.items()}
    for j, own in enumerate(new):
        at = to_old.get(j)
        if at is None:
            yield _pair(None, own, moved=False)
            continue
        for i in sorted(i for i in gone if i < at):
            gone.discard(i)
            yield _pair(old[i], None, moved=False)
        yield by_after[id(own.section)]
    for i in sorted(gone):
        yield _pair(old[i], None, moved=False)


def _pair(old: _Own | None, new: _Own | None, *, moved: bool) -> SectionPair:
    both = old is not None and new is not None
    fate: Fate = "added" if old is None else "removed"
    if old and new:
        fate = "same" if _same(old, new) else "reworded"
    return SectionPair(
        before=old.section if old else None,
        after=new.section if new else None,
        fate=fate,
        moved=moved,
        renumbered=bool(both and old and new and _number(old) != _number(new)),
        retitled=bool(both and old and new and old.heading != new.heading),
        before_text=old.text if old else "",
        after_text=new.text if new else "",
    )


def _same(old: _Own, new: _Own) -> bool:
    """Whether the texts are one, but for what a page break pushed over from next door."""
    if old.text_key == new.text_key:
        return True
    changes = _changes(diff_tokens(old.text, new.text))
    far = {
        index
        for index, (change, text) in enumerate(changes)
        if _is_displaced(text, new.around if change == "delete" else old.around)
    }
    notes = {match[1] for index in far if (match := _NOTE_NUMBER.match(changes[index][1]))}
    return all(
        index in far or not key(text) or text.strip(_EDGES_OF_LINES) in notes
        for index, (_, text) in enumerate(changes)
    )


def _changes(pieces: Sequence[tuple[Change, str]]) -> list[tuple[Change, str]]:
    """What was deleted and inserted, but for pairs that only differ in their line breaks."""
    changes: list[tuple[Change, str]] = []
    for change, text in pieces:
        last = changes[-1] if changes else None
        if change == "insert" and last and last[0] == "delete" and key(last[1]) == key(text):
            changes.pop()
        else:
            changes.append((change, text))
    return [(change, text) for change, text in changes if change != "equal"]


def _is_displaced(text: str, around: str) -> bool:
    """Whether a long stretch stands in the other version, too, a few sections away at most."""
    chunk = key(text)
    return len(chunk) >= _DISPLACED and chunk.strip(_EDGES) in around


def _number(own: _Own) -> str:
    return key(own.section.number or "")


def _matches(old: Sequence[_Own], new: Sequence[_Own]) -> dict[int, int]:
    """Match by the surest evidence first; what is matched is out of the game."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for evidence in (_full_place, _heading_and_number, _heading, _text, _numbered_place):
        index: dict[Hashable, list[int]] = {}
        for j, own in enumerate(new):
            value = evidence(own)
            if j not in taken and value is not None:
                index.setdefault(value, []).append(j)
        for i, own in enumerate(old):
            candidates = index.get(evidence(own), []) if i not in found else []
            if candidates:
                j = candidates.pop(0)
                found[i] = j
                taken.add(j)
    return found


def _full_place(own: _Own) -> Hashable | None:
    return (own.trail, own.heading) if own.heading else None


def _heading_and_number(own: _Own) -> Hashable | None:
    return (_number(own), own.heading) if own.heading and own.section.number else None


def _heading(own: _Own) -> Hashable | None:
    return own.heading if len(own.heading) >= 4 else None


def _text(own: _Own) -> Hashable | None:
    return own.text_key if len(own.text_key) >= 40 else None


def _numbered_place(own: _Own) -> Hashable | None:
    return (own.trail, _number(own), own.section.rule) if own.section.number else None


def _own(sections: Sequence[Section], pages: Sequence[Page]) -> list[_Own]:
    texts = _texts(sections, pages)
    keys = [key(text) for text in texts]
    printed = [key(f"{s.number or ''}{s.heading}") + k for s, k in zip(sections, keys, strict=True)]
    trail: list[str] = []
    owns: list[_Own] = []
    for index, (section, text) in enumerate(zip(sections, texts, strict=True)):
        heading = key(section.heading).casefold()
        del trail[section.level - 1 :]
        owns.append(
            _Own(
                section=section,
                text=text,
                text_key=keys[index],
                around="".join(printed[max(0, index - _NEAR) : index + _NEAR + 1]),
                heading=heading,
                trail=tuple(trail),
            )
        )
        trail.append(heading)
    return owns


def _texts(sections: Sequence[Section], pages: Sequence[Page]) -> list[str]:
    """Each section's own text with its footnotes, without running heads and feet."""
    if not sections:
        return []
    places = {page.number: index for index, page in enumerate(pages)}
    body = body_lines(pages)
    _, notes = split_notes(body, pages)
    kept = {(line.page, line.start) for line in body}
    others = (line for line in lines_of(pages) if (line.page, line.start) not in kept)
    blank = [(line.page, line.start, len(line.text)) for line in others]
    blank += [(note.page, note.mark, note.mark_length) for note in notes]
    blank += [(note.page, note.start, note.end - note.start) for note in notes]
    printed = _blanked([page.text for page in pages], blank)
    texts = [
        _text_between(section, following, printed, places)
        for section, following in zip(sections, [*sections[1:], None], strict=True)
    ]
    starts = [(places.get(s.page, 0), s.start) for s in sections]
    for note in notes:
        owner = bisect_right(starts, (note.page, note.mark)) - 1
        if owner >= 0:
            texts[owner] = "\n".join([texts[owner], *(line.text for line in note.lines)])
    return texts


def _blanked(texts: list[str], places: Sequence[tuple[int, int, int]]) -> list[str]:
    """Overwrite (page, start, length) with spaces, so that offsets stay."""
    for page, start, length in places:
        text = texts[page]
        texts[page] = f"{text[:start]}{' ' * length}{text[start + length :]}"
    return texts


def _text_between(
    section: Section, following: Section | None, texts: Sequence[str], starts: dict[int, int]
) -> str:
    """From the line after the heading to the next heading of any level."""
    first = starts.get(section.page)
    if first is None:
        return ""
    last = starts.get(following.page, len(texts) - 1) if following else len(texts) - 1
    parts: list[str] = []
    for index in range(first, last + 1):
        text = texts[index]
        end = following.start if following and index == last else len(text)
        parts.append(text[section.start if index == first else 0 : end])
    return _without_heading("\n".join(parts), section)


def _without_heading(text: str, section: Section) -> str:
    """Leave out the printed lines that make up number and heading."""
    wanted = len(key(f"{section.number or ''}{section.heading}"))
    at = seen = 0
    while seen < wanted and at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        seen += len(key(text[at:end]))
        at = end + 1
    return text[at:]
