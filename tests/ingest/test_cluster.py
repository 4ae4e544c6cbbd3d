"""Reading on a cluster gives what reading here gives, whatever happens to its workers."""

from __future__ import annotations

import hashlib
import re
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import pytest

from ingest.cluster import Readers, readers
from ingest.cluster.batch import Ticket, read_batch
from ingest.cluster.window import LARGEST, Window
from ingest.reader import ReadOptions
from ingest.workers import Job, ReadLimits
from metadata.describe import describe_reading
from metadata.errors import ReadError
from tests.command import ROOT, command
from tests.dask import DaskCluster, Killer
from tests.ingest.reader import hostile
from tests.ingest.reader.paper import lines, pdf

DESCRIBE = partial(describe_reading, language="en")
SLOW = hostile.operators(200_000)  # a second to read, and well
DAMAGED = b"%PDF-1.4 and nothing else"
BOMB = hostile.inflating(2_500_000_000)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with DaskCluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve documents, among them one that is slow, one that is damaged and one that is a bomb."""
    folder = tmp_path_factory.mktemp("papers")
    for number in range(9):
        pages = [lines([f"Measure {number}", f"Page {page} of it."]) for page in range(1, 4)]
        (folder / f"measure-{number}.pdf").write_bytes(pdf(pages))
    (folder / "bomb.pdf").write_bytes(BOMB)
    (folder / "damaged.pdf").write_bytes(DAMAGED)
    (folder / "measure-5-slow.pdf").write_bytes(SLOW)
    return folder


@pytest.fixture(scope="module")
def here(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The archive of the papers, read on this machine, as text."""
    archive = tmp_path_factory.mktemp("here") / "data"
    assert command("add", papers, "--archive", archive, "--workers", "1").code == 1
    return dump(archive)


def dump(archive: Path) -> str:
    """The whole database but what a clock said, and the hashes of runs, made of it too."""
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        db.execute("""update runs set record = null, record_sha256 = null,
            previous_sha256 = null, report = json_remove(report, '$.seconds', '$.slowest')""")
        text = "\n".join(db.iterdump())
    return re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)", "(time)", text)


def problems(archive: Path) -> list[tuple[str, str]]:
    """(code, message) of an archive's problems."""
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        return db.execute("select code, message from problems order by code").fetchall()


# --- whole runs -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_archive_is_the_same_dump_for_dump_and_bad_files_cost_themselves(
    cluster: DaskCluster, papers: Path, here: str, tmp_path: Path
) -> None:
    archive = tmp_path / "data"
    done = command("add", papers, "--archive", archive, "--cluster", cluster.address)
    assert done.code == 1, done.err
    assert dump(archive) == here
    assert [(code, message.split(":")[0]) for code, message in problems(archive)] == [
        ("damaged", f"Reading {told('damaged', DAMAGED)}"),
        ("limit", f"Reading {told('bomb', BOMB)}"),
    ]


@pytest.mark.slow
def test_what_was_read_on_the_cluster_is_read_again_there(
    cluster: DaskCluster, papers: Path, here: str, tmp_path: Path
) -> None:
    archive = tmp_path / "data"
    command("add", papers / "measure-1.pdf", "--archive", archive, "--cluster", cluster.address)
    before = dump(archive)
    done = command("reread", "--archive", archive, "--cluster", cluster.address)
    assert done.code == 0, done.err
    runs = 'INSERT INTO "runs"'
    rows = [line for line in dump(archive).splitlines() if not line.startswith(runs)]
    assert rows == [line for line in before.splitlines() if not line.startswith(runs)]


@pytest.mark.slow
def test_a_worker_killed_while_it_reads_changes_nothing(
    cluster: DaskCluster, papers: Path, here: str, tmp_path: Path
) -> None:
    archive = tmp_path / "data"
    with Killer(cluster, stored(SLOW), times=1) as killer:
        done = command("add", papers, "--archive", archive, "--cluster", cluster.address)
    assert len(killer.killed) == 1
    assert done.code == 1, done.err
    assert dump(archive) == here


