from __future__ import annotations

from ingest.reader.quality import judge
from ingest.reader.surface import Surface

ENGLISH = "The measures are reviewed every year by the ministries concerned. " * 8
JAPANESE = "各省庁は、施策の実施状況を毎年度取りまとめて公表する。" * 12
BLANK = Surface(image_share=0.0, drawn=0, objects=0)
PICTURE = Surface(image_share=0.95, drawn=1, objects=1)


def test_good_text_is_trusted_in_any_script() -> None:
    for text in (ENGLISH, JAPANESE, "Меры ежегодно пересматриваются. " * 20):
        verdict = judge(text, 0.0, None)
        assert (verdict.quality, verdict.reasons, verdict.scan) == (1.0, (), False)


def test_figures_and_short_pages_are_trusted() -> None:
    assert judge("2015 1,234 5,678 ▲12.3 △0.4 ― " * 30, 0.0, None).quality == 1.0
    assert judge("Annex", 0.0, BLANK).quality == 1.0


def test_a_blank_page_is_no_failure() -> None:
    verdict = judge("", 0.0, BLANK)
    assert (verdict.quality, verdict.scan) == (1.0, False)
    assert verdict.reasons == ("the page is blank",)


def test_a_picture_without_text_is_sent_to_ocr() -> None:
    for text in ("", "- 3 -"):
        verdict = judge(text, 0.0, PICTURE)
        assert verdict.scan
        assert verdict.quality < 0.5
        assert "image" in verdict.reasons[0]


def test_good_text_beside_a_picture_is_not_sent_to_ocr() -> None:
    assert not judge(ENGLISH, 0.0, PICTURE).scan


def test_letters_drawn_as_shapes_are_sent_to_ocr_but_a_map_is_not() -> None:
    assert judge("", 0.0, Surface(image_share=0, drawn=900, objects=900)).scan
    assert not judge("", 0.0, Surface(image_share=0, drawn=2_000, objects=300_000)).scan


def test_layers_that_lie_are_not_believed() -> None:
    lies = [
        "(cid:12)(cid:7)(cid:33) " * 40,
        "\ufffd\ufffd\ue001\ue002 a" * 40,
        "Xkrt plmn zxqw rtpk sdfg hjkl zxcv bnmq wrtp " * 20,
        "›Ÿ˜ž ¼½¾¿ ¢£¤¥ " * 40,
    ]
    for text in lies:
        verdict = judge(text, 0.0, None)
        assert not verdict.believed, text
        assert verdict.scan
        assert verdict.quality < 0.2
        assert verdict.reasons
    assert not judge(JAPANESE, 0.9, None).believed


def test_a_layer_without_mapping_is_believed_where_it_makes_words() -> None:
    assert judge(ENGLISH, 0.9, None).quality == 1.0


def test_rare_scripts_are_trusted_where_they_are_one_language() -> None:
    amharic = "".join(chr(0x1200 + at % 0x40) for at in range(400))
    mixed = "".join(
        chr(block + at) for at in range(80) for block in (0x780, 0x1900, 0xA100, 0x3500)
    )
    assert judge(amharic, 0.0, None).quality == 1.0
    assert not judge(mixed, 0.0, None).believed


def test_a_few_doubtful_characters_lower_the_score_and_are_named() -> None:
    verdict = judge(ENGLISH[:95] + "\ufffd" * 5, 0.0, None)
    assert verdict.believed
    assert 0.9 < verdict.quality < 1.0
    assert "replacement" in verdict.reasons[0]
