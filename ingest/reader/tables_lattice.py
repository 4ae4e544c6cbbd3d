"""Grids drawn with lines: rules that touch make a lattice, a lattice makes cells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.reader.tables_grid import Grid, GridCell
from ingest.reader.tables_rules import Rule, joined
from ingest.reader.tables_words import Letters, Word
from metadata.records import Box

REACH = 3.0  # points that two lines may miss each other by and still meet
SAME = 3.0  # points; nearer edges are one
OPEN = 8.0  # points that lines stick out beyond the last crossing: an open side of the table
BESIDE = 10.0  # points between a table and a column of it that is drawn apart
MOST = 0.8  # of the rules of a column drawn apart
UNDER = 6.0  # points between an underline and the bottom of its letters' box
MOST_CELLS = 20_000
DRAWN = 0.5  # of a cell's side that a line must cover to part it from its neighbour


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """Lines that touch one another."""

    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]

    @property
    def box(self) -> Box:
        """The area that its lines enclose."""
        rows, columns = self.horizontal, self.vertical
        return (
            min(min(r.start for r in rows), min(c.at for c in columns)),
            min(min(c.start for c in columns), min(r.at for r in rows)),
            max(max(r.end for r in rows), max(c.at for c in columns)),
            max(max(c.end for c in columns), max(r.at for r in rows)),
        )


def lattices(horizontal: Sequence[Rule], vertical: Sequence[Rule]) -> list[Lattice]:
    """The groups of touching lines with at least two in each direction, top to bottom."""
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    roots = _roots(horizontal, vertical)
    for index, row in enumerate(horizontal):
        groups.setdefault(roots[index], ([], []))[0].append(row)
    for index, column in enumerate(vertical, start=len(horizontal)):
        groups.setdefault(roots[index], ([], []))[1].append(column)
    found = [
        Lattice(horizontal=tuple(rows), vertical=tuple(columns))
        for rows, columns in groups.values()
        if len(rows) >= 2 and len(columns) >= 1 and len(rows) + len(columns) >= 4
    ]
    return _with_lone_columns(sorted(found, key=lambda lattice: (lattice.box[1], lattice.box[0])))


def _with_lone_columns(found: Sequence[Lattice]) -> list[Lattice]:
    """The lattices; a single column drawn closely beside another lattice's rows is part of it."""
    result: list[Lattice] = []
    for lattice in found:
        if result and _is_beside(result[-1], lattice):
            before = result[-1]
            result[-1] = Lattice(
                horizontal=(*before.horizontal, *lattice.horizontal),
                vertical=(*before.vertical, *lattice.vertical),
            )
        else:
            result.append(lattice)
    return result


def _is_beside(a: Lattice, b: Lattice) -> bool:
    if min(len(a.vertical), len(b.vertical)) > 2 or len(a.vertical) == len(b.vertical):
        return False
    one, other = a.box, b.box
    level = abs(one[1] - other[1]) <= SAME and abs(one[3] - other[3]) <= SAME
    if not level or not 0 < max(other[0] - one[2], one[0] - other[2]) <= BESIDE:
        return False
    places = [rule.at for rule in a.horizontal]
    same = sum(any(abs(rule.at - at) <= SAME for at in places) for rule in b.horizontal)
    return same > 2 and same >= MOST * len(b.horizontal)


