"""The pages: generated parts are the code's, links lead somewhere, figures are those that hold."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive.search import index_text
from archive.search_hits import hits
from metadata import series
from tests.docs import built, generated
from tests.docs.markdown import DOCS, ROOT, anchors, links, name, pages

PICTURE_BYTES = 150_000
FORM = re.compile(
    r"https://[a-z0-9][a-z0-9.-]*\.[a-z]{2,}(/[^\s<>\"]*)?"
)  # of a link that leads out


@pytest.mark.parametrize("path", [DOCS / p for p in [*generated.PAGES, *generated.PARTS]], ids=name)
def test_what_is_generated_is_the_codes(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == generated.texts()[path], "run `make docs`"


@pytest.mark.parametrize("page", [*pages(), ROOT / "CHANGELOG.md"], ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        parts = urlsplit(link.target)
        if parts.scheme:
            is_local = parts.scheme == "http" and parts.hostname == "127.0.0.1"
            assert is_local or FORM.fullmatch(link.target), link.target
            continue
        target = (page.parent / parts.path).resolve() if parts.path else page
        assert target.exists(), link.target
        assert target.is_relative_to(ROOT), link.target
        if parts.fragment:
            assert parts.fragment in anchors(target), link.target


@pytest.mark.parametrize("page", pages(), ids=name)
def test_pictures_are_small_and_say_what_they_show(page: Path) -> None:
    for link in links(page):
        if link.is_picture:
            assert len(link.words) > 20, f"{link.target} needs words for those who do not see it"
            assert (page.parent / link.target).stat().st_size < PICTURE_BYTES, link.target


def test_every_picture_is_shown() -> None:
    shown = {
        (page.parent / link.target).resolve()
        for page in pages() for link in links(page) if link.is_picture
    }  # fmt: skip
    assert {*DOCS.glob("pictures/*"), DOCS / "screenshot.png"} == shown


def test_every_page_is_in_the_tree() -> None:
    listed = {DOCS / "index.md"}
    for page in listed.copy() | set(DOCS.glob("*/index.md")):
        for tree in re.findall(r"```\{toctree\}\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            names = [line for line in tree.splitlines() if line and not line.startswith(":")]
            listed |= {page.parent / f"{line}.md" for line in names}
    found = {page for page in pages() if page.is_relative_to(DOCS)}
    assert listed == found, "name each page in the toctree of an index.md"


def test_what_is_said_of_late_series_is_what_holds() -> None:
    said = (DOCS / "explanation/changes.md").read_text(encoding="utf-8")
    assert f"at least {series._FEWEST} editions" in said
    assert f"at most {series._REGULAR} times the shortest" in said
    assert {3: "three"}[series._ENDED] + " times the longest wait" in said


def test_what_is_said_of_search_is_what_holds() -> None:
    said = (DOCS / "explanation/search.md").read_text(encoding="utf-8")
    for text, query in [("東京都", "京都"), ("ＰＤＦ", "pdf"), ("㈱", "(株)"), ("性的", "性的")]:
        assert f"{query} finds {text}" in said or (query in said and text in said)
        assert hits(text, query)
    assert hits("児童の性\n的", "性的")
    assert index_text("児童の性的").split() == ["児童", "童の", "の性", "性的", "的"]
    assert hits("prevention", "prevent*")


def test_the_packages_to_install_are_those_that_make_installs() -> None:
    said = (DOCS / "how-to/install.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^sudo apt install (.+)$", said, re.MULTILINE)
    known = runpy.run_path(str(ROOT / ".ci/debian_packages.py"))
    of_readers = {name for name in known["OTHERS"] if "tesseract" in name} | {*known["PYTHON"]}
    assert of_readers <= set(line.split()) <= {*known["OTHERS"], *known["PYTHON"]}


def test_every_command_is_in_a_guide_or_an_explanation() -> None:
    import pipeline

    own = [p for p in pages() if "reference" not in p.parts]
    said = "\n".join(page.read_text(encoding="utf-8") for page in own)
    for command in pipeline.cli.commands:
        assert f"policy-archive {command}" in said, command


# --- built ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_pages_are_built_without_a_warning_and_load_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet",
         str(DOCS), str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert built.wrong(tmp_path) == []
    assert len([*tmp_path.rglob("*.html")]) >= len(pages()) - 1
    assert '<html class="no-js" lang="ja"' in (tmp_path / "ja.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "bad",
    [
        '<script src="https://cdn.example.org/x.js"></script>',
        '<link rel="stylesheet" href="//fonts.example.org/css">',
        '<img src="http://www.example.org/x.png">',
        '<style>@import "https://fonts.example.org/css";</style>',
        '<p style="background: url(https://www.example.org/x.png)">',
        '<a href="nowhere.html">x</a>',
        '<a href="#nowhere">x</a>',
    ],
)
def test_what_loads_or_leads_nowhere_is_found(bad: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<!DOCTYPE html><title>x</title>{bad}", encoding="utf-8")
    assert len(built.wrong(tmp_path)) == 1


def test_a_page_of_our_own_is_right(tmp_path: Path) -> None:
    page = '<title>x</title><h1 id="a">x</h1><a href="#a">x</a><a href="https://example.org/">y</a>'
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert built.wrong(tmp_path) == []
    assert built.wrong(tmp_path / "empty") != []
