"""Footnote marks at the end of a cell's text, kept apart from it."""

from __future__ import annotations

import re

SIGNS = r"[*†‡§¶#＊]+|[¹²³⁴-⁹⁰ᵃ-ᶻ]+"
NOTES = r"[(（][*＊0-9０-９a-z]{1,2}[)）]|(?:※|注)[0-9０-９一二三四五六七八九]{0,2}"
MARKS = re.compile(rf"(?<=\S)\s*((?:(?:{SIGNS}|{NOTES})[,、]?)+)$")
ONLY_SIGNS = re.compile(r"[*†‡§¶#＊]+")
NUMERIC_NOTE = re.compile(r"[(（][0-9０-９]{1,2}[)）]")
SQUARED = re.compile(r"(?:[kcmd]?m|ft|km|in)[²³]$")


def split_marks(text: str) -> tuple[str, str]:
    """The text without its footnote marks, and the marks; ("*", "") stays a value."""
    printed = text.strip()
    if len(printed) > 400 or not _may_end_in_marks(printed) or ONLY_SIGNS.fullmatch(printed):
        return printed, ""
    match = MARKS.search(printed)
    if match is None or SQUARED.search(printed):
        return printed, ""
    rest, marks = printed[: match.start()].rstrip(), match.group(1)
    return (rest, marks) if rest else (printed, "")


def _may_end_in_marks(printed: str) -> bool:
    """A cheap look: most cells end in a plain letter or figure, which only 注1 and ※1 may."""
    last = printed[-1:]
    return not (last.isascii() and last.isalnum()) or "注" in printed or "※" in printed
