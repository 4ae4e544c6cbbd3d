"""A reader from a plugin: its files become documents, in limited processes, and it fails gently."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ingest.hooks import FileTable, FileText
from ingest.reader import ReadOptions
from ingest.reader.foreign_tables import is_sound
from ingest.workers import Job, ReaderPool, ReadLimits
from tests import plugins
from tests.command import ROOT, Done, program
from tests.faults import Publisher
from tests.test_plugins import SOURCE, rows
from tests.web.conftest import site_on

pytestmark = pytest.mark.slow  # whole runs

TEXT = "Notes on records\nAct No. 52 of 1999 applies.\n\fSecond page\u202e of <b>notes</b>\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("reader") / "site"
    return plugins.install(folder, "policy-archive-plaintext")


@pytest.fixture(scope="module")
def kept(site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive into which a folder with a text, a broken text and a table was imported."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "in").mkdir()
    (folder / "in" / "notes.txt").write_text(TEXT, encoding="utf-8")
    (folder / "in" / "broken.txt").write_bytes(b"x" * 5000 + b"\xff\xfe")
    (folder / "in" / "table.csv").write_text("a,b\n")
    done = program("add", folder / "in", "--archive", folder / "data", "--workers", "1",
                   PYTHONPATH=site)  # fmt: skip
    assert done.code == 1, done.err
    return folder / "data"


@pytest.fixture
def archive(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "data"))


def reread(archive: Path, path: str) -> Done:
    return program("reread", "--archive", archive, "--workers", "1", PYTHONPATH=path)


PAGES = "select p.text from pages p join files f using (sha256) order by number"


def test_texts_become_documents_and_a_broken_one_is_told(kept: Path) -> None:
    assert rows(kept, PAGES) == [
        ("Notes on records\nAct No. 52 of 1999 applies.",),
        ("Second page of <b>notes</b>",),
    ]
    sql = "select media_type, reader, text_status, page_count from files order by text_status"
    assert rows(kept, sql) == [
        ("text/plain", "plaintext 1", "damaged", None),
        ("text/plain", "plaintext 1", "text", 2),
    ]
    assert rows(kept, "select target from citations") == [("Act No. 52 of 1999",)]
    assert rows(kept, "select count(*) from documents") == [(2,)]
    [(code, message)] = rows(kept, "select code, message from problems")
    assert (code, "no UTF-8 from byte 5000" in message) == ("damaged", True)


def test_the_archive_is_whole_and_its_release_is_read_again(
    site: str, archive: Path, tmp_path: Path
) -> None:
    assert program("verify", "--archive", archive, PYTHONPATH=site).code == 0
    assert program("publish", "--release", tmp_path / "out", "--archive", archive,
                   PYTHONPATH=site).code == 0  # fmt: skip
    again = program("verify", "--release", tmp_path / "out", "--json", PYTHONPATH=site)
    assert (again.code, len(again.json()["read_again"])) == (0, 2), again.out
    without = program("verify", "--release", tmp_path / "out", PYTHONPATH=str(ROOT))
    assert without.code == 1
    assert "the rows are of plaintext 1, here reads nobody" in without.out


def test_when_the_plugin_is_gone_what_was_read_stays(archive: Path) -> None:
    before = rows(archive, PAGES)
    done = reread(archive, str(ROOT))
    assert done.code == 1
    assert rows(archive, PAGES) == before
    messages = [m for (m,) in rows(archive, "select message from problems where code = 'plugin'")]
    assert len(messages) == 2
    assert all("No plugin reads text/plain here" in message for message in messages)


FAILING = """
from ingest.hooks import FileReader, FileText, hookimpl

def read(path, languages):
    {body}

@hookimpl
def file_readers():
    return [FileReader(name="t", version="2", media_type="text/plain", suffixes=(".txt",),
                       claims=lambda head: {claims}, read=read)]
