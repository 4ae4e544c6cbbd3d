"""The ruling lines of a page: strokes, thin rectangles, the edges of boxes and shaded cells."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.reader.pdfium import Frame, unchecked
from ingest.reader.tables_view import View
from metadata.records import Box

MOST_PATHS = 20_000  # a map or a drawing, not a table
MOST_RULES = 800  # in one direction, once pieces are joined
MOST_SHADES = 600
MOST_SEGMENTS = 4_000  # of one path
DEEPEST_FORM = 4
THIN = 3.0  # points; what is thinner is a line
SHORTEST = 4.0  # points
SNAP = 2.0  # points; lines nearer than this are one
WHITE = 250  # of 255 in every colour

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_FOUR = struct.Struct("4f").unpack_from  # read at once, not one by one
_page_object = unchecked(pdfium_c.FPDFPage_GetObject)
_form_object = unchecked(pdfium_c.FPDFFormObj_GetObject)
_kind = unchecked(pdfium_c.FPDFPageObj_GetType)
_bounds = unchecked(pdfium_c.FPDFPageObj_GetBounds)
_segment = unchecked(pdfium_c.FPDFPath_GetPathSegment)
_point_of = unchecked(pdfium_c.FPDFPathSegment_GetPoint)
_segment_kind = unchecked(pdfium_c.FPDFPathSegment_GetType)
_closes = unchecked(pdfium_c.FPDFPathSegment_GetClose)


class Rule(NamedTuple):
    """A horizontal or vertical line: where it lies, and from where to where it goes.

    A tuple, because drawings have thousands and they are sorted.
    """

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The lines of a page, sorted; shaded areas apart."""

    horizontal: tuple[Rule, ...] = ()
    vertical: tuple[Rule, ...] = ()
    shades: tuple[Box, ...] = ()


def page_rules(page: pdfium.PdfPage, frame: Frame | View) -> Rules:
    """The rules of a page; none at all when it holds too many paths to be a page of text."""
    collected = _Collected(frame)
    for path, matrix in _paths(page.raw, _page_object, pdfium_c.FPDFPage_CountObjects(page), 0):
        collected.paths += 1
        if collected.paths > MOST_PATHS:
            return Rules()
        collected.add(path, matrix)
    return Rules(
        horizontal=_longest(joined(collected.horizontal)),
        vertical=_longest(joined(collected.vertical)),
        shades=tuple(dict.fromkeys(collected.shades))[:MOST_SHADES],
    )


def _longest(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """As many of the longest lines as are searched, in their order."""
    if len(rules) <= MOST_RULES:
        return tuple(rules)
    return tuple(sorted(sorted(rules, key=lambda rule: rule.start - rule.end)[:MOST_RULES]))


def joined(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Lines at one place become one, pieces that touch become whole."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if groups and rule.at - groups[-1][0].at <= SNAP:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return tuple(rule for group in groups for rule in _whole(group))


def _whole(group: Sequence[Rule]) -> Iterator[Rule]:
    at = round(sum(rule.at for rule in group) / len(group), 2)
    pieces = sorted((rule.start, rule.end) for rule in group)
    start, end = pieces[0]
    for first, last in pieces[1:]:
        if first <= end + SNAP:
            end = max(end, last)
        else:
            yield Rule(at=at, start=start, end=end)
            start, end = first, last
    yield Rule(at=at, start=start, end=end)


def _paths(
    holder: Any, get: Any, count: int, depth: int, matrix: Matrix = IDENTITY
) -> Iterator[tuple[Any, Matrix]]:
    for index in range(count):
        thing = get(holder, index)
        kind = _kind(thing)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            yield thing, matrix
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
            inner = pdfium_c.FPDFFormObj_CountObjects(thing)
            placed = _times(_matrix(thing), matrix)
            yield from _paths(thing, _form_object, inner, depth + 1, placed)


def _matrix(thing: Any) -> Matrix:
    m = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(thing, ctypes.byref(m)):
        return IDENTITY
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip


def _through(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


class _Collected:
    """Sorts the paths of a page into lines and shades."""

    def __init__(self, frame: Frame | View) -> None:
        self.paths = 0
        self.horizontal: list[Rule] = []
        self.vertical: list[Rule] = []
        self.shades: list[Box] = []
        self._frame = frame
        self._edges = (ctypes.c_float * 4)()
        self._refs = [ctypes.byref(self._edges, 4 * at) for at in range(4)]

    def add(self, path: Any, matrix: Matrix) -> None:
        """Take what a path draws."""
        if not _bounds(path, *self._refs):
            return
        left, bottom, right, top = _FOUR(self._edges)
        if matrix is not IDENTITY:
            a, b = _through(matrix, left, bottom), _through(matrix, right, top)
            left, right = min(a[0], b[0]), max(a[0], b[0])
            bottom, top = min(a[1], b[1]), max(a[1], b[1])
        box = self._frame.box(left, bottom, right, top)
        width, height = box[2] - box[0], box[3] - box[1]
        if min(width, height) <= THIN:
            self._line(box)
            return
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
        whole = width > 0.97 * self._frame.width and height > 0.97 * self._frame.height
        segments = pdfium_c.FPDFPath_CountSegments(path)
        if segments <= 6 and fill.value and not stroke.value:
            if not whole and not _white(path):
                self.shades.append(box)
        elif stroke.value and segments <= MOST_SEGMENTS:
            self._segments(path, _times(_matrix(path), matrix), segments)

    def _clipped(self, box: Box) -> Box:
        """The part of a box that lies on the page; flat or thin where little does."""
        width, height = self._frame.width, self._frame.height
        x0, x1 = max(0.0, min(box[0], width)), max(0.0, min(box[2], width))
        return x0, max(0.0, min(box[1], height)), x1, max(0.0, min(box[3], height))

    def _line(self, drawn: Box) -> None:
        box = self._clipped(drawn)
        width, height = box[2] - box[0], box[3] - box[1]
        if width >= height and width >= SHORTEST:
            at = round((box[1] + box[3]) / 2, 2)
            self.horizontal.append(Rule(at=at, start=box[0], end=box[2]))
        elif height > width and height >= SHORTEST:
            at = round((box[0] + box[2]) / 2, 2)
            self.vertical.append(Rule(at=at, start=box[1], end=box[3]))

    def _segments(self, path: Any, matrix: Matrix, count: int) -> None:
        x, y = ctypes.c_float(), ctypes.c_float()
        places = ctypes.byref(x), ctypes.byref(y)
        before: tuple[float, float] | None = None
        begun: tuple[float, float] | None = None
        for index in range(count):
            segment = _segment(path, index)
            _point_of(segment, *places)
            kind = _segment_kind(segment)
            point = _through(matrix, x.value, y.value)
            if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
                begun = point
            elif kind == pdfium_c.FPDF_SEGMENT_LINETO and before:
                self._between(before, point)
            before = point
            if _closes(segment) and begun:
                self._between(point, begun)

    def _between(self, a: tuple[float, float], b: tuple[float, float]) -> None:
        left, right = min(a[0], b[0]), max(a[0], b[0])
        bottom, top = min(a[1], b[1]), max(a[1], b[1])
        if right - left < 1 or top - bottom < 1:
            self._line(self._frame.box(left, bottom, right, top))


def _white(path: Any) -> bool:
    channels = [ctypes.c_uint() for _ in range(4)]
    refs = [ctypes.byref(channel) for channel in channels]
    if not pdfium_c.FPDFPageObj_GetFillColor(path, *refs):
        return False
    return channels[3].value == 0 or all(channel.value >= WHITE for channel in channels[:3])
