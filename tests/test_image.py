"""The image's recipe: it passes the linter, copies what is there, and installs what is locked."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RECIPES = sorted((ROOT / "docs/operations").glob("*Dockerfile"))
IMAGE = ROOT / "docs/operations/Dockerfile"


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.name)
def test_the_linter_finds_nothing(recipe: Path) -> None:
    linter = Path(sys.executable).with_name("hadolint")
    found = subprocess.run([linter, recipe], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")


def test_it_runs_as_nobody_with_a_root_that_may_be_read_only() -> None:
    text = IMAGE.read_text(encoding="utf-8")
    last = text.rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER \d{4,}:\d{4,}$", last, re.MULTILINE)
    assert re.findall(r"^VOLUME (.+)$", last, re.MULTILINE) == ["/data"]


def test_what_it_copies_is_there_and_is_sent_to_the_builder() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", IMAGE.read_text("utf-8"), re.MULTILINE)
    names = " ".join(copied).split()
    sent = IMAGE.with_name("Dockerfile.dockerignore").read_text("utf-8").split("\n")
    assert len(names) > 5
    for name in names:
        assert (ROOT / name).exists(), name
        assert f"!{name}" in sent, name


def test_the_locked_packages_are_those_that_are_needed_and_no_tools() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = set(
        re.findall(r"^([a-z0-9-]+)==", (ROOT / ".ci/runtime.txt").read_text("utf-8"), re.M)
    )
    needed = {_name(line) for line in wanted["dependencies"]}
    assert needed <= locked
    assert not locked & {"pytest", "mypy", "ruff", "playwright", "sphinx", "typst"}


def _name(requirement: str) -> str:
    return re.match(r"[A-Za-z0-9-]+", requirement)[0].lower()  # type: ignore[index]
