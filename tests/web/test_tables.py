"""Tables as data on the site: sorted, drawn, handed over, stitched; and series that are late."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
import pytest_asyncio
from datasette.app import Datasette
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.web.queries_series import late_series
from tests.web.conftest import NASTY, get, served
from tests.web.maker import Maker, make_pdf

pytestmark = pytest.mark.asyncio(loop_scope="session")

EDITIONS = {
    "2013": ("2014-03", [["Form", "2011", "2012", "2013"], ["By telephone", "10", "20", "30"],
                         [NASTY, "1", "2", "3"]]),
    "2014": ("2015-03", [["Form", "2012", "2013", "2014"], ["By telephone", "20", "31", "40"],
                         [NASTY, "2", "3", "4"]]),
    "2015": ("2016-03", [["Form", "2013", "2014", "2015"], ["By telephone", "31", "40", "=5"],
                         [NASTY, "3", "4", "7"]]),
}  # fmt: skip


def put_table(m: Maker, name: str, sha256: str, caption: str, rows: list[list[str]]) -> None:
    box = {"x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0}
    m.row("extracted_tables", id=name, sha256=sha256, page=1, position=1, caption=caption,
          rows=len(rows), columns=len(rows[0]), **box)  # fmt: skip
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            m.row("table_cells", table_id=name, row=r, column=c, row_span=1, column_span=1,
                  text=text, value=float(text) if text.isdigit() and r else None,
                  is_header=int(r == 0 or c == 0), page=1, **box)  # fmt: skip


@pytest.fixture(scope="session")
def series_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A yearly report in three editions with one table, and a long table."""
    root = tmp_path_factory.mktemp("series")
    m = Maker(root)
    m.row("sources", id="s", title="Page", publisher="A Body", language="en", definition="{}")
    m.row("runs", id=1, command="run", software="t", started_at="2026-01-01T00:00:00Z",
          finished_at="2026-01-01T01:00:00Z", exit_code=0)  # fmt: skip
    for year, (published, rows) in EDITIONS.items():
        sha256 = m.file(make_pdf([year]), [f"Report {year}"])
        m.document(f"report-{year}", [sha256], f"Report {year}", kind="annual-report",
                   published=published, coverage=year, page_count=1)  # fmt: skip
        put_table(m, f"t-{year}", sha256, f"Table {year[-1]}. Consultations ({year})", rows)
    for later, earlier in (("2014", "2013"), ("2015", "2014")):
        m.row("relations", subject_id=f"report-{later}", predicate="same_series",
              object_id=f"report-{earlier}", evidence="e")  # fmt: skip
    for year in ("2014", "2015", "2016"):
        sha256 = m.file(make_pdf(["digest", year]), [f"Digest {year}"])
        m.document(f"digest-{year}", [sha256], f"Digest {year}", kind="annual-report",
                   published=None, coverage=year, page_count=1)  # fmt: skip
    for later, earlier in (("2015", "2014"), ("2016", "2015")):
        m.row("relations", subject_id=f"digest-{later}", predicate="same_series",
              object_id=f"digest-{earlier}", evidence="e")  # fmt: skip
    long = [["Office", "Cases", "Note"], *[[f"Office {n}", str(n), "x"] for n in range(1, 401)]]
    put_table(m, "long", m.file(make_pdf(["long"]), ["Long"]), "Long", long)
    m.db.commit()
    m.db.close()
    return root


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def series_site(series_archive: Path) -> Any:
    async with served(series_archive) as datasette:
        yield datasette


def plain(body: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def column(body: str, number: int) -> list[str]:
    """The texts of one column of the page's table."""
    lines = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line, re.S) for line in body.split("<tr>")]
    return [plain(line[number]) for line in lines[2:] if len(line) > number]


async def test_a_table_is_sorted_by_figures_and_by_words(series_site: Datasette) -> None:
    falling = await get(series_site, "/-/tables/long?sort=2&order=desc")
    assert column(falling, 0)[:2] == ["Office 400", "Office 399"]
    assert 'aria-sort="descending"' in falling
    rising = await get(series_site, "/-/tables/long?sort=2")
    assert column(rising, 1)[:3] == ["1", "2", "3"]
    words = await get(series_site, "/-/tables/long?sort=1")
    assert column(words, 0)[:3] == ["Office 1", "Office 10", "Office 100"]


async def test_a_long_table_is_paged_and_sorting_stays(series_site: Datasette) -> None:
    path: str | None = "/-/tables/long?sort=2&order=desc"
    seen: list[str] = []
    while path:
        body = await get(series_site, path)
        seen += column(body, 1)
        following = re.search(r'<a rel="next" href="([^"]+)"', body)
        path = html.unescape(following[1]) if following else None
    assert seen == [str(n) for n in range(400, 0, -1)]


