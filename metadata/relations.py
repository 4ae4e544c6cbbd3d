"""How the documents of an archive stand to one another, each relation with its evidence.

Works are grouped by what their titles, addresses and identifiers share, so the time grows with
the number of works and not with its square.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from metadata.citations_fold import fold
from metadata.citations_links import Links
from metadata.clues import one_of
from metadata.records_between import Relation, Work
from metadata.relations_series import Member, series_of
from metadata.relations_titles import analyse
from metadata.relations_translations import translations_of

_REPLACES = re.compile(
    r"\b(?:replac|supersed|repeal|abolish)(?:es|ed|ing|e)\b|に代わる|に代えて|を廃止|の後継|を全部改正"
    r"|を改定し|を改訂し|を改正し"
)
_MAY_REPLACE = one_of(
    "replac", "supersed", "repeal", "abolish", "に代わる", "に代えて", "を廃止", "の後継",
    "を全部改正", "を改定し", "を改訂し", "を改正し",
)  # fmt: skip
_LOOKED_AT = 6000  # characters of a first page


def relate(works: Sequence[Work]) -> tuple[Relation, ...]:
    """Return every relation found among `works`, sorted by subject, predicate and object.

    `same_series` and `replaces` lead from each member to the one before it; `summary_of` and
    `part_of` lead to the full document; `translation_of` to the original.
    """
    ordered = sorted(works, key=lambda work: work.id)
    members = [Member(work=work, title=analyse(work)) for work in ordered]
    found: dict[tuple[str, str, str], Relation] = {}
    for rule in (_parts, translations_of, series_of, _said):
        for relation in rule(members):
            key = (relation.subject_id, relation.predicate, relation.object_id)
            if relation.subject_id != relation.object_id:
                found.setdefault(key, relation)
    return tuple(found[key] for key in sorted(found))


def _parts(members: Sequence[Member]) -> Iterator[Relation]:
    """Summaries, annexes, errata and chapter files of a work that is here as well."""
    groups: dict[tuple[str, str], list[Member]] = {}
    for member in members:
        groups.setdefault((member.work.source_id, member.title.work), []).append(member)
        if member.work.context:
            groups.setdefault((member.work.source_id, member.work.context), []).append(member)
    for (_, shared), group in groups.items():
        wholes = [m for m in group if _role(m) == "whole"]
        for member in group if wholes else ():
            if _role(member) not in {"whole", "translation"}:
                yield from _part_of(member, wholes, shared)


def _part_of(member: Member, wholes: Sequence[Member], shared: str) -> Iterator[Relation]:
    whole = _whole_for(member, wholes, by_context=shared == member.work.context)
    if whole is None:
        return
    summary = _role(member) == "summary"
    how = (
        "both stand under one entry" if shared == member.work.context else "one title but for that"
    )
    yield Relation(
        subject_id=member.work.id,
        predicate="summary_of" if summary else "part_of",
        object_id=whole.work.id,
        evidence=f"“{member.work.description.title}” is marked {_role(member)} of "
        f"“{whole.work.description.title}”: {how}",
    )


def _whole_for(member: Member, wholes: Sequence[Member], *, by_context: bool) -> Member | None:
    """The full document of the same date and language; None when there are several."""
    description = member.work.description
    fitting = [
        whole
        for whole in wholes
        if _agree(whole.work.description.language, description.language)
        and _dates_agree(whole.work.description.published, description.published)
    ]
    if len(fitting) > 1:
        same = [w for w in fitting if w.title.part == "full" or w.work.description.part == "full"]
        fitting = same if same else ([] if by_context else fitting)
    if len({w.title.work for w in fitting}) > 1:
        return None
    exact = [w for w in fitting if w.work.description.published == description.published]
    return (exact or fitting)[0] if len(exact or fitting) == 1 else None


def _role(member: Member) -> str:
    part = member.work.description.part
    if part in {"summary", "annex", "errata", "translation"}:
        return str(part)
    if member.title.part in {"summary", "annex", "errata", "chapter"} and part != "full":
        return str(member.title.part)
    return "whole"


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _dates_agree(one: str | None, other: str | None) -> bool:
    return not one or not other or one.startswith(other) or other.startswith(one)


def _said(members: Sequence[Member]) -> Iterator[Relation]:
    """First pages that say in words what they replace."""
    links = Links({m.work.description.title: m.work.id for m in reversed(members)})
    for member in members:
        page = member.work.first_page[:_LOOKED_AT]
        if not _MAY_REPLACE(_squeezed(page)):
            continue
        text = fold(page).text
        for match in _REPLACES.finditer(text):
            start, end = _sentence_around(text, match.start(), match.end())
            for mention in links.find(text[start:end]):
                yield Relation(
                    subject_id=member.work.id,
                    predicate="replaces",
                    object_id=mention.target,
                    evidence=text[start:end].strip(),
                )


def _squeezed(text: str) -> str:
    """The text without what may break a word; folding it with care takes ten times as long."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(plain.split()).replace("\u00ad", "").replace("\ufffe", "")


def _sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """At most 300 characters to either side, cut at the ends of sentences."""
    before = max(text.rfind(mark, max(0, start - 300), start) for mark in ("。", ". ", "\n"))
    after = [at for mark in ("。", ". ", "\n") if (at := text.find(mark, end, end + 300)) >= 0]
    return max(before + 1, start - 300, 0), min(after) + 1 if after else min(len(text), end + 300)
