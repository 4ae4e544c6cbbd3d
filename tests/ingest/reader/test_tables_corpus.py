"""Tables of real documents against their truths: floors that may rise, and fall only by hand."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from ingest.reader.tables import find_tables, join_continued
from metadata.records import Table
from metadata.tables import understand
from tests.ingest.reader.icdar_score import documents, macro, scores

pytestmark = pytest.mark.corpus

REGIONS = {
    "P.A. Bolzano": "Bolzano", "P.A. Trento": "Trento", "Friuli Venezia Giulia": "Friuli",
}  # fmt: skip
PUBLISHED = (
    "ricoverati_con_sintomi", "terapia_intensiva", "isolamento_domiciliare", "totale_positivi",
    "dimessi_guariti", "deceduti", "totale_casi", "tamponi",
)  # fmt: skip
DAYS = ("20210201", "20210202", "20210221", "20210615", "20220314")
STRUCTURE, STRUCTURE_OF_EACH = 0.99, 0.90  # adjacency of cells, as ICDAR 2013 counts it
WITHOUT_TABLES = (
    "A_text_truth/bench_1601.03642.pdf",
    "A_text_truth/cio_jp/dp2021_06.pdf",
    "A_text_truth/docling/multi_page.pdf",
    "A_text_truth/scotus-transcript-p1.pdf",
    "C_government_docs/dmca.pdf",
    "C_government_docs/govdocs1/160721.pdf",
    "C_government_docs/govdocs1/477139.pdf",
    "C_government_docs/govdocs1/504076.pdf",
    "C_government_docs/tabula/labor.pdf",
    "D_cjk/kampo.pdf",
)


def tables_of(path: Path, language: str) -> tuple[Table, ...]:
    document = pdfium.PdfDocument(path)
    found = [
        t
        for at, page in enumerate(document, 1)
        for t in find_tables(page, page.get_textpage(), number=at)
    ]
    return understand(join_continued(found, [page.get_height() for page in document]), language)


def solid(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def values_of(table: Table) -> Iterator[tuple[str, list[float | None]]]:
    """The rows' labels and the values behind them."""
    for label in table.cells:
        if label.column == 0:
            row = [c for c in table.cells if c.row == label.row and c.column > 0]
            yield solid(label.text), [c.value for c in sorted(row, key=lambda c: c.column)]


def assert_adds_up(rows: dict[str, list[float | None]], total: str) -> None:
    """Every column that is summed up holds figures that add up to what is printed."""
    printed = rows.pop(total)
    figures = [values for values in rows.values() if values and values[0] is not None]
    assert len(figures) >= 20
    for column, whole in enumerate(printed):
        parts = [values[column] for values in figures if column < len(values)]
        if whole is not None and whole > 100:  # not a share
            assert sum(part or 0 for part in parts) == whole


def test_the_published_measure_of_table_structure(corpus: Path) -> None:
    found = scores(documents(corpus / "B_table_truth" / "icdar2013"))
    precision, recall, f1 = macro(found.values())
    assert len(found) == 23
    assert min(precision, recall, f1) >= STRUCTURE
    assert min(one.f1 for one in found.values()) >= STRUCTURE_OF_EACH


def test_every_region_has_the_figures_that_its_authority_publishes(corpus: Path) -> None:
    paths = sorted(corpus.glob("*/pcm_it/*scheda-regioni-*.pdf"))
    assert len(paths) == 5
    for path in paths:
        published = path.with_name(f"dpc-covid19-ita-regioni-{path.stem[-8:]}.csv")
        (table,) = (t for t in tables_of(path, "it") if t.rows > 20)
        rows = dict(values_of(table))
        with published.open(newline="") as file:
            for region in csv.DictReader(file):
                name = region["denominazione_regione"]
                wanted = solid(REGIONS.get(name, name)).replace("-", "")[:6]
                (values,) = (v for k, v in rows.items() if wanted in k.replace("-", ""))
                assert {float(region[column]) for column in PUBLISHED} <= set(values), name
        assert_adds_up(rows, next(key for key in rows if key.startswith("totale")))


@pytest.mark.parametrize("day", DAYS)
def test_every_prefecture_has_its_figures_and_they_add_up(corpus: Path, day: str) -> None:
    tables = tables_of(corpus / "B_table_truth" / "mhlw_daily" / f"{day}.pdf", "ja")
    rows = {label: values for table in tables for label, values in values_of(table)}
    assert sum(bool(values) and values[0] is not None for values in rows.values()) == 49
    assert_adds_up(rows, "合計")


def test_prefectures_figures_are_as_printed(corpus: Path) -> None:
    folder = corpus / "B_table_truth" / "mhlw_daily"
    tables = tables_of(folder / "20210202.pdf", "ja")
    rows = {label: values for table in tables for label, values in values_of(table)}
    lines = (folder / "20210201.txt").read_text().splitlines()
    printed = [line.split("|") for line in lines if re.search(r"\|[0-9,]+\|[0-9.]+%", line)]
    assert len(printed) >= 45
    for name, *figures in printed:
        if solid(name) in rows:
            wanted = [float(figure.replace(",", "").rstrip("%")) for figure in figures]
            assert rows[solid(name)] == wanted, name


def test_lists_over_several_pages_lose_no_row(corpus: Path) -> None:
    for path in sorted((corpus / "B_table_truth" / "mhlw_clinics").glob("*.pdf")):
        with path.with_name(f"{path.stem[:2]}.csv").open(newline="") as file:
            listed = len(list(csv.reader(file)))
        (table,) = tables_of(path, "ja")
        assert table.rows == listed + 1, path.name  # a heading over the header


def test_prose_becomes_no_table(corpus: Path) -> None:
    for name in WITHOUT_TABLES:
        assert tables_of(corpus / name, "en") == (), name
    manuals = sorted(corpus.glob("G_versions/debian-policy/*.pdf"))
    assert len(manuals) == 3
    assert all(len(tables_of(path, "en")) <= 2 for path in manuals)