@pytest.mark.slow
def test_a_document_that_takes_its_workers_with_it_is_blamed_alone(
    cluster: DaskCluster, papers: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "data"
    good = [path for path in papers.iterdir() if path.name.startswith("measure")]
    with Killer(cluster, stored(SLOW), times=99) as killer:
        done = command("add", *good, "--archive", archive, "--cluster", cluster.address)
    assert len(killer.killed) == 2  # among others, then alone
    assert done.code == 1, done.err
    [(code, message)] = problems(archive)
    assert code == "limit"
    blamed = f"Reading {told('measure-5-slow', SLOW)}"
    assert message.startswith(f"{blamed}: the cluster's workers ended over it")


@pytest.mark.slow
def test_a_scheduler_that_goes_away_ends_the_run_and_the_next_one_goes_on(
    papers: Path, tmp_path: Path
) -> None:
    archive, name = tmp_path / "data", stored(SLOW)
    given = ["pipeline.py", "add", papers / "measure-5-slow.pdf", "--archive", archive]
    with DaskCluster(tmp_path, workers=1) as cluster:
        run = subprocess.Popen(
            [sys.executable, *map(str, given), "--cluster", cluster.address],
            cwd=ROOT, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        while run.poll() is None and not cluster.readers_of(name):
            pass
        cluster.kill_scheduler()
        said = run.communicate()[1]
    assert run.returncode == 78, said
    assert "the scheduler has gone" in said
    assert "Traceback" not in said
    assert command("add", given[2], "--archive", archive).code == 0
    assert problems(archive) == []
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        assert db.execute("select kind from changes").fetchall() == [("new",)]


def told(name: str, body: bytes) -> str:
    """How a file is called in messages."""
    return f"{name}.pdf (SHA-256 {hashlib.sha256(body).hexdigest()[:12]})"


def stored(body: bytes) -> str:
    """The name of a file in the archive."""
    return f"{hashlib.sha256(body).hexdigest()}.pdf"


# --- files that workers do not see ----------------------------------------------------------------


@pytest.mark.slow
def test_a_file_that_workers_do_not_see_is_sent_to_them(
    cluster: DaskCluster, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(papers)
    elsewhere = Path("/proc/self/cwd")  # a worker's is another
    names = ("measure-1.pdf", "damaged.pdf", "measure-2.pdf")
    jobs = [Job(sha256=n, path=elsewhere / n, options=ReadOptions()) for n in names]
    with readers(1, cluster.address) as there, there() as pool:
        sent = results(pool, jobs)
    with readers(1, None) as here, here() as pool:
        assert sent == results(pool, jobs)


def results(pool: Readers, jobs: list[Job]) -> list[object]:
    """What the jobs come to; errors compare by what they say."""
    found = [result for _, result in pool.describe_all(jobs, DESCRIBE)]
    return [repr(r) if isinstance(r, ReadError) else r for r in found]


def test_a_batch_says_which_files_are_not_there(papers: Path, tmp_path: Path) -> None:
    body = (papers / "measure-1.pdf").read_bytes()

    def ticket(path: Path, size: int, body: bytes | None = None) -> Ticket:
        return Ticket(sha256="1" * 64, path=path, size=size, options=ReadOptions(), body=body)

    missing = tmp_path / "measure-1.pdf"
    tickets = [
        ticket(missing, len(body)),
        ticket(papers / "measure-1.pdf", len(body) + 1),  # not all of it has arrived
        ticket(papers / "measure-1.pdf", len(body)),
        ticket(missing, len(body), body),
    ]
    first, second, there, sent = read_batch(tickets, DESCRIBE, ReadLimits()).results
    assert (first, second) == (None, None)
    assert there is not None
    assert sent is not None
    assert (there.body, there.pages) == (sent.body, sent.pages)
    assert there.pages > 0
    assert there.seconds > 0


# --- what is on its way ---------------------------------------------------------------------------


def job(number: int) -> Job:
    return Job(sha256=str(number), path=Path(f"{number}.pdf"), options=ReadOptions())


def test_jobs_come_back_in_order_however_they_end_and_each_file_is_sent_once() -> None:
    jobs = [job(number % 7) for number in range(12)]
    window = Window(jobs)
    window.draw(1)
    sent: list[Job] = []
    while batch := window.batch(1):
        sent += batch
    assert sorted(one.sha256 for one in sent) == list("0123456")
    for one in reversed(sent):
        assert window.take() is None
        window.keep(one, ReadError(one.sha256))
    given = []
    while not window.is_empty():
        taken = window.take()
        assert taken is not None
        assert str(taken[1]) == taken[0].sha256
        given.append(taken[0])
    assert given == jobs


def test_batches_grow_small_towards_the_end_and_drawing_stops_at_the_room() -> None:
    drawn: list[int] = []

    def source() -> Iterator[Job]:
        for number in range(1_000_000):
            drawn.append(number)
            yield job(number)

    window = Window(source())
    window.draw(2)
    assert len(drawn) == 4 * LARGEST
    sizes = [len(window.batch(2)) for _ in range(4 * LARGEST)]
    assert sizes[0] == LARGEST
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == 4 * LARGEST


# --- no cluster -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "scheduler", "http://a.example:80"])
def test_an_address_where_nobody_answers_is_said_before_anything_is_kept(
    address: str, papers: Path, tmp_path: Path
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = address.format(port=probe.getsockname()[1])  # bound, and nobody listens
        done = command("add", papers, "--archive", tmp_path / "data", "--cluster", address)
    assert done.code == 78
    assert f"--cluster {address}: no scheduler of a Dask cluster answers there" in done.err
    assert not (tmp_path / "data" / "archive.db").exists()


@pytest.mark.slow
@pytest.mark.parametrize("says", [b"", b"SSH-2.0-Some_Server\r\n" * 9])
def test_something_else_that_listens_there_is_not_waited_for(
    says: bytes, papers: Path, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def answer() -> None:
            with suppress(OSError):  # it ends with the server
                while True:
                    held.append(server.accept()[0])
                    held[-1].sendall(says)

        threading.Thread(target=answer, daemon=True).start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        done = command("add", papers, "--archive", tmp_path / "data", "--cluster", address)
        server.shutdown(socket.SHUT_RDWR)
        for one in held:
            one.close()
    assert done.code == 78, done.err
    assert "something is there, and does not speak as one" in done.err
    assert not (tmp_path / "data" / "archive.db").exists()


def test_without_the_extra_it_is_said_what_to_install(papers: Path, tmp_path: Path) -> None:
    program = "import sys; sys.modules['distributed'] = None; from pipeline import main; main()"
    given = ["add", papers, "--archive", tmp_path / "data", "--cluster", "tcp://127.0.0.1:8786"]
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, given)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 78
    assert "pip install 'policy-archive[cluster]'" in done.stderr
    assert "Traceback" not in done.stderr
