"""Numbers by which publishers know a document: notifications, circulars, acts, reports, ISBNs."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundIdentifier:
    """An identifier as printed, and what follows from its form."""

    start: int
    end: int
    rule: str
    value_start: int  # the identifier proper, without a noun that only introduces it
    value_end: int
    body: str | None = None  # the issuing body named in it
    kind: str | None = None  # what documents so numbered are
    year: bool = False  # the year in it is that of its publication


_ERA_YEAR = r"(?:令和|平成|昭和|大正|明治)\s?(?:元|[\d一二三四五六七八九十]{1,3})\s?年"
_NTH = r"第\s?[\d一二三四五六七八九十百千〇-]{1,8}\s?号(?:の\d+)?"
_HAN = "[一-龥々ヶァ-ヺー]"
_NUM = r"\d[\d/._-]{0,15}"
_NO = r"(?:[Nn]o\.?|[Nn]umber|[Nn]os\.?|#)"
_NR = r"(?:[Nn]r\.?|[Nn]\.\s?[ºo°]?|[Nn][º°]\.?|[Nn]um\.?|[Nn]úm\.?)"

_EAST = (
    ("ordinance number", "regulation",
     rf"{_ERA_YEAR}\s?(?P<body>{_HAN}{{0,16}}?)(?:告示|省令|府令|政令|訓令|規則|条例|勅令|達|"
     rf"告諭){_NTH}"),
    ("law number", "law", rf"{_ERA_YEAR}\s?法律{_NTH}"),
    ("ordinance number", "regulation",
     rf"(?<!{_HAN})(?P<body>{_HAN}{{0,14}}?)(?:告示|省令|府令|政令|訓令|規則|条例|規程){_NTH}"),
    ("notification number", "notice",
     rf"(?<![一-龥々])(?:\d{{1,2}})?{_HAN}{{1,12}}発(?:{_HAN}{{1,4}})?\s?\d{{0,6}}\s?{_NTH}"),
    ("letter number", "notice",
     r"(?<![\d一-龥々])(?:[元\d]{1,2}|[RH]\d{1,2})?(?!通知|令和|平成|昭和|議案|資料|別[紙添表記]|"
     r"広報|会報|会議)"
     rf"(?:こ?[一-龥々][一-龥々ァ-ヺー]{{1,7}}?|(?<=付け)[一-龥]|(?<=付)[一-龥])(?<!様式)(?<!議案)(?<!発議)(?<!陳情)(?<!請願)(?<!決議)(?<!意見書)(?<!報告)(?<!会議)"
     rf"(?<!資料)(?<!認定)(?<!承認)(?<!諮問)(?<!同意)(?<!会報)(?<!広報)(?<!附則)(?<!定例会)(?<!臨時会){_NTH}"),
    ("bill number", "law", rf"(?:閣法|衆法|参法|議案){_NTH}"),
)  # fmt: skip
_MINISTRY = r"(?:Ministerial|Ministry of [A-Z][\w, ]{2,60}?)"
_WEST = (
    ("isbn", None, r"ISBN(?:-1[03])?:?\s?(?:97[89][- ]?)?\d[\d -]{7,14}[\dX]"),
    ("issn", None, r"ISSN:?\s?\d{4}-\d{3}[\dX]"),
    ("act number", "law",
     rf"\b(?:Act|Law|Cabinet Order|{_MINISTRY} Ordinance)\s(?:No\.?|Number)\s?\d{{1,4}}"
     r"(?:,\s?|\sof\s|/)(?:[A-Z][a-z]{2,8}\.?\s\d{1,2},\s|\d{1,2}\s[A-Z][a-z]{2,8},?\s)?"
     r"(?:18|19|20)\d\d"),
    ("public law", "law", r"\bPublic Law\s(?:No\.\s?)?\d{2,3}-\d{1,4}"),
    ("statutory instrument", "regulation", r"\bS\.?I\.?\s(?:No\.?\s?)?\d{1,4}(?:\sof\s|/)\d{4}\b"
     r"|\b(?:UK)?SI\s\d{4}/\d{1,4}"),
    ("command paper", None,
     r"\b(?:Cm|Cmd|Cmnd|CP|HC|HL|SG)\s\d{1,5}(?:-[IVX]+)?(?:\s\d{4}-\d\d)?\b(?![./])"),
    ("un symbol", None,
     r"\b(?:A|S|E|CRC|CEDAW|CCPR|CAT|ST)/(?:[A-Z0-9.]{1,20}/){1,8}\d[\w.]{0,20}"),
    ("eu act", "regulation",
     r"\b(?:Regulation|Directive|Decision|Verordnung|Richtlinie|Beschluss|Règlement|Décision)\s"
     r"\((?:EU|EC|EG|UE|CE)\)\s(?:No\s|Nr\.\s|n°\s)?\d{1,4}/\d{1,4}"),
    ("eu document", None, r"\b(?:COM|SWD|JOIN|SEC|C)\s?\(\d{4}\)\s?\d{1,5}(?:\sfinal)?"),
    ("swedish report", "report", r"\b(?:SOU|Ds)\s(?:19|20)\d\d:\d{1,4}\b"),
    ("swedish law", "law", r"\bSFS\s(?:17|18|19|20)\d\d:\d{1,4}\b"),
    ("form number", "form", r"\bForm\s[A-Z]{0,4}-?\d{1,5}[A-Z]{0,3}\b"),
    ("swedish series", "regulation", r"\b[A-ZÅÄÖ]{2,8}(?:-[A-Z]{1,3})?\s(?:19|20)\d\d:\d{1,4}\b"),
    ("swedish bill", "law", r"\b[Pp]rop\.\s\d{4}/\d\d:\d{1,4}"),
    ("swedish parliament", None,
     r"\b(?:[Ss]kr|[Rr]skr|[Bb]et|[Dd]ir)\.\s\d{4}(?:/\d\d)?:[A-Za-zÅÄÖ]{0,4}\d{1,4}"),
    ("swedish circular", "notice", r"\b(?:[Dd]nr|"
                                   r"[Cc]irkulär)\.?:?\s[A-ZÅÄÖ]{0,4}[ -]?\d[\d:/-]*\d"),
    ("circular", "notice",
     r"\b(?:Circular(?:\s[Ll]etter)?|CL|Rundschreiben|Circolare|Circulaire|Cirkulär)"
     rf"\s(?:(?:{_NO}|{_NR}|n°)\s?)?\d[\d/.-]*\d|\b(?:Circular|CL)\s\d{{1,4}}\b"),
    ("report number", None, r"\b[A-Z]{2,9}(?:[-/][A-Z]{1,6})*-\d{2,4}-\d{1,7}[A-Z]{0,3}\b"),
    ("series number", None,
     r"\b(?:NIST\s)?(?:SP|FIPS|NISTIR|IR|OMB|M|EO|RFC|DOE|DoDI|DoDD|AFI|"
     r"OIG)\s\d{1,4}-\d{1,4}[A-Za-z]?"
     r"(?:\s?[Rr]ev\.?\s?\d)?\b|\bFIPS\s\d{3}(?:-\d)?\b|\bM-\d\d-\d\d\b|\bRFC\s\d{3,5}\b"),
    ("drucksache", None,
     r"\b(?:BT-|BR-|LT-)?(?:Drucksache|Drs\.|Dr\.)\s\d{1,3}/\d{1,6}"),
    ("french order", None, r"\bNOR\s?:?\s?[A-Z]{4}\d{7}[A-Z]\b"),
    ("bill", "law",
     r"\b(?:H\.\s?R\.|H\.\s?Res\.|H\.\s?J\.\s?Res\.|S\.\s?J\.\s?Res\.|S\.\s?Res\.)\s\d{1,5}\b|"
     r"\bBill\s(?:C|S)-\d{1,3}\b|\b(?:House|Senate|Assembly)\sBill\s(?:No\.\s?)?\d{1,5}\b"),
    ("numbered of a year", None,
     rf"\b(?:[A-Z][a-z]+\s){{0,2}}{_NO}\s?\d{{1,5}}\sof\s(?:18|19|20)\d\d\b"),
    ("numbered order", "regulation",
     rf"\b(?:[A-ZÄÖÜ][\w-]+\s)?(?:Genehmigung|Verordnung|Erlass|Richtlinie|Merkblatt|Verfügung|"
     rf"Bekanntmachung|Förderrichtlinie)\s{_NR}\s?{_NUM}"),
    ("italian act", "notice",
     rf"\b(?:D\.\s?S\.|D\.\s?Lgs\.|D\.\s?P\.\s?R\.|D\.\s?M\.|D\.\s?G\.\s?R\.|D\.\s?C\.\s?C\.|"
     rf"D\.\s?L\.|L\.R\.|Legge|Decreto|Delibera(?:zione)?|Determina(?:zione)?|Ordinanza|Circolare)"
     rf"(?:\sdi\s[A-Z]\w+|"
     rf"\s[A-Z][a-z]+)?\s(?:[A-Z]\.\s?[A-Z]\.\s)?{_NR}\s?\d[\d/.-]*(?:\s(?:del\s)?(?:19|"
     rf"20)\d\d\b)?"),
    ("dated act", "law",
     r"\b(?:Legge|Decreto Legislativo|D\.\s?[Ll]gs\.|Decreto-[Ll]egge)\s\d{1,2}º?\s[a-z]+\s"
     rf"(?:18|19|20)\d\d,\s{_NR}\s?\d{{1,4}}"),
    ("spanish law", "law", rf"\bLey\s(?:Orgánica\s)?(?:{_NR}\s?)?\d{{1,4}}/\d{{4}}"),
    ("spanish act", "regulation",
     rf"\b(?:Resolución|Ley|Decreto(?:\s(?:Supremo|Ley|Legislativo|Foral))?|Real Decreto|Acuerdo|"
     rf"Orden|Instrucción|Ordenanza|Oficio(?:\sCircular)?|Directiva)(?:\s[A-Z][a-z]+){{0,2}}\s"
     rf"(?:{_NR}\s?)?(?:[A-Z]{{2,5}}/)?\d[\w/.-]*\d[\w-]*"),
    *(("french number", kind, rf"\b(?:{nouns})(?:\s[a-zé]{{4,16}}){{0,2}}\s{_NR}\s?"
       r"(?P<value>\d[\w/.-]*[\w])") for kind, nouns in (
        ("law", "[Ll]oi"), ("notice", "[Cc]irculaire|[Aa]vis"), ("regulation",
         "[Ii]nstruction|[Aa]rrêté|[Dd]écret|[Dd]écision|[Rr]ecommandation|[Dd]élibération|"
         "[Oo]rdonnance|[Rr]èglement|[Pp]osition"))),
    ("executive order", "regulation",
     r"\b(?:Executive Order|E\.O\.)\s\d{4,5}\b|\b[A-Z]{2,5}\s(?:Order|Directive|Instruction)\s"
     r"\d[\w.-]*"),
    ("gazette", None, r"\bBGBl\.?\s(?:\d{4}\s)?I{1,3}\s(?:S\.|Nr\.)\s?\d+"),
    ("numbered document", None,
     rf"\b(?:Order|Bulletin|Notice|Advisory|Directive|Memorandum|Technical Note|Working Paper|"
     rf"Discussion Paper|Policy Paper|Paper|Document|Guidance Note|Practice Direction|"
     rf"Executive Order|"
     rf"Research Report|Research Paper|Docket|Report|Publication|Policy|Instruction|Manual)"
     rf"\s{_NO}\s?\d[\w/.-]*"),
    ("notice number", "notice",
     r"\b(?:Notice|Announcement|Revenue Procedure|Rev\. Proc\.|Rev\. Rul\.|Information Note|PN|"
     r"Marine Guidance Note|MGN|MSN|MIN)\s(?:(?:19|20)\d\d-\d{1,3}|\d{1,3}/(?:19|20)?\d\d|"
     r"\d{2,4}\s?\([A-Z+]{1,3}\))"),
    ("reference", None,
     r"\b(?:Ref(?:erence)?|Aktenzeichen|Az|GZ|Dnr|Diarienummer|Référence|Réf|Rif|Prot)\b\.?\s?"
     r"(?:(?:[Nn]o|[Nn]r|[Nn]|[Nn]umber)\.?)?\s?[:.]\s?(?P<value>[A-Z0-9][\w/.-]*\d[\w/.-]*)"),
)  # fmt: skip


def _compiled(
    table: tuple[tuple[str, str | None, str], ...],
) -> tuple[tuple[str, str | None, re.Pattern[str]], ...]:
    return tuple((rule, kind, re.compile(pattern)) for rule, kind, pattern in table)


_RULES_EAST = _compiled(_EAST)
_RULES_WEST = _compiled(_WEST)
_NUMBERED = re.compile(r"[\d第]")  # every identifier holds one
_LEADING = re.compile(r"^\W{0,3}(?P<value>\d{3,5}[-/](?:19|20)\d\d)(?=\s?[-:–]\s)")


def find_identifiers(text: str, language: str) -> tuple[FoundIdentifier, ...]:
    """Identifiers in folded text, in order, none overlapping another."""
    if not _NUMBERED.search(text):
        return ()
    taken = bytearray(len(text))
    found: list[FoundIdentifier] = []
    rules = _RULES_EAST + _RULES_WEST if language == "ja" else _RULES_WEST
    for rule, kind, pattern in (*rules, ("leading number", None, _LEADING)):
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
            found.append(_identifier(match, rule, kind))
    return tuple(sorted(found, key=lambda identifier: identifier.start))


def _body(named: str | None, number: str) -> str | None:
    """The body a number names: 総務省令 is an ordinance (省令) of 総務省."""
    if not named:
        return None
    for ordinance, ending in (("省令", "省"), ("府令", "府")):
        if f"{named}{ordinance}" in number and not named.endswith(ending):
            return named + ending
    return named


def _identifier(match: re.Match[str], rule: str, kind: str | None) -> FoundIdentifier:
    groups = match.groupdict()
    proper = "value" if groups.get("value") else 0
    return FoundIdentifier(
        start=match.start(),
        end=match.end(),
        rule=rule,
        value_start=match.start(proper),
        value_end=match.end(proper),
        body=_body(groups.get("body"), match[0]),
        kind=kind,
        year=rule == "ordinance number"
        and match[0][:2] in {"令和", "平成", "昭和", "大正", "明治"},
    )
