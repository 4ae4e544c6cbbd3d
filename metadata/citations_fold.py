"""A page's text without the accidents of print, and the way back to the printed text.

Printed lines break inside words and names, and digits come in two widths. Patterns look at the
folded text; what is reported is cut from the page as printed, by offset.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

CJK = "々〆〇ぁ-ゖァ-ヺー一-鿿豈-﫿㐀-䶿"
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE |= {0x3000: 0x20, 0xA0: 0x20, 0x2007: 0x20, 0x2009: 0x20, 0x202F: 0x20}
_WIDE |= dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), 0x2D)
_WIDE |= {code: 0x20 for code in range(0x3001) if chr(code).isspace()}
_NARROW = {chr(code): chr(to) for code, to in _WIDE.items()}
_UNSEEN = r"\u00ad\ufffe\u200b-\u200f\u202a-\u202e"
_EASTERN = rf"[{CJK}、。「」『』()〔〕・]"
_EAST = re.compile(_EASTERN)
_HYPHEN = re.compile(r"[\u00ad\ufffe]")
# Most gaps are one space between words, which stays as it is: they are no gaps to look into.
# All white space has become a space where these look, and what begins a pattern is found fast.
_GAP = re.compile(
    rf"[{_UNSEEN} ](?:[{_UNSEEN} ]+|(?<=[{_UNSEEN}])|(?={_EASTERN})|(?<={_EASTERN} ))"
)
_GAP_ASCII = re.compile(r" (?: +|(?=[()])|(?<=[()] ))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """`text` is the folded text; `source` the printed one."""

    source: str
    text: str
    _folded: tuple[int, ...]  # starts of the pieces in `text`
    _printed: tuple[int, ...]  # starts of the same pieces in `source`

    def place(self, offset: int) -> int:
        """Return the offset in the printed text of the character at `offset`."""
        piece = bisect_right(self._folded, offset) - 1
        return self._printed[piece] + offset - self._folded[piece]

    def printed(self, start: int, end: int) -> str:
        """Return what is printed at `start` to `end` of the folded text, on one line."""
        if end <= start:
            return ""
        cut = self.source[self.place(start) : self.place(end - 1) + 1]
        return " ".join(cut.split())


def fold(text: str) -> Folded:
    """Fold widths, join broken lines and drop white space between CJK characters."""
    same_length = _narrow(text)
    pieces: list[str] = []
    folded = [0]
    printed = [0]
    length = at = 0
    gaps = _GAP_ASCII if same_length.isascii() else _GAP
    for gap in gaps.finditer(same_length):
        pieces.append(same_length[at : gap.start()])
        length += gap.start() - at
        joint = _joint(same_length, gap)
        if joint:
            folded.append(length)
            printed.append(gap.start())
            pieces.append(joint)
            length += 1
        folded.append(length)
        printed.append(gap.end())
        at = gap.end()
    pieces.append(same_length[at:])
    return Folded(source=text, text="".join(pieces), _folded=tuple(folded), _printed=tuple(printed))


def _narrow(text: str) -> str:
    """The text with narrow letters and digits, and a space for each kind of white space."""
    if text.isascii():
        return text.translate(_WIDE)
    for wide in _NARROW.keys() & set(text):
        text = text.replace(wide, _NARROW[wide])
    return text


def _joint(text: str, gap: re.Match[str]) -> str:
    """What stands for a gap: nothing inside a Japanese run or a hyphenated word, else a space."""
    between = gap.group()
    if not between.isspace():
        blank = any(c.isspace() for c in between)
        if not blank or _HYPHEN.search(between):
            return ""
    before, after = text[gap.start() - 1 : gap.start()], text[gap.end() : gap.end() + 1]
    return "" if before and after and _runs_on(before, after) else " "


def _runs_on(before: str, after: str) -> bool:
    """Japanese lines break anywhere, and a thin space is set beside digits: `第 7 条`."""
    if _EAST.match(before):
        return bool(_EAST.match(after)) or after.isdigit()
    return before.isdigit() and bool(_EAST.match(after))
