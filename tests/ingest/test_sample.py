"""The sample publisher: its PDFs, its two editions, and its answers over real HTTP."""

from __future__ import annotations

import email.utils
import http.client
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pypdfium2
import pytest

from ingest.sample.publisher import Edition, Resource, SamplePublisher, resources, write_sources
from ingest.sources import load_sources

SAMPLE = Path(__file__).resolve().parents[2] / "ingest" / "sample"
MEASURES = "/safetylife/syonen/no_cp/measures"
INDEX = f"{MEASURES}/index_e.html"
JAPANESE = "/safetylife/syonen/sakusyu/measure_by_govt.html"
PLAN, ACT = f"{MEASURES}/pdf/basic_plan_e.pdf", f"{MEASURES}/pdf/act_no52_1999_e.pdf"
GONE = f"{MEASURES}/pdf/guidelines_isp_e.pdf"
ADDED = f"{MEASURES}/pdf/progress_report_2017_e.pdf"
LARGEST = 1_500_000  # bytes of all files of the sample's site together


def pages(pdf: bytes) -> list[str]:
    """The text of every page, white space collapsed."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return [" ".join(text.split()) for text in texts]


def page_of(resource: Resource) -> str:
    charset = resource.media_type.partition("charset=")[2]
    return resource.body.decode(charset)


def links(html: str) -> list[str]:
    return re.findall(r'(?:href|src)="([^"]+)"', html)


def items(edition: Edition, name: str) -> list[str]:
    """The lines of a listing page that are set off by a mark, without markup."""
    html = page_of(resources(edition)[f"{MEASURES}/{name}"])
    lines = [re.sub(r"<[^>]+>", "", line).strip() for line in html.splitlines()]
    return [line for line in lines if line.startswith(("✔", "✮"))]


@pytest.fixture(scope="module")
def publisher() -> Iterator[SamplePublisher]:
    with SamplePublisher() as publisher:
        yield publisher


def ask(
    publisher: SamplePublisher, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", publisher.port, timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


# --- the files ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_script_makes_the_committed_bytes() -> None:
    pytest.importorskip("typst", reason="typst is a development dependency and not installed")
    from ingest.sample.make_sample import differences, make

    if other := differences():
        pytest.skip("the PDFs were made with other parts: " + "; ".join(other))
    made = make()
    committed = {
        path.relative_to(SAMPLE).as_posix(): path.read_bytes()
        for edition in ("first", "second")
        for path in (SAMPLE / edition).rglob("*.pdf")
    }
    assert sorted(made) == sorted(committed)
    assert [path for path in made if made[path] != committed[path]] == []


def test_the_site_stays_small_and_holds_nothing_twice() -> None:
    both = [path for e in ("first", "second") for path in (SAMPLE / e).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in both) < LARGEST
    bodies = [path.read_bytes() for path in both]
    assert len(bodies) == len(set(bodies))


def test_the_papers_have_the_length_of_real_ones() -> None:
    first = resources("first")
    lengths = {
        path.rsplit("/", 1)[1]: len(pages(r.body))
        for path, r in first.items()
        if path.endswith(".pdf")
    }
    assert 8 <= lengths["basic_plan_e.pdf"] <= 12
    assert lengths["basic_plan_summary_e.pdf"] == 2
    assert 5 <= lengths["third_measures_e.pdf"] <= 6
    assert 6 <= lengths["report2015_e.pdf"] <= 9
    assert 4 <= lengths["act_no52_1999_e.pdf"] <= 5
    assert lengths["notice2008_e.pdf"] == 1


def test_every_figure_is_marked_as_sample_data() -> None:
    for path, resource in resources("second").items():
        if path.endswith(".pdf") and "notice2008" not in path:
            assert re.search("sample data|見本", " ".join(pages(resource.body))), path


def test_the_scanned_page_is_an_image_without_text() -> None:
    body = resources("first")[f"{MEASURES}/pdf/notice2008_e.pdf"].body
    assert pages(body) == [""]
    (page,) = pypdfium2.PdfDocument(body)
    assert [thing.type for thing in page.get_objects()] == [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]


def test_the_plan_has_an_outline_running_heads_and_a_table_over_two_pages() -> None:
    document = pypdfium2.PdfDocument(resources("first")[PLAN].body)
    titles = [bookmark.get_title() for bookmark in document.get_toc()]
    assert "Measure 12. Training of teachers" in titles
    texts = pages(resources("first")[PLAN].body)
    assert all(text.startswith("Basic Plan on Measures") for text in texts[1:])
    assert sum("Indicator Measure FY2016" in text for text in texts) == 2
    assert "CRC/C/JPN/CO/3" in texts[0]


def test_a_figure_of_the_report_for_2014_is_restated_a_year_later() -> None:
    before = " ".join(pages(resources("first")[f"{MEASURES}/pdf/report2014_e.pdf"].body))
    after = " ".join(pages(resources("first")[f"{MEASURES}/pdf/report2015_e.pdf"].body))
    assert "By telephone 4,601 4,812 5,034 5,217 5,412" in before
    assert "By telephone 4,812 5,034 5,217 5,390 5,641" in after


# --- the editions ---------------------------------------------------------------------------------


def test_the_editions_differ_in_these_files_alone() -> None:
    first, second = resources("first"), resources("second")
    assert set(first) - set(second) == {GONE}
    assert set(second) - set(first) == {ADDED}
    differ = {path for path in first.keys() & second if first[path].body != second[path].body}
    assert differ == {PLAN, ACT, INDEX, f"{MEASURES}/previous_e.html"}


def test_the_act_is_stamped_anew_with_the_same_text() -> None:
    first, second = resources("first")[ACT], resources("second")[ACT]
    assert first.etag != second.etag
    assert pages(first.body) == pages(second.body)
    stamps = [
        pypdfium2.PdfDocument(r.body).get_metadata_dict()["CreationDate"] for r in (first, second)
    ]
    assert stamps[0] != stamps[1]


def test_the_plan_is_reworded_in_three_places_with_one_number_and_one_measure_more() -> None:
    before, after = (measures(edition) for edition in ("first", "second"))
    assert sorted(after.keys() - before.keys()) == [43]
    changed = {number for number in before if before[number] != after[number]}
    assert changed == {2, 14, 17, 27}
    assert before[14].replace("88", "90") == after[14]
    assert all(re.findall(r"\d+", before[n]) == re.findall(r"\d+", after[n]) for n in (2, 17, 27))


def measures(edition: Edition) -> dict[int, str]:
    """The measures of the plan by number, without page furniture and what follows a chapter."""
    texts = [re.sub(r"– \d+ –", "", text) for text in pages(resources(edition)[PLAN].body)]
    head = re.compile(
        r"^Basic Plan on Measures against Child Sexual Exploitation Ministerial .*?Crime "
    )
    text = " ".join(head.sub("", text) for text in texts)
    found = re.findall(r"Measure (\d+)\. (.*?Responsible: )", text)
    return {int(number): " ".join(words.split()) for number, words in found}


def test_one_item_is_gone_one_new_and_one_retitled() -> None:
    names = ("index_e.html", "previous_e.html", "links_e.html")
    first, second = ([i for name in names for i in items(e, name)] for e in ("first", "second"))
    assert [i for i in first if i not in second] == [
        "✔ Second Comprehensive Measures to Eliminate Child Pornography[May 2013](PDF_176KB)",
        "✔ Guidelines on Cooperation with Internet Service Providers[March 2012](PDF_88KB)",
    ]
    assert [i for i in second if i not in first] == [
        "✔ Progress Report on the Basic Plan for Fiscal Year 2017(National Police Agency)"
        "[May 2018](PDF_124KB)",
        "✔ Second Comprehensive Measures to Eliminate Child Pornography"
        "(Ministerial Meeting Concerning Measures Against Crime)[May 2013](PDF_176KB)",
    ]


@pytest.mark.parametrize("edition", ["first", "second"])
def test_every_link_leads_somewhere(publisher: SamplePublisher, edition: Edition) -> None:
    publisher.publish(edition)
    external = 0
    for path, resource in resources(edition).items():
        for link in links(page_of(resource)) if path.endswith(".html") else ():
            url = urljoin(publisher.base_url + path, link)
            if urlsplit(url).port == publisher.port:
                response, _ = ask(publisher, urlsplit(url).path, "HEAD")
                assert response.status == 200, f"{path} links {link}"
            else:
                assert url.startswith("https://")
                external += 1
    assert external == 9
    assert ask(publisher, INDEX)[1] == resources(edition)[INDEX].body


@pytest.mark.parametrize("edition", ["first", "second"])
def test_every_pdf_is_linked(edition: Edition) -> None:
    found = resources(edition)
    linked = {
        urljoin(path, link)
        for path, resource in found.items()
        if path.endswith(".html")
        for link in links(page_of(resource))
    }
    assert {path for path in found if path.endswith(".pdf")} <= linked


# --- the server -----------------------------------------------------------------------------------


def test_answers_say_what_they_are(publisher: SamplePublisher) -> None:
    publisher.publish("first")
    types = {path: ask(publisher, path)[0].getheader("Content-Type") for path in
             (INDEX, JAPANESE, PLAN, "/robots.txt", f"{MEASURES}/img/news_e.svg")}  # fmt: skip
    assert list(types.values()) == [
        "text/html; charset=utf-8", "text/html; charset=Shift_JIS", "application/pdf",
        "text/plain; charset=utf-8", "image/svg+xml",
    ]  # fmt: skip
    _, body = ask(publisher, JAPANESE)
    assert "基本計画" in body.decode("shift_jis")


def test_head_gives_the_headers_alone(publisher: SamplePublisher) -> None:
    whole, body = ask(publisher, PLAN)
    head, nothing = ask(publisher, PLAN, "HEAD")
    assert (head.status, nothing) == (200, b"")
    assert head.getheader("Content-Length") == str(len(body))
    assert head.getheader("ETag") == whole.getheader("ETag")


@pytest.mark.parametrize(
    "path", ["/", "/nothing.pdf", GONE + "x", "/../publisher.py", "/%2e%2e/publisher.py"]
)
def test_what_is_not_there_is_404(publisher: SamplePublisher, path: str) -> None:
    assert ask(publisher, path)[0].status == 404
    assert ask(publisher, path, "HEAD")[1] == b""


def test_what_is_known_is_304(publisher: SamplePublisher) -> None:
    publisher.publish("first")
    response, body = ask(publisher, PLAN)
    etag, modified = response.getheader("ETag"), response.getheader("Last-Modified")
    assert etag
    assert modified
    assert not etag.startswith("W/")
    for headers in ({"If_None_Match": etag}, {"If_None_Match": f'"x", W/{etag}'},
                    {"If_None_Match": "*"}, {"If_Modified_Since": modified}):  # fmt: skip
        response, nothing = ask(publisher, PLAN, **headers)
        assert (response.status, nothing) == (304, b""), headers
        assert response.getheader("ETag") == etag
    earlier = email.utils.formatdate(0, usegmt=True)
    for headers in ({"If_None_Match": '"x"', "If_Modified_Since": modified},
                    {"If_Modified_Since": earlier}, {"If_Modified_Since": "nonsense"}):  # fmt: skip
        response, again = ask(publisher, PLAN, **headers)
        assert (response.status, again) == (200, body), headers


def test_another_edition_is_seen_at_once_where_it_differs(publisher: SamplePublisher) -> None:
    publisher.publish("first")
    known = {path: ask(publisher, path)[0].getheader("ETag") or "" for path in (INDEX, PLAN, GONE)}
    same = f"{MEASURES}/pdf/third_measures_e.pdf"
    unchanged = ask(publisher, same)[0].getheader("ETag") or ""
    publisher.publish("second")
    answers = {path: ask(publisher, path, If_None_Match=known[path])[0].status for path in known}
    assert answers == {INDEX: 200, PLAN: 200, GONE: 404}
    assert ask(publisher, same, If_None_Match=unchanged)[0].status == 304
    assert ask(publisher, ADDED)[0].status == 200


def test_one_connection_serves_many_requests(publisher: SamplePublisher) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", publisher.port, timeout=10)
    try:
        connection.connect()
        local = connection.sock.getsockname()
        for path in (INDEX, "/nothing", JAPANESE):
            connection.request("GET", path)
            connection.getresponse().read()
            assert connection.sock.getsockname() == local
    finally:
        connection.close()


def test_a_port_in_use_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            SamplePublisher(port=taken.getsockname()[1])


def test_it_ends_while_a_client_keeps_its_connection_open() -> None:
    before = set(threading.enumerate())
    with SamplePublisher() as publisher:
        connection = http.client.HTTPConnection("127.0.0.1", publisher.port, timeout=10)
        connection.request("GET", INDEX)
        connection.getresponse().read()
    connection.close()
    assert set(threading.enumerate()) <= before
    with SamplePublisher(port=publisher.port) as again:
        assert ask(again, INDEX)[0].status == 200


def test_the_sources_are_valid_and_name_the_port(tmp_path: Path) -> None:
    write_sources(tmp_path / "sources", 8123)
    english, japanese = load_sources(tmp_path / "sources")
    assert (english.id, japanese.id) == ("sample-en", "sample-ja")
    assert english.pages == (f"http://127.0.0.1:8123{INDEX}",)
    assert japanese.pages == (f"http://127.0.0.1:8123{JAPANESE}",)
    for source in (english, japanese):
        assert source.hosts == ("127.0.0.1:8123",)
        assert (source.delay, source.wayback, source.enabled) == (0, False, True)
        assert re.search("sample data|見本データ", source.title)
    assert english.follow == ("previous articles", "more links")
