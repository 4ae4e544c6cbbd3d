"""Plugins as pip leaves them: the module and its dist-info in a folder that Python looks in."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

from tests.command import ROOT

EXAMPLES = ROOT / "docs" / "plugins"


def install(folder: Path, *names: str) -> str:
    """Install examples of the docs; returns what PYTHONPATH must be."""
    for name in names:
        package = EXAMPLES / name
        project = tomllib.loads((package / "pyproject.toml").read_text("utf-8"))["project"]
        points = project["entry-points"]["policy_archive"]
        for module in points.values():
            folder.mkdir(exist_ok=True)
            shutil.copy(package / f"{module}.py", folder)
        announce(folder, project["name"], points)
    return f"{folder}:{ROOT}"


def write(folder: Path, name: str, code: str) -> str:
    """Install a plugin of one module with this code; returns what PYTHONPATH must be."""
    folder.mkdir(exist_ok=True)
    module = name.replace("-", "_")
    (folder / f"{module}.py").write_text(code, encoding="utf-8")
    announce(folder, name, {name: module})
    return f"{folder}:{ROOT}"


def announce(folder: Path, name: str, points: dict[str, str]) -> None:
    """Write the dist-info of a package with these entry points."""
    about = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = [f"{key} = {module}" for key, module in points.items()]
    (about / "entry_points.txt").write_text("\n".join(["[policy_archive]", *lines, ""]))
