"""A release: the same bytes, checked by what anyone has, and every forgery named."""

from __future__ import annotations

import hashlib
import json
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import bagit
import duckdb
import pytest

from archive.chain import seal
from archive.command_line import Options
from archive.commands_checking import check_release
from archive.differences import Difference
from archive.export.handover import Handover
from archive.export.parquet import write
from archive.files import FileStore
from archive.readonly import reading
from archive.release import chain_text, release_archive
from archive.release_check import checking
from archive.report import Screen
from metadata.errors import ConfigError
from pipeline import handed
from tests.archive.test_export import contents
from tests.command import ROOT, command
from tests.web.maker import make_pdf

CONFIGURATION = ROOT / "datasette.yaml"
PAGES = ["1 Measures\nAct No. 52 of 1999 applies to 88 bodies.", "Figures of the year"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two documents and one that is damaged, and its release."""
    folder = tmp_path_factory.mktemp("release")
    (folder / "in").mkdir()
    (folder / "in" / "plan.pdf").write_bytes(make_pdf(PAGES, "Plan"))
    (folder / "in" / "report.pdf").write_bytes(make_pdf(["Report 2015\nunder 32016R0679"]))
    (folder / "in" / "damaged.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    assert command("add", folder / "in", "--archive", folder / "data").code == 1
    done = command("publish", "--release", folder / "out", "--archive", folder / "data")
    assert done.code == 0, done.err
    return folder


@pytest.fixture
def release(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "out", tmp_path / "copy", symlinks=True))


def faults(folder: Path) -> list[str]:
    """What is wrong with a release, without reading anything again."""
    with checking(folder, Screen(), quiet=True) as (check, _):
        return [f"{fault.code}: {fault.message}" for fault in check.faults]


def alter(release: Path, sql: str) -> None:
    with closing(sqlite3.connect(release / "archive.db")) as db, db:
        db.execute(sql)
        assert db.total_changes > 0


def sum_up(release: Path) -> None:
    """Make SHA256SUMS anew, as a careful forger would, and the bag's lists."""

    def lists(folder: Path, names: list[str], name: str) -> None:
        lines = (f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names)
        (folder / name).write_text("".join(lines))

    def names(folder: Path, below: str = "") -> list[str]:
        found = (p for p in (folder / below).rglob("*") if p.is_file())
        return sorted(p.relative_to(folder).as_posix() for p in found)

    bag = release / "bag"
    size = sum((bag / name).stat().st_size for name in names(bag, "data"))
    information = (bag / "bag-info.txt").read_text("utf-8")
    information = re.sub(r"Oxum: \d+", f"Oxum: {size}", information)
    (bag / "bag-info.txt").write_text(information, encoding="utf-8")
    lists(bag, names(bag, "data"), "manifest-sha256.txt")
    tags = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt"]
    lists(bag, tags, "tagmanifest-sha256.txt")
    lists(release, [n for n in names(release) if n != "SHA256SUMS"], "SHA256SUMS")


@pytest.mark.slow
def test_releasing_twice_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    for _ in range(2):
        release_archive(made / "data", tmp_path / "again", CONFIGURATION, Screen())
        assert contents(tmp_path / "again") == contents(made / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


def test_tools_of_others_find_it_whole(made: Path) -> None:
    out = made / "out"
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=out, check=True
    )
    bagit.Bag(str(out / "bag")).validate()
    pages = f"{out}/parquet/pages/**/*.parquet"
    assert duckdb.sql(f"select count(*) from '{pages}'").fetchall() == [(3,)]
    chain = json.loads((out / "chain.json").read_text("utf-8"))
    [run] = chain["runs"]
    assert hashlib.sha256(run["record"].encode()).hexdigest() == run["record_sha256"]
    assert chain["head"] == run["record_sha256"]
    assert chain["head"] in (out / "README.md").read_text("utf-8")


def test_anyone_can_check_it_without_the_archive(release: Path) -> None:
    done = command("verify", "--release", release, "--sample", "9", "--json")
    assert done.code == 0, done.out
    said = done.json()
    assert (said["faults"], said["chain"]["runs"], said["parquet"]) == ([], 1, "rows")
    assert len(said["read_again"]) == 3, "the damaged one is found damaged again"
    plain = command("verify", "--release", release, "--sample", "0")
    assert "0 faults" in plain.out
    assert f"1 runs in a chain up to {said['chain']['head']}." in plain.out


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("update pages set text = replace(text, '88', '90')",
         r"pages, id \d, column text: the database says '.*90 bodies.*', the bag '.*88 bodies.*'"),
        ("update citations set target = 'x' where scheme = 'celex'",
         r"citations, id \d, column target: the database says 'x', the bag '32016R0679'"),
        ("delete from pages where number = 2", "pages, id .*only the bag has this row"),
        ("update changes set detail = 'x'", "chain of runs breaks: run 1 .* in changes"),
        ("update runs set record = 'x'", "chain.json and archive.db do not tell of the same"),
    ],
)  # fmt: skip
def test_a_row_that_was_altered_is_named(sql: str, said: str, release: Path) -> None:
    alter(release, sql)
    found = faults(release)
    assert "altered: archive.db is not as SHA256SUMS says" in found
    assert [fault for fault in found if re.search(said, fault, re.DOTALL)], found
    sum_up(release)
    assert [fault for fault in faults(release) if re.search(said, fault, re.DOTALL)]


