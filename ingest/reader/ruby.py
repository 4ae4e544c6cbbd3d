"""Ruby: the small kana beside a word that say how it is read.

In the flow they would tear the word they belong to, so they stand at the end of the page's
text, where a search still finds them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.reader.drafts import Line

KANA = re.compile(r"[\u3040-\u30ff\s・]+")
SMALL = 0.65  # times the size of the line it stands beside


def ruby_last(lines: Sequence[Line]) -> list[Line]:
    """The lines with those that are ruby moved to the end, in order."""
    ruby = {at for at, line in enumerate(lines) if _is_ruby(lines, at)}
    if not ruby:
        return list(lines)
    flow = [line for at, line in enumerate(lines) if at not in ruby]
    return [*flow, *(lines[at] for at in sorted(ruby))]


def _is_ruby(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if not KANA.fullmatch(line.text):
        return False
    around = (*lines[max(0, at - 2) : at], *lines[at + 1 : at + 3])
    return any(line.size < SMALL * base.size and _beside(line, base) for base in around)


def _beside(line: Line, base: Line) -> bool:
    """Whether a line stands just above a base line, or just right of a base column."""
    x0, y0, x1, y1 = line.box
    if base.vertical or base.box[3] - base.box[1] > 2 * (base.box[2] - base.box[0]):
        within = y0 > base.box[1] - line.size and y1 < base.box[3] + line.size
        return within and abs(x0 - base.box[2]) < 0.6 * base.size
    within = x0 > base.box[0] - line.size and x1 < base.box[2] + line.size
    return within and abs(y1 - base.box[1]) < 0.6 * base.size
