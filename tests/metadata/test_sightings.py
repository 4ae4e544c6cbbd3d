from __future__ import annotations

import pytest

from metadata.errors import ListingChangedError
from metadata.records import Entry, Source
from metadata.sightings import KnownEntry, compare_listing, expect_entries, says

PAGE = "https://example.org/list"
SOURCE = Source(id="s", title="S", publisher="P", language="en", pages=(PAGE,), min_entries=5)


def entry(text: str, url: str | None, position: int = 1, page: str = PAGE) -> Entry:
    return Entry(
        source_id="s", listing_url=page, position=position, text=text, section=None, href=url,
        url=url,
    )  # fmt: skip


def known(number: int, text: str, url: str | None, *, missing: bool = False, page: str = PAGE,
          position: int = 1) -> KnownEntry:  # fmt: skip
    return KnownEntry(
        id=number, listing_url=page, position=position, section=None, text=text, url=url,
        missing=missing, document_id=f"d{number}",
    )  # fmt: skip


def test_the_same_page_again_differs_in_nothing() -> None:
    found = compare_listing([known(1, "Plan", "u1")], [entry("Plan", "u1")], ())
    assert [s.differs for s in found.again] == [False]
    assert not found.new
    assert not found.gone


def test_one_new_one_gone_one_retitled() -> None:
    before = [known(1, "Plan", "u1"), known(2, "Report 2014", "u2"), known(3, "Notice", "u3")]
    after = [entry("Plan", "u1"), entry("Report for 2014", "u2", 2), entry("Guide", "u4", 3)]
    found = compare_listing(before, after, ())
    assert [e.text for e in found.new] == ["Guide"]
    assert [k.text for k in found.gone] == ["Notice"]
    assert [(s.known.id, s.seen.text) for s in found.again if s.retitled] == [
        (2, "Report for 2014")
    ]


def test_width_and_white_space_make_no_new_title() -> None:
    found = compare_listing([known(1, "Plan  (PDF)", "u1")], [entry("Plan （ＰＤＦ）", "u1")], ())
    assert not found.again[0].retitled


def test_the_same_text_at_a_new_address_moved() -> None:
    found = compare_listing([known(1, "Plan", "u1")], [entry("Plan", "u9")], ())
    assert [(s.known.id, s.seen.url) for s in found.again if s.moved] == [(1, "u9")]
    assert not found.new
    assert not found.gone


def test_two_of_the_same_text_are_not_taken_for_moved() -> None:
    before = [known(1, "PDF", "u1"), known(2, "PDF", "u2")]
    found = compare_listing(before, [entry("PDF", "u3"), entry("PDF", "u4", 2)], ())
    assert len(found.new) == 2
    assert len(found.gone) == 2


def test_entries_of_a_page_that_failed_are_not_gone() -> None:
    before = [known(1, "Plan", "u1", page="p2")]
    assert not compare_listing(before, [], {"p2"}).gone
    assert compare_listing(before, [], ()).gone


def test_a_missing_entry_that_is_back_is_the_same_entry_and_is_gone_only_once() -> None:
    back = compare_listing([known(1, "Plan", "u1", missing=True)], [entry("Plan", "u1")], ())
    assert [s.differs for s in back.again] == [True]
    assert not compare_listing([known(1, "Plan", "u1", missing=True)], [], ()).gone


def test_items_without_a_link_are_known_by_their_text() -> None:
    found = compare_listing([known(1, "A notice", None)], [entry("Another notice", None)], ())
    assert [e.text for e in found.new] == ["Another notice"]
    assert [k.text for k in found.gone] == ["A notice"]


def test_one_address_listed_twice_keeps_both_entries() -> None:
    before = [known(1, "Plan", "u1"), known(2, "The plan again", "u1", position=2)]
    found = compare_listing(before, [entry("The plan again", "u1"), entry("Plan", "u1", 2)], ())
    assert [(s.known.id, s.seen.text) for s in found.again] == [
        (1, "Plan"),
        (2, "The plan again"),
    ]


def test_too_few_entries_are_a_changed_listing() -> None:
    expect_entries(SOURCE, 5, 0, 0)
    with pytest.raises(ListingChangedError, match="gave 4 entries where at least 5 are expected"):
        expect_entries(SOURCE, 4, 0, 0)


def test_more_than_half_gone_is_a_changed_listing() -> None:
    expect_entries(SOURCE, 5, 3, 3)
    expect_entries(SOURCE, 5, 4, 2)
    with pytest.raises(ListingChangedError, match="3 of the 4 entries known"):
        expect_entries(SOURCE, 5, 4, 3)


def test_a_printed_size_makes_no_other_item() -> None:
    before = [known(1, "Plan (PDF: 100KB)", "u1"), known(2, "Plan (Excel: 20KB)", "u2")]
    after = [entry("Plan (PDF: 120KB)", "u8"), entry("Plan (Excel: 20KB)", "u9", 2)]
    found = compare_listing(before, after, ())
    assert [(s.known.id, s.seen.url) for s in found.again if s.moved] == [(1, "u8"), (2, "u9")]
    assert (found.new, found.gone) == ((), ())
    assert says("Plan (PDF: 100KB)", "en") == says("PLAN  (PDF: 99KB)", "en")
    assert says("Plan [April 2017]", "en") != says("Plan [May 2017]", "en")
    assert says("(PDF: 100KB)", "en") != says("Plan (PDF: 100KB)", "en")


def test_what_comes_back_at_a_new_address_after_a_while_moved() -> None:
    away = known(1, "Plan", "u1", missing=True)
    found = compare_listing([away], [entry("Plan", "u9")], ())
    assert [(s.known.id, s.seen.url) for s in found.again if s.moved] == [(1, "u9")]
    assert compare_listing([away, known(2, "Plan", "u2")], [entry("Plan", "u2")], ()).new == ()


def test_an_announced_item_that_gets_its_link_is_the_same_item() -> None:
    found = compare_listing([known(1, "A notice", None)], [entry("A notice", "u1")], ())
    assert [(s.known.id, s.seen.url) for s in found.again if s.moved] == [(1, "u1")]
    assert (found.new, found.gone) == ((), ())
