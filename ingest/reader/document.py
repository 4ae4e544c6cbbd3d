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
from typing import Any, TypeVar

from ingest.reader.assembly import assembled, find_compounds
from ingest.reader.drafts import Draft, Part, Start, failed_draft
from ingest.reader.info import read_information, read_outline
from ingest.reader.options import READER, ReadOptions
from ingest.reader.pages import read_pages, read_scans, without_scan
from ingest.reader.pdfium import RebuiltDocument, opened
from ingest.reader.running import find_running
from ingest.reader.tables import join_continued
from ingest.reader.tabular import read_tables
from metadata.errors import EncryptedError, ReadError
from metadata.records import Page, RawTable, Reading, TextStatus

FIRST_PAGES = 128  # pages read with the start; a document that has no more is one task
SCANS = 4  # pages of one OCR task
MOST_FAILURES = 8  # of tasks over one document; what fails beyond is not looked into
CHUNK = 64  # pages of a part: opening the file again costs


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do in a reader's process: a module-level function and its arguments."""

    run: Callable[..., Any]
    arguments: tuple[Any, ...]
    scans: int = 0  # pages that go through OCR, which takes longer


T = TypeVar("T")
Steps = Generator[list[Task], list[Any], T]
Range = tuple[int, int]  # first and last page, from 1
Plan = Steps[Reading]
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
    [start] = yield [Task(run=read_start, arguments=(path, options, FIRST_PAGES))]
    failure: ReadError | None = None
    if isinstance(start, ReadError):
        failure = start
        start = yield from _opened_alone(path, options, failure)
    parts = [start.part]
    last = min(start.part.page_count, options.max_pages)
    size = CHUNK if failure is None else max(1, min(last, FIRST_PAGES) // 8)
    later = chunks(len(start.part.drafts) + 1, last, size)
    parts += yield from _parts(path, options, later)
    drafts = [draft for part in parts for draft in part.drafts]
    if failure is not None and all(draft.failed for draft in drafts):
        raise failure
    tables, lost = yield from _tables(path, options, drafts)
    parts[-1] = replace(parts[-1], problems=(*parts[-1].problems, *lost))
    if options.ocr:
        drafts = yield from _scans(path, options, drafts)
    else:
        drafts = [without_scan(d, "OCR is switched off") if d.scan else d for d in drafts]
    reading = finish(start, parts, drafts, sha256=sha256, options=options)
    return replace(reading, tables=tables)


def read_start(path: Path, options: ReadOptions, pages: int) -> Start:
    """Open a file and read its first pages, its information and its outline."""
    with opened(path, options.passwords) as document:
        part = read_pages(document, options, 1, pages)
        information, notes = read_information(document, path, options)
        outline = read_outline(document)
        if isinstance(document, RebuiltDocument):
            notes = (("damaged", "Its structure is broken; it was read after a repair."), *notes)
    part = replace(part, problems=(*part.problems, *notes))
    return Start(part=part, information=information, outline=outline)


def read_part(path: Path, options: ReadOptions, first: int, last: int) -> Part:
    """Read some later pages of a file."""
    with opened(path, options.passwords) as document:
        return read_pages(document, options, first, last)


def _opened_alone(path: Path, options: ReadOptions, failure: ReadError) -> Steps[Start]:
    """Open a file whose start failed, without its pages: one of them may be at fault."""
    if isinstance(failure, EncryptedError):
        raise failure
    [start] = yield [Task(run=read_start, arguments=(path, options, 0))]
    if isinstance(start, ReadError) or start.part.page_count < 2:
        raise failure
    opening: Start = start
    return opening


def _parts(path: Path, options: ReadOptions, wanted: list[Range]) -> Steps[list[Part]]:
    """Read ranges of pages; one that fails is halved, to find the page that is at fault."""
    parts: list[tuple[Range, Part]] = []
    failures = 0
    while wanted:
        results = yield [Task(run=read_part, arguments=(path, options, *pages)) for pages in wanted]
        again: list[Range] = []
        for pages, result in zip(wanted, results, strict=True):
            if not isinstance(result, ReadError):
                parts.append((pages, result))
                continue
            failures += 1
            if pages[0] == pages[1] or failures > MOST_FAILURES:
                parts.append((pages, _failed_part(pages, result)))
            else:
                middle = (pages[0] + pages[1]) // 2
                again += [(pages[0], middle), (middle + 1, pages[1])]
        wanted = again
    return [part for _, part in sorted(parts, key=lambda found: found[0])]


def _scans(path: Path, options: ReadOptions, drafts: list[Draft]) -> Steps[list[Draft]]:
    """The drafts, those that need it read again by OCR."""
    scans = [draft for draft in drafts if draft.scan]
    if not scans:
        return drafts
    groups = [tuple(scans[at : at + SCANS]) for at in range(0, len(scans), SCANS)]
    results = yield [
        Task(run=read_scans, arguments=(path, options, group), scans=len(group)) for group in groups
    ]
    scanned: dict[int, Draft] = {}
    for group, result in zip(groups, results, strict=True):
        if isinstance(result, ReadError):
            result = tuple(without_scan(draft, result.message) for draft in group)
        scanned.update({draft.number: draft for draft in result})
    return [scanned.get(draft.number, draft) for draft in drafts]


def _tables(
    path: Path, options: ReadOptions, drafts: list[Draft]
) -> Steps[tuple[tuple[RawTable, ...], tuple[tuple[str, str], ...]]]:
    """The tables of the pages that have text, joined over page breaks; and what went wrong."""
    numbers = tuple(draft.number for draft in drafts if draft.source == "text")
    groups = [numbers[at : at + CHUNK] for at in range(0, len(numbers), CHUNK)]
    if not groups:
        return (), ()
    results = yield [Task(run=read_tables, arguments=(path, options, group)) for group in groups]
    found = [t for r in results if not isinstance(r, ReadError) for t in r]
    lost = tuple(
        ("tables", f"The tables of pages {group[0]} to {group[-1]} were not read: {result}")
        for group, result in zip(groups, results, strict=True)
        if isinstance(result, ReadError)
    )
    return join_continued(found, [draft.height for draft in drafts]), lost


def finish(
    start: Start,
    parts: Sequence[Part],
    drafts: Sequence[Draft],
    *,
    sha256: str,
    options: ReadOptions,
) -> Reading:
    """Bring the pages together: what runs over them is known only now."""
    pages: list[Page] = []
    compounds = find_compounds(drafts)
    left = options.max_characters
    for draft, running in zip(drafts, find_running(drafts), strict=True):
        limit = min(left, options.max_page_characters)
        pages.append(assembled(draft, running, compounds, limit))
        left -= len(pages[-1].text)
    return Reading(
        sha256=sha256,
        reader=READER,
        text_status=text_status(pages),
        information=start.information,
        pages=tuple(pages),
        outline=start.outline,
        problems=tuple(problem for part in parts for problem in part.problems),
    )


def text_status(pages: Sequence[Page]) -> TextStatus:
    """What a file's text comes from, over all its pages."""
    sources = {page.text_source for page in pages} - {"none"}
    if not sources:
        return "none"
    return "mixed" if len(sources) > 1 else "ocr" if "ocr" in sources else "text"


def chunks(first: int, last: int, size: int) -> list[Range]:
    """Ranges of at most `size` pages."""
    return [(at, min(at + size - 1, last)) for at in range(first, last + 1, size)]


def _failed_part(pages: Range, error: ReadError) -> Part:
    first, last = pages
    drafts = tuple(failed_draft(number, error.message) for number in range(first, last + 1))
    which = f"Page {first}" if first == last else f"Pages {first} to {last}"
    message = f"{which} could not be read. {error.message}"
    return Part(page_count=last, drafts=drafts, problems=((error.code, message),))
