"""Whatever stands in an address: an answer, never an error of ours."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.app import Datasette
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.conftest import PLAN, site_on

FILES = (".json", ".csv", ".atom")  # have no place to say that a day was not understood
PATHS = (
    "/", "/-/search", "/-/search.json", "/-/search.csv", "/-/search.atom",
    "/-/search/suggest.json", "/-/search/unsearchable", "/-/changes", "/-/changes.atom",
    "/-/changes.json", "/-/problems", f"/-/documents/{PLAN}.atom", "/archive/changes",
)  # fmt: skip
NAMES = ("q", "source", "kind", "language", "from", "to", "part", "text", "document", "sort",
         "page", "edit", "lang", "_as_of")  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["", "\x00", '"', "(", "NOT", "AND OR", "*", "警", "2017", "2017-13", "-1",
                     "9" * 40, "a" * 9_000, "2025-04-01", "2025-02-30", "%", "'--", "NEAR(a",
                     "\ud7ff", "\u202e"]),
)  # fmt: skip
ADDRESSES = st.tuples(
    st.sampled_from(PATHS), st.lists(st.tuples(st.sampled_from(NAMES), TEXTS), max_size=4)
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Accept-Language": st.text(st.characters(codec="ascii", exclude_categories=["Cc"])),
        "Cookie": st.text(st.characters(codec="ascii", exclude_categories=["Cc"])),
    },
)


@pytest.fixture(scope="module")
def own_site(small_archive: Path) -> Datasette:
    return site_on(small_archive)


def test_any_address_is_answered(own_site: Datasette) -> None:
    with asyncio.Runner() as runner:
        runner.run(own_site.invoke_startup())

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(ADDRESSES, HEADERS)
        def ask(address: tuple[str, list[tuple[str, str]]], headers: dict[str, str]) -> None:
            path, parameters = address
            query = "&".join(f"{name}={quote(text)}" for name, text in parameters)
            response = runner.run(own_site.client.get(f"{path}?{query}", headers=headers))
            may_refuse = not path.startswith("/-/") or path.endswith(FILES)
            assert response.status_code in ((200, 400) if may_refuse else (200,))
            assert response.text

        ask()
    own_site.close()


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("query", ["q=%ff%fe", "q=%00&q=x", "&&==&", "q", "lang=%E3", "_as_of=%"])
async def test_broken_escapes_are_answered(site: Datasette, query: str) -> None:
    for path in PATHS:
        is_other_day = query == "_as_of=%" and path.endswith((*FILES, "/archive/changes"))
        expected = 400 if is_other_day else 200
        assert (await site.client.get(f"{path}?{query}")).status_code == expected
