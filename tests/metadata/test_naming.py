from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from metadata.naming import document_name, imported_name


def test_a_name_is_readable_and_leaves_out_decorations() -> None:
    name = document_name(
        "npa-csec",
        "Basic Plan on Measures against Child Sexual Exploitation[April 2017](PDF_248KB)",
        "https://www.npa.go.jp/plan_e.pdf",
    )
    assert name.startswith("npa-csec-basic-plan-on-measures-against-child-sexual-exploitation-")


def test_the_port_is_no_part_of_a_name() -> None:
    names = {document_name("s", "Plan", f"http://127.0.0.1:{port}/plan.pdf") for port in (1, 2)}
    assert len(names) == 1


def test_two_addresses_give_two_names() -> None:
    assert document_name("s", "Plan", "https://e.org/a.pdf") != document_name(
        "s", "Plan", "https://e.org/b.pdf"
    )


def test_a_japanese_title_is_named_after_its_file() -> None:
    assert document_name("s", "基本計画", "https://e.org/keikaku.pdf").startswith("s-keikaku-")


@given(st.text(), st.text())
def test_any_text_gives_a_name_that_fits_an_address(printed: str, file_name: str) -> None:
    for name in (
        document_name("s", printed, "https://e.org/x.pdf"),
        imported_name("s", file_name, "0" * 64),
    ):
        assert name.isascii()
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert len(name) <= 90
