"""What the archive wrote in English is said in Japanese: the ledger, edits, rules, relations."""

from __future__ import annotations

import re
import sqlite3
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from datasette.app import Datasette

from archive.web.sentences import said
from ingest.reader.quality import judge
from metadata import ledger
from metadata.compare import compare
from metadata.records import Page
from tests.web.conftest import PLAN, SUMMARY, fill, site_on

FORMS: dict[str, str] = yaml.safe_load(
    (files("archive.web") / "sentences" / "ja.yaml").read_text("utf-8")
)
BEFORE = """1. Measures
Measure 1. Training
Courses are held once a year for 88 instructors in every region of the country.
Measure 2. Reporting
Each body reports its figures to the secretariat before the end of June."""
AFTER = """1. Measures
Measure 1. Training
Courses are held once a year for 90 instructors in every region of the country.
Measure 2. Reporting
Each body reports its figures to the secretariat and to the public before the end of May.
Measure 3. Publication
A revision of this plan is published with a table of what is new."""


def page(number: int, text: str) -> Page:
    return Page(
        number=number, label=None, text=text, text_source="text", quality=1.0, width=595.0,
        height=842.0, running=(),
    )  # fmt: skip


def is_japanese(text: str) -> bool:
    bare = re.sub("「[^」]*」", "「」", text)
    return bool(re.search(r"[\u3000-\u30ff\u4e00-\u9fff]|→", bare)) and not re.search(
        r"\b(page|was|became|added|removed|version|listed|edits?)\b", bare
    )


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_said(form: str) -> None:
    places = re.findall(r"\{(\w+)\}", form)
    assert set(re.findall(r"\{(\w+)\}", FORMS[form])) <= set(places)
    values = {
        name: str(at) if re.fullmatch(r"n(_\w+)?", name) else f"Q{at}"
        for at, name in enumerate(places, 3)
    }
    told = said(form.format(**values), "ja")
    assert told != form.format(**values)
    assert is_japanese(told) or not re.search(r"[a-z]{4}", re.sub(r"\{\w+\}", "", form))
    for name in re.findall(r"\{(\w+)\}", FORMS[form]):
        assert values[name] in told


@pytest.mark.parametrize(
    "written",
    [
        ledger.new_document("Plan; “old” and new", "none", None),
        ledger.new_document("計画", None, "2017-04-18T00:00:00Z"),
        ledger.new_entry("A notice", "https://publisher.example/"),
        ledger.retitled("Plan", "The plan"),
        ledger.moved("Plan", None, "https://publisher.example/new.pdf"),
        ledger.missing_document("Plan", "unlisted"),
        ledger.missing_document("Plan", "gone"),
        ledger.missing_entry("A notice"),
        ledger.restored("Plan"),
    ],
)
def test_the_ledger_is_said(written: str) -> None:
    assert is_japanese(said(written, "ja")), said(written, "ja")
    assert said(written, "en") == written


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([BEFORE], [AFTER]),
        ([AFTER], [BEFORE]),
        ([BEFORE], [BEFORE]),
        ([BEFORE], [""]),
        ([BEFORE], [BEFORE, "Annex\nA page that was not there before, with a list of the bodies."]),
    ],
)
def test_a_comparison_is_said(before: list[str], after: list[str]) -> None:
    older, newer = ([page(n, text) for n, text in enumerate(side, 1)] for side in (before, after))
    comparison = compare(older, newer)
    assert comparison.edits
    for edit in comparison.edits:
        assert is_japanese(said(edit.words, "ja")), (edit.words, said(edit.words, "ja"))
    whole = ledger.new_content("Plan", comparison, 1)
    assert is_japanese(said(whole, "ja")), (whole, said(whole, "ja"))


def test_what_fits_no_form_stays_as_it_stands() -> None:
    assert said("Something else entirely", "ja") == "Something else entirely"
    assert said(None, "ja") == ""


def test_a_title_made_to_be_slow_is_read_once() -> None:
    title = "” (en) and “" * 20_000
    told = said(f"“{title}” follows “{title}”: one title but for its date (1, 2)", "ja")
    assert told.endswith("日付（1、2）以外の標題は同じです")


async def test_pages_say_it(site: Datasette) -> None:
    for path in ("/-/changes", f"/-/documents/{PLAN}", f"/-/documents/{PLAN}/compare", "/"):
        shown = (await site.client.get(f"{path}?lang=ja")).text
        assert "was revised" not in shown, path
        assert "became" not in shown, path


async def test_refusals_are_said(site: Datasette) -> None:
    for path in ("/nowhere", "/archive/nothing", "/-/documents/nothing", "/archive/documents/zz"):
        answer = await site.client.get(f"{path}?lang=ja")
        assert answer.status_code == 404
        assert "このアーカイブにはありません" in answer.text, path
        assert "not found" not in answer.text, path
    wrong = await site.client.get("/archive/-/query?sql=selec&lang=ja")
    assert wrong.status_code == 400
    assert "SELECT 文だけが使えます" in wrong.text
    assert (await site.client.get("/archive/nothing.json")).json()["error"] == "Table not found"


@pytest.mark.parametrize(
    ("text", "unmapped"),
    [("abc\ufffd\ufffd\ufffdé" * 20, 0.0), ("é(cid:3)(cid:4) " * 20, 0.5)],
)
def test_why_a_text_is_doubted_is_said(text: str, unmapped: float) -> None:
    reasons = judge(text, unmapped, None).reasons
    assert reasons
    for reason in reasons:
        assert is_japanese(said(reason, "ja")), reason


async def test_a_page_says_why_it_has_no_text(tmp_path: Path) -> None:
    fill(tmp_path)
    with sqlite3.connect(tmp_path / "archive.db") as db:
        sql = """update pages set reasons = 'the page is blank' || char(10) || 'OCR is switched off'
                 where text_source = 'none'"""
        assert db.execute(sql).rowcount
    site, path = site_on(tmp_path), f"/-/documents/{SUMMARY}/pages/2"
    assert "Why: the page is blank; OCR is switched off." in (await site.client.get(path)).text
    japanese = (await site.client.get(f"{path}?lang=ja")).text
    assert "理由：白紙のページです；文字認識（OCR）は行っていません。" in japanese