def forge(release: Path) -> None:
    """Put another figure into the page, in the database and in the bag, and sum it up."""
    alter(release, "update pages set text = replace(text, '88', '90')")
    path = release / "bag" / "data" / "metadata" / "pages.jsonl"
    path.write_text(path.read_text("utf-8").replace("88 bodies", "90 bodies"), encoding="utf-8")
    parquet_anew(release)
    sum_up(release)


def parquet_anew(release: Path) -> None:
    """Make the Parquet of what the database says now."""
    shutil.rmtree(release / "parquet")
    (release / "parquet").mkdir()
    with reading(release) as connection:
        files = FileStore(release)
        write(Handover(connection=connection, files=files, folder=release / "parquet"))


PARQUET = [
    ("pages", "update pages set text = replace(text, '88', '90')",
     r"pages, sha256 \w{64}, number 1, column text: .*88 bodies.*the Parquet .*90 bodies"),
    ("documents", "update documents set title = 'Another' where kind is not null",
     "documents, id .*, column title: .*the Parquet 'Another'"),
    ("runs", "update runs set finished_at = '2031-01-01T00:00:00Z'",
     r"runs, id 1, column finished_at: .*datetime\(2031"),
    ("pages", "delete from pages where number = 2",
     r"only the database has this row \(3 rows in the database, 2 in the Parquet\)"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "sql", "said"), PARQUET)
def test_parquet_with_other_rows_is_named_however_well_it_is_summed_up(
    table: str, sql: str, said: str, release: Path, tmp_path: Path
) -> None:
    shutil.copytree(release, tmp_path / "forged", symlinks=True)
    alter(tmp_path / "forged", sql)
    parquet_anew(tmp_path / "forged")
    shutil.rmtree(release / "parquet" / table)
    shutil.copytree(tmp_path / "forged" / "parquet" / table, release / "parquet" / table)
    sum_up(release)
    [fault] = faults(release)
    assert re.search(said, fault, re.DOTALL), fault


def test_parquet_that_is_none_of_ours_is_named(release: Path) -> None:
    [first, *_] = sorted((release / "parquet" / "pages").rglob("*.parquet"))
    first.write_bytes(b"PAR1 and nothing else PAR1")
    (release / "parquet" / "runs" / "part-00001.parquet").write_bytes(b"")
    shutil.rmtree(release / "parquet" / "captures")
    strange = release / "parquet" / "citations" / "source=other"
    strange.mkdir()
    shutil.copy(next((release / "parquet" / "citations").rglob("part-*")), strange)
    sum_up(release)
    said = faults(release)
    assert len(said) == 4
    for words in (
        "captures: the Parquet has no captures/year=", "table pages cannot be compared",
        "no rows for citations/source=other", "table runs cannot be compared",
    ):  # fmt: skip
        assert [fault for fault in said if words in fault], said


def test_without_pyarrow_it_is_said_that_only_hashes_were_checked(release: Path) -> None:
    code = "import sys; sys.modules['pyarrow'] = None; import pipeline; pipeline.main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "verify", "--release", str(release), "--sample", "0"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "The Parquet was checked by its hashes only" in done.stdout
    whole = command("verify", "--release", release, "--sample", "0")
    assert "hashes only" not in whole.out


@pytest.mark.slow
def test_what_only_reading_again_can_tell_is_told(release: Path, capsys: object) -> None:
    forge(release)
    assert faults(release) == []
    done = command("verify", "--release", release, "--sample", "9")
    assert done.code == 1
    [line] = [line for line in done.out.splitlines() if line.startswith("reading: ")]
    assert re.search(r"table pages, sha256 \w{64}, number 1, column text", line)
    assert "the database says" in line
    assert "90 bodies" in line
    assert "the new reading" in line
    assert "88 bodies" in line
    assert "2 files were read again" in done.out


def another_reader(release: Path) -> None:
    alter(release, "update files set reader = 'another reader 1' where reader is not null")


