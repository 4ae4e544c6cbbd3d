from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.reader import ReadOptions, read
from ingest.workers import Job, ReaderPool, ReadLimits
from metadata.errors import DamagedError, ReadError, ReadLimitError
from metadata.records import Reading
from tests.ingest.reader import hostile
from tests.ingest.reader.paper import line, lines, pdf

MEBIBYTE = 1024 * 1024


@pytest.fixture
def jobs(tmp_path: Path) -> list[Job]:
    made = []
    for number in range(6):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(pdf([lines([f"Measure {number} of the plan", "has two lines."])]))
        made.append(Job(sha256=f"{number:064d}", path=path, options=ReadOptions()))
    return made


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


def test_the_reading_is_the_same_on_any_number_of_workers(tmp_path: Path) -> None:
    pages = [
        line("Basic Plan", 250, 760) + lines([f"Page {n}."]) + line(str(n), 300, 30)
        for n in range(1, 301)
    ]
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf(pages))
    job = Job(sha256="1" * 64, path=path, options=ReadOptions())
    done: list[int] = []
    readings = []
    for workers in (1, 3):
        with ReaderPool(workers, ReadLimits()) as pool:
            [(_, reading)] = pool.read_all([job], progress=done.append)
        readings.append(reading)
    assert readings[0] == readings[1] == read(path, sha256=job.sha256, options=job.options)
    assert isinstance(readings[0], Reading)
    assert [page.number for page in readings[0].pages] == list(range(1, 301))
    assert {page.running[0] for page in readings[0].pages} == {"Basic Plan"}
    assert sum(done) == 2 * 300


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


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(hostile.operators(200_000), id="200,000 operators"),
        pytest.param(hostile.form_in_itself(), id="a form in itself"),
        pytest.param(hostile.page_tree_loop(), id="a page tree in itself"),
        pytest.param(hostile.outline_loop(), id="an outline in a circle"),
        pytest.param(hostile.paths(30_000), id="30,000 paths"),
        pytest.param(hostile.same_page(3_000), id="3,000 pages of one object"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"<!DOCTYPE html><title>Moved</title>", id="HTML"),
    ],
)
def test_hostile_files_end_in_a_reading_or_a_reason(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "hostile.pdf"
    path.write_bytes(body)
    options = ReadOptions(ocr=False, max_pages=500)
    with ReaderPool(1, ReadLimits(cpu_seconds=20)) as pool:
        [(_, result)] = pool.read_all([Job(sha256="1" * 64, path=path, options=options)])
    if isinstance(result, Reading):
        assert result.pages
        assert all(page.text or page.reasons for page in result.pages)
    else:
        assert isinstance(result, ReadError)
        assert "hostile.pdf" in result.message


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
