"""Plugins, installed for real: the docs' examples do what they say, and a bad one is named."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ingest.reader import ReadOptions
from ingest.workers import Job, ReaderPool, ReadLimits
from metadata.citations_schemes import CitationScheme, find_in_schemes
from metadata.describe import describe_reading
from metadata.hooks import LAWS
from tests import plugins
from tests.command import ROOT, Done, program
from tests.faults import Publisher, pdf
from tests.metadata.pages import pages
from tests.web.maker import make_pdf

pytestmark = pytest.mark.slow  # whole runs

SOURCE = """\
id: office
title: Office
publisher: Office of Records
language: en
pages: ["{url}"]
hosts: ["{host}"]
delay: 0
"""


def rows(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        return db.execute(sql).fetchall()


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher() as publisher:
        publisher.put("/plan.pdf", pdf("Basic Plan"))
        items = [
            {"title": "Basic Plan", "url": "/plan.pdf", "date_published": "2017-04-18T00:00:00Z"},
            {"title": "News without a file"},
        ]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Plans", "items": items}
        publisher.put("/feed.json", json.dumps(feed).encode(), "application/json")
        yield publisher


def run(publisher: Publisher, folder: Path, path: str, **environment: str) -> Done:
    source = folder / "office.yaml"
    source.write_text(SOURCE.format(url=publisher.url("/feed.json"), host=publisher.host))
    return program("run", "--archive", folder / "data", "--sources", source, "--json",
                   "--workers", "1", PYTHONPATH=path, **environment)  # fmt: skip


def test_the_kind_of_listing_is_read_and_without_it_nothing_is_lost(
    publisher: Publisher, tmp_path: Path
) -> None:
    path = plugins.install(tmp_path / "site", "policy-archive-jsonfeed")
    done = run(publisher, tmp_path, path)
    assert done.code == 0, done.err
    sql = "select section, text, title from entries order by position"
    assert rows(tmp_path / "data", sql) == [
        ("Plans", "Basic Plan\n[2017-04-18]", "Basic Plan"),
        ("Plans", "News without a file", "News without a file"),
    ]
    found = rows(tmp_path / "data", "select title, published from documents")
    assert found == [("Basic Plan", "2017-04-18")]
    assert run(publisher, tmp_path, path).json()["totals"]["entries"] == 2
    without = run(publisher, tmp_path, str(ROOT))
    assert without.code == 1, "a listing that nobody reads is not an empty one"
    assert rows(tmp_path / "data", "select count(*) from entries where missing_since is null") == [
        (2,)
    ]


def test_a_kind_of_listing_that_fails_is_named_and_nothing_is_marked_missing(
    publisher: Publisher, tmp_path: Path
) -> None:
    path = plugins.install(tmp_path / "site", "policy-archive-jsonfeed")
    assert run(publisher, tmp_path, path).code == 0
    publisher.put("/feed.json", b'{"version": "https://jsonfeed.org/version/1", "items": [1]}')
    done = run(publisher, tmp_path, path)
    assert done.code == 1
    [(code, message)] = rows(tmp_path / "data", "select code, message from problems")
    assert code == "plugin"
    assert "The plugin jsonfeed failed when it was reading the listing" in message
    assert rows(tmp_path / "data", "select count(*) from entries where missing_since is null") == [
        (2,)
    ]


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An archive of one document that was read with a citation scheme, and where that is."""
    folder = tmp_path_factory.mktemp("added")
    names = ("policy-archive-iso", "policy-archive-markdown")
    path = plugins.install(folder / "site", *names)
    text = "Plan *for* records\nISO/IEC 27001:2022 and ISO 15489-1 apply, Act No. 52 of 1999 too."
    (folder / "plan.pdf").write_bytes(make_pdf([text]))
    done = program("add", folder / "plan.pdf", "--title", "Plan *for* <records>", "--archive",
                   folder / "data", "--workers", "1", PYTHONPATH=path)  # fmt: skip
    assert done.code == 0, done.err
    return folder / "data", path


