"""What is found in generated pages, kind by kind.

`python -m tests.quality [--each 6] [--show KIND]` prints a table of kinds: both halves' scores.
Errors are looked at in the first half only; the second half is the judge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

import pypdfium2 as pdfium
import typst

from ingest.reader.tables import find_tables, join_continued
from metadata.records import RawTable
from tests.ingest.reader.icdar_score import Relation, Score, normalised, relations, score
from tests.quality.layouts import POSITIVE
from tests.quality.negatives import NEGATIVE
from tests.quality.styles import Drawn

SEED = 2013


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A generated document."""

    kind: str
    at: int  # from 0: even ones are the first half, odd ones the second
    body: bytes
    true: Counter[Relation]
    tables: int


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True)


def printed(source: str) -> bytes:
    """A Typst source as a PDF."""
    compiled = typst.Compiler(font_paths=_fonts()).compile(input=source.encode())
    assert isinstance(compiled, bytes)
    return compiled


def cases(kinds: Iterable[str], places: Sequence[int]) -> Iterator[Case]:
    """The documents at these places, of each kind."""
    every: dict[str, Callable[[Random], Drawn]] = {**POSITIVE, **NEGATIVE}
    for kind in kinds:
        for at in places:
            drawn = every[kind](Random(f"{SEED} {kind} {at}"))
            true: Counter[Relation] = Counter()
            for sheet in drawn.sheets:
                true.update(sheet.relations())
            yield Case(
                kind=kind, at=at, body=printed(drawn.source), true=true, tables=len(drawn.sheets)
            )


def found_in(body: bytes) -> tuple[RawTable, ...]:
    """The tables of a document, as the reader finds and joins them."""
    document = pdfium.PdfDocument(body)
    heights = [page.get_height() for page in document]
    found = [
        table
        for at, page in enumerate(document, start=1)
        for table in find_tables(page, page.get_textpage(), number=at)
    ]
    return join_continued(found, heights)


def relations_of(tables: Iterable[RawTable]) -> Counter[Relation]:
    """The relations of the tables that were found."""
    found: Counter[Relation] = Counter()
    for table in tables:
        found.update(
            relations(
                (c.row, c.row + c.row_span - 1, c.column, c.column + c.column_span - 1,
                 normalised(c.text))
                for c in table.cells
            )
        )  # fmt: skip
    return found


def judged(case: Case) -> Score:
    """One document's score; a page without tables has a perfect one when none is found."""
    found = relations_of(found_in(case.body))
    if not case.true and not found:
        return Score(right=1, found=1, true=1)
    return score(found, case.true)


def mean(values: Iterable[float]) -> float:
    every = list(values)
    return sum(every) / max(1, len(every))
