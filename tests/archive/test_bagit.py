"""Bags that the bagit library accepts, byte for byte the same for the same archive."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import bagit
import pytest

from archive.export import export_archive
from archive.files import FileStore
from archive.report import Screen
from metadata.errors import ConfigError
from tests.web.conftest import fill


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("data")
    fill(root)
    return root


@pytest.fixture(scope="module")
def bag(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    dest = tmp_path_factory.mktemp("out") / "bag"
    assert export_archive("bagit", root, dest, Screen()) == 0
    return dest


def contents(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_library_finds_a_complete_and_valid_bag(bag: Path) -> None:
    found = bagit.Bag(str(bag))
    found.validate()
    assert found.version_info == (1, 0)
    assert found.algorithms == ["sha256"]
    assert "fetch.txt" not in contents(bag)
    assert set(found.entries) >= set(found.payload_entries())


def test_it_is_dated_by_the_last_run(bag: Path) -> None:
    information = bagit.Bag(str(bag)).info
    assert information["Bagging-Date"] == "2026-01-02"
    assert information["Bag-Software-Agent"] == "policy-archive test"
    assert "A Public Body" in information["External-Description"]
    payload = [path for path in (bag / "data").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in payload)
    assert information["Payload-Oxum"] == f"{size}.{len(payload)}"


def test_it_holds_every_file_and_every_row(bag: Path, root: Path) -> None:
    stored = {
        path.relative_to(root).as_posix(): path.read_bytes() for path in FileStore(root).all()
    }
    bagged = {path.relative_to(bag / "data").as_posix(): path.read_bytes()
              for path in FileStore(bag / "data").all()}  # fmt: skip
    assert bagged == stored
    connection = sqlite3.connect(root / "archive.db")
    titles = {row[0] for row in connection.execute("select title from documents")}
    connection.close()
    lines = (bag / "data" / "metadata" / "documents.jsonl").read_text("utf-8").split("\n")
    assert {json.loads(line)["title"] for line in lines if line} == titles
    words = (bag / "data" / "dictionary.txt").read_text("utf-8")
    assert "metadata/documents.jsonl: The works that entries point to" in words
    assert "outbox" not in words


def test_the_same_archive_gives_the_same_bag(root: Path, bag: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(root, tmp_path / "elsewhere"))
    for _ in range(2):  # the second replaces the first
        assert export_archive("bagit", copy, tmp_path / "again", Screen()) == 0
    assert contents(tmp_path / "again") == contents(bag)
    assert {path.name for path in tmp_path.iterdir()} == {"elsewhere", "again"}


def test_damaged_bytes_are_left_out_and_the_bag_stays_valid(
    root: Path, tmp_path: Path, capsys: Any
) -> None:
    copy = Path(shutil.copytree(root, tmp_path / "data"))
    first, second, *_ = FileStore(copy).all()
    first.write_bytes(b"altered")
    second.unlink()
    assert export_archive("bagit", copy, tmp_path / "out", Screen()) == 1
    said = capsys.readouterr().err
    assert first.stem in said
    assert second.stem in said
    bagit.Bag(str(tmp_path / "out")).validate()


def test_a_bag_of_somebody_else_is_not_replaced(root: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "letter.txt").write_text("kept")
    bagit.make_bag(str(tmp_path / "theirs"), checksums=["sha256"])
    with pytest.raises(ConfigError, match="holds other files"):
        export_archive("bagit", root, tmp_path / "theirs", Screen())
    bagit.Bag(str(tmp_path / "theirs")).validate()
