"""Running heads and feet of two versions: they name the edition and its date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from metadata.compare_passages import key
from metadata.compare_words import quote
from metadata.outline_lines import lines_of
from metadata.records import Page
from metadata.records_between import Edit


def running_edits(before: Sequence[Page], after: Sequence[Page]) -> Iterator[Edit]:
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
