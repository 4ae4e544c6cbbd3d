"""What is measured on real documents, from the tests that hold it."""

from __future__ import annotations

from tests.docs.tables import table
from tests.ingest.reader import test_corpus, test_ocr, test_tables_corpus
from tests.metadata import test_compare_corpus, test_items, test_outline
from tests.quality import test_generated_tables


def floors() -> str:
    """The table of figures in docs/explanation/trust.md."""
    items, clean = test_items.FLOORS, test_ocr.CLEAN
    rows = [
        ("characters of a page with a text layer", test_corpus.CHARACTERS,
         "right, on a published benchmark's paper"),
        ("characters of a clean scan, English", clean["en"], "right, on pages we set ourselves"),
        ("characters of a clean scan, Japanese", clean["ja"], "right, on pages we set ourselves"),
        ("structure of tables", test_tables_corpus.STRUCTURE,
         "precision, recall and F1 on the 23 documents of ICDAR 2013's competition"),
        ("structure of each of their documents", test_tables_corpus.STRUCTURE_OF_EACH,
         "F1 of the worst"),
        ("structure of tables", test_generated_tables.TABLES,
         "F1 on pages of 49 kinds that we set ourselves; errors were mended on others of them"),
        ("headings", test_outline.OVERALL, "F1 against the bookmarks of real documents"),
        ("changed sections", test_compare_corpus.PRECISION,
         "precision, two editions of a manual against its publisher's plain text"),
        ("changed sections", test_compare_corpus.RECALL, "recall, the same"),
        ("dates of list items", items["date"], "right, on labelled items of real publishers"),
        ("kinds of list items", items["kind"], "right, on labelled items of real publishers"),
    ]  # fmt: skip
    shown = [(what, f"{floor:g}", how) for what, floor, how in rows]
    return "\n".join([*table(("what", "at least", "measured as"), *shown), ""])
