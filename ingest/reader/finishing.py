"""The last step: all pages of a document are brought together into its Reading."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.reader.assembly import assembled, find_compounds
from ingest.reader.drafts import Draft, Recognised, failed_draft
from ingest.reader.journal import ABOUT, DRAFT, OPENED, SCAN, TABLES, records, storage_error
from ingest.reader.options import READER, ReadOptions
from ingest.reader.pages import with_scan, without_scan
from ingest.reader.running import find_running
from ingest.reader.tables import join_continued
from ingest.reader.work import WHOLE, Loss, Work, plainly
from metadata.errors import DamagedError
from metadata.records import Contents, Information, OutlineItem, Page, RawTable, Reading, TextStatus

REPAIRED = (
    "damaged",
    "Its structure is broken; it was read after a repair, and pages may be missing.",
)
NUMBERED = 20  # pages named in one message

Problem = tuple[str, str]  # code, message


def finish(work: Work, page_count: int, losses: Sequence[Loss]) -> int:
    """Write the Reading of a document whose pages are all read or given up.

    Raises DamagedError, or what the first page was given up for, when no page could be read.
    """
    drafts: Iterable[Draft] = Drafts(work, page_count, losses)
    if page_count <= WHOLE:
        drafts = list(drafts)  # few enough to hold, rather than take them in three times
    pages, failed = finished(drafts, work.options)
    if len(failed) == len(pages):
        given_up = next((loss.error for loss in losses if loss.what == "pages"), None)
        raise given_up or DamagedError(
            f"Reading {work.path.name}: none of its {page_count} pages could be loaded. "
            "Fetch it again or ask the publisher for a whole copy."
        )
    information, outline, notes = about(work)
    reading = Reading(
        sha256=work.sha256,
        reader=READER,
        text_status=text_status(pages),
        information=information,
        pages=pages,
        outline=outline,
        problems=(*problems(work, page_count, losses, failed), *notes),
    )
    joined = join_continued(tables(work), [page.height for page in pages])
    write_whole(work, work.reading, reading, joined)
    return 0


def describe(work: Work) -> int:
    """Write what follows from the Reading."""
    if work.describe is not None:
        write_whole(work, work.contents, work.describe(load(work)))
    return 0


def load(work: Work) -> Reading:
    """The Reading of a document that is finished."""
    with work.reading.open("rb") as file:
        reading: Reading = pickle.load(file)
        found: tuple[RawTable, ...] = pickle.load(file)
    return replace(reading, tables=found)


def load_described(work: Work) -> tuple[Reading, Contents]:
    """The Reading and what follows from it; what no process could tell is told in this one.

    Raw tables are left out: what they came to is in the Contents, and a document may have more
    of them than whoever coordinates should hold twice. Plugins are left out when it is told here:
    theirs may be the pattern that a process could not end with.
    """
    if work.describe is not None and not work.contents.exists():
        whole = load(work)
        describe, plugins = plainly(work.describe)
        if plugins:
            words = f"Citations were not looked for with the plugins {plugins}: one of them failed."
            whole = replace(whole, problems=(*whole.problems, ("plugin", words)))
        return replace(whole, tables=()), describe(whole)
    with work.reading.open("rb") as file, work.contents.open("rb") as beside:
        reading: Reading = pickle.load(file)
        contents: Contents = pickle.load(beside)
    return reading, contents


def write_whole(
    work: Work, path: Path, *records: Reading | Contents | tuple[RawTable, ...]
) -> None:
    """Write a whole file of records or none. Raises StorageError."""
    try:
        with work.unfinished.open("wb") as file:
            for record in records:
                pickle.dump(record, file, pickle.HIGHEST_PROTOCOL)
        work.unfinished.rename(path)
    except OSError as error:
        raise storage_error(error) from error


class Drafts:
    """The pages in order, as often as they are needed, one at a time in memory."""

    def __init__(self, work: Work, page_count: int, losses: Sequence[Loss]) -> None:
        self._work = work
        self._last = min(page_count, work.options.max_pages)
        self._unread = {
            number: loss.error.message
            for loss in losses
            if loss.what in ("pages", "scan")
            for number in range(loss.first, loss.last + 1)
        }

    def __iter__(self) -> Iterator[Draft]:
        journals = self._work.journals()
        found = (draft for path in journals for _, draft in records(path, (DRAFT, SCAN)))
        ahead = next(found, None)
        for number in range(1, self._last + 1):
            while ahead is not None and ahead.number < number:
                ahead = next(found, None)  # a page that two tasks read
            if ahead is not None and ahead.number == number:
                yield self._scanned(ahead) if ahead.scan else ahead
            else:
                yield failed_draft(number, self._unread.get(number, "The page was not read"))

    def _scanned(self, draft: Draft) -> Draft:
        path = self._work.scan(draft.number)
        if not self._work.options.ocr:
            return without_scan(draft, "OCR is switched off")
        if draft.number in self._unread or not path.exists():
            return without_scan(draft, self._unread.get(draft.number, "OCR did not end"))
        found: Recognised = next(records(path, (SCAN,)))[1]
        return with_scan(draft, found)


def finished(
    drafts: Iterable[Draft], options: ReadOptions
) -> tuple[tuple[Page, ...], tuple[int, ...]]:
    """The pages, now that it is known what runs over them; and the numbers of those that failed."""
    pages: list[Page] = []
    failed: list[int] = []
    compounds = find_compounds(drafts)
    left = options.max_characters
    for draft, running in zip(drafts, find_running(drafts), strict=True):
        limit = min(left, options.max_page_characters)
        pages.append(assembled(draft, running, compounds, limit))
        left -= len(pages[-1].text)
        if draft.failed:
            failed.append(draft.number)
    return tuple(pages), tuple(failed)


def text_status(pages: Iterable[Page]) -> TextStatus:
    """What a file's text comes from, over all its pages."""
    sources = {page.text_source for page in pages} - {"none"}
    if not sources:
        return "none"
    return "mixed" if len(sources) > 1 else "ocr" if "ocr" in sources else "text"


def tables(work: Work) -> list[RawTable]:
    """The tables of all pages, in order."""
    return [t for path in work.journals() for _, some in records(path, (TABLES,)) for t in some]


def about(work: Work) -> tuple[Information, tuple[OutlineItem, ...], tuple[Problem, ...]]:
    """What the file says about itself, and what went wrong with that."""
    journals = work.journals()
    repaired = next((r for path in journals for _, r in records(path, (OPENED,))), False)
    notes = (REPAIRED,) if repaired else ()
    for path in journals:
        for _, (information, found, outline) in records(path, (ABOUT,)):
            return information, outline, (*notes, *found)
    return Information(), (), notes


def problems(
    work: Work, page_count: int, losses: Sequence[Loss], failed: Sequence[int]
) -> Iterator[Problem]:
    """What could not be read."""
    given_up = {
        n for loss in losses if loss.what == "pages" for n in range(loss.first, loss.last + 1)
    }
    unloaded = [str(number) for number in failed if number not in given_up]
    if unloaded:
        more = f" and {len(unloaded) - NUMBERED} more" if len(unloaded) > NUMBERED else ""
        yield "damaged", f"Pages that could not be loaded: {', '.join(unloaded[:NUMBERED])}{more}."
    if page_count > work.options.max_pages:
        yield "limit", f"Only the first {work.options.max_pages} of {page_count} pages were read."
    for loss in losses:
        if loss.what != "scan":
            yield loss.problem()
