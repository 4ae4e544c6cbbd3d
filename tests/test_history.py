"""What a publisher does to its documents over the years, through the real command."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import Done, command
from tests.faults import Publisher
from tests.ingest.reader.paper import lines, pdf
from tests.wayback import WaybackStandIn


def document(*printed: str, producer: str = "Press 1") -> bytes:
    """A one-page PDF."""
    return pdf([lines(printed)], info={"Producer": producer})


PLAN = document("Basic Plan on Measures", "Measure 1. The office publishes 88 figures.")
REPORT = document("Annual Report 2019", "The offices answered 120 enquiries.")
NOTICE = document("Notice on Reporting Forms", "Forms are sent to the prefectures.")


class World:
    """A publisher with a list of documents, an archive, and a stand-in for the Wayback Machine."""

    def __init__(self, folder: Path, publisher: Publisher, wayback: WaybackStandIn) -> None:
        self.folder, self.publisher, self.wayback = folder, publisher, wayback
        self.source = folder / "ministry.yaml"
        self.source.write_text(
            "id: ministry\ntitle: Publications\npublisher: Ministry\nlanguage: en\n"
            f"pages: [{publisher.url('/index.html')}]\nhosts: [{publisher.host}]\n"
            "delay: 0\nexpect: {min_entries: 1}\nwayback: fallback\n"
        )

    def listing(self, items: dict[str, str]) -> None:
        """Publish the list: titles by path."""
        rows = "".join(
            f'<li><a href="{path}">{text}</a></li>' if path else f"<li>{text}</li>"
            for path, text in items.items()
        )
        page = f"<html><body><main><ul>{rows}</ul></main></body></html>"
        self.publisher.put("/index.html", page.encode(), "text/html")

    def run(self) -> Done:
        """One run."""
        return command(
            "run", "--archive", self.folder / "data", "--sources", self.source, "--json",
            POLICY_WAYBACK=self.wayback.url("").rstrip("/"),
        )  # fmt: skip

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the archive."""
        connection = sqlite3.connect(self.folder / "data" / "archive.db")
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def last_changes(self) -> list[tuple[object, ...]]:
        """Kind and words of the changes of the last run."""
        return self.rows(
            "select kind, detail from changes where run_id = (select max(id) from runs) order by id"
        )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with Publisher() as publisher, WaybackStandIn() as wayback:
        world = World(tmp_path, publisher, wayback)
        publisher.put("/plan.pdf", PLAN)
        publisher.put("/report.pdf", REPORT)
        world.listing({
            "/plan.pdf": "Basic Plan on Measures [April 2017]",
            "/report.pdf": "Annual Report 2019",
        })  # fmt: skip
        yield world


def test_a_document_that_goes_and_comes_back(world: World) -> None:
    assert world.run().code == 0
    del world.publisher.files["/plan.pdf"]
    gone = world.run()
    assert gone.code == 0, gone.err
    assert gone.json()["totals"]["missing"] == 1
    ((kind, words),) = world.last_changes()
    assert kind == "missing"
    assert "no longer served" in str(words)
    assert world.run().json()["totals"]["missing"] == 0
    world.publisher.put("/plan.pdf", PLAN)
    assert world.run().code == 0
    assert [kind for kind, _ in world.last_changes()] == ["restored"]
    assert world.rows("select count(*) from versions") == [(2,)]
    assert world.rows("select count(*) from problems") == [(0,)]


def test_an_edit_is_told_in_words_and_a_return_is_recognised(world: World) -> None:
    world.run()
    edited = document("Basic Plan on Measures", "Measure 1. The office publishes 90 figures.")
    world.publisher.put("/plan.pdf", edited)
    assert world.run().json()["totals"]["revised"] == 1
    assert world.rows("select kind, edit from changes order by id desc limit 1") == [
        ("revised", "number")
    ]
    assert "page 1: 88 figures became 90" in str(world.last_changes()[0][1])
    world.publisher.put("/plan.pdf", document(*["Basic Plan on Measures",
        "Measure 1. The office publishes 90 figures."], producer="Press 2"))  # fmt: skip
    assert world.run().json()["totals"]["restamped"] == 1
    world.publisher.put("/plan.pdf", PLAN)
    world.run()
    ((kind, words),) = world.last_changes()
    assert kind == "revised"
    assert "version 1 again" in str(words)
    assert world.rows("select count(*) from files where media_type = 'application/pdf'") == [(4,)]


