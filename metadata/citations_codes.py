"""Identifiers that say for themselves what they cite: UN symbols, CELEX, ECLI, ELI."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from metadata.records import Citation

Scheme = Citation.__annotations__["scheme"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place in a folded text where an instrument is named by its identifier."""

    start: int
    end: int
    scheme: str
    target: str


_BODIES = (
    "CRC|CCPR|CEDAW|CAT|CERD|CMW|CRPD|CED|HRI|ST|TD|UNEP|FCCC|CBD|DP|ICC|UNW|CTOC|CAC|COSP|"
    "IDB|UNFPA|HSP|LC|PCNICC|CSN|IPBES|ISBA|SPLOS|NPT"
)
_UN_SYMBOL = re.compile(
    rf"(?<![\w/.:-])(?:"
    rf"A/(?:RES|HRC|CONF|AC|INF|BUR|CN|ES-\d+|S-\d+|C\.\d|DEC|\d{{1,3}})"
    rf"|S/(?:RES|PRST|PV|AC|INF|Agenda|\d{{4}})"
    rf"|E/(?:RES|CN\.\d+|C\.\d+|INF|ICEF|ESCWA|ECA|ECE|INCB|CONF|AC|\d{{4}})"
    rf"|(?:{_BODIES})/[A-Z0-9][\w.-]*)"
    rf"(?:[./-][A-Za-z0-9][A-Za-z0-9-]*(?:\.\d+)*)*"
)
_ASSEMBLY = re.compile(r"General Assembly [Rr]esolutions? (\d{1,3}/\d{1,4}[A-Z]?)")
_COUNCIL = re.compile(r"Security Council [Rr]esolutions? (\d{1,4})(?: ?\((?:19|20)\d\d\))?")
_HUMAN_RIGHTS = re.compile(r"Human Rights Council [Rr]esolutions? (\d{1,3}/\d{1,3})")
_ASSEMBLY_JA = re.compile(r"(?:国連|国際連合)?総会決議(?:第)?(\d{1,3}/\d{1,4})(?:号)?")
_COUNCIL_JA = re.compile(r"(?:国連|国際連合)?(?:安全保障理事会|安保理)決議(?:第)?(\d{1,4})(?:号)?")

_CELEX = re.compile(
    r"(?<![\w-])(?:CELEX(?: number)?[: ]*)?"
    r"([1-9CE](?:19|20)\d\d[A-Z]{1,2}\d{4}(?:R\(\d\d\)|\(\d\d\))?)(?![\w])"
)
_CONSOLIDATED = re.compile(r"(?<![\w-])0((?:19|20)\d\d[A-Z]\d{4})-\d{8}(?!\w)")
_UNION = r"(?:EU|UE|EC|CE|EG|EEC|CEE|EEG|EWG|EF|JHA|JAI|JI|GAI|RIF|CFSP|PESC|GASP|Euratom)"
_ACT_WORDS = {
    "L": "directive|richtlinie|directiva|direttiva|direktivet|direktiv|richtlijn|指令",
    "R": "regulation|verordnung|règlement|reglamento|regolamento|förordning|verordening|規則",
    "F": "framework decision|rahmenbeschluss|décision-cadre|decisión marco|decisione quadro",
    "D": "decision|beschluss|décision|decisión|decisione|beslut|決定",
    "H": "recommendation|empfehlung|recommandation|recomendación|raccomandazione|rekommendation",
}
_LETTERS = {word: letter for letter, words in _ACT_WORDS.items() for word in words.split("|")}
_EU_ACT = re.compile(
    rf"(?:(?<=EU)|(?<!\w))(?P<word>{'|'.join(sorted(_LETTERS, key=len, reverse=True))}) ?"
    rf"(?:\((?P<union>{_UNION})(?:, ?Euratom)?\) ?)?(?:N[or°º]\.? ?|nr\.? ?)?"
    rf"(?P<first>\d{{1,4}})/(?P<second>\d{{1,4}})(?P<tail>/{_UNION})?(?![\d/])",
    re.IGNORECASE,
)
_EU_CASE = re.compile(
    r"(?:Joined Cases|Cases?|Affaires?|aff\.|Rechtssachen?|Asuntos?|Causas?|Cause|Mål|Zaak) "
    r"([CT])[-‑](\d{1,4})/(\d\d)(?!\d)"
)
_ECLI = re.compile(r"ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:(?:1[89]|20)\d\d:[A-Z0-9.]{1,25}", re.IGNORECASE)
_ELI_EU = re.compile(
    r"(?:https?://)?data\.europa\.eu/eli/(reg|reg_impl|reg_del|dir|dec|dec_impl|dec_framw|reco)"
    r"/(\d{4})/(\d{1,4})(?:/[\w()-]+)*"
)
_ELI_LETTERS = {"reg": "R", "dir": "L", "dec": "D", "rec": "H"}


