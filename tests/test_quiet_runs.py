"""Runs that find nothing new: what they load, what they read again, and what they hold."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.bench.fetching import Site, site
from tests.command import ROOT, command
from tests.faults import Publisher, pdf

HEAVY = {
    "PIL", "charset_normalizer", "datasette", "eyecite", "feedparser", "pdfplumber", "pebble",
    "pypdf", "pypdfium2", "selectolax", "stamina",
}  # fmt: skip
LOADED = """
import json, sys, pipeline
try:
    pipeline.main(sys.argv[1:])
finally:
    print(json.dumps(sorted(name.split(".")[0] for name in sys.modules)))
"""
# The same run, telling what it held at most: KB of memory, and open files.
HELD = """
import json, os, resource, sys
from pathlib import Path
from archive.run import Run
from tests.bench import collecting
write, held = Run.write_captures, []
def looking(run, **more):
    held.append(len(os.listdir("/proc/self/fd")))
    write(run, **more)
Run.write_captures = looking
collecting.main(Path(sys.argv[1]), Path(sys.argv[2]))
print(json.dumps([resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, max(held)]))
"""


class Office:
    """A publisher with a page of reports and one that it leads to, and an archive of it."""

    def __init__(self, folder: Path, publisher: Publisher) -> None:
        self.archive, self.source = folder / "data", folder / "office.yaml"
        self.publisher = publisher
        self.source.write_text(
            "id: office\ntitle: Office\npublisher: Office\nlanguage: en\ndelay: 0\n"
            f"pages: ['{publisher.url('/index.html')}']\nfollow: [previous reports]\n"
            f"hosts: ['{publisher.host}']\n"
        )
        for number in range(4):
            publisher.put(f"/{number}.pdf", pdf(f"Report {number}"))
        self.page("/index.html", [0, 1], more='<p><a href="/old.html">Previous reports</a></p>')
        self.page("/old.html", [2])

    def page(self, path: str, numbers: list[int], more: str = "") -> None:
        """Publish a page that lists these reports."""
        items = "".join(f'<li><a href="/{n}.pdf">Report no. {n}</a></li>' for n in numbers)
        body = f"<html><h1>Reports</h1><ul>{items}</ul>{more}</html>".encode()
        self.publisher.put(path, body, "text/html; charset=utf-8")

    @property
    def order(self) -> list[str]:
        """The arguments of a run."""
        return ["run", "--archive", str(self.archive), "--sources", str(self.source), "--json"]

    def totals(self) -> dict[str, int]:
        """The counts of one more run."""
        done = command(*self.order)
        assert done.code == 0, done.err
        totals: dict[str, int] = done.json()["totals"]
        return {name: number for name, number in totals.items() if number}

    def listed(self) -> list[tuple[str, str]]:
        """Each report and the page it stands on now."""
        with closing(sqlite3.connect(self.archive / "archive.db")) as connection:
            rows = connection.execute(
                "select text, listing_url from entries where missing_since is null order by text"
            )
            return [(text, url.rsplit("/", 1)[1]) for text, url in rows]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with Publisher() as publisher:
        office = Office(tmp_path, publisher)
        assert office.totals() == {"entries": 3, "fetched": 3, "new": 3}
        yield office


def test_a_run_without_news_loads_nothing_that_reads(office: Office) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *office.order],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    report, loaded = re.split(r"(?m)^(?=\[)", done.stdout, maxsplit=1)
    assert json.loads(report)["totals"]["unchanged"] == 3
    assert set(json.loads(loaded)) & HEAVY == set()


@pytest.mark.slow
def test_pages_that_are_as_they_were_list_what_they_listed(office: Office) -> None:
    assert office.totals() == {"entries": 3, "unchanged": 3}
    office.page("/old.html", [2, 3])  # the page that leads there is as it was
    assert office.totals() == {"entries": 4, "fetched": 1, "unchanged": 3, "new": 1}
    assert office.totals() == {"entries": 4, "unchanged": 4}


def test_a_page_that_is_not_sent_again_has_the_charset_that_it_came_with(office: Office) -> None:
    with closing(sqlite3.connect(office.archive / "archive.db")) as connection:
        remembered = connection.execute("select pages_read from sources").fetchone()
        connection.execute("update sources set pages_read = null")  # as if it had been killed
        connection.commit()
        assert office.totals() == {"entries": 3, "unchanged": 3}
        assert connection.execute("select pages_read from sources").fetchone() == remembered
    assert '"charset": "utf-8"' in remembered[0]


@pytest.mark.slow
def test_an_entry_that_moves_to_a_page_is_neither_new_nor_gone(office: Office) -> None:
    office.page("/index.html", [1], more='<p><a href="/old.html">Previous reports</a></p>')
    office.page("/old.html", [0, 2])
    assert office.totals() == {"entries": 3, "unchanged": 3}
    assert office.listed() == [
        ("Report no. 0", "old.html"), ("Report no. 1", "index.html"), ("Report no. 2", "old.html"),
    ]  # fmt: skip


@pytest.mark.slow
def test_a_page_that_failed_is_read_when_it_is_back_as_it_was(office: Office) -> None:
    page = office.publisher.files.pop("/old.html")
    assert command(*office.order).code == 1
    office.publisher.files["/old.html"] = page
    assert office.totals() == {"entries": 3, "unchanged": 3}
    assert len(office.listed()) == 3


@pytest.mark.slow
def test_a_source_that_is_defined_anew_has_its_pages_read_anew(office: Office) -> None:
    office.source.write_text(office.source.read_text() + "select: .report\n")
    assert command(*office.order).code == 1, "nothing is listed there that is a report"
    assert len(office.listed()) == 3


# --- memory and open files ------------------------------------------------------------------------


def held(publisher: Site, folder: Path) -> tuple[int, int]:
    """Fetch all that a publisher lists and nothing more, twice; what the second run held."""
    (folder / "source.yaml").write_text(
        "id: bench\ntitle: Reports\npublisher: Office\nlanguage: en\ndelay: 0\n"
        f"pages: ['{publisher.base}/index.html']\nhosts: ['127.0.0.1:{publisher.port}']\n"
    )
    where = [str(folder / "data"), str(folder / "source.yaml")]
    first = [sys.executable, "-m", "tests.bench.collecting", *where]
    subprocess.run(first, capture_output=True, check=True, cwd=ROOT)
    done = subprocess.run(
        [sys.executable, "-c", HELD, *where], capture_output=True, text=True, check=True, cwd=ROOT
    )
    memory, files = json.loads(done.stdout.strip().splitlines()[-1])
    return memory, files


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_memory_and_open_files_stay_flat_from_ten_to_ten_thousand_entries(tmp_path: Path) -> None:
    found = {}
    for entries in (10, 10_000):
        folder = tmp_path / str(entries)
        folder.mkdir()
        with site(entries, 0) as publisher:
            found[entries] = held(publisher, folder)
    (few, few_open), (many, many_open) = found[10], found[10_000]
    assert many - few < 16 * 1024, found  # KB: the addresses themselves, and what SQLite caches
    assert many_open <= few_open + 2, found
