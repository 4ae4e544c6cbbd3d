"""The numbered measures of a plan as rows, and how they go on from one version to the next.

A section is a measure when its label says so (`Measure 12`, 施策３), or when its text ends by
naming who is responsible (〔警察庁、総務省〕, `Responsible: Cabinet Office`). Other numbered
sections are none: a plan that says neither has no rows rather than wrong ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metadata.folding import fold
from metadata.issuers import body_in_bracket, known_body
from metadata.outline_marks import mark_of
from metadata.records import Measure, Page, Section

__all__ = ["Measure", "measures_of"]

_LONGEST = 4000  # characters of a measure that are kept
_LONGEST_HEADING = 12  # lines that a heading may take
_FEWEST = 2  # one section that names a body is no list of measures
_BRACKET = re.compile(r"[(〔【\[](?P<bodies>[^()〔〕【】\[\]]{2,200})[)〕】\]][\s。]*$")
_LABEL = re.compile(
    r"(?:^|\n|[.。]\s)\s*(?:responsib(?:le|ility)(?: (?:body|bodies|ministr(?:y|ies)|"
    r"authorit(?:y|ies)|agenc(?:y|ies)|departments?))?|lead(?: (?:body|agency|department|"
    r"ministry|authority))?|in charge|owner|zuständig(?:keit)?|federführung|verantwortlich|"
    r"pilotes?|responsables?|responsabil[ei]|ansvarig(?:a|t)?|担当(?:府省庁|省庁|部局|課室?)?|"
    r"所管(?:府省庁|省庁)?|関係(?:府省庁|省庁)|実施主体)\s?:\s?(?P<bodies>[^\n]{2,200}"
    r"(?:\n(?![^\n]*[:.。])[^\n]{2,100})?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Extent:
    """A numbered section with all that stands under it."""

    section: Section
    above: tuple[Section, ...]
    text: str  # without the heading, as printed


def measures_of(sections: Sequence[Section], pages: Sequence[Page]) -> tuple[Measure, ...]:
    """Return the measures among `sections` of a document, in order; none for other documents."""
    extents = list(_extents(sections, pages))
    labelled = [e for e in extents if _is_labelled(e.section)]
    chosen = labelled or _with_bodies(extents)
    if len(chosen) < _FEWEST:
        return ()
    rule = "label" if labelled else "responsible bodies"
    return tuple(_measure(place, extent, rule) for place, extent in enumerate(chosen, start=1))


def _is_labelled(section: Section) -> bool:
    """Whether its number calls it a measure, also where a bookmark names it."""
    mark = mark_of(f"{section.number} {section.heading}")
    return mark is not None and mark.rule == "measure"


def _with_bodies(extents: Sequence[_Extent]) -> list[_Extent]:
    """The sections that end by naming who is responsible, of the commonest numbering only."""
    naming = [e for e in extents if _bodies(e.text) and _named_once(e.text)]
    common = Counter(e.section.rule for e in naming).most_common(1)
    return [e for e in naming if e.section.rule == common[0][0]] if common else []


def _named_once(text: str) -> bool:
    """A chapter names bodies under each of its measures, a measure once."""
    lines = _joined(fold(text)).split("\n")
    brackets = [bracket for line in lines if (bracket := _BRACKET.search(line))]
    return sum(bool(_listed(b["bodies"])) for b in brackets) + len(_LABEL.findall(text)) <= 1


def _measure(position: int, extent: _Extent, rule: str) -> Measure:
    section = extent.section
    heading, bodies = section.heading, _bodies(extent.text)
    return Measure(
        position=position,
        number=section.number or "",
        heading=_without_bracket(heading),
        text=" ".join(_joined(extent.text).split()),
        responsible=bodies or _bodies(heading),
        path=" > ".join(f"{s.number or ''} {s.heading}".strip() for s in extent.above),
        page=section.page,
        end_page=max(section.page, section.end_page),
        rule=rule,
    )


def _without_bracket(heading: str) -> str:
    bracket = _BRACKET.search(fold(heading))
    if bracket is None or not _listed(bracket["bodies"]):
        return heading
    return heading[: bracket.start()].strip() or heading


def _bodies(text: str) -> tuple[str, ...]:
    """Who is responsible, by the bracket that ends a text or by a label before its end."""
    end = fold(text.strip()[-400:])
    if bracket := _BRACKET.search(_joined(end)):
        return _listed(bracket["bodies"])
    labels = list(_LABEL.finditer(end)) if ":" in end else ()
    if not labels:
        return ()
    listed = " ".join(labels[-1]["bodies"].split()).rstrip(".。 ")
    return tuple(filter(None, (part.strip() for part in re.split(r"[;、・]", listed))))


def _joined(text: str) -> str:
    """Lines of Japanese without the break between them."""
    return re.sub(
        r"(?<=[^\x00-\x7f。〕】」])[ \t]{0,3}\n[ \t]{0,3}(?=[^\x00-\x7f①-⑳・○●■◆※])", "", text
    )


def _listed(bodies: str) -> tuple[str, ...]:
    """The members of a list when each of them is a body; () when one is not."""
    names = [re.sub(r"\s|等$", "", name) for name in re.split(r"[、,・;/]|及び|並びに", bodies)]
    names = [name for name in names if name]
    sure = all(known_body(name) or body_in_bracket(name) for name in names)
    return tuple(names) if names and sure else ()


def _extents(sections: Sequence[Section], pages: Sequence[Page]) -> Iterator[_Extent]:
    ordered = sorted(sections, key=lambda s: s.position)
    texts = {page.number: page.text for page in pages}
    above: list[Section] = []
    for index, section in enumerate(ordered):
        while above and above[-1].level >= section.level:
            above.pop()
        following = _following(ordered, index)
        if section.number:
            text = _between(texts, section, following)
            yield _Extent(section=section, above=tuple(above), text=text)
        above.append(section)


_AHEAD = 200  # sections under one measure, at most


def _following(ordered: Sequence[Section], index: int) -> Section | None:
    """The next section of the same or a higher level."""
    level = ordered[index].level
    near = ordered[index + 1 : index + 1 + _AHEAD]
    return next((s for s in near if s.level <= level), None)


def _between(texts: dict[int, str], section: Section, following: Section | None) -> str:
    """What stands from the end of a heading to the next one."""
    last = following.page if following else section.end_page
    pieces: list[str] = []
    length = 0
    for number in range(section.page, max(last, section.page) + 1):
        text = texts.get(number, "")
        start = section.start if number == section.page else 0
        stop = following.start if following and number == following.page else len(text)
        piece = text[start : min(stop, start + _LONGEST)]
        pieces.append(piece)
        length += len(piece)
        if length > _LONGEST:
            break
    return _after_heading("\n".join(pieces)[:_LONGEST], section)


def _after_heading(text: str, section: Section) -> str:
    """`text` without the lines that the number and the heading take."""
    wanted = _squeezed(f"{section.number or ''}{section.heading}")
    lines = text.split("\n")
    taken = ""
    for place, line in enumerate(lines[:_LONGEST_HEADING]):
        taken += _squeezed(line)
        if not wanted.startswith(taken):
            return "\n".join(lines[max(place, 1) :]) if place else _after_words(text, wanted)
        if taken == wanted:
            return "\n".join(lines[place + 1 :])
    return "\n".join(lines[1:])


def _after_words(text: str, wanted: str) -> str:
    """What follows a heading that runs into its text on one line."""
    left = len(wanted)
    for place, character in enumerate(text):
        if left == 0:
            return text[place:]
        left -= len(_squeezed(character))
        if left < 0:
            break
    return text.split("\n", 1)[-1]


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text)).casefold()
