"""What readers are asked for: in which languages, and what shall follow from a reading.

The readers themselves are imported where there is something to read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ingest.cluster import readers
from ingest.hooks import schemes
from ingest.reader import ReadOptions
from metadata.errors import ReadError
from metadata.records import Contents, Reading, Source

if TYPE_CHECKING:
    from ingest.reader.work import Describe
    from ingest.workers import Bring, Job


class Stored(Protocol):
    """A file that is kept."""

    @property
    def sha256(self) -> str: ...

    @property
    def media_type(self) -> str: ...


class Known(Stored, Protocol):
    """A stored file, and what its run knew of it."""

    @property
    def language(self) -> str:
        """Of its source."""

    @property
    def watched(self) -> bool:
        """Whether its source has pages; else a person imported it."""


class Place(Protocol):
    """Where files are kept."""

    @property
    def bring(self) -> Bring | None: ...

    def path(self, sha256: str, media_type: str) -> Path: ...


def jobs_of(source: Source, files: Iterable[Stored], place: Place) -> Iterator[Job]:
    """What is to be read of a source."""
    from ingest.workers import Job

    languages = _languages(source.language, watched=bool(source.pages))
    options = ReadOptions(languages=languages, passwords=source.passwords)
    for file in files:
        yield Job(
            sha256=file.sha256,
            path=place.path(file.sha256, file.media_type),
            options=replace(options, media_type=file.media_type),
            bring=place.bring,
        )


def describer(language: str) -> Describe:
    """What follows from a reading, with the citation schemes there are."""
    from metadata.describe import describe_reading

    return partial(describe_reading, language=language, schemes=schemes())


def reader_of(media_type: str) -> str:
    """Name and version of whoever reads files of this media type; "" when nobody does."""
    from ingest.reader.foreign import reader_label

    return reader_label(media_type)


def read_again(
    files: Sequence[tuple[Known, Path]],
) -> Iterator[tuple[str, str, tuple[Reading, Contents] | ReadError]]:
    """Read files as their run did: the SHA-256 of each, its reader's label, what came of it."""
    from ingest.workers import Job

    with readers(os.cpu_count() or 1, None) as read_by, read_by() as pool:
        for (language, watched), some in groupby(sorted(files, key=_source), key=_source):
            options = ReadOptions(languages=_languages(language, watched=watched))
            jobs = (
                Job(
                    sha256=file.sha256,
                    path=path,
                    options=replace(options, media_type=file.media_type),
                )
                for file, path in some
            )
            for job, result in pool.describe_all(jobs, describer(language)):
                yield job.sha256, reader_of(job.options.media_type), result


def _source(file: tuple[Known, Path]) -> tuple[str, bool]:
    return file[0].language, file[0].watched


def _languages(language: str, *, watched: bool) -> tuple[str, ...]:
    """The languages to expect in a source's scans; files imported by hand may be in either."""
    return (language,) if watched else ("en", "ja")
