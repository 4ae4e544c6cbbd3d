"""Many edits in few words: how many of each kind, and which few tell the most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from metadata.compare_slide import LABELLED
from metadata.outline_marks import mark_of
from metadata.records_between import Edit

_COUNTED = (
    ("reworded", "passage reworded", "passages reworded"),
    ("number", "number changed", "numbers changed"),
    ("table", "table cell changed", "table cells changed"),
    ("pages", "run of pages added or removed", "runs of pages added or removed"),
    ("added", "passage added", "passages added"),
    ("removed", "passage removed", "passages removed"),
    ("moved", "passage moved", "passages moved"),
    ("renumbered", "heading renumbered", "headings renumbered"),
)
_LONGEST = 220  # characters of one edit in a sentence with others


def counted(edits: Sequence[Edit]) -> str:
    """`3 passages reworded, 1 number changed`."""
    counts = Counter(class_of(edit) for edit in edits)
    return ", ".join(
        f"{counts[name]} {one if counts[name] == 1 else many}"
        for name, one, many in _COUNTED
        if counts[name]
    )


def summary(edits: Sequence[Edit]) -> str:
    """One line: whole pages in words, everything else counted."""
    pages = [edit.words for edit in edits if edit.kind == "pages"]
    others = counted([edit for edit in edits if edit.kind != "pages"])
    return ", ".join([*pages, *([others] if others else [])])


def class_of(edit: Edit) -> str:
    """`reworded`, `number`, `table`, `pages`, `added`, `removed`, `moved` or `renumbered`."""
    if edit.kind in {"number", "table", "pages"}:
        return edit.kind
    if edit.kind == "layout":
        return "moved" if edit.before == edit.after else "renumbered"
    if edit.before and edit.after:
        return "reworded"
    return "added" if edit.after else "removed"


def told(edits: Sequence[Edit], most: int) -> str:
    """The `most` most telling edits in their own words, and the others counted.

    Figures come first, then numbered measures that came or went, whole pages, wording, layout.
    """
    ranked = sorted(edits, key=_rank)
    words = "; ".join(_without_repeats([_bounded(edit.words) for edit in ranked[:most]]))
    rest = ranked[most:]
    if not rest:
        return words
    more = "1 more edit" if len(rest) == 1 else f"{len(rest)} more edits"
    return f"{words}; and {more} ({counted(rest)})"


def _without_repeats(sentences: Sequence[str]) -> Iterator[str]:
    """`page 1: a`, `page 1: b`: the place is said once."""
    said = ""
    for sentence in sentences:
        place, colon, rest = sentence.partition(": ")
        yield rest if colon and place == said else sentence
        said = place


def _rank(edit: Edit) -> int:
    if edit.kind in {"number", "table"}:
        return 0
    if not (edit.before and edit.after) and _labelled(edit.after or edit.before):
        return 1
    if edit.kind == "pages":
        return 2
    return 3 if edit.kind == "wording" else 4


def _labelled(text: str) -> bool:
    mark = mark_of(text.partition("\n")[0])
    return mark is not None and mark.rule in LABELLED


def _bounded(words: str) -> str:
    """Cut at a word's end; a quotation that was cut is closed."""
    flat = " ".join(words.split())
    if len(flat) <= _LONGEST:
        return flat
    cut = flat[: _LONGEST - 2]
    space = cut.rfind(" ")
    cut = cut[:space] if space > _LONGEST // 2 else cut
    return f"{cut} …{'”' if cut.count('“') > cut.count('”') else ''}"
