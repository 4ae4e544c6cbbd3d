"""What the pages of a source listed when they were read last: pages that are the same need not be.

Only all pages together are remembered. An entry may move from one page to another, so when one
page is different, all of them are read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from ingest.hooks import installed


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """One page as it was read: which bytes it was made of, and where it led."""

    url: str  # after redirects
    sha256: str | None  # of its bytes
    charset: str | None  # that the server named
    follow: tuple[str, ...]  # more pages it leads to


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """All pages of a source, by the address that was asked, and how many entries they list."""

    pages: Mapping[str, PageRead]
    entries: int


def as_text(remembered: Remembered) -> str:
    """To be kept, and given to `remembered` at the next run."""
    pages = {asked: asdict(page) for asked, page in remembered.pages.items()}
    known = {"entries": remembered.entries, "pages": pages, "reader": _reader()}
    return json.dumps(known, ensure_ascii=False, sort_keys=True)


def remembered(text: str | None) -> Remembered | None:
    """What was kept, unless pages are read differently now."""
    known = json.loads(text) if text else {}
    if known.get("reader") != _reader():
        return None
    pages = {asked: _page(page) for asked, page in known["pages"].items()}
    return Remembered(pages=pages, entries=known["entries"])


def _page(kept: Mapping[str, Sequence[str]]) -> PageRead:
    return PageRead(**{**kept, "follow": tuple(kept["follow"])})  # type: ignore[arg-type]


@cache
def _reader() -> str:
    """What reads pages, told by its own text and the plugins: no number has to be raised."""
    digest = hashlib.sha256("\n".join(installed()).encode())
    for path in sorted(Path(__file__).parent.glob("listing*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