def find_codes(text: str) -> Iterator[Mention]:
    """Yield every identifier in a folded text, pattern by pattern."""
    for pattern, scheme, canonical in _RULES:
        for match in pattern.finditer(text):
            target = canonical(match)
            if target:
                end = match.end() - (len(match.group()) - len(match.group().rstrip(".-/")))
                yield Mention(start=match.start(), end=end, scheme=scheme, target=target)


def _symbol(match: re.Match[str]) -> str | None:
    symbol = match.group().rstrip(".-/")
    return symbol if any(c.isdigit() for c in symbol) and symbol.count("/") else None


def _celex(match: re.Match[str]) -> str | None:
    return match[1]


def _eu_act(match: re.Match[str]) -> str | None:
    """`2016/679` is year and number, `45/2001` and `No 1025/2012` number and year."""
    letter = _LETTERS[match["word"].lower()]
    if not match["union"] and not match["tail"]:
        return None  # `regulation 12/2014` may be anybody's
    first, second = match["first"], match["second"]
    year_first = letter != "R" or (len(first) == 4 and first[:2] in {"19", "20"})
    if year_first and len(second) == 4 and second[:2] in {"19", "20"} and len(first) < 4:
        year_first = len(first) == 2 and bool(match["tail"])
    year, number = (first, second) if year_first else (second, first)
    if len(year) == 2:
        year = f"19{year}"
    if len(year) != 4 or not "1952" <= year <= "2099":
        return None
    return f"3{year}{letter}{number:0>4}"


def _eu_case(match: re.Match[str]) -> str:
    court, number, year = match.groups()
    century = "19" if int(year) >= 53 else "20"
    return f"6{century}{year}{court}J{number:0>4}"


def _eli(match: re.Match[str]) -> str:
    letter = "F" if match[1] == "dec_framw" else _ELI_LETTERS[match[1][:3]]
    return f"3{match[2]}{letter}{match[3]:0>4}"


_RULES: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], str | None]], ...] = (
    (_UN_SYMBOL, "un", _symbol),
    (_ASSEMBLY, "un", lambda m: f"A/RES/{m[1]}"),
    (_COUNCIL, "un", lambda m: f"S/RES/{m[1]}"),
    (_HUMAN_RIGHTS, "un", lambda m: f"A/HRC/RES/{m[1]}"),
    (_ASSEMBLY_JA, "un", lambda m: f"A/RES/{m[1]}"),
    (_COUNCIL_JA, "un", lambda m: f"S/RES/{m[1]}"),
    (_CELEX, "celex", _celex),
    (_CONSOLIDATED, "celex", lambda m: f"3{m[1]}"),
    (_EU_ACT, "celex", _eu_act),
    (_EU_CASE, "celex", _eu_case),
    (_ELI_EU, "celex", _eli),
    (_ECLI, "ecli", lambda m: m.group().rstrip(".").upper()),
)