"""


def failing(folder: Path, body: str, claims: str = "True") -> str:
    return plugins.write(folder, "bad-reader", FAILING.format(body=body, claims=claims))


@pytest.mark.parametrize("body", ["raise KeyError('no\\nsuch')", "return ['text']", "exit(3)"])
def test_a_plugin_that_fails_is_named_and_what_was_read_stays(
    body: str, archive: Path, tmp_path: Path
) -> None:
    before = rows(archive, PAGES)
    done = reread(archive, failing(tmp_path / "bad", body))
    assert done.code == 1
    messages = [m for (m,) in rows(archive, "select message from problems where stage = 'read'")]
    assert any("bad-reader" in message for message in messages), messages
    if "exit" not in body:  # that ends its process, as a crash does
        assert rows(archive, PAGES) == before


def test_a_plugin_that_fails_when_it_is_asked_costs_nothing_but_its_files(tmp_path: Path) -> None:
    path = failing(tmp_path / "bad", "return FileText(pages=['x'])", claims="head / 2")
    (tmp_path / "notes.txt").write_text(TEXT)
    done = program("add", tmp_path / "notes.txt", "--archive", tmp_path / "data", PYTHONPATH=path)
    assert done.code == 1
    assert "The plugin bad-reader failed when it was asked whether it reads a file" in done.err
    assert rows(tmp_path / "data", "select code from problems") == [("not_pdf",)]


def test_texts_that_a_page_links_are_read_too(site: str, tmp_path: Path) -> None:
    with Publisher() as publisher:
        page = '<html><ul><li><a href="/notes.txt">Notes [Text]</a></li></ul></html>'
        url = publisher.put("/list.html", page.encode(), "text/html")
        publisher.put("/notes.txt", TEXT.encode(), "text/plain")
        source = tmp_path / "office.yaml"
        source.write_text(SOURCE.format(url=url, host=publisher.host))
        done = program("run", "--archive", tmp_path / "data", "--sources", source, "--json",
                       "--workers", "1", PYTHONPATH=site)  # fmt: skip
        assert done.code == 0, done.err
        again = program("run", "--archive", tmp_path / "data", "--sources", source, "--json",
                        "--workers", "1", PYTHONPATH=site)  # fmt: skip
        assert again.json()["totals"]["new"] == 0
    assert len(rows(tmp_path / "data", PAGES)) == 2
    sql = "select e.document_id = d.id from entries e, documents d"
    assert rows(tmp_path / "data", sql) == [(1,)]


async def test_the_site_shows_a_text_and_leads_to_its_file(kept: Path) -> None:
    [(document, sha256)] = rows(kept, "select id, sha256 from documents where page_count = 2")
    site = site_on(kept)
    page = await site.client.get(f"/-/documents/{document}/pages/2")
    assert page.status_code == 200
    assert "Second page of &lt;b&gt;notes&lt;/b&gt;" in page.text
    about = await site.client.get(f"/-/documents/{document}")
    assert f"/-/files/{sha256}.bin" in about.text
    assert (await site.client.get(f"/-/files/{sha256}.bin")).status_code == 200
    assert (await site.client.get(f"/-/pages/{sha256}/2/image")).status_code == 404
    site.close()


MARKDOWN = """\
# Report on records

## 1. Measures

Measures of Act No. 52 of 1999.

**Table 1: Courses held (unit: courses)**
| Office | 2015 | 2016 |
|:-------|-----:|-----:|
| North \\| East | 1,204 | 88 |
| South  | 12.5%
| Total  | 1,300 | (7) |

## 2. Figures

No bar | no table.
"""


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a Markdown file, read by the example."""
    folder = tmp_path_factory.mktemp("marked")
    path = plugins.install(folder / "site", "policy-archive-markdown", "policy-archive-plaintext")
    (folder / "report.md").write_text(MARKDOWN, encoding="utf-8")
    done = program("add", folder / "report.md", "--archive", folder / "data", "--workers", "1",
                   PYTHONPATH=path)  # fmt: skip
    assert done.code == 0, done.err
    return folder / "data"


