"""Any query opened in Python: what is written is a program, whatever the query holds."""

from __future__ import annotations

import ast
import json
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from archive.web.snippets import python
from tests.web.conftest import NASTY

pytestmark = pytest.mark.asyncio(loop_scope="session")
HOSTILE = ['"""\nimport os\n"""', "\\", 'a"', "'''", NASTY, "\\N{BULLET}\n", "x\r\ny",
           "計画\n\u202e"]  # fmt: skip


def assigned(code: str) -> dict[str, object]:
    """The texts that a program gives names to."""
    found: dict[str, object] = {}
    for node in ast.parse(code).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue
    return found


@pytest.mark.parametrize("text", HOSTILE)
async def test_nothing_ends_a_string(text: str) -> None:
    sql = f"select '{text}', :k"
    of = f"/archive/-/query?{urlencode({'sql': sql, 'k': text, '_hide_sql': '1'})}"
    code = python("https://archive.example", of)
    assert assigned(code)["sql"] == sql
    assert assigned(code)["parameters"] == {"k": text}
    imports = [n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Import)]
    assert [name.name for node in imports for name in node.names] == ["json"]


async def test_tables_are_fetched_page_by_page() -> None:
    code = python("https://archive.example", "/archive/documents?kind=plan&_size=5")
    assert assigned(code)["address"] == (
        "https://archive.example/archive/documents.json?kind=plan&_size=max"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/archive/documents?kind=plan", "/archive/latest_changes",
        "/archive/what_cites?target=Act", "/archive/-/query?sql=select+1", "/-/search?q=measures",
    ],
)  # fmt: skip
async def test_pages_offer_it(site: Datasette, path: str) -> None:
    shown = (await site.client.get(path)).text
    assert "Open in Python" in shown
    assert "urlopen(address)" in shown
    assert "Python で開く" in (await site.client.get(f"{path}&lang=ja")).text or "?" not in path


async def test_a_notebook(site: Datasette) -> None:
    of = "/archive/-/query?sql=select+id+from+documents"
    answer = await site.client.get("/-/notebook.ipynb", params={"of": of})
    assert answer.headers["content-disposition"] == 'attachment; filename="query.ipynb"'
    notebook = json.loads(answer.text)
    assert notebook["nbformat"] == 4
    assert assigned(notebook["cells"][1]["source"])["sql"] == "select id from documents"
    for wrong in ("", "https://elsewhere.example/", "/-/search"):
        answer = await site.client.get("/-/notebook.ipynb", params={"of": wrong})
        assert answer.status_code == 400
