"""A release that proves itself: an archive as of one moment, with all that is needed to check it.

    README.md        what this is and how to check and use it, in plain words
    archive.db       the database, as `publish` makes it, with its datasette.yaml
    bag/             a BagIt bag: every stored file, and every row as JSON Lines
    files            leads to the bag's files, for the site
    parquet/         every row, typed, for analysis
    chain.json       the record of every run, each with the hash of the one before
    SHA256SUMS       of everything above, for `sha256sum -c`

Database, bag and Parquet are made of the same snapshot. The same archive gives the same bytes.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from archive import chain
from archive.export import bagit, parquet
from archive.export.handover import Format, Handover, taking_place
from archive.export.tables import last_run
from archive.files import file_sha256, storage_errors
from archive.files_opening import open_files
from archive.publish import snapshot
from archive.readonly import reading
from archive.report import Screen

CHAIN, SUMS, BAG, PARQUET = "chain.json", "SHA256SUMS", "bag", "parquet"
STORED = f"{BAG}/data/files/"

_MARK = '"what": "policy-archive release"'


def release_archive(
    root: Path, dest: Path, configuration: Path, screen: Screen, *, as_json: bool = False
) -> int:
    """Write a release of the archive at `root` to the folder `dest`.

    Returns 0, or 1 when a stored file is damaged and was left out; each is named. An earlier
    release in `dest` is replaced once the new one is complete. Raises ConfigError when `dest`
    holds anything else or pyarrow is missing, StorageError when it cannot be written.
    """
    files = open_files(root)
    files.refuse_inside(dest)
    with storage_errors(f"release to {dest}"), taking_place(dest, FORMAT) as folder:
        snapshot(root, folder / "archive.db")
        shutil.copyfile(configuration, folder / "datasette.yaml")
        with reading(folder) as connection:
            handover = Handover(connection=connection, files=files, folder=folder)
            write(handover)
        os.sync()
    for sha256 in handover.left_out:
        screen.say(f"{sha256} is damaged or missing and was left out; see verify.", "warning")
    if as_json:
        screen.json({"dest": str(dest), "left_out": handover.left_out})
    else:
        screen.result(f"Released to {dest}. Check it with: policy-archive verify --release {dest}")
    return 1 if handover.left_out else 0


def write(handover: Handover) -> None:
    """Write everything that follows from the snapshot into the folder of the snapshot."""
    for name, each in ((PARQUET, parquet.FORMAT), (BAG, bagit.FORMAT)):
        folder = handover.folder / name
        folder.mkdir()
        each.write(replace(handover, folder=folder))
    (handover.folder / "files").symlink_to(f"{BAG}/data/files")
    _text(handover, CHAIN, chain_text(handover.connection))
    _text(handover, "README.md", "".join(_readme(handover.connection)))
    with (handover.folder / SUMS).open("w", encoding="utf-8") as sums:
        sums.writelines(_sums(handover.folder))


def chain_text(connection: sqlite3.Connection) -> str:
    """The chain of runs as JSON; the hash of each `record` as it stands is its `record_sha256`."""
    links = [
        {
            "id": link.run_id,
            "record": link.record,
            "record_sha256": link.record_sha256,
            "previous_sha256": link.previous_sha256,
        }
        for link in chain.links(connection)
        if link.record is not None
    ]
    head = links[-1]["record_sha256"] if links else None
    whole = {"what": "policy-archive release", "head": head, "runs": links}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _text(handover: Handover, name: str, text: str) -> None:
    (handover.folder / name).write_text(text, encoding="utf-8", newline="\n")


def _sums(folder: Path) -> Iterator[str]:
    """The lines of SHA256SUMS; a stored file was hashed when it was copied, and has that name."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != SUMS):
        name = path.relative_to(folder).as_posix()
        digest = path.stem if name.startswith(STORED) else file_sha256(path)
        yield f"{digest}  {name}\n"


def _readme(connection: sqlite3.Connection) -> Iterator[str]:
    last, head = last_run(connection), chain.checked(connection).head
    counts = [
        f"{connection.execute(f'select count(*) from {table}').fetchone()[0]} {words}"
        for table, words in (("documents", "documents"), ("files", "files"), ("pages", "pages"))
    ]
    yield from (
        "# Release of a policy-archive\n\n",
        "What publishers showed on their pages, every file as it came, and what was read in it: ",
        f"{', '.join(counts)}, as of run {last.id}, {last.at}, ",
        f"made with policy-archive {last.software}.\n\n",
        "| here | is |\n|---|---|\n",
        "| `archive.db` | the database; `datasette -i archive.db -c datasette.yaml` shows it |\n",
        "| `bag/` | every file and every row as a BagIt bag (RFC 8493) |\n",
        "| `files` | leads to the files of the bag |\n",
        "| `parquet/` | every row for analysis; `parquet/dictionary.txt` says what it means |\n",
        "| `chain.json` | the record of every run, each naming the hash of the one before |\n",
        "| `SHA256SUMS` | the hash of everything here |\n\n",
        "## Is it whole?\n\n",
        "    sha256sum -c SHA256SUMS\n\n",
        "## Is it true?\n\n",
        "    pip install policy-archive\n",
        "    policy-archive verify --release .\n\n",
        "checks hashes, bag and chain, compares the database with bag and Parquet row by row, ",
        "reads some files again and compares what it finds with the rows. It needs no network. ",
        "(For the rows of the Parquet: `pip install policy-archive[parquet]`.) Whoever has ",
        "the last hash of the chain from elsewhere can tell that this is the same past:\n\n",
        f"    {head or 'no run has a record yet'}\n",
    )


FORMAT = Format(
    name="release",
    says="a release that proves itself",
    write=write,
    names=re.compile(
        rf"README\.md|archive\.db|datasette\.yaml|files|{BAG}|{PARQUET}|{CHAIN}|{SUMS}"
    ),
    mark=(CHAIN, _MARK),
)
