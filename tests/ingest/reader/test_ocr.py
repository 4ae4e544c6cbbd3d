from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import typst
from PIL import Image, ImageDraw, ImageFont

from ingest.reader import ReadOptions, ocr
from ingest.reader.document import read
from metadata.records import Reading
from metadata.scanned import places, unpacked
from tests.ingest.reader.likeness import edit_distance
from tests.ingest.reader.paper import lines, pdf, smudged_scan

CLEAN = {"en": 0.999, "ja": 0.98}  # characters right on clean pages
TEXT = [
    "The measures of the basic plan are reviewed every year.",
    "Eighty-eight measures are grouped under six pillars.",
    "The responsible ministries report on the progress made",
    "and publish the figures in the annual white paper.",
]

ENGLISH = """Chapter 1. Purpose of the Basic Plan

This plan was adopted in April 2017 so that the ministries concerned can promote measures together.
The state of every measure is reviewed each year by the liaison conference, and the results are
published in the annual white paper.

Section 2. Organisation. The Cabinet Office works with local governments and private bodies to make
advice desks known, to train staff and to carry out surveys. The budget rises by 12.5 per cent to
3,480 thousand, of which 1,250 thousand is for publicity.

Section 3. Education. The Ministry of Education supports schools, prepares material for parents and
sends it to all boards of education. In 2020 some 38 of 47 prefectures held courses, attended by
15,200 persons, and 92 per cent of those who answered found them useful for their daily work."""
JAPANESE = """第一章 基本計画の目的

この基本計画は、関係省庁が連携して施策を総合的に推進するため、平成二十九年四月に策定されたものである。
各施策の実施状況は、毎年度、関係府省庁連絡会議において点検し、その結果を公表する。

1 実施体制の整備

内閣府は、地方公共団体及び民間団体と協力し、相談窓口の周知、職員に対する研修、調査研究の実施その他の必要な
措置を講ずる。予算額は前年度に比べて増額し、その一部を広報啓発に充てる。

2 教育及び広報

文部科学省は、学校における情報教育の充実を図るとともに、保護者に対する啓発資料を作成し、全国の教育委員会に
配布する。外務省は、国際機関及び諸外国の政府と情報を交換し、条約の締結国会議に参加する。"""
COLUMNS = [
    "基本計画の概要を定めるため関係省庁は連携して",
    "施策は毎年度見直され結果は白書で公表される",
    "各府省庁が実施状況を点検し必要な措置を講ずる",
    "地方公共団体は民間団体と協力して研修を行う",
]
MINCHO = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")

needs_tesseract = pytest.mark.skipif(
    "eng" not in (ocr.installed_models() or ()), reason="tesseract with English is not installed"
)


@pytest.fixture
def scanned(tmp_path: Path) -> Callable[..., Path]:
    """A picture of a page of text, as the page of a PDF, turned and with more content if asked."""

    def make(turned: int = 0, texts: list[str] = TEXT) -> Path:
        return scan_of(tmp_path, pdf([lines(texts, size=12)]), turned)

    return make


def scan_of(folder: Path, body: bytes, turned: int = 0) -> Path:
    """The first page of a PDF as a picture of 200 dots an inch, in a PDF."""
    picture = pdfium.PdfDocument(body)[0].render(scale=200 / 72, grayscale=True).to_pil()
    path = folder / "scan.pdf"
    picture.rotate(turned, expand=True).save(path, "PDF", resolution=200)
    return path


def typeset(text: str, fount: str, language: str) -> bytes:
    """A page of text in a fount of this machine."""
    set_up = f'#set text(font: "{fount}", lang: "{language}", size: 11pt, hyphenate: false)\n'
    return typst.compile((set_up + text).encode())


def reading_of(path: Path, **options: object) -> Reading:
    return read(path, sha256="0" * 64, options=ReadOptions(**options))  # type: ignore[arg-type]


@needs_tesseract
def test_a_scan_is_read_with_its_confidence(scanned: Callable[..., Path]) -> None:
    reading = reading_of(scanned())
    [page] = reading.pages
    assert page.text.split("\n") == TEXT
    assert (page.text_source, reading.text_status) == ("ocr", "ocr")
    assert 0.8 < page.quality <= 1.0


@needs_tesseract
def test_each_word_keeps_its_place_and_how_sure_ocr_was(scanned: Callable[..., Path]) -> None:
    printed = pdfium.PdfDocument(pdf([lines(TEXT, size=12)]))[0]
    layer = printed.get_textpage()
    [page] = reading_of(scanned()).pages
    words = unpacked(page.words)
    assert [page.text[w.start : w.end] for w in words] == page.text.split()
    assert all(w.confidence > 80 for w in words)
    at = layer.search("six").get_next()
    left, bottom, right, top = layer.get_charbox(at[0])
    [six] = places(words, page.text.index("six"), page.text.index("six") + 1)
    expected = (left, printed.get_height() - top, right, printed.get_height() - bottom)
    assert six == pytest.approx(expected, abs=3)


