"""A grid from lines of text: columns from gaps, rows from lines, headers that span."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ingest.reader.tables_columns import Placed, columns, placed
from ingest.reader.tables_grid import Grid, GridCell
from ingest.reader.tables_heads import parted_heads, widened
from ingest.reader.tables_lines import Printed
from ingest.reader.tables_phrases import Phrase, phrases
from ingest.reader.tables_rows import Rows, Strip, header_length
from ingest.reader.tables_rules import Rule, Rules
from ingest.reader.tables_words import box_around

MOST_HEADER = 8  # lines
CENTRED = 1.0  # letter heights that a heading in the body may miss the middle of the table
SET_IN = 2.0  # letter heights on both sides of such a heading, at least
STACKED = 1.6  # letter heights between the lines of one header cell, at most


def text_grid(lines: Sequence[Printed], rules: Rules) -> Grid | None:
    """The grid of these lines; None when they do not fall into two columns and rows."""
    split = [(line, phrases(line, rules.vertical)) for line in lines]
    return phrase_grid([(line, found) for line, found in split if found], rules)


def phrase_grid(lines: Sequence[tuple[Printed, Sequence[Phrase]]], rules: Rules) -> Grid | None:
    """The grid of lines of phrases."""
    found = columns([line for _, line in lines])
    if len(found) < 2:
        return None
    strips = [
        Strip(cells=tuple(placed(line, found)), middle=whole.middle, size=whole.size)
        for whole, line in lines
    ]
    width = found[-1][1] - found[0][0]
    head = min(header_length(strips, rules.horizontal, width), MOST_HEADER)
    strips[:head] = parted_heads(strips[:head], [line for _, line in lines[:head]], found)
    body = Rows(strips[head:], rules.horizontal).grouped()
    if len(body) + (head > 0) < 2:
        return None
    levels = _levels(strips[:head], rules, found)
    return _grid(found, levels, body, lines, rules.horizontal)


def _levels(
    head: Sequence[Strip], rules: Rules, found: Sequence[tuple[float, float]]
) -> list[list[Strip]]:
    """The header's lines, level by level: those without spanning phrases fuse."""
    rows = Rows(head, rules.horizontal)
    levels: list[list[Strip]] = []
    for strip in widened(head, rules, found):
        before = levels[-1][-1] if levels else None
        fused = before and not before.spans and not strip.spans and not rows.ruled(before, strip)
        if fused:
            levels[-1].append(strip)
        else:
            levels.append([strip])
    return levels


def _grid(
    found: Sequence[tuple[float, float]],
    levels: Sequence[Sequence[Strip]],
    body: Sequence[Sequence[Strip]],
    lines: Sequence[tuple[Printed, Sequence[Phrase]]],
    rules: Sequence[Rule],
) -> Grid:
    xs = [found[0][0]]
    xs += [(a[1] + b[0]) / 2 for a, b in itertools.pairwise(found)]
    xs.append(found[-1][1])
    rows = [list(row) for row in (*levels, *body)]
    ys = [lines[0][0].y0]
    ys += [(a[-1].middle + b[0].middle) / 2 for a, b in itertools.pairwise(rows)]
    ys.append(lines[-1][0].y1)
    rows[len(levels) :] = [_across(row, found) for row in rows[len(levels) :]]
    cells = [cell for index, row in enumerate(rows) for cell in _cells(row, index)]
    cells = _tall(_stacked(cells, len(levels), rules), len(levels))
    taken = {
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    cells += [
        GridCell(row=row, column=column)
        for row in range(len(rows))
        for column in range(len(found))
        if (row, column) not in taken
    ]
    return Grid(xs=xs, ys=ys, cells=cells)


def _across(row: list[Strip], found: Sequence[tuple[float, float]]) -> list[Strip]:
    """The row; a heading that stands alone in the middle of the table is over all columns."""
    strip = row[0]
    if len(row) > 1 or len(strip.cells) > 1:
        return row
    one = strip.cells[0].phrase
    left, right = found[0][0], found[-1][1]
    set_in = min(one.x0 - left, right - one.x1) > SET_IN * strip.size
    if not set_in or abs(one.centre - (left + right) / 2) > CENTRED * strip.size:
        return row
    cell = Placed(phrase=one, first=0, last=len(found) - 1)
    return [Strip(cells=(cell,), middle=strip.middle, size=strip.size)]


def _cells(row: Sequence[Strip], index: int) -> list[GridCell]:
    """The cells of one row; phrases in overlapping columns are one cell."""
    groups: list[list[Placed]] = []
    for cell in sorted((c for strip in row for c in strip.cells), key=lambda c: (c.first, c.last)):
        if groups and cell.first <= max(c.last for c in groups[-1]):
            groups[-1].append(cell)
        else:
            groups.append([cell])
    return [
        GridCell(
            row=index,
            column=group[0].first,
            column_span=max(c.last for c in group) - group[0].first + 1,
            words=[word for c in group for word in c.phrase.words],
        )
        for group in groups
    ]


def _stacked(cells: Sequence[GridCell], levels: int, rules: Sequence[Rule]) -> list[GridCell]:
    """Header cells that stand on one another and mean one thing become one."""
    result: list[GridCell] = []
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        over = [c for c in result if _shares_column(c, cell)] if cell.row < levels else []
        above = over[-1] if over else None
        if above is not None and _continued(above, cell, rules):
            above.row_span = cell.row + cell.row_span - above.row
            above.words += cell.words
        else:
            result.append(cell)
    return result


def _continued(above: GridCell, cell: GridCell, rules: Sequence[Rule]) -> bool:
    """Whether a header cell goes on in the one below it."""
    if (above.column, above.column_span) != (cell.column, cell.column_span):
        return False
    a, b = box_around(above.words), box_around(cell.words)
    last = max(above.words, key=lambda word: word.middle)
    first = min(cell.words, key=lambda word: word.middle)
    if first.middle - last.middle > STACKED * max(first.size, last.size):
        return False
    return not any(
        last.middle < rule.at < first.middle
        and min(rule.end, max(a[2], b[2])) - max(rule.start, min(a[0], b[0])) > 0
        for rule in rules
    )


def _tall(cells: Sequence[GridCell], levels: int) -> list[GridCell]:
    """A header that has its column for itself stands at all levels of the header."""
    heads = [cell for cell in cells if cell.row < levels]
    for cell in heads:
        others = [c for c in heads if c is not cell and _shares_column(c, cell)]
        if cell.column_span == 1 and not others:
            cell.row, cell.row_span = 0, levels
    return list(cells)


def _shares_column(a: GridCell, b: GridCell) -> bool:
    return a.column < b.column + b.column_span and b.column < a.column + a.column_span
