"""Archives that are split and merged again are the archives they were."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from archive import schema
from archive.merge import contents
from archive.store_union import COPIED, LEFT_BEHIND
from tests.command import Done, command
from tests.faults import Publisher
from tests.ingest.reader.paper import lines, pdf
from tests.torture.publisher import publish, write_source
from tests.torture.rule import broken
from tests.torture.runner import Runner

pytestmark = pytest.mark.slow  # whole runs

SEARCHES = ("plan", "offices", "measure", "statistics")


def add(archive: Path, folder: Path, source: str, *words: str) -> None:
    """Import a document a word."""
    folder.mkdir(exist_ok=True)
    for word in words:
        body = pdf([lines([f"Measure {word}", "is taken by the offices."])])
        (folder / f"{word}.pdf").write_bytes(body)
    paths = [folder / f"{word}.pdf" for word in words]
    assert command("add", *paths, "--archive", archive, "--source", source).code == 0


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of three sources and both editions of a publisher; two share a file."""
    folder = tmp_path_factory.mktemp("whole")
    archive = folder / "data"
    with Publisher() as publisher:
        source = write_source(folder / "office.yaml", publisher)
        publish(publisher, "first")
        run = ("run", "--archive", archive, "--sources", source, "--workers", "1")
        assert command(*run).code == 0
        add(archive, folder / "one", "one", "water", "air")
        publish(publisher, "second")
        command(*run)
        add(archive, folder / "two", "two", "air", "soil")
    return archive


def split(archive: Path, dest: Path, *sources: str) -> Done:
    named = [word for source in sources for word in ("--source", source)]
    return command("split", "--archive", archive, *named, dest, "--json")


