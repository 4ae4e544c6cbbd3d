"""The frozen records that flow through the house.

A record never fetches, saves or logs. Lengths on a page are in PDF points with the origin at
the top left; bytes are counted in octets; times are UTC ISO 8601 with `Z`; partial dates are
`2017`, `2017-04` or `2017-04-18`. None means "not known" unless a field says otherwise.
What holds between two of them stands in `records_between`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, NamedTuple, TypeVar

from metadata.errors import ArchiveError, SourceError

T = TypeVar("T")

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points from the top left of the page."""

Kind = Literal[
    "plan", "strategy", "annual-report", "report", "statistics", "white-paper", "law",
    "regulation", "guideline", "notice", "news", "minutes", "consultation", "form",
    "map-or-figure", "speech", "other",
]  # fmt: skip
Scheme = Literal["jp-law", "un", "celex", "ecli", "eli", "us-law", "article", "document"]
Part = Literal["summary", "full", "annex", "errata", "translation"]
TextSource = Literal["text", "ocr", "none"]
TextStatus = Literal["text", "ocr", "mixed", "none", "encrypted", "damaged", "limit"]
Outcome = Literal["new", "changed", "unchanged", "failed", "blocked", "gone", "deferred"]
Via = Literal["origin", "wayback", "local"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Generic[T]):
    """A conclusion with its evidence. "We do not know" is a value too."""

    value: T | None  # None: looked for and not found
    evidence: str  # the text it stands in, as printed; "" when value is None
    where: str  # "item", "context", "page 3", "pdf info", "http", "url", "source", "option"
    rule: str  # the named rule that drew the conclusion


# --- what is watched -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One publisher's page or feed that is watched, as its YAML file says."""

    id: str  # what runs, tables and addresses call it; stays the same for ever
    title: str  # what the page calls itself
    publisher: str  # the body that publishes it
    language: str  # the page's language
    pages: tuple[str, ...]  # addresses of listings or feeds (none for a local import)
    follow: tuple[str, ...] = ()  # link texts, or /regular expressions/, that lead to more pages
    select: str | None = None  # CSS selector of the items, where automatic detection is not right
    hosts: tuple[str, ...] = ()  # what may be downloaded from; a link elsewhere is recorded
    delay: float = 1.0  # seconds between requests to one host, at least
    depth: int = 1  # 1: follow an HTML entry on an allowed host to the PDFs it links; 0: do not
    min_entries: int = 1  # fewer is a changed listing, not an empty one
    wayback: bool = False  # whether a vanished original is fetched from the Wayback Machine
    enabled: bool = True  # whether `run` without names takes it
    passwords: tuple[str, ...] = field(default=(), repr=False)  # tried on encrypted files


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item on a listing, its text exactly as the publisher wrote it."""

    source_id: str
    listing_url: str  # the page it stands on
    position: int  # from 1, in page order
    text: str  # as printed, one line per printed line
    section: str | None  # the heading above it
    href: str | None  # the link as written in the page; None: an item without a link
    url: str | None  # the link resolved as a browser would, without fragment
    context: str | None = None  # text of the entry that led to this page, when depth was followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One index page as captured: what it lists and where it leads."""

    url: str  # the address it was captured from, after redirects
    title: str | None
    entries: tuple[Entry, ...]
    follow: tuple[str, ...]  # addresses of more listing pages, in page order
    encoding: str  # how the bytes were decoded
    replacements: int  # characters that could not be decoded


# --- what came over the wire -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the pages of a source list when somebody looks, or why that cannot be said."""

    source: Source
    pages: tuple[str, ...] = ()  # addresses
    entries: tuple[Entry, ...] = ()
    failed: Mapping[str, ArchiveError] = field(default_factory=dict)  # pages that had no answer
    error: SourceError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One HTTP exchange, or one local import, and what came of it."""

    url: str  # as asked for
    final_url: str  # after redirects
    captured_at: str
    outcome: Outcome
    via: Via
    status: int | None = None  # HTTP status; None when no answer came, or for a local import
    sha256: str | None = None  # of the bytes; on "unchanged", of the bytes we already hold
    sha1_base32: str | None = None  # the digest the Wayback Machine's index uses
    bytes: int | None = None  # length of the body
    media_type: str | None = None  # by content, not by header: application/pdf, text/html ...
    etag: str | None = None
    last_modified: str | None = None  # as the server wrote it
    headers: tuple[tuple[str, str], ...] = ()  # of the final response, in order
    archived_at: str | None = None  # when the Wayback Machine made the copy; None for an original
    moved_permanently: bool = False  # the whole way from url to final_url was 301 or 308
    code: str | None = None  # the error's code when the outcome is not a success
    message: str | None = None  # a note or the error, in words


# --- what was read from a file ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Information:
    """What the PDF says about itself, outside its pages."""

    title: str | None = None
    author: str | None = None
    subject: str | None = None
    keywords: str | None = None
    creator: str | None = None
    producer: str | None = None
    created: str | None = None  # ISO 8601, zone kept when stated
    modified: str | None = None  # ISO 8601, zone kept when stated
    pdf_version: str | None = None  # "1.7"
    tagged: bool = False
    encrypted: bool = False
    language: str | None = None  # /Lang
    attachments: tuple[str, ...] = ()  # names of embedded files, never opened
    javascript: bool = False  # document- or page-level script is present, never run
    launch_actions: bool = False  # an action would start a program
    signatures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as read. `text` is for people (NFC, otherwise untouched), in reading order."""

    number: int  # from 1
    label: str | None  # the printed page label, when the PDF names one
    width: float  # points
    height: float  # points
    text: str  # reading order; running heads and page numbers left out
    running: tuple[str, ...]  # running heads, feet and page numbers, as printed
    text_source: TextSource
    quality: float  # 0 to 1: how far the text can be trusted
    reasons: tuple[str, ...] = ()  # why quality is not 1
    words: str = ""  # of a page read by OCR: each word's place and certainty (see `scanned`)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineItem:
    """One bookmark of the PDF's own outline."""

    level: int  # from 1
    title: str
    page: int | None  # from 1; None when it leads nowhere


