"""The main job, end to end: the real command against the sample publisher over real HTTP."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.sample.publisher import SamplePublisher, write_sources
from tests.command import Done, command
from tests.faults import Call, Publisher


class World:
    """A publisher, an archive, and the runs made so far."""

    def __init__(self, folder: Path, publisher: SamplePublisher) -> None:
        self.archive, self.sources, self.publisher = folder / "data", folder / "sources", publisher
        self.sources.mkdir()
        write_sources(self.sources, publisher.port)

    def run(self) -> Done:
        """One run; its report is on stdout."""
        return command("run", "--archive", self.archive, "--sources", self.sources, "--json")

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the archive."""
        connection = sqlite3.connect(self.archive / "archive.db")
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def dump(self) -> str:
        """Every row but those that a run always writes."""
        connection = sqlite3.connect(self.archive / "archive.db")
        try:
            lines = connection.iterdump()
            always = ('INSERT INTO "runs"', 'INSERT INTO "captures"')
            return "\n".join(line for line in lines if not line.startswith(always))
        finally:
            connection.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with SamplePublisher() as publisher:
        publisher.publish("first")
        world = World(tmp_path_factory.mktemp("world"), publisher)
        world.first = world.run()
        world.after_first = world.dump()
        world.again = world.run()
        world.after_again = world.dump()
        publisher.publish("second")
        world.second = world.run()
        yield world


def test_the_first_run_brings_everything_without_a_problem(world: World) -> None:
    assert world.first.code == 0, world.first.err
    totals = world.first.json()["totals"]
    assert totals["new"] > 10
    assert totals["problems"] == 0
    assert set(totals) == {
        "entries", "fetched", "unchanged", "new", "revised", "restamped", "missing", "problems",
    }  # fmt: skip


def test_an_unchanged_run_writes_only_its_run_and_captures(world: World) -> None:
    assert world.again.code == 0
    totals = world.again.json()["totals"]
    assert totals["fetched"] == totals["new"] == totals["revised"] == totals["missing"] == 0
    assert totals["unchanged"] > 0
    assert world.after_again == world.after_first


def test_where_the_time_went_is_kept(world: World) -> None:
    run_id = world.first.json()["run_id"]
    stages = world.rows("select stage, seconds from run_timings where run_id = ?", run_id)
    assert {stage for stage, _ in stages} == {"discover", "collect", "read", "keep"}
    slow = world.rows("select seconds, title from slow_documents where run_id = ?", run_id)
    assert len(slow) >= 10
    assert [seconds for seconds, _ in slow] == sorted((s for s, _ in slow), reverse=True)


def test_the_changed_edition_yields_exactly_its_changes(world: World) -> None:
    assert world.second.code == 0, world.second.err
    run_id = world.second.json()["run_id"]
    found = world.rows("select kind, count(*) from changes where run_id = ? group by 1", run_id)
    assert dict(found) == {"revised": 1, "restamped": 1, "missing": 1, "new": 1, "retitled": 1}


def test_the_revision_says_in_words_what_was_edited(world: World) -> None:
    ((detail, edit),) = world.rows("select detail, edit from changes where kind = 'revised'")
    words = [w for (w,) in world.rows("select words from edits order by position")]
    assert edit in ("number", "pages", "wording", "table")
    assert any("88" in w and "90" in w for w in map(str, words)), (detail, words)


def test_the_first_plan_is_described_as_its_item_says(world: World) -> None:
    ((kind, published, part),) = world.rows(
        """select kind, published, part from documents where title like 'Basic Plan on Measures%'
           and part is null"""
    )
    assert (kind, published, part) == ("plan", "2017-04", None)
    ((coverage, date),) = world.rows(
        "select coverage, published from entries where text like 'Child pornography report 2015%'"
        " or text like '%Child pornography report 2015' limit 1"
    )
    assert (coverage, date) == ("2015", None)


def test_the_link_to_another_site_is_recorded_and_not_fetched(world: World) -> None:
    ((site, url),) = world.rows(
        "select external_site, url from entries where external_site like 'INTERPOL%'"
    )
    assert site == "INTERPOL website"
    assert not world.rows("select 1 from captures where url = ?", url)


def test_every_file_is_in_its_place_and_verify_says_so(world: World) -> None:
    for sha256, media_type in world.rows("select sha256, media_type from files"):
        suffix = {"application/pdf": "pdf", "text/html": "html"}[str(media_type)]
        name = f"{str(sha256)[:2]}/{str(sha256)[2:4]}/{sha256}.{suffix}"
        assert (world.archive / "files" / name).is_file()
    assert command("verify", "--archive", world.archive).code == 0


@pytest.mark.slow
def test_reading_again_changes_nothing(world: World) -> None:
    before = world.dump()
    done = command("reread", "--archive", world.archive)
    assert done.code == 0, done.err
    assert world.dump() == before


@pytest.mark.slow
def test_names_are_the_same_in_an_archive_built_anew(world: World, tmp_path: Path) -> None:
    with SamplePublisher() as publisher:
        publisher.publish("second")
        fresh = World(tmp_path, publisher)
        assert fresh.run().code == 0
        names = {row[0] for row in fresh.rows("select id from documents")}
    assert names == {
        row[0] for row in world.rows("select id from documents where missing_since is null")
    }


def test_publishing_twice_gives_the_same_bytes(world: World, tmp_path: Path) -> None:
    assert command("publish", tmp_path / "out", "--archive", world.archive).code == 0
    first = (tmp_path / "out" / "SHA256SUMS").read_bytes()
    assert command("publish", tmp_path / "out", "--archive", world.archive).code == 0
    assert (tmp_path / "out" / "SHA256SUMS").read_bytes() == first
    assert not list((tmp_path / "out").glob("*.part"))


def test_pages_of_different_hosts_are_asked_for_at_the_same_time(tmp_path: Path) -> None:
    with Publisher() as one, Publisher() as two:

        def waits(other: Publisher) -> Callable[[Call], None]:
            def answer(call: Call) -> None:
                while not other.asked("/list.html") and not call.closing.wait(0.02):
                    pass
                call.answer(b'<ul><li><a href="/a.txt">Plan</a></li></ul>', media_type="text/html")

            return answer

        one.tricks["/list.html"], two.tricks["/list.html"] = waits(two), waits(one)
        for name, publisher in (("one", one), ("two", two)):
            (tmp_path / f"{name}.yaml").write_text(
                f"id: {name}\ntitle: Office\npublisher: Office\nlanguage: en\ndelay: 0\n"
                f"pages: ['{publisher.url('/list.html')}']\nhosts: ['{publisher.host}']\n"
                "expect: {min_entries: 1}\n"
            )
        done = command("run", "--archive", tmp_path / "data", "--sources", tmp_path, "--json")
        assert [len(publisher.asked("/list.html")) for publisher in (one, two)] == [1, 1]
    sources = done.json()["sources"]
    assert [sources[name]["entries"] for name in ("one", "two")] == [1, 1]
