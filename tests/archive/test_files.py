from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from archive.files import FileStore, locked
from metadata.errors import ArchiveLockedError, StorageError


def test_a_file_is_kept_under_its_hash_and_only_once(tmp_path: Path) -> None:
    files = FileStore(tmp_path)
    files.prepare()
    (tmp_path / "in.pdf").write_bytes(b"%PDF-1.7 sample")
    copied = files.copy_in(tmp_path / "in.pdf")
    assert copied.sha256 == hashlib.sha256(b"%PDF-1.7 sample").hexdigest()
    files.keep(copied.path, copied.sha256, "application/pdf")
    kept = files.path(copied.sha256)
    shape = f"files/{copied.sha256[:2]}/{copied.sha256[2:4]}/{copied.sha256}.pdf"
    assert kept == tmp_path / shape
    again = files.copy_in(tmp_path / "in.pdf")
    files.keep(again.path, again.sha256, "application/pdf")
    assert [p.name for p in files.all()] == [kept.name]
    assert not list(files.incoming.iterdir())


def test_a_damaged_copy_is_replaced_by_whole_bytes(tmp_path: Path) -> None:
    files = FileStore(tmp_path)
    files.prepare()
    (tmp_path / "in.pdf").write_bytes(b"whole")
    copied = files.copy_in(tmp_path / "in.pdf")
    files.keep(copied.path, copied.sha256, "application/pdf")
    kept = files.path(copied.sha256)
    kept.write_bytes(b"wh")
    assert not files.holds(copied.sha256, "application/pdf", 5)
    again = files.copy_in(tmp_path / "in.pdf")
    files.keep(again.path, again.sha256, "application/pdf")
    assert kept.read_bytes() == b"whole"


def test_a_file_in_the_folders_place_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(StorageError, match="A file stands where a folder is needed"):
        FileStore(tmp_path / "data").prepare()


def test_a_second_process_is_turned_away_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    hold = (
        "import sys, time\nfrom pathlib import Path\nfrom archive.files import locked\n"
        "with locked(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(ArchiveLockedError, match=f"process {holder.pid}"), locked(tmp_path):
        pass
    holder.kill()
    holder.wait()
    with locked(tmp_path):
        pass
