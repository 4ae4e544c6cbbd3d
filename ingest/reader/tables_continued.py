"""Tables that go on over a page break become one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from ingest.reader.tables_grid import TABLE_TITLE
from metadata.records import RawCell, RawTable

AT_THE_FOOT = 0.72  # of the page's height: a table that ends above this does not go on
AT_THE_HEAD = 0.28  # of the page's height: a table that starts below this does not continue
SAME_EDGE = 6.0  # points that the columns of both parts may differ by
CONTINUED = re.compile(r"contin|cont[.'’)]|suite|fortsetzung|segue|続|つづき", re.IGNORECASE)


def join_continued(
    tables: Sequence[RawTable], page_heights: Sequence[float]
) -> tuple[RawTable, ...]:
    """Join tables with the parts that follow at the top of the next page.

    `page_heights` in points, in page order. A header row that is printed again is dropped;
    each cell keeps the page and the box it stands in. A single row that goes on with nothing
    is no table.
    """
    heads = Counter(line for table in tables if table.position == 1 for line in _above(table)[-1:])
    running = {line for line, count in heads.items() if count > 1}
    whole: list[RawTable] = []
    for table in tables:
        if whole and _continues(whole[-1], table, running, page_heights):
            whole[-1] = _joined(whole[-1], table)
        else:
            whole.append(table)
    return tuple(table for table in whole if table.rows > 1)


def _continues(
    before: RawTable, table: RawTable, running: AbstractSet[str], heights: Sequence[float]
) -> bool:
    last = max((cell.page for cell in before.cells), default=before.page)
    if table.page != last + 1 or table.position != 1 or before.columns != table.columns:
        return False
    if not 0 < table.page <= len(heights):
        return False
    bottom = max((cell.box[3] for cell in before.cells if cell.page == last), default=0.0)
    if bottom < AT_THE_FOOT * heights[last - 1]:
        return False
    if table.box[1] > AT_THE_HEAD * heights[table.page - 1]:
        return False
    if _is_named(table):
        return False
    untitled = set(_above(table)[-1:]) <= running
    return _edges_agree(before, table) or (untitled and _repeated_rows(before, table) > 0)


def _above(table: RawTable) -> list[str]:
    return table.above.splitlines()


def _is_named(table: RawTable) -> bool:
    """Whether a caption of its own stands over it."""
    titles = [line for line in _above(table) if TABLE_TITLE.match(line)]
    return bool(titles) and not CONTINUED.search(titles[-1])


def _edges_agree(before: RawTable, table: RawTable) -> bool:
    a, b = _left_edges(before), _left_edges(table)
    shift = b.get(0, 0.0) - a.get(0, 0.0)
    return all(abs(b[column] - a[column] - shift) <= SAME_EDGE for column in a.keys() & b.keys())


def _left_edges(table: RawTable) -> dict[int, float]:
    edges: dict[int, float] = {}
    for cell in table.cells:
        if cell.column_span == 1:  # a box may be wider than its column, where words stick out
            edges[cell.column] = max(edges.get(cell.column, 0.0), cell.box[0])
    return edges


def _joined(before: RawTable, table: RawTable) -> RawTable:
    skipped = _repeated_rows(before, table)
    moved: list[RawCell] = [
        cell._replace(row=cell.row - skipped + before.rows)
        for cell in table.cells
        if cell.row >= skipped
    ]
    return replace(
        before,
        rows=before.rows + table.rows - skipped,
        cells=(*before.cells, *moved),
        below=table.below,
    )


def _repeated_rows(before: RawTable, table: RawTable) -> int:
    """How many rows at the top say again what the first rows said."""
    count = 0
    while count < min(before.rows, table.rows) - 1:
        first, again = _row(before, count), _row(table, count)
        if first != again or not any(first.values()):
            break
        count += 1
    return count


def _row(table: RawTable, row: int) -> dict[int, str]:
    return {c.column: "".join(c.text.split()) for c in table.cells if c.row == row}