def test_rows_of_another_reader_are_not_called_wrong(
    release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    another_reader(release)
    options = Options(archive=Path("none"), workers=1, screen=Screen(), json=False)
    assert check_release(options, release, 9, handed()) == 1
    assert "install it, or use --sample 0" in capsys.readouterr().out


def a_file(release: Path) -> Path:
    return min((release / "bag" / "data" / "files").rglob("*.pdf"))


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a stored file altered": (lambda r: a_file(r).write_bytes(b"%PDF-1.4 other"),
                              r"altered: bag/data/files/.*\.pdf is not as SHA256SUMS says"),
    "a stored file gone": (lambda r: a_file(r).unlink(), "missing: bag/data/files/.*is not there"),
    "a stranger": (lambda r: (r / "parquet" / "x").write_text("x"), "parquet/x is not listed"),
    "the list cut": (lambda r: (r / "SHA256SUMS").write_text("what\n"), "lines that are no checks"),
    "a way out": (lambda r: (r / "SHA256SUMS").write_text(f"{'0' * 64}  ../x\n"), "names ../x"),
    "the bag's list": (lambda r: (r / "bag" / "manifest-sha256.txt").write_text(""),
                       "the bag does not list it in its manifest"),
    "no bag": (lambda r: shutil.rmtree(r / "bag"), "bagit.txt does not declare a bag"),
    "the bag's word": (lambda r: (r / "bag" / "bagit.txt").write_bytes(b"\xff\x81"),
                       "bagit.txt does not declare a bag"),
    "Parquet": (lambda r: (r / "parquet" / "runs" / "part-00000.parquet").write_bytes(b""),
                "altered: parquet/runs/part-00000.parquet"),
    "the chain": (lambda r: (r / "chain.json").write_text("{}"), "do not tell of the same runs"),
    "the bag's rows": (lambda r: (r / "bag/data/metadata/pages.jsonl").write_text("{]\n"),
                       "pages.jsonl in the bag holds lines that are no rows"),
    "a database cut": (lambda r: (r / "archive.db").write_bytes(b"SQLite format 3\0"),
                       "database: .*archive.db could not be read as an archive"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_named(name: str, release: Path) -> None:
    damage, said = DAMAGES[name]
    damage(release)
    found = faults(release)
    assert [fault for fault in found if re.search(said, fault)], found


def test_the_chain_cannot_be_made_anew_without_another_head(release: Path, made: Path) -> None:
    alter(release, "update captures set message = 'forged'")
    with closing(sqlite3.connect(release / "archive.db")) as db, db:
        seal(db, 1)
        (release / "chain.json").write_text(chain_text(db), encoding="utf-8")
    heads = [json.loads((f / "chain.json").read_text())["head"] for f in (release, made / "out")]
    assert heads[0] != heads[1]


def test_what_is_no_release_is_refused(made: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("kept")
    with pytest.raises(ConfigError, match="is no release"):
        faults(tmp_path / "mine")
    with pytest.raises(ConfigError, match="holds other files"):
        release_archive(made / "data", tmp_path / "mine", CONFIGURATION, Screen())
    refused = command("publish", made / "out", "--archive", made / "data")
    assert (refused.code, "holds a release" in refused.err) == (78, True)
    for arguments in (
        ["--release", tmp_path / "none"],
        ["--release", made / "out", "--sample", "-1"],
        ["--release", made / "out", "--sample", "some"],
        ["--sample", "3"],
        ["--release", made / "out", "--budget", "1m"],
    ):
        assert command("verify", *arguments).code == 2


def test_a_damaged_file_is_left_out_and_named(made: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(made / "data", tmp_path / "data"))
    a = min((data / "files").rglob("*.pdf"))
    a.write_bytes(b"other")
    done = command("publish", "--release", tmp_path / "out", "--archive", data, "--json")
    assert done.code == 1
    assert done.json()["left_out"] == [a.stem]
    assert faults(tmp_path / "out") == []


def test_a_full_disk_leaves_nothing_half_written(made: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "pipeline.py", "publish", "--release", str(tmp_path / "out"),
         "--archive", str(made / "data")],
        capture_output=True, text=True, check=False, cwd=ROOT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )  # fmt: skip
    assert done.returncode == 74, done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_long_values_are_shown_where_they_differ() -> None:
    text = "word " * 200
    one = Difference(table="t", key="k", column="c", stored=text + "A", found=text + "B")
    assert one.words("bag").count("word") < 30
    assert "A', the bag" in one.words("bag")
    assert one.words("bag").endswith("B'")
    assert "None, the bag 1.5" in Difference(
        table="t", key="k", column="c", stored=None, found=1.5
    ).words("bag")
