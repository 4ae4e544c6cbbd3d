"""An archive to look at and to hand over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.web.conftest import fill


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive that the site's pages are tried on; never written to."""
    root = tmp_path_factory.mktemp("filled")
    fill(root)
    return root


@pytest.fixture
def root(filled: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(filled, tmp_path / "data"))
