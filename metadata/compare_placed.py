"""Every edit with its place: the pages in both versions, the section, how far into the text."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metadata.compare_contents import contents_pages
from metadata.compare_heads import running_edits
from metadata.compare_pairs import Difference, differences
from metadata.compare_passages import Passage, key, passages_of
from metadata.compare_slide import LABELLED, begins
from metadata.compare_tables import TableChange, table_changes
from metadata.compare_words import edit_of, one_sided, quote
from metadata.outline import find_sections_from_text
from metadata.records import Page, Section, Table
from metadata.records_between import Edit

_WHOLE = 0.7  # share of its text that a page must have for itself to count as a page added


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedEdit:
    """An edit and where it stands."""

    edit: Edit
    before_page: int | None = None  # in the older version; None for what is new
    after_page: int | None = None  # in the newer one; None for what is gone
    at: float | None = None  # how far into the newer version, 0 to 1; None: everywhere
    section: str | None = None  # heading with its number; of the older version for what is gone
    table: int | None = None  # which of the changed tables, from 0


def placed_edits(
    before: Sequence[Page],
    after: Sequence[Page],
    before_tables: Sequence[Table],
    after_tables: Sequence[Table],
) -> tuple[list[PlacedEdit], tuple[TableChange, ...], bool]:
    """Return all edits in the order of the newer version, the tables behind those of kind
    `table`, and whether any text is only laid out anew."""
    old, new = passages_of(before), passages_of(after)
    found, relaid = differences(old, new)
    tables = table_changes(
        _data(before, before_tables),
        _data(after, after_tables),
        texts=(_all_text(before), _all_text(after)),
    )
    whole, found = _whole_pages(found, old, new, before, after)
    found = [d for d in found if not any(_is_in_table(d, t.said) for t in tables)]
    headings = (_Headings(before), _Headings(after)) if found or tables else None
    placed = [*running_placed(before, after), *whole]
    if headings:
        placed += _of_tables(tables, headings[1], len(after))
        placed += _of_text(found, headings, len(new))
    placed.sort(key=lambda one: -1 if one.at is None else one.at)
    return placed, tuple(tables), relaid


def running_placed(before: Sequence[Page], after: Sequence[Page]) -> list[PlacedEdit]:
    """Running heads stand on every page."""
    return [PlacedEdit(edit=edit) for edit in running_edits(before, after)]


def _data(pages: Sequence[Page], tables: Sequence[Table]) -> list[Table]:
    """The tables but for those that the reader made of printed contents."""
    contents = contents_pages(pages) if tables else frozenset()
    return [table for table in tables if table.page not in contents]


def _all_text(pages: Sequence[Page]) -> str:
    return key("\n".join(page.text for page in pages))


def _of_tables(
    tables: Sequence[TableChange], headings: _Headings, pages: int
) -> Iterator[PlacedEdit]:
    for index, table in enumerate(tables):
        for edit in table.edits:
            yield PlacedEdit(
                edit=edit,
                before_page=table.before_page if edit.before or edit.after else None,
                after_page=table.after_page,
                at=min(1.0, (table.after_page - 0.5) / pages),
                section=headings.on_page(table.after_page),
                table=index,
            )


def _of_text(
    found: Sequence[Difference], headings: tuple[_Headings, _Headings], total: int
) -> Iterator[PlacedEdit]:
    """The edits of passages; neighbours that were added or removed together are one edit."""
    for run in _runs(found):
        first, last = run[0], run[-1]
        before = [p for d in run for p in d.before]
        after = [p for d in run for p in d.after]
        both = bool(before and after)
        side = headings[1] if after else headings[0]
        passage = (after or before)[0]
        if both:
            edit = edit_of(last, side.label(passage))
        else:
            edit = one_sided(after or before, added=bool(after))
        yield PlacedEdit(
            edit=edit,
            before_page=before[0].page if before else None,
            after_page=after[0].page if after else None,
            at=min(1.0, first.anchor / max(1, total)),
            section=side.heading(passage),
        )


def _runs(found: Sequence[Difference]) -> Iterator[list[Difference]]:
    """Additions, or removals, that follow one another; every other difference alone."""
    run: list[Difference] = []
    for difference in found:
        if run and not (_goes_on(run[-1], difference) and _belongs(run[0], difference)):
            yield run
            run = []
        run.append(difference)
    if run:
        yield run


def _belongs(first: Difference, following: Difference) -> bool:
    """A numbered measure is an edit of its own after sentences that are none."""
    start, other = ((d.after or d.before)[0] for d in (first, following))
    return begins(start) or not begins(other)


def _goes_on(last: Difference, following: Difference) -> bool:
    """Whether the passage that was added (or removed) comes right after the last one."""
    if (last.before and last.after) or (following.before and following.after):
        return False
    for ours, theirs in ((last.after, following.after), (last.before, following.before)):
        if ours and theirs:
            return theirs[0].sequence == ours[-1].sequence + 1 and theirs[0].page == ours[0].page
    return False


def _is_in_table(difference: Difference, said: Sequence[str]) -> bool:
    return all(
        any(passage.key in text for text in said)
        for passage in (*difference.before, *difference.after)
    )


def _whole_pages(
    found: list[Difference],
    old: Sequence[Passage],
    new: Sequence[Passage],
    before: Sequence[Page],
    after: Sequence[Page],
) -> tuple[list[PlacedEdit], list[Difference]]:
    """Pages that are new or gone altogether, said once instead of passage by passage."""
    grown = len(after) - len(before)
    if not grown:
        return [], found
    passages, pages = (new, after) if grown > 0 else (old, before)
    sides = [(d.after if grown > 0 else d.before) for d in found if not (d.before and d.after)]
    changed: Counter[int] = Counter()
    for passage in (p for side in sides for p in side):
        changed[passage.page] += len(passage.key)
    lengths = {page.number: len(key(page.text)) for page in pages}
    whole = [n for n, length in lengths.items() if changed[n] and changed[n] >= length * _WHOLE]
    whole = sorted(whole)[: abs(grown)]
    if not whole:
        return [], found
    kept = [d for d in found if not _only_on(d, set(whole), added=grown > 0)]
    first = next(p.text for p in passages if p.page == whole[0])
    return [_placed_pages(whole, first, after, added=grown > 0)], kept


def _placed_pages(
    whole: Sequence[int], first: str, after: Sequence[Page], *, added: bool
) -> PlacedEdit:
    at = min(1.0, (whole[0] - 0.5) / len(after))
    edit = _pages_edit(whole, first, added=added)
    sides = (None, whole[0]) if added else (whole[0], None)
    return PlacedEdit(edit=edit, before_page=sides[0], after_page=sides[1], at=at)


def _only_on(difference: Difference, pages: set[int], *, added: bool) -> bool:
    own, other = (
        (difference.after, difference.before) if added else (difference.before, difference.after)
    )
    return not other and all(p.page in pages for p in own)


def _pages_edit(pages: Sequence[int], first: str, *, added: bool) -> Edit:
    which = f"page {pages[0]}" if len(pages) == 1 else f"pages {_ranges(pages)}"
    if not added:
        which += " of the earlier version"
    verb = "was" if len(pages) == 1 else "were"
    words = f"{which} {verb} {'added' if added else 'removed'}, beginning {quote(first)}"
    before, after = ("", _ranges(pages)) if added else (_ranges(pages), "")
    return Edit(page=pages[0], kind="pages", before=before, after=after, words=words)


def _ranges(pages: Sequence[int]) -> str:
    """`5 to 7, 9`."""
    parts: list[list[int]] = []
    for page in pages:
        if parts and page == parts[-1][-1] + 1:
            parts[-1].append(page)
        else:
            parts.append([page])
    return ", ".join(f"{p[0]} to {p[-1]}" if len(p) > 1 else str(p[0]) for p in parts)


class _Headings:
    """The numbered sections of one version, to be asked what a passage stands in."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._sections = find_sections_from_text(pages)
        self._places = [(s.page, s.start) for s in self._sections]
        self._numbered = [s for s in self._sections if s.number]
        self._numbered_places = [(s.page, s.start) for s in self._numbered]

    def label(self, passage: Passage) -> str | None:
        """`Measure 12`, `section 2.1`."""
        at = bisect_right(self._numbered_places, (passage.page, passage.start)) - 1
        if at < 0:
            return None
        section = self._numbered[at]
        return section.number if section.rule in LABELLED else f"section {section.number}"

    def heading(self, passage: Passage) -> str | None:
        """The heading the passage stands under, or is."""
        at = bisect_right(self._places, (passage.page, passage.start)) - 1
        return _printed(self._sections[at]) if at >= 0 else None

    def on_page(self, page: int) -> str | None:
        """The last heading that begins on or before a page."""
        at = bisect_right(self._places, (page, 10**9)) - 1
        return _printed(self._sections[at]) if at >= 0 else None


def _printed(section: Section) -> str:
    return " ".join(f"{section.number or ''} {section.heading}".split())
