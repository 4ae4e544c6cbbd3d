"""Reading one document: the steps, as a plan that one process or many can carry out.

    start    open, the first pages with their tables, information, outline
    parts    the other pages of a long document, in chunks
    scans    pages whose text is missing or lies, by OCR, each a task of its own
    finish   running heads over all pages, text, tables joined
    describe what follows from the reading, where that is asked for

`plan` yields the tasks of each step and is sent how they ended. What they found lies in the
document's folder, so that only the pages at fault are lost when a task dies, and whoever
coordinates holds no more than the numbers of pages. The same bytes give the same Reading
whoever carries the tasks out.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from ingest.reader.finishing import describe, finish, load
from ingest.reader.foreign import named, read_foreign
from ingest.reader.journal import ABOUT, DRAFT, OPENED, SCAN, TABLES, Mark, marks
from ingest.reader.options import PDF, ReadOptions
from ingest.reader.steps import read_scan, read_start, read_stretch
from ingest.reader.work import CHUNK, Loss, Stretch, Work
from metadata.errors import ReadError
from metadata.records import Reading

MOST_FAILURES = 8  # of tasks over one document; what fails beyond is not looked into
FEW_PAGES = 16  # done by a task that failed: it counts as a failure, however it goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to do in a reader's process: a module-level function and its arguments.

    It returns the number of pages it is done with.
    """

    run: Callable[..., int]
    arguments: tuple[Any, ...]
    scans: int = 0  # pages that go through OCR, which takes longer


Part = Literal["pages", "tables", "about", "nothing"]
Plan = Generator[list[Task], list[int | ReadError], None]
"""Yields tasks; is sent, in their order, what each returned or the ReadError it ended with."""


@dataclass(slots=True, kw_only=True)
class _Found:
    """What whoever coordinates knows of a document on its way."""

    page_count: int = 0
    scans: list[int] = field(default_factory=list)  # pages for OCR
    losses: list[Loss] = field(default_factory=list)
    tasks: int = 0
    failures: int = 0


def read(path: Path, *, sha256: str, options: ReadOptions) -> Reading:
    """Read a file in this process.

    Raises EncryptedError, DamagedError or ReadLimitError when nothing of it can be read; what
    could be read in part comes back with `problems`.
    """
    with TemporaryDirectory(prefix="policy-archive-") as folder:
        work = Work(path=path, sha256=sha256, options=options, folder=Path(folder))
        steps = plan(work)
        tasks = next(steps)
        while True:
            results = [_attempt(task) for task in tasks]
            try:
                tasks = steps.send(results)
            except StopIteration:
                return load(work)


def _attempt(task: Task) -> int | ReadError:
    try:
        return task.run(*task.arguments)
    except ReadError as error:
        return error


def plan(work: Work) -> Plan:
    """The steps of reading a file. Raises what `read` raises."""
    yield from _reading(work)
    if work.describe is not None:
        yield [Task(run=describe, arguments=(work,))]  # the Reading stands, however this ends


def _reading(work: Work) -> Plan:
    if work.options.media_type != PDF:
        [end] = yield [Task(run=read_foreign, arguments=(work,))]
        if isinstance(end, ReadError):
            raise named(end, work.options.media_type)
        return
    found = _Found()
    yield from _stretches(work, found, [Stretch(first=1, last=CHUNK, about=True)])
    if work.reading.exists():
        return
    last = min(found.page_count, work.options.max_pages)
    begun = work.first_pages(found.page_count)
    yield from _stretches(work, found, chunks(begun + 1, last))
    yield from _scans(work, found)
    [end] = yield [Task(run=finish, arguments=(work, found.page_count, tuple(found.losses)))]
    if isinstance(end, ReadError):
        raise end


def chunks(first: int, last: int) -> list[Stretch]:
    """Stretches of at most CHUNK pages."""
    starts = range(first, last + 1, CHUNK)
    return [Stretch(first=at, last=min(at + CHUNK - 1, last)) for at in starts]


def _stretches(work: Work, found: _Found, wanted: list[Stretch]) -> Plan:
    """Read pages; where a task ends early, another goes on where it was."""
    while wanted:
        run = read_stretch if found.tasks else read_start
        begun = [(s, work.journal(s, found.tasks + at)) for at, s in enumerate(wanted)]
        found.tasks += len(wanted)
        results = yield [Task(run=run, arguments=(work, *arguments)) for arguments in begun]
        wanted = []
        for (stretch, journal), result in zip(begun, results, strict=True):
            whole = marks(journal)
            found.scans += [number for kind, number in whole if kind == SCAN]
            if whole and not found.page_count:
                found.page_count = whole[0].number
                stretch = replace(stretch, last=work.first_pages(found.page_count))
            if isinstance(result, ReadError):
                wanted += _left(found, stretch, whole, result)


def _left(
    found: _Found, stretch: Stretch, whole: Sequence[Mark], error: ReadError
) -> list[Stretch]:
    """What is left to do of a stretch whose task ended early; what is given up goes to `found`.

    A page is to blame when its task had just begun: before, the limits of the task may have
    been used up by others.
    """
    if not found.page_count:
        raise error
    at, part = _ended_at(stretch, whole)
    found.failures += at - stretch.first < FEW_PAGES
    if part == "nothing":
        return []
    if found.failures > MOST_FAILURES or not whole:
        found.losses += _all_of(stretch, at, error)
        return []
    if at > stretch.first or (part == "about" and stretch.last >= stretch.first):
        return [replace(stretch, first=at)]
    found.losses.append(Loss(what=part, first=at, last=at, error=error))
    rest = replace(stretch, first=at + 1, about=stretch.about and part != "about")
    return [rest] if rest.about or rest.first <= rest.last else []


def _ended_at(stretch: Stretch, whole: Sequence[Mark]) -> tuple[int, Part]:
    """The page at which a task ended, and what it was doing there."""
    kind, number = whole[-1] if whole else Mark(OPENED, 0)
    if kind == ABOUT:
        return stretch.last, "nothing"
    if kind in (DRAFT, SCAN):
        return number, "tables"
    at = number + 1 if kind == TABLES else stretch.first
    return at, "about" if at > stretch.last else "pages"


def _all_of(stretch: Stretch, at: int, error: ReadError) -> Iterator[Loss]:
    """All that a stretch holds from page `at` on."""
    if at <= stretch.last:
        yield Loss(what="pages", first=at, last=stretch.last, error=error)
    if stretch.about:
        yield Loss(what="about", first=at, last=at, error=error)


def _scans(work: Work, found: _Found) -> Plan:
    """Have pages read by OCR; what fails keeps the text it has."""
    numbers = sorted(set(found.scans)) if work.options.ocr else []
    if not numbers:
        return
    results = yield [Task(run=read_scan, arguments=(work, n), scans=1) for n in numbers]
    for number, result in zip(numbers, results, strict=True):
        if isinstance(result, ReadError):
            found.losses.append(Loss(what="scan", first=number, last=number, error=result))
