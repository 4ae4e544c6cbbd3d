"""Tables of generated pages that nothing was fitted to: floors that may rise.

Errors are looked at in the first half of each kind only. The floors are the second half's.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.ingest.reader.icdar_score import score
from tests.quality.layouts import POSITIVE
from tests.quality.measure import Case, cases, found_in, judged, mean, relations_of
from tests.quality.negatives import NEGATIVE
from tests.quality.variants import VARIANTS

SAMPLE, SECOND_HALF = (1,), (1, 3, 5)
REPRINTED = 0.98
TABLES, WITHOUT = 0.995, 0.98  # F1 of pages with tables, and of pages without

PRINTED_AGAIN = ("spans, some rules", "no rules")


def f1(chosen: Iterable[Case]) -> float:
    return mean(judged(case).f1 for case in chosen)


def test_tables_of_many_kinds_are_read() -> None:
    assert f1(cases(list(POSITIVE)[::2], SAMPLE)) >= TABLES


def test_what_only_looks_like_a_table_becomes_none() -> None:
    assert f1(cases(list(NEGATIVE)[::2], SAMPLE)) >= WITHOUT


@pytest.mark.slow
def test_tables_of_all_generated_pages() -> None:
    assert f1(cases(POSITIVE, SECOND_HALF)) >= TABLES
    assert f1(cases(NEGATIVE, SECOND_HALF)) >= WITHOUT


@pytest.mark.parametrize("variant", [name for name in VARIANTS if name != "reprinted"])
def test_tables_are_the_same_however_they_are_printed(variant: str) -> None:
    for case in cases(PRINTED_AGAIN, (0,)):
        again = VARIANTS[variant](case.body)
        assert relations_of(found_in(again)) == relations_of(found_in(case.body)), case.kind


@pytest.mark.slow
def test_tables_are_much_the_same_in_another_fount_and_order() -> None:
    agreed = [
        score(relations_of(found_in(VARIANTS["reprinted"](case.body))), case.true).f1
        for case in cases(POSITIVE, (0,))
        if case.kind not in ("japanese", "crosses")  # not in that fount
    ]
    assert mean(agreed) >= REPRINTED
