"""Any query, opened in Python: a few lines that fetch all its rows, and the same as a notebook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from archive.web import parameters
from archive.web.queries import DATABASE, Unreadable
from archive.web.render import as_text, public

if TYPE_CHECKING:
    from datasette.app import Datasette

_LONGEST = 20_000  # characters of an address
_SHOWN = {"_hide_sql", "_show_sql", "_size", "_nofacet", "_facet", "_trace", "_shape", "_stream"}
_ASK = """\
rows = []
while address:
    with urlopen(address) as answer:
        part = json.load(answer)
    rows += part["rows"]
    address = part.get("next_url")
if part.get("truncated"):
    print("The site has cut this: ask for less at a time, or query a copy of the archive.")
print(len(rows), "rows")

# As a table (pip install pandas):
# import pandas
# frame = pandas.DataFrame(rows)
"""
_COPY = """
# The same on a copy of the archive, without bounds:
# import sqlite3
# archive = sqlite3.connect("file:archive.db?mode=ro", uri=True)
"""
_FUNCTION = """\
# from archive.search import escape_fts  # of policy-archive
# archive.create_function("escape_fts", 1, escape_fts)
"""


def python(root: str, of: str) -> str:
    """Python of the standard library that fetches every row of a page of Datasette.

    `root` is the address of the site, without a slash at its end; `of` the page's path with its
    parameters, without `root`.
    """
    parts = urlsplit(of)
    asked = [(k, v) for k, v in parse_qsl(parts.query) if k not in _SHOWN]
    sql = dict(asked).get("sql")
    if sql is None:
        asked.append(("_size", "max"))
        lines = [f"address = {_text(f'{root}{parts.path}.json?{urlencode(asked)}')}"]
        return "\n".join([*_imports(of_sql=False), *lines, "", _ASK])
    given = {key: value for key, value in asked if key != "sql" and not key.startswith("_")}
    lines = [
        f"sql = {_text(sql)}",
        f"parameters = {_mapping(given)}",
        f"address = {_text(f'{root}/{DATABASE}/-/query.json?')}"
        ' + urlencode({"sql": sql, **parameters})',
    ]
    bound = _FUNCTION if "escape_fts" in sql else ""
    copy = f"{_COPY}{bound}# rows = archive.execute(sql, parameters).fetchall()\n"
    return "\n".join([*_imports(of_sql=True), *lines, "", f"{_ASK}{copy}"])


def _imports(*, of_sql: bool) -> list[str]:
    parse = ["from urllib.parse import urlencode"] if of_sql else []
    return ["import json", *parse, "from urllib.request import urlopen", ""]


def _text(text: str) -> str:
    """A string of Python, over several lines where it has several; nothing in it can end it."""
    is_plain = all(c.isprintable() or c == "\n" for c in text)
    if "\n" in text and is_plain and "\\" not in text and '"""' not in text:
        return f'"""\n{text}\n"""' if text.endswith('"') else f'"""{text}"""'
    return json.dumps(text) if text.isascii() else repr(text)


def _mapping(given: dict[str, str]) -> str:
    inner = ", ".join(f"{_text(key)}: {_text(value)}" for key, value in given.items())
    return f"{{{inner}}}"


def notebook(root: str, of: str) -> str:
    """The same as a Jupyter notebook (nbformat 4.5)."""
    link = f"{root}{of}".replace("<", "%3C").replace(">", "%3E")
    cells = [
        {"cell_type": "markdown", "id": "where", "metadata": {}, "source": f"From <{link}>"},
        {
            "cell_type": "code", "id": "rows", "metadata": {}, "source": python(root, of),
            "execution_count": None, "outputs": [],
        },
    ]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1)


@public
async def notebook_of(datasette: Datasette, request: Request) -> Response:
    """`/-/notebook.ipynb?of=/archive/...`: a page of Datasette, to be run in Jupyter."""
    of = parameters.text(request, "of", _LONGEST) or ""
    if not of.startswith(f"/{DATABASE}/"):
        raise Unreadable(f"`of` is a page of the data, as /{DATABASE}/documents.")
    body = notebook(site(datasette, request), of)
    disposition = {"Content-Disposition": 'attachment; filename="query.ipynb"'}
    return as_text(body, "application/x-ipynb+json", headers=disposition)


def site(datasette: Datasette, request: Request) -> str:
    """The address of this site, without a slash at its end."""
    return str(datasette.absolute_url(request, datasette.urls.path("/"))).rstrip("/")


async def opened(datasette: Datasette, request: Request, of: str | None = None) -> Markup:
    """ "Open in Python" for a page of Datasette, or for the one that is looked at."""
    if of is None:
        base = datasette.setting("base_url").rstrip("/")
        of = request.full_path.removeprefix(base)
    context = {"code": python(site(datasette, request), of), "of": of}
    told = await datasette.render_template(
        "policy_archive/_python.html", context, request=request, view_name="policy-archive"
    )
    return Markup(told)
