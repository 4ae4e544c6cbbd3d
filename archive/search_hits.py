"""Where the hits of a query stand in a text: the text marked, and a piece of it around them.

A text is folded as for the index, and every hit is led back to where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.search import HYPHENATED, INVISIBLE, RUN, RUNS, WORD, Term, terms

Piece = tuple[str, bool]
"""A stretch of text, and whether it is a hit."""

_LINE_END = re.compile(rf"\s(?<=[{RUN}、。，．）」]\s)(?:(?<=\n)|[^\S\n]*\n)\s*(?=[{RUN}（「])")
_LEADERS = re.compile(r"(?:[.．・…‥·] ?){4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of a text around its hits."""

    pieces: tuple[Piece, ...]
    hits: int  # in the whole text


def hits(text: str, query: str) -> tuple[tuple[int, int], ...]:
    """Offsets (start, end) in `text` of what a query wants to find, in order, apart."""
    wanted = terms(query)
    if not wanted:
        return ()
    folded, origin = _folded_with_origin(text)
    # One expression a term: each begins with a literal, which is looked for fast.
    spans = sorted(
        (m.start(), -m.end()) for term in wanted for m in re.finditer(_pattern(term), folded)
    )
    found, last = [], 0
    for start, end in ((a, -b) for a, b in spans):
        if start >= last:
            found.append((origin[start], _cluster_end(text, origin[end - 1] + 1)))
            last = end
    return tuple(found)


def highlight(text: str, query: str) -> tuple[Piece, ...]:
    """The whole text in pieces, hits marked."""
    return tuple(_pieces(text, hits(text, query), 0, len(text)))


def snippet(text: str, query: str, width: int = 260) -> Snippet:
    """About `width` characters of `text` where the hits are densest; its start without hits."""
    found = hits(text, query)
    start, end = _window(text, found, width)
    pieces = list(_pieces(text, found, start, end))
    if start > 0:
        pieces.insert(0, ("… ", False))
    if end < len(text):
        pieces.append((" …", False))
    flat = tuple((_on_one_line(piece), is_hit) for piece, is_hit in pieces)
    return Snippet(pieces=flat, hits=len(found))


# Endings under which the index takes words for the same; a little wider than its stemmer.
_ENDING = re.compile(r"(?:ations?|ements?|ments?|ingly|ings?|edly|ed|ies|ely|ly|es|e|s|y)$")
_ENDINGS = "(?:ations?|ements?|ments?|ingly|ings?|edly|ed|ies|ely|ly|es|e|s|y|i)?"


@lru_cache(maxsize=256)
def _pattern(term: Term) -> str:
    parts = []
    for at, token in enumerate(term.tokens):
        is_open = term.prefix and at == len(term.tokens) - 1
        parts.append(re.escape(token) if RUNS.match(token) else _word_pattern(token, is_open))
    return r"[\W_]*".join(parts)


def _word_pattern(word: str, is_open: bool) -> str:
    plain = _without_marks(word)
    if is_open:
        return f"{_beginning(plain)}{WORD}*"
    stem = _ENDING.sub("", plain) if plain.isascii() else plain
    if len(stem) < 3:
        return f"{_beginning(plain)}(?!{WORD})"
    return f"{_beginning(stem)}{_ENDINGS}(?!{WORD})"


def _beginning(word: str) -> str:
    """The word where no other letter stands before it, literal first."""
    return f"{re.escape(word)}(?<!{WORD}{re.escape(word)})"


def _folded_with_origin(text: str) -> tuple[str, Sequence[int]]:
    """The text folded, and for each folded character the offset it came from.

    Nearly every character becomes one other: those are folded at one go, the rest one by one.
    """
    flat = _UNUSUAL.sub(lambda m: m[0].translate(_FOLDED), text).lower()
    if _OTHER_NOT in flat or _OTHER_MARK in flat:
        return _without_gaps(*_with_others(text, flat))
    return _without_gaps(flat, range(len(text)))


