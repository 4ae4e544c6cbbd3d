"""Markdown files as documents, with their headings as sections and their pipe tables as tables."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.hooks import FileReader, FileTable, FileText, OutlineItem, hookimpl
from metadata.errors import DamagedError

_HEADING = re.compile(r"(#{1,6})\s+(.+?)[\s#]*")
_RULE = re.compile(r"\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?")  # between the head and the rows
_BAR = re.compile(r"(?<!\\)\|")  # that parts cells


def claims(head: bytes) -> bool:
    """Whether bytes are text with a heading, or with a table."""
    lines = head.decode("utf-8", errors="ignore").splitlines()
    return any(_HEADING.fullmatch(line) or _RULE.fullmatch(line) for line in lines)


def cells(line: str) -> list[str]:
    """The cells of a row, whether or not it begins and ends with a bar."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [part.replace("\\|", "|").strip() for part in _BAR.split(inner)]


def tables(lines: list[str]) -> list[FileTable]:
    """Every pipe table; the line above it, when nothing parts them, is its caption."""
    found = []
    for at, line in enumerate(lines):
        if at and "|" in lines[at - 1] and _RULE.fullmatch(line.strip()):
            end = next((n for n in range(at + 1, len(lines)) if "|" not in lines[n]), len(lines))
            rows = [cells(row) for row in (lines[at - 1], *lines[at + 1 : end])]
            caption = lines[at - 2].strip("# *") if at > 1 else ""
            found.append(FileTable(rows=rows, caption=caption or None))
    return found


def read(path: Path, languages: tuple[str, ...]) -> FileText:
    """One page, as it was written but for the marks of headings."""
    try:
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise DamagedError(f"{path.name} is no UTF-8 from byte {error.start} on.") from error
    headings = [(at, found) for at, line in enumerate(lines) if (found := _HEADING.fullmatch(line))]
    outline = [OutlineItem(level=len(found[1]), title=found[2], page=1) for _, found in headings]
    text = lines.copy()
    for at, found in headings:
        text[at] = found[2]
    return FileText(pages=["\n".join(text)], tables=tables(lines), outline=outline)


@hookimpl
def file_readers() -> list[FileReader]:
    return [
        FileReader(
            name="markdown", version="1", media_type="text/markdown", suffixes=(".md",),
            claims=claims, read=read,
        )
    ]  # fmt: skip
