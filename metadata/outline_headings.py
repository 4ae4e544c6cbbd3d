"""Lines that may be headings, by their numbering, their shape and the printed contents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from metadata.outline_lines import Entry, Line, full_width, key
from metadata.outline_marks import Mark, mark_of
from metadata.outline_tree import Candidate

_CJK = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]")
_SENTENCE = re.compile(r"[。;；,，、：]$|(?<![A-Z])\.$")
_STANDING = re.compile(
    r"^(?:foreword|preface|introduction|executive summary|summary|abstract|background|conclusions?|"
    r"references|bibliography|acknowledge?ments?|glossary|index|table of authorities|"
    r"はじめに|おわりに|序文|序章|終章|まえがき|あとがき|概要|要旨|参考文献|用語集|謝辞|附則|付則|"
    r"einleitung|vorwort|zusammenfassung|avant-propos|résumé|conclusion|prólogo|premessa|förord)$",
    re.IGNORECASE,
)
_LABEL_ALONE = re.compile(r"^(?:CHAPTER|Chapter|PART|Part|ANNEX|Annex|APPENDIX|Appendix)$")
_WRAPPED = 3
_CONTENTS_ENOUGH = 5
_LISTS = frozenset({"number", "parenthesised", "circled", "kana", "letter", "roman"})
_LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contents:
    """The printed contents, to be asked whether a line is named there."""

    full: frozenset[str]  # keys of number and heading
    bare: frozenset[str]  # keys of headings without their number
    rules: frozenset[str]  # the numberings that appear in it, decimals with their depth
    enough: bool


def candidates_of(body: Sequence[Line], entries: Sequence[Entry]) -> list[Candidate]:
    """Return the lines of `body` that may be headings, in order."""
    contents = _contents(entries)
    width = full_width(body)
    found: list[Candidate] = []
    skip = -1
    for index in range(len(body)):
        if index <= skip:
            continue
        candidate, last = _candidate(body, index, contents, width)
        if candidate:
            found.append(candidate)
            skip = last
    return found


def _contents(entries: Sequence[Entry]) -> _Contents:
    marks = [mark_of(entry.title) for entry in entries]
    return _Contents(
        full=frozenset(key(entry.title) for entry in entries if len(key(entry.title)) > 2),
        bare=frozenset(key(m.rest) for m in marks if m and len(key(m.rest)) > 4),
        rules=frozenset(_rule_of(mark) for mark in marks if mark),
        enough=len(entries) >= _CONTENTS_ENOUGH,
    )


def _rule_of(mark: Mark) -> str:
    return f"decimal {len(mark.path)}" if mark.rule == "decimal" else mark.rule


def _candidate(
    body: Sequence[Line], index: int, contents: _Contents, width: int
) -> tuple[Candidate | None, int]:
    """The candidate at `index` and the last line it takes, or None."""
    line = body[index]
    text, last = _with_label(body, index)
    mark = mark_of(text)
    listed_to = _listed(body, index, last, text, contents)
    if listed_to is not None:
        return _listed_candidate(body, index, last, listed_to, text), listed_to
    if mark is None:
        standing = bool(_STANDING.match(line.text)) and not contents.enough
        if not standing:
            return None, index
        return _make(index, None, line.text, title_like=True, top=True), index
    return _numbered(body, index, last, mark, contents, width)


def _numbered(
    body: Sequence[Line], index: int, last: int, mark: Mark, contents: _Contents, width: int
) -> tuple[Candidate | None, int]:
    if contents.enough and _rule_of(mark) in contents.rules and mark.rule != "measure":
        return None, index  # the contents name every heading of this kind
    heading = mark.rest
    if not heading and last + 1 < len(body) and _is_title(body[last + 1].text):
        heading, last = body[last + 1].text, last + 1
    title_like = _is_heading(body, last, mark, heading, width)
    if not title_like and not _may_be_item(mark, heading, contents):
        return None, index
    if mark.rule in _LISTS and contents.enough and not _CJK.search(heading):
        return None, index  # a list in a document whose contents are printed
    return _make(index, mark, heading, title_like=title_like), last


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


def _listed(
    body: Sequence[Line], index: int, last: int, text: str, contents: _Contents
) -> int | None:
    """The last line of a heading that the contents name, or None."""
    if not contents.full:
        return None
    printed = key(text)
    mark = mark_of(text)
    rest = key(mark.rest) if mark else ""
    for end in range(last, min(last + _WRAPPED, len(body))):
        if end > last:
            printed += key(body[end].text)
            rest += key(body[end].text)
        if printed in contents.full or (mark and rest in contents.bare):
            return end
    return None


def _listed_candidate(
    body: Sequence[Line], index: int, last: int, end: int, text: str
) -> Candidate:
    mark = mark_of(text)
    heading = mark.rest if mark else text
    wrapped = [body[i].text for i in range(last + 1, end + 1)]
    full = " ".join(part for part in (heading, *wrapped) if part)
    top = mark is None and bool(_STANDING.match(text))
    return _make(index, mark, full, title_like=True, listed=True, top=top)


def _is_heading(body: Sequence[Line], last: int, mark: Mark, heading: str, width: int) -> bool:
    if not _is_title(heading):
        return mark.rule in {"article", "measure", "annex"} and not heading
    line = body[last]
    following = body[last + 1].text if last + 1 < len(body) else ""
    runs_on = line.width >= width * 0.85 and (following[:1].islower() or _CJK.match(following[:1]))
    return not runs_on and not following[:1].islower()


def _is_title(text: str) -> bool:
    """A short line that is no sentence and not mostly figures."""
    if not text or len(text) > 160 or _SENTENCE.search(text) or text[0].islower():
        return False
    letters = sum(c.isalpha() for c in text)
    figures = sum(c.isdigit() for c in text)
    return letters >= 2 and figures * 2 <= letters and "。" not in text


def _may_be_item(mark: Mark, heading: str, contents: _Contents) -> bool:
    """A sentence may still be a numbered measure, where lists are how the text is ordered."""
    if mark.rule in {"measure", "article"}:
        return True
    return mark.rule in {"parenthesised", "circled", "kana", "number"} and bool(
        _CJK.search(heading)
    )
