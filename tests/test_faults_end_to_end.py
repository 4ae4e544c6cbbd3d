"""What publishers do wrong, met by a whole run on an archive that has seen better days of them.

The first run found all well. Each test lets one thing go wrong at the next run, and looks at what
the archive says of it then, and at the run after the publisher mended it.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults import PAGE, Published, Publisher, pdf
from tests.torture.publisher import publish, write_source
from tests.torture.rule import broken, difference, same
from tests.torture.runner import Ended, Runner

pytestmark = pytest.mark.slow  # whole runs, in processes of their own

FACTS = ("captures", "files", "files on disk", "problems")  # what came is kept, whatever it was


class World:
    """A publisher, and an archive of its first edition."""

    def __init__(self, folder: Path, publisher: Publisher, runner: Runner) -> None:
        self.folder, self.publisher, self.runner = folder, publisher, runner
        self.source = write_source(folder / "office.yaml", publisher)
        self.archive = folder / "template"
        publish(publisher, "first")
        assert self.run().code == 0

    def run(self) -> Ended:
        """One run."""
        self.publisher.seen.clear()
        return self.runner.run(
            "run", "--archive", self.archive, "--sources", self.source, "--workers", "1"
        )

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the archive."""
        with closing(sqlite3.connect(self.archive / "archive.db")) as db:
            return db.execute(sql).fetchall()

    def write(self, sql: str) -> None:
        """Make the archive look older."""
        with closing(sqlite3.connect(self.archive / "archive.db")) as db:
            db.execute(sql)
            db.commit()

    def changes(self) -> list[tuple[object, ...]]:
        """Kinds of the changes since the first run."""
        return self.rows("select kind from changes where run_id > 1 order by id")

    def problems(self) -> list[tuple[object, ...]]:
        """Codes of the open problems."""
        return self.rows("select code from problems where resolved_at is null order by code")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with Publisher() as publisher, Runner() as runner:
        yield World(tmp_path_factory.mktemp("world"), publisher, runner)


@pytest.fixture
def world(first: World, tmp_path: Path) -> Iterator[World]:
    """The world after the first run, the same for every test."""
    tricks = dict(first.publisher.tricks)
    first.archive = Path(shutil.copytree(first.folder / "template", tmp_path / "data"))
    publish(first.publisher, "first")
    yield first
    assert broken(first.archive) == []
    first.publisher.tricks, first.publisher.robots = tricks, Published(body=b"", status=404)


def stays_as_it_was(world: World, *codes: str) -> None:
    """The run says what is wrong; nothing else is different, and mended it is as before."""
    before = same(world.archive)
    ended = world.run()
    assert ended.code == 1, ended.err
    assert world.problems() == [(code,) for code in codes]
    assert world.changes() == []
    publish(world.publisher, "first")
    world.publisher.robots = Published(body=b"", status=404)
    assert world.run().code == 0
    assert world.problems() == []
    after = same(world.archive)
    for table in FACTS:
        del before[table], after[table]
    assert difference(before, after) == []


# --- the server -----------------------------------------------------------------------------------


ONE_EACH = {
    "/plan.pdf": ("/soft-404", "not_pdf"),
    "/report.pdf": ("/status?code=403", "fetch_failed"),
    "/notice.pdf": ("/redirect?to=http://169.254.169.254/latest", "blocked"),
    "/act.pdf": ("/loop", "fetch_failed"),
    "/guidelines.pdf": ("/redirect?to=file:///etc/passwd", "blocked"),
    "/old/statistics.pdf": ("/cut?bytes=120", "truncated"),
    "/annex.pdf": ("/soft-404?type=application/pdf", "not_pdf"),
}
OF_THE_HOST = {
    "a bot check": {"/plan.pdf": ("/challenge", "robots")},
    "a year of waiting": {"/plan.pdf": ("/status?code=429&after=99999999", "deferred")},
}