@pytest.mark.slow
def test_a_new_address_for_the_same_document_is_a_move(world: World) -> None:
    world.run()
    world.publisher.put("/archive/plan-2017.pdf", PLAN)
    del world.publisher.files["/plan.pdf"]
    world.listing({
        "/archive/plan-2017.pdf": "Basic Plan on Measures [April 2017]",
        "/report.pdf": "Annual Report 2019",
    })  # fmt: skip
    assert world.run().code == 0
    ((kind, words),) = world.last_changes()
    assert kind == "moved"
    assert "/archive/plan-2017.pdf" in str(words)
    assert world.rows("select count(*) from documents") == [(2,)]


@pytest.mark.slow
def test_an_item_is_the_same_one_whatever_size_is_printed_and_wherever_it_was(world: World) -> None:
    def titles(path: str, size: int) -> None:
        world.listing({path: f"Basic Plan (PDF: {size}KB)", "/report.pdf": "Annual Report 2019"})

    titles("/plan.pdf", 10)
    world.run()
    titles("/plan.pdf", 12)
    assert world.run().code == 0
    assert world.last_changes() == [], "another size is no other title"
    titles("/new/plan.pdf", 14)
    world.publisher.put("/new/plan.pdf", PLAN)
    assert world.run().code == 0
    assert [kind for kind, _ in world.last_changes()] == ["moved"]
    world.listing({"/report.pdf": "Annual Report 2019"})
    world.run()
    titles("/newer/plan.pdf", 14)
    world.publisher.put("/newer/plan.pdf", PLAN)
    assert world.run().code == 0
    assert [kind for kind, _ in world.last_changes()] == ["moved", "restored"]
    assert world.rows("select count(*) from documents") == [(2,)]


@pytest.mark.slow
def test_an_item_without_a_document_goes_comes_back_and_gets_its_link(world: World) -> None:
    plan, notice = {"/plan.pdf": "Basic Plan"}, {"": "Notice of May, to be published"}
    told = []
    for items in (plan | notice, plan, plan | notice, plan | {"/notice.pdf": notice[""]}):
        world.listing(items)
        world.publisher.put("/notice.pdf", NOTICE)
        assert world.run().code == 0
        told += [(kind, str(words)) for kind, words in world.last_changes() if "May" in str(words)]
    assert [kind for kind, _ in told] == ["new", "missing", "restored", "new"]
    assert told[2][1] == "The item “Notice of May, to be published” is listed again."
    assert world.rows("select count(*), count(document_id) from entries") == [(2, 2)]


@pytest.mark.slow
def test_what_the_publisher_lost_comes_from_the_wayback_machine(world: World) -> None:
    url = world.publisher.url("/notice.pdf")
    world.wayback.keep("20190507101112", url, b"<html>not found</html>", media_type="text/html")
    world.wayback.keep("20180301000000", url, NOTICE)
    world.listing({
        "/notice.pdf": "Notice on Reporting Forms (PDF: 1KB)",
        "/report.pdf": "Annual Report 2019",
        "/nowhere.pdf": "A circular nobody kept",
    })  # fmt: skip
    first = world.run()
    assert first.code == 1
    assert "has no copy of it either" in first.err
    assert world.rows(
        "select via, outcome, archived_at from captures where url like '%notice.pdf' order by id"
    ) == [("origin", "gone", None), ("wayback", "new", "2018-03-01T00:00:00Z")]
    details = {kind: str(words) for kind, words in world.last_changes() if "Forms" in str(words)}
    assert "Wayback Machine’s copy of 2018-03-01" in details["new"]
    assert "no longer served" in details["missing"]
    asked = len(world.wayback.seen)
    assert world.run().json()["totals"]["new"] == 0
    assert len(world.wayback.seen) == asked + 1, "only what we do not hold is asked for again"
    world.publisher.put("/notice.pdf", NOTICE)
    world.run()
    assert [kind for kind, _ in world.last_changes()] == ["restored"]


@pytest.mark.slow
def test_a_wayback_machine_that_is_away_is_said_and_costs_nothing_else(world: World) -> None:
    world.listing({"/lost.pdf": "A circular (PDF)", "/report.pdf": "Annual Report 2019"})
    world.wayback.tricks["/cdx/search/cdx"] = lambda call: call.answer(b"", status=503)
    done = world.run()
    assert done.code == 1
    assert world.rows("select code, message like '%could not be asked%' from problems") == [
        ("gone", 1)
    ]
    assert world.rows("select count(*) from documents") == [(1,)]
