"""What a monitor reads of the archive."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from shutil import copytree

import pytest
from datasette.app import Datasette
from prometheus_client.parser import text_string_to_metric_families

from tests.web.conftest import site_on

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _scraped(site: Datasette) -> dict[tuple[str, str], float]:
    """Every sample: (name, label) -> value, as a scraper parses it."""
    response = await site.client.get("/-/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(response.text)
    return {
        (sample.name.removeprefix("policy_archive_"), "".join(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


async def test_the_figures_are_those_of_the_rows(site: Datasette, small_archive: Path) -> None:
    found = await _scraped(site)
    connection = sqlite3.connect(small_archive / "archive.db")
    for name, sql in {
        "documents": "select count(*) from documents",
        "pages": "select count(*) from pages",
        "tables": "select count(*) from extracted_tables",
        "open_problems": "select count(*) from problems where resolved_at is null",
    }.items():
        assert found[name, ""] == connection.execute(sql).fetchone()[0], name
    connection.close()
    assert found["last_run_id", ""] == 2
    assert found["last_run_seconds", ""] == 60
    assert found["source_documents", "s"] > 0


async def test_stages_and_trouble_are_told(small_archive: Path, tmp_path: Path) -> None:
    root = copytree(small_archive, tmp_path / "copy")
    connection = sqlite3.connect(root / "archive.db")
    with connection:
        connection.execute("""update runs set exit_code = 69,
            report = '{"seconds": {"collect": 12.5, "read": 3}}' where id = 2""")
    connection.close()
    datasette = site_on(root)
    await datasette.invoke_startup()
    found = await _scraped(datasette)
    assert (found["stage_seconds", "collect"], found["stage_seconds", "read"]) == (12.5, 3)
    assert (found["healthy", ""], found["last_run_exit_code", ""]) == (0, 69)
    datasette.close()
