"""Peels file information off an item: brackets of it, runs of it at either end, file-name notes."""

from __future__ import annotations

import re

from metadata.item_files import FileToken, tokens
from metadata.item_found import Found
from metadata.item_text import GONE, ItemText

_SEPARATOR = re.compile(rf"[\s{GONE}:;,/|_.&+*・·•、。()\[\]{{}}【】〔〕<>–—-]*")
_NOTE = re.compile(
    r"[(\[]?\s*(?:ファイル名|"
    r"file ?name)\s?[::]\s?(?P<name>[^\n]{1,200}?)\.(?P<ext>[A-Za-z0-9]{2,4})"
    r"[\s,、/]*(?:(?:ファイル)?サイズ|容量|"
    r"size)\s?[::]?\s?(?P<size>[\d.,]+\s?[A-Za-zァ-ヺー]+)\s*[)\]]?",
    re.IGNORECASE,
)
_PROSE_BEFORE = re.compile(r"\b(?:in|to|of|as|for|a|the|into|von|als|en|au|de|som)\s+$")
_DIVIDER = re.compile(r"\s*[|/,;:·-]+\s*$")
_LONGEST_LEFTOVER = 60


def peel_file(item: ItemText, found: Found) -> None:
    """Take all file information off `item` and record it."""
    language = item.language
    _peel_note(item, found, language)
    for group in item.groups():
        listed = list(tokens(group.inner, language, group.start + 1))
        if _is_file_bracket(group.inner, listed, group.start + 1):
            _record(item, found, listed)
            _mine(item, found, group.start, group.end)
            item.erase(group.start, group.end)
    start = 0
    for line in item.rest.split("\n"):
        _peel_line(item, found, start, start + len(line), language)
        start += len(line) + 1


def _peel_note(item: ItemText, found: Found, language: str) -> None:
    match = _NOTE.search(item.rest)
    if match is None:
        return
    noted = list(tokens(match["size"], language, match.start("size")))
    found.add("format", match["ext"].casefold(), match["ext"], "file name in item")
    _record(item, found, noted)
    if re.search(r"\w", item.rest[: match.start()]):
        item.erase(match.start(), match.end())
    else:
        item.erase(match.start(), match.start("name"))
        item.erase(match.end("name"), match.end())


def _record(item: ItemText, found: Found, listed: list[FileToken]) -> None:
    fields = {"size": "declared_bytes", "pagecount": "pages", "format": "format"}
    for token in listed:
        if token.role != "label":
            evidence = item.evidence(token.start, token.end)
            found.add(fields[token.role], token.value, evidence, f"{token.role} in item")


def _mine(item: ItemText, found: Found, start: int, end: int) -> None:
    """What else stands in a bracket of file information: dates."""
    for date in item.dates(item.rest[start:end]):
        if date.role == "date":
            evidence = item.evidence(start + date.start, start + date.end)
            found.add("published", date.value, evidence, f"date beside file ({date.rule})")


def _is_file_bracket(inner: str, listed: list[FileToken], offset: int) -> bool:
    """Whether a bracket holds a size or format as a word of its own and little else."""
    sure = [t for t in listed if t.role == "format" or (t.role == "size" and not t.loose)]
    alone = _only(inner, listed, offset)
    if not sure:
        loose = any(token.role in {"size", "pagecount"} for token in listed)
        return loose and alone
    if alone:
        return True
    leftover = len(inner) - sum(token.end - token.start for token in listed)
    if leftover > _LONGEST_LEFTOVER:
        return False
    return any(_stands_alone(inner, token, listed, offset) for token in sure)


def _only(inner: str, listed: list[FileToken], offset: int) -> bool:
    left = inner
    for token in reversed(listed):
        left = left[: token.start - offset] + " " + left[token.end - offset :]
    return _SEPARATOR.fullmatch(left) is not None


def _stands_alone(inner: str, token: FileToken, listed: list[FileToken], offset: int) -> bool:
    """Delimited at both sides by a comma, slash, bracket, other file word or the edge."""
    edges = {t.start - offset for t in listed} | {t.end - offset for t in listed} - {token.end}
    start, end = token.start - offset, token.end - offset
    before = inner[:start].rstrip(" ")
    after = inner[end:].lstrip(" ")
    opened = not before or before[-1] in ",;:/|、・·•–—[(_-" + GONE or len(before) in edges
    closed = not after or after[0] in ",;:/|、・·•–—])_-" + GONE or len(inner) - len(after) in edges
    return opened and closed


def _peel_line(item: ItemText, found: Found, start: int, end: int, language: str) -> None:
    line = item.rest[start:end]
    listed = list(tokens(line, language, start))
    if not listed:
        return
    _peel_end(item, found, listed, start, end)
    listed = list(tokens(item.rest[start:end], language, start))
    _peel_start(item, found, listed, start, end)


def _peel_end(item: ItemText, found: Found, listed: list[FileToken], start: int, end: int) -> None:
    run: list[FileToken] = []
    edge = end
    for token in reversed(listed):
        if _SEPARATOR.fullmatch(item.rest[token.end : edge]) is None:
            break
        run.insert(0, token)
        edge = token.start
    while run and not _may_open(item.rest, run, start):
        run.pop(0)
    if not run:
        return
    edge = run[0].start
    if not any(token.role == "label" and run[0] is token for token in run[:1]) or _rest_of(run):
        _record(item, found, run)
    if re.search(r"\w", item.rest[start:edge]) or _rest_of(run) or start > 0:
        before = item.rest[start:edge]
        glued = 1 if before.endswith(".") and run[0].role == "format" else 0
        separated = len(before) - len(_DIVIDER.sub("", before))
        item.erase(edge - max(glued, separated), end)


def _rest_of(run: list[FileToken]) -> bool:
    return any(token.role != "label" for token in run)


def _may_open(text: str, run: list[FileToken], start: int) -> bool:
    """Whether a run of file words at the end of a line may begin with its first token."""
    first = run[0]
    before = text[start : first.start]
    if first.role == "label":
        return _rest_of(run[1:]) or GONE in text[first.end : first.end + 3]
    if (
        first.role == "pagecount"
        and len(run) == 1
        and re.search(r"(?:[,;|/]|[^\d\s]\s+-)\s*$", before)
    ):
        return True
    if first.loose:
        return any(not token.loose and token.role != "label" for token in run[1:])
    if first.role == "format" and len(run) == 1:
        bare = before.rstrip(" ")
        delimited = not bare or not before[-1:].isalnum() or text[first.start] == "."
        return delimited and not _PROSE_BEFORE.search(before)
    return True


_ICON_WORD = re.compile(r"icon|アイコン|ikon", re.IGNORECASE)


def _peel_start(
    item: ItemText, found: Found, listed: list[FileToken], start: int, end: int
) -> None:
    run: list[FileToken] = []
    edge = start
    for token in listed:
        if _SEPARATOR.fullmatch(item.rest[edge : token.start]) is None:
            break
        run.append(token)
        edge = token.end
    while run and run[-1].role == "label":
        run.pop()
    edge = run[-1].end if run else start
    if not run or not re.search(r"\w", item.rest[edge:end]):
        return
    following = item.rest[edge:end]
    icon = _ICON_WORD.search(item.rest[start:edge])
    sized = any(token.role == "size" for token in run)
    if icon or sized or re.match(r"\s*[:|\x00-]|\s+[A-ZÄÖÜÅÉ]", following):
        _record(item, found, run)
        item.erase(start, edge)
