"""The sample publisher: a cold run of both editions against an unchanged re-run."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.command import timed


def measure() -> None:
    """Print seconds of both, and their ratio."""
    with TemporaryDirectory() as folder:
        archive = str(Path(folder) / "demo")
        cold, _ = timed("demo", "--no-serve", "--archive", archive)
        again, _ = timed("demo", "--no-serve", "--archive", archive)
    print(f"cold run of two editions  {cold:6.2f} s")
    print(f"unchanged re-run          {again:6.2f} s   {again / cold:.2f} of the cold run")
