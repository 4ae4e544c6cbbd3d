"""Fetching, side by side on one loopback publisher: ours, Scrapy's FilesPipeline, and wget -N.

Scrapy goes into an environment of its own; wget is Debian's. What is missing is said and left
out. Scrapy keeps its defaults (eight connections a host, no sync of what it writes) and expires
files at once; ours keeps one connection a host and syncs every file and folder.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.bench.command import ROOT

SPIDER = """
import sys, scrapy
class Reports(scrapy.Spider):
    name = "reports"
    start_urls = [sys.argv[1]]
    custom_settings = {
        "ITEM_PIPELINES": {"scrapy.pipelines.files.FilesPipeline": 1},
        "FILES_STORE": sys.argv[2], "FILES_EXPIRES": 0, "ROBOTSTXT_OBEY": True,
        "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "DOWNLOAD_DELAY": 0,
    }
    def parse(self, response):
        for link in response.css("li a"):
            yield {"title": link.css("::text").get(),
                   "file_urls": [response.urljoin(link.attrib["href"])]}
from scrapy.crawler import CrawlerProcess
process = CrawlerProcess()
process.crawl(Reports)
process.start()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run took."""

    seconds: float
    cpu: float  # seconds of all its processes
    memory: float  # MB, of its largest process
    requests: int
    megabytes: float  # of bodies


class Site:
    """A publisher that runs."""

    def __init__(self, port: int, entries: int) -> None:
        self.base, self.port, self.entries = f"http://127.0.0.1:{port}", port, entries

    def cost(self, command: Sequence[str], folder: Path) -> Cost:
        """Run a command and measure it."""
        self._counts()
        start = perf_counter()
        with (folder / "output.txt").open("w") as output:
            small = [sys.executable, "-I", "-S", "-c", MEASURED, "cost.json", *command]
            subprocess.run(small, cwd=folder, stdout=output, stderr=output, env=ENV, check=True)
        seconds = perf_counter() - start
        code, cpu, memory = json.loads((folder / "cost.json").read_text())
        if code > 1:
            raise SystemExit(f"{command[:3]} failed: {(folder / 'output.txt').read_text()[-2000:]}")
        requests, sent = self._counts()
        return Cost(
            seconds=seconds, cpu=cpu, memory=memory / 1024,
            requests=requests, megabytes=sent / 1e6,
        )  # fmt: skip

    def _counts(self) -> tuple[int, int]:
        with urllib.request.urlopen(f"{self.base}/counts") as answer:
            requests, sent = json.load(answer)
        return requests, sent


# Linux counts the memory of whoever starts a process as that process's own, until it has more:
# so a small one starts it.
MEASURED = """
import os, sys
pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
with open(sys.argv[1], "w") as file:
    spent = usage.ru_utime + usage.ru_stime
    file.write(f"[{os.waitstatus_to_exitcode(status)}, {spent}, {usage.ru_maxrss}]")
"""
ENV = {k: v for k, v in os.environ.items() if not k.startswith("POLICY_")} | {
    "PYTHONPATH": str(ROOT)
}


@contextmanager
def site(entries: int, size: int) -> Iterator[Site]:
    """A publisher of so many documents, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.publisher", str(entries), str(size)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        try:
            yield Site(int(process.stdout.readline()), entries)
        finally:
            process.terminate()


def scrapy_python(folder: Path) -> str | None:
    """An environment that has Scrapy; None where it cannot be installed."""
    venv.create(folder / "scrapy", with_pip=True)
    python = str(folder / "scrapy" / "bin" / "python")
    done = subprocess.run([python, "-m", "pip", "install", "-q", "scrapy"], capture_output=True)
    return python if done.returncode == 0 else None


def wget() -> str | None:
    """The path of wget, installed from Debian where that is possible."""
    if not shutil.which("wget") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "wget"], capture_output=True)
    return shutil.which("wget")


class Contest:
    """The three, each in a folder of its own, on one publisher."""

    def __init__(self, site: Site, folder: Path, python: str | None, wget: str | None) -> None:
        self.site, self.folder = site, folder
        (folder / "spider.py").write_text(SPIDER)
        (folder / "urls.txt").write_text(
            "".join(f"{site.base}/documents/{at}.pdf\n" for at in range(site.entries))
        )
        (folder / "source.yaml").write_text(
            "id: bench\ntitle: Reports\npublisher: Office\nlanguage: en\n"
            f"pages: [{site.base}/index.html]\nhosts: ['127.0.0.1:{site.port}']\ndelay: 0\n"
        )
        run = [sys.executable, str(ROOT / "pipeline.py"), "run"]
        where = ["--archive", "ours", "--sources", "source.yaml"]
        collect = [sys.executable, "-m", "tests.bench.collecting", "ours", "source.yaml"]
        self.commands = {"ours": [*run, *where], "ours, without reading": collect}
        if python:
            self.commands["Scrapy"] = [python, "spider.py", f"{site.base}/index.html", "scrapy"]
        if wget:
            self.commands["wget -N"] = [wget, "-q", "-N", "-x", "-i", "urls.txt"]

    def cost(self, name: str) -> Cost:
        """Run one of them."""
        return self.site.cost(self.commands[name], self.folder)


def measure() -> None:
    """Unchanged re-runs of 1,000 and 10,000 entries, and a cold download of 1,000 files."""
    with TemporaryDirectory() as tools:
        python, program = scrapy_python(Path(tools)), wget()
        for name, found in (("Scrapy", python), ("wget", program)):
            if not found:
                print(f"{name} could not be installed here and is left out.")
        for entries in (1_000, 10_000):
            unchanged(entries, python, program)
        cold(python, program)


def unchanged(entries: int, python: str | None, program: str | None) -> None:
    """Nothing is new: what does it cost to know that?"""
    with site(entries, 0) as publisher, TemporaryDirectory() as folder:
        contest = Contest(publisher, Path(folder), python, program)
        names = [name for name in contest.commands if name != "ours, without reading"]
        first = {name: contest.cost(name) for name in names}
        again = {name: contest.cost(name) for name in names}
    print(
        f"\nunchanged re-run, {entries:,} entries (first run of ours {first['ours'].seconds:.0f} s)"
    )
    table(again, entries)


def cold(python: str | None, program: str | None) -> None:
    """Everything is new: 250 KB each."""
    with site(1_000, 250_000) as publisher, TemporaryDirectory() as folder:
        contest = Contest(publisher, Path(folder), python, program)
        names = [name for name in contest.commands if name != "ours"]
        costs = {name: contest.cost(name) for name in names}
    print("\ncold download, 1,000 files of 250 KB")
    table(costs, 1_000)


def table(costs: dict[str, Cost], entries: int) -> None:
    """Print the costs, and ratios to the first."""
    ours = next(iter(costs.values()))
    print(f"{'':24}{'s':>8}{'CPU ms each':>13}{'peak MB':>9}{'requests':>10}{'MB':>9}   to ours")
    for name, cost in costs.items():
        ratio = (
            f"time {cost.seconds / ours.seconds:.2f}, CPU {cost.cpu / ours.cpu:.2f}, "
            f"memory {cost.memory / ours.memory:.2f}"
        )
        print(
            f"{name:24}{cost.seconds:8.1f}{cost.cpu / entries * 1000:13.2f}{cost.memory:9.0f}"
            f"{cost.requests:10,}{cost.megabytes:9.1f}   {ratio}"
        )
