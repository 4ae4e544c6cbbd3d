"""Pages that look like tables here and there, and hold none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from tests.quality import wording
from tests.quality.styles import Drawn, around
from tests.quality.typeset import SANS, SERIF, block, heading, opening, prose_font, quoted


def contents(*, dotted: bool) -> Callable[[Random], Drawn]:
    """A table of contents, its page numbers at the right edge."""

    def draw(rng: Random) -> Drawn:
        page, lines = 1, []
        filler = 'box(width: 1fr, repeat(gap: 2pt, "."))' if dotted else "h(1fr)"
        roman = rng.random() < 0.3
        for chapter in range(1, rng.randint(5, 8)):
            for part in range(rng.randint(2, 5)):
                page += rng.randint(1, 9)
                number = f"{chapter}.{part}" if part else f"{chapter}"
                if roman and part == 0:
                    number = ("I", "II", "III", "IV", "V", "VI", "VII")[chapter - 1]
                words = rng.choice((*wording.ITEMS, *wording.LONG_ITEMS))
                size = f"pad(left: {14 * (part > 0)}pt, "
                tab = "#h(12pt)" if rng.random() < 0.5 else " "
                lines.append(
                    f"#block(spacing: 0.7em, {size}[#{quoted(number)}{tab}#{quoted(words)} "
                    f'#{filler} #"{page}"]))\n'
                )
        text = opening(font=prose_font(rng), size=rng.choice((10, 11)), justify=False)
        return Drawn(source=text + heading("Contents", 16) + "".join(lines))

    return draw


def bibliography(rng: Random) -> Drawn:
    entries = []
    for at in range(1, rng.randint(10, 16)):
        mark = rng.choice((f"[{at}]",)) if rng.random() < 0.9 else f"[{at}a]"
        words = (
            f"{rng.choice(wording.BODIES)}. {rng.choice(wording.LONG_ITEMS)}. "
            f"Vol. {rng.randint(1, 30)}, No. {rng.randint(1, 12)} ({rng.randint(1990, 2012)}), "
            f"pp. {rng.randint(1, 300)}–{rng.randint(301, 400)}."
        )
        entries.append(f"{quoted(mark)}, {quoted(words)}")
    grid = f"#grid(columns: (26pt, 1fr), row-gutter: 6pt, {', '.join(entries)})\n"
    return Drawn(source=opening(font=prose_font(rng), size=10) + heading("References") + grid)


def prose(columns: int) -> Callable[[Random], Drawn]:
    """Running text in columns."""

    def draw(rng: Random) -> Drawn:
        text = opening(
            font=prose_font(rng), size=rng.choice((8.5, 9, 10)), columns=columns, margin=50,
            justify=rng.random() < 0.6, running=("Annual report", f"{rng.randint(2, 99)}"),
        )  # fmt: skip
        for at in range(12 + 6 * columns):
            if at % 4 == 0:
                text += heading(rng.choice(wording.LONG_ITEMS), 10.5)
            text += block(wording.paragraph(rng, rng.randint(2, 5)))
        return Drawn(source=text)

    return draw


def numbered_list(rng: Random) -> Drawn:
    lines = []
    for at in range(1, rng.randint(9, 15)):
        mark = rng.choice((f"{at}.", f"({at})", "•"))
        words = rng.choice((wording.sentence(rng), rng.choice(wording.LONG_ITEMS)))
        lines.append(f"{quoted(mark)}, {quoted(words)}")
    grid = f"#grid(columns: (24pt, 1fr), row-gutter: 7pt, {', '.join(lines)})\n"
    return Drawn(source=around(rng, [grid]))


def figures_in_a_list(rng: Random) -> Drawn:
    """A list of short items with a figure in each."""
    lines = [
        f"#block(spacing: 0.7em, [• {rng.choice(wording.ITEMS)}: {rng.randint(20, 900)} "
        f"{rng.choice(('measures', 'permits', 'cases'))} in {rng.randint(2001, 2011)};])\n"
        for _ in range(rng.randint(5, 9))
    ]
    return Drawn(source=around(rng, ["".join(lines)]))


def addresses(rng: Random) -> Drawn:
    blocks = []
    for _ in range(rng.choice((4, 6, 9))):
        lines = (
            rng.choice(wording.BODIES), f"Division {rng.randint(1, 20)}",
            f"{rng.randint(1, 300)} Harbour Street", f"{rng.randint(10000, 99999)} Northtown",
            f"Tel. +00 {rng.randint(100, 999)} {rng.randint(1000, 9999)}",
        )  # fmt: skip
        blocks.append("[" + " \\ ".join(f"#{quoted(line)}" for line in lines) + "]")
    grid = f"#grid(columns: ({'1fr, ' * rng.choice((2, 3))}), gutter: 18pt, {', '.join(blocks)})\n"
    return Drawn(source=around(rng, [grid], size=10))


def memorandum(rng: Random) -> Drawn:
    """The head of a letter: whom to, from, about what."""
    lines = [
        ("Date:", f"{rng.randint(1, 28)} March {rng.randint(2001, 2011)}"),
        ("To:", f"Members of the {rng.choice(wording.BODIES)}"),
        ("From:", f"{rng.choice(wording.BODIES)}, Division {rng.randint(1, 9)}"),
        ("Subject:", rng.choice(wording.LONG_ITEMS)),
        ("Reference:", f"{rng.randint(100, 999)}/{rng.randint(10, 99)}"),
    ][: rng.randint(3, 5)]
    cells = ", ".join(f"{quoted(a)}, {quoted(b)}" for a, b in lines)
    grid = f"#grid(columns: (80pt, 1fr), row-gutter: 8pt, {cells})\n"
    text = opening(font=rng.choice((*SERIF, *SANS)), size=11)
    text += heading("Memorandum", 16) + grid
    return Drawn(source=text + "".join(block(wording.paragraph(rng, 4)) for _ in range(5)))


def form(rng: Random) -> Drawn:
    """Labels with lines to write on."""
    labels = ("Name of body", "Address", "Telephone", "Reference number", "Date of application",
              "Measure applied for", "Amount in EUR", "Place and date", "Signature")  # fmt: skip
    lines = []
    for label in rng.sample(labels, rng.randint(6, 9)):
        if rng.random() < 0.5:
            lines.append(f'#block(spacing: 1.3em, [{label}: #box(width: 1fr, line(length: 100%, '
                         "stroke: 0.5pt))])\n")  # fmt: skip
        else:
            lines.append(f"#block(spacing: 1.3em, [{label} #h(30pt) □ Yes #h(20pt) □ No])\n")
    return Drawn(source=around(rng, ["".join(lines)], size=10))


def _placed(parts: Sequence[str], width: float, height: float) -> str:
    return f"#block(width: {width}pt, height: {height}pt, {{{' ; '.join(parts)}}})\n"


def _at(x: float, y: float, content: str) -> str:
    return f"place(top + left, dx: {x:.1f}pt, dy: {y:.1f}pt, {content})"


def _label(text: str) -> str:
    return f"text(size: 8pt, {quoted(text)})"


def bar_chart(rng: Random) -> Drawn:
    """Bars on a grid, with figures at the axis and names below."""
    width, height, count = 380, 190, rng.randint(5, 9)
    parts = []
    for at in range(6):
        y = height - 20 - at * 30
        parts.append(_at(0, y - 4, _label(str(at * 20))))
        if rng.random() < 0.8:
            parts.append(_at(24, y, "line(length: 350pt, stroke: 0.4pt)"))
    for at in range(count):
        x, tall = 30 + at * 345 / count, rng.uniform(20, 140)
        parts.append(_at(x, height - 20 - tall, f"rect(width: 16pt, height: {tall}pt, fill: gray)"))
        parts.append(_at(x, height - 16, _label(str(2000 + at))))
        if rng.random() < 0.7:
            parts.append(_at(x, height - 31 - tall, _label(f"{tall / 1.5:.1f}")))
    text = f'#text(weight: "bold", "Figure {rng.randint(1, 9)}. {rng.choice(wording.ITEMS)}")\n\n'
    return Drawn(source=around(rng, [text + _placed(parts, width, height)]))


def across_bars(rng: Random) -> Drawn:
    """Bars that lie, names at the left, figures at their ends."""
    names = rng.sample(wording.COUNTRIES, rng.randint(6, 12))
    parts = []
    for at, name in enumerate(names):
        long = rng.uniform(20, 220)
        parts.append(_at(0, at * 15, _label(name)))
        parts.append(_at(90, at * 15, f"rect(width: {long}pt, height: 9pt, fill: gray)"))
        parts.append(_at(94 + long, at * 15, _label(f"{long / 3:.1f}")))
    parts += [_at(90 + at * 55, 15 * len(names) + 4, _label(str(at * 20))) for at in range(5)]
    text = f'#text(weight: "bold", "Chart {rng.randint(1, 9)} {rng.choice(wording.ITEMS)}")\n\n'
    return Drawn(source=around(rng, [text + _placed(parts, 400, 15.0 * len(names) + 20)]))


def map_legend(rng: Random) -> Drawn:
    """A map: names strewn over it, a legend with classes."""
    parts = [_at(0, 0, "rect(width: 400pt, height: 260pt, stroke: 0.5pt)")]
    for name in rng.sample(wording.COUNTRIES, 18):
        parts.append(_at(rng.uniform(5, 300), rng.uniform(5, 240), _label(name)))
    for at in range(5):
        parts.append(_at(310, 160 + at * 14, "rect(width: 10pt, height: 8pt, fill: gray)"))
        parts.append(_at(326, 160 + at * 14, _label(f"{at * 10}–{at * 10 + 9}.9")))
    return Drawn(source=around(rng, [_placed(parts, 400, 260)]))


def organisation(rng: Random) -> Drawn:
    """Boxes with names, joined by lines."""
    boxes = [
        f"box(width: 96pt, height: 34pt, stroke: 0.6pt, inset: 4pt, text(size: 8pt, {quoted(n)}))"
        for n in wording.some(rng, wording.BODIES, 7)
    ]
    parts = [_at(152, 0, boxes[0]), _at(200, 34, "line(length: 20pt, angle: 90deg)")]
    parts += [_at(4 + 132 * at, 54, boxes[1 + at]) for at in range(3)]
    parts += [_at(4 + 132 * at, 110, boxes[4 + at]) for at in range(3)]
    return Drawn(source=around(rng, [_placed(parts, 400, 150)]))


def boxed(rng: Random) -> Drawn:
    """Text in a box with a rule under its title."""
    inner = (
        f'stack(spacing: 6pt, text(weight: "bold", {quoted(rng.choice(wording.LONG_ITEMS))}), '
        f"line(length: 100%, stroke: 0.5pt), par({quoted(wording.paragraph(rng, 4))}), "
        f"par({quoted(wording.paragraph(rng, 3))}))"
    )
    fill = rng.choice(("", "fill: luma(230), "))
    return Drawn(source=around(rng, [f"#block({fill}stroke: 0.6pt, inset: 8pt, {inner})\n"] * 2))


def index(rng: Random) -> Drawn:
    """Words with page numbers, in columns."""
    words = sorted({*wording.ITEMS, *wording.SECTIONS, *wording.BODIES, *wording.COUNTRIES})
    lines = "".join(
        f"#block(spacing: 0.5em, [{word}, "
        f"{', '.join(str(n) for n in sorted(rng.sample(range(1, 300), rng.randint(1, 4))))}])\n"
        for word in words
    )
    text = opening(font=prose_font(rng), size=9, columns=rng.choice((2, 3)), justify=False)
    return Drawn(source=text + heading("Index") + lines + lines)


def transcript(rng: Random) -> Drawn:
    """Speech with numbered lines."""
    lines = [
        f"{quoted(str(at))}, {quoted(rng.choice(wording.CLAUSES)[:52])}" for at in range(1, 26)
    ]
    grid = f"#grid(columns: (30pt, 1fr), row-gutter: 14pt, align: (right, left), column-gutter: 12pt, {', '.join(lines)})\n"  # noqa: E501
    text = opening(font="DejaVu Sans Mono", size=9, justify=False)
    return Drawn(source=text + grid)


def equations(rng: Random) -> Drawn:
    rows = "".join(
        f"#block(spacing: 1em, [#h(40pt) $ y_{at} = a_{at} + b x_{at}^2 / ({at + 2} - c) $ "
        f"#h(1fr) ({at})])\n"
        for at in range(1, 6)
    )
    return Drawn(source=around(rng, [rows, rows]))


def footnotes(rng: Random) -> Drawn:
    parts = [
        f"#par[{wording.sentence(rng)}#footnote[{rng.choice(wording.BODIES)}, "
        f"{rng.choice(wording.LONG_ITEMS)}, {rng.randint(1990, 2011)}, p. {rng.randint(2, 99)}.]]\n"
        for _ in range(9)
    ]
    return Drawn(source=around(rng, ["".join(parts)]))


def articles(rng: Random) -> Drawn:
    """A law: numbered paragraphs with letters, in two languages side by side or alone."""
    columns = rng.choice((1, 2))
    text = opening(font=prose_font(rng), size=9.5, columns=columns, margin=54)
    for article in range(1, 9):
        text += heading(f"Article {article}", 10)
        for at in range(1, rng.randint(3, 5)):
            text += block(f"{at}.\u2003{wording.paragraph(rng, 2)}")
            cells = ", ".join(
                f"{quoted(f'({letter})')}, {quoted(rng.choice(wording.CLAUSES) + ';')}"
                for letter in "abc"[: rng.randint(0, 3)]
            )
            text += f"#grid(columns: (20pt, 1fr), row-gutter: 5pt, {cells})\n" if cells else ""
    return Drawn(source=text)


def parallel(rng: Random) -> Drawn:
    """The same text in two languages, paragraph beside paragraph."""
    cells = ", ".join(
        f"par({quoted(wording.paragraph(rng, 3))}), par({quoted(wording.paragraph(rng, 3))})"
        for _ in range(6)
    )
    text = opening(font=prose_font(rng), size=9.5, running=("Official Journal", "L 42/17"))
    return Drawn(source=text + f"#grid(columns: (1fr, 1fr), gutter: 16pt, {cells})\n")


def title_page(rng: Random) -> Drawn:
    text = opening(font=rng.choice((*SERIF, *SANS)), size=12, justify=False)
    text += "#v(120pt)\n" + heading(rng.choice(wording.LONG_ITEMS), 26)
    text += "#v(40pt)\n" + heading(f"Annual report {rng.randint(2000, 2012)}", 18)
    lines = [f"ISBN 00-000-{rng.randint(1000, 9999)}-1", f"Catalogue {rng.randint(10, 99)}-A"]
    lines += ["Price: EUR 12.50", f"{rng.choice(wording.BODIES)}, Northtown"]
    return Drawn(source=text + "#v(200pt)\n" + "".join(block(line) for line in lines))


def japanese_prose(rng: Random) -> Drawn:
    text = opening(font="Noto Serif CJK JP", size=10, columns=rng.choice((1, 2)))
    text += "".join(block(wording.japanese_paragraph(rng, 7)) for _ in range(7))
    lines = "".join(
        f"#block(spacing: 0.7em, [第{at}条 #h(10pt) {wording.japanese_paragraph(rng, 1)}])\n"
        for at in range(1, 9)
    )
    return Drawn(source=text + lines)


NEGATIVE: dict[str, Callable[[Random], Drawn]] = {
    "- contents, dots": contents(dotted=True),
    "- contents": contents(dotted=False),
    "- bibliography": bibliography,
    "- prose": prose(1),
    "- prose, 2 columns": prose(2),
    "- prose, 3 columns": prose(3),
    "- list": numbered_list,
    "- figures in a list": figures_in_a_list,
    "- addresses": addresses,
    "- memorandum": memorandum,
    "- form": form,
    "- bar chart": bar_chart,
    "- lying bars": across_bars,
    "- map": map_legend,
    "- organisation": organisation,
    "- boxed text": boxed,
    "- index": index,
    "- transcript": transcript,
    "- equations": equations,
    "- footnotes": footnotes,
    "- articles": articles,
    "- parallel text": parallel,
    "- title page": title_page,
    "- japanese prose": japanese_prose,
}