async def test_a_chart_has_its_figures_and_a_text_alternative(series_site: Datasette) -> None:
    body = await get(series_site, "/-/tables/t-2014")
    (drawn,) = re.findall(r'<svg viewBox.*?role="img".*?</svg>', body, re.S)
    picture = ElementTree.fromstring(drawn.replace("&#39;", "'"))
    assert picture.findtext("title") == "Chart: Table 4. Consultations (2014)"
    assert "By telephone: 20 (2012) … 40 (2014); ↓ 20 (2012), ↑ 40 (2014)" in str(
        picture.findtext("desc")
    )
    points = [c.findtext("title") for c in picture.iter("circle")]
    assert "By telephone, 2013: 31" in points
    assert len(points) == 6
    heights = [float(c.get("cy", 0)) for c in picture.iter("circle")][:3]
    assert heights == sorted(heights, reverse=True)
    assert "style=" not in body


async def test_json_and_csv_hand_over_what_is_printed(series_site: Datasette) -> None:
    found = (await series_site.client.get("/-/tables/t-2015.json")).json()
    assert found["columns"] == ["Form", "2013", "2014", "2015"]
    assert found["rows"][0]["label"] == "By telephone"
    assert found["rows"][0]["values"] == [None, 31.0, 40.0, None]
    response = await series_site.client.get("/-/tables/t-2015.csv")
    lines = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert lines[1] == ["By telephone", "31", "40", "'=5"]


async def test_editions_are_stitched_and_restated_figures_marked(series_site: Datasette) -> None:
    body = await get(series_site, "/-/tables/t-2013/series")
    words = plain(body)
    assert "3 editions laid over one another" in words
    assert "1 figure was restated." in words
    assert "By telephone, 2013 : 30 (2013) → 31 (2014) → 31 (2015)" in words
    assert "<del>30</del>" in body
    assert "<script>alert" not in body
    response = await series_site.client.get("/-/tables/t-2015/series.csv")
    lines = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    said = [(x["edition"], x["text"], x["restated"]) for x in lines
            if x["row"] == "By telephone" and x["column"] == "2013"]  # fmt: skip
    assert said == [("2013", "30", "True"), ("2014", "31", "True"), ("2015", "31", "True")]
    data = (await series_site.client.get("/-/tables/t-2015/series.json")).json()
    assert data["columns"] == ["2011", "2012", "2013", "2014", "2015"]


async def test_a_row_label_over_all_years_is_one_query(series_site: Datasette) -> None:
    sql = "select year, value from figures_by_year where row_label = 'By telephone' order by 1, 2"
    response = await series_site.client.get(f"/archive/-/query.json?_shape=arrays&sql={quote(sql)}")
    assert response.json()["rows"] == [
        [2011, 10], [2012, 20], [2012, 20], [2013, 30], [2013, 31], [2013, 31], [2014, 40],
        [2014, 40],
    ]  # fmt: skip


async def test_the_page_and_the_view_agree_about_what_is_late(
    series_site: Datasette, series_archive: Path
) -> None:
    words = plain(await get(series_site, "/-/late"))
    assert "Report 2015" in words
    assert "3 editions came 365 to 366 days apart, the last one March 2016." in words
    assert "expected by 1 April 2017" in words
    assert "3 editions without a date of their own cover a year each, the last one 2016." in words
    assert "expected by 1 January 2019" in words
    view = await series_site.get_database("archive").execute("select * from late_series")
    found = await series_site.get_database("archive").execute_fn(late_series)
    assert [dict(row)["evidence"] for row in view.rows] == [
        one.expectation.evidence for one in found
    ]
    assert [dict(row)["days_late"] for row in view.rows] == [
        one.expectation.days_late for one in found
    ]


async def test_in_time_nothing_was_late(series_site: Datasette) -> None:
    found = await series_site.get_database("archive").execute_fn(
        lambda db: late_series(db, "2017-04-01")
    )
    assert found == []


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    table=st.sampled_from(["t-2013", "long", "none", "t-2013/series", "<x>"]),
    form=st.sampled_from(["", ".csv", ".json"]),
    values=st.lists(
        st.text(alphabet="019x-_%.<>'\" 警\u202e\x00", max_size=9), min_size=3, max_size=3
    ),
)
async def test_no_address_ends_in_an_error(
    series_site: Datasette, table: str, form: str, values: list[str]
) -> None:
    query = "&".join(
        f"{name}={quote(value)}"
        for name, value in zip(("sort", "order", "page"), values, strict=True)
    )
    response = await series_site.client.get(f"/-/tables/{quote(table)}{form}?{query}")
    assert response.status_code in (200, 404)
