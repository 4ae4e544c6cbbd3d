from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from metadata.records import Reading
from tests.ingest.reader.conftest import ReadBytes
from tests.ingest.reader.paper import japanese, line, lines, pdf

ReadPages: TypeAlias = Callable[[Sequence[str]], Reading]


def test_lines_stay_lines_and_paragraphs_are_separated(read_pages: ReadPages) -> None:
    content = lines(["The plan has six pillars and", "eighty-eight measures.", "",
                     "It is reviewed every year."])  # fmt: skip
    [page] = read_pages([content]).pages
    assert page.text == (
        "The plan has six pillars and\neighty-eight measures.\n\nIt is reviewed every year."
    )
    assert (page.text_source, page.quality, page.width, page.height) == ("text", 1.0, 612, 792)


def test_columns_are_read_one_after_the_other(read_pages: ReadPages) -> None:
    left = ["The first column says", "what is to be done", "by the ministries."]
    right = ["The second column", "says by when and", "who reports it."]
    [page] = read_pages([lines(left, x=72) + lines(right, x=320)]).pages
    assert page.text.replace("\n\n", "\n").split("\n") == [*left, *right]


def test_a_heading_is_a_paragraph_of_its_own(read_pages: ReadPages) -> None:
    content = line("Chapter 1", 72, 730, size=18) + lines(["Purpose of the plan", "and scope."])
    [page] = read_pages([content]).pages
    assert page.text == "Chapter 1\n\nPurpose of the plan\nand scope."


def test_a_word_broken_at_the_end_of_a_line_is_whole_again(read_pages: ReadPages) -> None:
    content = "BT /F1 10 Tf 12 TL 72 720 Td (The min-) Tj T* (istry reports.) Tj ET"
    [page] = read_pages([content]).pages
    assert page.text == "The ministry\nreports."


def test_a_compound_keeps_its_hyphen_where_the_document_writes_it_so(
    read_pages: ReadPages,
) -> None:
    broken = "BT /F1 10 Tf 12 TL 72 720 Td (a cross-) Tj T* (ministerial group) Tj ET"
    pages = read_pages([broken, lines(["The cross-ministerial meeting"])]).pages
    assert pages[0].text == "a cross-ministerial\ngroup"


def test_a_range_of_numbers_keeps_its_hyphen(read_pages: ReadPages) -> None:
    content = "BT /F1 10 Tf 12 TL 72 720 Td (in fiscal 2016-) Tj T* (2017 and later) Tj ET"
    [page] = read_pages([content]).pages
    assert "2016-2017" in page.text.replace("\n", "")


def test_what_repeats_at_the_edges_stands_apart(read_pages: ReadPages) -> None:
    pages = [
        line("Basic Plan 2017", 250, 760)
        + lines([f"Text of part {name}.", "It goes on."])
        + line(f"- {number} -", 300, 30)
        for number, name in enumerate(("one", "two", "three", "four"), start=5)
    ]
    for number, page in enumerate(read_pages(pages).pages, start=5):
        assert page.running == ("Basic Plan 2017", f"- {number} -")
        assert "Basic Plan" not in page.text
        assert page.text.startswith("Text of part")


def test_numbers_that_do_not_count_with_the_pages_are_text(read_pages: ReadPages) -> None:
    cases = line("Reported cases", 72, 500)
    pages = [cases + line(figure, 300, 30) for figure in ("812", "640", "777")]
    assert [page.running for page in read_pages(pages).pages] == [(), (), ()]


def test_a_page_is_never_all_running_head(read_pages: ReadPages) -> None:
    pages = read_pages([line("Appendix", 72, 760)] * 4).pages
    assert [page.text for page in pages] == ["Appendix"] * 4


def test_vertical_columns_are_read_from_the_right(read_bytes: ReadBytes) -> None:
    columns = ["基本計画の概要を定める", "施策は毎年度見直される", "各省庁が実施状況を公表する"]
    shuffled = [(columns[at], 500 - 20 * at, 700) for at in (1, 2, 0)]
    [page] = read_bytes(japanese(shuffled, vertical=True)).pages
    assert page.text.split("\n") == columns


def test_vertical_bands_are_read_from_the_top(read_bytes: ReadBytes) -> None:
    upper = ["第一条この計画の目的を定める", "第二条用語の意義を次に定める"]
    lower = ["第三条施策の実施主体を定める", "第四条公表の時期と方法を定める"]
    printed = [(text, 500 - 20 * at, top) for top, band in ((700, upper), (400, lower))
               for at, text in enumerate(band)]  # fmt: skip
    [page] = read_bytes(japanese(printed[::-1], vertical=True)).pages
    assert page.text.split("\n") == [*upper, *lower]


def test_ruby_does_not_tear_the_words_it_explains(read_bytes: ReadBytes) -> None:
    printed = [("児童の権利を守るため", 72, 700), ("関係省庁が連携する", 72, 680)]
    ruby = ("じどう", 72, 711, 5)
    [page] = read_bytes(japanese([printed[0], ruby, printed[1]])).pages
    assert page.text.replace("\n\n", "\n").split("\n") == [
        "児童の権利を守るため", "関係省庁が連携する", "じどう"
    ]  # fmt: skip


def test_text_is_cut_at_its_limit_and_says_so(read_bytes: ReadBytes) -> None:
    body = pdf([lines(["x" * 50] * 40)] * 3)
    reading = read_bytes(body, max_page_characters=500)
    assert all(len(page.text) <= 500 for page in reading.pages)
    assert all("500" in " ".join(page.reasons) for page in reading.pages)
    whole = read_bytes(body, max_characters=3_000)
    assert sum(len(page.text) for page in whole.pages) <= 3_000


def test_a_turned_page_has_the_size_it_is_shown_in(read_bytes: ReadBytes) -> None:
    [page] = read_bytes(pdf([lines(["Wide table"])], page="/Rotate 90")).pages
    assert (page.width, page.height, page.text) == (792, 612, "Wide table")
