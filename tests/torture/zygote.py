"""A process that has imported the pipeline and forks one child for every run it is asked for.

Reads orders from stdin, one JSON object a line, and answers each with one on stdout. A child
counts what it is about to do to the disk (files opened for writing, renamed, removed; statements
of SQLite that write) and, told to, ends itself there with a signal. The pipeline does not know.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import sys
import time
from typing import Any, NoReturn

import pipeline

_COUNTED = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate",
            "sqlite3.connect", "subprocess.Popen", "socket.connect"}  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_connect = sqlite3.connect
_SIGNALS = {signal.SIGUSR1, signal.SIGCHLD}
_WORDS = 200  # characters of an event that are kept


class Counter:
    """Writes every event down, and acts at the `at`-th of those that hold the text `of`."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._at, self._of, self._action = order["at"], order["of"].lower(), order["action"]
        self._number = 0
        self._trail = os.open(order["trail"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)

    def audit(self, event: str, args: tuple[Any, ...]) -> None:
        """Python's audit hook: sees files and connections before they are touched."""
        if event == "open":
            if isinstance(args[2], int) and args[2] & _WRITING:
                self.happens(f"open {args[0]}")
        elif event in _COUNTED:
            self.happens(" ".join(map(str, (event, *args[:2]))))

    def connect(self, *args: Any, **kwargs: Any) -> sqlite3.Connection:
        """Stands in for `sqlite3.connect`, to trace what the connection is told."""
        connection: sqlite3.Connection = _connect(*args, **kwargs)
        connection.set_trace_callback(self.statement)
        return connection

    def statement(self, sql: str) -> None:
        """SQLite's trace: sees every statement before it runs, also those inside its indexes."""
        if not sql.lstrip("- ").lower().startswith(("select", "pragma")):
            self.happens(" ".join(sql.split()))

    def happens(self, words: str) -> None:
        """One more event."""
        os.write(self._trail, words.replace("\n", " ")[:_WORDS].encode("utf-8", "replace") + b"\n")
        self._number += self._of in words.lower()
        if self._number == self._at and self._of in words.lower():
            if self._action == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            self.ask()

    def ask(self) -> None:
        """Have the signal sent from outside, once this callback is left."""
        os.kill(os.getppid(), signal.SIGUSR1)

    def lost(self, what: sys.UnraisableHookArgs) -> None:
        """What the handler raises inside of a trace callback is lost: then once more."""
        if what.object == self.statement:
            self.ask()
        else:
            sys.__unraisablehook__(what)


def child(order: dict[str, Any]) -> NoReturn:
    """What the forked process does: one command, as if it had been started from a shell."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
    os.setsid()
    for number, path in ((0, os.devnull), (1, order["out"]), (2, order["err"])):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(handle, number)
    for name, value in order["limits"].items():
        which = getattr(resource, f"RLIMIT_{name}")
        resource.setrlimit(which, (value, resource.getrlimit(which)[1]))
    counter = Counter(order)
    sqlite3.enable_callback_tracebacks(True)
    sys.unraisablehook = counter.lost
    vars(sqlite3)["connect"] = counter.connect
    sys.addaudithook(counter.audit)
    pipeline.main(order["arguments"])


def parent(pid: int, action: str) -> int:
    """Wait for the child, sending it the signal it asks for; returns its exit code."""
    while True:
        if signal.sigwait(_SIGNALS) == signal.SIGUSR1:
            time.sleep(0.002)
            if action == "int":  # a terminal sends it to everyone
                os.killpg(pid, signal.SIGINT)
            else:
                os.kill(pid, signal.SIGTERM)
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)


def main() -> None:
    """Serve orders until stdin ends."""
    sys.dont_write_bytecode = True
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            child(order)  # ends this process
        answer = {"pid": pid, "code": parent(pid, order["action"])}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
