"""What surrounds an item and says nothing about the document: bullets, windows, corrections."""

from __future__ import annotations

import re

from metadata.item_found import Found
from metadata.item_text import GONE, ItemText

_BULLETS = "・○◎〇●▶▷►◇◆□■☆★✔✓✮✦✩☞⇒→➡»›•‣▪▫◦※▼▽△▲❖◉⦿"
_LEADING = re.compile(
    rf"\s*(?:\.{{2,}}|…)?\s*(?!([○◯〇])\1)[{_BULLETS}∙·*]+\s*|\s*-\s+|\s*(?:NEW!?|New!|新着|"
    rf"【新着】)\s+(?=\S)"
)
_WINDOW = (
    r"(?:(?:新しい|新規|別)?(?:ウインドウ|ウィンドウ|タブ|画面)(?:で|が|を)?(?:開く|開きます|"
    r"ひらく|表示(?:します)?)?|"
    r"外部(?:サイト|リンク|ページ)?(?:へ(?:移動|リンク)?|へのリンク|を開く|に移動)?(?:します)?|"
    r"リンク先外部|"
    r"(?:link )?opens? in (?:a )?new (?:window|tab|browser window)|new window|external (?:link|"
    r"site)|"
    r"(?:link )?is external|öffnet (?:in )?(?:neues|einem neuen) fenster|neues fenster|"
    r"externer link|lien externe|nouvelle fenêtre|s'ouvre dans une nouvelle fenêtre|"
    r"enlace externo|ventana nueva|(?:se )?abre en (?:una )?(?:ventana nueva|nueva ventana)|"
    r"(?:apre|si apre) in (?:una )?nuova (?:finestra|scheda)|collegamento esterno|link esterno|"
    r"öppnas i nytt fönster|extern länk|(?:別|新)窓)"
)
_BRACKET_NOISE = re.compile(
    rf"\s*(?:{_WINDOW}|new!?|neu!?|nouveau|nuovo|nuevo|ny|updated!?|up|新着|新規|更新|修正|"
    rf"差し?替え?|"
    r"訂正|再掲|pdf|リンク|link|download|ダウンロード|clic here|click here|"
    r"こちら)?\s*(?:新規ウィンドウ)?\s*",
    re.IGNORECASE,
)
_CORRECTED = re.compile(
    r"\s*(?:※\s*)?[\d/.月日年令和平成元\s]*(?:に|付け?で?)?(?:一部|内容|資料|データ|リンク|"
    r"掲載)?(?:を|の)?"
    r"(?:訂正|修正|差し?替え?|更新|追加|追記|再掲載?|変更|改訂|掲載)(?:版|後|済み?|しました|"
    r"いたしました|あり)?\s*"
)
_TRAILING = re.compile(
    rf"(?<![\s\x00])[\s\x00]*(?:{_WINDOW}|\bNEW!?|[{_BULLETS}]+|\(is external\))[\s\x00]*$",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"(?<![\s\x00])[\s\x00]*※[^※\n]{0,80}(?:更新|差し?替え?|訂正|修正|追加|掲載|追記|"
    r"変更)[^※\n]{0,20}$"
)
_POINTER = re.compile(
    r"(?:へのリンク|へリンク|は?こちら(?:から|へ|をご覧ください|をクリック)*|"
    r"をご覧ください)[\s\x00。]*$"
)
_ICON = re.compile(
    r"\s*(?:添付(?:資料|ファイル)|アイコン)(?=[「一-龥ァ-ヺ])(?!一覧|集|の|目録|作成|等|提出)"
)
_VERB = re.compile(
    r"\s*(?:(?:télécharger|descargar|scarica|ladda ner|herunterladen|download|öffnen|lire|"
    r"consulter)"
    r"(?:\s?[:|-]\s?|\s(?=[\"„«“]|(?-i:[A-ZÄÖÜÅÉÀ])))|(?:datei|dokument|file|view)\s?[:|]\s?)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\s*(?:Artikel|Article|Dokument)\s(?=[\"„«“])")
_ACCESS = re.compile(
    r"(?:This file may not be suitable for users of assistive technology\.?|"
    r"Request an accessible format\.?|(?:Datei|Dokument) ist (?:nicht )?barriere(?:frei|arm)"
    r"(?:/barrierearm)?|In den Warenkorb(?: legen)?|Add to (?:cart|basket))",
    re.IGNORECASE,
)


def is_noise(inner: str) -> bool:
    """Whether a folded bracket only says that something is new, corrected or elsewhere."""
    content = inner.replace(GONE, " ").strip()
    if not content or len(content) > 60:
        return not content
    return bool(_BRACKET_NOISE.fullmatch(content) or _CORRECTED.fullmatch(content))


def peel_front(item: ItemText) -> None:
    """Take bullets, icons' alternative texts and download verbs off the front."""
    for pattern in (_LEADING, _LEADING, _ICON, _ARTICLE, _VERB, _ARTICLE):
        start = len(item.rest) - len(item.rest.lstrip(GONE + " \n"))
        match = pattern.match(item.rest, start)
        if match and _word_after(item.rest, match.end()):
            item.erase(start, match.end())


def peel_back(item: ItemText, found: Found) -> None:
    """Take window notes, remarks on corrections and pointing words off the end."""
    for note in _ACCESS.finditer(item.rest):
        item.erase(note.start(), note.end())
    for pattern in (_TRAILING, _REMARK, _TRAILING, _POINTER):
        match = pattern.search(item.rest)
        if match and match.start() > 0 and _word_before(item.rest, match.start()):
            _mine(item, found, match.start(), match.end())
            item.erase(match.start(), match.end())


def _mine(item: ItemText, found: Found, start: int, end: int) -> None:
    """The date in a remark such as ※2026/7/30更新 is that of the update."""
    for date in item.dates(item.rest[start:end]):
        if date.role == "date":
            evidence = item.evidence(start + date.start, start + date.end)
            found.add("published", date.value, evidence, f"date in a remark ({date.rule})")


def _word_after(text: str, position: int) -> bool:
    return bool(re.search(r"\w", text[position:]))


def _word_before(text: str, position: int) -> bool:
    return bool(re.search(r"\w", text[:position]))
