"""What two titles have in common when ordinal, year, part and language are taken away."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from metadata.outline_numbers import integer, roman
from metadata.records_between import Work

_ORDINAL_WORDS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip
_K = "[0-9〇一二三四五六七八九十百元]"
_ORDINAL = re.compile(
    rf"\b({'|'.join(_ORDINAL_WORDS)})\b|\b(\d{{1,3}})(?:st|nd|rd|th)\b"
    rf"|第 ?({_K}{{1,4}}) ?(?:次|期|回|版|号|報|弾|四半期)(?!元)"
    r"|(?<=\s)([ivx]{1,5})(?=\s|$)"
    r"|\b(?:phase|volume|vol\.?|issue|no\.?|edition|version) ?(\d{1,3})\b"
)
_ERA = re.compile(
    rf"(明治|大正|昭和|平成|令和) ?({_K}{{1,3}}) ?年度?|"
    r"(?<![a-z])([mtshr])(\d{{1,2}})(?=[.年])"
)
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERAS |= {"m": 1867, "t": 1911, "s": 1925, "h": 1988, "r": 2018}
_YEAR = re.compile(
    r"(?:\bfy ?|\bfiscal year ?|\byear )?(?<!\d)((?:19|20)\d\d)"
    r"(?: ?[-/~–] ?(?:(?:19|20)?\d\d)(?!\d))?(?: ?年度?版?| edition)?(?!\d)"
)
_MONTH = re.compile(
    r"(?<!\d)\d{1,2} ?月(?: ?\d{1,2} ?日)?|\b(?:\d{1,2} )?(?:january|february|march|april|"
    r"may|june|july|august|september|october|november|december)\b(?: \d{1,2}(?!\d))?"
)
_SEASON = re.compile(r"上半期|下半期|上期|下期|第?[1-4]四半期|\bq[1-4]\b|\b(?:first|second) half\b")
_PARTS = (
    (
        "summary",
        r"executive summary|summary version|summary|at a glance|key points|outline|"
        r"概要版?|要約版?|要旨|ポイント|骨子|抜粋|"
        r"zusammenfassung|kurzfassung|synthèse|résumé|resumen|sintesi|sammanfattning",
    ),
    (
        "full",
        r"full (?:text|report|version)|main (?:text|report|body)|complete version|"
        r"全文|本文|本体|全体版?|一括(?:版|ダウンロード)?|"
        r"langfassung|texte intégral|texto completo|testo completo",
    ),
    (
        "annex",
        r"annex(?:es?)?(?: (?:\d{1,3}|[a-z]|[ivx]{1,4}))?|"
        r"appendi(?:x|ces) ?[a-z0-9]{0,3}|attachment ?\d{0,3}|"
        r"別紙 ?\d{0,3}|別添 ?\d{0,3}|付録|附属資料|参考資料 ?\d{0,3}|資料編|"
        r"(?:anhang|anlage|anexo|allegato|bilaga)(?: (?:\d{1,3}|[a-z]|[ivx]{1,4}))?",
    ),
    ("errata", r"errat(?:a|um)|corrigendum|正誤表"),
    (
        "chapter",
        r"(?:chapter|part|volume|section) "
        r"(?:\d{1,3}|[ivx]{1,5}|one|two|three|four|five|six)\b[^,]*|"
        r"第 ?[0-9一二三四五六七八九十]{1,3} ?[章編部節].*",
    ),
)
_BEFORE = r"(?:^|[\s:\-–—、,]|(?<=[^\x00-\x7f]))(?:the |version )?"
_PART_WORDS = tuple(
    (name, re.compile(rf"{_BEFORE}({words})(?=$|[\s、,.:])")) for name, words in _PARTS
)
_LANGUAGE = re.compile(
    r"\b(?:in )?(?:english|japanese|french|german|spanish)"
    r"(?: (?:version|translation|edition|text))?\b|英語版?|英文|日本語版?|和文|仮訳|英訳|翻訳版?|"
    r"\b(?:provisional|tentative|unofficial) translation\b|\btranslation\b"
)
_REVISED = re.compile(
    r"\b(?:revised|amended|updated|new)\b|改定版?|改訂版?|改正版?|一部改正|一部変更|見直し版?|"
    r"新たな|新(?=[一-鿿])"
)
_NOISE = re.compile(r"[^\w]+|_")
_BRACKETS = re.compile(r"[()\[\]{}（）［］〔〕【】「」『』<>〈〉《》]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title taken apart for comparison."""

    work: str  # key of the work: without part, language and revision words
    series: str  # key of the series: without ordinals and dates as well
    ordinal: int | None
    year: int | None  # the year in the title
    part: str | None  # summary, full, annex, errata, chapter
    revised: bool
    marked_language: bool  # the title says that it is a version in a language


def analyse(work: Work) -> Title:
    """Return the title of a work taken apart."""
    text = unicodedata.normalize("NFKC", work.description.title[:500]).casefold()
    flat = " ".join(_BRACKETS.sub(" ", text).split())
    bare, part = _without_part(flat)
    language = _LANGUAGE.search(bare)
    bare = _LANGUAGE.sub(" ", bare)
    revised = _REVISED.search(bare)
    bare = _REVISED.sub(" ", bare)
    ordinal = _ordinal(bare)
    year = _year(bare)
    series = bare
    for pattern in (_SEASON, _ORDINAL, _ERA, _YEAR, _MONTH):
        series = pattern.sub(" ", series)
    return Title(
        work=_NOISE.sub("", bare) if bare.strip() else _NOISE.sub("", flat),
        series=_key(series),
        ordinal=ordinal,
        year=year,
        part=part,
        revised=bool(revised),
        marked_language=bool(language),
    )


def _key(text: str) -> str:
    words = [w for w in _NOISE.sub(" ", text).split() if w not in {"the", "of", "for", "in", "版"}]
    return "".join(words)


# "Synthèse du rapport ...", "Summary of the plan": the mark leads to the title.
_SUMMARY_OF = re.compile(
    r"^(?:(?:executive )?summary of(?: the)?|(?:kurzfassung|zusammenfassung) (?:des|der|zum|zur)|"
    r"(?:synthèse|résumé) (?:du|de la|de l'|des)|resumen (?:ejecutivo )?(?:del|de la)|"
    r"sintesi (?:del|della|dell')|sammanfattning av)\s?(?=\S)|の(?:概要|要旨|ポイント)$"
)


def _without_part(text: str) -> tuple[str, str | None]:
    if (leading := _SUMMARY_OF.search(text)) and len(text) > len(leading[0]) + 3:
        return f"{text[: leading.start()]}{text[leading.end() :]}".strip(), "summary"
    for name, pattern in _PART_WORDS:
        match = pattern.search(text)
        if match:
            rest = f"{text[: match.start(1)]} {text[match.end(1) :]}".strip(" :-–—、,")
            return (rest or text), name
    return text, None


def _ordinal(text: str) -> int | None:
    match = _ORDINAL.search(text)
    if not match:
        return None
    spelt, digits, japanese, numeral, number = match.groups()
    if spelt:
        return _ORDINAL_WORDS[spelt]
    if japanese:
        return integer(japanese)
    return roman(numeral) if numeral else int(digits or number)


def _year(text: str) -> int | None:
    era = _ERA.search(text)
    if era:
        name, number = (era[1], era[2]) if era[1] else (era[3], era[4])
        value = 1 if number == "元" else integer(number)
        return _ERAS[name] + value if value is not None else None
    match = _YEAR.search(text)
    return int(match[1]) if match else None