def test_the_citation_scheme_is_found_beside_those_built_in(added: tuple[Path, str]) -> None:
    found = rows(added[0], "select scheme, target, text from citations order by start")
    assert found == [
        ("iso", "ISO 27001", "ISO/IEC 27001:2022"),
        ("iso", "ISO 15489-1", "ISO 15489-1"),
        ("jp-law", "Act No. 52 of 1999", "Act No. 52 of 1999"),
    ]


def test_the_format_is_written_and_no_title_is_markup(
    added: tuple[Path, str], tmp_path: Path
) -> None:
    data, path = added
    done = program("export", "markdown", tmp_path / "out", "--archive", data, PYTHONPATH=path)
    assert done.code == 0, done.err
    text = (tmp_path / "out" / "documents.md").read_text("utf-8")
    assert r"- Plan \*for\* \<records\> (" in text
    unknown = program("export", "docx", tmp_path / "x", "--archive", data, PYTHONPATH=path)
    assert unknown.code == 78
    assert "warc, markdown" in unknown.err


BAD = """
import re
from archive.hooks import Format, hookimpl
from ingest.hooks import ListingKind
from metadata.hooks import CitationScheme

def write(handover):
    (handover.folder / "half").write_text("half")
    raise ValueError("no rows, \\n sorry")

@hookimpl
def export_formats():
    return [Format(name="half", says="half", write=write, names=re.compile("half"))]

@hookimpl
def citation_schemes():
    return [CitationScheme(name="un", pattern="x", target="x")]

@hookimpl
def listing_kinds():
    return ["a text"]
"""
TAKEN = """
import re
from archive.hooks import Format, hookimpl
from metadata.hooks import CitationFinder

@hookimpl
def export_formats():
    return [Format(name="csv", says="mine", write=print, names=re.compile("x"))]

def find(pages, language):
    return []

@hookimpl
def citation_schemes():
    return [CitationFinder(name="mine", schemes=("mine", "celex"), find=find)]
"""
FINDER = """
from metadata.hooks import Citation, CitationFinder, hookimpl

def find(pages, language):
    if "fail" in pages[0].text:
        raise KeyError(language)
    for page in pages:
        yield Citation(page=page.number, scheme="page", target=f"{language} {page.number}",
                       text="x", start=0)

@hookimpl
def citation_schemes():
    return [CitationFinder(name="pages", schemes=("page",), find=find)]
"""


def test_an_exporter_that_fails_is_named_and_leaves_nothing(
    added: tuple[Path, str], tmp_path: Path
) -> None:
    path = plugins.write(tmp_path / "site", "bad-one", BAD)
    done = program("export", "half", tmp_path / "deep" / "out", "--archive", added[0],
                   PYTHONPATH=path)  # fmt: skip
    assert done.code == 78
    assert (
        "The plugin bad-one failed when it was exporting (ValueError: no rows, sorry)" in done.err
    )
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_the_doctor_lists_plugins_and_names_what_is_wrong(tmp_path: Path) -> None:
    names = [p.name for p in plugins.EXAMPLES.iterdir()]
    modules = list(plugins.EXAMPLES.glob("*/*.py"))
    path = plugins.install(tmp_path / "site", *names)
    plugins.write(tmp_path / "site", "bad-one", BAD)
    plugins.write(tmp_path / "site", "gone", "import nothing_of_this_name")
    done = program("doctor", "--archive", tmp_path / "data", "--json", PYTHONPATH=path)
    assert done.code == 1
    checks = {c["name"]: c for c in done.json() if c["name"].startswith("plugin ")}
    assert len(checks) == len(modules) + 2
    [own] = [c["found"] for c in done.json() if c["name"] == "built in"]
    for offered in ("a reader of application/pdf", "listings of the kind page", "format parquet",
                    "citations of the scheme celex"):  # fmt: skip
        assert offered in own
    assert checks["plugin iso"]["found"] == "citations of the scheme iso"
    assert checks["plugin jsonfeed"]["found"] == "listings of the kind json-feed"
    assert checks["plugin markdown"]["found"] == "the export format markdown"
    assert not checks["plugin bad-one"]["well"]
    assert "No module named 'nothing_of_this_name'" in checks["plugin gone"]["found"]


