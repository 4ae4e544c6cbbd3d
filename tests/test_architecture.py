"""The arrows, the doors, the purity of metadata and the sizes, read off the syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("ingest", "archive", "metadata")
ALLOWED = {"metadata": {"metadata"}, "ingest": {"ingest", "metadata"},
           "archive": {"archive", "metadata"}}  # fmt: skip
DOORS = {
    "aiohttp": ("ingest/fetch",),
    "stamina": ("ingest/fetch",),
    "protego": ("ingest/fetch",),
    "pypdf": ("ingest/reader/",),
    "pdfplumber": ("ingest/reader/",),
    "pypdfium2": ("ingest/reader/",),
    "sqlite_utils": ("archive/schema.py", "archive/store"),
    "distributed": ("ingest/cluster/",),
    "dask": ("ingest/cluster/",),
    "datasette": ("archive/web/",),
    "pyarrow": ("archive/export/parquet_files.py",),
    "click": ("pipeline.py", "archive/command"),
    "typst": ("ingest/sample/",),
    "fsspec": ("archive/files_remote.py",),
    "s3fs": ("archive/files_remote.py",),
    "botocore": ("archive/files_remote.py",),
}
IMPURE = {"pathlib", "os", "io", "socket", "sqlite3", "time", "logging", "random", "subprocess",
          "tempfile", "shutil", "urllib.request", "http", "sys"}  # fmt: skip
LONGEST_FILE, LONGEST_FUNCTION = 350, 50  # lines
LONGER = {"pipeline.py": 630}  # alone joins the rooms: all stages, and the commands that run them
MOST_PARAMETERS = 6  # that are named


def modules() -> list[Path]:
    found = [ROOT / "pipeline.py"]
    for room in ROOMS:
        found += sorted((ROOT / room).rglob("*.py"))
    return found


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield node.module


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_point_one_way_and_through_the_doors(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    room = place.split("/")[0]
    for name in imports(path):
        top = name.split(".")[0]
        if top in (*ROOMS, "pipeline") and room in ALLOWED:
            assert top in ALLOWED[room], f"{place} imports {name}"
        if top in DOORS:
            assert place.startswith(DOORS[top]), f"{place} imports {name}"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "metadata").rglob("*.py")), ids=lambda p: p.stem
)  # fmt: skip
def test_metadata_is_pure(path: Path) -> None:
    for name in imports(path):
        assert name not in IMPURE, f"metadata must stay pure: {path.name} imports {name}"
        assert name.split(".")[0] not in IMPURE - {"urllib.request"}, f"{path.name}: {name}"


def test_nothing_else_stands_at_the_top() -> None:
    given = {"ingest", "archive", "metadata", "tests", "docs"}
    folders = {
        p.name
        for p in ROOT.iterdir()
        if p.is_dir() and not p.name.startswith(".") and (p / "__init__.py").exists()
    }
    assert folders <= given


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_files_and_functions_are_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    longest = LONGER.get(path.relative_to(ROOT).as_posix(), LONGEST_FILE)
    assert text.count("\n") <= longest
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            where = f"{path.name}:{node.lineno} {node.name}"
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, where
            assert len(parameters(node)) <= MOST_PARAMETERS, where


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """The named ones, but for the object itself."""
    given = node.args
    names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return [name for name in names if name not in ("self", "cls")]
