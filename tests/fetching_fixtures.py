"""Fixtures for tests that fetch: `pytest_plugins = ["tests.fetching_fixtures"]`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import Publisher
from tests.fetching import Desk


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """A fault publisher that ends with the test."""
    with Publisher() as running:
        yield running


@pytest.fixture
def desk(publisher: Publisher, tmp_path: Path) -> Desk:
    """A desk with a folder of its own."""
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    return Desk(publisher, incoming)
