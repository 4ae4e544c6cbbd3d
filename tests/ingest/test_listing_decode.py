from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.listing_decode import decode

JAPANESE = (
    "<html><head>{meta}<title>警察庁の計画</title></head><body><p>児童の保護に関する基本計画は、"
    "平成29年4月18日に決定されました。<a href='keikaku.pdf'>こちら</a></p></body></html>"
)
PLAIN = JAPANESE.format(meta="")


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "iso2022_jp", "utf-8"])
@pytest.mark.parametrize(
    "header", [None, "utf-8", "iso-8859-1", "windows-1252", "Shift_JIS", "euc-jp", "x-nonsense"]
)
def test_japanese_whatever_the_header_says(encoding: str, header: str | None) -> None:
    decoded = decode(PLAIN.encode(encoding), header)
    assert decoded.text == PLAIN
    assert decoded.replacements == 0


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "utf-8"])
@pytest.mark.parametrize("meta", ["shift_jis", "euc-jp", "utf-8", "iso-8859-1"])
def test_a_meta_element_that_lies(encoding: str, meta: str) -> None:
    page = JAPANESE.format(meta=f'<meta charset="{meta}">')
    assert decode(page.encode(encoding)).text == page


def test_what_is_declared_is_believed_when_the_bytes_bear_it_out() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset={}"><p>{}</p>'
    for charset, words in [
        ("windows-1251", "План мероприятий по защите прав"),
        ("gb2312", "关于保护未成年人的基本计划"),
        ("euc-kr", "아동 보호에 관한 기본 계획"),
        ("big5", "兒童保護基本計畫"),
        ("iso-8859-1", "Plan d’action «égalité» – 10 €"),
    ]:
        text = page.format(charset, words)
        codec = "cp1252" if charset == "iso-8859-1" else charset
        assert decode(text.encode(codec)).text == text, charset


def test_the_header_wins_over_the_page() -> None:
    text = '<meta charset="windows-1252"><p>Закон о защите прав</p>'
    assert decode(text.encode("cp1251"), "windows-1251").text == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_byte_order_mark_is_stronger_than_any_claim(mark: bytes, encoding: str) -> None:
    decoded = decode(mark + PLAIN.encode(encoding), "shift_jis")
    assert (decoded.text, decoded.encoding) == (PLAIN, encoding)


def test_invalid_utf8_stays_utf8_and_is_counted() -> None:
    body = PLAIN.encode().replace("計画".encode(), "計画".encode() + b"\xe8\x88", 1)
    decoded = decode(body, "utf-8")
    assert decoded.encoding == "utf-8"
    assert decoded.replacements == 1
    assert decoded.text.replace("\ufffd", "") == PLAIN


def test_undeclared_western_text_is_not_taken_for_japanese() -> None:
    text = "<p>Rapport d’activité : égalité, sécurité, coopération — été 2017</p>" * 5
    assert decode(text.encode("cp1252")).text == text


def test_vendor_characters_of_shift_jis() -> None:
    assert decode("<p>①基本計画㈱のとおり髙い～</p>".encode("cp932"), "shift_jis").text == (
        "<p>①基本計画㈱のとおり髙い～</p>"
    )


def test_claims_that_hide_markup_or_do_not_exist_are_ignored() -> None:
    body = b"<meta charset='utf-7'><p>+ADw-script+AD4-</p>"
    assert decode(body, "utf-7").text == body.decode()
    assert decode(b"plain", "no-such-charset").text == "plain"


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "shift_jis", "utf-16", "idna"]))
def test_any_bytes_become_text_that_can_be_stored(body: bytes, charset: str | None) -> None:
    decoded = decode(body, charset)
    decoded.text.encode()
    assert "\x00" not in decoded.text
    assert decoded.replacements >= 0
