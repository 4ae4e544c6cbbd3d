"""Words that say which part or rendering of a document an item is, and in which language."""

from __future__ import annotations

import re

from metadata.records import Finding, Part

_MARKS: tuple[tuple[Part, str], ...] = (
    ("errata", r"正誤表?|訂正表?|正誤情報|errat(?:um|a)|corrigend(?:um|a)|berichtigung(?:en)?|"
               r"rectificati(?:f|on)s?|fe de erratas|rättelse(?:blad)?|errata corrige|correction"),
    ("translation", r"(?:仮|英|和|邦|暫定)(?:英|和)?訳(?:版)?|翻訳(?:版)?|英文仮訳|"
                    r"(?:(?:provisional|tentative|unofficial|english|japanese|french|german|"
                    r"spanish|"
                    r"mandarin|chinese|arabic|courtesy|official) )*translation(?: (?:in|"
                    r"into) \w+)?|"
                    r"(?:inoffizielle |nichtamtliche )?übersetzung|traduction(?: non officielle)?|"
                    r"traducción(?: no oficial)?|traduzione(?: non ufficiale)?|"
                    r"översättning(?: till \w+)?"),
    ("summary", r"概要(?:版|資料|書)?|要約(?:版)?|要旨|サマリー?|ダイジェスト(?:版)?|"
                r"(?:の)?ポイント|骨子|"
                r"(?:executive |plain[- ]language )?summary|(?:executive )?overview|abstract|"
                r"at a glance|"
                r"kurzfassung|(?:kurz)?zusammenfassung|kurzbericht|überblick|résumé|synthèse|"
                r"resumen(?: ejecutivo)?|sintesi|riassunto|sammanfattning"),
    ("full", r"一括(?:版|ダウンロード|印刷用?|ファイル)?|全体(?:版)?|全文|全編|本文|本編|本体|"
             r"全ページ|"
             r"full (?:report|text|version|document)|complete (?:report|document|version)|"
             r"gesamt(?:fassung|dokument|bericht|ausgabe)|langfassung|vollversion|"
             r"(?:texte|version|rapport) intégrale?|version complète|texto (?:completo|íntegro)|"
             r"testo (?:completo|integrale)|hela (?:rapporten|dokumentet)|"
             r"fullständig (?:rapport|version)"),
    ("annex", r"(?:別添|別紙|別表|別冊|付表|附表|付録|附録|付属(?:資料|書)?|附属(?:資料|書)?|"
              r"添付(?:資料|書類)?|"
              r"資料編|様式集|巻末資料)(?:様式)?"
              r"\s?(?:第?[\d一二三四五六七八九十]+(?:[-の]\d+)*号?)?|"
              r"(?:annex(?:es)?|appendix|appendices|attachment|enclosure|schedule|supplement|"
              r"anhang|"
              r"anlagen?|beilage|annexes?|anexos?|apéndice|allegat[oi]|appendice|bilag[ao]r?|"
              r"bilaga)(?:[ ](?:[A-Z]{1,2}\d{0,2}|[a-z]?\d{1,3}|[IVX]+)\b)?"),
)  # fmt: skip