@needs_tesseract
def test_a_smudged_word_is_doubted(tmp_path: Path) -> None:
    path = tmp_path / "smudged.pdf"
    smudged_scan(TEXT).save(path, "PDF", resolution=200)
    [page] = reading_of(path).pages
    doubted = [w for w in unpacked(page.words) if w.is_doubtful]
    assert 0 < len(doubted) < 6
    assert any(f"OCR doubts {len(doubted)} of its" in reason for reason in page.reasons)


@needs_tesseract
def test_a_word_broken_at_a_line_end_is_made_whole(scanned: Callable[..., Path]) -> None:
    texts = ["All ministries concerned take part in the imple-", "mentation of the measures."]
    [page] = reading_of(scanned(texts=texts + TEXT)).pages
    assert "in the implementation\nof the measures." in page.text
    words = [page.text[w.start : w.end] for w in unpacked(page.words)]
    assert words[7:11] == ["imple", "mentation", "of", "the"]


@pytest.mark.slow
@needs_tesseract
def test_a_scan_lying_on_its_side_is_read(scanned: Callable[..., Path]) -> None:
    if "osd" not in (ocr.installed_models() or ()):
        pytest.skip("tesseract's orientation model is not installed")
    [page] = reading_of(scanned(turned=90, texts=TEXT * 4)).pages
    assert TEXT[0] in page.text
    boxes = [word.box for word in unpacked(page.words)]
    assert all(x1 <= page.width and y1 <= page.height for _, _, x1, y1 in boxes)
    tall = sum(y1 - y0 > x1 - x0 for x0, y0, x1, y1 in boxes)
    assert tall > 0.8 * len(boxes)


@needs_tesseract
def test_ocr_gives_the_same_every_time(scanned: Callable[..., Path]) -> None:
    path = scanned()
    assert reading_of(path) == reading_of(path)


def test_a_scan_without_ocr_says_why(scanned: Callable[..., Path]) -> None:
    [page] = reading_of(scanned(), ocr=False).pages
    assert (page.text, page.text_source, page.quality) == ("", "none", 0.0)
    assert "OCR is switched off" in page.reasons


def test_missing_tesseract_names_what_to_install(
    scanned: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "TESSERACT", "no-such-program")
    ocr.installed_models.cache_clear()
    try:
        [page] = reading_of(scanned()).pages
    finally:
        ocr.installed_models.cache_clear()
    assert page.text_source == "none"
    assert any("install tesseract-ocr" in reason for reason in page.reasons)


def test_missing_language_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed_models", lambda: frozenset({"eng"}))
    missing = "OCR has no model for this language: install tesseract-ocr-jpn"
    assert ocr.models_for(("ja",)) == ([], missing)
    assert ocr.models_for(("en",)) == (["eng"], "")


def test_japanese_is_read_with_latin_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed_models", lambda: frozenset({"eng", "jpn", "jpn_vert"}))
    assert ocr.models_for(("ja",)) == (["jpn+eng", "jpn_vert"], "")
    assert ocr.models_for(("en", "ja")) == (["eng", "jpn+eng", "jpn_vert"], "")


@pytest.mark.parametrize(
    ("language", "fount", "text", "right"),
    [("en", "Noto Sans", ENGLISH, CLEAN["en"]), ("ja", "Noto Sans CJK JP", JAPANESE, CLEAN["ja"])],
)
def test_clean_pages_are_read_as_they_were_set(
    tmp_path: Path, language: str, fount: str, text: str, right: float
) -> None:
    needed = {"en": "eng", "ja": "jpn"}[language]
    if needed not in (ocr.installed_models() or ()) or not MINCHO.exists():
        pytest.skip(f"tesseract with {needed} or fonts-noto-cjk is not installed")
    path = scan_of(tmp_path, typeset(text, fount, language))
    [page] = reading_of(path, languages=(language,)).pages
    got, wanted = ("".join(words.split()) for words in (page.text, text))
    assert page.text_source == "ocr"
    assert 1 - edit_distance(got, wanted) / max(len(got), len(wanted)) >= right


@pytest.mark.slow
def test_columns_on_a_scan_are_read_from_the_right(tmp_path: Path) -> None:
    if "jpn_vert" not in (ocr.installed_models() or ()) or not MINCHO.exists():
        pytest.skip("tesseract-ocr-jpn-vert or fonts-noto-cjk is not installed")
    picture = Image.new("L", (1654, 2339), 255)
    pen, fount = ImageDraw.Draw(picture), ImageFont.truetype(MINCHO, 34)
    for at, column in enumerate(COLUMNS):
        for below, character in enumerate(column):
            pen.text((1400 - at * 62, 250 + below * 40), character, font=fount, fill=0)
    path = tmp_path / "columns.pdf"
    picture.save(path, "PDF", resolution=200)
    [page] = reading_of(path, languages=("ja",)).pages
    assert page.text.split("\n") == COLUMNS


def test_ocr_is_not_asked_where_good_text_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "TESSERACT", "no-such-program")
    path = tmp_path / "text.pdf"
    path.write_bytes(pdf([lines(TEXT)]))
    [page] = reading_of(path).pages
    assert (page.text_source, page.quality, page.reasons) == ("text", 1.0, ())
