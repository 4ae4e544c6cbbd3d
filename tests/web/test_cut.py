"""A CSV that does not hold everything says so in its last line; one that does, does not."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from datasette.app import Datasette

from tests.web.conftest import site_on

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def lines(site: Datasette, address: str) -> list[list[str]]:
    answer = await site.client.get(address)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.text, newline="")))


@pytest.mark.parametrize(
    ("address", "most", "rows", "is_cut"),
    [
        ("/archive/documents.csv?_size=max&_col=title", 2, 2, True),
        ("/archive/documents.csv?_size=max&_header=off", 2, 1, True),
        ("/archive/documents.csv?_size=max&_col=title", 5, 5, False),
        ("/archive/documents.csv?_size=2&_col=title", 5, 2, False),  # as it was asked for
        ("/archive/-/query.csv?sql=select+id+from+documents", 4, 4, True),
        ("/archive/-/query.csv?sql=select+id+from+documents+limit+4", 4, 4, False),
        ("/archive/-/query.csv?sql=select+1", 4, 1, False),
    ],
)
async def test_it_says_so(
    small_archive: Path, address: str, most: int, rows: int, is_cut: bool
) -> None:
    site = site_on(small_archive, max_returned_rows=most)
    await site.invoke_startup()
    found = await lines(site, address)
    assert found[-1][0].startswith("CUT: ") == is_cut
    assert len(found) == 1 + rows + is_cut
    if is_cut and "documents.csv" in address:
        rest = found[-1][0].rpartition(" ")[2].removeprefix("http://localhost")
        assert (await lines(site, rest))[1:] != found[1:]
    site.close()


async def test_a_search(small_archive: Path) -> None:
    site = site_on(small_archive)
    site.config["plugins"]["policy-archive"]["csv_rows"] = 2
    await site.invoke_startup()
    answer = await site.client.get("/-/search.csv?q=measures+OR+plan+OR+report")
    assert answer.headers["x-cut-at"] == "2"
    assert "search-first-2.csv" in answer.headers["content-disposition"]
    assert list(csv.reader(io.StringIO(answer.text)))[-1][0].startswith("CUT: ")
    site.close()


async def test_errors_are_left_alone(site: Datasette) -> None:
    assert "CUT" not in (await site.client.get("/archive/nothing.csv")).text
    assert "CUT" not in (await site.client.get("/archive/-/query.csv?sql=select+nothing")).text
