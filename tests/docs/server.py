"""`policy-archive` for the pages' commands, forked from a process that has imported it already.

Importing takes a second, and the pages hold a hundred commands. `serving` offers a program of the
same name that passes on its arguments, folder, environment, stdin, stdout and stderr; ending that
program ends the command.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pipeline
from tests.docs.markdown import ROOT

PROGRAM = """\
#!{python} -ISs
import json, os, signal, socket, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
order = dict(arguments=sys.argv[1:], folder=os.getcwd(), environment=dict(os.environ))
body = json.dumps(order).encode()
with socket.socket(socket.AF_UNIX) as server:
    server.connect({socket!r})
    socket.send_fds(server, [len(body).to_bytes(8, "big")], [0, 1, 2])
    server.sendall(body)
    sys.exit(int(server.recv(16) or b"70"))
"""


@contextmanager
def serving(folder: Path) -> Iterator[Path]:
    """Serve while the `with` block lasts; gives the folder with the program."""
    address, log, programs = folder / "s", folder / "log", folder / "bin"
    programs.mkdir()
    program = programs / "policy-archive"
    program.write_text(PROGRAM.format(python=sys.executable, socket=str(address)))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with log.open("wb") as output:
        command = [sys.executable, "-m", "tests.docs.server", str(address)]
        server = subprocess.Popen(command, stdout=output, stderr=output, cwd=ROOT)
    try:
        while not address.exists():
            assert server.poll() is None, log.read_text()
            time.sleep(0.02)
        yield programs
    finally:
        server.kill()
        server.wait()


def main(address: str) -> NoReturn:
    """Serve until killed."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the handlers
        while True:
            connection, _ = listening.accept()
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                listening.close()
                _answer(connection)
            connection.close()


def _answer(connection: socket.socket) -> NoReturn:
    """Run one command and send its exit code; end it when nobody waits any longer."""
    size, files, _, _ = socket.recv_fds(connection, 8, 3)
    order = json.loads(connection.makefile("rb").read(int.from_bytes(size, "big")))
    command = os.fork()
    if command == 0:
        connection.close()
        _run(order, files)
    for file in files:
        os.close(file)
    ended = os.pidfd_open(command)
    ready, _, _ = select.select([connection, ended], [], [])
    if ended not in ready:
        os.kill(command, signal.SIGTERM)
    code = os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])
    if ended in ready:
        connection.sendall(str(code if code >= 0 else 128 - code).encode())
    os._exit(0)


def _run(order: dict[str, Any], files: list[int]) -> NoReturn:
    for number, file in enumerate(files):
        os.dup2(file, number)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
    os.closerange(3, 64)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = ["policy-archive", *order["arguments"]]
    pipeline.main(order["arguments"])


if __name__ == "__main__":
    main(sys.argv[1])