def _with_others(text: str, flat: str) -> tuple[str, list[int]]:
    """`flat` with the characters and clusters that become none or several."""
    pieces: list[str] = []
    origin: list[int] = []
    at = 0
    for match in _OTHERS.finditer(flat):
        start, end = match.span()
        folded = _folded_cluster(text[start:end])
        pieces += [flat[at:start], folded]
        origin.extend(range(at, start))
        origin.extend([start] * len(folded))
        at = end
    origin.extend(range(at, len(text)))
    return "".join([*pieces, flat[at:]]), origin


class _Folded(dict[int, str]):
    """What each character becomes, or what stands for it when that is not one character."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _OTHER_MARK if _MARK.match(character) else _folded_cluster(character)
        self[code] = folded if len(folded) == 1 else _OTHER_NOT
        return self[code]


def _folded_cluster(cluster: str) -> str:
    return _without_marks(unicodedata.normalize("NFKC", INVISIBLE.sub("", cluster)).lower())


# All but the characters that make up most texts, which become nothing but their small letters.
_UNUSUAL = re.compile(
    "[^\x01-\x7f\u3001-\u3003\u3005-\u3029\u3041-\u3096\u30a1-\u30fe\u4e00-\u9fff]+"
)
_FOLDED = _Folded()  # fills with the characters that texts have; there are not many

# A character with the marks that belong to it, half-width voice marks among them.
_MARK = re.compile("[\u0300-\u036f\u3099\u309a\uff9e\uff9f\u1160-\u11ff]")
_CLUSTER = re.compile(f"(?s).{_MARK.pattern}*")
# Stand for what becomes no single character; in a folded text there are no surrogates.
_OTHER_NOT, _OTHER_MARK = "\ud800", "\udc00"
_OTHERS = re.compile(f"(?s).{_OTHER_MARK}+|[{_OTHER_NOT}{_OTHER_MARK}]")
_MARK_GAP = re.compile(
    rf"[\s\-\u2010](?:(?<=[{RUN}]\s)\s*(?=[{RUN}])"
    rf"|(?<={WORD}[-\u2010])[^\S\n]*\n\s*(?=[^\W\d_{RUN}]))"
)


def _without_gaps(folded: str, origin: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Close gaps inside words: between characters of a run, and after a hyphen at a line end."""
    if folded.isascii() and not HYPHENATED.search(folded):
        return folded, origin
    kept: list[str] = []
    places: list[int] = []
    at = 0
    for match in _MARK_GAP.finditer(folded):
        kept.append(folded[at : match.start()])
        places.extend(origin[at : match.start()])
        at = match.end()
    if not kept:
        return folded, origin
    return "".join([*kept, folded[at:]]), [*places, *origin[at:]]


def _without_marks(text: str) -> str:
    """Accents taken off letters that the index also takes them off; kana keep their marks."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", parts))


def _cluster_end(text: str, end: int) -> int:
    """Where the character that begins just before `end` really ends."""
    match = _CLUSTER.match(text, end - 1)
    return match.end() if match else end


def _window(text: str, found: tuple[tuple[int, int], ...], width: int) -> tuple[int, int]:
    if not found:
        return 0, _word_edge(text, min(width, len(text)))
    counts = [
        (sum(1 for a, _ in found[i:] if a < found[i][0] + width), i) for i in range(len(found[:50]))
    ]
    best = found[max(counts, key=lambda c: (c[0], -c[1]))[1]][0]
    start = max(0, best - width // 4)
    start = start if start == 0 else _word_edge(text, start)
    return min(start, best), _word_edge(text, min(len(text), max(start + width, found[0][0])))


def _on_one_line(piece: str) -> str:
    """Line ends become spaces, or nothing where a script has none; rows of dots are cut short."""
    return re.sub(r"\s+", " ", _LEADERS.sub(" … ", _LINE_END.sub("", piece)))


def _word_edge(text: str, at: int) -> int:
    """The next white space at or after `at`, if it is near."""
    match = re.compile(r"\S{0,20}(?=\s)").match(text, at)
    return match.end() if match else at


def _pieces(text: str, found: tuple[tuple[int, int], ...], start: int, end: int) -> Iterator[Piece]:
    at = start
    for first, last in found:
        if first >= end or last > end or first < at:
            continue
        if first > at:
            yield text[at:first], False
        yield text[first:last], True
        at = last
    if at < end:
        yield text[at:end], False
