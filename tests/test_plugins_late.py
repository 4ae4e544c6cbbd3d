"""Files that were kept before the plugin that reads them was installed are read when it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import plugins
from tests.command import ROOT, Done, program
from tests.faults import Publisher
from tests.test_plugins import SOURCE, rows
from tests.test_plugins_readers import TEXT

pytestmark = pytest.mark.slow  # whole runs
PAGE = '<html><ul><li><a href="/notes.txt">Notes on records [Text]</a></li></ul></html>'
LATER = "Notes on records, amended.\n"


class Office:
    """A publisher of a text, and an archive that kept it when nobody read it."""

    def __init__(self, folder: Path, publisher: Publisher) -> None:
        self.folder, self.archive, self.publisher = folder, folder / "data", publisher
        url = publisher.put("/list.html", PAGE.encode(), "text/html")
        publisher.put("/notes.txt", TEXT.encode(), "text/plain")
        (folder / "office.yaml").write_text(SOURCE.format(url=url, host=publisher.host))

    def run(self, path: str) -> Done:
        return program("run", "--archive", self.archive, "--sources", self.folder / "office.yaml",
                       "--json", "--workers", "1", PYTHONPATH=path)  # fmt: skip

    def reread(self, path: str) -> Done:
        return program("reread", "--archive", self.archive, "--workers", "1", PYTHONPATH=path)

    def is_whole(self, path: str) -> bool:
        return program("verify", "--archive", self.archive, PYTHONPATH=path).code == 0

    def documents(self) -> list[tuple[object, ...]]:
        return rows(
            self.archive,
            """select d.title, d.page_count, f.media_type, f.reader, v.number, e.document_id = d.id
               from documents d join files f using (sha256)
               join versions v on v.document_id = d.id join entries e""",
        )


READ = [("Notes on records [Text]", 2, "text/plain", "plaintext 1", 1, 1)]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with Publisher() as publisher:
        office = Office(tmp_path, publisher)
        assert office.run(str(ROOT)).code == 0
        assert office.documents() == []
        assert rows(office.archive, "select count(*) from files where media_type like '%octet%'")
        yield office


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    return plugins.install(tmp_path_factory.mktemp("late") / "site", "policy-archive-plaintext")


def test_the_next_run_reads_them_from_the_answer_that_nothing_changed(
    office: Office, site: str
) -> None:
    done = office.run(site)
    assert (done.code, done.json()["totals"]["new"]) == (0, 1), done.err
    assert office.documents() == READ
    assert rows(office.archive, "select distinct via from captures") == [("origin",)]
    again = office.run(site)
    assert again.json()["totals"]["new"] == 0
    assert office.is_whole(site)


def test_a_reread_reads_them_without_network(office: Office, site: str) -> None:
    asked = len(office.publisher.seen)
    assert office.reread(site).code == 0
    assert len(office.publisher.seen) == asked
    assert office.documents() == READ
    [(outcome, url, message)] = rows(
        office.archive, "select outcome, url, message from captures where via = 'local'"
    )
    assert (outcome, url) == ("unchanged", office.publisher.url("/notes.txt"))
    assert "the archive's own copy" in message
    assert office.is_whole(site)
    assert office.reread(site).code == 0
    assert rows(office.archive, "select count(*) from captures where via = 'local'") == [(1,)]
    totals = office.run(site).json()["totals"]
    assert (totals["new"], totals["revised"], totals["unchanged"]) == (0, 0, 1)
    exported = program("export", "warc", office.folder / "warc", "--archive", office.archive)
    assert exported.code == 0, exported.err
    office.publisher.put("/notes.txt", LATER.encode(), "text/plain")
    assert office.run(site).json()["totals"]["revised"] == 1
    assert [number for *_, number, _ in office.documents()] == [1, 2]


def test_what_is_gone_from_the_publisher_is_read_too(office: Office, site: str) -> None:
    office.publisher.files.pop("/notes.txt")
    assert office.run(str(ROOT)).code in (0, 1)
    done = office.run(site)
    assert office.documents() == READ, done.err
    missing = rows(office.archive, "select missing_since is not null from documents")
    kinds = rows(office.archive, "select kind from changes where document_id is not null")
    assert (missing, kinds) == ([(1,)], [("new",), ("missing",)])
    assert office.is_whole(site)


def test_a_damaged_copy_and_what_nobody_claims_stay_as_they_are(office: Office, site: str) -> None:
    other = plugins.install(office.folder / "other", "policy-archive-markdown")
    assert office.reread(other).code == 0
    assert office.documents() == []
    [kept] = (office.archive / "files").rglob("*.bin")
    kept.chmod(0o644)
    kept.write_text("short")
    office.reread(site)
    assert office.documents() == []
