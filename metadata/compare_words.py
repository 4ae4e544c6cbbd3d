"""Differences in words an analyst can quote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from metadata.compare_pairs import Difference
from metadata.compare_passages import Passage, key
from metadata.compare_slide import LABELLED
from metadata.compare_tokens import comparable, diff_tokens, is_figure, tokens
from metadata.outline_marks import mark_of
from metadata.records_between import Edit

_QUOTED = 160  # characters of a quotation
_WORD = 16  # characters looked at for the end of a word
_AROUND = 24  # characters of unchanged text left around a change
_UNITS = frozenset("%％‰")
_FIGURES = 3  # changed figures named one by one
_PARAGRAPH = "\n"  # stands before one, in the text of an edit
_NAMED = 4  # measures named one by one


def edit_of(difference: Difference, label: str | None) -> Edit:
    """Return the edit for a reworded or moved passage. `label` names its section, if any."""
    before = " ".join(p.text for p in difference.before)
    after = " ".join(p.text for p in difference.after)
    place = f"page {difference.page}"
    if difference.moved:
        words = (
            f"{place}: a passage moved here from page {difference.before[0].page}: {quote(after)}"
        )
        return Edit(page=difference.page, kind="layout", before=before, after=after, words=words)
    renumbered = _renumbered(before, after)
    if renumbered:
        words = f"{place}: {renumbered}"
        return Edit(page=difference.page, kind="layout", before=before, after=after, words=words)
    pieces = diff_tokens(before, after)
    figures = _figures(pieces)
    if figures:
        words = f"{place}: {', '.join(figures)}"
        return Edit(page=difference.page, kind="number", before=before, after=after, words=words)
    old, new = _core(pieces)
    said = f"{label} was reworded: " if label else ""
    words = f"{place}: {said}{quote(old)} became {quote(new)}"
    kind: Literal["number", "wording"] = (
        "number" if _counts(before) != _counts(after) else "wording"
    )
    return Edit(page=difference.page, kind=kind, before=before, after=after, words=words)


def _counts(text: str) -> Counter[str]:
    """The figures in a passage; the number it bears is none."""
    mark = mark_of(text)
    bare = mark.rest if mark and mark.rest else text
    return Counter(comparable(token) for token in tokens(bare) if is_figure(token))


def _renumbered(before: str, after: str) -> str | None:
    """A heading or item that only bears another number."""
    old, new = mark_of(before), mark_of(after)
    if not old or not new or old.rule != new.rule or key(old.number) == key(new.number):
        return None
    if old.rest and key(old.rest) == key(new.rest):
        return f"{old.number} is now numbered {new.number}: {quote(new.rest)}"
    return None


def one_sided(passages: Sequence[Passage], *, added: bool) -> Edit:
    """Return the edit for passages that follow one another and are new, or gone.

    Numbered measures, articles and chapters among them are named; the page of what is gone is
    the older version's.
    """
    page = passages[0].page
    text = "".join(f"{_PARAGRAPH if p.opens else ' '}{p.text}" for p in passages)[1:]
    names = _names(passages)
    what = _listed(names) if names else _how_many(passages)
    if len(names) == 1 and text.startswith(names[0]):
        quoted = quote(text[len(names[0]) :].lstrip(" .:：　"))
    else:
        quoted = quote(text)
    is_one = len(names) == 1 or what.startswith("one ")
    verb = f"{'was' if is_one else 'were'} {'added' if added else 'removed'}"
    place = f"page {page}" if added else f"page {page} of the earlier version"
    return Edit(
        page=page,
        kind="wording",
        before="" if added else text,
        after=text if added else "",
        words=f"{place}: {what} {verb}: {quoted}",
    )


def _names(passages: Sequence[Passage]) -> list[str]:
    """`Measure 43` of each passage that is so numbered, when the first one is."""
    marks = [mark_of(p.text) for p in passages if p.opens]
    first = mark_of(passages[0].text)
    if first is None or first.rule not in LABELLED:
        return []
    return [m.number for m in marks if m and m.rule == first.rule] or [first.number]


def _listed(names: Sequence[str]) -> str:
    if len(names) > _NAMED:
        return f"{', '.join(names[: _NAMED - 1])} and {len(names) - _NAMED + 1} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _how_many(passages: Sequence[Passage]) -> str:
    paragraphs = sum(p.opens for p in passages)
    count, noun = (paragraphs, "paragraph") if paragraphs else (len(passages), "sentence")
    return f"one {noun}" if count == 1 else f"{count} {noun}s"


def quote(text: str) -> str:
    """Return `text` in quotation marks, shortened in the middle."""
    flat = " ".join(text.split())
    if len(flat) > _QUOTED:
        head, tail = flat[: _QUOTED * 3 // 4], flat[-_QUOTED // 4 :]
        space = head.rfind(" ", len(head) - _WORD)
        head = head[:space] if space > 0 else head
        tail = tail[tail.find(" ", 0, _WORD) + 1 :]
        flat = f"{head.rstrip()} … {tail.lstrip()}"
    return f"“{flat}”"


def _figures(pieces: Sequence[tuple[str, str]]) -> list[str]:
    """`88 measures became 90` for each change, when figures are all that changed."""
    said: list[str] = []
    for index, (change, text) in enumerate(pieces):
        if change == "equal" or (change == "insert" and _is_replacement(pieces, index)):
            continue
        if change == "insert" or not _is_replacement(pieces, index + 1):
            return []
        old, new = text.strip(), pieces[index + 1][1].strip()
        if not _same_but_figures(old, new):
            return []
        said.append(_named(pieces, index, old, new))
    if len(said) > _FIGURES:
        return [*said[:_FIGURES], f"{len(said) - _FIGURES} more figures changed"]
    return said


def _is_replacement(pieces: Sequence[tuple[str, str]], index: int) -> bool:
    return (
        0 < index < len(pieces)
        and pieces[index][0] == "insert"
        and pieces[index - 1][0] == "delete"
    )


def _same_but_figures(old: str, new: str) -> bool:
    """Whether two short texts differ in their figures only."""
    one, other = tokens(old), tokens(new)
    pairs = list(zip(one, other, strict=False))
    return len(one) == len(other) and all(
        a == b or (is_figure(a) and is_figure(b)) for a, b in pairs
    )


def _named(pieces: Sequence[tuple[str, str]], index: int, old: str, new: str) -> str:
    """The figure with the word that says what it counts."""
    following = pieces[index + 2][1] if index + 2 < len(pieces) else ""
    noun = _first_words(following)
    if noun and noun in _UNITS:
        return f"{old}{noun} became {new}{noun}"
    if noun:
        return f"{old}{noun} became {new}"
    preceding = pieces[index - 1][1] if index else ""
    lead = _last_word(preceding)
    return f"{lead}{old} became {lead}{new}"


def _first_words(text: str) -> str:
    """The white space and word after a figure, or the Japanese counter that touches it."""
    words = tokens(text[:60])
    if not words:
        return ""
    if words[0].isspace():
        return f" {words[1]}" if len(words) > 1 and words[1][0].isalpha() else ""
    return words[0] if words[0][0].isalpha() or words[0] in _UNITS else ""


def _last_word(text: str) -> str:
    words = tokens(text[-60:])
    if len(words) > 1 and words[-1].isspace() and words[-2][0].isalpha():
        return f"{words[-2]} "
    return words[-1] if words and words[-1][0].isalpha() and not words[-1].isascii() else ""


def _core(pieces: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The changed stretch on both sides, with a little of what stands around it."""
    changed = [i for i, (change, _) in enumerate(pieces) if change != "equal"]
    if not changed:
        return "", ""
    first, last = changed[0], changed[-1]
    lead = _tail(pieces[first - 1][1]) if first else ""
    trail = _head(pieces[last + 1][1]) if last + 1 < len(pieces) else ""
    middle = pieces[first : last + 1]
    old = "".join(text for change, text in middle if change != "insert")
    new = "".join(text for change, text in middle if change != "delete")
    return f"{lead}{old}{trail}", f"{lead}{new}{trail}"


def _tail(text: str) -> str:
    if len(text) <= _AROUND:
        return text
    cut = text[-_AROUND:]
    return f"… {cut[cut.find(' ') + 1 :]}"


def _head(text: str) -> str:
    if len(text) <= _AROUND:
        return text
    cut = text[:_AROUND]
    at = cut.rfind(" ")
    return f"{cut[:at] if at > 0 else cut} …"
