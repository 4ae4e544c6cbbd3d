"""One text normaliser for the search index and for every query.

Text is folded (NFKC, lower case), white space between characters of scripts that write without
spaces is deleted (a PDF line breaks inside words), and runs of such characters become
overlapping pairs and the last single character; other words stay as they are. A query goes the
same way, so that one kanji, a word broken over two lines and a full-width letter are all found,
and nothing of the full-text query language leaks: only quotes, AND, OR, NOT and a trailing `*`
mean something.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

NORMALISER = "bigram-1"
"""Version of `index_text`: stored beside the indexes, which are rebuilt when it differs."""

Piece = tuple[str, bool]
"""A stretch of text, and whether it is a hit."""

_MAX_QUERY = 2_000  # characters of a query that are read
_MAX_TERMS = 48  # more than anybody types; FTS5 refuses deep expressions

# Scripts written without spaces between words, and Hangul, whose lines break inside words.
_RUN = (
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3\u1100-\u11ff\ua960-\ua97c"
    "\U00020000-\U0003ffff\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ecd"
    "\u1000-\u109f\u1780-\u17d3"
)
_WORD = rf"[^\W_{_RUN}]"
_INVISIBLE = re.compile("[\x00\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
# What these begin with is found fast; what stands before it is looked at only there.
_GAP = re.compile(rf"\s(?<=[{_RUN}]\s)\s*(?=[{_RUN}])")
_LINE_END = re.compile(rf"\s(?<=[{_RUN}、。，．）」]\s)(?:(?<=\n)|[^\S\n]*\n)\s*(?=[{_RUN}（「])")
_LEADERS = re.compile(r"(?:[.．・…‥·] ?){4,}")
_RUNS = re.compile(rf"[{_RUN}]+")
_TOKENS = re.compile(rf"([{_RUN}]+)|([^\W_{_RUN}]+)")
_BROKEN = re.compile(rf"({_WORD}++)[-\u2010][^\S\n]*\n\s*([^\W\d_{_RUN}]+)")
_HYPHENATED = re.compile(r"[-\u2010][^\S\n]*\n")
_SPLIT = re.compile(r'"([^"]*)(?:"(\*)?|$)|([^\s"]+)')
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"'})
_OPERATORS = frozenset({"AND", "OR", "NOT"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing asked for: words or runs that stand next to each other."""

    tokens: tuple[str, ...]  # folded
    prefix: bool  # the last one may go on

    @property
    def words(self) -> str:
        """The term as one would type it, without its star."""
        return re.sub(rf"(?<=[{_RUN}]) (?=[{_RUN}])", "", " ".join(self.tokens))


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of a text around its hits."""

    pieces: tuple[Piece, ...]
    hits: int  # in the whole text


def fold(text: str) -> str:
    """Width, case and invisible characters made plain; gaps inside words closed."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    return _GAP.sub("", plain)


def index_text(text: str) -> str:
    """The words and pairs of characters to feed to a full-text index.

    A word hyphenated at the end of a line is there whole, and at the end also in its parts.
    """
    folded = fold(text)
    ends = _HYPHENATED.search(folded)  # a hyphen there: most pages have none
    broken = [f" {m[1]} {m[2]}" for m in _BROKEN.finditer(folded)] if ends else []
    joined = _BROKEN.sub(r"\1\2", folded) if broken else folded
    return _RUNS.sub(lambda m: _pairs(m[0], is_last=False), joined) + "".join(broken)


def match_query(query: str) -> str:
    """The FTS5 expression for what somebody typed; "" when nothing in it can be searched for.

    Words are joined by AND; NOT binds to the word after it, OR separates alternatives.
    """
    alternatives = []
    for wanted, unwanted in _alternatives(query):
        if wanted:
            found = " AND ".join(map(_phrase, wanted))
            without = " OR ".join(map(_phrase, unwanted))
            alternatives.append(f"({found}) NOT ({without})" if without else f"({found})")
    return " OR ".join(alternatives)


def escape_fts(query: str | None) -> str:
    """`match_query` as an SQL function: never an error, never an empty expression."""
    return match_query(str(query or "")) or '""'


@lru_cache(maxsize=256)
def terms(query: str) -> tuple[Term, ...]:
    """What a query wants to find, without what it excludes."""
    found = [term for wanted, _ in _alternatives(query) for term in wanted]
    return tuple(dict.fromkeys(found))


