"""An archive whose files are in an object store is the archive it would be with its own folder."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from datasette.app import Datasette

from archive.files_remote import reached
from tests.command import ROOT, Done, command
from tests.dask import DaskCluster
from tests.faults import Publisher
from tests.ingest.reader.paper import lines, pdf
from tests.object_store import ObjectStore
from tests.torture.publisher import publish, write_source
from tests.torture.rule import difference, same

pytestmark = pytest.mark.slow  # whole runs

ELSEWHERE = ("files on disk", "whereabouts")


class World:
    """A publisher, an object store, and an archive of the publisher in each way."""

    def __init__(self, folder: Path, publisher: Publisher, store: ObjectStore) -> None:
        self.folder, self.store, self.publisher = folder, store, publisher
        self.source = write_source(folder / "office.yaml", publisher)
        publish(publisher, "first")
        self.here, self.there = folder / "here", folder / "there"
        assert self.do("run", "--sources", self.source, archive=self.here).code == 0
        files = ("--files", store.address)
        self.first = self.do("run", "--sources", self.source, *files, archive=self.there)

    def do(self, *arguments: str | Path, archive: Path | None = None) -> Done:
        """A command on the archive there, or on another one."""
        where = ("--archive", archive or self.there)
        return (
            command(*arguments, *where, "--workers", "1", **self.store.environment)
            if (arguments[0] in ("run", "add", "reread"))
            else command(*arguments, *where, **self.store.environment)
        )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    with Publisher() as publisher, ObjectStore(folder / "s3") as store:
        yield World(folder, publisher, store)


def state(archive: Path) -> dict[str, list[str]]:
    return {k: v for k, v in same(archive).items() if k not in ELSEWHERE}


def rows(archive: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        return db.execute(sql).fetchall()


def names(archive: Path) -> set[str]:
    return {str(sha256) for (sha256,) in rows(archive, "select sha256 from files")}


def test_the_archive_is_the_same_and_its_files_are_in_the_store(world: World) -> None:
    assert world.first.code == 0, world.first.err
    assert difference(state(world.here), state(world.there)) == []
    assert {path.stem for path in world.store.objects().values()} == names(world.there)
    assert not (world.there / "files").exists()
    for name, path in world.store.objects().items():
        local = world.here / "files" / name
        assert local.read_bytes() == path.read_bytes()


def test_the_address_is_remembered_and_an_unchanged_run_puts_nothing(world: World) -> None:
    before = {name: path.stat().st_mtime_ns for name, path in world.store.objects().items()}
    again = world.do("run", "--sources", world.source, "--json")
    assert again.code == 0, again.err
    assert again.json()["totals"]["fetched"] == 0
    after = {name: path.stat().st_mtime_ns for name, path in world.store.objects().items()}
    assert after == before
    assert world.do("status", "--json").json()["files_address"] == world.store.address
    (found,) = (check for check in world.do("doctor", "--json").json() if check["name"] == "files")
    assert found["well"], found


def test_everything_can_be_read_again_from_the_store(world: World) -> None:
    before = state(world.there)
    assert world.do("reread").code == 0
    assert difference(before, state(world.there)) == []


def test_verify_names_damage_and_strangers_and_repairs(world: World) -> None:
    assert world.do("verify", "--json").json()["faults"] == []
    name, path = next((n, p) for n, p in world.store.objects().items() if n.endswith(".pdf"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"?")
    gone_name, gone = [(n, p) for n, p in world.store.objects().items() if n != name][-1]
    gone.unlink()
    stranger = path.with_name("notes.txt")
    stranger.write_text("not ours")
    found = world.do("verify", "--json")
    assert found.code == 1
    said = {(fault["code"], fault["path"]) for fault in found.json()["faults"]}
    address = world.store.address
    assert said == {
        ("altered", f"{address}/{name}"),
        ("missing", f"{address}/{gone_name}"),
        ("stranger", f"{address}/{name[:5]}/notes.txt"),
    }
    stranger.unlink()
    mended = world.do("verify", "--json", "--budget", "1GB", "--repair", world.here)
    assert mended.code == 0, mended.out
    assert len(mended.json()["repaired"]) == 2
    assert path.read_bytes() == whole


def test_a_snapshot_has_copies_or_refers_to_the_store(world: World) -> None:
    copied, referring = world.folder / "copied", world.folder / "referring"
    assert world.do("publish", copied).code == 0
    assert command("verify", "--archive", copied).code == 0  # without the store
    assert {p.stem for p in (copied / "files").rglob("*.*")} == names(world.there)
    assert world.do("publish", referring, "--refer").code == 0
    assert not (referring / "files").exists()
    assert world.do("verify", archive=referring).code == 0
    refused = world.do("publish", world.folder / "no", "--refer", archive=world.here)
    assert refused.code == 78
    assert "are in its folder" in refused.err
    bag = world.folder / "bag"
    assert world.do("export", "bagit", bag).code == 0
    assert {p.stem for p in (bag / "data" / "files").rglob("*.*")} == names(world.there)
    assert world.do("export", "warc", world.folder / "warc").code == 0


def test_files_are_moved_only_to_where_they_are(world: World) -> None:
    moved = world.folder / "moved"
    shutil.copytree(world.here, moved)
    wrong = world.do("verify", "--files", "s3://bucket/elsewhere", archive=moved)
    assert wrong.code == 78
    assert "Copy them there first" in wrong.err
    right = world.do("verify", "--files", world.store.address, archive=moved)
    assert right.code == 0, right.err
    assert world.do("status", "--json", archive=moved).json()["files_address"]
    back = world.do("verify", "--files", moved / "files", archive=moved)
    assert back.code == 0, back.err
    assert world.do("status", "--json", archive=moved).json()["files_address"] is None


def test_without_the_library_it_says_what_to_install(world: World) -> None:
    hidden = (
        "import sys; sys.modules['fsspec'] = None; import pipeline; pipeline.main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", hidden, "verify", "--archive", str(world.there)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 78
    assert 'pip install "policy-archive[s3]"' in done.stderr
    assert "Traceback" not in done.stderr


def test_a_store_that_does_not_answer_ends_it_in_words(world: World) -> None:
    world.store.stop()
    try:
        for arguments in (("run", "--sources", world.source), ("verify",), ("doctor",)):
            done = world.do(*arguments)
            assert done.code == (1 if arguments[0] == "doctor" else 74), done.err
            said = " ".join((done.err + done.out).split())
            assert "AWS_ENDPOINT_URL" in said
    finally:
        world.store.start()
    assert world.do("verify").code == 0


def test_wrong_credentials_are_said(world: World) -> None:
    wrong = world.store.environment | {"AWS_SECRET_ACCESS_KEY": "wrong"}
    done = command("verify", "--archive", world.there, **wrong)
    assert done.code == 74
    assert "Check the credentials" in done.err


# --- the site -------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def site(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Datasette]:
    for name, value in world.store.environment.items():
        monkeypatch.setenv(name, value)
    reached.cache_clear()
    datasette = Datasette([str(world.there / "archive.db")], config={})
    await datasette.invoke_startup()
    yield datasette
    datasette.close()


async def test_the_site_answers_ranges_and_draws_pages_from_the_store(
    world: World, site: Datasette
) -> None:
    ((sha256, size),) = rows(
        world.there,
        "select f.sha256, f.bytes from files f join documents d on d.sha256 = f.sha256 limit 1",
    )
    body = next(p for n, p in world.store.objects().items() if str(sha256) in n).read_bytes()
    path = f"/-/files/{sha256}.pdf"
    whole = await site.client.get(path)
    assert whole.status_code == 200, whole.text
    assert whole.content == body
    assert whole.headers["etag"] == f'"{sha256}"'
    part = await site.client.get(path, headers={"Range": "bytes=5-104"})
    assert (part.status_code, part.content) == (206, body[5:105])
    assert part.headers["content-range"] == f"bytes 5-104/{size}"
    several = await site.client.get(path, headers={"Range": "bytes=0-3,-4"})
    assert several.status_code == 206
    assert body[:4] in several.content
    assert body[-4:] in several.content
    beyond = await site.client.get(path, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    head = await site.client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(size)
    known = await site.client.get(path, headers={"If-None-Match": f'"{sha256}"'})
    assert known.status_code == 304
    picture = await site.client.get(f"/-/pages/{sha256}/1/image?width=200")
    assert picture.status_code == 200
    assert picture.headers["content-type"].startswith("image/")


async def test_a_citation_is_checked_against_the_store(
    world: World, site: Datasette, tmp_path: Path
) -> None:
    ((sha256, text),) = rows(
        world.there,
        "select p.sha256, p.text from pages p join documents d on d.sha256 = p.sha256 limit 1",
    )
    words = str(text).split("\n")[0][:30]
    record = await site.client.get(f"/-/pages/{sha256}/1.json", params={"quote": words})
    assert record.status_code == 200
    (tmp_path / "citation.json").write_bytes(record.content)
    checked = world.do("verify", "--citation", tmp_path / "citation.json", "--json")
    assert checked.code == 0, checked.out
    claims = {c["claim"]: c["outcome"] for c in checked.json()["checked"]}
    assert claims["file"] == claims["quote"] == claims["picture"] == "holds"


async def test_the_site_says_that_the_store_is_away(world: World, site: Datasette) -> None:
    ((sha256,),) = rows(world.there, "select sha256 from documents limit 1")
    world.store.stop()
    try:
        answer = await site.client.get(f"/-/files/{sha256}.pdf")
    finally:
        world.store.start()
    assert answer.status_code == 503
    assert "does not answer" in answer.text


# --- killed, and read elsewhere -------------------------------------------------------------------


def test_a_run_killed_during_puts_leaves_no_row_without_its_object(
    world: World, tmp_path: Path
) -> None:
    archive, address = tmp_path / "data", f"{world.store.address}-killed"
    top = world.store.bucket / "archive-killed"
    arguments = ["run", "--archive", str(archive), "--sources", str(world.source), "--workers",
                 "1", "--files", address]  # fmt: skip
    for least in (1, 5):
        run = subprocess.Popen(
            [sys.executable, str(ROOT / "pipeline.py"), *arguments], cwd=ROOT,
            env=os.environ | world.store.environment, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while sum(p.is_file() for p in top.rglob("*")) < least and run.poll() is None:
            time.sleep(0.002)
        world.store.pause()  # a put is under way, or comes next
        time.sleep(0.1)
        run.send_signal(signal.SIGKILL)
        run.wait()
        world.store.resume()
        there = {p.stem: p for p in top.rglob("*") if p.suffix in (".pdf", ".html")}
        if (archive / "archive.db").exists():
            assert names(archive) <= set(there)
        for sha256, path in there.items():
            assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    again = command(*arguments, **world.store.environment)
    assert again.code == 0, again.err
    assert difference(state(world.here), state(archive)) == []
    assert command("verify", "--archive", archive, **world.store.environment).code == 0


def test_workers_of_a_cluster_fetch_the_files_themselves(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(20):
        body = pdf([lines([f"Measure {number}", "is taken by the offices."])])
        (papers / f"measure-{number}.pdf").write_bytes(body)
    for name, value in world.store.environment.items():
        monkeypatch.setenv(name, value)
    files = ("--files", f"{world.store.address}-cluster")
    with DaskCluster(tmp_path) as cluster:
        where = ("--cluster", cluster.address, "--archive", tmp_path / "far")
        done = command("add", papers, *files, *where, **world.store.environment)
    assert done.code == 0, done.err
    assert command("add", papers, "--archive", tmp_path / "near").code == 0
    assert difference(state(tmp_path / "near"), state(tmp_path / "far")) == []
