"""Fixtures that several rooms share."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# The same examples every time, so that a change is judged and not the day's luck; to look for what
# nobody has thought of yet, `--hypothesis-profile=default`. Nor is a busy machine a fault of ours.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_is_heard() -> None:
    """Programs inherit whether it is ignored, and a shell has it ignored in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents, from POLICY_CORPUS."""
    folder = os.environ.get("POLICY_CORPUS")
    if not folder:
        pytest.skip("POLICY_CORPUS does not name a folder of real documents")
    path = Path(folder)
    if not path.is_dir():
        pytest.skip(f"POLICY_CORPUS={folder} is not a folder")
    return path


@pytest.fixture(scope="session")
def listing_items(corpus: Path) -> list[dict[str, Any]]:
    """Labelled list items, from the folder listing-items beside the corpus."""
    path = corpus.parent / "listing-items" / "items.jsonl"
    if not path.is_file():
        pytest.skip(f"{path} is missing")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
