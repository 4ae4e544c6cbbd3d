"""Odd locales and terminals that cannot show what documents are called: nothing crashes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.sample.publisher import SamplePublisher, write_sources
from tests.command import program

pytestmark = pytest.mark.slow  # whole runs

TERMINALS = (
    {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "TZ": "Asia/Tokyo"},
    {"LC_ALL": "tr_TR.UTF-8", "PYTHONIOENCODING": "latin-1"},
)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with SamplePublisher() as publisher:
        folder = tmp_path_factory.mktemp("sources")
        write_sources(folder, publisher.port)
        yield folder


@pytest.mark.parametrize("terminal", TERMINALS, ids=lambda terminal: ",".join(terminal))
def test_japanese_titles_do_not_end_a_command(terminal: dict[str, str], sources: Path) -> None:
    done = program("check", "sample-ja", "--sources", sources, **terminal)
    assert done.code == 0, done.err
    assert r"\u5150\u7ae5" in done.out
    asked = program("check", "sample-ja", "--sources", sources, "--json", **terminal)
    assert "児童" in json.dumps(asked.json(), ensure_ascii=False)


def test_a_run_and_its_log_survive_a_terminal_of_another_time(
    sources: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "児童"
    words = ("run", "sample-ja", "--sources", sources, "--archive", archive)
    done = program(*words, "--log-format", "json", **TERMINALS[0])
    assert done.code == 0, done.err
    done = program("export", "csv", tmp_path / "書類", "--archive", archive, **TERMINALS[0])
    assert done.code == 0, done.err
    assert list((tmp_path / "書類").iterdir())
