"""The language of a text is told offline, and not told when there is too little of it."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.languages import language_of

CASES = [
    ("この計画は、関係省庁が連携して取り組む施策を定めるものである。", "ja"),
    ("対策の基本計画について", "ja"),
    ("This plan sets out the measures that ministries will take together.", "en"),
    ("Dieser Bericht beschreibt die Maßnahmen der zuständigen Behörden.", "de"),
    ("Le présent rapport décrit les mesures prises par les autorités compétentes.", "fr"),
    ("El presente informe describe las medidas adoptadas por las autoridades.", "es"),
    ("La presente relazione descrive le misure adottate dalle autorità.", "it"),
    ("Denna rapport beskriver de åtgärder som myndigheterna har vidtagit.", "sv"),
    ("이 계획은 관계 부처가 함께 추진하는 시책을 정한다.", "ko"),
]


@pytest.mark.parametrize(("text", "language"), CASES)
def test_language(text: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("language detection went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert language_of(text).value == language


@pytest.mark.parametrize("text", ["", "PDF", "2015", "概要", "第１章", "Annex A", "—— 12 ——"])
def test_too_little_text_has_no_language(text: str) -> None:
    found = language_of(text)
    assert (found.value, found.evidence) == (None, "")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    found = language_of(text)
    assert found.value is None or (found.value.isascii() and 2 <= len(found.value) <= 3)