def test_no_plugin_takes_a_name_that_is_built_in(added: tuple[Path, str], tmp_path: Path) -> None:
    path = plugins.write(tmp_path / "site", "taken", TAKEN)
    done = program("export", "csv", tmp_path / "out", "--archive", added[0], PYTHONPATH=path)
    assert done.code == 0, done.err
    assert (tmp_path / "out" / "documents.csv").is_file()
    checks = program("doctor", "--archive", added[0], "--json", PYTHONPATH=path).json()
    [check] = [c for c in checks if c["name"] == "plugin taken"]
    assert not check["well"]
    assert "which there is already" in check["found"]
    done = program("reread", "--archive", added[0], "--workers", "1", PYTHONPATH=path)
    assert "offers citations of celex, which are built in" in done.err


def test_a_scheme_may_be_a_function_and_one_that_fails_costs_its_citations(tmp_path: Path) -> None:
    path = plugins.write(tmp_path / "site", "page-finder", FINDER)
    for name, text in (("good", "Act No. 52 of 1999"), ("bad", "fail, Act No. 52 of 1999")):
        (tmp_path / f"{name}.pdf").write_bytes(make_pdf([text]))
    done = program("add", tmp_path / "good.pdf", tmp_path / "bad.pdf", "--archive",
                   tmp_path / "data", "--workers", "1", PYTHONPATH=path)  # fmt: skip
    assert done.code == 1
    assert rows(tmp_path / "data", "select scheme, target from citations order by 1, 2") == [
        ("jp-law", "Act No. 52 of 1999"), ("jp-law", "Act No. 52 of 1999"), ("page", "en 1"),
    ]  # fmt: skip
    [(code, message)] = rows(tmp_path / "data", "select code, message from problems")
    assert (code, "page-finder" in message) == ("partly_read", True)


def test_a_run_goes_on_without_plugins_that_cannot_be_used(tmp_path: Path) -> None:
    path = plugins.write(tmp_path / "site", "bad-one", BAD)
    (tmp_path / "plan.pdf").write_bytes(pdf("Basic Plan"))
    done = program("add", tmp_path / "plan.pdf", "--archive", tmp_path / "data", "--workers", "1",
                   PYTHONPATH=path)  # fmt: skip
    assert done.code == 0, done.err
    assert "The plugin bad-one" in done.err
    assert rows(tmp_path / "data", "select count(*) from pages") == [(1,)]


def test_a_scheme_that_never_ends_costs_its_citations_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "plan.pdf").write_bytes(make_pdf(["a" * 60 + " Act No. 52 of 1999"]))
    slow = CitationScheme(name="slow", pattern=r"(?:a|a)*(?:a|aa)*x", target="x", plugin="slow-one")
    describe = partial(describe_reading, language="en", schemes=(LAWS, slow))
    job = Job(sha256="0" * 64, path=tmp_path / "plan.pdf", options=ReadOptions())
    with ReaderPool(1, ReadLimits(cpu_seconds=2)) as pool:
        [(_, result)] = pool.describe_all([job], describe)
    assert isinstance(result, tuple), result
    reading, contents = result
    assert [c.target for c in contents.citations] == ["Act No. 52 of 1999"]
    [(code, message)] = reading.problems
    assert (code, "with the plugins slow-one" in message) == ("plugin", True)


@pytest.mark.parametrize(
    ("name", "pattern", "target"),
    [("un", "x", "x"), ("With Space", "x", "x"), ("a", "x", "x"), ("ok", "(", "x"),
     ("ok", "x", r"\1"), ("ok", "x", r"\g<y>")],
)  # fmt: skip
def test_a_scheme_that_cannot_be_used_is_refused(name: str, pattern: str, target: str) -> None:
    with pytest.raises(ValueError, match="scheme"):
        CitationScheme(name=name, pattern=pattern, target=target)


def test_a_pattern_that_finds_nothing_everywhere_is_harmless() -> None:
    scheme = CitationScheme(name="any", pattern=r"\s*", target="x")
    assert list(find_in_schemes(pages("a b  c"), "en", [scheme])) == []