class RawCell(NamedTuple):
    """One cell of a grid, as the reader cut it out of the page.

    A tuple, because a document has thousands and each is written down and read again.
    """

    row: int  # from 0
    column: int  # from 0
    row_span: int
    column_span: int
    text: str
    page: int  # from 1; differs from the table's when it continues over pages
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """One table as the reader found it, before any cell is understood."""

    page: int  # from 1, where it starts
    position: int  # from 1, on its page, top to bottom
    box: Box  # on its first page
    rows: int
    columns: int
    cells: tuple[RawCell, ...]  # row by row; empty cells included
    above: str = ""  # up to three lines of text just above it (captions, units)
    below: str = ""  # up to three lines just below it (notes, sources)
    caption: str | None = None  # where the file itself says what the table is called


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one reader version extracted from a file."""

    sha256: str
    reader: str  # name and version of the reader
    text_status: TextStatus
    information: Information
    pages: tuple[Page, ...]  # empty when the file could not be read
    outline: tuple[OutlineItem, ...] = ()
    tables: tuple[RawTable, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()  # (code, message) of what could not be read


# --- what it means ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDescription:
    """A list item, taken apart. Every field is a finding; `where` is "item" or "url"."""

    title: Finding[str]
    format: Finding[str]  # lower-case extension: pdf, xlsx, docx, html ...
    declared_bytes: Finding[int]  # 1 KB = 1024
    pages: Finding[int]
    published: Finding[str]  # partial date
    coverage: Finding[str]  # 2015, 2016/17, 2021-2025, 2014-04/2014-06
    part: Finding[Part]
    language: Finding[str]  # ISO 639-1
    identifier: Finding[str]
    issuer: Finding[str]
    external_site: Finding[str]
    kind: Finding[Kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One numbered or otherwise recognisable heading and where its text lies."""

    position: int  # from 1, in reading order
    level: int  # from 1
    number: str | None  # as printed: "1", "(2)", "第１章", "Article 7"
    heading: str
    page: int  # from 1
    end_page: int  # last page its text reaches
    start: int  # offset of the heading in the page's text
    rule: str


class Cell(NamedTuple):
    """One cell, understood. A tuple, as the raw ones are."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str  # as printed, footnote marks taken off
    marks: str  # footnote marks, "" when there are none
    value: float | None  # the number, when it is one
    unit: str | None
    is_header: bool
    page: int
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table as data."""

    page: int
    position: int
    caption: str | None
    unit: str | None
    rows: int
    columns: int
    box: Box
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A law or document that a page mentions."""

    page: int
    scheme: str  # one of `Scheme`, or what a plugin brings
    target: str  # canonical form of what is cited
    text: str  # as printed
    start: int  # offset in the page's text


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure of a plan, as printed."""

    position: int  # from 1, in the plan's order
    number: str  # "Measure 12", "(1)", as printed
    heading: str
    text: str  # what is said under the heading, one space between words
    responsible: tuple[str, ...]  # bodies, as printed; empty when none is named
    path: str  # numbers and headings above it, "第２ 連携の強化 > １ 広報啓発", "" at the top
    page: int  # from 1
    end_page: int
    rule: str  # "label" or "responsible bodies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What follows from a reading alone, whichever item led to the file."""

    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    citations: tuple[Citation, ...]
    findings: tuple[tuple[str, Finding[str]], ...]  # (field, finding): title, language ...
    measures: tuple[Measure, ...] = ()  # of a plan that labels its measures or names who answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the archive believes about a document, and all it was told, best first per field.

    `findings` holds every candidate, so that a disagreement can be shown; the attributes are
    the ones believed.
    """

    title: str
    kind: Kind
    part: Part | None
    published: str | None
    coverage: str | None
    language: str | None
    issuer: str | None
    identifier: str | None
    findings: tuple[tuple[str, Finding[str]], ...]