_BRACKET = tuple(
    (part, re.compile(rf"(?:the |の|「)?(?:{words})(?:\s?(?:[:/-]|について)?\s?)?", re.IGNORECASE))
    for part, words in _MARKS
)
# Where a mark stands unbracketed it must be the head of the title: first or last.
_ANNEX_FIRST = re.compile(
    r"^\W{0,2}(?:別添|別紙|別表|別冊|付表|附表|付録|附録|資料編|付属資料|附属資料|"
    r"(?:annex(?:e|es)?|appendix|appendices|attachment|anhang|anlagen?|anexos?|apéndice|"
    r"allegat[oi]|appendice|bilag[ao]r?)\b)",
    re.IGNORECASE,
)
_ANNEX_LAST = re.compile(
    r"(?:の別[表紙添]|(?:[)\s]|^)?(?:資料編|付属資料|附属資料|別冊|付録|附録)|"
    r"\((?:別添|別紙|別表)[\d一-九十 の-]*\)|"
    r"[-:,]\s?(?:annex|appendix|anhang|anlage|annexe|anexo|allegato|bilaga)"
    r"(?:\s[\w.]{1,4})?|\s(?:annex(?:es)?|appendix|appendices))$",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"(?<!議事)(?<!会議)(?<!会見)(?<!会社)(?<!事業)(?<!業務)(?<!組織)概要(?:版)?(?:について)?(?=$|\s?\([^()]{1,20}\)$)|"
    r"概要版|要約版?$|"
    r"ダイジェスト版|(?<!議事)(?<!発言)要旨$|のポイント$|の骨子$|"
    r"\b(?:executive )?summary(?: (?:report|note))?(?=$|\s?\([^()]{1,30}\)$)|"
    r"^(?:executive )?summary\b|"
    r"\bat a glance$|^summary of\b(?!.*\b(?:comments|responses)\b)|(?:kurzfassung|"
    r"zusammenfassung)$|"
    r"^(?:zusammenfassung|kurzfassung)\b|^(?:résumé|synthèse|resumen|sintesi|sammanfattning)\b|"
    r"[-: ](?:résumé|synthèse|resumen(?: ejecutivo)?|sintesi|sammanfattning)$",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"一括(?:版|ダウンロード|印刷用?)?$|^一括|全体版|全文$|(?<=[書画略針])(?:本体|本文|本編)$|"
    r"(?:^|[-:,] )(?:full|complete) (?:report|text|version|document)$|\(full\)|"
    r"(?:gesamtfassung|langfassung|gesamtdokument|gesamtausgabe)$|"
    r"(?:texte|version|rapport) intégrale?$|(?:texto|testo) (?:completo|íntegro|integrale)$|"
    r"^hela (?:rapporten|dokumentet)",
    re.IGNORECASE,
)
_ERRATA = re.compile(
    r"正誤表|の(?:一部)?訂正について|^訂正|訂正$|正誤について|^errat(?:um|a)\b|\berrat(?:um|a)$|"
    r"^corrigend(?:um|a)\b|\bcorrigend(?:um|a)(?: \d+)?$|berichtigung|^rectificatif|^fe de erratas|"
    r"^rättelse",
    re.IGNORECASE,
)
_TRANSLATION = re.compile(
    r"(?:仮|英|和|邦)(?:英|和)?訳(?:版)?$|^(?:unofficial |provisional |"
    r"tentative )?translation of\b|"
    r"\b(?:unofficial |provisional |tentative |english )?translation$|\bübersetzung$|"
    r"^traduction\b|^traducción\b|^traduzione\b|översättning$",
    re.IGNORECASE,
)
_TITLE = (
    ("errata", _ERRATA), ("translation", _TRANSLATION), ("full", _FULL), ("annex", _ANNEX_FIRST),
    ("annex", _ANNEX_LAST), ("summary", _SUMMARY),
)  # fmt: skip

