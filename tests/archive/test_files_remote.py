"""Files in an object store, against a real server; and on what is no object store."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive.files import FileStore
from archive.files_opening import open_files
from archive.files_remote import Bringer, RemoteFiles, reached
from archive.files_scratch import Scratch
from metadata.errors import ConfigError, ReadError, StorageError
from tests.object_store import ObjectStore

PDF = "application/pdf"
BODY = b"%PDF-1.7 measures " * 3000
SHA = hashlib.sha256(BODY).hexdigest()
NAME = f"{SHA[:2]}/{SHA[2:4]}/{SHA}.pdf"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    with ObjectStore(tmp_path_factory.mktemp("s3")) as running:
        patch = pytest.MonkeyPatch()
        for name, value in running.environment.items():
            patch.setenv(name, value)
        reached.cache_clear()
        yield running
        patch.undo()


@pytest.fixture(params=["s3", "beside", "folder"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore | RemoteFiles:
    if request.param == "s3":
        store = request.getfixturevalue("store")
        address = f"{store.address}/{tmp_path.name}"
    elif request.param == "beside":  # a file system that is told to put beside and rename
        address = f"local://{tmp_path}/there"
    else:
        address = f"file://{tmp_path}/there"
    opened = open_files(tmp_path / "data", address)
    assert isinstance(opened, FileStore if request.param == "folder" else RemoteFiles)
    opened.prepare()
    return opened


def put(files: FileStore | RemoteFiles, body: bytes = BODY) -> None:
    source = files.root / "in.pdf"
    source.write_bytes(body)
    copied = files.copy_in(source)
    files.keep(copied.path, copied.sha256, PDF)


def test_bytes_go_under_their_hash_and_come_back(
    files: FileStore | RemoteFiles, tmp_path: Path
) -> None:
    assert files.size(SHA, PDF) is None
    assert not files.copy_out(SHA, PDF, tmp_path / "out")
    put(files)
    put(files)  # once more does no harm
    assert list(files.names()) == [NAME]
    assert not list(files.incoming.iterdir())
    assert files.holds(SHA, PDF, len(BODY))
    assert files.digest(SHA, PDF, len(BODY)) == SHA
    assert files.read(SHA, PDF) == BODY
    assert files.read(SHA, PDF, 5, 9) == BODY[5:9]
    with files.local(SHA, PDF) as path:
        assert path.read_bytes() == BODY
        assert path.name == f"{SHA}.pdf"
    assert files.copy_out(SHA, PDF, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == BODY
    if files.bring:
        bring = pickle.loads(pickle.dumps(files.bring))
        bring(SHA, tmp_path / "brought")
        assert (tmp_path / "brought").read_bytes() == BODY


def test_two_who_put_the_same_bytes_do_no_harm(files: FileStore | RemoteFiles) -> None:
    copies = []
    for number in range(6):
        copies.append(files.incoming / f"copy-{number}")
        copies[-1].write_bytes(BODY)
    with ThreadPoolExecutor(len(copies)) as writers:
        for kept in [writers.submit(files.keep, path, SHA, PDF) for path in copies]:
            kept.result()
    assert list(files.names()) == [NAME]
    assert files.digest(SHA, PDF, len(BODY)) == SHA


def test_damage_is_seen_and_mended_by_whole_bytes(store: ObjectStore, tmp_path: Path) -> None:
    files = RemoteFiles(tmp_path, store.address)
    files.prepare()
    put(files)
    store.objects()[NAME].write_bytes(BODY[:-1] + b"?")  # the same length
    assert files.digest(SHA, PDF, len(BODY)) != SHA
    assert not files.copy_out(SHA, PDF, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(ReadError, match="other bytes than its name says"):
        Bringer(store.address)(SHA, tmp_path / "brought")
    put(files)
    assert files.digest(SHA, PDF, len(BODY)) == SHA
    with pytest.raises(ReadError, match="is not there"):
        Bringer(store.address)("0" * 64, tmp_path / "brought")


def test_an_address_that_cannot_be_used_says_why(store: ObjectStore, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="may hold no password"):
        open_files(tmp_path, "sftp://me:secret@host/files")
    with pytest.raises(ConfigError, match="Protocol not known"):
        open_files(tmp_path, "nonsense://host/files")
    for address in ("s3://", "://x", "c://x", "s3://::::", "file://"):
        with pytest.raises(ConfigError, match="names no place"):
            open_files(tmp_path, address)
    with pytest.raises(ConfigError, match="Invalid IPv6"):
        open_files(tmp_path, "s3://[::1")
    with pytest.raises(StorageError, match="Could not reach"):
        open_files(tmp_path, "ftp://127.0.0.1:9/files")
    with pytest.raises(StorageError, match="make the bucket"):
        open_files(tmp_path, "s3://no-such-bucket/files").prepare()
    assert not (store.folder / "no-such-bucket").exists()


def test_the_archives_own_folder_is_no_address(tmp_path: Path) -> None:
    for address in (str(tmp_path / "files"), (tmp_path / "files").as_uri()):
        assert open_files(tmp_path, address).address is None
    elsewhere = open_files(tmp_path, str(tmp_path / "else where"))
    assert elsewhere.address == (tmp_path / "else where").as_uri()
    again = open_files(tmp_path, elsewhere.address)
    assert again.path(SHA) == tmp_path / "else where" / NAME


def test_scratch_keeps_what_is_used_and_lets_the_oldest_go() -> None:
    scratch, made = Scratch(most=10), []

    def copy(path: Path) -> bool:
        made.append(path.name)
        path.write_bytes(b"12345678")
        return True

    with scratch.holding("a", copy) as first:
        with scratch.holding("b", copy) as second:
            assert second.exists()
        assert first.exists()  # too much, but in use
        assert not second.exists()
    with scratch.holding("c", copy) as third:
        assert third.exists()
    assert not first.exists()
    with scratch.holding("c", copy):
        assert made == ["a", "b", "c"]
    with scratch.holding("d", lambda path: False) as nothing:
        assert not nothing.exists()
