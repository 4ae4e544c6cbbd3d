"""A Dask cluster of one machine: a scheduler and two workers in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil
from distributed import Client

ROOT = Path(__file__).resolve().parent.parent
QUICK = {
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",  # a batch is given up at once
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "60s",
    "PYTHONPATH": str(ROOT),
}


class DaskCluster:
    """Runs in the folder given. A context manager."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self._folder, self._workers = folder, workers
        self._programs: list[subprocess.Popen[bytes]] = []
        self.address = ""

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _start(self) -> None:
        found = self._folder / "scheduler.json"
        where = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(found))
        scheduler = self._program("dask_scheduler", *where)
        for number in range(self._workers):
            local = ("--local-directory", str(self._folder / str(number)))
            one = ("--nthreads", "1", "--host", "127.0.0.1")
            self._program("dask_worker", "--scheduler-file", str(found), *one, *local)
        while not found.exists():
            with suppress(subprocess.TimeoutExpired):
                raise RuntimeError(f"The scheduler ended with {scheduler.wait(0.05)}")
        self.address = json.loads(found.read_text())["address"]
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(self._workers, timeout=60)

    def _program(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        program = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{name}", "--no-dashboard", *arguments],
            cwd=self._folder, env=os.environ | QUICK, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._programs.append(program)
        return program

    def _stop(self) -> None:
        for program in self._programs:
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
            program.wait()

    def kill_scheduler(self) -> None:
        """End the scheduler as a power cut would."""
        self._programs[0].kill()

    def readers_of(self, name: str) -> list[psutil.Process]:
        """The workers, below their nannies, in whose children a file of this name is open."""
        nannies = [psutil.Process(program.pid) for program in self._programs[1:]]
        workers = [worker for nanny in nannies for worker in nanny.children()]
        return [w for w in workers if any(_has_open(child, name) for child in _below(w))]


class Killer(threading.Thread):
    """Kills, so many times at most, each worker that reads a file of this name. Use `with`."""

    def __init__(self, cluster: DaskCluster, name: str, times: int) -> None:
        super().__init__(daemon=True)
        self._cluster, self._name, self._times = cluster, name, times
        self._over = threading.Event()
        self.killed: list[int] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        while len(self.killed) < self._times and not self._over.wait(0.01):
            for worker in self._cluster.readers_of(self._name):
                if worker.pid not in self.killed:
                    worker.kill()
                    self.killed.append(worker.pid)


def _below(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _has_open(process: psutil.Process, name: str) -> bool:
    try:
        return any(Path(file.path).name == name for file in process.open_files())
    except psutil.Error:
        return False
