"""A page nobody has described yet, through the real command; and what a machine must bring."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.sample.publisher import SamplePublisher, resources
from ingest.sources import load_sources
from tests.command import command
from tests.faults import Publisher


@pytest.mark.slow
def test_the_proposed_file_is_a_source_that_yields_the_items(tmp_path: Path) -> None:
    with SamplePublisher() as publisher:
        publisher.publish("first")
        (path,) = [path for path in resources("first") if path.endswith("/index_e.html")]
        page = f"{publisher.base_url}{path}"
        done = command("new-source", page)
        assert done.code == 0, done.err
        assert "Basic Plan on Measures" in done.err
        file = tmp_path / "proposed.yaml"
        file.write_text(done.out)
        (source,) = load_sources(file)
        assert source.pages == (page,)
        assert source.hosts == (f"127.0.0.1:{publisher.port}",)
        assert source.language == "en"
        assert "previous articles" in source.follow
        checked = command("check", "--sources", file, "--json")
    assert checked.code == 0, checked.err
    assert len(checked.json()["entries"]) >= 2 * source.min_entries


@pytest.mark.parametrize(
    "address",
    ["ftp://www.example.org/x", "www.example.org", "http://", "http://[::1", "http://a:99999/"],
)
def test_an_address_that_is_none_is_said(address: str) -> None:
    done = command("new-source", address)
    assert done.code == 78
    assert "whole address" in done.err


@pytest.mark.slow
def test_a_page_that_nobody_answers_for_ends_with_69() -> None:
    assert command("new-source", "http://127.0.0.1:9/list.html").code == 69


def test_a_page_without_items_says_what_to_set() -> None:
    with Publisher() as publisher:
        publisher.put("/empty.html", b"<html><title>Empty</title></html>", "text/html")
        done = command("new-source", publisher.url("/empty.html"))
    assert done.code == 0
    assert "set `select`" in done.err


def test_a_list_that_goes_on_for_ever_is_cut_and_recorded(tmp_path: Path) -> None:
    with Publisher() as publisher:
        for at in range(230):
            page = (
                f'<ul><li><a href="/{at}.zip">File {at}</a></li></ul><a href="/p{at + 1}">next</a>'
            )
            publisher.put(f"/p{at}", page.encode(), "text/html")
        file = tmp_path / "endless.yaml"
        file.write_text(
            "id: endless\ntitle: List\npublisher: Office\nlanguage: en\ndelay: 0\ndepth: 0\n"
            f"pages: [{publisher.url('/p0')}]\nhosts: [{publisher.host}]\nfollow: [next]\n"
        )
        done = command("run", "--archive", tmp_path / "data", "--sources", file)
    assert done.code == 1
    assert "goes on after 200 pages" in done.err


def test_the_doctor_names_each_need() -> None:
    done = command("doctor", "--json")
    names = [check["name"] for check in done.json()]
    machine = ["SQLite", "Datasette", "disk", "clock", "tesseract", "fonts", "sources"]
    assert names == [*machine, "built in"]
    assert all(check["mend"] for check in done.json() if not check["well"])


def test_the_doctor_says_what_is_wrong_with_a_source_file(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("id: Wrong Name\n")
    done = command("doctor", "--sources", file, "--archive", tmp_path)
    assert done.code == 1
    assert "wrong.yaml:1" in done.out
