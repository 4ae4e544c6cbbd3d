"""The archive as a bag (BagIt 1.0, RFC 8493): files, every row as JSON Lines, and what they mean.

Nothing has to be fetched, the date is that of the last run, and every payload file is hashed as
it is copied: the same archive gives the same bag, byte for byte.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.export import jsonl
from archive.export.handover import Format, Handover
from archive.export.tables import dictionary, exported_tables, last_run
from archive.files import FileStore, file_sha256

_AGENT = "Bag-Software-Agent: policy-archive "
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def write(handover: Handover) -> None:
    """Write the payload under `data/`, then the tag files, each naming what came before it."""
    octets = streams = 0
    with (handover.folder / "manifest-sha256.txt").open("w", encoding="utf-8") as manifest:
        for digest, path in _payload(handover):
            manifest.write(f"{digest}  {path.relative_to(handover.folder).as_posix()}\n")
            octets, streams = octets + path.stat().st_size, streams + 1
    _write(handover.folder / "bagit.txt", [_DECLARATION])
    _write(handover.folder / "bag-info.txt", _information(handover, f"{octets}.{streams}"))
    tags = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
    sums = (f"{file_sha256(handover.folder / name)}  {name}\n" for name in tags)
    _write(handover.folder / "tagmanifest-sha256.txt", sums)


def _payload(handover: Handover) -> Iterator[tuple[str, Path]]:
    """Write the payload file by file, in the order of the names; hash and place of each."""
    data = handover.folder / "data"
    data.mkdir()
    meanings = dictionary(lambda table: f"metadata/{table}.jsonl")
    yield _write(data / "dictionary.txt", meanings), data / "dictionary.txt"
    yield from _stored(handover, FileStore(data))
    (data / "metadata").mkdir()
    for table in sorted(exported_tables()):
        path = data / "metadata" / f"{table}.jsonl"
        yield _write(path, jsonl.lines(handover, table)), path


def _stored(handover: Handover, bag: FileStore) -> Iterator[tuple[str, Path]]:
    sql = "select sha256, media_type from files order by sha256"
    for sha256, media_type in handover.connection.execute(sql):
        target = bag.path(sha256, media_type)
        target.parent.mkdir(parents=True, exist_ok=True)
        if handover.files.copy_out(sha256, media_type, target):
            yield sha256, target
        else:
            handover.left_out.append(sha256)


def _write(path: Path, lines: Iterable[str]) -> str:
    """Write a text; returns its SHA-256."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for line in lines:
            body = line.encode("utf-8")
            digest.update(body)
            file.write(body)
    return digest.hexdigest()


def _information(handover: Handover, oxum: str) -> Iterator[str]:
    last = last_run(handover.connection)
    sql = "select distinct publisher from sources order by publisher"
    publishers = [" ".join(row[0].split()) for row in handover.connection.execute(sql)]
    yield f"External-Description: Publications of {'; '.join(publishers)}, as captured.\n"
    yield f"{_AGENT}{last.software}\n"
    yield f"Bagging-Date: {last.at[:10]}\n"
    yield f"Internal-Sender-Description: The archive after run {last.id}, {last.at}.\n"
    yield f"Payload-Oxum: {oxum}\n"


FORMAT = Format(
    name="bagit",
    says="a BagIt bag with the files and every row as JSON Lines",
    write=write,
    names=re.compile(r"(bagit|bag-info|(tag)?manifest-sha256)\.txt|data"),
    mark=("bag-info.txt", _AGENT),
)
