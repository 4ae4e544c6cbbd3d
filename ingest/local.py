"""Files that a person imports from disk, as captures."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Protocol

from ingest.fetching.content import HEAD, media_type
from ingest.hooks import PDF, claimed, file_reader_offers, reader_of
from metadata.errors import ConfigError, NotAPdfError
from metadata.records import Capture, Outcome, Source


def local_source(source_id: str) -> Source:
    """The source that files imported by hand belong to. Raises ConfigError."""
    if not re.fullmatch(r"[a-z0-9-]+", source_id):
        raise ConfigError(f"--source {source_id}: use small letters, digits and hyphens.")
    return Source(
        id=source_id, title="Files imported by hand", publisher="unknown", language="en", pages=()
    )


def pdf_files(paths: Sequence[Path]) -> list[str]:
    """The files named, and every PDF below the folders named, in a fixed order.

    Of other files, those that a plugin reads by their suffix. Names, because of a hundred thousand
    files these take a quarter of the memory that paths would.
    """
    more = (s.lower() for each in file_reader_offers() for s in each.value.suffixes)
    suffixes = {".pdf", *more}
    each = chain.from_iterable(_below(str(p), suffixes) if p.is_dir() else [str(p)] for p in paths)
    return list(dict.fromkeys(os.path.realpath(path) for path in each))


def _below(folder: str, suffixes: set[str]) -> Iterator[str]:
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            yield from () if os.path.islink(path) else _below(path, suffixes)
        elif os.path.splitext(name)[1].lower() in suffixes and os.path.isfile(path):
            yield path


def refuse_other(copy: Path, path: Path) -> str:
    """The media type of a copy that is a PDF, or that a plugin reads; any other is removed.

    A file named as a PDF without a PDF's mark is damaged, and kept. Raises NotAPdfError.
    """
    with copy.open("rb") as file:
        head = file.read(HEAD)
    found = media_type(head)
    if found == PDF or (found == "application/octet-stream" and path.suffix.lower() == ".pdf"):
        return PDF
    found = claimed(head, found)
    if reader_of(found) is not None:
        return found
    copy.unlink()
    what = "a web page" if found == "text/html" else "something else"
    raise NotAPdfError(f"{path} is {what}, not a PDF; it was not imported.")


class Copied(Protocol):
    """A local file, copied to where it is kept."""

    @property
    def sha256(self) -> str: ...

    @property
    def sha1_base32(self) -> str: ...

    @property
    def bytes(self) -> int: ...


def local_capture(
    path: Path, copied: Copied, *, held: str | None, at: str, media_type: str
) -> Capture:
    """The capture of a local file; `held` is the hash that its path last gave."""
    outcome: Outcome = (
        "new" if held is None else "unchanged" if held == copied.sha256 else "changed"
    )
    return Capture(
        url=path.as_uri(),
        final_url=path.as_uri(),
        captured_at=at,
        outcome=outcome,
        via="local",
        sha256=copied.sha256,
        sha1_base32=copied.sha1_base32,
        bytes=copied.bytes,
        media_type=media_type,
    )