@pytest.mark.parametrize("wrong", [ONE_EACH, *OF_THE_HOST.values()], ids=["each", *OF_THE_HOST])
def test_what_comes_in_place_of_a_document_replaces_nothing(
    wrong: dict[str, tuple[str, str]], world: World
) -> None:
    for path, (trick, _) in wrong.items():
        world.publisher.files[path] = Published(
            body=b"", status=302, headers=(("Location", trick),), validators=False
        )
    before = same(world.archive)
    ended = world.run()
    assert ended.code == 1, ended.err
    for path, (_, code) in wrong.items():
        where = f"url = '{world.publisher.url(path)}' and resolved_at is null"
        assert world.rows(f"select code from problems where {where}") == [(code,)], path
    assert world.changes() == []
    after = same(world.archive)
    for table in ("documents", "versions", "files", "entries", "pages", "findings"):
        assert before[table] == after[table]
    publish(world.publisher, "first")
    assert world.run().code == 0
    assert world.problems() == []
    assert world.changes() == []


def test_rules_that_cannot_be_had_are_not_nothing_new(world: World) -> None:
    world.publisher.robots = Published(body=b"User-agent: *\nDisallow: /", media_type="text/plain")
    ended = world.run()
    assert ended.code in (1, 69), ended.err
    assert ("robots",) in world.problems()
    assert "Nothing new" not in ended.out
    assert world.changes() == []


@pytest.mark.parametrize("how", ["gone", "cut short"])
def test_a_lost_copy_comes_back_although_the_server_says_nothing_changed(
    how: str, world: World
) -> None:
    (sha256,) = world.rows("select sha256 from documents where url like '%/plan.pdf'")[0]
    (path,) = (world.archive / "files").rglob(f"{sha256}.pdf")
    whole = path.read_bytes()
    path.unlink()
    if how == "cut short":
        path.write_bytes(whole[:100])
    assert world.run().code == 0
    assert path.read_bytes() == whole
    assert "if-none-match" not in world.publisher.asked("/plan.pdf")[0].headers
    assert world.changes() == []


def test_not_modified_is_not_believed_for_ever(world: World) -> None:
    world.run()
    assert "if-none-match" in world.publisher.asked("/plan.pdf")[0].headers
    world.write("update captures set captured_at = '2017-01-01T00:00:00Z'")
    world.run()
    assert "if-none-match" not in world.publisher.asked("/plan.pdf")[0].headers
    world.run()
    assert "if-none-match" in world.publisher.asked("/plan.pdf")[0].headers


# --- the listing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"", "text/html"),
        (PAGE, "text/html"),
        (b"<html><h1>Maintenance</h1><p>We are back on Monday.</p></html>", "text/html"),
        (b'<html><ul><li><a href="/plan.pdf">Basic Plan</a></li></ul></html>', "text/html"),
        (b"<html><ul>" + b'<li><a href="/plan.pdf">Basic Plan on Measures</a></li>' +
         b'<li><a href="/act.pdf">Act</a></li><li><a href="/report.pdf">Report</a></li>'
         b"</ul></html>", "text/html"),
        (pdf("Basic Plan"), "application/pdf"),
    ],
    ids=["empty", "an error page", "maintenance", "one item", "more than half gone", "a PDF"],
)  # fmt: skip
def test_a_listing_that_is_none_marks_nothing_missing(
    body: bytes, media_type: str, world: World
) -> None:
    world.publisher.put("/list.html", body, media_type)
    stays_as_it_was(world, "listing_changed")


def test_an_item_that_only_moves_is_no_change_and_its_place_is_remembered(world: World) -> None:
    page = world.publisher.files["/list.html"].body.decode()
    head, items, foot = page.partition("<ul>\n")[0], page.split("<ul>\n")[1], "</ul></body></html>"
    lines = items.split("\n</ul>")[0].split("\n")
    turned = "\n".join([head, "<ul>", *reversed(lines), foot])
    world.publisher.put("/list.html", turned.encode(), "text/html; charset=utf-8")
    assert world.run().code == 0
    assert world.changes() == []
    rows = world.rows("""select h.position from entry_history h join entries e on e.id = h.entry_id
                         where e.url like '%/plan.pdf' order by h.run_id""")
    assert rows == [(1,), (len(lines),)]