def phrases(query: str) -> tuple[str, ...]:
    """The FTS5 phrases whose hits make a query's score, each as often as it is asked for."""
    return tuple(_phrase(term) for wanted, _ in _alternatives(query) for term in wanted)


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


def _alternatives(query: str) -> list[tuple[list[Term], list[Term]]]:
    """What OR separates, each as (wanted, unwanted)."""
    found: list[tuple[list[Term], list[Term]]] = [([], [])]
    negated = False
    for word, phrase, star in _split(query)[:_MAX_TERMS]:
        if word == "OR":
            found.append(([], []))
        elif word == "NOT":
            negated = True
        elif word != "AND" and (term := _term(word or phrase, star)):
            found[-1][1 if negated else 0].append(term)
            negated = False
    return found


def _split(query: str) -> list[tuple[str, str, bool]]:
    """(word, phrase, starred) of each part; operators that are the whole query are words."""
    cleaned = _INVISIBLE.sub(" ", query[:_MAX_QUERY].translate(_QUOTES))
    parts = [
        (m[3] or "", m[1] or "", bool(m[2]) or (m[3] or "").endswith(("*", "＊")))
        for m in _SPLIT.finditer(cleaned)
    ]
    if {word for word, _, _ in parts} <= _OPERATORS:
        return [(word.lower(), phrase, star) for word, phrase, star in parts]
    return parts


def _term(text: str, starred: bool) -> Term | None:
    tokens = tuple(m[0] for m in _TOKENS.finditer(fold(text)))
    return Term(tokens=tokens, prefix=starred) if tokens else None


def _phrase(term: Term) -> str:
    """A term as an FTS5 phrase. A single last character is the beginning of a pair."""
    last = len(term.tokens) - 1
    grams = [
        _pairs(token, is_last=at == last) if _RUNS.match(token) else token
        for at, token in enumerate(term.tokens)
    ]
    is_single = len(term.tokens[-1]) == 1 and _RUNS.match(term.tokens[-1])
    star = "*" if is_single or (term.prefix and not _RUNS.match(term.tokens[-1])) else ""
    return f'"{" ".join(" ".join(grams).split())}"{star}'


def _pairs(run: str, is_last: bool) -> str:
    """Overlapping pairs; the last single character too, unless more may follow in the text."""
    pairs = [run[at : at + 2] for at in range(len(run) - 1)]
    if not is_last or not pairs:
        pairs.append(run[-1])
    return f" {' '.join(pairs)} "


# Endings under which the index takes words for the same; a little wider than its stemmer.
_ENDING = re.compile(r"(?:ations?|ements?|ments?|ingly|ings?|edly|ed|ies|ely|ly|es|e|s|y)$")
_ENDINGS = "(?:ations?|ements?|ments?|ingly|ings?|edly|ed|ies|ely|ly|es|e|s|y|i)?"


@lru_cache(maxsize=256)
def _pattern(term: Term) -> str:
    parts = []
    for at, token in enumerate(term.tokens):
        is_open = term.prefix and at == len(term.tokens) - 1
        parts.append(re.escape(token) if _RUNS.match(token) else _word_pattern(token, is_open))
    return r"[\W_]*".join(parts)


def _word_pattern(word: str, is_open: bool) -> str:
    plain = _without_marks(word)
    if is_open:
        return f"{_beginning(plain)}{_WORD}*"
    stem = _ENDING.sub("", plain) if plain.isascii() else plain
    if len(stem) < 3:
        return f"{_beginning(plain)}(?!{_WORD})"
    return f"{_beginning(stem)}{_ENDINGS}(?!{_WORD})"


def _beginning(word: str) -> str:
    """The word where no other letter stands before it, literal first."""
    return f"{re.escape(word)}(?<!{_WORD}{re.escape(word)})"


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
    return _without_marks(unicodedata.normalize("NFKC", _INVISIBLE.sub("", cluster)).lower())


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
    rf"[\s\-\u2010](?:(?<=[{_RUN}]\s)\s*(?=[{_RUN}])"
    rf"|(?<={_WORD}[-\u2010])[^\S\n]*\n\s*(?=[^\W\d_{_RUN}]))"
)


def _without_gaps(folded: str, origin: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Close gaps inside words: between characters of a run, and after a hyphen at a line end."""
    if folded.isascii() and not _HYPHENATED.search(folded):
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
