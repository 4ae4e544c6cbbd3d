"""Lines become text: running heads apart, broken words rejoined, paragraphs separated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median_low

from ingest.reader.drafts import Draft, Line
from metadata.records import Page
from metadata.scanned import ScannedWord, packed

COMPOUND = re.compile(r"\b\w++(?:-\w++)+")
FORWARD = 40  # characters within which the next word of OCR is found again
LONGEST_WORD = 200  # characters: in longer ones no hyphen is looked for
WORD = re.compile(r"\w+")
COMPOUNDING = {"self", "well"}  # hardly ever the first syllable of a longer word
PARAGRAPH_GAP = 1.35  # times the usual distance of lines
OTHER_SIZE = 1.12  # times the size: a heading, a caption, a note
SENTENCE_END = re.compile(r"[.!?:;。．！？：」』）)\]”\"]$")


def assembled(draft: Draft, running: frozenset[int], compounds: frozenset[str], limit: int) -> Page:
    """A page from its draft; `running` are the places of its running lines among its lines."""
    body = [line for at, line in enumerate(draft.lines) if at not in running]
    text, reasons = joined(body, compounds), draft.reasons
    if len(text) > limit:
        text, reasons = text[:limit], (*reasons, f"text cut after {limit} characters")
    running_lines = [draft.lines[at] for at in sorted(running)]
    return Page(
        number=draft.number,
        label=draft.label,
        width=draft.width,
        height=draft.height,
        text=text,
        running=tuple(line.text for line in running_lines),
        text_source=draft.source,
        quality=draft.quality,
        reasons=reasons,
        words=_words(text, body, running_lines) if draft.source == "ocr" else "",
    )


def _words(text: str, body: Sequence[Line], running: Sequence[Line]) -> str:
    """The words that OCR saw, by their offsets in the text and in what runs, which follows it."""
    whole = "\n".join((text, *(line.text for line in running)))
    found: list[ScannedWord] = []
    for lines, at in ((body, 0), (running, len(text))):
        for word in (word for line in lines for word in line.words):
            start = whole.find(word.text, at, at + FORWARD + len(word.text)) if word.text else -1
            if start >= 0:
                at = start + len(word.text)
                place = ScannedWord(start=start, end=at, box=word.box, confidence=word.confidence)
                found.append(place)
    return packed(found)


def find_compounds(drafts: Iterable[Draft]) -> frozenset[str]:
    """Words the document writes with a hyphen inside a line, and never without one."""
    broken = False
    compounds: set[str] = set()
    for draft in drafts:
        for line in draft.lines:
            broken |= line.hyphen
            if "-" in line.text:
                compounds.update(found.casefold() for found in COMPOUND.findall(line.text))
    if not broken or not compounds:
        return frozenset()
    solid = {compound.replace("-", "") for compound in compounds}
    written: set[str] = set()
    for draft in drafts:
        page = " ".join(line.text for line in draft.lines).casefold()
        written |= solid.intersection(WORD.findall(page))
    return frozenset(c for c in compounds if c.replace("-", "") not in written)


def joined(lines: Sequence[Line], compounds: frozenset[str] = frozenset()) -> str:
    """Lines as text: one printed line a line, an empty line between paragraphs.

    A word broken over two lines stands whole at the end of the first.
    """
    leading = usual_leading(lines)
    parts: list[str] = []
    before: Line | None = None
    for line, after in zip(lines, (*lines[1:], None), strict=False):
        text = line.text
        if before is not None and before.hyphen:
            half, _, text = text.partition(" ")
            parts += [_hyphen(parts[-1], half, compounds), half, "\n" if text else ""]
        elif before is not None:
            parts.append(_between(before, line, after, leading))
        parts.append(text)
        before = line
    return "".join(parts)


def usual_leading(lines: Sequence[Line]) -> float:
    """The distance in points from line to line inside a paragraph, 0 when not known."""
    gaps = [
        line.box[1] - before.box[1]
        for before, line in pairwise(lines)
        if line.box[1] > before.box[3] - 0.5 * before.size and _share(before, line)
    ]
    return median_low(gaps) if gaps else 0.0


def starts_paragraph(before: Line, line: Line, after: Line | None, leading: float) -> bool:
    """Whether a new paragraph begins between two lines in reading order; `after` follows them."""
    if before.vertical or line.vertical:
        return before.vertical != line.vertical
    large, small = max(before.size, line.size), min(before.size, line.size)
    if small > 0 and large > OTHER_SIZE * small and not _same_row(before, line):
        return True
    if _same_row(before, line):
        return False
    usual = min(leading, 2.0 * small) if leading else 1.5 * small
    far = line.box[1] - before.box[1] > PARAGRAPH_GAP * max(usual, small)
    if line.box[1] < before.box[1] or (far and not _share(before, line)):
        return bool(SENTENCE_END.search(before.text))  # the next column, or aside
    if far:
        return True
    return after is not None and _is_first_of_paragraph(before, line, after)


def _between(before: Line, line: Line, after: Line | None, leading: float) -> str:
    """What separates two lines: a note's mark in mid-line is no new line."""
    gap = line.box[0] - before.box[2]
    size = max(line.size, before.size)
    if not line.vertical and _same_row(before, line) and -0.3 * size < gap < size:
        return " " if gap > 0.2 * size or line.text[0].isascii() else ""
    return "\n\n" if starts_paragraph(before, line, after, leading) else "\n"


def _is_first_of_paragraph(before: Line, line: Line, after: Line) -> bool:
    """Whether a line stands further in than its neighbours and is full: no list, no code."""
    inwards = 0.8 * line.size
    return (
        line.box[0] - before.box[0] > inwards
        and line.box[0] - after.box[0] > inwards
        and line.box[2] > after.box[2] - 2 * line.size
        and after.box[1] > line.box[1]
    )


def _hyphen(left: str, right: str, compounds: frozenset[str]) -> str:
    """What stands between the halves of a broken word: nothing, or its own hyphen."""
    start = re.search(r"[\w-]*$", left[-LONGEST_WORD:])
    end = re.match(r"[\w-]*", right[:LONGEST_WORD])
    first, second = start.group() if start else "", end.group() if end else ""
    if not first or not second or not (first[-1].isalpha() and second[0].islower()):
        return "-"
    own = first.casefold() in COMPOUNDING and len(second) > 4
    return "-" if own or f"{first}-{second}".casefold() in compounds else ""


def _share(a: Line, b: Line) -> bool:
    """Whether two lines stand above each other."""
    return min(a.box[2], b.box[2]) > max(a.box[0], b.box[0])


def _same_row(a: Line, b: Line) -> bool:
    overlap = min(a.box[3], b.box[3]) - max(a.box[1], b.box[1])
    return overlap > 0.5 * min(a.box[3] - a.box[1], b.box[3] - b.box[1])
