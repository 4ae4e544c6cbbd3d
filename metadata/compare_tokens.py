"""Words and figures of two passages, and what became of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from metadata.compare_align import opcodes

Change = Literal["equal", "delete", "insert"]

_FIGURE = r"[0-9０-９]+(?:[,.．，/:-][0-9０-９]+)*"
_WORDS = re.compile(
    rf"{_FIGURE}|[^\W\d_぀-ヿ一-鿿㐀-䶿]+(?:['’\-‐‑][^\W\d_぀-ヿ一-鿿]+)*|[ぁ-ゖー]+|[ァ-ヺー]+"
    r"|[一-鿿々〆㐀-䶿]+|\s+|."
)
_CHARACTERS = re.compile(rf"{_FIGURE}|[A-Za-zＡ-Ｚａ-ｚ]+|\s+|.")
_HYPHENS = re.compile("[-‐\u00ad]")
_LONGEST_RUN = 8  # longer runs of kanji or kana are compared character by character


def tokens(text: str, language: str | None = None) -> list[str]:
    """Cut `text` into words, figures, runs of one script, white space and single marks.

    Nothing is lost: joined, the tokens are `text`. Japanese and Chinese runs that are long are
    cut into characters, for there a run is no word.
    """
    cut: list[str] = []
    for token in _WORDS.findall(text.replace("\r\n", "\n")):
        if len(token) > _LONGEST_RUN and _is_east_asian(token[0]):
            cut.extend(_CHARACTERS.findall(token))
        elif language == "zh" and _is_east_asian(token[0]):
            cut.extend(token)
        else:
            cut.append(token)
    return cut


def comparable(token: str) -> str:
    """What a token is compared by: width and kind of white space do not count."""
    if token.isspace():
        return " "
    folded = unicodedata.normalize("NFKC", token)
    return _HYPHENS.sub("", folded) if folded[0].isalpha() else folded


def is_figure(token: str) -> bool:
    """Whether a token is a number."""
    return bool(token) and token[0].isdigit()


def diff_tokens(
    before: str, after: str, language: str | None = None
) -> tuple[tuple[Change, str], ...]:
    """Return how `before` became `after`, word by word, in reading order.

    `equal` and `insert` texts joined are `after`, `delete` texts are what is gone. Neighbouring
    changes are joined over a single space, so that a reworded phrase reads as one.
    """
    old, new = tokens(before, language), tokens(after, language)
    codes = opcodes([comparable(t) for t in old], [comparable(t) for t in new])
    pieces: list[tuple[Change, str]] = []
    for operation, i1, i2, j1, j2 in codes:
        if operation == "equal":
            pieces.append(("equal", "".join(new[j1:j2])))
            continue
        if i2 > i1:
            pieces.append(("delete", "".join(old[i1:i2])))
        if j2 > j1:
            pieces.append(("insert", "".join(new[j1:j2])))
    return tuple(_joined(pieces))


def _joined(pieces: Sequence[tuple[Change, str]]) -> list[tuple[Change, str]]:
    """`delete insert " " delete insert` becomes one deletion and one insertion."""
    out: list[tuple[Change, str]] = []
    deleted, inserted = "", ""
    for index, (change, text) in enumerate(pieces):
        bridge = change == "equal" and text.isspace() and (deleted or inserted)
        if bridge and index + 1 < len(pieces) and deleted and inserted:
            deleted, inserted = deleted + text, inserted + text
        elif change == "delete":
            deleted += text
        elif change == "insert":
            inserted += text
        else:
            out += _flush(deleted, inserted)
            deleted = inserted = ""
            out.append((change, text))
    return out + _flush(deleted, inserted)


def _flush(deleted: str, inserted: str) -> list[tuple[Change, str]]:
    out: list[tuple[Change, str]] = []
    if deleted:
        out.append(("delete", deleted))
    if inserted:
        out.append(("insert", inserted))
    return out


def _is_east_asian(character: str) -> bool:
    return bool(re.match(r"[぀-ヿ一-鿿㐀-䶿]", character))
