"""Files whose trailer or page tree is lost are read as far as they go, and say so."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

from ingest.reader import ReadOptions
from ingest.reader.document import read
from metadata.errors import DamagedError
from metadata.records import Reading
from tests.ingest.reader.paper import lines, pdf, stream

TEXTS = ["The plan has 88 measures.", "The ministries report each year.", "The budget rises."]
WHOLE = pdf([lines([text]) for text in TEXTS])
BODY = WHOLE[: WHOLE.rindex(b"xref\n", 0, WHOLE.rindex(b"startxref"))]


def reading_of(folder: Path, body: bytes) -> Reading:
    path = folder / "broken.pdf"
    path.write_bytes(body)
    return read(path, sha256="0" * 64, options=ReadOptions(ocr=False))


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        BODY + b"trailer\n<</Root 99 0 R/Size 5>>\nstartxref\n0\n%%EOF",
        BODY.replace(b"/Pages 2 0 R", b"/Pages 77 0 R"),
        re.sub(rb"2 0 obj.*?endobj", b"", BODY, flags=re.DOTALL),
        BODY.replace(b"/Type/Catalog", b"/Type/Nothing"),
    ],
    ids=["cut before its trailer", "wrong root", "wrong pages", "no page tree", "no catalog"],
)
def test_pages_are_found_without_what_leads_to_them(tmp_path: Path, body: bytes) -> None:
    reading = reading_of(tmp_path, body)
    assert [page.text for page in reading.pages] == TEXTS
    assert any("after a repair" in message for _, message in reading.problems)


def test_objects_in_the_streams_of_a_cut_file_are_found(tmp_path: Path) -> None:
    inner = [
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R"
        b"/Resources<</Font<</F1 30 0 R>>>>>>" % (20 + at)
        for at in range(3)
    ]
    places = [sum(len(one) + 1 for one in inner[:at]) for at in range(3)]
    heads = b" ".join(b"%d %d" % (10 + at, place) for at, place in enumerate(places)) + b" "
    packed = zlib.compress(heads + b" ".join(inner))
    font = b"30 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\n"
    contents = b"".join(
        b"%d 0 obj\n%b\nendobj\n" % (20 + at, stream(lines([text]).encode()))
        for at, text in enumerate(TEXTS)
    )
    held = b"<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>\nstream\n" % (
        len(heads), len(packed),
    )  # fmt: skip
    body = (
        b"%PDF-1.5\n" + font + contents + b"40 0 obj\n" + held + packed + b"\nendstream\nendobj\n"
    )
    reading = reading_of(tmp_path, body)
    assert [page.text for page in reading.pages] == TEXTS


def test_a_page_that_lost_what_was_on_it_is_not_called_blank(tmp_path: Path) -> None:
    body = re.sub(rb"stream\n.*?endstream", b"stream\nendstream", BODY, flags=re.DOTALL)
    pages = reading_of(tmp_path, body).pages
    assert [page.quality for page in pages] == [0.0] * 3
    assert all("what was on it may be lost" in page.reasons[-1] for page in pages)


@pytest.mark.parametrize("body", [b"%PDF-1.4\n", b"%PDF-1.4\n1 0 obj\n<</Type/Catalog", BODY[:60]])
def test_what_holds_no_page_is_damaged(tmp_path: Path, body: bytes) -> None:
    with pytest.raises(DamagedError, match="beyond repair"):
        reading_of(tmp_path, body)
