"""Sheets and text into Typst's language."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.quality.sheets import Entry, Sheet

SERIF = ("Libertinus Serif", "New Computer Modern", "Noto Serif")
SANS = ("Noto Sans", "Noto Sans", "DejaVu Sans Mono")
CJK = ("Noto Sans CJK JP", "Noto Serif CJK JP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a sheet is printed."""

    rules: frozenset[str] = frozenset()  # grid, frame, rows, columns, top, head, bottom, groups
    stroke: float = 0.5  # points
    size: float = 9.0  # points
    across: float = 4.0  # points left and right of a cell's text
    down: float = 2.0  # points above and below it
    zebra: bool = False
    shaded_head: bool = False
    align: str = "right"  # of figures
    head_align: str = "center"
    head_bold: bool = True
    leaders: bool = False
    stub: str = "auto"  # width of the labels' column: auto, 1fr, 90pt
    column: str = "auto"  # width of the others
    indent: float = 8.0
    high: str = "top"  # where short cells stand in a tall row: top, horizon, bottom
    gaps: float = 0.0  # points of white between the cells
    apart: frozenset[int] = frozenset()  # rows with room above them
    signs: bool = False  # "$" at the left edge of the column, the figure at its right


def quoted(text: str) -> str:
    """A text as Typst writes it."""
    return json.dumps(text, ensure_ascii=False)


def block(text: str) -> str:
    """A paragraph."""
    return f"#par({quoted(text)})\n"


def heading(text: str, size: float = 12) -> str:
    return f'#block(text(size: {size}pt, weight: "bold", {quoted(text)}))\n'


def opening(
    *,
    font: str,
    size: float = 10,
    width: float = 595,
    height: float = 842,
    margin: float = 64,
    columns: int = 1,
    justify: bool = True,
    running: Sequence[str] = ("", ""),
) -> str:
    """A document's settings; `running` are its head and foot."""
    head, foot = (quoted(text) for text in running)
    return (
        f"#set page(width: {width}pt, height: {height}pt, margin: {margin}pt, columns: {columns},"
        f" header: text(size: 8pt, {head}), footer: text(size: 8pt, {foot}))\n"
        f'#set text(font: {quoted(font)}, size: {size}pt, lang: "en", hyphenate: false)\n'
        f"#set par(justify: {str(justify).lower()})\n"
    )


def table(sheet: Sheet, style: Style) -> str:
    """A sheet as a Typst table, without the sign that begins code."""
    widths = ", ".join([style.stub, *[style.column] * (sheet.columns - 1)])
    head = [_cell(e, sheet, style) for e in sheet.entries if e.row < sheet.head]
    body = [_cell(e, sheet, style) for e in sheet.entries if e.row >= sheet.head]
    return (
        f'{{set text(size: {style.size}pt, top-edge: "ascender", bottom-edge: "descender")\n'
        "set par(justify: false, leading: 0em)\n"
        f"table(columns: ({widths},), inset: {_inset(style)}, gutter: {style.gaps}pt,"
        f" stroke: {_stroke(style)}, fill: {_fill(sheet, style)},\n"
        f"table.header({', '.join(head)}),\n" + ",\n".join([*body, *_lines(sheet, style)]) + ")}"
    )


def _inset(style: Style) -> str:
    x, y = f"{style.across}pt", f"{style.down}pt"
    if not style.apart:
        return f"(x: {x}, y: {y})"
    rows = ", ".join(str(row) for row in sorted(style.apart))
    room = f"if y in ({rows},) {{ 9pt }} else {{ {y} }}"
    return f"(x, y) => (left: {x}, right: {x}, bottom: {y}, top: {room})"


def _stroke(style: Style) -> str:
    drawn = f"{style.stroke}pt"
    if "grid" in style.rules:
        return drawn
    if "inner" in style.rules:
        return (
            f"(x, y) => (left: if x > 0 {{ {drawn} }}, top: if y > 0 {{ {drawn} }},"
            " right: none, bottom: none)"
        )
    sides = []
    if "rows" in style.rules:
        sides.append(f"top: {drawn}, bottom: {drawn}")
    if "columns" in style.rules:
        sides.append(f"left: {drawn}, right: {drawn}")
    return f"({', '.join(sides)})" if sides else "none"


