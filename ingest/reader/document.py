"""Reading one document: the steps, as a plan that one process or many can carry out.

    start    open, information, outline, the first pages
    parts    the other pages of a long document, in chunks
    scans    pages whose text is missing or lies, by OCR
    finish   running heads over all pages, text, tables joined

`plan` yields the tasks of each step and is sent their results, so that the same bytes give the
same Reading whoever carries the tasks out.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.reader.assembly import assembled
from ingest.reader.drafts import Part, Start, failed_draft
from ingest.reader.info import read_information, read_outline
from ingest.reader.options import READER, ReadOptions
from ingest.reader.pages import read_pages
from ingest.reader.pdfium import opened
from ingest.reader.running import find_running
from metadata.errors import ReadError
from metadata.records import Page, Reading, TextStatus

FIRST_PAGES = 128  # pages read with the start; a document that has no more is one task
CHUNK = 64  # pages of a part: opening the file again costs


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do in a reader's process: a module-level function and its arguments."""

    run: Callable[..., Any]
    arguments: tuple[Any, ...]
    pages: int  # how many pages it reads, for progress
    scans: int = 0  # how many of them go through OCR, which takes longer


Plan = Generator[list[Task], list[Any], Reading]
"""Yields tasks; is sent, in their order, each one's result or the ReadError it ended with."""


def read(path: Path, *, sha256: str, options: ReadOptions) -> Reading:
    """Read a file in this process.

    Raises EncryptedError, DamagedError or ReadLimitError when nothing of it can be read; what
    could be read in part comes back with `problems`.
    """
    steps = plan(path, sha256=sha256, options=options)
    results: list[Any] = []
    tasks = next(steps)
    while True:
        results = [_attempt(task) for task in tasks]
        try:
            tasks = steps.send(results)
        except StopIteration as end:
            reading: Reading = end.value
            return reading


def _attempt(task: Task) -> Any:
    try:
        return task.run(*task.arguments)
    except ReadError as error:
        return error


def plan(path: Path, *, sha256: str, options: ReadOptions) -> Plan:
    """The steps of reading a file. Raises what `read` raises."""
    [start] = yield [Task(run=read_start, arguments=(path, options), pages=0)]
    if isinstance(start, ReadError):
        raise start
    parts = [start.part]
    chunks = _chunks(start.part.page_count, options)
    if chunks:
        tasks = [
            Task(run=read_part, arguments=(path, options, first, last), pages=last - first + 1)
            for first, last in chunks
        ]
        results = yield tasks
        parts += [
            _failed_part(start.part.page_count, chunk, result)
            if isinstance(result, ReadError)
            else result
            for chunk, result in zip(chunks, results, strict=True)
        ]
    return finish(start, parts, sha256=sha256, options=options)


def read_start(path: Path, options: ReadOptions) -> Start:
    """Open a file and read its first pages, its information and its outline."""
    with opened(path, options.passwords) as document:
        part = read_pages(document, path, options, 1, FIRST_PAGES)
        information, notes = read_information(document, path, options)
        outline = read_outline(document)
    part = replace(part, problems=(*part.problems, *notes))
    return Start(part=part, information=information, outline=outline)


def read_part(path: Path, options: ReadOptions, first: int, last: int) -> Part:
    """Read some later pages of a file."""
    with opened(path, options.passwords) as document:
        return read_pages(document, path, options, first, last)


def finish(start: Start, parts: Sequence[Part], *, sha256: str, options: ReadOptions) -> Reading:
    """Bring the pages together: what runs over them is known only now."""
    drafts = [draft for part in parts for draft in part.drafts]
    pages: list[Page] = []
    left = options.max_characters
    for draft, running in zip(drafts, find_running(drafts), strict=True):
        pages.append(assembled(draft, running, min(left, options.max_page_characters)))
        left -= len(pages[-1].text)
    return Reading(
        sha256=sha256,
        reader=READER,
        text_status=text_status(pages),
        information=start.information,
        pages=tuple(pages),
        outline=start.outline,
        tables=tuple(table for part in parts for table in part.tables),
        problems=tuple(problem for part in parts for problem in part.problems),
    )


def text_status(pages: Sequence[Page]) -> TextStatus:
    """What a file's text comes from, over all its pages."""
    sources = {page.text_source for page in pages} - {"none"}
    if not sources:
        return "none"
    return "mixed" if len(sources) > 1 else "ocr" if "ocr" in sources else "text"


def _chunks(page_count: int, options: ReadOptions) -> list[tuple[int, int]]:
    last = min(page_count, options.max_pages)
    return [
        (first, min(first + CHUNK - 1, last)) for first in range(FIRST_PAGES + 1, last + 1, CHUNK)
    ]


def _failed_part(page_count: int, chunk: tuple[int, int], error: ReadError) -> Part:
    first, last = chunk
    drafts = tuple(failed_draft(number, error.message) for number in range(first, last + 1))
    message = f"Pages {first} to {last} could not be read. {error.message}"
    return Part(page_count=page_count, drafts=drafts, problems=((error.code, message),))
