"""What plugins may bring to the world outside, and the plugins that are installed.

The kinds of listing and the citations that are built in are offered like those of a plugin; a kind
of listing is asked after theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

import metadata.hooks
from ingest.listing_decode import Decoded
from ingest.listing_found import Found, Item
from ingest.listing_links import Resolver
from metadata.citations_schemes import RESERVED, CitationFinder, Citing
from metadata.errors import ConfigError
from metadata.plugins import BUILT_IN, GROUP, Offer, Plugins, attempted, hookimpl, hookspec, loaded
from metadata.records import Information, OutlineItem, Source

__all__ = ["Decoded", "Found", "Item", "ListingKind", "OutlineItem", "Resolver", "hookimpl"]

PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingKind:
    """A kind of page that lists documents."""

    name: str
    claims: Callable[[str], bool]  # whether a text is of this kind, told by its first 4,000 signs
    read: Callable[[Decoded, str, Source], Found]  # its items; the address is after redirects


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTable:
    """A table that a reader found: what its cells mean is found out later, as for a PDF."""

    rows: Sequence[Sequence[str]]  # of cells as printed, headers among them; short rows are filled
    page: int = 1  # from 1
    caption: str | None = None
    above: str = ""  # up to three lines just above it: units, dates
    below: str = ""  # up to three lines just below it: notes, sources


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """What a reader found in a file."""

    pages: Sequence[str]  # the text of each page, in reading order; at least one
    information: Information = field(default_factory=Information)
    tables: Sequence[FileTable] = ()  # in reading order
    outline: Sequence[OutlineItem] = ()  # headings, in reading order; their words stand on the page
    labels: Sequence[str | None] = ()  # what is printed as the number of each page


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReader:
    """Reads files of one media type that are neither PDFs nor web pages."""

    name: str
    version: str  # raise it when the same bytes read differently
    media_type: str  # goes into `files.media_type`
    suffixes: Sequence[str]  # of files that `add` takes from a folder: (".txt",)
    claims: Callable[[bytes], bool]  # whether bytes are of this type, told by the first 4,096
    read: Callable[[Path, tuple[str, ...]], FileText]  # in a limited process without network

    @property
    def label(self) -> str:
        """Name and version, as stored in `files.reader`."""
        return f"{self.name} {self.version}"


class Hooks(metadata.hooks.Hooks, Protocol):
    """What a plugin may define; what it brings for texts is needed where files are read."""

    @staticmethod
    @hookspec
    def file_readers() -> Sequence[FileReader]:
        """More readers, asked in the order of the plugins' names about files that are no PDFs."""

    @staticmethod
    @hookspec
    def listing_kinds() -> Sequence[ListingKind]:
        """More kinds of listing, asked in the order of the plugins' names before those built in."""


class _BuiltIn(metadata.hooks.BuiltIn):
    @hookimpl
    def listing_kinds(self) -> Sequence[ListingKind]:
        return (
            ListingKind(name="feed", claims=_is_feed, read=_read_feed),
            ListingKind(name="page", claims=lambda _: True, read=_read_page),
        )


# What reads is imported where something is read: most pages are as they were.


def _is_feed(text: str) -> bool:
    from ingest.listing_feed import is_feed

    return is_feed(text)


def _read_feed(decoded: Decoded, url: str, source: Source) -> Found:
    from ingest.listing_feed import read_feed

    return read_feed(decoded, url)


def _read_page(decoded: Decoded, url: str, source: Source) -> Found:
    from ingest.listing_html import read_html

    return read_html(decoded, url, source)


@cache
def plugins() -> Plugins:
    """The plugins that are installed, as reading and listings see them."""
    found = loaded(entry_points(group=GROUP), Hooks)
    found.manager.register(_BuiltIn(), name=BUILT_IN)
    return found


@cache
def kinds() -> tuple[Offer[ListingKind], ...]:
    """The kinds of listing, in the order in which they are asked."""
    return tuple(plugins().offers("listing_kinds", ListingKind))


@cache
def schemes() -> tuple[Citing, ...]:
    """The citation schemes; no plugin speaks for one that is built in."""
    found = []
    for offer in plugins().offers("citation_schemes", Citing):
        taken = RESERVED.intersection(_schemes_of(offer.value))
        if taken and offer.plugin != BUILT_IN:
            plugins().failed[offer.plugin] = (
                f"The plugin {offer.plugin} offers citations of {', '.join(sorted(taken))}, which "
                "are built in. Update it, or uninstall it."
            )
        else:
            found.append(replace(offer.value, plugin=offer.plugin))
    return tuple(found)


def _schemes_of(citing: Citing) -> tuple[str, ...]:
    return citing.schemes if isinstance(citing, CitationFinder) else (citing.name,)


def installed() -> list[str]:
    """The plugins and their versions: whatever else is installed reads listings the same."""
    points = entry_points(group=GROUP)
    return sorted(f"{p.name} {p.value} {p.dist.version if p.dist else ''}" for p in points)


@cache
def file_reader_offers() -> tuple[Offer[FileReader], ...]:
    """The readers that plugins bring."""
    return tuple(plugins().offers("file_readers", FileReader))


def reader_of(media_type: str) -> Offer[FileReader] | None:
    """Who reads files of this media type."""
    offers = file_reader_offers()
    return next((offer for offer in offers if offer.value.media_type == media_type), None)


def claimed(head: bytes, media_type: str) -> str:
    """The media type of a file that a plugin claims, else the one it was found to have.

    `head` are its first bytes. A plugin that fails when it is asked claims nothing, and is named
    among the `failures`.
    """
    if media_type in (PDF, "text/html"):
        return media_type
    for offer in file_reader_offers():
        asked = partial(offer.value.claims, head)
        try:
            if attempted(offer.plugin, "asked whether it reads a file", asked):
                return offer.value.media_type
        except ConfigError as error:
            plugins().failed[offer.plugin] = error.message
    return media_type


def failures() -> list[str]:
    """What is wrong with plugins that cannot be used, in words."""
    for asked in (kinds, schemes, file_reader_offers):
        asked()  # only then it is known
    return list(plugins().failed.values())


def offered() -> Iterator[tuple[str, str]]:
    """Who offers what here, in words."""
    yield BUILT_IN, f"a reader of {PDF}"
    for kind in kinds():
        yield kind.plugin, f"listings of the kind {kind.value.name}"
    for reader in file_reader_offers():
        yield reader.plugin, f"a reader of {reader.value.media_type}"
    for citing in schemes():
        for name in _schemes_of(citing):
            yield citing.plugin, f"citations of the scheme {name}"
