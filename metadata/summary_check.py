"""Figures and dates of a summary that its full text does not have."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from metadata.citations_fold import fold
from metadata.compare_passages import Passage, passages_of
from metadata.compare_tokens import comparable, tokens
from metadata.outline_numbers import integer, word
from metadata.records import Page

_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",),
            ("june", "jun"), ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"),
            ("october", "oct"), ("november", "nov"), ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_K = "[0-9〇一二三四五六七八九十百千万億兆]"
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?P<era>明治|大正|昭和|平成|令和)(?P<era_year>元|{_K}{{1,3}})年(?:度|(?P<m1>{_K}{{1,3}})月(?:(?P<d1>{_K}{{1,3}})日)?)?"
    rf"|(?P<y2>(?:19|20)\d\d)年(?:度|(?P<m2>{_K}{{1,3}})月(?:(?P<d2>{_K}{{1,3}})日)?)?"
    rf"|(?P<y3>(?:19|20)\d\d)[-/.](?P<m3>\d{{1,2}})[-/.](?P<d3>\d{{1,2}})(?!\d)"
    rf"|\b(?:(?P<d4>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<m4>{_MONTH})\.?"
    r"(?: (?P<d5>\d{1,2})(?:st|nd|rd|th)?(?!\d))?,? (?P<y4>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"(?<![\w.,])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<great>(?:[万億兆千百](?:\d{1,4})?)*| ?(?:thousand|million|billion|trillion)\b)?"
    r"|(?<![一-鿿])(?P<kanji>[一二三四五六七八九十百千][〇一二三四五六七八九十百千万億兆]{0,12})(?=人|件|名|社|校|回|か所|箇所|カ所|項目|施策|％|%|割|歳|年間|か国|カ国|団体|円)"
    r"|\b(?P<word>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)\b",
    re.IGNORECASE,
)
_GREAT = {"百": 1e2, "千": 1e3, "万": 1e4, "億": 1e8, "兆": 1e12}
_GREAT |= {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_LEADING = re.compile(
    r"^(?:[(（\[]?\d{1,3}[)）\].．、]|\d{1,2}(?:\.\d{1,2})+)\s|^第\S{1,4}[章節条部]"
)
_QUOTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported:
    """A figure or date of a summary that does not occur in the full text."""

    kind: Literal["figure", "date"]
    value: str  # canonical: "90", "1200000", "2017-04-18"
    text: str  # as printed in the summary
    page: int  # of the summary
    sentence: str  # of the summary
    full_page: int | None  # where the full text speaks of the same; None when it does not
    full_sentence: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Amount:
    kind: Literal["figure", "date"]
    value: str
    text: str


def unsupported(summary: Sequence[Page], full: Sequence[Page]) -> tuple[Unsupported, ...]:
    """Return every figure and date of `summary` that `full` lacks, in order, each once a page.

    Values are compared, not prints: １，２００, 1,200 and 千二百 are one figure, 平成29年4月 and
    April 2017 one date. An empty result says that every one was found.
    """
    passages = passages_of(full)
    known: set[tuple[str, str]] = {
        (a.kind, a.value) for passage in passages for a in _amounts(passage.text)
    }
    known |= {("date", value[:n]) for kind, value in known if kind == "date" for n in (4, 7)}
    known |= {("figure", value[:4]) for kind, value in known if kind == "date"}
    nearest = _Nearest(passages)
    found: dict[tuple[int, str, str], Unsupported] = {}
    for passage in passages_of(summary):
        for amount in _amounts(passage.text):
            if (amount.kind, amount.value) not in known and not _is_year_known(amount, known):
                found.setdefault(
                    (passage.page, amount.kind, amount.value), _report(passage, amount, nearest)
                )
    return tuple(found.values())


def _is_year_known(amount: _Amount, known: Container[tuple[str, str]]) -> bool:
    """A bare year is known as a figure or as a date."""
    return amount.kind == "date" and len(amount.value) == 4 and ("figure", amount.value) in known


def _report(passage: Passage, amount: _Amount, nearest: _Nearest) -> Unsupported:
    other = nearest.to(passage)
    return Unsupported(
        kind=amount.kind,
        value=amount.value,
        text=amount.text,
        page=passage.page,
        sentence=passage.text[:_QUOTED],
        full_page=other.page if other else None,
        full_sentence=other.text[:_QUOTED] if other else None,
    )


def _amounts(text: str) -> Iterator[_Amount]:
    """Figures and dates of a passage; the number it begins with is its place in a list."""
    folded = fold(text)
    lead = _LEADING.match(folded.text)
    at = lead.end() if lead else 0
    dates: list[tuple[int, int]] = []
    for match in _DATE.finditer(folded.text, at):
        value = _date(match)
        if value:
            dates.append(match.span())
            yield _Amount(kind="date", value=value, text=folded.printed(*match.span()))
    for match in _FIGURE.finditer(folded.text, at):
        if any(start <= match.start() < end for start, end in dates):
            continue
        number = _figure(match)
        if number is not None:
            yield _Amount(kind="figure", value=number, text=folded.printed(*match.span()))


def _date(match: re.Match[str]) -> str | None:
    groups = {name: value for name, value in match.groupdict().items() if value}
    if "era" in groups:
        number = 1 if groups["era_year"] == "元" else integer(groups["era_year"])
        year = _ERAS[groups["era"]] + number if number is not None else None
    else:
        year = int(groups.get("y2") or groups.get("y3") or groups["y4"])
    month_text = groups.get("m1") or groups.get("m2") or groups.get("m3") or groups.get("m4")
    day_text = next((groups[k] for k in ("d1", "d2", "d3", "d4", "d5") if k in groups), None)
    month = _MONTHS.get(month_text.lower()) or integer(month_text) if month_text else None
    day = integer(day_text) if day_text else None
    parts = [p for p in (month, day) if p is not None]
    return "-".join([f"{year:04d}", *(f"{p:02d}" for p in parts)]) if year else None


def _figure(match: re.Match[str]) -> str | None:
    if match["word"]:
        return str(word(match["word"]))
    if match["kanji"]:
        value = integer(match["kanji"])
        return str(value) if value is not None else None
    value_text = match["digits"].replace(",", "")
    if len(value_text) > 30:
        return value_text
    return _plain(_scaled(value_text, (match["great"] or "").strip().lower()))


def _scaled(digits: str, great: str) -> float:
    """`1万2000` is 12,000; `1.2 million` is 1,200,000."""
    if great in _GREAT:
        return float(digits) * _GREAT[great]
    total, group = 0.0, float(digits)
    for place, more in re.findall(r"([百千万億兆])(\d*)", great):
        total += group * _GREAT[place]
        group = float(more) if more else 0.0
    return total + group


def _plain(value: float) -> str:
    return str(int(value)) if value.is_integer() else f"{value:.6f}".rstrip("0")


class _Nearest:
    """Finds the passage of the full text that shares most of its rarer words with a sentence."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._places: dict[str, list[int]] = {}
        for index, passage in enumerate(passages):
            for token in set(_content(passage.text)):
                self._places.setdefault(token, []).append(index)

    def to(self, passage: Passage) -> Passage | None:
        """Return the nearest passage, or None when none shares two telling words."""
        scores: dict[int, float] = {}
        for token in set(_content(passage.text)):
            places = self._places.get(token, [])
            for index in places[:_MOST_PLACES]:
                scores[index] = scores.get(index, 0.0) + 1 / (1 + len(places))
        if not scores:
            return None
        best = min(scores, key=lambda index: (-scores[index], index))
        shared = set(_content(passage.text)) & set(_content(self._passages[best].text))
        return self._passages[best] if len(shared) >= 2 else None


_MOST_PLACES = 200


def _content(text: str) -> list[str]:
    """Words that say what a sentence is about."""
    return [
        low
        for token in tokens(text[:2000])
        if (low := comparable(token).lower())[:1].isalpha()
        and (len(low) > 3 or not low.isascii())
        and not re.fullmatch(r"[ぁ-ゖ]+", low)
    ]
