"""Two versions of a document, compared: is it the same text, and if not, what was changed.

White space, line breaks, hyphenation and width do not count. Everything else does: a document
is `restamped` only when all text and all figures are the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from metadata.compare_contents import contents_pages
from metadata.compare_pairs import Difference, differences
from metadata.compare_passages import Passage, key, passages_of
from metadata.compare_sections import SectionPair, align_sections
from metadata.compare_slide import LABELLED
from metadata.compare_summary import summary
from metadata.compare_tables import table_edits
from metadata.compare_tokens import diff_tokens
from metadata.compare_words import edit_of, one_sided, quote
from metadata.outline import find_sections_from_text
from metadata.outline_lines import lines_of
from metadata.records import Comparison, Edit, Page, Table

__all__ = ["SectionPair", "align_sections", "compare", "diff_tokens"]

_WHOLE = 0.7  # share of its text that a page must have for itself to count as a page added


def compare(
    before: Sequence[Page],
    after: Sequence[Page],
    *,
    before_tables: Sequence[Table] = (),
    after_tables: Sequence[Table] = (),
) -> Comparison:
    """Return whether the newer version says something else, and every edit in page order."""
    if not any(p.text.strip() for p in before) or not any(p.text.strip() for p in after):
        return _unreadable(before, after)
    old, new = passages_of(before), passages_of(after)
    found, relaid = differences(old, new)
    cells, cell_texts = table_edits(
        _data(before, before_tables),
        _data(after, after_tables),
        texts=(_all_text(before), _all_text(after)),
    )
    pages, found = _whole_pages(found, old, new, before, after)
    labels = _labels(after) if found else (lambda passage: None)
    edits = [*pages, *cells, *_text_edits(found, labels, cell_texts), *_running(before, after)]
    if not edits:
        return _restamped(relaid or _relaid(before, after), len(before), len(after))
    edits.sort(key=lambda edit: edit.page or 0)
    return Comparison(change="revised", edits=tuple(edits), summary=summary(edits))


def _data(pages: Sequence[Page], tables: Sequence[Table]) -> list[Table]:
    """The tables but for those that the reader made of printed contents."""
    contents = contents_pages(pages) if tables else frozenset()
    return [table for table in tables if table.page not in contents]


def _all_text(pages: Sequence[Page]) -> str:
    return key("\n".join(page.text for page in pages))


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


def _text_edits(
    found: Sequence[Difference], label: Callable[[Passage], str | None], cells: frozenset[str]
) -> Iterator[Edit]:
    """The edits of passages; neighbours that were added or removed together are one edit."""
    run: list[Difference] = []
    for difference in found:
        if cells and _is_in_table(difference, cells):
            continue
        if run and not _goes_on(run[-1], difference):
            yield _of_run(run)
            run = []
        if difference.before and difference.after:
            yield edit_of(difference, label(difference.after[0]))
        else:
            run.append(difference)
    if run:
        yield _of_run(run)


def _goes_on(last: Difference, following: Difference) -> bool:
    """Whether the passage that was added (or removed) comes right after the last one."""
    for ours, theirs in ((last.after, following.after), (last.before, following.before)):
        other = following.before if theirs is following.after else following.after
        if ours and theirs and not other:
            return theirs[0].sequence == ours[-1].sequence + 1 and theirs[0].page == ours[0].page
    return False


def _of_run(run: Sequence[Difference]) -> Edit:
    passages = [p for d in run for p in (d.after or d.before)]
    return one_sided(passages, added=bool(run[0].after))


def _is_in_table(difference: Difference, cells: frozenset[str]) -> bool:
    return all(
        any(passage.key in text for text in cells)
        for passage in (*difference.before, *difference.after)
    )


def _whole_pages(
    found: list[Difference],
    old: Sequence[Passage],
    new: Sequence[Passage],
    before: Sequence[Page],
    after: Sequence[Page],
) -> tuple[list[Edit], list[Difference]]:
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
    return [_pages_edit(whole, first, added=grown > 0)], kept


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


def _labels(pages: Sequence[Page]) -> Callable[[Passage], str | None]:
    """Name the numbered section a passage stands in: `Measure 12`, `section 2.1`."""
    sections = [s for s in find_sections_from_text(pages) if s.number]
    places = [(s.page, s.start) for s in sections]

    def label(passage: Passage) -> str | None:
        at = bisect_right(places, (passage.page, passage.start)) - 1
        if at < 0:
            return None
        section = sections[at]
        return section.number if section.rule in LABELLED else f"section {section.number}"

    return label


def _running(before: Sequence[Page], after: Sequence[Page]) -> Iterator[Edit]:
    """Running heads say the edition's name and date; page numbers do not count."""
    old, new = _heads(before), _heads(after)
    gone = [text for k, text in old.items() if k not in new]
    come = [text for k, text in new.items() if k not in old]
    if gone or come:
        was, is_now = " / ".join(gone), " / ".join(come)
        words = f"running heads: {quote(was)} became {quote(is_now)}"
        yield Edit(page=None, kind="wording", before=was, after=is_now, words=words)


def _heads(pages: Sequence[Page]) -> dict[str, str]:
    """Running lines that stand on most pages; those of one chapter are only an echo of it."""
    seen = [(p.number, text) for p in pages for text in p.running]
    seen += [
        (pages[line.page].number, line.text)
        for line in lines_of(pages)
        if line.running and not pages[line.page].running
    ]
    counts = Counter(text for _, text in dict.fromkeys(seen))
    common = [t for t, n in counts.items() if n * 2 > len(pages) and any(c.isalpha() for c in t)]
    return {key(text): text for text in common}
