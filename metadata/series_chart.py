"""What of a table can be drawn: figures over years, or over categories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from metadata.series_grid import Grid, year_of

_MOST_LINES = 6
_MOST_BARS = 50
_FEWEST = 3  # points that a line or a row of bars needs
_TOTAL = re.compile(
    r"(?:grand )?totals?\b|all\b|合計|総計|総数|計$|全国|insgesamt|totale?\b", re.IGNORECASE
)
_FILLED = 0.6  # share of the places that hold figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line of a chart."""

    name: str
    values: tuple[float | None, ...]  # one for each category
    texts: tuple[str, ...]  # the same as printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn; `left_out` tells how many series there was no room for."""

    kind: Literal["years", "categories"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    left_out: int


def chart_of(grid: Grid) -> Chart | None:
    """Return the chart a table offers: years across, years down, else categories down."""
    for found in (_years_across(grid), _years_down(grid), _categories(grid)):
        if found is not None:
            return found
    return None


def _years_across(grid: Grid) -> Chart | None:
    columns = [c for c in grid.data_columns if year_of(grid.columns[c]) is not None]
    if len(columns) < _FEWEST or len(columns) < len(grid.data_columns):
        return None
    if len({year_of(grid.columns[c]) for c in columns}) < len(columns):
        return None
    series = [
        Series(
            name=line.label or f"{line.row + 1}",
            values=tuple(line.places[c].value for c in columns),
            texts=tuple(line.places[c].text for c in columns),
        )
        for line in grid.lines
    ]
    return _chart("years", [grid.columns[c] for c in columns], series)


def _years_down(grid: Grid) -> Chart | None:
    years = [year_of(line.label) for line in grid.lines]
    known = [y for y in years if y is not None]
    if len(known) < _FEWEST or len(known) < len(years) or len(set(known)) < len(known):
        return None
    return _chart("years", [line.label for line in grid.lines], list(_down(grid)))


def _categories(grid: Grid) -> Chart | None:
    """Bars for the first column of figures; totals stay, they are said to be what they are."""
    labels = [line.label for line in grid.lines]
    if not _FEWEST <= len(labels) <= _MOST_BARS or len(set(labels)) < len(labels) * 0.8:
        return None
    if any(not label for label in labels):
        return None
    if len({_is_share(label) for label in labels}) > 1:
        return None  # shares and counts have no scale in common
    for one in _down(grid):
        if _are_numbers_of_items(one):
            continue
        found = _chart("categories", labels, [one])
        if found is not None:
            return found
    return None


def _is_share(label: str) -> bool:
    return "%" in label or "％" in label


def _are_numbers_of_items(series: Series) -> bool:
    """Whole numbers that only grow count the rows, or name measures."""
    values = [v for v in series.values if v is not None]
    whole = all(v.is_integer() and 0 <= v < 10_000 for v in values)
    return whole and all(a < b for a, b in pairwise(values))


def _down(grid: Grid) -> Iterator[Series]:
    for column in grid.data_columns:
        yield Series(
            name=grid.columns[column],
            values=tuple(line.places[column].value for line in grid.lines),
            texts=tuple(line.places[column].text for line in grid.lines),
        )


def _chart(
    kind: Literal["years", "categories"], categories: list[str], series: list[Series]
) -> Chart | None:
    drawn = [s for s in series if _is_drawable(s)]
    if not drawn or (kind == "years" and len(drawn) * 2 < len(series)):
        return None
    return Chart(
        kind=kind,
        categories=tuple(categories),
        series=_largest(drawn),
        left_out=max(0, len(drawn) - _MOST_LINES),
    )


def _largest(drawn: list[Series]) -> tuple[Series, ...]:
    """As many series as can be told apart, those with the largest figures, in printed order."""
    if len(drawn) > _MOST_LINES:
        drawn = [s for s in drawn if not _TOTAL.match(s.name.strip())] or drawn
    ranked = sorted(drawn, key=lambda s: -max(abs(v) for v in s.values if v is not None))
    kept = {id(s) for s in ranked[:_MOST_LINES]}
    return tuple(s for s in drawn if id(s) in kept)


def _is_drawable(series: Series) -> bool:
    figures = [v for v in series.values if v is not None and abs(v) < 1e15]
    return len(figures) >= max(_FEWEST, len(series.values) * _FILLED)