def _roots(horizontal: Sequence[Rule], vertical: Sequence[Rule]) -> list[int]:
    """For each line the number of the group of touching lines that it is in."""
    parents = list(range(len(horizontal) + len(vertical)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    ordered = sorted(range(len(vertical)), key=lambda at: vertical[at].at)
    places = [vertical[at].at for at in ordered]
    for i, row in enumerate(horizontal):
        first = bisect_left(places, row.start - REACH)
        for j in ordered[first : bisect_right(places, row.end + REACH)]:
            if meet(row, vertical[j]):
                parents[root(len(horizontal) + j)] = root(i)
    return [root(index) for index in range(len(parents))]


def without_underlines(rules: Sequence[Rule], words: Sequence[Word]) -> list[Rule]:
    """The horizontal lines without those that lie under a word from its one end to the other."""
    ordered = sorted(words, key=lambda word: word.y1)
    bottoms = [word.y1 for word in ordered]
    kept: list[Rule] = []
    for rule in rules:
        near = ordered[bisect_left(bottoms, rule.at - 2) : bisect_right(bottoms, rule.at + UNDER)]
        if not any(_underlines(rule, word) for word in near):
            kept.append(rule)
    return kept


def _underlines(rule: Rule, word: Word) -> bool:
    same = abs(rule.start - word.x0) < 1 and abs(rule.end - word.x1) < 1
    return same and rule.at < word.y1 + 1 and rule.at > word.middle


def shade_edges(shades: Sequence[Box]) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The edges of shaded areas; an area inside another is the ground of its text."""
    outer = [box for box in shades if not any(_inside(box, other) for other in shades)]
    across = [Rule(at=y, start=b[0], end=b[2]) for b in outer for y in (b[1], b[3])]
    down = [Rule(at=x, start=b[1], end=b[3]) for b in outer for x in (b[0], b[2])]
    return joined(across), joined(down)


def _inside(box: Box, other: Box) -> bool:
    larger = (other[2] - other[0]) * (other[3] - other[1]) > (box[2] - box[0]) * (box[3] - box[1])
    return larger and (
        other[0] - 1 <= box[0] and other[1] - 1 <= box[1]
        and box[2] <= other[2] + 1 and box[3] <= other[3] + 1
    )  # fmt: skip


def meet(row: Rule, column: Rule) -> bool:
    """Whether a horizontal and a vertical line touch."""
    return (
        row.start - REACH <= column.at <= row.end + REACH
        and column.start - REACH <= row.at <= column.end + REACH
    )


def lattice_grid(lattice: Lattice, words: Sequence[Word], letters: Letters) -> Grid | None:
    """The lattice as a grid with its words; None when it has more cells than a page of text."""
    x0, y0, x1, y1 = lattice.box
    xs = _edges([column.at for column in lattice.vertical], x0, x1)
    ys = _edges([row.at for row in lattice.horizontal], y0, y1)
    if len(xs) * len(ys) > MOST_CELLS:
        return None
    cells = _cells(lattice, xs, ys)
    grid = Grid(xs=xs, ys=ys, cells=cells)
    box = grid.box
    inside = [w for w in words if _within(w, box)]
    _fill(grid, inside, letters)
    return grid


def _edges(places: Sequence[float], low: float, high: float) -> list[float]:
    """The places of lines, near ones as one, and the ends where the lines stick out."""
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][0] <= SAME:
            groups[-1].append(place)
        else:
            groups.append([place])
    edges = [sum(group) / len(group) for group in groups]
    if edges[0] - low > OPEN:
        edges.insert(0, low)
    if high - edges[-1] > OPEN:
        edges.append(high)
    return edges


def _cells(lattice: Lattice, xs: Sequence[float], ys: Sequence[float]) -> list[GridCell]:
    """The cells: as far right, and then as far down, as no line parts them."""
    rows, columns = len(ys) - 1, len(xs) - 1
    down = [_at(lattice.vertical, x) for x in xs[1:]]
    across = [_at(lattice.horizontal, y) for y in ys[1:]]
    right = [[_drawn(lines, ys[i], ys[i + 1]) for lines in down] for i in range(rows)]
    below = [[_drawn(lines, xs[j], xs[j + 1]) for j in range(columns)] for lines in across]
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    for i in range(rows):
        for j in range(columns):
            if (i, j) in taken:
                continue
            last = j
            while last + 1 < columns and not right[i][last] and (i, last + 1) not in taken:
                last += 1
            bottom = i
            while bottom + 1 < rows and _open_below(right, below, bottom, j, last):
                bottom += 1
            taken |= {(a, b) for a in range(i, bottom + 1) for b in range(j, last + 1)}
            cells.append(
                GridCell(row=i, column=j, row_span=bottom - i + 1, column_span=last - j + 1)
            )
    return cells


def _open_below(
    right: Sequence[Sequence[bool]],
    below: Sequence[Sequence[bool]],
    row: int,
    first: int,
    last: int,
) -> bool:
    closed = any(below[row][column] for column in range(first, last + 1))
    parted = any(right[row + 1][column] for column in range(first, last))
    return not closed and not parted and (last + 1 == len(right[0]) or right[row + 1][last])


def _at(lines: Sequence[Rule], place: float) -> list[Rule]:
    return [line for line in lines if abs(line.at - place) <= SAME]


def _drawn(lines: Sequence[Rule], start: float, end: float) -> bool:
    """Whether lines at one place cover most of the way between two others."""
    covered = sum(max(0.0, min(line.end, end) - max(line.start, start)) for line in lines)
    return covered >= DRAWN * (end - start)


def _within(word: Word, box: Box) -> bool:
    return box[0] <= (word.x0 + word.x1) / 2 <= box[2] and box[1] <= word.middle <= box[3]


def _fill(grid: Grid, words: Sequence[Word], letters: Letters) -> None:
    at = {
        (row, column): cell
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    for word in words:
        row = _index(grid.ys, word.middle)
        for part in _parts(grid, at, row, word, letters):
            column = _index(grid.xs, (part.x0 + part.x1) / 2)
            at[row, column].words.append(part)


def _parts(
    grid: Grid, at: dict[tuple[int, int], GridCell], row: int, word: Word, letters: Letters
) -> list[Word]:
    """The word, cut where a line between two cells runs through it."""
    parts = [word]
    first = bisect_right(grid.xs, word.x0 + 2, 1, len(grid.xs) - 1)
    last = bisect_left(grid.xs, word.x1 - 2, first, len(grid.xs) - 1)
    for column in range(first, last):
        x = grid.xs[column]
        crossed = parts[-1].x0 + 2 < x < parts[-1].x1 - 2
        if crossed and at[row, column - 1] is not at[row, column]:
            cut = letters.split(parts[-1], x)
            if cut:
                parts[-1:] = list(cut)
    return parts


def _index(edges: Sequence[float], place: float) -> int:
    return max(0, min(bisect_right(edges, place) - 1, len(edges) - 2))
