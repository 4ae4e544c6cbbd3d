"""Everything that can go wrong, as one tree. Each class carries its blast radius and exit code.

ArchiveError
├── DocumentError            this document is skipped, a problem is recorded, the run goes on   1
│   ├── FetchError           the exchange failed; tried again next run
│   │   ├── DeferredError    the host asked us to come back later than we may wait
│   │   └── TruncatedError   the body ended before the document did
│   ├── GoneError            404 or 410
│   ├── NotAPdfError         something else came where a PDF was promised
│   ├── TooLargeError        longer than the size limit, declared, endless or inflated
│   ├── BlockedAddressError  a non-public address, a refused redirect, a host not allowed
│   └── ReadError            the file is kept, its content could not be read
│       ├── ReaderPluginError  a plugin failed; what was read before stays
│       ├── PartlyReadError  some pages are without text
│       ├── EncryptedError
│       ├── DamagedError
│       └── ReadLimitError   the reader hit its limit of time, memory or output
├── SourceError              the rest of this source is skipped, the others go on               1
│   ├── UnreachableError     its pages could not be fetched (69 when that holds for all)
│   ├── TooManyPagesError    a listing goes on beyond what is followed; the rest was not read
│   ├── ListingPluginError   a plugin failed: nothing is marked missing
│   ├── ListingChangedError  the page no longer looks as it did: nothing is marked missing
│   └── BlockedError         robots.txt or a challenge page keeps us out
└── RunError                 stop now
    ├── ConfigError          78
    ├── ArchiveLockedError   75
    └── StorageError         74

A message says what was tried, on what, what was seen, and what to do next.
"""

from __future__ import annotations


class ArchiveError(Exception):
    """Anything this project raises on purpose.

    `code` is the stable name stored in `problems.code`; `exit_code` is what a run ends with.
    """

    code = "error"
    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class DocumentError(ArchiveError):
    """This document is skipped; the run goes on."""

    code = "document"


class FetchError(DocumentError):
    """The exchange failed. `status` is the HTTP status, or None when there was no answer."""

    code = "fetch_failed"

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class DeferredError(FetchError):
    """The host asked us to come back later than this run may wait."""

    code = "deferred"


class TruncatedError(FetchError):
    """The body ended before the document did."""

    code = "truncated"


class GoneError(DocumentError):
    """The publisher answers 404 or 410. `status` says which."""

    code = "gone"

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class NotAPdfError(DocumentError):
    """Something else came where a PDF was promised."""

    code = "not_pdf"


class TooLargeError(DocumentError):
    """Longer than the size limit."""

    code = "too_large"


class BlockedAddressError(DocumentError):
    """An address that must never be connected to, or a redirect that must not be followed."""

    code = "blocked"


class ReadError(DocumentError):
    """The file is kept, its content could not be read."""

    code = "unreadable"


class PartlyReadError(ReadError):
    """Some of the file could not be read; the rest is in the archive."""

    code = "partly_read"


class EncryptedError(ReadError):
    """A password is needed."""

    code = "encrypted"


class DamagedError(ReadError):
    """The file's structure is broken beyond what readers forgive."""

    code = "damaged"


class ReadLimitError(ReadError):
    """The reader was stopped by its limit of time, memory or output."""

    code = "limit"


class ReaderPluginError(ReadError):
    """A plugin that reads files failed; what was read before stays."""

    code = "plugin"


class SourceError(ArchiveError):
    """The rest of this source is skipped; the others go on."""

    code = "source"


class UnreachableError(SourceError):
    """No page of the source could be fetched."""

    code = "unreachable"
    exit_code = 69


class ListingPluginError(SourceError):
    """A plugin that reads listings failed; nothing is marked missing on its word."""

    code = "plugin"


class ListingChangedError(SourceError):
    """The page no longer looks as it did; nothing is marked missing on its word."""

    code = "listing_changed"


class TooManyPagesError(SourceError):
    """A listing leads to more pages than are followed; those read are in the archive."""

    code = "too_many_pages"

    def __init__(self, source_id: str, read: int) -> None:
        super().__init__(
            f"{source_id}: the list goes on after {read} pages; the rest was not read. Make "
            "`follow` in the source's file more exact, or name the pages that matter in `pages`."
        )


class BlockedError(SourceError):
    """robots.txt or a challenge page keeps us out; this is not "nothing new"."""

    code = "robots"


class RunError(ArchiveError):
    """Stop now."""

    code = "run"


class ConfigError(RunError):
    """A source file or option is wrong."""

    code = "config"
    exit_code = 78


class ArchiveLockedError(RunError):
    """Another run holds the archive."""

    code = "locked"
    exit_code = 75


class StorageError(RunError):
    """The disk, the folder or the database failed."""

    code = "storage"
    exit_code = 74
