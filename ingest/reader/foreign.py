"""Files that a plugin reads, in a reader's process under the same limits as a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ingest.reader.cleaning import clean
from ingest.reader.finishing import text_status, write_whole
from ingest.reader.foreign_tables import is_sound, labels_of, outline_of, tables_of
from ingest.reader.options import PDF, READER, ReadOptions
from ingest.reader.work import Work
from metadata.errors import DamagedError, ReaderPluginError, ReadError
from metadata.plugins import Offer, attempted
from metadata.records import Page, Reading

if TYPE_CHECKING:
    from ingest.hooks import FileReader, FileText

# What plugins bring is imported where a file needs it: the processes that read PDFs do without.

A4 = (595.0, 842.0)  # points: the size of pages that have none


def read_foreign(work: Work) -> int:
    """Write the Reading that the plugin for its media type makes of a file.

    Raises ReaderPluginError when there is none or it fails, and what it raises on purpose:
    EncryptedError, DamagedError, ReadLimitError.
    """
    from ingest.hooks import FileText

    offer = _reader(work)
    found = attempted(
        offer.plugin, f"reading {work.path.name}",
        partial(offer.value.read, work.path, work.options.languages), ReaderPluginError,
    )  # fmt: skip
    if not isinstance(found, FileText) or not is_sound(found):
        raise ReaderPluginError(
            f"The plugin {offer.plugin} made no FileText of {work.path.name}. Update it, or "
            "uninstall it; what was read before stays."
        )
    if not found.pages:
        raise DamagedError(f"The plugin {offer.plugin} found no pages in {work.path.name}.")
    pages = tuple(_pages(found, work.options))
    tables, problem = tables_of(found, len(pages))
    reading = Reading(
        sha256=work.sha256,
        reader=offer.value.label,
        text_status=text_status(pages),
        information=found.information,
        pages=pages,
        outline=outline_of(found),
        problems=(*_problems(found, pages, work.options), *problem),
    )
    write_whole(work, work.reading, reading, tables)
    return len(pages)


def named(error: ReadError, media_type: str) -> ReadError:
    """An error of a process, with the name of the plugin that was at work in it."""
    offer = _offer(media_type)
    if offer is None or offer.plugin in error.message:
        return error
    return type(error)(f"The plugin {offer.plugin}: {error.message}")


def reader_label(media_type: str) -> str:
    """Name and version of whoever reads files of this media type; "" when nobody does."""
    if media_type == PDF:
        return READER
    offer = _offer(media_type)
    return offer.value.label if offer else ""


def _offer(media_type: str) -> Offer[FileReader] | None:
    from ingest.hooks import reader_of

    return reader_of(media_type)


def _reader(work: Work) -> Offer[FileReader]:
    offer = _offer(work.options.media_type)
    if offer is None:
        raise ReaderPluginError(
            f"No plugin reads {work.options.media_type} here. Install the one that did, then "
            "run again; what was read before stays."
        )
    return offer


def _pages(found: FileText, options: ReadOptions) -> Iterator[Page]:
    """The pages, cleaned and within the limits."""
    left, labels = options.max_characters, labels_of(found)
    for number, text in enumerate(found.pages[: options.max_pages], 1):
        shown = "\n".join(clean(line) for line in text.splitlines()).strip("\n")
        shown = shown[: min(left, options.max_page_characters)]
        left -= len(shown)
        yield Page(
            number=number,
            label=labels.get(number),
            width=A4[0],
            height=A4[1],
            text=shown,
            running=(),
            text_source="text" if shown else "none",
            quality=1.0 if shown else 0.0,
        )


def _problems(
    found: FileText, pages: tuple[Page, ...], options: ReadOptions
) -> tuple[tuple[str, str], ...]:
    if len(found.pages) > len(pages):
        words = f"Only the first {options.max_pages} of {len(found.pages)} pages were read."
        return (("limit", words),)
    return ()
