"""The pages, and parts of pages, that are made from the code."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.docs.addresses import addresses
from tests.docs.command_line import command_line
from tests.docs.dictionary import data_dictionary
from tests.docs.floors import floors
from tests.docs.source_keys import source_keys
from tests.docs.vocabulary import vocabulary

DOCS = Path(__file__).resolve().parents[2] / "docs"

PAGES: dict[str, Callable[[], str]] = {
    "data-dictionary.md": data_dictionary,
    "reference/addresses.md": addresses,
    "reference/command-line.md": command_line,
    "reference/vocabulary.md": vocabulary,
}
PARTS: dict[str, Callable[[], str]] = {  # between two comments
    "sources.md": source_keys,
    "explanation/trust.md": floors,
}
PART = re.compile(r"(<!-- generated: [^>]+ -->\n).*?(<!-- generated until here -->\n)", re.DOTALL)


def texts() -> dict[Path, str]:
    """Each generated file and what it must hold."""
    found = {DOCS / name: make() for name, make in PAGES.items()}
    for name, make in PARTS.items():
        page = (DOCS / name).read_text(encoding="utf-8")
        part = f"\n{make()}\n"
        made, count = PART.subn(lambda m, part=part: m[1] + part + m[2], page)  # type: ignore[misc]
        assert count == 1, f"{name} has no place for what is generated"
        found[DOCS / name] = made
    return found


def write() -> None:
    """Write what has changed."""
    for path, text in texts().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
