"""Where in bare text tables stand: runs of lines with gaps, and the short lines among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.reader.tables_columns import columns
from ingest.reader.tables_grid import TABLE_TITLE, TITLE
from ingest.reader.tables_heads import heads_columns
from ingest.reader.tables_lines import line_text
from ingest.reader.tables_regions import Row

APART = 2.6  # letter heights between two lines of one table without a rule between them
PARTED = 4.5  # letter heights between two parts of one table whose columns agree
SET_OFF = 1.5  # times the distance from row to row
LONELY = 3  # lines that may stand between rows: wrapped labels, headings
MOST_HEADER = 3  # lines over a block that head its columns
TOUCH = 2.0  # points that a label may be longer than those above it
LEADING = 1.1  # times the smallest distance of a label's lines
MOST_CAPTION = 3  # lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines of a page that may be a table."""

    rows: tuple[Row, ...]
    named: bool  # a caption stands over it


def text_blocks(rows: Sequence[Row]) -> list[Block]:
    """The blocks of a page, from its lines in order."""
    found: list[range] = []
    for one in _runs(rows):
        if found and _goes_on(rows, found[-1], one):
            found[-1] = range(found[-1].start, one.stop)
        else:
            found.append(one)
    return [_block(rows, one) for one in found]


def _runs(rows: Sequence[Row]) -> list[range]:
    """Runs of rows from the first to the last with a gap, where nothing ends them before."""
    found: list[range] = []
    start: int | None = None
    last = 0
    for at, row in enumerate(rows):
        if start is not None and (at - last > LONELY or _ends(rows[start : last + 1], rows, at)):
            found.append(range(start, last + 1))
            start = None
        if row.is_row:
            start = at if start is None else start
            last = at
    return [*found, range(start, last + 1)] if start is not None else found


def _ends(block: Sequence[Row], rows: Sequence[Row], at: int) -> bool:
    """Whether a line ends the block before it: far away, a caption, prose, another header."""
    row, before = rows[at], rows[at - 1]
    if row.line.y0 - before.line.y1 > APART * max(row.line.size, before.line.size):
        return True
    return _heads_another(block, row) or _is_title(row) or (row.is_prose and not row.is_row)


def _is_title(row: Row) -> bool:
    return len(row.phrases) < 3 and TITLE.match(line_text(row.line.words)) is not None


def _heads_another(block: Sequence[Row], row: Row) -> bool:
    """Whether a line, set off from the block, heads columns but not the first: a new table."""
    if len(block) < 3 or row.has_figures:
        return False
    pitches = sorted(b.line.middle - a.line.middle for a, b in pairwise(block))
    off = row.line.middle - block[-1].line.middle > SET_OFF * pitches[len(pitches) // 2]
    first = min(one.phrases[0].x0 for one in block)
    return off and row.phrases[0].x0 > first + 3 * row.line.size


def _goes_on(rows: Sequence[Row], before: range, after: range) -> bool:
    """Whether a block without a header of its own has the columns of the block above it."""
    if after.start - before.stop > LONELY or not rows[after.start].has_figures:
        return False
    for upper, row in pairwise(rows[before.stop - 1 : after.start + 1]):
        far = row.line.y0 - upper.line.y1 > PARTED * max(row.line.size, upper.line.size)
        if far or _is_title(row) or row.is_prose or row.is_item:
            return False
    a = columns([row.phrases for row in rows[before.start : before.stop]])
    b = columns([row.phrases for row in rows[after.start : after.stop]])
    between = rows[before.stop : after.start]
    if not a or any(row.phrases[0].x0 > a[0][1] for row in between):
        return False  # a line that heads columns begins a table
    return len(a) == len(b) > 1 and all(
        min(one[1], other[1]) > max(one[0], other[0]) for one, other in zip(a, b, strict=True)
    )


def _block(rows: Sequence[Row], one: range) -> Block:
    start, stop = _header(rows, one), _tail(rows, one)
    return Block(rows=tuple(rows[start:stop]), named=_is_named(rows, start))


def _tail(rows: Sequence[Row], one: range) -> int:
    """Where the block ends with the last label's lines, as near as other labels' lines are."""
    block = rows[one.start : one.stop]
    places = columns([row.phrases for row in block])
    leading = [
        below.line.middle - above.line.middle
        for above, below in pairwise(block)
        if len(below.phrases) == 1 and places and below.phrases[0].x1 < places[0][1] + TOUCH
    ]
    stop = one.stop
    while leading and stop < len(rows) and len(rows[stop].phrases) == 1:
        down = rows[stop].line.middle - rows[stop - 1].line.middle
        if down > LEADING * min(leading) or rows[stop].phrases[0].x1 > places[0][1] + TOUCH:
            break
        stop += 1
    return stop


def _header(rows: Sequence[Row], one: range) -> int:
    """Where the block begins with the single phrases over it that head its columns."""
    block = rows[one.start : one.stop]
    first = min(row.phrases[0].x0 for row in block)
    inner = min((row.phrases[1].x0 for row in block if len(row.phrases) > 1), default=first)
    found = columns([row.phrases for row in block])
    start = one.start
    for at in range(one.start - 1, max(0, one.start - MOST_HEADER) - 1, -1):
        row = rows[at]
        near = rows[start].line.y0 - row.line.y1 < 0.8 * row.line.size
        beyond = row.phrases[0].x0 > (first + inner) / 2
        glued = not _is_title(row) and heads_columns(row.phrases, row.line.size, found)
        heads = glued or (beyond and not row.is_prose)
        if not near or not heads:
            break
        start = at
    return start


def _is_named(rows: Sequence[Row], start: int) -> bool:
    """Whether a table's caption stands closely over the line at `start`, or is that line."""
    for at in range(start, max(-1, start - 1 - MOST_CAPTION), -1):
        line = rows[at].line
        if at < start and rows[at + 1].line.y0 - line.y1 > APART * line.size:
            return False
        if TABLE_TITLE.match(line_text(line.words)):
            return True
    return False
