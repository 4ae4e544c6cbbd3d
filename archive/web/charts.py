"""Charts as SVG geometry: everything a template needs, in the units of the view box."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from metadata.series_chart import Chart, Series

WIDTH = 480
_HEIGHT = 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 14, 14, 30
_BAR = 22  # height of a bar with its gap
_BAR_LEFT = 170
_BAR_RIGHT = 66
_TICKS = 4
_MOST_LABELS = 8  # categories written under a line chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point or a bar."""

    x: float
    y: float
    width: float
    text: str  # as printed
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One series: its points, joined where neighbours are known."""

    name: str
    runs: tuple[str, ...]  # "x,y x,y" for each unbroken part
    marks: tuple[Mark, ...]
    words: str  # the text alternative


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A word on an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A whole chart."""

    kind: str
    width: int
    height: int
    left: int
    right: int
    base: float  # where zero is: y of a line chart, x of bars
    lines: tuple[Line, ...]
    ticks: tuple[Label, ...]
    categories: tuple[Label, ...]
    left_out: int


def drawing(chart: Chart) -> Drawing:
    """Lay a chart out: lines over years, bars for categories."""
    values = [v for s in chart.series for v in s.values if v is not None]
    low, high, step = _scale(min(0.0, *values), max(0.0, *values))
    if chart.kind == "years":
        return _lines(chart, low, high, step)
    return _bars(chart, low, high)


def _scale(low: float, high: float) -> tuple[float, float, float]:
    """Round ends and steps around the figures and zero."""
    span = (high - low) or 1.0
    raw = span / _TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    return math.floor(low / step) * step, math.ceil(high / step) * step, step


def _lines(chart: Chart, low: float, high: float, step: float) -> Drawing:
    count = len(chart.categories)
    inner = WIDTH - _LEFT - _RIGHT
    xs = [_LEFT + inner * (i + 0.5) / count for i in range(count)]

    def y(value: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - value) / (high - low)

    every = math.ceil(count / _MOST_LABELS)
    ticks = [low + step * n for n in range(round((high - low) / step) + 1)]
    return Drawing(
        kind="years",
        width=WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        base=round(y(0), 1),
        lines=tuple(_line(s, chart.categories, xs, [y(v or 0) for v in s.values])
                    for s in chart.series),
        ticks=tuple(Label(at=round(y(t), 1), text=_short(t)) for t in ticks),
        categories=tuple(
            Label(at=round(x, 1), text=_clipped(c, 9))
            for i, (x, c) in enumerate(zip(xs, chart.categories, strict=True)) if i % every == 0
        ),
        left_out=chart.left_out,
    )  # fmt: skip


def _line(
    series: Series, categories: Sequence[str], xs: Sequence[float], ys: Sequence[float]
) -> Line:
    runs: list[list[str]] = [[]]
    marks = []
    for index, value in enumerate(series.values):
        if value is None:
            runs.append([])
            continue
        x, y = round(xs[index], 1), round(ys[index], 1)
        runs[-1].append(f"{x},{y}")
        marks.append(Mark(x=x, y=y, width=0, text=series.texts[index], category=categories[index]))
    return Line(
        name=series.name,
        runs=tuple(" ".join(run) for run in runs if len(run) > 1),
        marks=tuple(marks),
        words=in_words(series, categories),
    )


def _bars(chart: Chart, low: float, high: float) -> Drawing:
    series = chart.series[0]
    inner = WIDTH - _BAR_LEFT - _BAR_RIGHT

    def x(value: float) -> float:
        return _BAR_LEFT + inner * (value - low) / (high - low)

    marks = []
    for index, value in enumerate(series.values):
        if value is not None:
            left, right = sorted((x(0), x(value)))
            marks.append(
                Mark(
                    x=round(left, 1),
                    y=_BAR * index + 4,
                    width=round(max(right - left, 0.5), 1),
                    text=series.texts[index],
                    category=chart.categories[index],
                )
            )
    words = in_words(series, chart.categories)
    return Drawing(
        kind="categories",
        width=WIDTH,
        height=_BAR * len(chart.categories) + 6,
        left=_BAR_LEFT,
        right=WIDTH,
        base=round(x(0), 1),
        lines=(Line(name=series.name, runs=(), marks=tuple(marks), words=words),),
        ticks=(),
        categories=tuple(
            Label(at=_BAR * index + 15, text=_clipped(text, 25))
            for index, text in enumerate(chart.categories)
        ),
        left_out=chart.left_out,
    )


def in_words(series: Series, categories: Sequence[str]) -> str:
    """`Total: 7,429 (2010) to 9,216 (2014); least 7,429 (2010), most 9,216 (2014)`."""
    known = [
        (value, text, category)
        for value, text, category in zip(series.values, series.texts, categories, strict=True)
        if value is not None
    ]
    first, last, least, most = known[0], known[-1], min(known), max(known)
    name = f"{series.name}: " if series.name else ""
    ends = f"{first[1]} ({first[2]}) … {last[1]} ({last[2]})"
    return f"{name}{ends}; ↓ {least[1]} ({least[2]}), ↑ {most[1]} ({most[2]})"


def _short(value: float) -> str:
    for size, name in ((1e9, "G"), (1e6, "M")):
        if abs(value) >= size:
            return f"{value / size:,.4g} {name}"
    return f"{value:,.6g}"


def _clipped(text: str, columns: int) -> str:
    """Cut to a width in columns; East Asian characters take two."""
    width = 0
    for index, character in enumerate(text):
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if width > columns:
            return text[:index] + "…"
    return text
