"""Datasette's own pages in Japanese: its words and our descriptions, and never the data."""

from __future__ import annotations

import re
import sqlite3
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from datasette.app import Datasette

from archive import schema
from archive.web.sentences import described
from archive.web.stock_words import in_language
from tests.web.conftest import PLAN, ROOT, fill, site_on

WORDS = yaml.safe_load((files("archive.web") / "sentences" / "stock.ja.yaml").read_text("utf-8"))
PAGES = (
    "/archive", "/archive?_show_hidden=1", "/archive/documents", "/archive/pages",
    "/archive/documents?kind=plan&_sort=title&_search=plan", "/archive/runs/1",
    "/archive/documents?_sort_desc=title&title__contains=x", "/archive/documents_by_year",
    "/archive/documents?_where=1%3D1", "/archive/documents?published__isnull=1",
    "/archive/documents?_as_of=2026-01-01", "/archive/-/query?sql=select+1",
    "/archive/-/query?sql=select+:a", "/archive/what_cites?target=Act", "/archive/-/schema",
    "/archive/search_pages?words=plan", "/archive/-/queries", "/archive/edits",
)  # fmt: skip
# Neither data nor what machines read, of what stands between two tags.
_DATA = re.compile(
    r'<(script|style|textarea|pre)\b.*?</\1>|<td class="col-.*?</td>|<title>.*?</title>'
    r"|<option>.*?</option>|<(\w+)[^>]* lang=.*?</\2>|data-facet-value.*?</a>",
    re.DOTALL,
)
_ENGLISH = re.compile(r"(?:[A-Za-z]+ ){2}[A-Za-z]+")


def meanings() -> set[str]:
    """All that is said of tables, columns and queries, in English."""
    told = {t.description for t in schema.words()}
    told |= {description for t in schema.words() for _, _, description in t.columns}
    config = yaml.safe_load((ROOT / "datasette.yaml").read_text("utf-8"))
    for query in config["databases"]["archive"]["queries"].values():
        told |= {" ".join(query[key].split()) for key in ("title", "description")}
    return told


def test_every_description_is_told() -> None:
    known = described("ja")
    assert meanings() - set(known) == set(), "add to archive/web/sentences/descriptions.ja.yaml"
    assert set(known) - meanings() == set(), "no longer said: take it out"


def test_no_word_is_a_name_of_ours() -> None:
    names = {t.name for t in schema.words()} | {c[0] for t in schema.words() for c in t.columns}
    assert not names & set(WORDS)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("path", PAGES)
async def test_pages_are_japanese(site: Datasette, path: str) -> None:
    answer = await site.client.get(path, headers={"Accept-Language": "ja"})
    assert answer.status_code == 200
    assert answer.headers["content-language"] == "ja"
    assert '<html lang="ja"' in answer.text
    bare = re.sub("<[^>]*>", "\n", _DATA.sub("", answer.text.partition("<body")[2]))
    left = [text for text in _ENGLISH.findall(bare) if text not in ("Basic Plan on",)]
    assert left == []
    english = await site.client.get(path)
    assert english.headers["content-language"] == "en"
    assert "Accept-Language" in english.headers["vary"]
    assert not re.search("[ぁ-ん]", english.text.replace("日本語", "").partition("<table")[0])


@pytest.mark.asyncio(loop_scope="session")
async def test_a_language_is_no_filter(site: Datasette) -> None:
    page = await site.client.get("/archive/documents?kind=plan&lang=ja&_sort=title")
    assert '<h3 class="table-summary">' in page.text
    assert "3行" in page.text
    assert "kind = &#34;plan&#34;" in page.text or "kind = &quot;plan&quot;" in page.text
    assert 'name="lang"' not in page.text
    assert "lang = " not in page.text
    assert "policy_archive_lang=ja" in page.headers["set-cookie"]
    data = (await site.client.get("/archive/documents.json?kind=plan&lang=ja")).json()
    assert len(data["rows"]) == 3
    there = {"policy_archive_lang": "ja"}
    assert "行" in (await site.client.get("/archive/documents", cookies=there)).text
    back = await site.client.get("/archive/documents?lang=en", cookies=there)
    assert "5 rows" in back.text


@pytest.mark.asyncio(loop_scope="session")
async def test_data_are_left_alone(tmp_path: Path) -> None:
    fill(tmp_path)
    with sqlite3.connect(tmp_path / "archive.db") as db:
        db.execute("update documents set title = 'Next page', issuer = 'home' where id = ?", [PLAN])
    site = site_on(tmp_path)
    page = (await site.client.get("/archive/documents?lang=ja&_facet=issuer")).text
    assert "Next page</td>" in page
    assert re.search(r'data-facet-value="home"[^>]*>home</a>', page)
    asked = {"lang": "ja", "_search": '<script>"x" sorted by y'}
    hostile = (await site.client.get("/archive/documents", params=asked)).text
    assert "<script>&" not in hostile
    assert "で検索" in hostile


def test_what_is_passed_over() -> None:
    page = (
        '<html lang="en"><td class="col-title">Search:</td><script>"Next page"</script>'
        '<option>Search:</option><option value="in">in</option> in <b>Search:</b>'
        '<input type="submit" value="Run SQL"><input name="q" value="Run SQL">'
        "<p title='x'> 1,204\n rows </p><!-- Search: -->"
    )
    told = in_language(page, "ja")
    assert told == (
        '<html lang="ja"><td class="col-title">Search:</td><script>"Next page"</script>'
        '<option>Search:</option><option value="in">のいずれか</option> in <b>検索：</b>'
        '<input type="submit" value="SQL を実行"><input name="q" value="Run SQL">'
        "<p title='x'> 1,204行 </p><!-- Search: -->"
    )
