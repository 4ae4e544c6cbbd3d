"""Figures with a year and a unit that a document states as targets or as results."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from metadata.compare_passages import Passage
from metadata.records import Table
from metadata.series_grid import Grid, grid_of, year_of

_TARGET = re.compile(
    r"\btargets?\b|\bgoals?\b|\bby the end of\b|\b(?:is|are) to (?:be|have|reach)\b"
    r"|\bwill (?:be|reach)\b|\bplanned\b|\bto be (?:completed|reached|achieved)\b"
    r"|目標|までに|を目指",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\bactual\b|\bresults?\b|\bachieved\b|\breached\b|\bamounted to\b|\brose to\b|\bfell to\b"
    r"|\bin total\b"
    r"|\b(?:was|were|been) (?:\w+ )?(?:held|received|completed|answered|published)\b"
    r"|実績|達成|であった|となった",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?:FY\s?|fiscal year |by (?:the end of )?|in )?(?<!\d)((?:19|20)\d\d)(?!\d)(?:年度?)?"
    r"|(?:明治|大正|昭和|平成|令和)\s?(?:元|\d{1,2})\s?年度?",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"(?<![A-Za-z0-9.,-])(?P<value>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?(?P<sign>%|percent|per cent)|\s(?P<noun>[a-z][a-z-]{2,24})(?:\s(?P<more>[a-z]{3,20}))?"
    r"|(?P<counter>[一-鿿]{1,3}))",
    re.IGNORECASE,
)
_NO_UNIT = frozenset(
    ["the", "and", "for", "from", "per", "each", "with", "year", "years", "month", "months", "day",
     "days", "times", "are", "were", "was", "has", "have", "to", "of", "in", "on", "by", "at",
     "or", "is", "as"]
)  # fmt: skip
_NO_COUNTER = re.compile(r"^(?:年|月|日|時|分|条|項|号|章|節|頁|回目)")
_MOST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFigure:
    """A figure that is to be reached, or was."""

    kind: Literal["target", "result"]
    year: int
    value: str  # as printed
    unit: str  # "" when a table names none
    what: str  # the row of the table, or the sentence
    page: int
    table: int | None  # position of the table on its page


def stated_figures(
    passages: Sequence[Passage], tables: Sequence[Table]
) -> tuple[StatedFigure, ...]:
    """Return what the document states, in page order, at most 400 figures."""
    found = [*_in_text(passages), *(f for t in tables for f in _in_table(t))]
    return tuple(sorted(found, key=lambda f: f.page)[:_MOST])


def _in_text(passages: Sequence[Passage]) -> Iterator[StatedFigure]:
    for passage in passages:
        text = unicodedata.normalize("NFKC", passage.text)[:1000]
        kind = _kind(text)
        years = [(m.start(), m.end(), year_of(m.group())) for m in _YEAR.finditer(text)]
        years = [y for y in years if y[2] is not None]
        if kind is None or not years or not text.rstrip().endswith((".", "。", ")", ";")):
            continue
        for value, unit, at in _quantities(text, years):
            _, _, year = min(years, key=lambda y: abs(y[0] - at))
            yield StatedFigure(
                kind=kind,
                year=year or 0,
                value=value,
                unit=unit,
                what=text,
                page=passage.page,
                table=None,
            )


def _kind(text: str) -> Literal["target", "result"] | None:
    if _TARGET.search(text):
        return "target"
    return "result" if _RESULT.search(text) else None


def _quantities(
    text: str, years: Sequence[tuple[int, int, int | None]]
) -> Iterator[tuple[str, str, int]]:
    """(figure, unit, offset) of what is counted or measured; years are not."""
    for match in _FIGURE.finditer(text):
        if any(start <= match.start("value") < end for start, end, _ in years):
            continue
        noun = (match["noun"] or "").lower()
        more = (match["more"] or "").lower()
        unit = match["sign"] or match["counter"] or (noun if noun not in _NO_UNIT else "")
        if match["noun"] and unit and more and more not in _NO_UNIT and unit.endswith("ion"):
            unit = f"{unit} {more}"
        if unit and not _NO_COUNTER.match(unit):
            yield match["value"], unit, match.start()


def _in_table(table: Table) -> Iterator[StatedFigure]:
    """Columns headed by a year, of tables that name a target or a result."""
    grid = grid_of(table)
    named = " ".join([table.caption or "", *grid.columns])
    if not _TARGET.search(named) and not _RESULT.search(named):
        return
    for column, kind, year in _columns(grid, table.caption or ""):
        for line in grid.lines:
            place = line.places[column]
            if place.value is not None:
                share = "%" if "%" in unicodedata.normalize("NFKC", line.label) else ""
                yield StatedFigure(
                    kind=kind,
                    year=year,
                    value=place.text,
                    unit=place.unit or table.unit or share,
                    what=line.label,
                    page=place.page,
                    table=table.position,
                )


def _columns(grid: Grid, caption: str) -> Iterator[tuple[int, Literal["target", "result"], int]]:
    for column in grid.data_columns:
        heading = grid.columns[column]
        year = year_of(heading)
        if year is not None:
            kind = _kind(heading) or _kind(caption) or "result"
            yield column, kind, year
