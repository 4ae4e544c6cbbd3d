"""Which of several candidates for a field is believed, and where they disagree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from metadata.folding import fold
from metadata.issuers import known_body
from metadata.records import Finding

Named = tuple[str, Finding[Any]]

_PLACES: Final = {
    "option": 0.0, "item": 1.0, "context": 2.0, "page": 3.0, "section": 3.5, "pdf info": 4.0,
    "url": 5.0, "source": 6.0, "http": 7.0,
}  # fmt: skip
_AFTER_THE_DOCUMENT = 4.5
_BESIDE_THE_ITEM = 1.5
_COMPARED: Final = ("published", "coverage", "language", "issuer", "identifier", "part")
_GENERIC = re.compile(
    r"(?:(?:ここ|こちら|詳細|詳しく|本文|全文|全体(?:版)?|一括(?:版|ダウンロード)?|概要(?:版)?|"
    r"要約|要旨|ダウンロード|資料|"
    r"データ|ファイル|印刷用|表示|英文|和文|英語版|日本語版|仮訳|英訳|原文|別ウィンドウ)(?:は|を|"
    r"について|ファイル)?(?:こちら)?|"
    r"(?:the )?(?:full (?:text|report|document|version)|complete (?:text|report)|pdf|html|word|"
    r"excel|"
    r"text|download|here|click here|read more|more|view|link|document|file|report|publication|"
    r"(?:executive )?summary|english|japanese|version|read|open|attachment|print(?: version)?)"
    r"(?:\s(?:pdf|here|file|version|document|report|text|publication|now|this))*|"
    r"herunterladen|(?:zum )?download|dokument|volltext|langfassung|kurzfassung|mehr|"
    r"télécharger|texte intégral|document|descargar|documento|texto completo|scarica|"
    r"testo completo|"
    r"ladda ner|hela rapporten|"
    r"(?:pdf|word|excel|html)(?:版|形式|ファイル)?(?:は)?(?:こちら)?|[\w.%-]+\.(?:pdf|docx?|"
    r"xlsx?|pptx?|html?))",
    re.IGNORECASE,
)


_SIZE = re.compile(r"\s*[(\[]?[\d.,]{1,12}\s?(?:[KMG]i?B|bytes|[KM]o)[)\]]?", re.IGNORECASE)
_FILE_NAME = re.compile(r"[\w.%~+-]+\.[A-Za-z0-9]{2,4}")


def is_generic(title: str) -> bool:
    """Whether a title says only what a click brings: "PDF", "Full text", 本文, a file name."""
    named = _SIZE.sub("", " ".join(fold(title).split()))
    return _GENERIC.fullmatch(named.strip(" ()[]【】")) is not None


def in_order(candidates: Sequence[Named]) -> tuple[Named, ...]:
    """Candidates by belief: the first of a field is the one believed."""
    return tuple(sorted(candidates, key=lambda named: _rank(*named)))


def _rank(field: str, finding: Finding[Any]) -> float:
    place = _PLACES.get("page" if finding.where.startswith("page ") else finding.where, 8.0)
    if field == "title" and finding.where in {"item", "context"}:
        said_nothing = is_generic(str(finding.value)) or _FILE_NAME.fullmatch(finding.evidence)
        return _AFTER_THE_DOCUMENT if said_nothing else place
    if field == "language" and finding.where.startswith("page "):
        return _BESIDE_THE_ITEM
    if field == "kind" and finding.where == "url":
        return _BESIDE_THE_ITEM
    return place


def first(ordered: Sequence[Named], field: str) -> str | None:
    """The value believed for a field, None when no candidate has one."""
    return next((str(f.value) for name, f in ordered if name == field and f.value), None)


def canonical_issuer(printed: str | None) -> str | None:
    """A known body under its canonical name in the language it was printed in."""
    if printed is None:
        return None
    body = known_body(printed)
    if body is None:
        return printed
    return body.as_printed(printed)


def disagreements(ordered: Sequence[Named]) -> tuple[Named, ...]:
    """One finding, named "disagreement", for each source that says otherwise than the believed."""
    found: list[Named] = []
    for field in _COMPARED:
        rivals = [f for name, f in ordered if name == field and f.value is not None]
        for rival in rivals[1:]:
            if not _compatible(field, str(rivals[0].value), str(rival.value)):
                found.append(("disagreement", _said(field, rivals[0], rival)))
    return tuple(dict.fromkeys(found))


def _said(field: str, believed: Finding[Any], rival: Finding[Any]) -> Finding[str]:
    return Finding(
        value=f"{field}: {believed.value} ({believed.where}), {rival.value} ({rival.where})",
        evidence=rival.evidence,
        where=rival.where,
        rule="sources disagree",
    )


def _compatible(field: str, one: str, other: str) -> bool:
    if field == "published":
        return one.startswith(other) or other.startswith(one)
    if field == "issuer":
        bodies = known_body(one), known_body(other)
        if bodies[0] is not None and bodies[0] == bodies[1]:
            return True
    if field == "identifier":  # "Act No. 52, 1999" is "Act No. 52 of May 26, 1999"
        numbers = [set(re.findall(r"\d+", fold(name))) for name in (one, other)]
        return numbers[0] <= numbers[1] or numbers[1] <= numbers[0]
    return _squeezed(one) in _squeezed(other) or _squeezed(other) in _squeezed(one)


def _squeezed(text: str) -> str:
    return re.sub(r"\W", "", fold(text)).casefold()
