"""Forks one process for every command it is asked for: `python -m tests.command_server`.

Importing the pipeline takes a second; a test run has hundreds of commands. Reads orders from
stdin, one JSON object a line, and answers each with the exit code on stdout.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any, NoReturn

import pipeline

SECONDS = 110  # for one command


def child(order: dict[str, Any]) -> NoReturn:
    """One command, as if it had been started from a shell."""
    os.environ.clear()
    os.environ.update(order["environment"])
    for number, path in ((0, os.devnull), (1, order["out"]), (2, order["err"])):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), number)
    sys.argv = ["pipeline.py", *order["arguments"]]
    signal.alarm(SECONDS)  # ends it, and the test sees that it was ended
    pipeline.main(order["arguments"])


def main() -> None:
    """Serve orders until stdin ends."""
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            child(order)  # ends this process
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