def rows(archive: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        return db.execute(sql).fetchall()


def found(archive: Path) -> list[object]:
    """What searches find, with scores."""
    sql = "select rowid, round(rank, 6) from pages_fts where pages_fts match '{}' order by rowid"
    return [rows(archive, sql.format(word)) for word in SEARCHES]


def test_every_table_is_copied_or_left_behind_for_a_reason() -> None:
    assert {t.name for t in schema.words() if not t.is_view} == COPIED | LEFT_BEHIND


def test_parts_that_come_together_again_are_the_archive(whole: Path, tmp_path: Path) -> None:
    assert split(whole, tmp_path / "office", "office").code == 0
    assert split(whole, tmp_path / "rest", "one", "two").code == 0
    united = tmp_path / "united"
    merged = command("merge", united, tmp_path / "rest", tmp_path / "office", "--json")
    assert merged.code == 0, merged.err
    assert contents(united) == contents(whole)
    assert found(united) == found(whole)
    assert broken(united) == []
    ((head,),) = rows(whole, "select record_sha256 from runs order by id desc limit 1")
    assert merged.json()["head"] == head
    assert command("verify", "--archive", united).code == 0
    again = command("merge", united, tmp_path / "rest", tmp_path / "office")
    assert again.code == 0
    assert "nothing to do" in again.out
    assert command("merge", tmp_path / "office", tmp_path / "rest").code == 78


def test_a_part_is_a_whole_archive_with_its_history(whole: Path, tmp_path: Path) -> None:
    assert split(whole, tmp_path / "one", "one").code == 0
    part = tmp_path / "one"
    assert broken(part) == []
    assert command("verify", "--archive", part).code == 0
    assert {s for (s,) in rows(part, "select distinct source_id from documents")} == {"one"}
    for table, where in (("changes", "source_id = 'one'"), ("captures", "source_id = 'one'")):
        sql = f"select * from {table} where {where} order by id"
        assert rows(part, sql) == rows(whole, sql)
    assert len(rows(part, "select 1 from runs")) == len(rows(whole, "select 1 from runs"))
    assert len(list((part / "files").rglob("*.pdf"))) == 2
    unknown = split(whole, tmp_path / "unknown", "nobody")
    assert unknown.code == 78
    assert "has no source nobody" in unknown.err


def test_parts_that_went_on_by_themselves_come_together(whole: Path, tmp_path: Path) -> None:
    left, right = tmp_path / "left", tmp_path / "right"
    assert split(whole, left, "one").code == split(whole, right, "two", "office").code == 0
    add(left, tmp_path / "more", "one", "noise")
    add(right, tmp_path / "more", "two", "light", "heat")
    united = tmp_path / "united"
    assert command("merge", united, left, right).code == 0
    assert broken(united) == []
    assert command("verify", "--archive", united).code == 0
    before = len(rows(whole, "select 1 from runs"))
    assert len(rows(united, "select 1 from runs")) == before + 2
    times = [at for (at,) in rows(united, "select started_at from runs order by id")]
    assert times == sorted(times)
    assert (
        len(rows(united, "select 1 from documents"))
        == len(rows(whole, "select 1 from documents")) + 3
    )
    assert len(rows(united, "select rowid from pages_fts where pages_fts match 'heat'")) == 1


def test_strangers_become_one_whose_rows_name_each_other_rightly(tmp_path: Path) -> None:
    one, other, united = tmp_path / "one", tmp_path / "other", tmp_path / "united"
    add(one, tmp_path / "a", "local", "water", "air")
    add(other, tmp_path / "b", "local", "soil")
    add(other, tmp_path / "c", "c", "water")  # the same bytes as in the other archive
    assert command("merge", united, one, other).code == 0
    assert broken(united) == []
    assert command("verify", "--archive", united).code == 0
    sql = """select d.id, v.sha256, c.url, r.started_at, ch.kind, ch.detail, p.text
        from documents d join versions v on v.document_id = d.id
        join captures c on c.id = v.capture_id join runs r on r.id = c.run_id
        join changes ch on ch.document_id = d.id and ch.run_id = r.id
        join pages p on p.sha256 = v.sha256 order by 1"""
    assert rows(united, sql) == sorted(rows(one, sql) + rows(other, sql))
    assert len(rows(united, "select 1 from pages")) == 3
    assert command("reread", "--archive", united).code == 0


def test_different_histories_of_one_document_are_refused(whole: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(whole, tmp_path / "other"))
    with closing(sqlite3.connect(other / "archive.db")) as db:
        db.execute("update documents set last_changed = '2030' where source_id = 'one'")
        db.commit()
    refused = command("merge", tmp_path / "united", whole, other)
    assert refused.code == 78
    assert "different histories of one-" in refused.err
    assert not (tmp_path / "united" / "archive.db").exists()


def test_a_broken_chain_is_not_hidden_by_a_merge(whole: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(whole, tmp_path / "other"))
    with closing(sqlite3.connect(other / "archive.db")) as db:
        db.execute("update captures set url = 'https://elsewhere.example' where id = 1")
        db.commit()
    refused = command("merge", tmp_path / "united", other)
    assert refused.code == 78
    assert "A merge would hide it" in refused.err


def test_a_damaged_file_is_named_and_taken_from_who_has_it_whole(
    whole: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(whole, tmp_path / "other"))
    path = next((other / "files").rglob("*.pdf"))
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert command("merge", tmp_path / "mended", other, whole).code == 0
    assert broken(tmp_path / "mended") == []
    alone = command("merge", tmp_path / "alone", other, "--json")
    assert alone.code == 1
    assert alone.json()["left_out"] == [path.stem]


@pytest.mark.parametrize(
    "share", [0.9, *(pytest.param(n / 10, marks=pytest.mark.slow) for n in (1, 3, 5, 7))]
)
def test_a_merge_that_was_killed_is_made_again(whole: Path, tmp_path: Path, share: float) -> None:
    order = ("merge", tmp_path / "united", whole)
    with Runner() as runner:
        trail = runner.run("merge", tmp_path / "first", whole).trail
        assert runner.run(*order, at=int(len(trail) * share)).code == -9
        assert not (tmp_path / "united" / "archive.db").exists()
        assert runner.run(*order).code == 0
    assert contents(tmp_path / "united") == contents(whole)
    assert broken(tmp_path / "united") == []
    assert not (tmp_path / "united" / "joining").exists()


def test_an_archive_on_a_disk_that_cannot_be_written_is_split(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "fixed").mkdir()
    shutil.copytree(whole, tmp_path / "data")
    bound = ["mount", "--bind", "-o", "ro", str(tmp_path / "data"), str(tmp_path / "fixed")]
    if os.geteuid() or subprocess.run(bound, check=False, capture_output=True).returncode:
        pytest.skip("only who may mount can tell")
    try:
        done = split(tmp_path / "fixed", tmp_path / "part", "one")
    finally:
        subprocess.run(["umount", str(tmp_path / "fixed")], check=True)
    assert done.code == 0, done.err
    assert broken(tmp_path / "part") == []


def test_what_was_to_be_made_in_vain_leaves_no_folder(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "archive.db").write_bytes(b"damaged")
    made = tmp_path / "made"
    assert split(whole, made, "nobody").code == 78
    assert command("merge", made, whole, tmp_path / "damaged").code == 74
    assert command("publish", made, "--archive", tmp_path / "damaged").code == 74
    assert not made.exists()
