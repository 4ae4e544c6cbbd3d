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
from dataclasses import dataclass
from functools import lru_cache

NORMALISER = "bigram-1"
"""Version of `index_text`: stored beside the indexes, which are rebuilt when it differs."""

_MAX_QUERY = 2_000  # characters of a query that are read
_MAX_TERMS = 48  # more than anybody types; FTS5 refuses deep expressions

# Scripts written without spaces between words, and Hangul, whose lines break inside words.
RUN = (
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3\u1100-\u11ff\ua960-\ua97c"
    "\U00020000-\U0003ffff\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ecd"
    "\u1000-\u109f\u1780-\u17d3"
)
WORD = rf"[^\W_{RUN}]"
INVISIBLE = re.compile("[\x00\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
# What these begin with is found fast; what stands before it is looked at only there.
_GAP = re.compile(rf"\s(?<=[{RUN}]\s)\s*(?=[{RUN}])")
RUNS = re.compile(rf"[{RUN}]+")
_TOKENS = re.compile(rf"([{RUN}]+)|([^\W_{RUN}]+)")
_BROKEN = re.compile(rf"({WORD}++)[-\u2010][^\S\n]*\n\s*([^\W\d_{RUN}]+)")
HYPHENATED = re.compile(r"[-\u2010][^\S\n]*\n")
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
        return re.sub(rf"(?<=[{RUN}]) (?=[{RUN}])", "", " ".join(self.tokens))


def fold(text: str) -> str:
    """Width, case and invisible characters made plain; gaps inside words closed."""
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).lower()
    return _GAP.sub("", plain)


def index_text(text: str) -> str:
    """The words and pairs of characters to feed to a full-text index.

    A word hyphenated at the end of a line is there whole, and at the end also in its parts.
    """
    folded = fold(text)
    ends = HYPHENATED.search(folded)  # a hyphen there: most pages have none
    broken = [f" {m[1]} {m[2]}" for m in _BROKEN.finditer(folded)] if ends else []
    joined = _BROKEN.sub(r"\1\2", folded) if broken else folded
    return RUNS.sub(lambda m: _pairs(m[0], is_last=False), joined) + "".join(broken)


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
    cleaned = INVISIBLE.sub(" ", query[:_MAX_QUERY].translate(_QUOTES))
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
        _pairs(token, is_last=at == last) if RUNS.match(token) else token
        for at, token in enumerate(term.tokens)
    ]
    is_single = len(term.tokens[-1]) == 1 and RUNS.match(term.tokens[-1])
    star = "*" if is_single or (term.prefix and not RUNS.match(term.tokens[-1])) else ""
    return f'"{" ".join(" ".join(grams).split())}"{star}'


def _pairs(run: str, is_last: bool) -> str:
    """Overlapping pairs; the last single character too, unless more may follow in the text."""
    pairs = [run[at : at + 2] for at in range(len(run) - 1)]
    if not is_last or not pairs:
        pairs.append(run[-1])
    return f" {' '.join(pairs)} "
