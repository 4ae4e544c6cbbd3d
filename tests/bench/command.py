"""The real command line, timed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def timed(*arguments: str) -> tuple[float, str]:
    """Run `pipeline.py` with the arguments; returns seconds and stdout. Fails on 2 and above."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(ROOT / "pipeline.py"), *arguments],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    if done.returncode > 1:
        raise SystemExit(f"{arguments} ended with {done.returncode}: {done.stderr[-2000:]}")
    return time.perf_counter() - start, done.stdout


def corpus() -> Path | None:
    """The folder of real documents, where it is at hand."""
    named = os.environ.get("POLICY_CORPUS")
    return Path(named) if named else None
