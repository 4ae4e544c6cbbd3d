"""Tables of generated pages that nothing was fitted to: floors that may rise.

Errors are looked at in the first half of each kind only. The floors are the second half's.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.quality.layouts import POSITIVE
from tests.quality.measure import Case, cases, judged, mean
from tests.quality.negatives import NEGATIVE

SAMPLE, SECOND_HALF = (1,), (1, 3, 5)
TABLES, WITHOUT = 0.97, 0.95  # F1 of pages with tables, and of pages without


def f1(chosen: Iterable[Case]) -> float:
    return mean(judged(case).f1 for case in chosen)


def test_tables_of_every_kind_are_read() -> None:
    assert f1(cases(POSITIVE, SAMPLE)) >= TABLES


def test_what_only_looks_like_a_table_becomes_none() -> None:
    assert f1(cases(NEGATIVE, SAMPLE)) >= WITHOUT


@pytest.mark.slow
def test_tables_of_all_generated_pages() -> None:
    assert f1(cases(POSITIVE, SECOND_HALF)) >= TABLES
    assert f1(cases(NEGATIVE, SECOND_HALF)) >= WITHOUT
