"""Characters: what may stand in display text, and what a PDF's text layer brings along."""

from __future__ import annotations

import re
import unicodedata

LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
LIGATURE = re.compile("[ﬀ-ﬆ]")
BROKEN_WORD = "\ufffe"  # what PDFium writes for a hyphen at the end of a line

# Controls (but tab and line end), lone surrogates, non-characters, BOM, and the marks that
# turn the direction of what follows: shown text must not be able to change its surroundings.
UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
SPACES = re.compile(r"[ \t\u00a0]{2,}|\t")


def clean(text: str) -> str:
    """Display text of one line: NFC, ligatures expanded, nothing invisible that acts."""
    if not text.isprintable():  # what is printable holds nothing unwanted, and most text is
        text = SPACES.sub(" ", UNWANTED.sub("", text))
    elif "  " in text:
        text = SPACES.sub(" ", text)
    if not text.isascii():
        if LIGATURE.search(text):
            text = text.translate(LIGATURES)
        text = unicodedata.normalize("NFC", text)
    return text.strip(" ")
