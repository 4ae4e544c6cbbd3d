"""How far the text of a page can be trusted, and why not further.

The judgement looks at what a broken text layer leaves behind: characters without a mapping,
replacement and private characters, `(cid:n)`, Latin without vowels, symbols where letters
should be, and pages that show much and say next to nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ingest.reader.surface import Surface

FEW = 150  # characters: less beside a large image is a stamp or a page number on a scan
LARGE_IMAGE = 0.4  # of the page
DRAWN_LETTERS = 40  # drawn objects on a page without any text: letters drawn as shapes
MOST_LETTERS = 20_000  # drawn objects: more is a map or a bomb
LIES = 0.35  # share of doubtful characters from which the text is not believed
NOTED = 0.02  # share from which it is noted
ENOUGH = 3_000  # characters to tell a language from gibberish
VOWELS = b"aeiouyAEIOUY"
OTHERS = bytes(code for code in range(128) if not chr(code).isalpha())
RARE = re.compile(
    "[\u0180-\u019f\u01b1-\u01cc\u01dd-\u02af\u0700-\u08ff\u1000-\u1cff\u2c00-\u2dff\u3400-\u4dbf\ua000-\uabff]"
)
CID = re.compile(r"\(cid:\d+\)")
DOUBTFUL_SYMBOLS = frozenset("¡¢£¤¥¦¨©ª¬¯°±²³´µ¶¸¹º¼½¾¿ˆ˜‰ŠŒšœžŸ†‡‹›ƒ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A page's score, its reasons, and whether OCR should look at it."""

    quality: float  # 0 to 1
    reasons: tuple[str, ...]
    believed: bool  # the text is good enough to show
    scan: bool  # what the page shows may hold more than its text says


def judge(text: str, unmapped: float, surface: Surface | None) -> Verdict:
    """Judge a page by its text, the share of unmapped characters, and what is drawn on it.

    `surface` may be None for a page with plenty of text.
    """
    letters = sum(not c.isspace() for c in text) if len(text) < 4 * FEW else len(text)
    if letters < FEW and surface is not None:
        verdict = _nearly_empty(letters, surface)
        if verdict is not None:
            return verdict
    doubts = _doubts(text, unmapped)
    share = max(doubts.values(), default=0.0)
    reasons = tuple(
        f"{amount:.0%} of the characters {what}"
        for what, amount in doubts.items()
        if amount > NOTED
    )
    believed = share < LIES
    quality = round(max(0.0, 1.0 - share) if believed else 0.2 * (1.0 - share), 2)
    return Verdict(quality=quality, reasons=reasons, believed=believed, scan=not believed)


def _nearly_empty(letters: int, surface: Surface) -> Verdict | None:
    if letters == 0 and surface.drawn == 0:
        return Verdict(quality=1.0, reasons=("the page is blank",), believed=True, scan=False)
    if surface.image_share > LARGE_IMAGE:
        reason = f"an image covers the page and its text layer holds {letters} characters"
        quality = 0.0 if letters == 0 else 0.3
        return Verdict(quality=quality, reasons=(reason,), believed=letters > 0, scan=True)
    if letters == 0:
        letters_drawn = surface.drawn >= DRAWN_LETTERS and surface.objects <= MOST_LETTERS
        scan = surface.image_share > 0.02 or letters_drawn
        reason = "no text layer, only images or drawings"
        return Verdict(quality=0.0, reasons=(reason,), believed=True, scan=scan)
    return None


def _doubts(text: str, unmapped: float) -> dict[str, float]:
    """Shares of what makes a text doubtful, by what is wrong with it."""
    doubts: dict[str, float] = {}
    if not text.isascii():
        length = max(1, len(text))
        counts = Counter(text)
        traits: Counter[str] = Counter()
        for character, number in counts.items():
            traits[_trait(character)] += number
        # A guess at Latin letters that fails makes no words, which is looked at below.
        others = (len(text) - traits["ascii"]) / length
        doubts["have no mapping to Unicode"] = unmapped * min(1.0, 2 * others)
        doubts["are private or replacement characters"] = traits["lost"] / length
        symbols = 2 * traits["symbol"] / length - 0.05
        doubts["are symbols where letters should be"] = max(0.0, symbols)
        doubts["are of scripts that do not go together"] = (
            _strangers(counts) / length if traits["rare"] else 0.0
        )
    if "(cid:" in text:
        doubts["are glyph numbers"] = sum(map(len, CID.findall(text))) / len(text)
    doubts["form words that no language has"] = _consonants(text)
    return doubts


@lru_cache(maxsize=20_000)
def _trait(character: str) -> Literal["ascii", "lost", "symbol", "rare", "other"]:
    """What a character says of the text it stands in."""
    if character.isascii():
        return "ascii"
    if character == "\ufffd" or unicodedata.category(character) in ("Co", "Cn"):
        return "lost"
    if character in DOUBTFUL_SYMBOLS:
        return "symbol"
    return "rare" if RARE.match(character) else "other"


def _strangers(counts: Counter[str]) -> int:
    """How many characters are of rare scripts, where they are not one script's."""
    blocks: Counter[int] = Counter()
    for character, number in counts.items():
        if RARE.match(character):
            blocks[ord(character) >> 8] += number
    known = sum(number for _, number in blocks.most_common(2))
    return blocks.total() if known < 0.8 * blocks.total() else 0


def _consonants(text: str) -> float:
    """How far Latin text is from having vowels where every language has them, 0 to 1."""
    text = text[:ENOUGH]
    letters = text.encode("ascii", "ignore").translate(None, OTHERS)
    latin = len(letters)
    if latin < 200 or latin < 0.5 * len(text.replace(" ", "")):
        return 0.0
    vowels = (latin - len(letters.translate(None, VOWELS))) / latin
    if 0.22 < vowels < 0.6:
        return 0.0
    return min(1.0, abs(vowels - 0.4) * 2.5)
