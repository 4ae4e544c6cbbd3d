"""What holds between documents, and between two readings of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from metadata.records import Description


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A document as `relations` sees it: its description and its place in the archive."""

    id: str
    source_id: str
    url: str | None
    description: Description
    first_page: str  # text of the first page, "" when there is none
    context: str | None = None  # the entry that led to the page it was found on


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How one document stands to another."""

    subject_id: str
    predicate: Literal["summary_of", "translation_of", "part_of", "replaces", "same_series"]
    object_id: str
    evidence: str  # the sentence or rule it follows from


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One difference between two versions, in words an analyst can quote."""

    page: int | None  # in the newer version, or the older one when it was removed
    kind: Literal["container", "layout", "wording", "number", "table", "pages"]  # small to large
    before: str
    after: str
    words: str  # "page 3: 88 measures became 90"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions of a document, compared."""

    change: Literal["restamped", "revised"]
    edits: tuple[Edit, ...]  # in page order
    summary: str  # one line for the ledger
