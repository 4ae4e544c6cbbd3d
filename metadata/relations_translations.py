"""Works that are one text in two languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urlsplit

from metadata.citations_fold import fold
from metadata.citations_japan import numbered_laws
from metadata.records_between import Relation
from metadata.relations_series import Member

_SUFFIX = re.compile(
    r"(?<=[a-z0-9])[-_.]?(?:english|japanese|eng|jpn|jap|eigo|nihongo|[-_.](?:en|ja|jp|e|j|fr|de|es|it|sv))$"
    r"|^(?:english|eng|jpn|en|ja|e|j)[-_]"
)
_ASIDE = re.compile(r"[(（\[〔][^()（）\[\]〔〕]*[)）\]〕]")
_FOLDER = re.compile(r"^(?:en|eng|english|ja|jp|jpn|japanese|e|j)$")
_MARK = re.compile(
    r"provisional translation|tentative translation|unofficial translation|english translation|"
    r"translated (?:from|by)|仮訳|英訳|（訳）|翻訳",
    re.IGNORECASE,
)
# Terms that titles of government documents carry in both languages.
_GLOSSARY = """
基本計画 | basic plan
行動計画 | action plan
基本方針 | basic policy
総合対策 | comprehensive measures
大綱 | outline
戦略 | strategy
指針 / ガイドライン | guideline
白書 | white paper
年次報告 / 年報 | annual report
報告書 | report
統計 | statistics
概要 / 要旨 | summary
児童 / 子ども / こども / 子供 | child
性的搾取 | sexual exploitation
性被害 | sexual abuse
児童ポルノ | child pornography
児童買春 | child prostitution
青少年 | youth / young
犯罪 | crime
被害者 | victim
人身取引 | trafficking
警察 | police
防災 | disaster
環境 | environment
教育 | education
高齢 | ageing / aged
障害者 | disabilities
男女共同参画 | gender equality
消費者 | consumer
自殺 | suicide
情報セキュリティ / サイバーセキュリティ | cybersecurity
個人情報 | personal information
デジタル | digital
インターネット | internet
排除 / 撲滅 | eliminat
防止 / 予防 | prevent
保護 | protection
対策 | measures
支援 | support
推進 | promot
"""
_TERMS = tuple(
    (number, tuple(term.strip() for term in line.replace("|", "/").split("/")))
    for number, line in enumerate(_GLOSSARY.strip().splitlines())
)


def translations_of(members: Sequence[Member]) -> Iterator[Relation]:
    """Yield translations: by identifier, by file name, by date and the words of the title."""
    done: set[str] = set()
    for rule, key in (("identifier", _identifier), ("file name", _file), ("title", _meaning)):
        groups: dict[object, list[Member]] = {}
        for member in members:
            value = key(member)
            if value is not None and member.work.id not in done:
                groups.setdefault(value, []).append(member)
        for group in groups.values():
            for relation in _pairs(group, rule):
                done.add(relation.subject_id)
                yield relation


def _pairs(group: Sequence[Member], rule: str) -> Iterator[Relation]:
    """One work a language, else nobody can say which is whose translation."""
    by_language: dict[str, list[Member]] = {}
    for member in group:
        if member.work.description.language:
            by_language.setdefault(member.work.description.language, []).append(member)
    if len(by_language) < 2 or any(len(same) > 1 for same in by_language.values()):
        return
    works = [same[0] for _, same in sorted(by_language.items())]
    original = _original(works)
    for member in works:
        if member is not original:
            yield Relation(
                subject_id=member.work.id,
                predicate="translation_of",
                object_id=original.work.id,
                evidence=_evidence(member, original, rule),
            )


def _original(works: Sequence[Member]) -> Member:
    """The one that does not say it is translated; a Japanese text before any other."""
    return min(works, key=lambda m: (_is_marked(m), m.work.description.language != "ja",
                                     m.work.description.language == "en", m.work.id))  # fmt: skip


def _is_marked(member: Member) -> bool:
    return (
        member.work.description.part == "translation"
        or member.title.marked_language
        or bool(_MARK.search(member.work.first_page[:1500]))
    )


def _evidence(member: Member, original: Member, rule: str) -> str:
    mark = _MARK.search(member.work.first_page[:1500])
    said = f"; its first page says “{mark.group()}”" if mark else ""
    first, second = member.work.description, original.work.description
    titles = f"“{first.title}” ({first.language}) and “{second.title}” ({second.language})"
    return f"{titles} {_shared(member, rule)}{said}"


def _shared(member: Member, rule: str) -> str:
    description = member.work.description
    if rule == "identifier":
        return f"share the identifier {description.identifier}"
    if rule == "file name":
        return f"share the file name “{_stem(member)}” but for its language"
    return f"share date {description.published} and the terms of their titles"


def _identifier(member: Member) -> object | None:
    identifier = member.work.description.identifier
    if not identifier:
        return None
    return _canonical(identifier), _part(member)


def _canonical(identifier: str) -> str:
    """One name for a law's number in either language: 平成十三年法律第五号 is Act No. 5 of 2001."""
    law = next(numbered_laws(fold(identifier).text), None)
    return law.target if law is not None else identifier.casefold()


def _file(member: Member) -> object | None:
    parts = urlsplit(member.work.url or "")
    stem = _stem(member)
    if len(stem) < 3 or stem in {"index", "main", "honbun", "gaiyo", "gaiyou", "summary"}:
        return None
    folders = [f for f in unquote(parts.path).lower().split("/")[:-1] if not _FOLDER.match(f)]
    return parts.hostname, tuple(folders), stem, _part(member)


def _stem(member: Member) -> str:
    name = unquote(urlsplit(member.work.url or "").path).lower().rsplit("/", 1)[-1]
    return _SUFFIX.sub("", name.rsplit(".", 1)[0])


def _part(member: Member) -> str:
    part = member.work.description.part
    return part if part in {"summary", "annex", "errata"} else ""


def _meaning(member: Member) -> object | None:
    """Month of publication and the glossary terms in the title: two at least."""
    description = member.work.description
    published = description.published or ""
    if len(published) < 7:
        return None
    title = _ASIDE.sub(" ", description.title.casefold())
    terms = frozenset(n for n, words in _TERMS if any(word in title for word in words))
    if len(terms) < 2:
        return None
    return published[:7], terms, _part(member), member.title.ordinal
