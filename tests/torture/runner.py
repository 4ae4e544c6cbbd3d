"""Runs the real command line in processes that can be ended at any point."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, Self

ROOT = Path(__file__).resolve().parent.parent.parent
Action = Literal["kill", "term", "int"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a process ended: exit code, or minus the number of the signal that ended it."""

    pid: int  # also the number of the session it ran in
    code: int
    trail: list[str]  # what it was about to do to the disk, event by event
    out: str
    err: str


class Runner:
    """Makes runs. A context manager."""

    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory()
        kept = {k: v for k, v in os.environ.items() if not k.startswith("POLICY_")}
        kept["TMPDIR"] = self._folder.name  # a killed run may leave a socket there
        self._zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.zygote"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=kept,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        assert self._zygote.stdin is not None
        self._zygote.stdin.close()
        self._zygote.wait()
        self._folder.cleanup()

    def run(
        self, *arguments: str | Path, at: int | None = None, of: str = "",
        action: Action = "kill", limits: Mapping[str, int] | None = None,
    ) -> Ended:  # fmt: skip
        """Run a command; at the `at`-th event that holds the text `of` it is ended.

        `limits` are resource limits by name, such as FSIZE.
        """
        files = {name: Path(self._folder.name, name) for name in ("out", "err", "trail")}
        order = {
            "arguments": [str(a) for a in arguments],
            "at": at,
            "of": of,
            "action": action,
            "limits": dict(limits or {}),
            **{name: str(path) for name, path in files.items()},
        }
        assert self._zygote.stdin is not None
        assert self._zygote.stdout is not None
        self._zygote.stdin.write(json.dumps(order) + "\n")
        self._zygote.stdin.flush()
        answer = json.loads(self._zygote.stdout.readline())
        out, err, trail = (path.read_text("utf-8", "replace") for path in files.values())
        return Ended(**answer, out=out, err=err, trail=trail.splitlines())


def processes_of(session: int) -> list[int]:
    """The processes of a session that are still there, but for those that are only not reaped."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended while we looked
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found
