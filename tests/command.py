"""The real command line in its own process."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Its result as JSON."""
        return json.loads(self.out)


def command(*arguments: str | Path, **environment: str) -> Done:
    """Run a command of `pipeline.py` in a process of its own and wait for it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("POLICY_")}
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        order = {
            "arguments": [str(argument) for argument in arguments],
            "environment": kept | environment,
            "out": str(out),
            "err": str(err),
        }
        code = _server().ask(order)
        done = Done(code=code, out=out.read_text("utf-8"), err=err.read_text("utf-8"))
    assert "Traceback" not in done.err, done.err
    return done


def program(*arguments: str | Path, **environment: str) -> Done:
    """The same in an interpreter of its own, for what Python settles when it starts."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("POLICY_")}
    done = subprocess.run(
        [sys.executable, str(ROOT / "pipeline.py"), *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=ROOT, env=kept | environment,
        timeout=110,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return Done(code=done.returncode, out=done.stdout, err=done.stderr)


class _Server:
    """The process that forks one for every command."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.command_server"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        atexit.register(self.close)

    def ask(self, order: dict[str, Any]) -> int:
        """Have a command run; returns its exit code, minus a signal that ended it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


_server = cache(_Server)
