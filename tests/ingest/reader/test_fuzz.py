"""Mutated bytes of a small PDF through the reader, as CI runs it: the same ones every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from ingest.reader import ReadOptions
from ingest.workers import Job, ReaderPool, ReadLimits
from metadata.errors import ReadError
from metadata.records import Reading
from tests.ingest.reader.paper import line, lines, pdf, stream

VARIANTS = 80
TOKENS = (
    *(b"obj", b"endobj", b"stream", b"/Kids", b"/Length", b" R", b"<<", b">>", b"[", b"-1", b"("),
    *(b"99999999999", b"\x00", b"/Parent 2 0 R", b"/FlateDecode", b"xref", b"Tj"),
)


def seed() -> bytes:
    """A file with a bit of everything: text, a ruled table, an outline, information, XMP."""
    rules = "".join(
        f"72 {y} m 372 {y} l S {x} 600 m {x} 660 l S "
        for y in (600, 620, 640, 660)
        for x in (72, 172, 372)
    )
    cells = "".join(line(f"Measure {n}", 80 + 100 * (n % 2), 605 + 20 * (n // 2)) for n in range(6))
    more = [
        b"<</Type/Outlines/First 6 0 R/Last 6 0 R/Count 1>>",
        b"<</Title(Chapter 1)/Parent 5 0 R/Dest[8 0 R/Fit]>>",
        stream(b"<x:xmpmeta/>", "/Type/Metadata/Subtype/XML"),
    ]
    pages = [rules + cells, lines(["The measures are", "reviewed every year."])]
    catalog = "/Outlines 5 0 R/Metadata 7 0 R/PageLabels<</Nums[0<</S/D>>]>>"
    packed = stream(pages[1].encode(), compress=True)
    return pdf([pages[0], packed], catalog=catalog, info={"Title": "Plan"}, more=more)


def mutated(body: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, cut out, doubled, or replaced by a token."""
    changed = bytearray(body)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(changed)), chance.randint(1, 40)
        match chance.randrange(5):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : at + length]
            case 2:
                changed[at:at] = changed[at : at + length]
            case 3:
                changed[at:at] = chance.choice(TOKENS)
            case _:
                changed[at : at + length] = bytes(chance.randbytes(length))
    return bytes(changed)


def jobs_in(folder: Path, variants: int) -> Iterator[Job]:
    chance, body = random.Random(20170418), seed()
    for number in range(variants):
        path = folder / f"{number}.pdf"
        path.write_bytes(mutated(body, chance))
        yield Job(sha256=f"{number:064d}", path=path, options=ReadOptions(ocr=False))


def test_any_bytes_end_in_a_reading_or_a_reason(tmp_path: Path) -> None:
    limits = ReadLimits(memory=600 << 20, cpu_seconds=5, wall_seconds=30)
    readings = 0
    with ReaderPool(2, limits) as pool:
        for number, (job, result) in enumerate(pool.read_all(jobs_in(tmp_path, VARIANTS))):
            assert job.path.name == f"{number}.pdf"
            if isinstance(result, Reading):
                readings += 1
                assert all(page.text or page.reasons for page in result.pages), job.path
                notes = " ".join(message for _, message in result.problems)
            else:
                assert isinstance(result, ReadError)
                assert job.path.name in result.message
                notes = result.message
            assert "not foreseen" not in notes, notes
    assert VARIANTS // 2 < readings < VARIANTS
