"""Figures and dates of a summary that its full text does not have."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

from metadata.citations_fold import Folded, fold
from metadata.compare_passages import Passage, passages_of
from metadata.compare_tokens import comparable, tokens
from metadata.dates import FoundDate, find_dates
from metadata.outline_numbers import integer, word
from metadata.records import Page

_FIGURE = re.compile(
    r"(?<![A-Za-z0-9.,])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<great> ?(?:thousand|million|billion|trillion|tsd|tausend|mila|mil|tusen|mio|millionen|"
    r"millions|millones|milioni|miljoner|mrd|milliarden|milliards|miliardi|miljarder)\b|(?:[万億兆千百]\d{0,4})+)?"
    r"|(?<![一-鿿])(?P<kanji>[一二三四五六七八九十百千][〇一二三四五六七八九十百千万億兆]{0,12})"
    r"(?=人|件|名|社|校|回|か所|箇所|カ所|項目|施策|％|%|割|歳|年間|か国|カ国|団体|円)"
    r"|\b(?P<word>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty)\b",
    re.IGNORECASE,
)
_GREAT = {"百": 1e2, "千": 1e3, "万": 1e4, "億": 1e8, "兆": 1e12}
_GREAT |= {"tsd": 1e3, "tausend": 1e3, "mille": 1e3, "mila": 1e3, "mil": 1e3, "tusen": 1e3}
_GREAT |= dict.fromkeys(
    ("mio", "millionen", "millions", "millones", "milioni", "miljoner", "mkr"), 1e6
)
_GREAT |= dict.fromkeys(("mrd", "milliarden", "milliards", "miliardi", "miljarder"), 1e9)
_GREAT |= {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_DECIMAL_COMMA = frozenset({"de", "fr", "es", "it", "sv", "nl", "pt", "da", "nb", "fi"})
_COMMA_FIGURE = re.compile(r"(?<![\d.,])\d{1,3}(?:[. \u00a0\u202f]\d{3})*(?:,\d+)?(?![\d])")
_LEADING = re.compile(
    r"^(?:[(（\[]?\d{1,3}[)）\].．、]|\d{1,2}(?:\.\d{1,2})+)\s|^第\S{1,4}[章節条部]"
)
_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")
_PERIOD = re.compile(r"/(?=\d{4})|(?<=\d{4})-(?=\d{4})")
_TOGETHER = 200  # passages in which dates are looked for at once
_QUOTED = 200
_MOST_PLACES = 200  # a word that stands in more passages tells nothing


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


def unsupported(
    summary: Sequence[Page], full: Sequence[Page], language: str | None = None
) -> tuple[Unsupported, ...]:
    """Return every figure and date of `summary` that `full` lacks, in order, each once a page.

    Values are compared, not prints: １，２００, 1,200 and 千二百 are one figure, 平成29年4月 and
    April 2017 one date. `language` (ISO 639-1) decides how dates are read; without it Japanese
    text is known by its kana and all else read as English. An empty result says that every
    figure and date was found.
    """
    passages = passages_of(full)
    known = _known(passages, language or _guess(full))
    nearest = _Nearest(passages)
    found: dict[tuple[int, str, str], Unsupported] = {}
    for passage, amount in _amounts(passages_of(summary), language or _guess(summary)):
        if (amount.kind, amount.value) not in known:
            place = (passage.page, amount.kind, amount.value)
            if place not in found:
                found[place] = _report(passage, amount, nearest)
    return tuple(found.values())


def _known(passages: Sequence[Passage], language: str) -> set[tuple[str, str]]:
    """What the full text has; a day is also its month and year, a year also a figure."""
    known: set[tuple[str, str]] = {
        (amount.kind, amount.value) for _, amount in _amounts(passages, language)
    }
    known |= {("date", value[:n]) for kind, value in known if kind == "date" for n in (4, 7)}
    known |= {("figure", value[:4]) for kind, value in known if kind == "date"}
    return known | {("date", value) for kind, value in known if kind == "figure"}


def _guess(pages: Sequence[Page]) -> str:
    return "ja" if any(_KANA.search(page.text) for page in pages) else "en"


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


def _amounts(passages: Sequence[Passage], language: str) -> Iterator[tuple[Passage, _Amount]]:
    """Figures and dates of passages; the number a passage begins with is its place in a list.

    Dates are looked for in many passages at once, which is faster than in one after another.
    """
    for at in range(0, len(passages), _TOGETHER):
        some = passages[at : at + _TOGETHER]
        folded = [_pointed(_without_lead(fold(passage.text)), language) for passage in some]
        for passage, text, dates in zip(some, folded, _dates(folded, language), strict=True):
            for date in dates:
                for value in _PERIOD.split(date.value):
                    yield (
                        passage,
                        _Amount(kind="date", value=value, text=text[date.start : date.end]),
                    )
            for match in _FIGURE.finditer(text):
                number = _figure(match)
                if number is not None and not _is_in_date(match.start(), dates):
                    yield passage, _Amount(kind="figure", value=number, text=match.group().strip())


def _is_in_date(offset: int, dates: Sequence[FoundDate]) -> bool:
    before = bisect_right(dates, offset, key=lambda date: date.start) - 1
    return before >= 0 and offset < dates[before].end


def _without_lead(folded: Folded) -> str:
    lead = _LEADING.match(folded.text)
    return folded.text[lead.end() :] if lead else folded.text


def _pointed(text: str, language: str) -> str:
    """`1.234,5` and `1 234,5` as `1,234.5`, of the same length, where the comma is decimal."""
    if language not in _DECIMAL_COMMA:
        return text
    return _COMMA_FIGURE.sub(_as_english, text)


def _as_english(figure: re.Match[str]) -> str:
    whole, comma, rest = figure[0].partition(",")
    if not comma and not re.search(r"[. \u00a0\u202f]", whole):
        return figure[0]
    return re.sub(r"[. \u00a0\u202f]", ",", whole) + ("." if comma else "") + rest


def _dates(texts: Sequence[str], language: str) -> list[list[FoundDate]]:
    """The dates of each text, with offsets in it; none reaches over from one to the next."""
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    found: list[list[FoundDate]] = [[] for _ in texts]
    for date in find_dates("\n".join(texts), language):
        index = bisect_right(starts, date.start) - 1
        if date.end < starts[index + 1]:
            at = starts[index]
            found[index].append(replace(date, start=date.start - at, end=date.end - at))
    return found


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


def _content(text: str) -> list[str]:
    """Words that say what a sentence is about."""
    return [
        low
        for token in tokens(text[:2000])
        if (low := comparable(token).lower())[:1].isalpha()
        and (len(low) > 3 or not low.isascii())
        and not re.fullmatch(r"[ぁ-ゖ]+", low)
    ]
