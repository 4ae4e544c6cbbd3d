from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import ingest.sources
from ingest.sources import compile_follow, load_sources
from metadata.errors import ConfigError

GOOD = """\
id: x
title: A title
publisher: A publisher
language: en
pages: [https://www.example.org/a.html]
follow: [previous articles]
delay: 2
"""


def write(tmp_path: Path, text: str, name: str = "x.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def message(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_sources(path)
    return caught.value.message


def test_the_module_wins_over_the_folder_of_the_same_name() -> None:
    assert ingest.sources.__file__ is not None
    assert Path(ingest.sources.__file__).name == "sources.py"


def test_the_shipped_sources() -> None:
    english, japanese = load_sources()
    assert (english.id, japanese.id) == ("npa-csec", "npa-csec-ja")
    assert english.title == "Unit Combating Child Sexual Exploitation"
    assert english.follow == ("previous articles", "more links")
    assert english.hosts == ("www.npa.go.jp",)
    assert (english.delay, english.depth, english.min_entries) == (1.0, 1, 5)
    assert english.wayback
    assert english.enabled
    assert english.select is None
    assert japanese.language == "ja"
    assert japanese.pages == (
        "https://www.npa.go.jp/safetylife/syonen/sakusyu/measure_by_govt.html",
    )


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    (source,) = load_sources(write(tmp_path, GOOD))
    assert source.hosts == ("www.example.org",)
    assert source.delay == 2.0
    assert (source.depth, source.min_entries, source.wayback, source.enabled) == (1, 1, False, True)
    assert source.passwords == ()


def test_a_folder_is_ordered_by_id_and_only_keeps_the_named(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("id: x", "id: b"), "1.yaml")
    write(tmp_path, GOOD.replace("id: x", "id: a") + "enabled: no\n", "2.yml")
    write(tmp_path, "not: looked at", "notes.txt")
    assert [source.id for source in load_sources(tmp_path)] == ["a", "b"]
    assert [source.id for source in load_sources(tmp_path, ["b"])] == ["b"]
    with pytest.raises(ConfigError, match="no source is called nope; known are a, b"):
        load_sources(tmp_path, ["b", "nope"])


def test_two_files_with_one_id(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "1.yaml")
    second = write(tmp_path, GOOD, "2.yaml")
    assert message(tmp_path).startswith(f"{second}: the id x is already used by {tmp_path}/1.yaml")


def test_a_missing_path_and_an_empty_folder(tmp_path: Path) -> None:
    assert "no such file or folder" in message(tmp_path / "nowhere")
    assert "holds no source file" in message(tmp_path)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("delay: fast", ':8: delay must be a number of seconds, 0 or more, not "fast"'),
        ("delay: -1", ':8: delay must be a number of seconds, 0 or more, not "-1"'),
        ("delay: .inf", ":8: delay must be a number"),
        ("delay: yes", ":8: delay must be a number"),
        ("colour: red", ':8: unknown key "colour" in a source; known are id, title'),
        ("title: B", ":8: title is given twice"),
        ("hosts: www.example.org", ":8: hosts must be a list of host names, at least one of them"),
        ("hosts: [https://www.example.org/]", ":8: hosts must be a host name or host:port without"),
        ("hosts: [other.example.org]", ":5: the page https://www.example.org/a.html is on www."),
        ("select: 'a[['", ":8: select must be a valid CSS selector"),
        ("depth: 3", ':8: depth must be 0 or 1, not "3"'),
        ("depth: true", ":8: depth must be 0 or 1"),
        ("expect: 5", ":8: expect must be keys with values"),
        ("expect: {most: 5}", ':8: unknown key "most" in expect; known are min_entries'),
        ("expect: {min_entries: few}", ":8: min_entries must be a whole number"),
        ("wayback: always", ':8: wayback must be fallback or off, not "always"'),
        ("enabled: maybe", ":8: enabled must be true or false"),
        ("? [a]\n: b", ":8: unknown key"),
        ("passwords: [1234]", ":8: passwords must be a text in quotes"),
        ("passwords: hunter2", ":8: passwords must be a list"),
        ("title: [a", " is not valid YAML"),
        ("--- more", " is not valid YAML"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    path = write(tmp_path, GOOD.replace("delay: 2\n", "enabled: true\n") + line + "\n")
    if line.startswith("enabled"):
        path = write(tmp_path, GOOD + line + "\n")
    found = message(path)
    assert found.startswith(str(path))
    assert said in found
    assert "hunter2" not in found
    assert "1234" not in found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: x", "id: X y", ':1: id must be small letters, digits and hyphens, not "X y"'),
        ("title: A title\n", "", ":1: a source needs title; add it"),
        ("title: A title", "title:", ":2: title must be a text, not nothing"),
        ("title: A title", "title: 2017", ':2: title must be a text, not "2017"'),
        ("language: en", "language: english", ":4: language must be an ISO 639-1 code"),
        ("[https://www.example.org/a.html]", "[]", ":5: pages must be a list of addresses"),
        ("https:", "ftp:", ":5: pages must be an http or https address"),
        ("https:", "https://u:p@h/ ", ":5: pages must be an http or https address"),
        ("www.example.org/", "www.example.org:99999/", ":5: pages must be an http"),
        ("[previous articles]", "[/(/]", ":6: follow must be a link text or a valid /regular"),
        ("[previous articles]", "[[a]]", ":6: follow must be a text, not a list"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert said in message(write(tmp_path, GOOD.replace(old, new)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (GOOD.encode() + b"select: caf\xe9\n", "x.yaml:8: cannot be read as UTF-8"),
        (GOOD.encode() + b"select: \x00\n", "x.yaml:8: is not valid YAML"),
        (b"id: " + b"[" * 5000, "x.yaml:1: has lists or keys too deep in each other"),
        (GOOD.encode() + b"wayback: off\n" * 100_000, "is no text file of up to"),
        (b"", "x.yaml:1: a source must be"),
    ],
    ids=["latin", "nul", "deep", "huge", "empty"],
)
def test_hostile_files_are_said_with_their_line(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "x.yaml").write_bytes(content)
    assert said in message(tmp_path / "x.yaml")


def test_what_is_no_file_is_not_read() -> None:
    assert "is no text file" in message(Path("/dev/zero"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("A title", r'"\0"', "title must be a text without control characters"),
        ("A title", r'"\uD800"', "title must be a text without control characters"),
        ("previous articles", '"/a{9999999999999}/"', "follow must be a link text or a valid"),
    ],
)
def test_what_no_database_or_expression_takes_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert said in message(write(tmp_path, GOOD.replace(old, new)))


@pytest.mark.parametrize("text", ["", "a list\n", "- a\n", "\x00", "a: &x [*x]\n"])
def test_a_file_that_is_no_source(tmp_path: Path, text: str) -> None:
    assert message(write(tmp_path, text)).startswith(f"{tmp_path}/x.yaml")


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"title: \xff\xfe")
    assert "cannot be read as UTF-8" in message(path)


def test_words_that_yaml_takes_for_booleans(tmp_path: Path) -> None:
    text = GOOD.replace("language: en", "language: no") + "wayback: off\n"
    (source,) = load_sources(write(tmp_path, text))
    assert (source.language, source.wayback) == ("no", False)
    (fallback,) = load_sources(write(tmp_path, text.replace("off", "fallback")))
    assert fallback == replace(source, wayback=True)


def test_a_page_on_a_loopback_port_is_on_its_host(tmp_path: Path) -> None:
    text = GOOD.replace("https://www.example.org/", "http://127.0.0.1:8400/")
    (source,) = load_sources(write(tmp_path, text))
    assert source.hosts == ("127.0.0.1:8400",)


def test_passwords_stay_out_of_the_representation(tmp_path: Path) -> None:
    (source,) = load_sources(write(tmp_path, GOOD + "passwords: ['hunter2']\n"))
    assert source.passwords == ("hunter2",)
    assert "hunter2" not in repr(source)


def test_follow_texts_and_regular_expressions() -> None:
    assert compile_follow("Previous articles").search("...✔ previous\n articles")
    assert not compile_follow("a.b").search("axb")
    assert compile_follow("/^page \\d+$/").search("Page 12")
    with pytest.raises(re.error):
        compile_follow("/(/")
