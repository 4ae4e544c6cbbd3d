"""The ICDAR 2013 measure of table structure: adjacency relations between neighbouring cells.

`python -m tests.ingest.reader.icdar_score FOLDER [NAME ...]` prints precision, recall and F1 of
each document and their averages, beside pdfplumber's defaults in the same run.
"""

from __future__ import annotations

import itertools
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pdfplumber
import pypdfium2 as pdfium

from ingest.reader.tables import find_tables, join_continued

WITHOUT_PDF = {"eu-009b"}

Placed = tuple[int, int, int, int, str]
"""First and last row, first and last column, normalised text."""
Relation = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One document's relations: found and true, found, true."""

    right: int
    found: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        total = self.found + self.true
        return 2 * self.right / total if total else 0.0


def normalised(text: str) -> str:
    """What is compared of a cell: no white space, width and case folded."""
    return re.sub(r"[\s\u00ad]", "", unicodedata.normalize("NFKC", text)).casefold()


def relations(cells: Iterable[Placed]) -> Iterator[Relation]:
    """Each non-empty cell with its nearest non-empty neighbour to the right and below."""
    grid: dict[tuple[int, int], int] = {}
    texts: list[str] = []
    for first, last, left, right, text in cells:
        if text:
            texts.append(text)
            for row in range(first, last + 1):
                for column in range(left, right + 1):
                    grid.setdefault((row, column), len(texts) - 1)
    for name, order in (("right", (0, 1)), ("below", (1, 0))):
        places = sorted(grid, key=lambda place: (place[order[0]], place[order[1]]))
        pairs = {
            (grid[a], grid[b])
            for a, b in itertools.pairwise(places)
            if a[order[0]] == b[order[0]] and grid[a] != grid[b]
        }
        yield from ((texts[a], texts[b], name) for a, b in sorted(pairs))


def truth(path: Path) -> Counter[Relation]:
    """The relations of a `-str.xml` file, region by region."""
    found: Counter[Relation] = Counter()
    for region in ElementTree.parse(path).iter("region"):
        cells: list[Placed] = []
        for cell in region.iter("cell"):
            row, column = int(cell.attrib["start-row"]), int(cell.attrib["start-col"])
            text = normalised("".join(cell.find("content").itertext()))  # type: ignore[union-attr]
            last_row = int(cell.get("end-row", row))
            cells.append((row, last_row, column, int(cell.get("end-col", column)), text))
        found.update(relations(cells))
    return found


def ours(path: Path) -> Counter[Relation]:
    """The relations in the tables that we find."""
    found: Counter[Relation] = Counter()
    document = pdfium.PdfDocument(path)
    tables = [
        t
        for i, page in enumerate(document)
        for t in find_tables(page, page.get_textpage(), number=i + 1)
    ]
    heights = [page.get_height() for page in document]
    for table in join_continued(tables, heights):
        found.update(
            relations(
                (
                    cell.row,
                    cell.row + cell.row_span - 1,
                    cell.column,
                    cell.column + cell.column_span - 1,
                    normalised(cell.text),
                )
                for cell in table.cells
            )
        )
    return found


def plumbed(path: Path) -> Counter[Relation]:
    """The relations in the tables that pdfplumber's defaults find."""
    found: Counter[Relation] = Counter()
    with pdfplumber.open(path) as document:
        for page in document.pages:
            for rows in page.extract_tables():
                found.update(
                    relations(
                        (row, row, column, column, normalised(text or ""))
                        for row, texts in enumerate(rows)
                        for column, text in enumerate(texts)
                    )
                )
    return found


def score(found: Counter[Relation], true: Counter[Relation]) -> Score:
    """Compare two bags of relations."""
    return Score(right=(found & true).total(), found=found.total(), true=true.total())


def documents(folder: Path, names: Iterable[str] = ()) -> list[Path]:
    """The PDFs with ground truth in a folder, all or the named ones."""
    wanted = set(names)
    return [
        path
        for path in sorted(folder.glob("*.pdf"))
        if path.stem not in WITHOUT_PDF
        and path.with_name(f"{path.stem}-str.xml").is_file()
        and (not wanted or path.stem in wanted)
    ]


def scores(
    paths: Iterable[Path], reader: Callable[[Path], Counter[Relation]] = ours
) -> dict[str, Score]:
    """Score each document."""
    return {p.stem: score(reader(p), truth(p.with_name(f"{p.stem}-str.xml"))) for p in paths}


def macro(found: Iterable[Score]) -> tuple[float, float, float]:
    """Precision, recall and F1, averaged over documents."""
    every = list(found)
    count = max(1, len(every))
    return (
        sum(one.precision for one in every) / count,
        sum(one.recall for one in every) / count,
        sum(one.f1 for one in every) / count,
    )


def main(arguments: list[str]) -> None:
    """Print both finders' scores side by side."""
    paths = documents(Path(arguments[0]), arguments[1:])
    started = time.monotonic()
    mine = scores(paths)
    between = time.monotonic()
    theirs = scores(paths, plumbed)
    ended = time.monotonic()
    print(f"{'document':10} {'P':>6} {'R':>6} {'F1':>6}   pdfplumber {'P':>6} {'R':>6} {'F1':>6}")
    for name, one in mine.items():
        print(_line(name, (one.precision, one.recall, one.f1), theirs[name]))
    print(f"{'macro':10} " + " ".join(f"{value:6.3f}" for value in macro(mine.values())), end="")
    print(" " * 14 + " ".join(f"{value:6.3f}" for value in macro(theirs.values())))
    print(f"seconds    {between - started:6.1f} {'':28} {ended - between:6.1f}")


def _line(name: str, values: tuple[float, float, float], other: Score) -> str:
    beside = (other.precision, other.recall, other.f1)
    return " ".join(
        [f"{name:10}", *(f"{v:6.3f}" for v in values), " " * 12, *(f"{v:6.3f}" for v in beside)]
    )


if __name__ == "__main__":
    main(sys.argv[1:])
