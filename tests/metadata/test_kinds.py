"""Titles name their kind by the word at their head."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.kinds import kind_of
from metadata.records import Kind

CASES = [
    ("児童の性的搾取等に係る対策に関する業務の基本方針", "ja", "strategy"),
    ("基本計画に関する報告書", "ja", "report"),
    ("基本計画（案）に対する意見募集の結果について", "ja", "consultation"),
    ("令和4年版 環境白書", "ja", "white-paper"),
    ("第3回検討会 議事要旨", "ja", "minutes"),
    ("疑義解釈資料の送付について（その１）", "ja", "notice"),
    ("業務改善助成金の申請様式", "ja", "form"),
    ("毎月勤労統計調査 結果速報", "ja", "statistics"),
    ("地域防災マニュアル", "ja", "guideline"),
    ("Report on the Implementation of the Plan", "en", "report"),
    ("Third Comprehensive Measures to Eliminate Something", "en", "plan"),
    ("Something report 2015", "en", "annual-report"),
    ("Annual Performance Report", "en", "annual-report"),
    ("Act on the Protection of Children", "en", "law"),
    ("Code of Practice (2nd edition)", "en", "regulation"),
    ("RA Audit Guidance Memorandum", "en", "guideline"),
    ("Board Meeting Schedule", "en", "notice"),
    ("Federal Agencies Need to Act", "en", None),
    ("Jahresbericht 2021", "de", "annual-report"),
    ("Verordnung zur Änderung der Abgabenordnung", "de", "regulation"),
    ("Rapport sur le plan national", "fr", "report"),
    ("Formato Solicitud de Información", "es", "form"),
    ("Linee guida per il piano", "it", "guideline"),
    ("Vägledning för kommuner", "sv", "guideline"),
    ("新規・変更", "ja", None),
]


@pytest.mark.parametrize(("title", "language", "kind"), CASES)
def test_kind(title: str, language: str, kind: str | None) -> None:
    found = kind_of(title, language)
    assert found.value == kind
    assert found.evidence in title
    assert bool(found.evidence) == (kind is not None)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["ja", "en", "de", "fr", "es", "it", "sv", "zz"]))
def test_any_text(text: str, language: str) -> None:
    found = kind_of(text, language)
    assert found.value is None or (found.value in get_args(Kind) and found.evidence in text)
