"""Every block of every page is run, or checked by what reads it; what is not says why."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import duckdb
import pytest
import yaml

import pipeline
from archive.web.routes import ROUTES
from ingest.sources import load_sources
from tests.command import command
from tests.docs.markdown import ROOT, Block, blocks, name, pages
from tests.docs.scene import Scene
from tests.docs.server import serving
from tests.web.conftest import site_on

SLOW = {  # whole runs, or a cluster; their commands are looked at in any case
    "README.md", "docs/analysis.md", "docs/operations.md", "docs/how-to/cite.md",
    "docs/how-to/many-archives.md", "docs/how-to/add-a-source.md", "docs/how-to/install.md",
    "docs/how-to/publish.md", "docs/how-to/query.md", "docs/how-to/schedule.md",
    "docs/how-to/recover.md", "docs/ja.md", "docs/explanation/changes.md",
    "docs/explanation/facts-and-readings.md", "docs/reference/command-line.md", "docs/scale.md",
    "docs/sources.md", "docs/tutorial.md",
}  # fmt: skip
WITHOUT_ARCHIVE = {"docs/operations.md", "docs/how-to/install.md", "docs/ja.md", "docs/tutorial.md"}
COMMAND = re.compile(
    r"^(?:\$ )?(?:policy-archive|docker|pip|pipx|make|curl|datasette|sudo|python3?|dask|git) ",
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample publisher's archive, both editions."""
    folder = tmp_path_factory.mktemp("sample") / "data"
    assert command("demo", "--no-serve", "--archive", folder).code == 0
    return folder


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder with the command, quick to start."""
    with serving(tmp_path_factory.mktemp("p")) as folder:
        yield folder


def is_run(block: Block) -> bool:
    return "not run" not in block.marks and not block.language.startswith("{")


def with_commands() -> list[Any]:
    """The pages that hold something to run, those that take long marked so."""
    return [
        pytest.param(page, id=name(page), marks=[pytest.mark.slow] if name(page) in SLOW else [])
        for page in pages()
        if any(block.language in RUN for block in blocks(page))
    ]


# --- what is done with a block --------------------------------------------------------------------


def run_shell(scene: Scene, block: Block) -> None:
    for program in ("curl", "sqlite3"):
        if re.search(rf"^{program} ", block.text, re.MULTILINE) and not shutil.which(program):
            pytest.skip(f"{program} is not on this machine")
    scene.run(block)


def is_of_files(block: Block) -> bool:
    return bool(re.search(r"\.(?:parquet|csv)'", block.text))


def ask_duckdb(scene: Scene, block: Block) -> None:
    """Ask DuckDB of exported files; the site is asked everything else, all of a page at once."""
    if is_of_files(block):
        connection = duckdb.connect()
        connection.execute(f"set file_search_path = '{scene.home}'")
        assert connection.execute(block.text).fetchall(), f"{block.place} finds nothing"


async def ask_site(archive: Path, questions: list[Block]) -> None:
    site = site_on(archive, sql_time_limit_ms=20_000)
    await site.invoke_startup()
    for block in questions:
        query = {"sql": block.text, "_shape": "array"}
        answer = await site.client.get("/archive/-/query.json", params=query)
        assert answer.status_code == 200, f"{block.place}: {answer.text}"
        assert answer.json(), f"{block.place} finds nothing"
    site.close()


def run_python(scene: Scene, block: Block) -> None:
    done = subprocess.run(
        [sys.executable, "-c", scene.here(block.text)], cwd=scene.home, capture_output=True,
        text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, f"{block.place}: {done.stderr}"


def check_json(scene: Scene, block: Block) -> None:
    json.loads(block.text)


def check_yaml(scene: Scene, block: Block) -> None:
    """A source's file, settings of Datasette, or what asks for our metrics."""
    if file := block.marks.get("file"):
        path = scene.home / file
        path.write_text(scene.here(block.text), encoding="utf-8")
        assert load_sources(path)
        return
    data = yaml.safe_load(block.text)
    if "scrape_configs" in data:
        paths = {job["metrics_path"] for job in data["scrape_configs"]}
        assert all(any(re.match(route, path) for route, _ in ROUTES) for path in paths)
        return
    assert data.keys() <= {"settings", "plugins", "databases"}, f"{block.place}: what is it?"
    asyncio.run(start_with(scene.archive, data))


