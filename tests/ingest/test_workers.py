from __future__ import annotations

from pathlib import Path

import pytest

from ingest.reader import ReadOptions, read
from ingest.workers import Job, ReaderPool, ReadLimits
from metadata.errors import DamagedError
from metadata.records import Reading
from tests.ingest.reader.paper import lines, pdf


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
