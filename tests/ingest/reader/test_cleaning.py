from __future__ import annotations

import pytest

from ingest.reader.cleaning import clean


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("ofﬁcial ﬂow", "official flow"),
        ("か\u3099く", "がく"),
        ("a\x00b\x07c", "abc"),
        ("price \ud800 list", "price list"),
        ("\u202egnp.exe\u2066", "gnp.exe"),
        ("１２３　ＡＢＣ", "１２３　ＡＢＣ"),
        ("神", "神"),
        ("  two \u00a0 spaces\t", "two spaces"),
    ],
)
def test_display_text_is_nfc_and_holds_nothing_that_acts(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned
