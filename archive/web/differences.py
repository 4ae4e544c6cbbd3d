"""A comparison made ready to be looked at: filtered, cut into pages, words and figures marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from archive.web.comparisons import Comparing
from metadata.compare import diff_tokens
from metadata.compare_placed import PlacedEdit
from metadata.compare_summary import class_of
from metadata.compare_tables import RowChange, TableChange

Mark = Literal["equal", "delete", "insert"]
Only = Literal["numbers", "new"]
Piece = tuple[Mark, str]

_AROUND = 220  # characters of unchanged text shown on either side of a change
_LONGEST = 1_600  # characters of a stretch that was added or removed
_MOST_ROWS = 60  # rows of a table
_BUDGET = 30_000  # bytes of text on one page of the comparison
_EACH = 700  # bytes that an edit takes besides its text
_MOST_ITEMS = 30
_STRIPES = 72  # places on the strip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a changed table, each cell in pieces."""

    fate: Literal["changed", "added", "removed"]
    cells: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A changed table: its header and the rows that differ."""

    caption: str | None
    header: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...]
    left_out: int  # rows that differ and are not shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One difference as it is shown: an edit, or a table with all its edits."""

    number: int  # of its first edit, from 1 in the order of the document
    count: int  # edits it stands for
    look: str  # number, table, pages, added, removed, reworded, moved, renumbered, file
    placed: PlacedEdit
    pieces: tuple[Piece, ...]
    grid: Grid | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stripe:
    """A place on the strip that shows where in the document the changes are."""

    x: int  # from 0 to _STRIPES - 1
    height: int  # 1 to 4
    look: str  # the largest kind of edit there
    count: int
    number: int  # of the first edit there
    page: int  # of the comparison it is shown on
    where: int | None  # page of the newer version


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Differences that follow one another under one heading."""

    heading: str | None
    parts: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One page of a comparison."""

    groups: tuple[Group, ...]
    page: int
    pages: int
    total: int  # edits that pass the filter
    all: int  # edits there are
    strip: tuple[Stripe, ...]


STRIPES = _STRIPES
_LOOKS = ("file", "renumbered", "moved", "reworded", "removed", "added", "pages", "table", "number")


def view(comparing: Comparing, only: Only | None, page: int) -> View:
    """The items of one page; a page too far is the last one."""
    items = [item for item in _items(comparing) if _passes(item, only)]
    sheets = list(_sheets(items)) or [[]]
    number = min(max(page, 1), len(sheets))
    return View(
        groups=tuple(
            Group(heading=heading, parts=tuple(_whole(item, comparing, only) for item in parts))
            for heading, parts in groupby(sheets[number - 1], key=lambda i: i.placed.section)
        ),
        page=number,
        pages=len(sheets),
        total=sum(item.count for item in items),
        all=len(comparing.compared.placed),
        strip=tuple(_strip(sheets)),
    )


def _items(comparing: Comparing) -> Iterator[Item]:
    """Every difference in order, without pieces yet; the edits of a table as one."""
    seen: set[int] = set()
    placed = comparing.compared.placed
    for number, one in enumerate(placed, start=1):
        if one.table is None:
            look = "file" if one.edit.kind == "container" else class_of(one.edit)
            yield Item(number=number, count=1, look=look, placed=one, pieces=(), grid=None)
        elif one.table not in seen:
            seen.add(one.table)
            table = comparing.compared.tables[one.table]
            yield Item(
                number=number, count=len(table.edits), look="table", placed=one, pieces=(),
                grid=None,
            )  # fmt: skip


def _passes(item: Item, only: Only | None) -> bool:
    edit = item.placed.edit
    if only == "numbers":
        return edit.kind in ("number", "table")
    if only == "new":
        return item.look == "table" or (bool(edit.after) and not edit.before)
    return True


