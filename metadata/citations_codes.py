"""Identifiers that say for themselves what they cite: UN symbols, CELEX, ECLI, ELI."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from metadata.clues import Clue, matching, one_of


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
_LISTED = r"(?:(?:, | and |, and )(?:resolution )?"
_ASSEMBLY = re.compile(
    rf"General Assembly [Rr]esolutions? (\d{{1,3}}/\d{{1,4}}[A-Z]?"
    rf"{_LISTED}\d{{1,3}}/\d{{1,4}}[A-Z]?)*)"
)
_COUNCIL = re.compile(
    r"Security Council [Rr]esolutions? (\d{1,4}(?: ?\((?:19|20)\d\d\))?"
    rf"{_LISTED}\d{{1,4}} ?\((?:19|20)\d\d\))*)"
)
_HUMAN_RIGHTS = re.compile(
    rf"Human Rights Council [Rr]esolutions? (\d{{1,3}}/\d{{1,3}}{_LISTED}\d{{1,3}}/\d{{1,3}})*)"
)
# Until 1976 resolutions were counted through, with the session in Roman figures.
_EARLY = re.compile(r"General Assembly [Rr]esolution (\d{1,4})(?: ?[A-Z]{1,2})? ?\(([IVX]{1,7})\)")
_RESOLUTION = re.compile(r"\d{1,3}/\d{1,4}[A-Z]?")
_COUNCILS = re.compile(r"(?<![\d(])(\d{1,4})(?: ?\((?:19|20)\d\d\))?(?![\d)])")
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
    rf"(?:\((?P<union>{_UNION})(?:, ?Euratom)?\) ?)?(?:N\.?[or°º]\.? ?|nr\.? ?)?"
    rf"(?P<first>\d{{1,4}})/(?P<second>\d{{1,4}})(?P<tail>/{_UNION})?(?![\d/])",
    re.IGNORECASE,
)
_EU_CASES = re.compile(
    r"(?:Joined Cases|Cases?|Affaires?|aff\.|Rechtssachen?|Asuntos?|Causas?|Cause|Mål|Zaak) "
    r"([CT][-‑]\d{1,4}/\d\d(?!\d)(?:(?:, | (?:and|et|und|y|e|och|to) )[CT][-‑]\d{1,4}/\d\d(?!\d))*)"
)
_EU_CASE = re.compile(r"([CT])[-‑](\d{1,4})/(\d\d)")
_EU_DOCUMENT = re.compile(
    r"(?<!\w)(?P<series>COM|SWD|JOIN) ?(?:\((?P<year>(?:19|20)\d\d)\) ?|/(?P<year2>(?:19|20)\d\d)/)"
    r"(?P<number>\d{1,4})(?: final)?(?!\d)"
)
_CALLED = re.compile(
    r"\b(?:(?P<proposal>proposal)|communication|report from|white paper|green paper|strategy)\b"
    r"[^.;]*$",
    re.IGNORECASE,
)
_KNOWN_ACTS = {
    "General Data Protection Regulation": "32016R0679", "GDPR": "32016R0679",
    "Datenschutz-Grundverordnung": "32016R0679", "DSGVO": "32016R0679", "RGPD": "32016R0679",
    "Digital Services Act": "32022R2065", "Law Enforcement Directive": "32016L0680",
}  # fmt: skip
_KNOWN_ACT = re.compile(rf"(?<!UK )(?<!\w)(?:{'|'.join(_KNOWN_ACTS)})(?!\w)")
_ECLI = re.compile(r"ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:(?:1[89]|20)\d\d:[A-Z0-9.]{1,25}", re.IGNORECASE)
_ELI_EU = re.compile(
    r"(?:https?://)?(?:data|eur-lex)\.europa\.eu/eli/"
    r"(reg|reg_impl|reg_del|dir|dir_del|dir_impl|dec|dec_impl|dec_del|dec_framw|reco)"
    r"/(\d{4})/(\d{1,4})(?:/[\w()-]+)*"
)
_ELI = re.compile(
    r"(?<![\w.@-])(?:https?://)?(?P<host>(?!(?:data|eur-lex)\.europa)[a-z0-9-]+(?:\.[a-z0-9-]+)+)"
    r"(?P<path>/eli(?:/[\w.()~-]+){2,14})",
    re.IGNORECASE,
)
# Addresses of British laws are their ELIs without the word.
_ELI_UK = re.compile(
    r"(?<![\w.@-])(?:https?://)?(?P<host>www\.legislation\.gov\.uk|legislation\.gov\.uk)(?:/id)?"
    r"(?P<path>/(?:ukpga|ukla|ukppa|uksi|ukcm|ukmo|ukci|asp|ssi|asc|anaw|mwa|wsi|nia|nisr|nisi|apni|"
    r"aep|aip|aosp|eur|eudn|eudr)/[12]\d{3}/\d{1,5}(?:/(?:section|regulation|article|schedule|part)"
    r"/\w{1,6})?)(?!\d)",
    re.IGNORECASE,
)
# What follows the law in an address: its edition, language and format.
_ELI_COPY = re.compile(
    r"jo|jorf|texte|con|dof|lex|ov|oj|sg|original|consolide|enacted|made|revised|print|contents|"
    r"data|pdf|html?|xml|txt|rdf|"
    r"de|fr|it|en|es|sv|fi|da|nl|pt|pl|no|rm|deu|fra|ita|eng|spa|swe|fin|dan|nld|por|pol|nor|roh",
    re.IGNORECASE,
)
_ELI_LETTERS = {"reg": "R", "dir": "L", "dec": "D", "rec": "H"}


def find_codes(text: str) -> Iterator[Mention]:
    """Yield every identifier in a folded text, pattern by pattern."""
    for clue, pattern, scheme, canonical in _RULES:
        for match in pattern.finditer(text) if clue(text) else ():
            target = canonical(match)
            if target:
                end = match.end() - (len(match.group()) - len(match.group().rstrip(".-/")))
                yield Mention(start=match.start(), end=end, scheme=scheme, target=target)
    for clue, pattern, single, scheme, name in _LISTS:
        for match in pattern.finditer(text) if clue(text) else ():
            yield from _each(match, single, scheme, name)


def _each(
    match: re.Match[str], single: re.Pattern[str], scheme: str, name: Callable[[re.Match[str]], str]
) -> Iterator[Mention]:
    """The members of a list; the first is quoted with the words that introduce it."""
    for place, member in enumerate(single.finditer(match.string, match.start(1), match.end(1))):
        start = member.start() if place else match.start()
        yield Mention(start=start, end=member.end(), scheme=scheme, target=name(member))


def _symbol(match: re.Match[str]) -> str | None:
    symbol = match.group().rstrip(".-/")
    if re.fullmatch(r"A/\d{1,3}", symbol):
        return None  # a session without a document, or a room
    return symbol if any(c.isdigit() for c in symbol) and symbol.count("/") else None


def _celex(match: re.Match[str]) -> str | None:
    return match[1]


def _eu_act(match: re.Match[str]) -> str | None:
    """`2016/679` is year and number, `45/2001` and `No 1025/2012` number and year."""
    letter = _LETTERS[match["word"].lower()]
    of_union = match.string[max(0, match.start() - 2) : match.start()] == "EU"  # EU規則2016/679
    if not match["union"] and not match["tail"] and not of_union:
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


def _eu_document(match: re.Match[str]) -> str | None:
    """A communication is DC, a proposal PC: only the words before it tell."""
    letters = {"SWD": "SC", "JOIN": "JC"}.get(match["series"])
    called = _CALLED.search(match.string[max(0, match.start() - 150) : match.start()])
    if letters is None and called:
        letters = "PC" if called["proposal"] else "DC"
    year = match["year"] or match["year2"]
    return f"5{year}{letters}{match['number']:0>4}" if letters else None


def _eli(match: re.Match[str]) -> str:
    letter = "F" if match[1] == "dec_framw" else _ELI_LETTERS[match[1][:3]]
    return f"3{match[2]}{letter}{match[3]:0>4}"


def _national_eli(match: re.Match[str]) -> str | None:
    """The address of the law itself; it holds a number, or it names no law."""
    host, path = match["host"].lower(), match["path"].rstrip(".-~(")
    parts = path.split("/")
    while len(parts) > 4 and _ELI_COPY.fullmatch(parts[-1]):
        parts.pop()
    is_law = len(parts) > 3 and any(any(c.isdigit() for c in part) for part in parts[2:])
    return f"https://{host}{'/'.join(parts)}" if is_law else None


def _british_eli(match: re.Match[str]) -> str:
    return f"https://www.legislation.gov.uk{match['path'].lower()}"


_NUMBERED = re.compile(r"[12][09]\d\d[A-Z]").search
# The first of each: what a text with any match holds. It is found many times faster than the
# match itself, and most pages hold none.
_RULES: tuple[tuple[Clue, re.Pattern[str], str, Callable[[re.Match[str]], str | None]], ...] = (
    (re.compile(r"/(?<=[A-Z]/)[A-Z0-9]").search, _UN_SYMBOL, "un", _symbol),
    (one_of("会決議"), _ASSEMBLY_JA, "un", lambda m: f"A/RES/{m[1]}"),
    (one_of("General Assembly"), _EARLY, "un", lambda m: f"A/RES/{m[1]}({m[2]})"),
    (one_of("理事会決議", "安保理決議"), _COUNCIL_JA, "un", lambda m: f"S/RES/{m[1]}"),
    (_NUMBERED, _CELEX, "celex", _celex),
    (_NUMBERED, _CONSOLIDATED, "celex", lambda m: f"3{m[1]}"),
    (re.compile(r"/(?<=\d/)\d").search, _EU_ACT, "celex", _eu_act),
    (one_of("COM", "SWD", "JOIN"), _EU_DOCUMENT, "celex", _eu_document),
    (one_of(*_KNOWN_ACTS), _KNOWN_ACT, "celex", lambda m: _KNOWN_ACTS[m[0]]),
    (one_of("europa.eu/eli"), _ELI_EU, "celex", _eli),
    (one_of("/eli/"), _ELI, "eli", _national_eli),
    (one_of("legislation.gov.uk/"), _ELI_UK, "eli", _british_eli),
    (matching("ecli:"), _ECLI, "ecli", lambda m: m.group().rstrip(".").upper()),
)
_LISTS: tuple[
    tuple[Clue, re.Pattern[str], re.Pattern[str], str, Callable[[re.Match[str]], str]], ...
] = (
    (one_of("General Assembly"), _ASSEMBLY, _RESOLUTION, "un", lambda m: f"A/RES/{m[0]}"),
    (one_of("Security Council"), _COUNCIL, _COUNCILS, "un", lambda m: f"S/RES/{m[1]}"),
    (one_of("Human Rights"), _HUMAN_RIGHTS, _RESOLUTION, "un", lambda m: f"A/HRC/RES/{m[0]}"),
    (re.compile(r"[CT][-‑]\d").search, _EU_CASES, _EU_CASE, "celex", _eu_case),
)
