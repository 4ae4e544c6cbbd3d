"""How a file is read, and the name under which its readings are kept."""

from __future__ import annotations

from dataclasses import dataclass, field

PDF = "application/pdf"
READER = "policy-archive-reader 8"
"""Name and version stored in `files.reader`: raise it when the same bytes read differently."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the reader may do with one file. Equal options and bytes give an equal Reading."""

    media_type: str = PDF  # of the file; what is no PDF is read by a plugin
    languages: tuple[str, ...] = ("en",)  # ISO 639-1, of the source; what OCR expects
    ocr: bool = True  # whether pages without good text are sent to OCR
    passwords: tuple[str, ...] = field(default=(), repr=False)  # tried on encrypted files
    max_pages: int = 10_000  # pages beyond are noted, not read
    max_characters: int = 20_000_000  # of text in one file; beyond it text is cut and flagged
    max_page_characters: int = 400_000  # of text on one page
