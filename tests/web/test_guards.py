"""SQL of visitors is bounded: in memory, in the size of values and answers, and in time."""

from __future__ import annotations

import re
import resource
import sqlite3
from pathlib import Path

import pytest
from datasette.app import Datasette

from archive.web.guards import Bounds, bound, refusal, unbound
from tests.web.conftest import PLAN, ROOT, site_on

pytestmark = pytest.mark.asyncio(loop_scope="session")
_NUMBERS = "with recursive n(x) as (select 1 union all select x + 1 from n)"
LONG = "replace(hex(zeroblob(240000)), '0', 'a')"
OTHER = "replace(hex(zeroblob(30000)), '0', 'b') || 'a'"
HOSTILE = {
    "one huge value": "select length(hex(zeroblob(400000000)))",
    "repeated": "select length(replace(hex(zeroblob(400000)), '0', '1234'))",
    "many large values in a row": "select "
    + ", ".join(f"hex(zeroblob(490000 + {at}))" for at in range(190)),
    "constants side by side": "select 1 where "
    + " and ".join(f"length(hex(zeroblob(400000 + {at}))) > 0" for at in range(700)),
    "many large rows": f"{_NUMBERS} select hex(zeroblob(400000 + x)) from n",
    "one that adds up": f"{_NUMBERS} select group_concat(hex(zeroblob(9000 + x))) from n",
    "for ever": f"{_NUMBERS} select max(x) from n",
    "a search for one long text in another": "select "
    + ", ".join(f"{LONG} || {at} glob '*x' or trim({LONG}, {OTHER}) = {at}" for at in range(50)),
    "padding without end": "select "
    + ", ".join("printf('%.*c', 900000000, 'x')" for _ in "123456"),
    "a wide field": "select format('%900000s', 'x')",
    "objects patched": f"select json_patch(j, j) from (select json_group_object('k' || x, x) as j"
    f" from ({_NUMBERS} select x from n limit 50000))",
    "a phrase without end": f"select 1 from pages_fts where pages_fts match '{'a ' * 20000}'",
    "too many columns": "select " + ", ".join("1" for _ in range(900)),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_queries_are_refused(site: Datasette, name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    response = await site.client.get("/archive/-/query.json", params={"sql": HOSTILE[name]})
    assert response.status_code == 400, (name, response.text[:300])
    assert response.json()["error"]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before  # KB
    assert grown < 700_000, f"{name} took {grown // 1024} MB"
    after = await site.client.get("/archive/-/query.json", params={"sql": "select 1 as one"})
    assert after.json()["rows"] == [{"one": 1}]


async def test_a_refused_address_is_not_printed(
    site: Datasette, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in ("/archive/nothing", "/archive/-/query.json?sql=selec", "/-/documents/nothing"):
        assert (await site.client.get(path)).status_code in (400, 404)
    printed = capsys.readouterr()
    assert printed.out + printed.err == ""


async def test_ordinary_queries_pass(site: Datasette) -> None:
    sql = "select d.*, p.text from documents d join pages p on p.sha256 = d.sha256 order by p.id"
    response = await site.client.get("/archive/-/query.json", params={"sql": sql})
    assert response.status_code == 200
    assert PLAN in {row["id"] for row in response.json()["rows"]}


@pytest.mark.parametrize(
    "expression",
    [
        "instr('計画の計画', '画')", "instr('a', 'b')", "instr(null, 'b')", "instr(12345, 34)",
        "instr(x'0102', x'02')", "instr('a', '')", "instr(1.5, '.')",
        "replace('aXbX', 'X', '--')", "replace('a', '', 'b')", "replace(null, 'a', 'b')",
        "replace(1.5, '.', ',')", "length(replace(zeroblob(9), 'a', 'b'))",
        "trim('..a.', '.')", "ltrim('  a ')", "rtrim('a--', '-')", "trim(null, 'a')",
        "printf('%5.1f|%-4s|%,d|%q', 2.25, 'é', 12345, 'it''s')", "printf('%*d', 4, 7)",
        "printf(null)", "printf()", "format('%!.15g', 0.1)",
        """json_patch('{"a":1,"b":2}', '{"a":null}')""",
    ],
)  # fmt: skip
async def test_functions_answer_as_before(expression: str) -> None:
    bounded, plain = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
    bound(bounded, Bounds())
    answer = bounded.execute(f"select {expression}").fetchone()[0]
    assert answer == plain.execute(f"select {expression}").fetchone()[0]


async def test_a_long_text_is_found_in_another_at_once() -> None:
    connection = sqlite3.connect(":memory:")
    bound(connection, Bounds())
    found = [f"instr({LONG}, {LONG} || '{at}')" for at in range(20)]
    assert set(connection.execute(f"select {', '.join(found)}").fetchone()) == {0}


async def test_secrets_are_sealed(small_archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes((small_archive / "archive.db").read_bytes())
    with sqlite3.connect(path) as writing:
        writing.execute(
            "insert into outbox (run_id, target, body, created_at)"
            " values (1, 'https://receiver.example/secret', '{}', '2026-01-01T00:00:00Z')"
        )
    writing.close()
    datasette = site_on(tmp_path)
    await datasette.invoke_startup()
    for sql in ("select * from outbox", "select (select target from outbox) as target"):
        response = await datasette.client.get("/archive/-/query.json", params={"sql": sql})
        assert response.json()["rows"][0]["target"] is None
    datasette.close()


async def test_our_own_pages_are_let_through() -> None:
    connection = sqlite3.connect(":memory:")
    bound(connection, Bounds(value_kb=10, answer_mb=1))
    with pytest.raises(sqlite3.DataError) as met:
        connection.execute("select length(hex(zeroblob(20000)))").fetchall()
    assert "larger than is allowed" in str(refusal(met.value))
    with unbound(connection):
        assert connection.execute("select length(hex(zeroblob(20000)))").fetchone()[0] == 40_000
    many = f"{_NUMBERS} select hex(zeroblob(4000)) from n limit 1000"
    with pytest.raises(sqlite3.OperationalError, match="too large"):
        connection.execute(many).fetchall()
    few = connection.execute(f"{_NUMBERS} select hex(zeroblob(4000)) as h from n limit 20")
    assert len(few.fetchall()[0]["h"]) == 8_000
    assert refusal(ValueError("something else")) is None


async def test_bounds_are_configured(small_archive: Path) -> None:
    datasette = site_on(small_archive)
    datasette.config["plugins"]["policy-archive"]["sql"] = {"value_kb": 4_000}
    assert Bounds.of(datasette, "policy-archive") == Bounds(value_kb=4_000)
    await datasette.invoke_startup()
    sql = "select length(hex(zeroblob(1000000))) as n"
    response = await datasette.client.get("/archive/-/query.json", params={"sql": sql})
    assert response.json()["rows"] == [{"n": 2_000_000}]
    datasette.close()


async def test_closing_sql_leaves_stored_queries(small_archive: Path) -> None:
    datasette = site_on(small_archive, default_allow_sql=False)
    await datasette.invoke_startup()
    refused = await datasette.client.get("/archive/-/query.json", params={"sql": "select 1"})
    assert refused.status_code == 403
    stored = await datasette.client.get("/archive/issuers.json")
    assert stored.status_code == 200
    assert (await datasette.client.get("/-/search?q=measures")).status_code == 200
    datasette.close()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("search_pages?words=%22child+sexual%22", {"document_id": PLAN, "page": 1}),
        ("words_over_the_years?words=measures", {"year": "2017", "documents": 2, "pages": 2}),
        ("documents_as_of?day=2026-01-01", {"document_id": PLAN, "version": 1}),
        ("documents_as_of?day=2026-01-02", {"document_id": PLAN, "version": 2}),
        ("changes_between?first=2026-01-02&last=2026-01-02", {"kind": "revised", "edit": "number"}),
        (f"what_was_edited?document_id={PLAN}", {"before": "88", "after": "90"}),
        ("most_cited?scheme=jp-law", {"target": "Act No. 52 of 1999", "documents": 1}),
        ("issuers", {"issuer": "Ministerial Meeting Concerning Measures Against Crime"}),
        ("doubtful_text?quality=0.8", {"quality": 0.0, "page": 2}),
    ],
)
async def test_stored_queries_answer(
    site: Datasette, path: str, expected: dict[str, object]
) -> None:
    name, _, parameters = path.partition("?")
    response = await site.client.get(f"/archive/{name}.json?_shape=array&{parameters}")
    assert response.status_code == 200, response.text
    assert any(expected.items() <= row.items() for row in response.json()), response.json()
    page = (await site.client.get(f"/archive/{path}")).text
    assert len(re.findall(r"<td", page)) > 0
    empty = await site.client.get(f"/archive/{name}.json?_shape=array")
    assert empty.status_code == 200


async def test_stock_tables_go_back_in_time(site: Datasette) -> None:
    now = (await site.client.get("/archive/changes.json?_shape=array")).json()
    then = (await site.client.get("/archive/changes.json?_shape=array&_as_of=2026-01-01")).json()
    assert {change["kind"] for change in now} > {change["kind"] for change in then} == {"new"}
    page = (await site.client.get("/archive/latest_changes?_as_of=2026-01-01")).text
    assert "at on or before 2026-01-01" in page
    for bad in ("spring", "2026-01-01'--", "\x00"):
        response = await site.client.get("/archive/changes.json", params={"_as_of": bad})
        assert response.status_code == 400


async def test_operations_name_the_bounds_that_hold() -> None:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    bounds = Bounds()
    assert f"{bounds.answer_mb} MB for an answer" in text
    assert f"{bounds.memory_mb} MB of memory" in text


async def test_a_table_that_takes_too_long_is_no_error(small_archive: Path) -> None:
    slow = "(with recursive c(x) as (select 1 union all select x + 1 from c) select max(x) from c)"
    site = site_on(small_archive, sql_time_limit_ms=30)
    for path in ("/archive/documents", "/archive/documents.json", "/archive/documents.csv"):
        answer = await site.client.get(path, params={"_where": f"{slow} > 0"})
        assert answer.status_code == 400, path
        assert "Ask for something narrower." in answer.text