_LANGUAGE_NAMES = {
    "ja": r"日本語|和文|japanese|japanisch|japonais|japonés|giapponese|japanska",
    "en": r"英語|英文|english|eng|en inglés|englisch|anglais|inglés|inglese|engelska|på engelska",
    "zh": r"中国語|中文|簡体字|繁体字|chinese|mandarin|chinesisch|chinois|chino|cinese|kinesiska",
    "ko": r"韓国語|ハングル|korean|koreanisch|coréen|coreano|koreanska|한국어",
    "fr": r"フランス語|仏語|仏文|french|französisch|français|francés|francese|franska",
    "de": r"ドイツ語|独語|german|deutsch|allemand|alemán|tedesco|tyska",
    "es": r"スペイン語|西語|spanish|spanisch|espagnol|español|castellano|spagnolo|spanska",
    "it": r"イタリア語|italian|italienisch|italien|italiano|italienska",
    "pt": r"ポルトガル語|portuguese|portugiesisch|portugais|portugués|português|portoghese",
    "ru": r"ロシア語|russian|russisch|russe|ruso|russo|ryska|русский",
    "ar": r"アラビア語|arabic|arabisch|arabe|árabe|arabo|arabiska|العربية",
    "vi": r"ベトナム語|vietnamese|tiếng việt|vietnamesisch",
    "th": r"タイ語|thai", "id": r"インドネシア語|indonesian", "tl": r"タガログ語|フィリピン語|"
                                                                    r"tagalog",
    "ne": r"ネパール語|nepali", "my": r"ミャンマー語|ビルマ語|burmese", "hi": r"ヒンディー語|hindi",
    "cy": r"welsh|cymraeg", "ga": r"irish|gaeilge", "pl": r"polish|polnisch|polski",
    "uk": r"ウクライナ語|ukrainian|ukrainisch", "tr": r"turkish|türkisch|türkçe",
    "nl": r"dutch|nederlands|niederländisch", "sv": r"swedish|svenska|schwedisch",
    "fi": r"finnish|finska|suomi", "ur": r"urdu", "pa": r"punjabi|panjabi", "bn": r"bengali",
    "so": r"somali", "ro": r"romanian", "fa": r"farsi|persian|ペルシャ語", "gd": r"gaelic",
}  # fmt: skip
_LANGUAGES = tuple(
    (code, re.compile(rf"(?<![a-zà-ÿ])(?:{names})(?:e[rsn]?|[ao]s?)?(?![a-zà-ÿ])", re.IGNORECASE))
    for code, names in _LANGUAGE_NAMES.items()
)
_LANGUAGE_FILL = re.compile(
    r"版|訳|仮|のみ|外部|version|translation|edition|text|only|in|fassung|sprache|"
    r"versión|versione|på|auf|unofficial|provisional|tentative|official|language|[\s/,&・、:-]|and",
    re.IGNORECASE,
)


def part_in_bracket(inner: str) -> Part | None:
    """The part a bracket names when it holds nothing else; None when it does not."""
    content = inner.strip(" \x00-:・")
    return next((part for part, pattern in _BRACKET if pattern.fullmatch(content)), None)


def part_of_title(title: str) -> Finding[Part]:
    """The part that a folded title is, or names as its head (first or last), with its evidence."""
    if whole := part_in_bracket(title):
        return Finding(value=whole, evidence=title.strip(), where="item", rule=f"{whole} as title")
    for part, pattern in _TITLE:
        if match := pattern.search(title):
            value: Part = part  # type: ignore[assignment]
            return Finding(
                value=value, evidence=match[0].strip(), where="item", rule=f"{part} in title"
            )
    return Finding(value=None, evidence="", where="item", rule="part")


def language_in_bracket(inner: str) -> str | None:
    """The language (ISO 639-1) a bracket names when it holds nothing else but its version."""
    content = inner.strip(" \x00")
    if len(content) > 60:
        return None
    for code, pattern in _LANGUAGES:
        if match := pattern.search(content):
            left = content[: match.start()] + content[match.end() :]
            return code if not _LANGUAGE_FILL.sub("", left) else None
    if content in {"EN", "FR", "DE"}:
        return content.lower()
    if re.search(r"英(?:仮)?訳|英語版|英文", content):
        return "en"
    return "ja" if re.fullmatch(r"(?:仮)?(?:和|邦)訳(?:版)?", content) else None


def is_language_list(inner: str) -> bool:
    """Whether a bracket lists several languages and nothing else: "Eng & Chinese"."""
    left, seen = inner[:200], 0
    for _, pattern in _LANGUAGES:
        left, count = pattern.subn("", left)
        seen += count
    return seen > 1 and not _LANGUAGE_FILL.sub("", left).strip(" \x00.;|")


_RENDERED = re.compile(
    r"(?:^|[\s・、(])(?P<version>\w{1,8}語)版(?:$|[\s(])|"
    r"\s(?:auf|en|in(?: lingua)?|på)\s(?P<phrase>\w{4,12})$",
    re.IGNORECASE,
)


def language_at_end(title: str) -> str | None:
    """The language a title says it is in: "... ベトナム語版", "... på engelska"."""
    match = _RENDERED.search(title)
    return language_in_bracket(match["version"] or match["phrase"]) if match else None


_TRANSLATED = re.compile(r"仮?英訳|英文仮訳")


def language_of_translation(text: str) -> str | None:
    """The language of a translation mark such as 仮英訳; None when it names none."""
    if _TRANSLATED.search(text):
        return "en"
    return "ja" if re.search(r"仮?(?:和|邦)訳", text) else None
