"""Running heads, feet and page numbers: what repeats at the edges of pages.

A line runs when the same words, page numbers aside, stand at the same height near the edge of
a neighbouring page, and everything further out runs too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from ingest.reader.drafts import Draft, Line

EDGE = 0.14  # of the page's height, at the top and at the bottom
ROWS = 3  # rows from the edge inwards that are looked at
BESIDE = 40  # lines: a row of more is no running head
SAME_HEIGHT = 6.0  # points between the same line on two pages
NEIGHBOURS = 3  # pages away: right and left pages may carry different heads
LARGE = 1.3  # times the size of ordinary lines: a title that repeats is no running head
LONGEST = 160  # characters
CLEAR = 0.35  # times the size: the white space between a running head and the text
TOGETHER = 2.0  # times the size: the white space between two running rows, at most
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}

NUMBERS = re.compile(r"[0-9０-９]+|\b[ivxlcdm]+\b", re.IGNORECASE)
PAGE_NUMBER = re.compile(
    r"[\W_]*(?:page|p\.|seite|стр\.?|頁|ページ)?[\W_]*#(?:\W*(?:/|of|de|von|из|sur|di|中)\W*#)?"
    r"[\W_]*(?:頁|ページ)?[\W_]*",
    re.IGNORECASE,
)

Seen = Mapping[str, Mapping[int, Sequence[Line]]]
"""Lines near the edges by their key, then by the index of their page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Lines side by side near an edge of a page."""

    edge: Literal["top", "bottom"]
    lines: Mapping[int, Line]  # by their place among the page's lines
    apart: bool  # it stands clear of what comes further in


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """What is looked at of one page."""

    rows: Sequence[Row]  # from the top edge inwards, then from the bottom edge
    lines: int  # on the page
    sizes: Sequence[float]  # of some of them, in points


def find_running(drafts: Iterable[Draft]) -> list[frozenset[int]]:
    """For each page the places, among its lines, of those that run."""
    pages = [edges_of(draft) for draft in drafts]
    seen: dict[str, dict[int, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for at, page in enumerate(pages):
        for row in page.rows:
            for line in row.lines.values():
                seen[key_of(line, row)][at].append(line)
    sizes = [size for page in pages for size in page.sizes]
    ordinary = median(sizes) if sizes else 0.0
    return [_of_page(page, at, seen, ordinary) for at, page in enumerate(pages)]


def edges_of(draft: Draft) -> Edges:
    """The rows near the edges of a page."""
    return Edges(
        rows=[*_rows_from(draft, "top"), *_rows_from(draft, "bottom")],
        lines=len(draft.lines),
        sizes=[line.size for line in draft.lines[:200:3] if line.size > 0],
    )


def _rows_from(draft: Draft, edge: Literal["top", "bottom"]) -> list[Row]:
    sign = 1 if edge == "top" else -1
    depth = draft.height * EDGE
    middles = [_middle(line) for line in draft.lines]
    limit = 2 * depth if sign > 0 else draft.height - 2 * depth
    near = [place for place, middle in enumerate(middles) if sign * middle <= sign * limit]
    grouped: list[list[int]] = []
    for place in sorted(near, key=lambda p: sign * middles[p]):
        if grouped and abs(middles[place] - middles[grouped[-1][0]]) <= SAME_HEIGHT:
            grouped[-1].append(place)
        elif len(grouped) > ROWS:
            break
        else:
            grouped.append([place])
    rows: list[Row] = []
    outer: Line | None = None
    for places, further_in in zip(grouped, (*grouped[1:], ()), strict=False):
        line = draft.lines[places[0]]
        if (line.box[3] if sign > 0 else draft.height - line.box[1]) > depth or len(rows) == ROWS:
            break
        if len(places) > BESIDE:
            break
        if outer is not None and _gap(outer, line) > TOGETHER * max(outer.size, line.size):
            break  # a table's head repeats too, but stands with its table
        outer = line
        lines = {place: draft.lines[place] for place in places}
        rows.append(Row(edge=edge, lines=lines, apart=_apart(draft, places, further_in)))
    return rows


def _apart(draft: Draft, places: Sequence[int], further_in: Sequence[int]) -> bool:
    if not further_in:
        return True
    line, other = draft.lines[places[0]], draft.lines[further_in[0]]
    return _gap(line, other) > CLEAR * min(line.size, other.size)


def _gap(a: Line, b: Line) -> float:
    """The white space between two rows in points."""
    return max(b.box[1] - a.box[3], a.box[1] - b.box[3])


def key_of(line: Line, row: Row) -> str:
    """What is equal on two pages when the line runs: its words without numbers, and its edge."""
    return row.edge + re.sub(r"\s+", "", NUMBERS.sub("#", line.text[:LONGEST]).casefold())


def _of_page(page: Edges, at: int, seen: Seen, ordinary: float) -> frozenset[int]:
    found: set[int] = set()
    for edge in ("top", "bottom"):
        group: list[int] = []  # rows that run although the next one in follows closely
        for row in (r for r in page.rows if r.edge == edge):
            runs = {p for p, line in row.lines.items() if _repeats(line, row, at, seen, ordinary)}
            numbers = {p for p in row.lines if _is_page_number(p, row, at, seen, runs)}
            if runs | numbers != set(row.lines):
                found |= numbers
                if not numbers:
                    break
                continue
            group += row.lines
            if row.apart:
                found.update(group)
                group = []
    return frozenset(found) if len(found) < page.lines else frozenset()


def _repeats(line: Line, row: Row, at: int, seen: Seen, ordinary: float) -> bool:
    if ordinary and line.size > LARGE * ordinary:
        return False
    key = key_of(line, row)
    if len(line.text) > LONGEST or key == row.edge + "#":
        return False
    others = {page for page, _ in _neighbours(line, key, at, seen)}
    return len(others) >= 2 or (bool(others) and len(key) > 12)


def _is_page_number(place: int, row: Row, at: int, seen: Seen, runs: set[int]) -> bool:
    """Whether a line is a number that counts with the pages, and no note's or table's number."""
    line = row.lines[place]
    key = key_of(line, row)
    if not PAGE_NUMBER.fullmatch(key.removeprefix(row.edge)):
        return False
    number = _number(line.text)
    counts = any(
        _number(o.text) - number == page - at for page, o in _neighbours(line, key, at, seen)
    )
    beside = [other for p, other in row.lines.items() if p != place and p not in runs]
    clear = 3 * line.size
    return counts and all(
        o.box[0] > line.box[2] + clear or o.box[2] < line.box[0] - clear for o in beside
    )


def _neighbours(line: Line, key: str, at: int, seen: Seen) -> list[tuple[int, Line]]:
    height = _middle(line)
    pages = seen[key]
    return [
        (page, other)
        for page in range(at - NEIGHBOURS, at + NEIGHBOURS + 1)
        if page != at
        for other in pages.get(page, ())
        if abs(_middle(other) - height) <= SAME_HEIGHT
    ]


def _number(text: str) -> int:
    found = NUMBERS.search(text)
    printed = unicodedata.normalize("NFKC", found.group()).casefold() if found else "0"
    if printed.isdecimal():
        return int(printed[:9])
    values = [ROMAN[letter] for letter in printed]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _middle(line: Line) -> float:
    return (line.box[1] + line.box[3]) / 2
