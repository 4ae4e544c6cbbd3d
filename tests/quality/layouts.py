"""Pages with tables, kind by kind: each draws its own variations from a generator."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.quality import wording
from tests.quality.harder import MORE
from tests.quality.sheets import (
    descriptions,
    marks,
    statistics,
    with_units,
)
from tests.quality.styles import BOOK, Drawn, around, caption, one, plain, style_of, wanted_of
from tests.quality.typeset import (
    CJK,
    beside,
    block,
    figure,
    opening,
    table,
)


def captionless(rng: Random) -> Drawn:
    sheet = statistics(rng, wanted_of(rng, columns=rng.randint(3, 6)))
    part = one(rng, sheet, style_of(rng, frozenset(), across=7), named=False)
    return Drawn(source=around(rng, [part]), sheets=(sheet,))


def grouped(rules: frozenset[str]) -> Callable[[Random], Drawn]:
    """Headers that span columns, with long ones below them that run over several lines."""

    def draw(rng: Random) -> Drawn:
        groups = rng.choice((2, 2, 3))
        wanted = wanted_of(
            rng, groups=groups, columns=groups * rng.choice((2, 3) if groups == 2 else (2,)),
            heads=rng.choice(("measures", "years", "long")), corner=True,
        )  # fmt: skip
        sheet = statistics(rng, wanted)
        style = style_of(rng, rules, stub="1fr", column="58pt", size=8.5, across=3)
        return Drawn(source=around(rng, [one(rng, sheet, style)]), sheets=(sheet,))

    return draw


def tall_heads(rng: Random) -> Drawn:
    wanted = wanted_of(rng, heads="long", columns=rng.randint(3, 5), stub="items")
    rules = rng.choice((BOOK, frozenset({"head", "bottom"}), frozenset({"grid"}), frozenset()))
    style = style_of(rng, rules, column="72pt", stub="1fr")
    sheet = statistics(rng, wanted)
    return Drawn(source=around(rng, [one(rng, sheet, style, named=True)]), sheets=(sheet,))


def wrapped_stub(rng: Random) -> Drawn:
    wanted = wanted_of(rng, stub="long", rows=rng.randint(4, 8), columns=rng.randint(2, 5))
    rules = rng.choice((BOOK, frozenset({"grid"}), frozenset({"rows"}), frozenset()))
    style = style_of(rng, rules, stub="150pt", down=rng.choice((0.8, 2)))
    sheet = statistics(rng, wanted)
    return Drawn(source=around(rng, [one(rng, sheet, style, named=True)]), sheets=(sheet,))


def sectioned(rng: Random) -> Drawn:
    wanted = wanted_of(
        rng, sections=rng.randint(2, 4), rows=rng.randint(9, 18), indented=rng.random() < 0.5,
        spanning_sections=rng.random() < 0.4,
    )  # fmt: skip
    rules = rng.choice((BOOK, frozenset({"grid"}), frozenset({"head"}), frozenset()))
    if wanted.spanning_sections and not rules:
        rules = BOOK
    sheet = statistics(rng, wanted)
    return Drawn(source=around(rng, [one(rng, sheet, style_of(rng, rules))]), sheets=(sheet,))


def leaders(rng: Random) -> Drawn:
    wanted = wanted_of(rng, indented=rng.random() < 0.4, marks=0)
    rules = rng.choice((BOOK, frozenset({"head"}), frozenset()))
    style = style_of(rng, rules, leaders=True, stub=rng.choice(("1fr", "190pt")))
    sheet = statistics(rng, wanted)
    return Drawn(source=around(rng, [one(rng, sheet, style)]), sheets=(sheet,))


def money(rng: Random) -> Drawn:
    kinds = rng.choice((("dollars", "brackets"), ("brackets",), ("dollars",)))
    wanted = wanted_of(rng, figures=kinds, heads="years", total=True, stub="items", rows=9)
    rules = rng.choice((frozenset({"totals"}), BOOK | {"totals"}, frozenset({"head", "totals"})))
    sheet = statistics(rng, wanted)
    if rng.random() < 0.5:
        sheet = with_units(sheet, rng.choice(("(in thousands)", "EUR million")))
    style = style_of(rng, rules, across=6)
    return Drawn(source=around(rng, [one(rng, sheet, style)]), sheets=(sheet,))


def european(rng: Random) -> Drawn:
    kind = rng.choice(wording.EUROPEAN)
    wanted = wanted_of(rng, figures=(kind,), heads="years", stub="countries", dashes=0.1)
    rules = rng.choice((frozenset({"head", "bottom"}), frozenset({"rows"}), BOOK, frozenset()))
    sheet = statistics(rng, wanted)
    return Drawn(source=around(rng, [one(rng, sheet, style_of(rng, rules))]), sheets=(sheet,))


def words(rules: frozenset[str]) -> Callable[[Random], Drawn]:
    """A table of words whose cells run over several lines."""

    def draw(rng: Random) -> Drawn:
        tall = "grid" in rules and rng.random() < 0.5
        sheet = descriptions(rng, rng.randint(3, 6), rng.choice((2, 3, 4)), tall=tall)
        style = style_of(
            rng, rules, stub="90pt", column="1fr", head_align="left", down=rng.choice((1, 2, 4))
        )
        part = one(rng, sheet, style, named=True)
        return Drawn(source=around(rng, [part]), sheets=(sheet,))

    return draw


def crosses(rng: Random) -> Drawn:
    sheet = marks(rng, rng.randint(5, 10), rng.randint(4, 6))
    rules = rng.choice((BOOK, frozenset({"grid"}), frozenset({"rows"})))
    style = style_of(rng, rules, align="center", column="66pt", stub="1fr", size=8)
    return Drawn(source=around(rng, [one(rng, sheet, style)]), sheets=(sheet,))


def side_by_side(rng: Random) -> Drawn:
    rules = rng.choice((BOOK, frozenset({"grid"})))
    style = style_of(rng, rules, size=8, across=3)
    sheets = [
        statistics(rng, wanted_of(rng, columns=2, rows=rng.randint(4, 7), heads="years"))
        for _ in range(2)
    ]
    part = beside(table(sheets[0], style), table(sheets[1], style), rng.choice((28, 40)))
    return Drawn(source=around(rng, [part]), sheets=tuple(sheets))


def stacked(rng: Random) -> Drawn:
    rules = rng.choice((BOOK, frozenset({"grid"}), frozenset({"head", "bottom"}), frozenset()))
    style = style_of(rng, rules)
    sheets = [statistics(rng, wanted_of(rng, rows=rng.randint(4, 8))) for _ in range(2)]
    parts = "".join(one(rng, sheet, style, named=True) for sheet in sheets)
    return Drawn(source=around(rng, [parts]), sheets=tuple(sheets))


def in_a_column(rng: Random) -> Drawn:
    rules = rng.choice((BOOK, frozenset({"grid"}), frozenset({"rows"}), frozenset({"head"})))
    sheet = statistics(rng, wanted_of(rng, columns=rng.randint(2, 3), stub="ages", heads="years"))
    part = one(rng, sheet, style_of(rng, rules, size=8, across=3), named=True)
    more = [part, *[block(wording.paragraph(rng, 5)) for _ in range(6)]]
    return Drawn(source=around(rng, more, columns=2, size=9, margin=50), sheets=(sheet,))


def across_columns(rng: Random) -> Drawn:
    rules = rng.choice((BOOK, frozenset({"grid"}), frozenset({"head", "bottom"}), frozenset()))
    sheet = statistics(rng, wanted_of(rng, columns=rng.randint(4, 6)))
    style = style_of(rng, rules, stub="1fr", size=8.5)
    part = one(rng, sheet, style, named=True).removeprefix("#")
    place = rng.choice(("top", "bottom"))
    floated = f'#place({place}, scope: "parent", float: true, {part})\n'
    more = [floated, *[block(wording.paragraph(rng, 5)) for _ in range(6)]]
    return Drawn(source=around(rng, more, columns=2, size=9, margin=50), sheets=(sheet,))


def landscape(rng: Random) -> Drawn:
    wanted = wanted_of(rng, columns=rng.randint(7, 11), heads="years", rows=rng.randint(8, 20))
    rules = rng.choice((BOOK, frozenset({"grid"}), frozenset({"rows"}), frozenset()))
    sheet = statistics(rng, wanted)
    part = one(rng, sheet, style_of(rng, rules, size=8, across=3))
    return Drawn(source=around(rng, [part], width=842, height=595), sheets=(sheet,))


def two_pages(rng: Random) -> Drawn:
    wanted = wanted_of(rng, rows=rng.randint(46, 58), stub="countries", columns=rng.randint(3, 6))
    rules = rng.choice((BOOK, frozenset({"grid"}), frozenset({"rows"}), frozenset({"head"})))
    sheet = statistics(rng, wanted)
    style = style_of(rng, rules, down=1, size=9)
    part = block(caption(rng)) + f"#{table(sheet, style)}\n"
    return Drawn(source=around(rng, [part]), sheets=(sheet,))


def small(rng: Random) -> Drawn:
    rules = rng.choice((BOOK, frozenset({"grid"}), frozenset()))
    wanted = wanted_of(rng, columns=rng.randint(6, 10), rows=rng.randint(14, 30))
    sheet = statistics(rng, wanted)
    style = style_of(rng, rules, size=rng.choice((5.5, 6.5)), across=2.5, down=rng.choice((0, 0.5)))
    return Drawn(source=around(rng, [one(rng, sheet, style)]), sheets=(sheet,))


def japanese(rng: Random) -> Drawn:
    wanted = wanted_of(rng, stub="ja", heads="ja", corner=True, columns=rng.randint(2, 5))
    rules = rng.choice((frozenset({"grid"}), BOOK, frozenset({"rows"}), frozenset()))
    sheet = statistics(rng, wanted)
    part = figure(table(sheet, style_of(rng, rules)), above=f"表{rng.randint(1, 9)} 実施状況")
    text = opening(
        font=rng.choice(CJK), size=rng.choice((9.5, 10.5)), running=("年次報告書", "- 7 -")
    )
    for piece in (part, ""):
        text += block(wording.japanese_paragraph(rng, 6)) + piece
    return Drawn(source=text, sheets=(sheet,))


def key_figures(rng: Random) -> Drawn:
    wanted = wanted_of(rng, rows=rng.randint(3, 6), columns=rng.choice((1, 2)), blanks=0, dashes=0)
    rules = rng.choice((BOOK, frozenset({"grid"}), frozenset({"rows"}), frozenset({"head"})))
    sheet = statistics(rng, wanted)
    part = one(rng, sheet, style_of(rng, rules), named=True)
    return Drawn(source=around(rng, [part]), sheets=(sheet,))


POSITIVE: dict[str, Callable[[Random], Drawn]] = {
    "ruled": plain(frozenset({"grid"})),
    "ruled, spans": grouped(frozenset({"grid"})),
    "rows ruled": plain(frozenset({"rows"})),
    "columns ruled": plain(frozenset({"columns", "top", "head", "bottom"})),
    "top, head, bottom": plain(BOOK),
    "head and bottom": plain(frozenset({"head", "bottom"})),
    "head only": plain(frozenset({"head"})),
    "framed only": plain(frozenset({"frame"})),
    "no rules": plain(frozenset()),
    "no rules, no caption": captionless,
    "spans, some rules": grouped(BOOK | {"groups"}),
    "spans, head ruled": grouped(frozenset({"head", "bottom"})),
    "spans, no rules": grouped(frozenset()),
    "tall heads": tall_heads,
    "wrapped labels": wrapped_stub,
    "sections": sectioned,
    "leaders": leaders,
    "money": money,
    "european": european,
    "words, ruled": words(frozenset({"grid"})),
    "words, rows ruled": words(frozenset({"rows"})),
    "words, some rules": words(BOOK),
    "crosses": crosses,
    "zebra": plain(frozenset(), zebra=True, shaded_head=False),
    "shaded head": plain(frozenset(), shaded_head=True),
    "side by side": side_by_side,
    "stacked": stacked,
    "in a column": in_a_column,
    "across columns": across_columns,
    "landscape": landscape,
    "two pages": two_pages,
    "small": small,
    "japanese": japanese,
    "key figures": key_figures,
    **MORE,
}
