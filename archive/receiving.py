"""What comes in during a run, written as it comes: captures with their bytes, entries, readings.

Bytes first, then the row that names them. Nothing is raised for one document but what its reader
or its file says of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive import keep
from archive.files import Incoming
from archive.run import Run
from archive.store import Held
from metadata.errors import PartlyReadError, ReaderPluginError, ReadError
from metadata.records import Capture, Contents, Entry, Reading, Source
from metadata.sightings import compare_listing, expect_entries

TOGETHER = 200  # captures without anything new that are written in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The bytes behind a capture."""

    body: bytes
    sha256: str
    headers: tuple[tuple[str, str], ...]  # with which they came


def is_whole(run: Run, held: Held) -> bool:
    """Whether our copy is there in its length, and the last check of its hash, if any, was good."""
    return not held.doubtful and run.files.holds(held.sha256, held.media_type, held.bytes)


def incoming(capture: Capture, path: Path | None) -> Incoming | None:
    """What came with a capture and is to be kept, if anything."""
    if path is None or capture.sha256 is None or capture.media_type is None:
        return None
    return Incoming(path=path, sha256=capture.sha256, media_type=capture.media_type)


def receive(
    run: Run, source_id: str, capture: Capture, path: Path | None, *, failed: bool
) -> Capture:
    """Keep a capture and the bytes at `path`: the bytes first, then the row."""
    if (file := incoming(capture, path)) is not None:
        run.files.keep_all([file])
    return record(run, source_id, capture, came=path is not None, failed=failed)


def record(run: Run, source_id: str, capture: Capture, *, came: bool, failed: bool) -> Capture:
    """Write the row of a capture whose bytes, if some `came`, are in their place."""
    if capture.captured_at < run.started_at:  # a clock may be set back
        capture = replace(capture, captured_at=run.started_at)
    if capture.outcome == "unchanged" and not came:
        run.unwritten.append((source_id, capture))
        run.write_captures(least=TOGETHER)
        return capture
    run.store.keep_capture(run.run_id, source_id, capture)
    if came and capture.sha256:
        run.store.keeping.came_whole(capture.sha256, run.now())
    if not failed:
        run.solved("collect", url=capture.url)
    return capture


def stored(run: Run, capture: Capture, media_types: Collection[str]) -> Stored | None:
    """The bytes behind a capture, when they are of one of the media types."""
    held = run.store.held(capture.url)
    if held is None or held.sha256 != capture.sha256 or held.media_type not in media_types:
        return None
    body = run.files.read(held.sha256, held.media_type)
    sent = capture.headers if capture.status != 304 else run.store.headers(capture.url, held.sha256)
    return Stored(body=body, sha256=held.sha256, headers=tuple(sent))


def keep_entries(
    run: Run, source: Source, entries: Sequence[Entry], failed: Iterable[str], *, followed: bool
) -> None:
    """Compare entries with those known and write the differences.

    Of entries on pages that `failed` nothing is said. Raises ListingChangedError, and writes
    nothing, when a listing lost too much; entries on pages `followed` from it may come and go.
    """
    known = run.store.entries.known(source.id, followed=followed)
    sightings = compare_listing(known, entries, set(failed), source.language)
    if not followed:
        listed = sum(not k.missing for k in known)
        expect_entries(source, len(entries), listed, len(sightings.gone))
    keep.keep_listing(run.store, run.occasion(), source, sightings)


def keep_result(
    run: Run, source_id: str, sha256: str, result: tuple[Reading, Contents] | ReadError, reader: str
) -> None:
    """Store what `reader` made of a file, or that it made nothing and why.

    Raises the reader's error, in words that name the document.
    """
    if isinstance(result, ReadError):
        if not isinstance(result, ReaderPluginError):  # then what was read before stays
            keep.keep_unreadable(run.store, sha256, result, reader)
        raise type(result)(keep.said_of(run.store, sha256, result.message))
    reading, contents = result
    keep.keep_reading(run.store, reading, contents)
    run.solved("read", sha256=sha256)
    if reading.problems:
        said = keep.said_of(run.store, sha256, " ".join(m for _, m in reading.problems))
        run.problem("read", PartlyReadError(said), source_id, sha256=sha256)
