"""Problems are said in Japanese: every message that our own code can write, found in the code."""

from __future__ import annotations

import ast
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.web import language
from archive.web.sentences import joined, problem_said
from ingest.reader.finishing import REPAIRED
from ingest.reader.work import Loss
from metadata import errors
from tests.web.conftest import PLAN, ROOT, fill, site_on

_FAMILY = {
    name
    for name, found in vars(errors).items()
    if isinstance(found, type) and issubclass(found, errors.DocumentError | errors.SourceError)
}
_WORDS = re.compile(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}")  # three words in a row: English


_PLACES = {"what": "Reading 3.pdf", "error.message": "There was no answer."}  # any other is 3


def written(node: ast.expr) -> str | None:
    """A message as it would be written."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    return "".join(
        _PLACES.get(ast.unparse(part.value), "3")
        if isinstance(part, ast.FormattedValue)
        else str(ast.literal_eval(part))
        for part in node.values
    )


def messages() -> Iterator[tuple[str, str]]:
    for path in [*(ROOT / "ingest").rglob("*.py"), ROOT / "pipeline.py", Path(errors.__file__)]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            text = written(node.args[0])
            if text and name in _FAMILY:
                yield f"{path.stem}:{node.lineno}", text
            elif text and name == "TryError":
                how = f"https://a.example/x {text}; it is tried again at the next run."
                yield f"{path.stem}:{node.lineno}", how


FOUND = dict(messages())


def test_the_messages_are_found() -> None:
    assert len(FOUND) > 50


@pytest.mark.parametrize("where", FOUND)
def test_every_message_is_said(where: str) -> None:
    pieces = problem_said(FOUND[where], "ja")
    assert all(is_said for _, is_said in pieces), pieces
    assert not _WORDS.search(joined(pieces)), joined(pieces)


def loss(what: str, first: int, last: int) -> str:
    error = errors.ReadLimitError("The reader reached its limit of memory.")
    return Loss(what=what, first=first, last=last, error=error).problem()[1]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "message",
    [
        f"“A plan. With (two) parts: one”, https://p.example/a.pdf (SHA-256 931f4374c255): {said}"
        for said in (
            loss("pages", 3, 5), loss("pages", 3, 3), loss("tables", 3, 3), loss("tables", 3, 4),
            loss("about", 1, 1), REPAIRED[1], f"{REPAIRED[1]} {loss('tables', 2, 2)}",
            "Pages that could not be loaded: 3, 4.", "Only the first 3 of 4,000 pages were read.",
            "Reading what the PDF says about itself failed for XMP (ValueError: no. 3); "
            "information (KeyError: 'x'). Its pages are not affected.",
        )
    ],
)  # fmt: skip
def test_what_a_reader_gave_up_is_said_of_its_file(message: str) -> None:
    told = joined(problem_said(message, "ja"))
    assert told.startswith("“A plan. With (two) parts: one”, https://p.example/a.pdf（SHA-256 93")
    assert not _WORDS.search(told.partition("）：")[2]), told


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "https://a.example/x.pdf answered 404: it is not there any more. "
            "The Wayback Machine has no copy of it either.",
            "https://a.example/x.pdf は 404 を返しました。すでになくなっています。"
            "Wayback Machine にも写しがありません。",
        ),
        (
            "a-source: https://a.example/ could not be reached: https://a.example/ answered 503 "
            "three times; it is tried again at the next run. "
            "The archive is as before; the next run tries again.",
            "a-source：https://a.example/ に届きませんでした。"
            "https://a.example/ は 503 を返しました（3回）。次の実行で再び試みます。"
            "アーカイブは以前のままです。次の実行で再び試みます。",
        ),
    ],
)
def test_sentences_in_a_row(message: str, expected: str) -> None:
    assert joined(problem_said(message, "ja")) == expected
    assert joined(problem_said(message, "en")) == message


def test_what_nobody_foresaw_stays_english() -> None:
    pieces = problem_said("Something else. Its pages are not affected.", "ja")
    assert pieces == [("Something else.", False), ("ページの内容に影響はありません。", True)]
    assert problem_said("a. " * 5_000, "ja") == [(("a. " * 5_000).strip(), False)]


def test_every_code_and_stage_has_a_name() -> None:
    codes = {e.code for e in vars(errors).values() if isinstance(e, type)}
    for code in codes | {"missing", "altered", "truncated", "stranger", "database", "chain"}:
        assert language.has(f"problem.{code}"), code
    for stage in ("discover", "collect", "read", "verify"):
        assert language.has(f"stage.{stage}")


@pytest.mark.asyncio(loop_scope="session")
async def test_pages_say_problems(tmp_path: Path) -> None:
    fill(tmp_path)
    message = "a.pdf (SHA-256 931f4374c255): Its pages are not affected. New <b>words</b> here."
    with sqlite3.connect(tmp_path / "archive.db") as db:
        db.execute(
            """insert into problems (run_id, at, stage, code, sha256, message)
               select 1, '2030-01-01T00:00:00Z', 'read', 'partly_read', sha256, ?
               from documents where id = ?""",
            [message, PLAN],
        )
    site = site_on(tmp_path)
    for path in ("/-/problems", f"/-/documents/{PLAN}"):
        japanese = (await site.client.get(f"{path}?lang=ja")).text
        assert "a.pdf（SHA-256 931f4374c255）：ページの内容に影響はありません。" in japanese
        assert '<span lang="en">New &lt;b&gt;words&lt;/b&gt; here.</span>' in japanese
        english = (await site.client.get(path)).text
        assert "Its pages are not affected. New &lt;b&gt;words&lt;/b&gt; here." in english
    page = (await site.client.get("/-/problems?lang=ja")).text
    assert "読み取り · " in page
    assert 'href="/archive/problems?code=partly_read">一部のみ読み取り</a>' in page
