"""Documents by year and kind as stacked bars, ready to be drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 120
_MOST_YEARS = 60
_COLOURS = 5  # kinds with a colour of their own; the others share one
_GAP = 0.18  # of a year's width


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A rectangle, in units of WIDTH and HEIGHT."""

    x: float
    y: float
    width: float
    height: float
    colour: int  # from 1; the place of its kind in `Timeline.kinds`


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One year of the timeline."""

    year: int
    documents: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All years without a gap, oldest first."""

    years: tuple[Year, ...]
    kinds: tuple[tuple[str, int], ...]  # (kind, colour), most frequent first; "" is all others
    most: int  # documents in the fullest year


def timeline(counts: Sequence[tuple[str, str, int]]) -> Timeline | None:
    """From (year, kind, documents); None when fewer than two years are known."""
    known = [(int(year), kind, count) for year, kind, count in counts if _is_year(year)]
    if len({year for year, _, _ in known}) < 2:
        return None
    last = max(year for year, _, _ in known)
    first = max(min(year for year, _, _ in known), last - _MOST_YEARS + 1)
    totals: Counter[str] = Counter()
    stacks: dict[int, Counter[int]] = {year: Counter() for year in range(first, last + 1)}
    for year, kind, count in known:
        totals[kind] += count if year >= first else 0
    colours = {kind: at for at, (kind, _) in enumerate(totals.most_common(_COLOURS), 1)}
    for year, kind, count in known:
        if year >= first:
            stacks[year][colours.get(kind, _COLOURS + 1)] += count
    most = max(sum(stack.values()) for stack in stacks.values())
    rest = [("", _COLOURS + 1)] if len(totals) > _COLOURS else []
    return Timeline(
        years=tuple(_year(stacks, year, first, most) for year in stacks),
        kinds=(*colours.items(), *rest),
        most=most,
    )


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit() and text >= "1000"


def _year(stacks: dict[int, Counter[int]], year: int, first: int, most: int) -> Year:
    step, bottom, bars = WIDTH / len(stacks), float(HEIGHT), []
    for colour, count in sorted(stacks[year].items()):
        height = HEIGHT * count / most
        bottom -= height
        bars.append(
            Bar(
                x=round((year - first + _GAP / 2) * step, 2),
                y=round(bottom, 2),
                width=round(step * (1 - _GAP), 2),
                height=round(height, 2),
                colour=colour,
            )
        )
    return Year(year=year, documents=stacks[year].total(), bars=tuple(bars))