def test_tables_of_a_plugin_become_typed_cells(marked: Path) -> None:
    assert rows(marked, "select caption, unit, rows, columns, page from extracted_tables") == [
        ("Table 1: Courses held (unit: courses)", "courses", 4, 3, 1)
    ]
    found = rows(marked, "select row, column, text, value, is_header, x0, y1 from table_cells")
    cells = {(row, column): rest for row, column, *rest in found}
    assert len(cells) == 12
    assert cells[0, 1] == ["2015", None, 1, 0.0, 0.0]
    assert cells[1, 0] == ["North | East", None, 1, 0.0, 0.0]
    assert cells[1, 1] == ["1,204", 1204.0, 0, 0.0, 0.0]
    assert cells[2, 1][:2] == ["12.5%", 12.5]
    assert cells[2, 2][:2] == ["", None]
    assert cells[3, 2][:2] == ["(7)", -7.0]


def test_headings_of_a_plugin_become_sections(marked: Path) -> None:
    assert rows(marked, "select level, number, heading, page from sections order by position") == [
        (1, None, "Report on records", 1), (2, "1", "Measures", 1), (2, "2", "Figures", 1),
    ]  # fmt: skip
    [(media_type, reader)] = rows(marked, "select media_type, reader from files")
    assert (media_type, reader) == ("text/markdown", "markdown 1")


async def test_the_site_shows_a_table_without_a_place_on_paper(marked: Path) -> None:
    [(table, document)] = rows(marked, "select t.id, d.id from extracted_tables t, documents d")
    site = site_on(marked)
    for address in (f"/-/tables/{table}", f"/-/documents/{document}/pages/1",
                    f"/-/tables/{table}.csv"):  # fmt: skip
        answer = await site.client.get(address)
        assert answer.status_code == 200
        assert "1,204" in answer.text
    site.close()


FULL = r"""
from ingest.hooks import FileTable, OutlineItem
def text():
    return FileText(
        pages=["One", "Two"], labels=["i", " ii\u202e\n"],
        tables=[FileTable(rows=[["a", "b"], ["x\u202e\nl", "1"]], page=2),
                FileTable(rows=[["a"] * 500] * 500, page=2), FileTable(rows=[["late", "1"]])],
        outline=[OutlineItem(level=0, title="T\x00wo", page=2)])
"""


def test_what_a_plugin_brings_is_cleaned_and_bounded(tmp_path: Path) -> None:
    code = FAILING.format(body="return text()", claims="True") + FULL
    path = plugins.write(tmp_path / "site", "full", code)
    (tmp_path / "notes.txt").write_text("x")
    done = program("add", tmp_path / "notes.txt", "--archive", tmp_path / "data", "--workers", "1",
                   PYTHONPATH=path)  # fmt: skip
    assert done.code == 1
    data = tmp_path / "data"
    assert rows(data, "select label from pages order by number") == [("i",), ("ii",)]
    cells = "select text, page from table_cells order by row, column"
    assert rows(data, cells) == [("a", 2), ("b", 2), ("x\nl", 2), ("1", 2)]
    assert rows(data, "select level, heading, page from sections") == [(1, "Two", 2)]
    [(message,)] = rows(data, "select message from problems")
    assert "Only the first 1 of 3 tables were kept." in message


@pytest.mark.parametrize(
    "more",
    [{"tables": [FileTable(rows=[["a"]], page=2)]}, {"tables": [FileTable(rows=[[1]])]},  # type: ignore[list-item]
     {"labels": [1]}, {"outline": ["x"]}, {"tables": ["x"]}],
)  # fmt: skip
def test_a_text_that_is_filled_wrongly_is_none(more: dict[str, Any]) -> None:
    assert is_sound(FileText(pages=["x"]))
    assert not is_sound(FileText(pages=["x"], **more))


def test_without_a_plugin_a_text_is_refused_by_the_pool_as_well(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(TEXT)
    options = ReadOptions(media_type="text/plain")
    job = Job(sha256="0" * 64, path=tmp_path / "notes.txt", options=options)
    with ReaderPool(1, ReadLimits()) as pool:
        [(_, result)] = pool.read_all([job])
    assert "No plugin reads text/plain here" in str(result)
