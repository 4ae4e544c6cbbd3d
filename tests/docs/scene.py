"""A machine as the pages have it: a folder, a publisher, an archive, and a shell."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from ingest.sample.publisher import SamplePublisher, resources, write_sources
from tests.docs.markdown import ROOT, Block

BIN = Path(sys.executable).parent
SRV = "/srv/policy-archive"
WAIT_SECONDS = 60
ASSIGNMENT = re.compile(r"^[A-Z]+=.*$", re.MULTILINE)
SERVING = re.compile(r"policy-archive (serve|demo)(?! --no-serve|[^\n]*--port)")


class Scene:
    """Runs the blocks of one page in their order, with the commands in `programs` first.

    A context manager; ends with all that was started.

    Addresses of examples stand for the sample publisher, ports for free ones, /srv for a folder.
    """

    def __init__(self, folder: Path, programs: Path, archive: Path | None = None) -> None:
        self._folder, self._programs, self._stack = folder, programs, ExitStack()
        self._assigned: list[str] = []
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        (self.home / ".venv").symlink_to(BIN.parent)
        if archive:
            shutil.copytree(archive, self.home / "data")

    def __enter__(self) -> Self:
        publisher = self._stack.enter_context(SamplePublisher())
        self.sources = self._folder / "sources"
        write_sources(self.sources, publisher.port)
        (self.home / "reports").mkdir()
        for path, resource in resources("first").items():
            if path.endswith(".pdf") and len(resource.body) < 35_000:
                (self.home / "reports" / Path(path).name).write_bytes(resource.body)
        (page,) = [path for path in resources("first") if path.endswith("/index_e.html")]
        self._stands_for = {
            "https://www.example.org/publications/": f"{publisher.base_url}{page}",
            "www.example.org": f"127.0.0.1:{publisher.port}",
            "npa-csec": "sample-en",
            SRV: str(self.home),
            "/srv/archive": str(self.home / "data"),
            "/srv/": f"{self.home}/srv/",
            "--host 10.0.0.1": f"--host 127.0.0.1 --port {(scheduler := free_port())}",
            "10.0.0.1:8786": f"127.0.0.1:{scheduler}",
            "8001": str(free_port()),
            "8002": str(free_port()),
        }
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def archive(self) -> Path:
        """The folder of the archive: the default one, or the demo's."""
        data = self.home / "data"
        return data if (data / "archive.db").exists() else data / "demo"

    def here(self, text: str) -> str:
        """A text of the page with what its addresses stand for here."""
        text = SERVING.sub(r"policy-archive \1 --port 8001", text)
        for example, real in self._stands_for.items():
            text = text.replace(example, real)
        return text

    def shell(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a script as the page's reader would."""
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.here("\n".join([*self._assigned, script]))],
            cwd=self.home, env=self._environment() | environment, capture_output=True, text=True,
            check=False, timeout=110,
        )  # fmt: skip

    def run(self, block: Block) -> str:
        """Run a block of shell; returns what it printed. Names it sets are there for the next."""
        if words := block.marks.get("goes on; ready when it says"):
            return self._start(block, self.here(words))
        done = self.shell(block.text)
        assert done.returncode == 0, f"{block.place}: {done.stdout}{done.stderr}"
        self._assigned += ASSIGNMENT.findall(block.text)
        return done.stdout

    def _start(self, block: Block, words: str) -> str:
        """Start each line of a block and wait until the last one says that it is ready."""
        log = ""
        for number, line in enumerate(self.here(block.text).splitlines()):
            path = self._folder / f"{block.line}-{number}.log"
            self._spawn(["bash", "-c", line], path)
        deadline = time.monotonic() + WAIT_SECONDS
        while words not in log:
            assert time.monotonic() < deadline, f"{block.place} does not say {words}: {log}"
            time.sleep(0.05)
            log = path.read_text(encoding="utf-8")
        return log

    def _spawn(self, command: list[str], log: Path) -> None:
        """Start a program that ends with the scene, and all it has started with it."""
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=self.home, env=self._environment(), stdout=output, stderr=output,
                stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip

        def end() -> None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)

        self._stack.callback(end)

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("POLICY_")}
        path = f"{self._programs}:{BIN}:{os.environ['PATH']}"
        more = {"PATH": path, "PYTHONPATH": str(ROOT), "POLICY_SOURCES": str(self.sources)}
        return kept | more


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
