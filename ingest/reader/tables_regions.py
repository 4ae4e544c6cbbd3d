"""Where on a page tables without a lattice stand: between horizontal rules of one width."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from ingest.reader.tables_columns import columns
from ingest.reader.tables_grid import TITLE
from ingest.reader.tables_lines import Printed, line_text, printed_lines
from ingest.reader.tables_phrases import Phrase, phrases
from ingest.reader.tables_rules import Rule
from ingest.reader.tables_words import Word

MARKER = re.compile(
    r"[•●○■□▪◦–—\-*†‡§·※★☆➢✓]|[※注*][0-9０-９]{1,2}|\(?[0-9]{1,3}[.)]|\(?[a-zA-Z][.)]|\(?[ivxIVX]{1,5}[.)]|\[[0-9]{1,3}\]"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2}){1,4}\.?|[(（][0-9一-十ア-ン][)）]|[①-⑳]|[0-9]{1,2}|(?:Note|Source)s?[:.]?"
    r"|\([*0-9a-z]{1,2}\)"
)
WORD = re.compile(r"[^\W\d_]{2,}")
PROSE_WORDS = 7  # words in one phrase: running text
SAME_END = 12.0  # points that the ends of a table's rules may differ by
MOST_GROUPS = 40
SHORT = 8  # characters; what is shorter names no table
MOST_HEADER = 4  # lines
HEADED = 0.6  # of the columns of words are under their heads, within so many letter heights
SHORTEST_RULE = 50.0  # points


_middle = attrgetter("middle")


class Row(NamedTuple):
    """A printed line with its phrases."""

    line: Printed
    phrases: tuple[Phrase, ...]

    @property
    def is_prose(self) -> bool:
        """Whether its text runs on as sentences do."""
        return any(len(WORD.findall(p.text)) >= PROSE_WORDS for p in self.phrases)

    @property
    def is_item(self) -> bool:
        """Whether it is a mark and a text: an item of a list, a note, a reference."""
        first, *rest = self.phrases
        return (
            len(rest) == 1
            and MARKER.fullmatch(first.text) is not None
            and (len(WORD.findall(rest[0].text)) > 2)
        )

    @property
    def is_row(self) -> bool:
        """Whether it may be a row of a table."""
        if len(self.phrases) < 2 or self.is_item:
            return False
        return not self.is_prose or len(self.phrases) > 2 or self.has_figures

    @property
    def has_figures(self) -> bool:
        """Whether something behind its first phrase is a number."""
        return any(p.is_figure for p in self.phrases[1:])


def rows_of(words: Iterable[Word], dividers: Sequence[Rule]) -> list[Row]:
    """The words in lines with their phrases; lines of leaders only are left out."""
    found = (Row(line, tuple(phrases(line, dividers))) for line in printed_lines(words))
    return [row for row in found if row.phrases]


def between_rules(
    words: Sequence[Word], group: Sequence[Rule], dividers: Sequence[Rule], prose: AbstractSet[int]
) -> list[list[Row]]:
    """Runs of rows that stand between horizontal rules of one width."""
    found: list[list[Row]] = []
    run: list[Row] = []
    header: list[Row] = []
    ordered = sorted(words, key=_middle)
    for upper, lower in pairwise(group):
        first = bisect_right(ordered, upper.at, key=_middle)
        between = ordered[first : bisect_left(ordered, lower.at, key=_middle)]
        inside = [w for w in between if under(w, group)]
        rows = [] if not run and _is_running(inside, prose) else rows_of(inside, dividers)
        if not run and _runs_on(rows):
            rows = []
        tabular = _tabular(rows, prose) or (bool(run) and _under_heads(header, rows))
        header = rows
        if rows and tabular and not _underlines(group, rows, between):
            if run and _is_title(upper, rows):
                found.append(run)
                run = []
                continue
            run += rows
        elif run:
            found.append(run)
            run = []
    return [run for run in [*found, run] if sum(len(row.phrases) > 1 for row in run) >= 2]


def rule_groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Horizontal rules of one width and place, the widest first; no more than are searched."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if rule.end - rule.start < SHORTEST_RULE:
            continue
        for group in groups:
            same = abs(group[-1].start - rule.start) + abs(group[-1].end - rule.end)
            if same <= SAME_END:
                group.append(rule)
                break
        else:
            groups.append([rule])
    several = [group for group in groups if len(group) > 1]
    several.sort(key=lambda group: (group[0].start - group[0].end, group[0].at))
    return several[:MOST_GROUPS]


def under(word: Word, group: Sequence[Rule]) -> bool:
    """Whether a word stands where the rules run, not beside them."""
    middle = (word.x0 + word.x1) / 2
    return group[0].start - SAME_END < middle < group[0].end + SAME_END


def _underlines(group: Sequence[Rule], rows: Sequence[Row], words: Sequence[Word]) -> bool:
    """Whether text goes on beside the rules, so that they lie under it, not around it."""
    outside = printed_lines(w for w in words if not under(w, group))
    cut = sum(any(_goes_on(row.line, line) for line in outside) for row in rows)
    return cut * 3 > len(rows)


def _goes_on(line: Printed, beside: Printed) -> bool:
    """Whether a word of another line stands a space before or behind this one."""
    if abs(beside.middle - line.middle) > 0.5 * line.size:
        return False
    gaps = (max(w.x0 - line.x1, line.x0 - w.x1) for w in beside.words)
    return any(-1 < gap < line.size for gap in gaps)


def _is_title(upper: Rule, rows: Sequence[Row]) -> bool:
    """Whether lines between two rules of one width name the next table, and are no part of one."""
    first = rows[0].line
    single = all(len(row.phrases) == 1 for row in rows)
    set_off = first.y0 - upper.at > first.size and len(line_text(first.words)) > SHORT
    return single and (set_off or TITLE.match(line_text(first.words)) is not None)


def _runs_on(rows: Sequence[Row]) -> bool:
    """Whether lines are text without columns, and not a title."""
    return all(len(row.phrases) == 1 for row in rows) and any(row.is_prose for row in rows)


def _under_heads(header: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Whether words stand in columns under heads, however much they run on there."""
    if not header or len(header) > MOST_HEADER or any(row.is_prose for row in header):
        return False
    heads = columns([row.phrases for row in header])
    cells = columns([row.phrases for row in rows])
    if len(heads) != len(cells) or len(cells) < 2:
        return False
    near = HEADED * header[0].line.size
    under_one = sum(
        min(abs(a[0] - b[0]), abs(sum(a) - sum(b)) / 2) < near
        for a, b in zip(heads, cells, strict=True)
    )
    return under_one >= HEADED * len(cells)


def _tabular(rows: Sequence[Row], prose: AbstractSet[int]) -> bool:
    if _is_running([word for row in rows for word in row.line.words], prose):
        return False
    likely = sum(len(row.phrases) > 1 and not row.is_item for row in rows)
    return likely * 3 >= len(rows) or len(rows) <= 2


def _is_running(words: Sequence[Word], prose: AbstractSet[int]) -> bool:
    """Whether most words stand in running text; with leaders, which never do, there are fewer."""
    return 2 * sum(1 for word in words if word.first in prose) > len(words)
