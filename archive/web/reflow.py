"""Printed lines run together into paragraphs that fill any screen, offset by offset.

The result has as many characters as the text, so that every offset stays where it was: a line
end inside a paragraph becomes a space, or `GONE` where nothing belongs in its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection

GONE = "\x00"  # stands for nothing; no stored text holds it
_SPACELESS = "\u2e80"
_FULL = 0.72  # of the usual length: a line that long may go on in the next
_FULL_STOP = 0.9  # the same for a line that ends a sentence
_FEWEST = 24  # characters of the usual line, wide ones counted twice; below it is no prose
_ENDS = re.compile(r"[.!?:;。！？：」）)]\s*$")
_STARTS = re.compile(
    r"\s*(?:[-•·・○●◯■□◆◇※*▪➢→⇒]|[(（]?[0-9０-９a-zA-Z一二三四五六七八九十ア-ン]{1,3}[.)）．、]\s"
    r"|[(（][0-9０-９一二三四五六七八九十ア-ン]{1,3}[)）]|第[0-9０-９一二三四五六七八九十百]+[章節条部款]"
    r"|(?:Article|Chapter|Section|Part|Measure|Annex|Table|Figure)\s+[0-9IVX]+)"
)


def reflowed(text: str, headings: Collection[int] = ()) -> str:
    """The text with the line ends inside its paragraphs undone.

    `headings` are offsets at which a heading begins: nothing runs into one, or on from it.
    """
    lines = text.split("\n")
    usual = _usual(lines)
    out: list[str] = []
    offset = 0
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        end = offset + len(line) + 1
        if after is None:
            out.append(line)
        elif _is_heading(offset, line, headings) or end in headings:
            out.append(line + "\n")
        else:
            out.append(_joined(line, after, usual))
        offset = end
    return "".join(out)


def _is_heading(offset: int, line: str, headings: Collection[int]) -> bool:
    return any(offset <= heading < offset + len(line) for heading in headings)


def _joined(line: str, after: str, usual: float) -> str:
    if not line.strip() or not after.strip() or not _goes_on(line, after, usual):
        return line + "\n"
    if re.search(r"[^\W\d_]-$", line) and re.match(r"[a-z]", after):
        return f"{line[:-1]}\u00ad{GONE}"
    is_spaceless = line[-1] >= _SPACELESS or after[0] >= _SPACELESS
    return line + (GONE if is_spaceless else " ")


def _goes_on(line: str, after: str, usual: float) -> bool:
    if usual < _FEWEST or _STARTS.match(after):
        return False
    least = _FULL_STOP if _ENDS.search(line) else _FULL
    return _width(line) >= least * usual


def _usual(lines: list[str]) -> float:
    """The length that full lines have: that of the ninth of ten."""
    lengths = sorted(_width(line) for line in lines if line.strip())
    return lengths[len(lengths) * 9 // 10] if len(lengths) > 2 else 0.0


def _width(line: str) -> float:
    return sum(2.0 if character >= _SPACELESS else 1.0 for character in line.rstrip())