def _sheets(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Cut where a page of the comparison would grow too long."""
    sheet: list[Item] = []
    weight = 0
    for item in items:
        own = _EACH + 2 * min(_bytes(item), 6_000)
        if sheet and (weight + own > _BUDGET * 2 or len(sheet) >= _MOST_ITEMS):
            yield sheet
            sheet, weight = [], 0
        sheet.append(item)
        weight += own
    if sheet:
        yield sheet


def _bytes(item: Item) -> int:
    if item.look == "table":
        return 60 * min(item.count, _MOST_ROWS * 4)
    edit = item.placed.edit
    return len(edit.before[:_LONGEST].encode()) + len(edit.after[:_LONGEST].encode())


def _whole(item: Item, comparing: Comparing, only: Only | None) -> Item:
    """The item with its marked text, or its rows."""
    pieces: tuple[Piece, ...] = ()
    grid = None
    if item.placed.table is not None:
        grid = _grid(comparing.compared.tables[item.placed.table], only)
    elif item.look not in ("pages", "file"):
        pieces = marked(item.placed.edit.before, item.placed.edit.after)
    return Item(
        number=item.number, count=item.count, look=item.look, placed=item.placed, pieces=pieces,
        grid=grid,
    )  # fmt: skip


def marked(before: str, after: str) -> tuple[Piece, ...]:
    """What became of a text, long unchanged stretches and very long changes shortened."""
    pieces = diff_tokens(before, after)
    last = len(pieces) - 1
    return tuple(
        (change, _shortened(text, at_start=index == 0, at_end=index == last))
        if change == "equal"
        else (change, _clipped(text))
        for index, (change, text) in enumerate(pieces)
    )


def _shortened(text: str, *, at_start: bool, at_end: bool) -> str:
    head = "" if at_start else text[:_AROUND]
    tail = "" if at_end else text[-_AROUND:]
    if at_start and at_end:
        return _clipped(text)
    if len(text) <= len(head) + len(tail) + 20:
        return text
    return f"{head} … {tail}"


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"


def _grid(table: TableChange, only: Only | None) -> Grid:
    rows = [row for row in table.rows if only != "new" or row.before is None]
    return Grid(
        caption=table.caption,
        header=table.header[:4],
        rows=tuple(_row(row) for row in rows[:_MOST_ROWS]),
        left_out=max(0, len(rows) - _MOST_ROWS),
    )


def _row(row: RowChange) -> Row:
    if row.before is None or row.after is None:
        mark: Mark = "insert" if row.before is None else "delete"
        texts = row.after or row.before or ()
        return Row(
            fate="added" if row.before is None else "removed",
            cells=tuple(((mark, _clipped(text)),) for text in texts),
        )
    width = max(len(row.before), len(row.after))
    before, after = ((*side, *[""] * (width - len(side))) for side in (row.before, row.after))
    cells = tuple(_cell(a, b) for a, b in zip(before, after, strict=True))
    return Row(fate="changed", cells=cells)


def _cell(before: str, after: str) -> tuple[Piece, ...]:
    """A cell is short: it is shown whole, old and new."""
    if "".join(before.split()) == "".join(after.split()):
        return (("equal", _clipped(after)),)
    pieces: list[Piece] = []
    if before:
        pieces.append(("delete", _clipped(before)))
    if after:
        pieces.append(("insert", _clipped(after)))
    return tuple(pieces)


def _strip(sheets: Sequence[Sequence[Item]]) -> Iterator[Stripe]:
    places: dict[int, list[tuple[Item, int]]] = {}
    for page, sheet in enumerate(sheets, start=1):
        for item in sheet:
            if item.placed.at is not None:
                x = min(_STRIPES - 1, int(item.placed.at * _STRIPES))
                places.setdefault(x, []).append((item, page))
    for x, found in sorted(places.items()):
        count = sum(item.count for item, _ in found)
        first, page = found[0]
        yield Stripe(
            x=x,
            height=1 + (count > 1) + (count > 3) + (count > 9),
            look=max((item.look for item, _ in found), key=_LOOKS.index),
            count=count,
            number=first.number,
            page=page,
            where=first.placed.after_page or first.placed.before_page,
        )
