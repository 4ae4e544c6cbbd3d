"""Laws and documents that the pages of a document mention.

Canonical targets, the same whichever language names them:

jp-law   `Act No. 52 of 1999`, with an article `Act No. 52 of 1999, art. 7(1)`: paragraph in
         Arabic, item in Roman figures, `art. 7-2` for 第七条の二, `art. suppl. 2` for 附則第二条;
         `Constitution of Japan`
un       the document symbol: `A/RES/44/25`, `CRC/C/JPN/CO/4-5`
celex    the CELEX number: `32016R0679`, with an article `32016R0679, art. 5(1)`
ecli     `ECLI:EU:C:2014:317`
eli      an address that names a law of a state: `https://www.boe.es/eli/es/lo/2018/12/05/3`
us-law   as eyecite normalises it: `18 U.S.C. § 2258A`, `347 U.S. 483`, `Pub. L. 105-314`
article  `art. 7(1)`: an article whose law is not named
document the id of a document of the archive
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from metadata.citations_articles import Article, find_articles
from metadata.citations_codes import Mention, find_codes
from metadata.citations_fold import Folded, fold
from metadata.citations_japan import (
    MOST_NAMES,
    Name,
    beforehand,
    defined_names,
    is_foreign,
    last_named,
    named_laws,
    numbered_laws,
)
from metadata.citations_links import Links
from metadata.citations_states import find_american
from metadata.clues import one_of
from metadata.records import Citation, Page

_STATUTE_LINE = re.compile(
    r"^[ \t\u3000]*(?:第[0-9一二三四五六七八九十百]+条|Article \d+)", re.MULTILINE
)
_NAMES_AN_ARTICLE = one_of("条", "Article ")
_ARTICLES_OF_A_STATUTE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """One place on a page where something is cited."""

    start: int
    end: int
    what: Mention | Article | None  # None: "the same law"


@dataclass(slots=True)
class _Context:
    """What the reader of the document has in mind at a place."""

    law: Mention | None = None
    law_page: int = -2
    article: tuple[str, str] | None = None  # scheme and target of the last article


def find_citations(pages: Sequence[Page], language: str) -> tuple[Citation, ...]:
    """Return every law, UN document, EU act and decision that `pages` mention, in page order.

    `language` is the document's (ISO 639-1). The same target is returned for each place.
    """
    folded = [fold(page.text) for page in pages]
    texts = [page.text for page in folded]
    spots = _spots(texts)
    lines = (len(_STATUTE_LINE.findall(p.text)) for p in pages if _NAMES_AN_ARTICLE(p.text))
    statute = sum(lines) >= _ARTICLES_OF_A_STATUTE
    context = _Context()
    found: list[Citation] = []
    for index, (page, text) in enumerate(zip(pages, folded, strict=True)):
        for mention in _resolved(index, text.text, spots[index], context, statute):
            found.append(_citation(page.number, text, mention))
    return tuple(sorted(found, key=lambda c: (c.page, c.start, c.target)))


def link_documents(pages: Sequence[Page], known: Mapping[str, str]) -> tuple[Citation, ...]:
    """Return the mentions of archived documents on `pages`, with scheme `document`.

    `known` maps titles and identifiers, in any language, to document ids. Titles too short or
    too general to mean one document are not looked for. A document's own title is found on its
    own pages as well: the caller leaves itself out of `known`.
    """
    links = Links(known)
    return tuple(
        _citation(page.number, folded, mention)
        for page in pages
        for folded in (fold(page.text),)
        for mention in links.find(folded.text)
    )


def _citation(page: int, folded: Folded, mention: Mention) -> Citation:
    return Citation(
        page=page,
        scheme=mention.scheme,
        target=mention.target,
        text=folded.printed(mention.start, mention.end),
        start=folded.place(mention.start),
    )


def _spots(texts: Sequence[str]) -> list[list[_Spot]]:
    """Every place of every page, the longest reading of each, in order."""
    foreign = is_foreign(texts)
    numbered = [[] if foreign else list(numbered_laws(text)) for text in texts]
    known = () if foreign else beforehand(texts)
    names = _names(texts, numbered, known)
    spots: list[list[_Spot]] = []
    for index, text in enumerate(texts):
        mentions = [*numbered[index], *named_laws(index, text, names), *find_codes(text)]
        mentions += find_american(text)
        found = [_Spot(start=m.start, end=m.end, what=m) for m in mentions]
        found += [_Spot(start=s, end=e, what=None) for s, e in last_named(text)]
        found += [_Spot(start=a.start, end=a.end, what=a) for a in find_articles(text)]
        spots.append(_longest(found))
    return spots


def _names(
    texts: Sequence[str], numbered: Sequence[Sequence[Mention]], known: Sequence[Name]
) -> list[Name]:
    """The well-known titles and those the document defines, up to a bound."""
    defined: dict[tuple[str, str], Name] = {}
    for index, text in enumerate(texts):
        laws = [*numbered[index], *named_laws(index, text, known)]
        for name in defined_names(index, text, laws):
            defined.setdefault((name.text, name.target), name)
        if len(defined) > MOST_NAMES:
            break
    return [*list(defined.values())[:MOST_NAMES], *known]


def _longest(spots: list[_Spot]) -> list[_Spot]:
    """Leave out what lies inside or overlaps an earlier, longer reading; join title and number."""
    kept: list[_Spot] = []
    for spot in sorted(spots, key=lambda s: (s.start, -s.end)):
        if kept and isinstance(spot.what, Mention) and _same_law(kept[-1], spot, spot.what):
            start = kept[-1].start
            kept[-1] = _Spot(start=start, end=spot.end, what=replace(spot.what, start=start))
        elif not kept or spot.start >= kept[-1].end:
            kept.append(spot)
    return kept


def _same_law(title: _Spot, number: _Spot, law: Mention) -> bool:
    """`Child Welfare Act (Act No. 164 of 1947` is one mention."""
    return (
        isinstance(title.what, Mention)
        and title.what.target == law.target
        and 0 <= number.start - title.end <= 2
    )


def _resolved(
    page: int, text: str, spots: Sequence[_Spot], context: _Context, statute: bool
) -> Iterator[Mention]:
    for index, spot in enumerate(spots):
        if isinstance(spot.what, Mention):
            yield from _of_law(page, text, spots, index, context)
        elif spot.what is None:
            yield from _of_same(page, spots, index, context)
        else:
            yield _of_article(page, text, spots, index, context, statute)


def _of_law(
    page: int, text: str, spots: Sequence[_Spot], index: int, context: _Context
) -> Iterator[Mention]:
    mention = cast(Mention, spots[index].what)
    if mention.scheme in {"jp-law", "celex"}:
        context.law, context.law_page = mention, page
    short = mention.scheme == "jp-law" and _is_generic(text[mention.start : mention.end])
    if not short and not _joined(spots, index, text):
        yield mention


def _of_same(page: int, spots: Sequence[_Spot], index: int, context: _Context) -> Iterator[Mention]:
    if context.law is None:
        return
    context.law_page = page
    following = spots[index + 1] if index + 1 < len(spots) else None
    if following is None or following.start > spots[index].end:
        yield Mention(
            start=spots[index].start,
            end=spots[index].end,
            scheme=context.law.scheme,
            target=context.law.target,
        )


def _of_article(
    page: int, text: str, spots: Sequence[_Spot], index: int, context: _Context, statute: bool
) -> Mention:
    article = cast(Article, spots[index].what)
    start = article.start
    if article.label is None:
        scheme, base = context.article or ("article", "art.")
    else:
        law = _law_of(page, text, spots, index, context, statute)
        scheme = law.scheme if law else "article"
        base = f"{law.target}, art. {article.label}" if law else f"art. {article.label}"
        context.article = scheme, base
        start = _start(text, spots, index, law)
    return Mention(start=start, end=article.end, scheme=scheme, target=base + article.detail)


def _law_of(
    page: int, text: str, spots: Sequence[_Spot], index: int, context: _Context, statute: bool
) -> Mention | None:
    """The law an article belongs to, or None when the words do not say."""
    article = cast(Article, spots[index].what)
    if article.binding == "own":
        return None
    if article.binding == "other":
        return _named_after(text, article, spots[index + 1 : index + 3])
    adjoins = index > 0 and _adjoins(text, spots[index - 1], spots[index])
    if adjoins or article.binding == "same":
        return context.law
    if article.binding == "before" or statute:
        return None
    return context.law if page - context.law_page <= 1 else None


def _named_after(text: str, article: Article, following: Sequence[_Spot]) -> Mention | None:
    """`Article 7 of the Child Welfare Act (Act No. 164 of 1947)`."""
    for spot in following:
        if isinstance(spot.what, Mention) and spot.what.scheme in {"jp-law", "celex"}:
            between = text[article.reach : spot.start]
            if len(between) <= 200 and not re.search(r"[.;:]\s|\bart", between, re.IGNORECASE):
                return spot.what if "(" in between or len(between) <= 12 else None
    return None


def _adjoins(text: str, before: _Spot, article: _Spot) -> bool:
    if isinstance(before.what, Article):
        return False
    between = text[before.end : article.start]
    return len(between) <= 60 and bool(re.fullmatch(r"[^()]{0,40}\)の?|の?| ?\)?,? ?", between))


def _start(text: str, spots: Sequence[_Spot], index: int, law: Mention | None) -> int:
    """A title that leads straight into its article is quoted with it."""
    if index and law and spots[index - 1].end == spots[index].start:
        return spots[index - 1].start
    return spots[index].start


def _joined(spots: Sequence[_Spot], index: int, text: str) -> bool:
    following = spots[index + 1] if index + 1 < len(spots) else None
    return (
        following is not None
        and isinstance(following.what, Article)
        and following.start == spots[index].end
        and not re.search(r"\d\d\d\d|号", text[spots[index].start : spots[index].end])
    )


def _is_generic(name: str) -> bool:
    return len(name) <= 2 or name in {"Act", "Law", "Order"}
