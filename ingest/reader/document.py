"""Reading one document: the steps, as a plan that one process or many can carry out.

    start    open, information, outline, the first pages
    parts    the other pages of a long document, in chunks
    scans    pages whose text is missing or lies, by OCR
    finish   running heads over all pages, text, tables joined

`plan` yields the tasks of each step and is sent their results, so that the same bytes give the
same Reading whoever carries the tasks out.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from ingest.reader.assembly import assembled, find_compounds
from ingest.reader.drafts import Draft, Drafts, Part, Start, failed_draft
from ingest.reader.info import read_information, read_outline
from ingest.reader.options import READER, ReadOptions
from ingest.reader.pages import read_pages, read_scans, without_scan
from ingest.reader.pdfium import RebuiltDocument, opened
from ingest.reader.running import find_running
from ingest.reader.tables import join_continued
from ingest.reader.tabular import read_tables
from metadata.errors import DamagedError, EncryptedError, ReadError
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
    last = min(start.part.page_count, options.max_pages)
    size = CHUNK if failure is None else max(1, min(last, FIRST_PAGES) // 8)
    drafts, problems = start.part.drafts, list(start.part.problems)
    for part in (yield from _parts(path, options, chunks(len(drafts) + 1, last, size))):
        drafts.extend(part.drafts)
        problems += part.problems
    if all(draft.failed for draft in drafts):
        raise failure or DamagedError(
            f"Reading {path.name}: none of its {len(drafts)} pages could be loaded. "
            "Fetch it again or ask the publisher for a whole copy."
        )
    tables, lost = yield from _tables(path, options, drafts)
    yield from _scans(path, options, drafts)
    return Reading(
        sha256=sha256,
        reader=READER,
        text_status=text_status(drafts),
        information=start.information,
        pages=finished(drafts, options),
        outline=start.outline,
        tables=tables,
        problems=(*problems, *lost),
    )


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


def _scans(path: Path, options: ReadOptions, drafts: Drafts) -> Steps[None]:
    """Read again by OCR the drafts that need it, each put in its place."""
    scans = [(at, draft) for at, draft in enumerate(drafts) if draft.scan]
    if not options.ocr:
        for at, draft in scans:
            drafts.put(at, without_scan(draft, "OCR is switched off"))
        return
    groups = [scans[at : at + SCANS] for at in range(0, len(scans), SCANS)]
    if not groups:
        return
    wanted = [tuple(draft for _, draft in group) for group in groups]
    results = yield [
        Task(run=read_scans, arguments=(path, options, pages), scans=len(pages)) for pages in wanted
    ]
    for group, result in zip(groups, results, strict=True):
        for place, (at, draft) in enumerate(group):
            if isinstance(result, ReadError):
                drafts.put(at, without_scan(draft, result.message))
            else:
                drafts.put(at, result[place])


def _tables(
    path: Path, options: ReadOptions, drafts: Drafts
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


def finished(drafts: Drafts, options: ReadOptions) -> tuple[Page, ...]:
    """Bring the pages together: what runs over them is known only now."""
    pages: list[Page] = []
    compounds = find_compounds(drafts)
    left = options.max_characters
    for draft, running in zip(drafts, find_running(drafts), strict=True):
        limit = min(left, options.max_page_characters)
        pages.append(assembled(draft, running, compounds, limit))
        left -= len(pages[-1].text)
    return tuple(pages)


def text_status(drafts: Iterable[Draft]) -> TextStatus:
    """What a file's text comes from, over all its pages."""
    sources = {draft.source for draft in drafts} - {"none"}
    if not sources:
        return "none"
    return "mixed" if len(sources) > 1 else "ocr" if "ocr" in sources else "text"


def chunks(first: int, last: int, size: int) -> list[Range]:
    """Ranges of at most `size` pages."""
    return [(at, min(at + size - 1, last)) for at in range(first, last + 1, size)]


def _failed_part(pages: Range, error: ReadError) -> Part:
    first, last = pages
    drafts = Drafts(failed_draft(number, error.message) for number in range(first, last + 1))
    which = f"Page {first}" if first == last else f"Pages {first} to {last}"
    message = f"{which} could not be read. {error.message}"
    return Part(page_count=last, drafts=drafts, problems=((error.code, message),))
