"""The site speaks English and Japanese: the same messages, chosen as the visitor asks."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.utils.asgi import Request

from archive.web import language, words
from tests.web.conftest import PLAN, ROOT

TEMPLATES = sorted((ROOT / "archive/web/templates").rglob("*.html"))


def places(message: language.Message) -> set[str]:
    forms = [message] if isinstance(message, str) else message.values()
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def request(query: str = "", **headers: str) -> Request:
    found = Request.fake(f"/?{query}")
    found.scope["headers"] = [
        (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
    ]
    return found


def test_every_language_says_the_same() -> None:
    english = language.catalogue("en")
    for code in language.LANGUAGES:
        other = language.catalogue(code)
        assert set(other) == set(english), code
        for key, message in english.items():
            assert places(other[key]) <= places(message) | {"n"}, (code, key)
    assert language.catalogue("ja")["site.search"] == "検索"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_templates_use_messages_that_exist(path: Any) -> None:
    for key in re.findall(r"""\bt\(\s*["']([^"']+)["']\s*[,)]""", path.read_text("utf-8")):
        assert language.has(key), key


@pytest.mark.parametrize(
    ("query", "headers", "expected"),
    [
        ("", {}, "en"),
        ("lang=ja", {}, "ja"),
        ("lang=xx", {}, "en"),
        ("", {"accept_language": "ja,en;q=0.8"}, "ja"),
        ("", {"accept_language": "fr-FR, ja-JP;q=0.5, en;q=0.4"}, "ja"),
        ("", {"accept_language": "en;q=0.5,ja;q=0"}, "en"),
        ("", {"accept_language": "ja;q=0"}, "en"),
        ("", {"accept_language": ";;;q=,*,\x00" + "x" * 9000}, "en"),
        ("", {"cookie": "policy_archive_lang=ja"}, "ja"),
        ("lang=en", {"cookie": "policy_archive_lang=ja", "accept_language": "ja"}, "en"),
        ("", {"cookie": "policy_archive_lang=<b>; =;;"}, "en"),
    ],
)
def test_the_language_is_chosen(query: str, headers: dict[str, str], expected: str) -> None:
    assert language.chosen(request(query, **headers)) == expected


def test_messages_are_escaped_and_counted() -> None:
    assert language.say("en", "n.page", n=1) == "1 page"
    assert language.say("en", "n.page", n=1204) == "1,204 pages"
    assert language.say("ja", "n.page", n=1) == "1ページ"
    shown = language.say_html("en", "as_of.bad", given="<b>")
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown


@pytest.mark.parametrize(
    ("text", "english", "japanese"),
    [
        ("2017", "2017", "2017年"),
        ("2017-04", "April 2017", "2017年4月"),
        ("2017-04-18", "18 April 2017", "2017年4月18日"),
        ("2017-04-18T09:30:00Z", "18 April 2017, 09:30 UTC", "2017年4月18日 09:30 UTC"),
        ("2017-99", "2017-99", "2017-99"),
        (None, "", ""),
    ],
)
def test_dates(text: str | None, english: str, japanese: str) -> None:
    assert words.date(text) == english
    assert words.date(text, "ja") == japanese


@pytest.mark.asyncio(loop_scope="session")
async def test_pages_are_marked_and_remember(site: Datasette) -> None:
    english = await site.client.get("/")
    assert '<html lang="en">' in english.text
    assert english.headers["content-language"] == "en"
    assert "Accept-Language" in english.headers["vary"]
    assert "set-cookie" not in english.headers
    japanese = await site.client.get("/", params={"lang": "ja"})
    assert '<html lang="ja">' in japanese.text
    assert "policy_archive_lang=ja" in japanese.headers["set-cookie"]
    again = await site.client.get("/-/changes", cookies={"policy_archive_lang": "ja"})
    assert '<html lang="ja">' in again.text
    preferred = await site.client.get(f"/-/documents/{PLAN}", headers={"Accept-Language": "ja"})
    assert '<html lang="ja">' in preferred.text
    assert '<h1 lang="en"><bdi>Basic Plan on Measures' in preferred.text


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("address", "status", "kind"),
    [
        ("/-/documents/none.json", 404, "application/json"),
        ("/-/documents/none.bib", 404, "text/plain"),
        ("/-/tables/none.csv", 404, "text/plain"),
        ("/-/search.csv?q=plan&_as_of=tomorrow", 400, "text/plain"),
        ("/-/search.atom?q=plan&_as_of=tomorrow", 400, "text/plain"),
        ("/archive/documents.docx", 404, "text/html"),
    ],
)
async def test_refusals_have_the_form_and_language_that_was_asked_for(
    address: str, status: int, kind: str, site: Datasette
) -> None:
    for lang, marks in (("en", "[a-z] "), ("ja", "[ぁ-ん]")):
        answer = await site.client.get(address, headers={"Accept-Language": lang})
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"].startswith(kind)
        assert re.search(marks, answer.text)
        assert "Accept-Language" in answer.headers["vary"]
