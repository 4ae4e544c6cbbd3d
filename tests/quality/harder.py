"""More pages with tables, as word processors and spreadsheets print them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.quality import wording
from tests.quality.sheets import Entry, Sheet, descriptions, statistics
from tests.quality.styles import BOOK, Drawn, around, caption, one, style_of, wanted_of
from tests.quality.typeset import block, figure, opening, quoted, table

LONG_NOTES = (
    "1 Figures for the last year are provisional and may be revised when the annual accounts of "
    "the municipalities have been approved by the responsible bodies.",
    "2 Includes grants that were paid out in later years, and contributions of other bodies to "
    "measures of the plan; for details see section 4.2 of the report.",
    "Source: Office for Statistics, survey of local authorities, 1998 to 2011; calculations by the "
    "Planning Agency on the basis of the accounts of 214 municipalities.",
)
LONG_CAPTION = (
    "Table {}. Expenditure of local authorities on {} by year and kind of measure, in thousands "
    "and in percent of all expenditure, as reported to the responsible bodies"
)


def accounts(rng: Random) -> Drawn:
    """Dollar signs at the left edge of their columns, sums under short rules."""
    wanted = wanted_of(
        rng, figures=("dollars",), heads="years", total=True, stub=rng.choice(("items", "ages")),
        blanks=0, dashes=0, marks=0, columns=rng.randint(2, 5),
    )  # fmt: skip
    rules = rng.choice((BOOK, frozenset({"head", "totals"}), frozenset({"totals"})))
    style = style_of(rng, rules, signs=True, column="64pt", stub="1fr")
    sheet = statistics(rng, wanted)
    return Drawn(source=around(rng, [one(rng, sheet, style, named=True)]), sheets=(sheet,))


def tall_rows(high: str) -> Callable[[Random], Drawn]:
    """Labels over several lines; figures in the middle of the row, or on its last line."""

    def draw(rng: Random) -> Drawn:
        wanted = wanted_of(rng, stub="long", rows=rng.randint(4, 8), columns=rng.randint(2, 4))
        rules = rng.choice((frozenset({"grid"}), frozenset({"rows"}), BOOK))
        sheet = statistics(rng, wanted)
        style = style_of(rng, rules, stub="140pt", high=high, down=rng.choice((1, 3)))
        return Drawn(source=around(rng, [one(rng, sheet, style, named=True)]), sheets=(sheet,))

    return draw


def middle_words(rng: Random) -> Drawn:
    """Cells of words, the short ones in the middle of their row."""
    rules = rng.choice((frozenset({"grid"}), frozenset({"rows"})))
    sheet = descriptions(rng, rng.randint(3, 6), rng.choice((3, 4)))
    style = style_of(rng, rules, stub="80pt", column="1fr", high="horizon", head_align="center")
    return Drawn(source=around(rng, [one(rng, sheet, style, named=True)]), sheets=(sheet,))


def centred(rng: Random) -> Drawn:
    """Figures of very different length in the middle of their columns."""
    wanted = wanted_of(rng, figures=("thousands", "small", "interval"), columns=rng.randint(2, 5))
    rules = rng.choice((BOOK, frozenset({"head"}), frozenset({"rows"}), frozenset()))
    style = style_of(rng, rules, align="center", column="70pt", stub="1fr", size=9)
    sheet = statistics(rng, wanted)
    return Drawn(source=around(rng, [one(rng, sheet, style, named=True)]), sheets=(sheet,))


def left_figures(rng: Random) -> Drawn:
    """Everything at the left edge of its column."""
    rules = rng.choice((BOOK, frozenset({"rows"}), frozenset({"head"}), frozenset()))
    style = style_of(rng, rules, align="left", head_align="left", column="66pt", stub="1fr")
    sheet = statistics(rng, wanted_of(rng, columns=rng.randint(2, 5)))
    return Drawn(source=around(rng, [one(rng, sheet, style, named=True)]), sheets=(sheet,))


def loose(rng: Random) -> Drawn:
    """Rows far apart, or groups of rows with room between them."""
    rules = rng.choice((BOOK, frozenset({"head", "bottom"}), frozenset()))
    sheet = statistics(rng, wanted_of(rng, rows=rng.randint(8, 15)))
    if rng.random() < 0.5:
        apart = frozenset(range(sheet.head + 3, sheet.rows, rng.choice((3, 5))))
        style = style_of(rng, rules, apart=apart)
    else:
        style = style_of(rng, rules, down=5)
    return Drawn(source=around(rng, [one(rng, sheet, style, named=True)]), sheets=(sheet,))


def ruled_as(*kinds: frozenset[str]) -> Callable[[Random], Drawn]:
    """A grid without its outer lines, a line behind the labels, a heavy last line."""

    def draw(rng: Random) -> Drawn:
        sheet = statistics(rng, wanted_of(rng))
        part = one(rng, sheet, style_of(rng, rng.choice(kinds)))
        return Drawn(source=around(rng, [part]), sheets=(sheet,))

    return draw


def tiles(rng: Random) -> Drawn:
    """Shaded cells with white between them."""
    sheet = statistics(rng, wanted_of(rng, blanks=0))
    style = style_of(rng, frozenset(), gaps=rng.choice((1, 1.5, 2.5)), down=2)
    return Drawn(source=around(rng, [one(rng, sheet, style)]), sheets=(sheet,))


def bullets(rng: Random) -> Drawn:
    """Cells that hold short lists."""
    sheet = descriptions(rng, rng.randint(3, 5), 3)
    entries = []
    for entry in sheet.entries:
        if entry.role == "text" and entry.column == 2:
            lines = rng.sample(wording.ITEMS, rng.randint(2, 3))
            entry = replace(entry, text="\n".join(f"• {line}" for line in lines))
        entries.append(entry)
    made = replace(sheet, entries=tuple(entries))
    style = style_of(rng, rng.choice((frozenset({"grid"}), frozenset({"rows"}))),
                     stub="80pt", column="1fr", head_align="left")  # fmt: skip
    return Drawn(source=around(rng, [one(rng, made, style, named=True)]), sheets=(made,))


def long_notes(rng: Random) -> Drawn:
    """A caption and notes of several lines, in the letters of the table."""
    wanted = wanted_of(rng, columns=rng.randint(3, 6), marks=0.15)
    rules = rng.choice((BOOK, frozenset({"head"}), frozenset({"rows"}), frozenset()))
    sheet = statistics(rng, wanted)
    body = table(sheet, style_of(rng, rules, stub="1fr", size=9))
    words = LONG_CAPTION.format(rng.randint(1, 9), rng.choice(wording.ITEMS).lower())
    part = figure(body, above=words, notes=rng.sample(LONG_NOTES, rng.randint(1, 3)))
    return Drawn(source=around(rng, [part]), sheets=(sheet,))


def ragged(rng: Random) -> Drawn:
    """Heads at the left, figures at the right of wide columns: they hardly overlap."""
    wanted = wanted_of(rng, columns=rng.randint(2, 4), figures=("small", "decimal"))
    rules = rng.choice((BOOK, frozenset({"grid"}), frozenset({"head", "bottom"})))
    style = style_of(rng, rules, head_align="left", column="84pt", stub="1fr")
    sheet = statistics(rng, wanted)
    return Drawn(source=around(rng, [one(rng, sheet, style, named=True)]), sheets=(sheet,))


def typed(rng: Random) -> Drawn:
    """A table of a typewriter's letters, its rules made of hyphens."""
    wanted = wanted_of(rng, marks=0, columns=rng.randint(2, 5), corner=True, heads="measures")
    sheet = statistics(rng, wanted)
    rows: list[dict[int, Entry]] = [{} for _ in range(sheet.rows)]
    for entry in sheet.entries:
        rows[entry.row][entry.column] = entry
    wide = 24 + 12 * (sheet.columns - 1)
    lines = [_typed(row, sheet) for row in rows]
    rule = rng.choice("-=") * wide
    printed = [caption(rng), rule, *lines[:1], rule, *lines[1:], rule]
    text = opening(font="DejaVu Sans Mono", size=8.5, justify=False)
    text += block(wording.paragraph(rng, 3))
    text += f"#block(stack(spacing: 4.5pt, {', '.join(quoted(line) for line in printed)}))\n"
    return Drawn(source=text + block(wording.paragraph(rng, 3)), sheets=(sheet,))


def _typed(row: dict[int, Entry], sheet: Sheet) -> str:
    texts = [row[at].text if at in row else "" for at in range(sheet.columns)]
    line = texts[0].ljust(24) + "".join(text.rjust(12) for text in texts[1:])
    return line.rstrip().replace(" ", "\u00a0")


MORE: dict[str, Callable[[Random], Drawn]] = {
    "accounts": accounts,
    "middle of the row": tall_rows("horizon"),
    "foot of the row": tall_rows("bottom"),
    "words in the middle": middle_words,
    "centred": centred,
    "left": left_figures,
    "loose": loose,
    "inner lines": ruled_as(frozenset({"inner"})),
    "line behind labels": ruled_as(BOOK | {"stub"}, frozenset({"head", "stub"})),
    "heavy last line": ruled_as(frozenset({"head", "double"}), BOOK | {"double"}),
    "tiles": tiles,
    "lists in cells": bullets,
    "long notes": long_notes,
    "ragged": ragged,
    "typed": typed,
}