def _fill(sheet: Sheet, style: Style) -> str:
    if style.gaps:
        return f"(x, y) => if y < {sheet.head} {{ luma(190) }} else {{ luma(230) }}"
    if style.zebra:
        return f"(x, y) => if y >= {sheet.head} and calc.odd(y) {{ luma(225) }}"
    if style.shaded_head:
        return f"(x, y) => if y < {sheet.head} {{ luma(205) }}"
    return "none"


def _lines(sheet: Sheet, style: Style) -> list[str]:
    drawn = f"stroke: {style.stroke}pt"
    places = {
        "top": (0,), "head": (sheet.head,), "bottom": (sheet.rows,), "frame": (0, sheet.rows),
        "totals": tuple(sheet.totals),
    }  # fmt: skip
    rows = {row for name, at in places.items() if name in style.rules for row in at}
    found = [f"table.hline(y: {row}, {drawn})" for row in sorted(rows)]
    if "frame" in style.rules:
        found += [f"table.vline(x: {x}, {drawn})" for x in (0, sheet.columns)]
    if "stub" in style.rules:
        found.append(f"table.vline(x: 1, {drawn})")
    if "double" in style.rules:
        found.append(f"table.hline(y: {sheet.rows}, stroke: (thickness: 2pt))")
    if "groups" in style.rules:
        found += [
            f"table.hline(y: {e.row + 1}, start: {e.column}, end: {e.column + e.columns}, {drawn})"
            for e in sheet.entries
            if e.row < sheet.head and e.columns > 1
        ]
    return found


def _cell(entry: Entry, sheet: Sheet, style: Style) -> str:
    sides = {"head": style.head_align, "figure": style.align}
    align = sides.get(entry.role, "center" if entry.columns == sheet.columns else "left")
    if entry.role == "head" and entry.column == 0:
        align = "left"
    places = f"x: {entry.column}, y: {entry.row}, colspan: {entry.columns}, rowspan: {entry.rows}"
    if entry.role == "head" and entry.columns > 1:
        align = "center"
    high = "bottom" if entry.role == "head" and style.high == "top" else style.high
    return f"table.cell({places}, align: {align} + {high}, {_content(entry, style)})"


def _content(entry: Entry, style: Style) -> str:
    content = quoted(entry.text)
    if style.signs and entry.text.startswith("$"):
        return f'"$" + h(1fr) + {quoted(entry.text[1:])}'
    if "\n" in entry.text:
        content = " + linebreak() + ".join(quoted(line) for line in entry.text.split("\n"))
    if entry.mark:
        content += f" + super({quoted(entry.mark)})"
    if entry.bold or (entry.role == "head" and style.head_bold):
        content = f'text(weight: "bold", {content})'
    if entry.indent:
        content = f"pad(left: {entry.indent * style.indent}pt, {content})"
    elif entry.role == "label" and style.leaders:
        content += ' + " " + box(width: 1fr, repeat(gap: 1.5pt, "."))'
    return content


def figure(body: str, *, above: str = "", below: str = "", notes: Sequence[str] = ()) -> str:
    """A table with its caption above or below and its notes under it, kept in one block."""
    parts = [f'text(weight: "bold", {quoted(above)})'] if above else []
    parts += [body]
    parts += [f"text(size: 0.8em, {quoted(note)})" for note in notes]
    parts += [f"text({quoted(below)})"] if below else []
    return f"#block(spacing: 1.6em, stack(dir: ttb, spacing: 6pt, {', '.join(parts)}))\n"


def beside(left: str, right: str, gutter: float) -> str:
    """Two tables side by side."""
    return (
        f"#block(spacing: 1.6em, grid(columns: (auto, auto), column-gutter: {gutter}pt,"
        f" {left}, {right}))\n"
    )


def prose_font(rng: Random) -> str:
    """A fount for a page of European text, seldom a typewriter's."""
    return rng.choice((*SERIF, *SERIF, *SANS))
