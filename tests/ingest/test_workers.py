from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ingest.reader import ReadOptions
from ingest.reader.document import load, plan, read
from ingest.reader.journal import DRAFT, HEAD, OPENED, TABLES
from ingest.reader.work import Stretch, Work
from ingest.workers import Job, ReaderPool, ReadLimits
from metadata.describe import describe_reading
from metadata.errors import DamagedError, EncryptedError, ReadError, ReadLimitError
from metadata.records import Contents, Reading
from tests.ingest.reader import hostile
from tests.ingest.reader.paper import line, lines, pdf, stream

MEBIBYTE = 1024 * 1024
IMAGE = "/Resources<</XObject<</I 5 0 R>>>>"
PICTURE = stream(
    bytes(range(200, 250)) * 50,
    "/Type/XObject/Subtype/Image/Width 50/Height 50/ColorSpace/DeviceGray/BitsPerComponent 8",
)


@pytest.fixture
def jobs(tmp_path: Path) -> list[Job]:
    made = []
    for number in range(6):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(pdf([lines([f"Measure {number} of the plan", "has two lines."])]))
        made.append(Job(sha256=f"{number:064d}", path=path, options=ReadOptions()))
    return made


class Seen:
    """Watches and remembers."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.took: list[tuple[str, float]] = []

    def pages(self, number: int) -> None:
        self.done.append(number)

    def ended(self, job: Job, seconds: float) -> None:
        self.took.append((job.sha256, seconds))


def test_results_come_in_the_order_of_the_jobs_and_equal_a_direct_reading(jobs: list[Job]) -> None:
    with ReaderPool(2, ReadLimits()) as pool:
        results = list(pool.read_all(jobs))
    assert [job for job, _ in results] == jobs
    for job, result in results:
        assert result == read(job.path, sha256=job.sha256, options=job.options)


def test_a_damaged_file_costs_itself_only(jobs: list[Job]) -> None:
    jobs[2].path.write_bytes(b"%PDF-1.4 and nothing else")
    with ReaderPool(2, ReadLimits()) as pool:
        results = [result for _, result in pool.read_all(jobs)]
    assert isinstance(results[2], DamagedError)
    assert "2.pdf" in results[2].message
    assert all(isinstance(r, Reading) for at, r in enumerate(results) if at != 2)


def test_what_follows_from_a_reading_is_told_in_the_readers_process(jobs: list[Job]) -> None:
    jobs[2].path.write_bytes(b"%PDF-1.4 and nothing else")
    describe = partial(describe_reading, language="en")
    with ReaderPool(2, ReadLimits()) as pool:
        results = [result for _, result in pool.describe_all(jobs, describe)]
    assert isinstance(results[2], DamagedError)
    for job, result in zip(jobs, results, strict=True):
        if not isinstance(result, ReadError):
            reading = read(job.path, sha256=job.sha256, options=job.options)
            assert result == (replace(reading, tables=()), describe(reading))


@pytest.mark.slow
def test_a_reading_is_kept_though_telling_what_follows_kills_its_process(jobs: list[Job]) -> None:
    with ReaderPool(2, ReadLimits()) as pool:
        results = [result for _, result in pool.describe_all(jobs, partial(_only_in, os.getpid()))]
    assert [r[1].findings for r in results if not isinstance(r, ReadError)] == [()] * len(jobs)


def _only_in(process: int, reading: Reading) -> Contents:
    """What follows from a reading, for one process; the death of all others."""
    if os.getpid() != process:
        os._exit(1)
    return Contents(sections=(), tables=(), citations=(), findings=())


def test_the_reading_is_the_same_on_any_number_of_workers(tmp_path: Path) -> None:
    pages = [
        line("Basic Plan", 250, 760) + lines([f"Page {n}."]) + line(str(n), 300, 30)
        for n in range(1, 301)
    ]
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf(pages))
    job = Job(sha256="1" * 64, path=path, options=ReadOptions())
    seen = Seen()
    readings: list[Any] = []
    for workers in (1, 2):
        with ReaderPool(workers, ReadLimits()) as pool:
            [(_, reading)] = pool.read_all([job], watch=seen)
        readings.append(reading)
    readings.append(read(path, sha256=job.sha256, options=job.options))
    first, *others = [json.dumps(asdict(reading)) for reading in readings]
    assert all(other == first for other in others)
    assert isinstance(readings[0], Reading)
    assert [page.number for page in readings[0].pages] == list(range(1, 301))
    assert {page.running[0] for page in readings[0].pages} == {"Basic Plan"}
    assert sum(seen.done) == 2 * 300
    assert [of for of, _ in seen.took] == [job.sha256] * 2
    assert all(seconds > 0 for _, seconds in seen.took)


def test_a_page_that_kills_its_reader_is_a_row_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(hostile.one_bad_page(12, 7, hostile.bomb(500_000_000)))
    with ReaderPool(2, ReadLimits(memory=400 * MEBIBYTE)) as pool:
        [(_, reading)] = pool.read_all([Job(sha256="1" * 64, path=path, options=ReadOptions())])
    assert isinstance(reading, Reading)
    texts = [page.text for page in reading.pages]
    assert texts == [f"Page {n} is fine" if n != 7 else "" for n in range(1, 13)]
    bad = reading.pages[6]
    assert (bad.text_source, bad.quality) == ("none", 0.0)
    assert "400 MB" in bad.reasons[0]
    assert [code for code, _ in reading.problems] == ["limit"]


def test_bombs_are_limits_and_their_neighbours_are_read(jobs: list[Job]) -> None:
    jobs[1].path.write_bytes(hostile.inflating(500_000_000))
    jobs[3].path.write_bytes(hostile.forms_in_forms(30))
    with ReaderPool(2, ReadLimits(memory=400 * MEBIBYTE, cpu_seconds=5)) as pool:
        results = [result for _, result in pool.read_all(jobs)]
    assert [isinstance(result, ReadLimitError) for result in results] == [
        at in (1, 3) for at in range(6)
    ]
    assert all(isinstance(r, Reading) for at, r in enumerate(results) if at not in (1, 3))


HOSTILE = {
    "a page of 2 GB": hostile.inflating(2_000_000_000),
    "forms thirty levels deep": hostile.forms_in_forms(30),
    "a form in itself": hostile.form_in_itself(),
    "a page tree in itself": hostile.page_tree_loop(),
    "an outline in a circle": hostile.outline_loop(),
    "200,000 operators": hostile.operators(200_000),
    "300,000 paths": hostile.paths(300_000),
    "100,000 pages of one object": hostile.same_page(100_000),
    "a word of 300,000 letters": hostile.one_long_word(300_000),
    "numbers beside each other": hostile.numbers_beside(20_000),
    "a grid of 20,000 words": hostile.grid(20_000),
    "nothing": b"",
    "HTML": b"<!DOCTYPE html><title>Moved</title>",
}
STOPPED = {"a page of 2 GB", "forms thirty levels deep"}
DAMAGED = {"nothing", "HTML"}


@pytest.mark.slow
def test_hostile_files_cost_themselves_only(tmp_path: Path) -> None:
    options = ReadOptions(ocr=False, max_pages=300)
    jobs = []
    for name, body in HOSTILE.items():
        (tmp_path / name).write_bytes(body)
        jobs.append(Job(sha256="1" * 64, path=tmp_path / name, options=options))
    with ReaderPool(2, ReadLimits(memory=400 * MEBIBYTE, cpu_seconds=10)) as pool:
        results = {job.path.name: result for job, result in pool.read_all(jobs)}
    assert list(results) == list(HOSTILE)
    for name, result in results.items():
        assert isinstance(result, ReadLimitError) == (name in STOPPED), (name, result)
        assert isinstance(result, DamagedError) == (name in DAMAGED), (name, result)
        if isinstance(result, ReadError):
            assert name in result.message
        else:
            assert all(page.text or page.reasons for page in result.pages), name


def test_a_reason_does_not_depend_on_what_was_read_before(tmp_path: Path) -> None:
    """PDFium keeps the error of an earlier file; a file without pages brings none of its own."""
    empty = pdf([])
    key = "<" + "41" * 32 + ">"
    handler = f"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O{key}/U{key}>>/ID[<41><41>]"
    locked = empty.replace(b"/Info 4 0 R", b"/Info 4 0 R" + handler.encode())
    jobs = []
    for name, body in (("locked.pdf", locked), ("empty.pdf", empty), ("text.pdf", b"%PDF-1.7")):
        (tmp_path / name).write_bytes(body)
        jobs.append(Job(sha256="1" * 64, path=tmp_path / name, options=ReadOptions()))
    with ReaderPool(1, ReadLimits()) as pool:
        after = [result for _, result in pool.read_all(jobs)]
        before = [result for _, result in pool.read_all(reversed(jobs))]
    assert [type(result) for result in after] == [EncryptedError, DamagedError, DamagedError]
    assert [str(result) for result in after] == [str(result) for result in reversed(before)]


def test_a_page_whose_tables_cannot_be_found_keeps_its_text(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf([lines([f"Page {number} of the plan"]) for number in range(1, 4)]))
    work = Work(path=path, sha256="1" * 64, options=ReadOptions(), folder=tmp_path)
    steps = plan(work)
    [start] = next(steps)
    start.run(*start.arguments)
    journal = work.journals()[0]
    cut_after(journal, [OPENED, DRAFT, TABLES, DRAFT])
    work.reading.unlink()
    died = ReadLimitError("The reader was stopped.")
    [again] = steps.send([died])
    assert again.arguments[1] == Stretch(first=2, last=3, about=True)
    again.run(*again.arguments)
    cut_after(work.journals()[1], [OPENED, DRAFT])
    [rest] = steps.send([died])
    assert rest.arguments[1] == Stretch(first=3, last=3, about=True)
    [finishing] = steps.send([rest.run(*rest.arguments)])
    finishing.run(*finishing.arguments)
    reading = load(work)
    assert [page.text for page in reading.pages] == [f"Page {n} of the plan" for n in (1, 2, 3)]
    assert reading.problems == (
        ("tables", "The tables of page 2 were not read: The reader was stopped."),
    )


def cut_after(journal: Path, kinds: list[bytes]) -> None:
    """Leave of a journal what a process that died had written."""
    whole = journal.read_bytes()
    at = 0
    for kind in kinds:
        found, _, length = HEAD.unpack_from(whole, at)
        assert found == kind
        at += HEAD.size + length
    journal.write_bytes(whole[: at + 5])


@pytest.mark.slow
def test_scans_of_one_document_are_read_side_by_side_and_others_pass_it(
    tmp_path: Path, jobs: list[Job]
) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(pdf(["q 612 0 0 792 0 0 cm /I Do Q"] * 4, page=IMAGE, more=[PICTURE]))
    slow = Job(sha256="9" * 64, path=scan, options=ReadOptions())
    seen = Seen()
    with ReaderPool(2, ReadLimits()) as pool:
        results = [result for _, result in pool.read_all([slow, *jobs], watch=seen)]
    assert isinstance(results[0], Reading)
    assert len(results[0].pages) == 4
    assert len(results) == 1 + len(jobs)
    assert seen.done[-4:] == [1, 1, 1, 1]  # the scans ended last, page by page, and held nobody up
    assert sum(seen.done) == 4 + len(jobs)


def test_jobs_are_drawn_as_room_comes_free(jobs: list[Job]) -> None:
    drawn: list[Job] = []

    def source() -> Iterator[Job]:
        for _ in range(10):
            for job in jobs:
                drawn.append(job)
                yield job

    with ReaderPool(1, ReadLimits()) as pool:
        next(pool.read_all(source()))
        assert len(drawn) < 10


def test_what_is_left_unfinished_does_not_hold_the_pool(jobs: list[Job]) -> None:
    with ReaderPool(2, ReadLimits()) as pool:
        for _ in pool.read_all(jobs):
            break
