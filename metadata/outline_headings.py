"""Lines that may be headings, by their numbering, their shape and the printed contents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from metadata.outline_contents import Contents, rule_of
from metadata.outline_lines import Entry, Line, full_width, key
from metadata.outline_lists import without_lists
from metadata.outline_marks import Mark, mark_of
from metadata.outline_shape import CJK, is_heading, is_title, is_weak_title, may_be_item, wraps
from metadata.outline_tree import Candidate

_STANDING = re.compile(
    r"^(?:foreword|preface|introduction|executive summary|summary|abstract|background|conclusions?|"
    r"references|bibliography|acknowledge?ments?|glossary|index|table of authorities|"
    r"はじめに|おわりに|序文|序章|終章|まえがき|あとがき|概要|要旨|参考文献|用語集|謝辞|附則|付則|"
    r"einleitung|vorwort|zusammenfassung|avant-propos|résumé|conclusion|prólogo|premessa|förord)$",
    re.IGNORECASE,
)
_LABEL_ALONE = re.compile(
    r"^(?:chapter|part|annex|appendix|chapitre|kapitel|annexe|глава)$", re.IGNORECASE
)
_REFERENCES = re.compile(
    r"^(?:[0-9]{1,2}[.\s]{1,3})?(?:references|bibliography|works cited|参考文献|引用文献|参照文献|"
    r"literatur(?:verzeichnis)?|bibliographie|références|bibliografía|bibliografia|källor)\W*$",
    re.IGNORECASE,
)
_LISTS = frozenset({"number", "parenthesised", "circled", "kana", "letter", "roman"})
_LONGEST_HEADING = 200
_DENSE = 3  # as many headings line after line are a list of what is to come


def candidates_of(body: Sequence[Line], entries: Sequence[Entry]) -> list[Candidate]:
    """Return the lines of `body` that may be headings, in order."""
    contents = Contents(entries, body)
    width = full_width(body)
    found: list[Candidate] = []
    references = _References()
    index = 0
    while index < len(body):
        candidate, last = _candidate(body, index, contents, width)
        if not references.hold(body[index].text, candidate) and candidate:
            found.append(candidate)
        index = last + 1
    return without_lists(_without_previews(found))


class _References:
    """Whether numbered lines are those of a list of references, which are no headings."""

    __slots__ = ("_heading", "_inside", "_last")

    def __init__(self) -> None:
        self._inside = False
        self._heading: Mark | None = None
        self._last = 0

    def hold(self, text: str, candidate: Candidate | None) -> bool:
        """Take the next line in; true when its candidate is a reference."""
        mark = candidate.mark if candidate else None
        if _REFERENCES.match(text):
            self._inside, self._heading, self._last = True, mark, 0
            return False
        if candidate is None or not self._inside:
            return False
        if mark is None or mark.rule not in _LISTS or self._resumes(mark):
            self._inside = False
        elif not candidate.listed:
            self._last = mark.path[0]
            return True
        return False

    def _resumes(self, mark: Mark) -> bool:
        """`12.` after `11. References` is a heading, unless the list has come to 11 itself."""
        heading = self._heading
        if heading is None or heading.style != mark.style:
            return False
        return mark.path[0] == heading.path[0] + 1 and self._last != heading.path[0]


def _without_previews(found: list[Candidate]) -> list[Candidate]:
    """Leave out a list of headings, line after line, that come again later with their text."""
    last_place = {_identity(c): i for i, c in enumerate(found)}
    runs: list[list[int]] = []
    for index, candidate in enumerate(found):
        if runs and candidate.line - found[runs[-1][-1]].line <= 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    dense = {i for run in runs if len(run) >= _DENSE for i in run}
    return [c for i, c in enumerate(found) if i not in dense or last_place[_identity(c)] <= i]


def _identity(candidate: Candidate) -> tuple[str, str]:
    mark = candidate.mark
    return (key(mark.number) if mark else "", key(candidate.heading)[:12])


def _candidate(
    body: Sequence[Line], index: int, contents: Contents, width: int
) -> tuple[Candidate | None, int]:
    """The candidate at `index` and the last line it takes, or None."""
    text, last = _with_label(body, index)
    hit = contents.find(body, index, last, text)
    if hit:
        top = hit.mark is None and bool(_STANDING.match(text))
        made = _make(index, hit.mark, hit.heading, title_like=True, listed=True, top=top)
        return made, hit.last
    mark = mark_of(text)
    if mark:
        return _numbered(body, index, last, mark, contents, width)
    if _STANDING.match(text) and not contents.enough:
        return _make(index, None, text, title_like=True, top=True), index
    return None, index


def _numbered(
    body: Sequence[Line], index: int, last: int, mark: Mark, contents: Contents, width: int
) -> tuple[Candidate | None, int]:
    if contents.enough and rule_of(mark) in contents.rules and mark.rule != "measure":
        return None, index  # the contents name every heading of this kind
    heading = mark.rest
    if not heading and last + 1 < len(body) and is_title(body[last + 1].text):
        heading, last = body[last + 1].text, last + 1
    title_like, weak = is_heading(body, last, mark, heading, width), False
    if not title_like and mark.rule == "decimal":
        weak = is_weak_title(heading)
        if wraps(body, last, width) and not heading.endswith("。"):
            heading, last, weak = f"{heading} {body[last + 1].text}", last + 1, True
        title_like = weak
    if not title_like and not may_be_item(mark, heading):
        return None, index
    in_list = mark.rule in _LISTS and contents.enough and not CJK.search(heading)
    if in_list and not (title_like and mark.rule == "number" and _opens_text(body, last, width)):
        return None, index  # a list in a document whose contents are printed
    return replace(_make(index, mark, heading, title_like=title_like), weak=weak), last


def _opens_text(body: Sequence[Line], last: int, width: int) -> bool:
    """Whether text, or a heading of another kind, follows: the next item of a list does not."""
    if last + 1 >= len(body):
        return False
    following = mark_of(body[last + 1].text)
    if following is not None:
        return following.rule in {"measure", "article", "decimal"}
    return body[last + 1].width >= 0.6 * width and body[last].width < 0.6 * width


def _make(
    index: int, mark: Mark | None, heading: str, *, title_like: bool, listed: bool = False,
    top: bool = False,
) -> Candidate:  # fmt: skip
    return Candidate(
        line=index,
        mark=mark,
        heading=" ".join(heading.split())[:_LONGEST_HEADING],
        listed=listed,
        title_like=title_like,
        top=top,
    )


def _with_label(body: Sequence[Line], index: int) -> tuple[str, int]:
    """`CHAPTER` on one line and `TWO` on the next are one mark."""
    text = body[index].text
    if _LABEL_ALONE.match(text) and index + 1 < len(body) and len(body[index + 1].text) <= 14:
        joined = f"{text} {body[index + 1].text}"
        if mark_of(joined):
            return joined, index + 1
    return text, index
