"""What the tasks of one document are given: its file, its folder, some of its pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from ingest.reader.options import ReadOptions
from metadata.errors import ReadError
from metadata.plugins import BUILT_IN
from metadata.records import Contents, Reading

Describe = Callable[[Reading], Contents]
"""What follows from a reading: a pure function at the top of a module, or a partial of one."""


def plainly(describe: Describe) -> tuple[Describe, str]:
    """The same without what plugins add to it, and the names of those plugins."""
    schemes = describe.keywords.get("schemes", ()) if isinstance(describe, partial) else ()
    kept = tuple(scheme for scheme in schemes if scheme.plugin == BUILT_IN)
    if not isinstance(describe, partial) or len(kept) == len(schemes):
        return describe, ""
    names = ", ".join(sorted({scheme.plugin for scheme in schemes if scheme not in kept}))
    return partial(describe.func, **{**describe.keywords, "schemes": kept}), names


CHUNK = 64  # pages of a task: opening the file again costs
WHOLE = 128  # pages: a document that has no more is one task


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One document on its way, the same for all its tasks."""

    path: Path
    sha256: str
    options: ReadOptions
    folder: Path  # its own; what its tasks find is written there
    describe: Describe | None = None  # None: nobody wants to know what follows from the reading

    @property
    def reading(self) -> Path:
        """Where the Reading lies when all is done."""
        return self.folder / "reading"

    @property
    def unfinished(self) -> Path:
        """Where the Reading lies while it is written."""
        return self.folder / "unfinished"

    @property
    def contents(self) -> Path:
        """Where what follows from the Reading lies, if that could be told."""
        return self.folder / "contents"

    def journal(self, stretch: Stretch, order: int) -> Path:
        """Where the task of a stretch writes; `order` tells two with the same first page apart."""
        return self.folder / f"pages-{stretch.first:08d}-{order:04d}"

    def journals(self) -> list[Path]:
        """All journals, in the order of their pages."""
        return sorted(self.folder.glob("pages-*"))

    def scan(self, number: int) -> Path:
        """Where OCR leaves what it made of a page."""
        return self.folder / f"scan-{number}"

    def first_pages(self, page_count: int) -> int:
        """The last page of the first stretch of a document of so many pages."""
        return min(page_count if page_count <= WHOLE else CHUNK, self.options.max_pages)

    def characters(self, page_count: int, pages: int) -> int:
        """How many characters the text of a stretch may have: eight times its fair share."""
        most = self.options.max_characters
        return min(most, 8 * most * max(1, pages) // max(1, page_count))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some pages for one task."""

    first: int  # from 1
    last: int  # before `first`: no pages
    about: bool = False  # what the file says about itself, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What was given up, and why."""

    what: Literal["pages", "tables", "about", "scan"]
    first: int  # page
    last: int
    error: ReadError

    def problem(self) -> tuple[str, str]:
        """(code, message) as a Reading notes it."""
        some = f"page {self.first}"
        if self.last > self.first:
            some = f"pages {self.first} to {self.last}"
        if self.what == "about":
            note = "What the PDF says about itself was not read"
            return "information", f"{note}: {self.error.message} Its pages are not affected."
        if self.what == "tables":
            return "tables", f"The tables of {some} were not read: {self.error.message}"
        return self.error.code, f"{some.capitalize()} could not be read. {self.error.message}"
