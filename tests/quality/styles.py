"""What pages with tables share: styles, captions, notes, prose around."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from tests.quality import wording
from tests.quality.sheets import Sheet, Wanted, statistics
from tests.quality.typeset import Style, block, figure, heading, opening, prose_font, table

BOOK = frozenset({"top", "head", "bottom"})
NOTES = ("Source: Office for Statistics, annual survey.", "Note: Figures may not add up to totals.",
         "1 Provisional figures.", "* Without municipal associations.")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A document's source and the tables that it holds."""

    source: str
    sheets: tuple[Sheet, ...] = ()


def caption(rng: Random, *, named: bool = True) -> str:
    """A table's caption; unless it is named, without the word that says what it is."""
    what = f"{rng.choice(wording.ITEMS)} by {rng.choice(('region', 'body', 'year', 'measure'))}"
    if not named:
        return what
    number = f"{rng.randint(1, 9)}{rng.choice(('', '.3', '-2', 'a'))}"
    return f"{rng.choice(('Table', 'Table', 'TABLE', 'Exhibit'))} {number}{rng.choice('.:')} {what}"


def style_of(rng: Random, rules: frozenset[str], **more: object) -> Style:
    """A style with the measures that vary from office to office."""
    drawn = Style(
        rules=rules,
        stroke=rng.choice((0.4, 0.5, 0.75, 1.0)),
        size=rng.choice((8, 9, 9.5, 10)),
        across=rng.choice((3, 5, 7)),
        down=rng.choice((0, 1, 2.5)),
        head_align=rng.choice(("center", "right", "center")),
        head_bold=rng.random() < 0.7,
        shaded_head=rng.random() < 0.15,
    )
    return replace(drawn, **more)  # type: ignore[arg-type]


def around(rng: Random, parts: Sequence[str], **settings: object) -> str:
    """A page of prose with these parts in it."""
    settings.setdefault("font", prose_font(rng))
    settings.setdefault("size", rng.choice((9, 10, 11)))
    settings.setdefault("justify", rng.random() < 0.6)
    running = (f"{rng.choice(wording.BODIES)} — Annual report", f"Page {rng.randint(2, 180)}")
    text = opening(running=running, **settings)  # type: ignore[arg-type]
    text += heading(f"{rng.randint(1, 7)}.{rng.randint(1, 9)} {rng.choice(wording.ITEMS)}")
    for part in parts:
        text += block(wording.paragraph(rng, rng.randint(2, 4))) + part
    return text + block(wording.paragraph(rng, rng.randint(2, 5)))


def one(rng: Random, sheet: Sheet, style: Style, *, named: bool | None = None) -> str:
    """A table with its caption and perhaps notes."""
    named = rng.random() < 0.8 if named is None else named
    words = caption(rng, named=named)
    notes = rng.sample(NOTES, rng.choice((0, 0, 1, 2)))
    if rng.random() < 0.15:
        return figure(table(sheet, style), below=words, notes=notes)
    return figure(table(sheet, style), above=words, notes=notes)


def wanted_of(rng: Random, **more: object) -> Wanted:
    drawn = Wanted(
        rows=rng.randint(4, 16),
        columns=rng.randint(2, 6),
        stub=rng.choice(("items", "items", "countries", "ages", "years")),
        heads=rng.choice(("measures", "measures", "years")),
        blanks=rng.choice((0, 0, 0.08)),
        dashes=rng.choice((0, 0, 0.08)),
        marks=rng.choice((0, 0, 0.15)),
        total=rng.random() < 0.4,
        corner=rng.random() < 0.8,
    )
    return replace(drawn, **more)  # type: ignore[arg-type]


def plain(rules: frozenset[str], **more: object) -> Callable[[Random], Drawn]:
    """One table of figures ruled in this way, in a page of text."""

    def draw(rng: Random) -> Drawn:
        sheet = statistics(rng, wanted_of(rng))
        part = one(rng, sheet, style_of(rng, rules, **more))
        return Drawn(source=around(rng, [part]), sheets=(sheet,))

    return draw
