"""Two versions of a document, compared: is it the same text, and if not, what was changed.

White space, line breaks, hyphenation and width do not count. Everything else does: a document
is `restamped` only when all text and all figures are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metadata.compare_placed import PlacedEdit, placed_edits
from metadata.compare_sections import SectionPair, align_sections
from metadata.compare_summary import summary
from metadata.compare_tables import TableChange
from metadata.compare_tokens import diff_tokens
from metadata.records import Page, Table
from metadata.records_between import Comparison, Edit

__all__ = [
    "Compared",
    "SectionPair",
    "align_sections",
    "compare",
    "compare_in_place",
    "diff_tokens",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A comparison with the places of its edits in both versions."""

    comparison: Comparison
    placed: tuple[PlacedEdit, ...]  # one for each edit, in the same order
    tables: tuple[TableChange, ...]  # the tables whose cells differ


def compare(
    before: Sequence[Page],
    after: Sequence[Page],
    *,
    before_tables: Sequence[Table] = (),
    after_tables: Sequence[Table] = (),
) -> Comparison:
    """Return whether the newer version says something else, and every edit in page order."""
    found = compare_in_place(before, after, before_tables=before_tables, after_tables=after_tables)
    return found.comparison


def compare_in_place(
    before: Sequence[Page],
    after: Sequence[Page],
    *,
    before_tables: Sequence[Table] = (),
    after_tables: Sequence[Table] = (),
) -> Compared:
    """Return the same as `compare`, with where each edit stands."""
    if not any(p.text.strip() for p in before) or not any(p.text.strip() for p in after):
        return _without_places(_unreadable(before, after))
    placed, tables, relaid = placed_edits(before, after, before_tables, after_tables)
    if not placed:
        relaid = relaid or _relaid(before, after)
        return _without_places(_restamped(relaid, len(before), len(after)))
    edits = tuple(one.edit for one in placed)
    comparison = Comparison(change="revised", edits=edits, summary=summary(edits))
    return Compared(comparison=comparison, placed=tuple(placed), tables=tables)


def _without_places(comparison: Comparison) -> Compared:
    placed = tuple(PlacedEdit(edit=edit) for edit in comparison.edits)
    return Compared(comparison=comparison, placed=placed, tables=())


def _restamped(relaid: bool, before: int, after: int) -> Comparison:
    if not relaid:
        words = "the text and the figures are the same, only the file is another"
        edit = Edit(page=None, kind="container", before="", after="", words=words)
        return Comparison(change="restamped", edits=(edit,), summary="same text and figures")
    on = f", on {after} pages instead of {before}" if before != after else ""
    words = f"the same text and figures are laid out differently{on}"
    edit = Edit(page=None, kind="layout", before="", after="", words=words)
    return Comparison(
        change="restamped",
        edits=(edit,),
        summary=f"same text and figures, laid out differently{on}",
    )


def _unreadable(before: Sequence[Page], after: Sequence[Page]) -> Comparison:
    """Without text nobody can say that nothing changed."""
    which = [
        name
        for name, pages in (("earlier", before), ("newer", after))
        if not any(p.text.strip() for p in pages)
    ]
    one = f"the {which[0]} version has" if len(which) == 1 else "both versions have"
    said = f"not compared: {one} no readable text"
    if len(before) != len(after):
        said += f"; {len(after)} instead of {len(before)} pages"
    edit = Edit(page=None, kind="pages", before=str(len(before)), after=str(len(after)), words=said)
    return Comparison(change="revised", edits=(edit,), summary=said)


def _relaid(before: Sequence[Page], after: Sequence[Page]) -> bool:
    return [p.text for p in before] != [p.text for p in after]
