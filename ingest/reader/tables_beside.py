"""What of a table stands outside its rules: a header over them, a total under them."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from ingest.reader.tables_columns import columns
from ingest.reader.tables_grid import NOTE, TITLE
from ingest.reader.tables_heads import heads_columns
from ingest.reader.tables_lines import line_text
from ingest.reader.tables_regions import Row, rows_of, under
from ingest.reader.tables_rules import Rule
from ingest.reader.tables_words import Word

MOST = 8  # lines that are looked at over the rules, and under them
NEAR = 1.6  # letter heights between two lines of one table, where a rule may stand between
WIDE = 0.5  # of the table's width: a header's phrase over a column is narrower


def with_edges(
    run: Sequence[Row],
    words: Sequence[Word],
    group: Sequence[Rule],
    dividers: Sequence[Rule],
    prose: AbstractSet[int],
) -> list[Row]:
    """The rows between rules, with those beyond the first and the last that are theirs.

    Over the first rule a header is looked for only when the rows begin with data.
    """
    rows = list(run)
    places = columns([row.phrases for row in rows])
    if len(places) < 2:
        return rows
    free = [word for word in words if word.first not in prose and under(word, group)]
    reach = MOST * 2 * rows[0].line.size
    if rows[0].has_figures:
        top = rows[0].line.y0
        above = rows_of([w for w in free if top - reach < w.middle < top], dividers)
        rows[:0] = _headers(above, rows[0], places)
    bottom = rows[-1].line.y1
    below = rows_of([w for w in free if bottom < w.middle < bottom + reach], dividers)
    return [*rows, *_more(below, rows[-1], places)]


def _headers(above: Sequence[Row], first: Row, places: Sequence[tuple[float, float]]) -> list[Row]:
    """The lines over a row that head its columns, nearest last."""
    found: list[Row] = []
    for row in reversed(above[-MOST:]):
        near = first.line.y0 - row.line.y1 < NEAR * max(row.line.size, first.line.size)
        if not near or _is_text(row) or not _fits(row, places):
            break
        found.insert(0, row)
        first = row
    return found


def _more(below: Sequence[Row], last: Row, places: Sequence[tuple[float, float]]) -> list[Row]:
    """The lines under a row with figures in its columns."""
    found: list[Row] = []
    for row in below[:MOST]:
        near = row.line.y0 - last.line.y1 < NEAR * max(row.line.size, last.line.size)
        if not near or _is_text(row) or not row.has_figures or not _fits(row, places):
            break
        found.append(row)
        last = row
    return found


def _is_text(row: Row) -> bool:
    """Whether a line names a table, or explains it."""
    text = line_text(row.line.words)
    return row.is_item or TITLE.match(text) is not None or bool(NOTE.match(text))


def _fits(row: Row, places: Sequence[tuple[float, float]]) -> bool:
    """Whether the phrases stand over columns; a single one over others than the first."""
    width = places[-1][1] - places[0][0]
    if heads_columns(row.phrases, row.line.size, places):
        return True
    if row.is_prose:
        return False
    if len(row.phrases) == 1:
        return row.phrases[0].x0 > places[0][1] and len(places) > 2
    narrow = all(p.x1 - p.x0 < WIDE * width for p in row.phrases)
    inside = places[0][0] - row.line.size < row.phrases[0].x0
    return narrow and inside and row.phrases[-1].x1 < places[-1][1] + 2 * row.line.size