async def start_with(archive: Path, data: dict[str, Any]) -> None:
    """Serve an archive with these settings, which must be ones that exist."""
    shipped = yaml.safe_load((ROOT / "datasette.yaml").read_text(encoding="utf-8"))
    assert data.get("settings", {}).keys() <= shipped["settings"].keys() | {"default_allow_sql"}
    ours = data.get("plugins", {}).get("policy-archive", {})
    assert ours.keys() <= shipped["plugins"]["policy-archive"].keys()
    site = site_on(archive, **data.get("settings", {}))
    await site.invoke_startup()
    site.close()


def run_cron(scene: Scene, block: Block) -> None:
    minute, hour, *days, line = block.text.strip().split(maxsplit=5)
    assert (int(minute) < 60, int(hour) < 24, days) == (True, True, ["*", "*", "*"])
    done = scene.shell(line)
    assert done.returncode == 0, f"{block.place}: {done.stderr}"


RUN: dict[str, Callable[[Scene, Block], None]] = {
    "sh": run_shell,
    "sql": ask_duckdb,
    "python": run_python,
    "json": check_json,
    "yaml": check_yaml,
    "cron": run_cron,
}


# --- the tests ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", with_commands())
def test_the_blocks_of_a_page_run_in_their_order(
    page: Path, programs: Path, sample: Path, tmp_path: Path
) -> None:
    archive = None if name(page) in WITHOUT_ARCHIVE else sample
    with Scene(tmp_path, programs, archive) as scene:
        questions = []
        for block in filter(is_run, blocks(page)):
            if block.language in RUN:
                RUN[block.language](scene, block)
            if block.language == "sql" and not is_of_files(block):
                questions.append(block)
        if questions:
            asyncio.run(ask_site(scene.archive, questions))


@pytest.mark.parametrize("page", pages(), ids=name)
def test_what_is_not_run_says_why(page: Path) -> None:
    for block in blocks(page):
        reason = block.marks.get("not run", "a reason")
        assert reason, f"{block.place} needs a reason"
        for path in re.findall(r"[\w.]+/[\w./]*\w", reason):
            assert (ROOT / path).exists(), f"{block.place}: {path}"
        if not is_run(block):
            continue
        assert block.language in {*RUN, "text"}, f"{block.place}: nobody runs this"
        if block.language == "text" and "[OPTIONS]" not in block.text:
            assert not COMMAND.search(block.text), f"{block.place}: run it, or say why not"


@pytest.mark.parametrize("page", pages(), ids=name)
def test_commands_are_ones_that_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    said = re.findall(r"`policy-archive\s([a-z][^`]+)`", text)
    for block in blocks(page):
        if block.language in ("sh", "text") and "[OPTIONS]" not in block.text:
            said += re.findall(r"(?:^|/)policy-archive ([a-z].+)", block.text, re.MULTILINE)
    for command_line in said:
        verb, *arguments = shlex.split(re.split(r" (?:#|2?>>?|\|) ", command_line)[0])
        found = pipeline.cli.commands[verb]
        found.make_parser(click.Context(found)).parse_args(arguments)


def test_make_runs_what_the_readme_says() -> None:
    ask = ["make", "--dry-run", "--always-make", "--no-print-directory"]
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    (demo, test) = (
        subprocess.run(
            [*ask, target], cwd=ROOT, capture_output=True, text=True, check=True, env=alone
        ).stdout
        for target in ("demo", "test")
    )
    assert demo.splitlines()[-1].endswith("python pipeline.py demo")
    assert "-m pytest" in test.splitlines()[-1]


@pytest.mark.parametrize("page", pages(), ids=name)
def test_targets_and_modules_in_the_text_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= set(targets)
    for module in re.findall(r"`python -m (tests\.[a-z_.]+)", text):
        path = ROOT.joinpath(*module.split("."))
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), module
