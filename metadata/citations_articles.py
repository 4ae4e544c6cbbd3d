"""Articles, paragraphs and items as printed in either language, as `art. 7(1)(iii)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from metadata.clues import one_of
from metadata.outline_numbers import integer, roman_numeral

Binding = Literal["before", "same", "own", "other", "open"]

_N = "[0-9〇一二三四五六七八九十百千]{1,7}"
_ARTICLE_JA = re.compile(
    rf"(?P<lead>この法律|本法|この政令|本条約)?(?P<supplementary>附則)?(?:第(?P<article>{_N})条(?:の(?P<sub>{_N})(?!項|号|つ|者|部|分|割))?"
    rf"|(?P<same>同条))(?:第(?P<paragraph>{_N})項)?(?:第(?P<item>{_N})号)?"
)
_ARTICLE_EN = re.compile(
    r"(?<![A-Za-z])(?P<lead>[Pp]aragraph \(?(?P<before>\d{1,2})\)? of )?"
    r"(?:Articles?|ARTICLE|Arts?\.) ?(?P<article>\d{1,4}(?:-\d{1,2})*)(?![\d/-])"
    r"(?: ?\((?P<paragraph>\d{1,2})\)|,? [Pp]ara(?:graph|\.) ?\(?(?P<spelt>\d{1,2})\)?)?"
    r"(?:,? [Ii]tem \(?(?P<item>[ivxl\d]{1,6})\)?| ?\((?P<bare>[ivxl]{1,6}|[a-z])\))?"
)
# In the other languages only before the act of the Union that it belongs to.
_ARTICLE_WEST = re.compile(
    r"(?<!\w)(?:[Aa]rtikel|[Aa]rt\.|[Aa]rticle|[Aa]rtículo|[Aa]rticolo) (?P<article>\d{1,3})"
    r"(?: ?\((?P<paragraph>\d{1,2})\)|,? (?:Absatz|Abs\.|paragraphe|apartado|paragrafo|par\.|"
    r"comma|punkt) (?P<spelt>\d{1,2}))?,?"
    r"(?=(?P<link> (?:der|des|du|de la|del|della|de|i) (?:\w{1,24} ){0,1})"
    r"(?:Verordnung|Richtlinie|Beschluss|[Rr]èglement|[Dd]irective|[Dd]écision|[Rr]eglamento|"
    r"[Dd]irectiva|[Rr]egolamento|[Dd]irettiva|förordning|direktiv|beslut)\b)"
)
_NAMED_WEST = one_of("art", "Art")
_NAMED_EN = one_of("Art", "ARTICLE")
_PLURAL = re.compile(r"(?:Articles|ARTICLES|Arts\.)")
_FURTHER = re.compile(
    r"(?:, ?| ?, (?:and|or) | (?:and|or|to|through) )(?P<article>\d{1,3}(?:-\d{1,2})*)"
    r"(?![\d/-]|\.\d)(?: ?\((?P<paragraph>\d{1,2})\))?"
)
_SAME = re.compile(
    r",? (?:of|in|under) (?:the )?(?:same|said|aforementioned|that) (?:Act|Law|Order|Code)"
)
_DEFINITE = re.compile(
    r",? (?:of|in|under) the (?:Act|Law|Code|Directive|Regulation|Decision)\b"
    r"(?! (?:on|for|of|No|\())"
)
_OWN = re.compile(r",? (?:of|in|under) (?:this|the present) [A-Z]")
_OF_NAMED = re.compile(r",? ?(?:of|in|under|to) (?:the )?[\"“'‘]?")
_OF_OTHER = re.compile(
    r",? ?(?:of|in|under|to) (?:the |its )?(?:[A-Z]|[a-z]+ (?:Act|Law|Constitution|Convention))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One printed article. `label` is None when it says "the same article"."""

    start: int
    end: int
    label: str | None  # "7", "7-2", "suppl. 2" of the supplementary provisions
    detail: str  # "(1)(iii)"
    binding: Binding  # what the words around it say about the law it belongs to
    reach: int  # where a law named after it would begin


def find_articles(text: str) -> Iterator[Article]:
    """Yield the articles in a folded text."""
    for match in _ARTICLE_JA.finditer(text) if "条" in text else ():
        yield _japanese(text, match)
    for match in _ARTICLE_WEST.finditer(text) if _NAMED_WEST(text) else ():
        yield _western(match)
    for match in _ARTICLE_EN.finditer(text) if _NAMED_EN(text) else ():
        following = list(_further(text, match))
        end = following[-1].end() if following else match.end()
        yield _english(text, match, end)
        for more in following:
            yield _listed(text, more, end)


def _further(text: str, match: re.Match[str]) -> Iterator[re.Match[str]]:
    """The rest of a list: "Articles 7, 8(1) and 9"."""
    more = _FURTHER.match(text, match.end()) if _PLURAL.match(match[0]) else None
    while more:
        yield more
        more = _FURTHER.match(text, more.end())


def _japanese(text: str, match: re.Match[str]) -> Article:
    label = None
    if match["article"]:
        label = "-".join(str(integer(n)) for n in (match["article"], match["sub"]) if n)
        # The supplementary provisions count their articles anew.
        label = f"suppl. {label}" if match["supplementary"] else label
    detail = f"({integer(match['paragraph'])})" if match["paragraph"] else ""
    if match["item"]:
        detail += f"({roman_numeral(min(integer(match['item']) or 1, 3999))})"
    before = text[match.start() - 1 : match.start()]
    binding: Binding = "open"
    if match["lead"]:
        binding = "own"
    elif re.match(r"[一-鿿ァ-ヺー]", before) and not match["supplementary"]:
        binding = "before"  # 条約第三条: only if that word is a law we know
    return Article(
        start=match.start(),
        end=match.end(),
        label=label,
        detail=detail,
        binding=binding,
        reach=match.end(),
    )


def _western(match: re.Match[str]) -> Article:
    paragraph = match["paragraph"] or match["spelt"]
    return Article(
        start=match.start(),
        end=match.end() - match[0].endswith(","),
        label=match["article"],
        detail=f"({int(paragraph)})" if paragraph else "",
        binding="other",
        reach=match.end("link"),
    )


def _listed(text: str, match: re.Match[str], end: int) -> Article:
    binding, reach = _binding(text, end)
    return Article(
        start=match.start("article"),
        end=match.end(),
        label=match["article"],
        detail=f"({match['paragraph']})" if match["paragraph"] else "",
        binding=binding,
        reach=reach,
    )


def _english(text: str, match: re.Match[str], end: int) -> Article:
    paragraph = match["paragraph"] or match["spelt"] or match["before"]
    detail = f"({int(paragraph)})" if paragraph else ""
    item = match["item"] or match["bare"]
    if item:
        detail += f"({roman_numeral(min(int(item), 3999)) if item.isdecimal() else item})"
    binding, reach = _binding(text, end)
    return Article(
        start=match.start(),
        end=match.end(),
        label=match["article"],
        detail=detail,
        binding=binding,
        reach=reach,
    )


def _binding(text: str, end: int) -> tuple[Binding, int]:
    window = text[end : end + 60]
    if _SAME.match(window) or _DEFINITE.match(window):
        return "same", end
    if _OWN.match(window):
        return "own", end
    named = _OF_NAMED.match(window)
    if _OF_OTHER.match(window) and named:
        return "other", end + named.end()
    return "open", end
