"""Tables of two versions, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metadata.compare_align import opcodes
from metadata.compare_passages import key
from metadata.compare_words import quote
from metadata.records import Table
from metadata.records_between import Edit

_Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    table: Table
    name: str
    rows: tuple[_Row, ...]
    header_rows: int

    def column_name(self, column: int) -> str:
        """The header over a column, or its number."""
        heads = [r[column] for r in self.rows[: self.header_rows] if column < len(r)]
        text = " ".join(dict.fromkeys(h for h in heads if h))
        return f"column {quote(text)}" if text else f"column {column + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A row of a table in both versions; one side is None when it is new or gone."""

    before: tuple[str, ...] | None
    after: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """Two versions of one table that differ."""

    name: str  # `table “Cases by year”`
    caption: str | None
    before_page: int
    after_page: int
    header: tuple[tuple[str, ...], ...]  # of the newer version
    rows: tuple[RowChange, ...]  # those that differ
    edits: tuple[Edit, ...]
    said: tuple[str, ...]  # keys of all text of both, to leave out what the page text repeats


def table_changes(
    before: Sequence[Table], after: Sequence[Table], *, texts: tuple[str, str]
) -> list[TableChange]:
    """Return the tables that differ, cell by cell.

    A row that a page break pushed into the next table was neither removed nor added. `texts`
    are the keys of all that either version says.
    """
    ours, theirs = ([_grid(t) for t in tables] for tables in (before, after))
    known = (_rows_of(ours), _rows_of(theirs))
    changes = []
    for old, new in _matched(ours, theirs):
        kept = [
            (row, edits)
            for row, edits in _changed_rows(old, new)
            if not _displaced(row, known, texts)
        ]
        if kept:
            changes.append(_change(old, new, kept))
    return changes


def _change(old: _Grid, new: _Grid, kept: Sequence[tuple[RowChange, list[Edit]]]) -> TableChange:
    return TableChange(
        name=new.name,
        caption=new.table.caption,
        before_page=old.table.page,
        after_page=new.table.page,
        header=new.rows[: new.header_rows],
        rows=tuple(row for row, _ in kept),
        edits=tuple(edit for _, edits in kept for edit in edits),
        said=tuple(key("".join("".join(row) for row in grid.rows)) for grid in (old, new)),
    )


def _rows_of(grids: Sequence[_Grid]) -> frozenset[str]:
    return frozenset(_row_key(row) for grid in grids for row in grid.rows)


def _displaced(
    row: RowChange, known: tuple[frozenset[str], frozenset[str]], texts: tuple[str, str]
) -> bool:
    """Whether a row that went or came stands in the other version, in a table or in its text.

    A row of which cells are missing is judged by the text alone.
    """
    if row.before and row.after:
        return False
    other = 1 if row.before else 0
    cells = [key(cell) for cell in row.before or row.after or ()]
    empty = sum(not cell for cell in cells)
    return (
        empty * 3 >= len(cells) or "|".join(cells) in known[other] or "".join(cells) in texts[other]
    )


def _grid(table: Table) -> _Grid:
    width = max((c.column for c in table.cells), default=-1) + 1
    height = max((c.row for c in table.cells), default=-1) + 1
    rows = [[""] * width for _ in range(height)]
    heads = [True] * height
    for cell in table.cells:
        rows[cell.row][cell.column] = " ".join(cell.text.split())
        heads[cell.row] = heads[cell.row] and (cell.is_header or not cell.text)
    header_rows = next((i for i, head in enumerate(heads) if not head), height)
    return _Grid(
        table=table,
        name=f"table {quote(table.caption)}" if table.caption else f"table {table.position}",
        rows=tuple(tuple(row) for row in rows),
        header_rows=min(header_rows, 4),
    )


def _matched(before: Sequence[_Grid], after: Sequence[_Grid]) -> Iterator[tuple[_Grid, _Grid]]:
    """Tables of one caption or header; what lies between the matched ones, in order."""
    codes = opcodes([_identity(g) for g in before], [_identity(g) for g in after])
    for _, i1, i2, j1, j2 in codes:
        if i2 - i1 == j2 - j1:
            for old, new in zip(before[i1:i2], after[j1:j2], strict=True):
                if _comparable(old, new):
                    yield old, new


def _identity(grid: _Grid) -> str:
    if grid.table.caption:
        return key(grid.table.caption)
    return key("|".join("|".join(row) for row in grid.rows[: max(1, grid.header_rows)]))


def _comparable(old: _Grid, new: _Grid) -> bool:
    widths = [len(g.rows[0]) if g.rows else 0 for g in (old, new)]
    return min(widths) > 0 and abs(widths[0] - widths[1]) <= 2


def _changed_rows(old: _Grid, new: _Grid) -> Iterator[tuple[RowChange, list[Edit]]]:
    codes = opcodes([_row_key(r) for r in old.rows], [_row_key(r) for r in new.rows])
    for operation, i1, i2, j1, j2 in codes:
        if operation != "equal":
            yield from _rows(old, new, range(i1, i2), range(j1, j2))


def _rows(
    old: _Grid, new: _Grid, gone: range, come: range
) -> Iterator[tuple[RowChange, list[Edit]]]:
    """Pair changed rows by their first cell, else by their order; name what is left."""
    pairs = _paired(old, new, gone, come)
    for i, j in pairs:
        edits = list(_row(old, new, i, j))
        if edits:
            yield RowChange(before=old.rows[i], after=new.rows[j]), edits
    for i in sorted(set(gone) - {i for i, _ in pairs}):
        row, words = old.rows[i], f"row {quote(old.rows[i][0])} was removed"
        yield (
            RowChange(before=row, after=None),
            [_edit(old, old.table.page, " | ".join(row), "", words)],
        )
    for j in sorted(set(come) - {j for _, j in pairs}):
        row, words = new.rows[j], f"row {quote(new.rows[j][0])} was added"
        yield (
            RowChange(before=None, after=row),
            [_edit(new, _page(new, j), "", " | ".join(row), words)],
        )


def _paired(old: _Grid, new: _Grid, gone: range, come: range) -> list[tuple[int, int]]:
    names = {key(new.rows[j][0]): j for j in reversed(come)}
    pairs = [
        (i, names.pop(key(old.rows[i][0])))
        for i in gone
        if old.rows[i] and key(old.rows[i][0]) in names
    ]
    if not pairs and len(gone) == len(come):
        return list(zip(gone, come, strict=True))
    return pairs


def _row(old: _Grid, new: _Grid, i: int, j: int) -> Iterator[Edit]:
    name = new.rows[j][0] or f"row {j + 1}"
    for column in range(max(len(old.rows[i]), len(new.rows[j]))):
        before = old.rows[i][column] if column < len(old.rows[i]) else ""
        after = new.rows[j][column] if column < len(new.rows[j]) else ""
        if key(before) != key(after):
            where = f"row {quote(name)}, {new.column_name(column)}"
            was, is_now = before or "an empty cell", after or "an empty cell"
            yield _edit(new, _page(new, j), before, after, f"{where}: {was} became {is_now}")


def _edit(grid: _Grid, page: int, before: str, after: str, words: str) -> Edit:
    return Edit(
        page=page,
        kind="table",
        before=before,
        after=after,
        words=f"page {page}, {grid.name}: {words}",
    )


def _page(grid: _Grid, row: int) -> int:
    return next((c.page for c in grid.table.cells if c.row == row), grid.table.page)


def _row_key(row: _Row) -> str:
    return key("|".join(row))