def test_an_item_listed_twice_is_one_document(world: World) -> None:
    page = world.publisher.files["/list.html"].body.decode()
    again = '<li><a href="/plan.pdf">The plan, once more</a></li>\n</ul>'
    world.publisher.put("/list.html", page.replace("</ul>", again).encode(), "text/html")
    assert world.run().code == 0
    assert world.rows("select count(*) from documents where url like '%/plan.pdf'") == [(1,)]
    assert world.rows("select count(*) from entries where url like '%/plan.pdf'") == [(2,)]


def test_what_cannot_be_decoded_is_counted_on_the_capture_and_the_rest_is_read(
    world: World,
) -> None:
    page = world.publisher.files["/list.html"].body
    body = page.replace(b"Basic Plan", b"Basic \xff\xfePlan") + f"<p>{'é' * 99}</p>".encode()
    world.publisher.put("/list.html", body, "text/html; charset=utf-8")
    assert world.run().code == 0
    assert world.rows("select message from captures where message like '%decoded%'") == [
        ("Characters of the page that could not be decoded and are shown as \ufffd: 2.",)
    ]
    assert world.rows("select 1 from entries where text like 'Basic \ufffd\ufffdPlan%'") == [(1,)]


def test_a_size_that_is_not_the_real_one_is_a_note(world: World) -> None:
    ((printed, real),) = world.rows(
        "select declared_bytes, real_bytes from declared_sizes where printed like 'Basic Plan%'"
    )
    assert printed == 2048
    assert real != printed
    assert world.problems() == []


def test_previous_articles_that_lead_in_a_circle_are_read_once(world: World) -> None:
    text = world.source.read_text(encoding="utf-8")
    for number, next_one in ((1, 2), (2, 3), (3, 1)):
        items = "".join(
            f'<li><a href="/{number}{x}.pdf">Report {number}{x}</a></li>' for x in "abc"
        )
        page = f'<html><body><ul>{items}</ul><a href="/{next_one}.html">previous articles</a>'
        world.publisher.put(f"/{number}.html", page.encode(), "text/html")
        for letter in "abc":
            world.publisher.put(f"/{number}{letter}.pdf", pdf("Report"))
    circle = world.archive.parent / "circle.yaml"
    circle.write_text(
        text.replace("/list.html", "/1.html").replace("id: office", "id: circle")
        + "follow: [previous articles]\n",
        encoding="utf-8",
    )
    world.publisher.seen.clear()
    ended = world.runner.run(
        "run", "--archive", world.archive, "--sources", circle, "--workers", "1"
    )
    assert ended.code == 0, ended.err
    assert [len(world.publisher.asked(f"/{number}.html")) for number in (1, 2, 3)] == [1, 1, 1]
    assert world.rows("select count(*) from entries where source_id = 'circle'") == [(9,)]


def test_a_site_that_moved_keeps_its_documents(world: World) -> None:
    before = world.rows("select id from documents order by id")
    for path, file in list(world.publisher.files.items()):
        world.publisher.files[f"/new{path}"] = Published(
            body=file.body.replace(b'href="/', b'href="/new/'), media_type=file.media_type
        )
        where = (("Location", f"/new{path}"),)
        world.publisher.files[path] = Published(
            body=b"", status=301, headers=where, validators=False
        )
    text = world.source.read_text(encoding="utf-8")
    moved = world.archive.parent / "office.yaml"
    moved.write_text(text.replace("/list.html", "/new/list.html"), encoding="utf-8")
    ended = world.runner.run(
        "run", "--archive", world.archive, "--sources", moved, "--workers", "1"
    )
    assert ended.code == 0, ended.err
    assert world.rows("select id from documents order by id") == before
    kinds = {row[0] for row in world.changes()}
    assert kinds == {"moved"}
